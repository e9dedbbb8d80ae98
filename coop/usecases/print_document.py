"""Print an issued document, once: the worker's job `document.print`."""

import base64
import io
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import segno
from sqlalchemy import select
from sqlalchemy.orm import Session

from coop import ids
from coop.container import Container
from coop.rendering import format_date
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.tables import EventRow
from services.documents import operations, queries
from services.documents.rules import Document


@dataclass(frozen=True, slots=True)
class CoOp:
    """Who issues the document."""

    name: str

    def __str__(self) -> str:
        return self.name


def print_document(container: Container, payload: dict[str, Any]) -> None:
    """This function will print the document named by `payload["document_id"]` and keep its PDF.

    Rendering and printing happen outside any transaction; the bytes are then kept
    in a short deed. Done again, it changes nothing.
    """
    document_id = UUID(payload["document_id"])
    with container.read() as session:
        document = queries.document(session, document_id=document_id)
        co_op = _co_op(session)
    if document.pdf_sha256 is not None:
        return
    pdf = container.printer.print(
        html=rendered(container=container, document=document, co_op=co_op),
        identifier=str(document.id),
        attachments=attachments(document),
    )
    with container.act(
        Actor.worker(),
        Permission.DOCUMENT_PRINT,
        id=ids.id_for(f"print:{document_id}"),
        about=document_id,
    ) as act:
        if act.repeated:
            return
        sha256 = operations.keep_print(act.session, document_id=document_id, pdf=pdf, at=act.now)
        act.tell("document.printed", sha256=sha256)


def rendered(*, container: Container, document: Document, co_op: CoOp) -> str:
    """This function will return the HTML that a document is printed from."""
    verify_url = f"{container.config.base_url}/verify?code={document.code}"
    return container.renderer.render(
        f"documents/{document.template}.html",
        {
            "facts": document.facts,
            "number": document.number,
            "series": document.series,
            "title": document.title,
            "document": document,
            "co_op": co_op,
            "day": lambda text: format_date(date.fromisoformat(text)),
            "verify_url": verify_url,
            "verify_image": _square_code(verify_url),
            "verify_site": container.config.base_url.partition("://")[2] + "/verify",
        },
        time_zone=container.config.time_zone,
    )


def attachments(document: Document) -> dict[str, bytes]:
    """This function will return the files to embed: the document's figures as CSV, by name.

    They are kept among the facts, so the hash of the figures covers them too.
    """
    files = document.facts.get("attachments", {})
    return {name: text.encode() for name, text in sorted(files.items())}


def _co_op(session: Session) -> CoOp:
    founded = session.scalars(select(EventRow).where(EventRow.kind == "coop.founded")).first()
    return CoOp(str(founded.facts["name"]) if founded else "")


def _square_code(address: str) -> str:
    """This function will return a QR code of an address as a `data:` SVG image."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", border=0, xmldecl=False, dark="#1f3a2d")
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode()
