"""The port behind which documents become PDFs."""

from collections.abc import Mapping
from typing import Protocol


class Printer(Protocol):
    """Turns an HTML page into a tagged PDF (PDF/UA-1), the same bytes for the same input."""

    def print(self, *, html: str, identifier: str, attachments: Mapping[str, bytes]) -> bytes:
        """This function will return the PDF; `attachments` maps file names to contents."""
        ...
