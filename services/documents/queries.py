"""Questions to the documents room."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from services.documents.rules import Document, PrintedPdf
from services.documents.tables import DocumentPrintRow, DocumentRow
from services.errors import NotFound

_Newer = aliased(DocumentRow)


def document(session: Session, *, document_id: UUID) -> Document:
    """This function will return a document; raises `NotFound`."""
    found = _first(session, _documents().where(DocumentRow.id == document_id))
    if found is None:
        raise NotFound("document")
    return found


def document_by_code(session: Session, *, code: str) -> Document | None:
    """This function will return the document that bears a code (tidied), if it is ours."""
    return _first(session, _documents().where(DocumentRow.code == code))


def document_by_pdf(session: Session, *, sha256: str) -> Document | None:
    """This function will return the document whose stored PDF has this hash, if any."""
    return _first(session, _documents().where(DocumentPrintRow.sha256 == sha256))


def issued(
    session: Session,
    *,
    series: str | None = None,
    seen_by: Sequence[UUID] | None = None,
    about: UUID | None = None,
    since: datetime | None = None,
    before: datetime | None = None,
    current_only: bool = False,
    limit: int = 50,
    offset: int = 0,
) -> tuple[Document, ...]:
    """This function will return issued documents, newest first, as the filters say.

    `seen_by` leaves the co-op's own documents and those addressed to these parties.
    """
    asked = _filtered(_documents(), series, seen_by, about, since, before, current_only)
    rows = session.execute(
        asked.order_by(DocumentRow.issued_at.desc(), DocumentRow.series, DocumentRow.number.desc())
        .limit(limit)
        .offset(offset)
    )
    return tuple(_value(*row) for row in rows)


def issued_count(
    session: Session,
    *,
    series: str | None = None,
    seen_by: Sequence[UUID] | None = None,
    about: UUID | None = None,
    since: datetime | None = None,
    before: datetime | None = None,
    current_only: bool = False,
) -> int:
    """This function will count what `issued` would return without a limit."""
    asked = _filtered(_documents(), series, seen_by, about, since, before, current_only)
    ids = asked.with_only_columns(DocumentRow.id).subquery()
    return session.scalar(select(func.count()).select_from(ids)) or 0


def series_in_use(session: Session) -> tuple[str, ...]:
    """This function will return the names of the series that hold documents."""
    return tuple(
        session.scalars(select(DocumentRow.series).distinct().order_by(DocumentRow.series))
    )


def years_of_issue(session: Session) -> tuple[int, ...]:
    """This function will return the years (UTC) in which documents were issued, newest first."""
    first, last = session.execute(
        select(func.min(DocumentRow.issued_at), func.max(DocumentRow.issued_at))
    ).one()
    return () if first is None else tuple(range(last.year, first.year - 1, -1))


def printed(session: Session, *, document_id: UUID) -> PrintedPdf | None:
    """This function will return a document's PDF; none when it is not printed yet."""
    row = session.get(DocumentPrintRow, document_id)
    return None if row is None else PrintedPdf(row.document_id, row.pdf, row.sha256, row.printed_at)


def _documents() -> Any:
    return (
        select(DocumentRow, _Newer.id, DocumentPrintRow.sha256)
        .outerjoin(_Newer, _Newer.supersedes_id == DocumentRow.id)
        .outerjoin(DocumentPrintRow, DocumentPrintRow.document_id == DocumentRow.id)
    )


def _filtered(
    asked: Select[Any],
    series: str | None,
    seen_by: Sequence[UUID] | None,
    about: UUID | None,
    since: datetime | None,
    before: datetime | None,
    current_only: bool,
) -> Select[Any]:
    if series is not None:
        asked = asked.where(DocumentRow.series == series)
    if seen_by is not None:
        asked = asked.where(DocumentRow.party_id.is_(None) | DocumentRow.party_id.in_(seen_by))
    if about is not None:
        asked = asked.where(DocumentRow.about == about)
    if since is not None:
        asked = asked.where(DocumentRow.issued_at >= since)
    if before is not None:
        asked = asked.where(DocumentRow.issued_at < before)
    if current_only:
        asked = asked.where(_Newer.id.is_(None))
    return asked


def _first(session: Session, asked: Select[Any]) -> Document | None:
    row = session.execute(asked).first()
    return None if row is None else _value(*row)


def _value(row: DocumentRow, superseded_by_id: UUID | None, sha256: str | None) -> Document:
    return Document(
        id=row.id,
        series=row.series,
        number=row.number,
        template=row.template,
        title=row.title,
        facts=row.facts,
        facts_sha256=row.facts_sha256,
        code=row.code,
        party_id=row.party_id,
        about=row.about,
        issued_at=row.issued_at,
        issued_by=row.issued_by,
        supersedes_id=row.supersedes_id,
        reason=row.reason,
        superseded_by_id=superseded_by_id,
        pdf_sha256=sha256,
    )
