"""Prints documents with WeasyPrint: tagged PDF/UA-1, and the same bytes for the same input."""

import hashlib
import io
import os
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""The date every attachment bears: a real one would change the bytes of a reprint."""


class ForeignAddress(ValueError):
    """A document asked for something outside the house."""


class WeasyPrinter:
    """The printer behind the port `Printer`. One font set and style sheet a process."""

    def __init__(self, *, fonts: Path, stylesheet: Path | None = None) -> None:
        # Font subsets carry a time stamp, which fontTools takes from here.
        os.environ.setdefault("SOURCE_DATE_EPOCH", str(int(EPOCH.timestamp())))
        self._fonts = fonts.resolve()
        self._fetcher = _HouseFetcher(self._fonts)
        self._stylesheet = stylesheet
        self._lock = threading.Lock()
        self._prepared: tuple[FontConfiguration, list[CSS]] | None = None

    def print(self, *, html: str, identifier: str, attachments: Mapping[str, bytes]) -> bytes:
        """This function will return the PDF of a page; see `Printer.print`.

        `identifier` names the document for ever (its id): it becomes the PDF's own.
        Raises `ForeignAddress` when the page asks for anything but our fonts and
        images written into the page itself.
        """
        # Pango's font map is shared by the process; two threads laying out at once may crash it.
        with self._lock:
            font_configuration, stylesheets = self._prepare()
            page = HTML(string=html, base_url="coppice:/", url_fetcher=self._fetcher)
            try:
                pdf = page.write_pdf(
                    stylesheets=stylesheets,
                    font_config=font_configuration,
                    attachments=[
                        _attachment(name, contents) for name, contents in attachments.items()
                    ],
                    pdf_variant="pdf/ua-1",
                    pdf_identifier=hashlib.sha256(identifier.encode()).digest()[:16],
                )
            except FatalURLFetchingError as fault:
                raise ForeignAddress(str(fault)) from fault
            return bytes(pdf)

    def _prepare(self) -> tuple[FontConfiguration, list[CSS]]:
        if self._prepared is None:
            font_configuration = FontConfiguration()
            stylesheets = []
            if self._stylesheet is not None:
                stylesheets.append(
                    CSS(
                        string=self._stylesheet.read_text(),
                        base_url=f"{self._fonts.as_uri()}/",
                        font_config=font_configuration,
                        url_fetcher=self._fetcher,
                    )
                )
            self._prepared = font_configuration, stylesheets
        return self._prepared


class _HouseFetcher(URLFetcher):  # type: ignore[misc]
    """Fetches our own fonts and what is written into the page; refuses the world."""

    def __init__(self, fonts: Path) -> None:
        super().__init__(allowed_protocols=("data",))
        self._fonts = fonts

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith("data:"):
            return super().fetch(url, headers)
        path = self._fonts / url.rpartition("/")[2]
        if url == path.as_uri() and path.suffix == ".woff2" and path.is_file():
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/woff2"})
        # Only a fatal error stops the printing; any other would print a page with a hole.
        raise FatalURLFetchingError(url)


def _attachment(name: str, contents: bytes) -> Attachment:
    return Attachment(
        file_obj=io.BytesIO(contents),
        name=name,
        created=EPOCH,
        modified=EPOCH,
        description=name,
    )
