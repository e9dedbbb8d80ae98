"""Issuing a document, and keeping its PDF."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.documents import queries
from services.documents.errors import (
    AlreadySuperseded,
    PrintedDifferently,
    SupersedesAnotherSeries,
)
from services.documents.rules import canonical, code_for, facts_sha256, pdf_sha256
from services.documents.tables import DocumentPrintRow, DocumentRow, DocumentSeriesRow


def request(
    session: Session,
    *,
    id: UUID,
    series: str,
    template: str,
    title: str,
    facts: Mapping[str, Any],
    party_id: UUID | None,
    about: UUID | None,
    at: datetime,
    requested_by: UUID | None,
    supersedes_id: UUID | None = None,
    reason: str | None = None,
) -> int:
    """This function will issue a document and return its number, gapless in its series.

    The number is given behind the series' own row, locked until the transaction
    ends, so a rolled-back document gives its number back. The caller then
    enqueues `document.print`. A second request with the same id returns the
    first one's number. Raises `AlreadySuperseded`, `SupersedesAnotherSeries`,
    or `NotFound` for an unknown `supersedes_id`.
    """
    already = session.get(DocumentRow, id)
    if already is not None:
        return already.number
    if supersedes_id is not None:
        older = queries.document(session, document_id=supersedes_id)
        if older.series != series:
            raise SupersedesAnotherSeries(supersedes_id, series)
    number = _next_number(session, series=series)
    if supersedes_id is not None:
        # Asked again behind the lock: of two who supersede at once, the second is told.
        older = queries.document(session, document_id=supersedes_id)
        if older.superseded_by_id is not None:
            raise AlreadySuperseded(supersedes_id, older.superseded_by_id)
    plain = json.loads(canonical(facts))
    hashed = facts_sha256(plain)
    session.add(
        DocumentRow(
            id=id,
            series=series,
            number=number,
            template=template,
            title=title,
            facts=plain,
            facts_sha256=hashed,
            code=code_for(document_id=id, facts_hash=hashed),
            party_id=party_id,
            about=about,
            issued_at=at,
            issued_by=requested_by,
            supersedes_id=supersedes_id,
            reason=reason,
        )
    )
    session.flush()
    return number


def keep_print(session: Session, *, document_id: UUID, pdf: bytes, at: datetime) -> str:
    """This function will store a document's PDF, once, and return its SHA-256.

    The same bytes again change nothing; other bytes raise `PrintedDifferently`.
    """
    hashed = pdf_sha256(pdf)
    kept = session.get(DocumentPrintRow, document_id)
    if kept is not None:
        if kept.sha256 != hashed:
            raise PrintedDifferently(document_id)
        return kept.sha256
    session.add(DocumentPrintRow(document_id=document_id, pdf=pdf, sha256=hashed, printed_at=at))
    session.flush()
    return hashed


def _next_number(session: Session, *, series: str) -> int:
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    insert: Any = postgresql.insert if on_postgresql else sqlite.insert
    counter = DocumentSeriesRow.__table__
    number = session.execute(
        insert(counter)
        .values(series=series, last_number=1)
        .on_conflict_do_update(
            index_elements=["series"], set_={"last_number": counter.c.last_number + 1}
        )
        .returning(counter.c.last_number)
    ).scalar_one()
    return int(number)
