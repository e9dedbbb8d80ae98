"""What the report centre shows: issued documents, one document, and whether a paper is ours."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from coop.container import Container
from coop.members import queries as members
from coop.readmodels.book_words import month_name
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import lazy
from ledger import queries as books
from services.documents import queries
from services.documents.errors import NotPrintedYet
from services.documents.rules import Document, tidy_code
from services.errors import NotYours

PAGE_SIZE = 25
SERIES_NAMES = {
    "financial-report": lazy("Financial reports"),
    "patronage-statement": lazy("Patronage statements"),
    "share-certificate": lazy("Share certificates"),
    "meeting-notice": lazy("Notices of meetings"),
    "agenda": lazy("Agendas"),
    "attendance-list": lazy("Attendance lists"),
    "minutes": lazy("Minutes"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """An issued document as a list shows it."""

    id: UUID
    series: str
    series_name: str
    number: int
    title: str
    addressee: str
    issued_at: datetime
    is_current: bool
    is_printed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCentre:
    """A page of the list, and what it can be narrowed to."""

    lines: tuple[DocumentLine, ...]
    count: int
    number: int
    pages: int
    series_shown: str
    series: tuple[tuple[str, str], ...]
    year_shown: str
    years: tuple[str, ...]
    current_only: bool
    sees_all: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPage:
    """One document, with what it replaced and what replaced it."""

    line: DocumentLine
    template: str
    code: str
    facts_sha256: str
    pdf_sha256: str | None
    files: tuple[str, ...]
    reason: str | None
    supersedes: DocumentLine | None
    superseded_by: DocumentLine | None
    period: str | None
    """What a financial report is on; none for other documents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pdf:
    """A stored PDF and the name under which it is kept."""

    name: str
    contents: bytes
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a code or a file is ours; says no more than the paper itself does."""

    outcome: str
    """`current`, `superseded` or `unknown`."""
    series_name: str = ""
    number: int = 0
    issued_at: datetime | None = None
    facts_sha256: str = ""
    newer_number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodChoice:
    """A month or a year that a report may be asked for."""

    text: str
    name: str
    closed: bool


def report_centre(
    *,
    container: Container,
    actor: Actor,
    series: str,
    year: str,
    current_only: bool,
    page: int,
) -> ReportCentre:
    """This function will list issued documents: all to officers, else ours and one's own."""
    actor.require(Permission.DOCUMENT_READ)
    sees_all = actor.may(Permission.REPORT_READ)
    since, before = _span(year)
    with container.read() as session:
        seen_by = None if sees_all else _parties(session, actor.person_id)
        count = queries.issued_count(
            session,
            series=series or None,
            seen_by=seen_by,
            since=since,
            before=before,
            current_only=current_only,
        )
        pages = max(1, -(-count // PAGE_SIZE))
        number = min(page, pages)
        found = queries.issued(
            session,
            series=series or None,
            seen_by=seen_by,
            since=since,
            before=before,
            current_only=current_only,
            limit=PAGE_SIZE,
            offset=(number - 1) * PAGE_SIZE,
        )
        return ReportCentre(
            lines=_lines(session, found),
            count=count,
            number=number,
            pages=pages,
            series_shown=series,
            series=tuple((name, series_name(name)) for name in queries.series_in_use(session)),
            year_shown=year,
            years=tuple(str(one) for one in queries.years_of_issue(session)),
            current_only=current_only,
            sees_all=sees_all,
        )


def _span(year: str) -> tuple[datetime | None, datetime | None]:
    if not (year.isascii() and year.isdecimal() and 2000 <= int(year) < 9999):
        return None, None
    first = datetime(int(year), 1, 1, tzinfo=UTC)
    return first, first.replace(year=first.year + 1)


def document_page(*, container: Container, actor: Actor, document_id: UUID) -> DocumentPage:
    """This function will return one document; raises `NotFound` or `NotYours`."""
    actor.require(Permission.DOCUMENT_READ)
    with container.read() as session:
        document = _readable(session, actor, document_id)
        older = _other(session, document.supersedes_id)
        newer = _other(session, document.superseded_by_id)
        return DocumentPage(
            line=_lines(session, [document])[0],
            template=document.template,
            code=document.code,
            facts_sha256=document.facts_sha256,
            pdf_sha256=document.pdf_sha256,
            files=tuple(sorted(document.facts.get("attachments", {}))),
            reason=document.reason,
            supersedes=older,
            superseded_by=newer,
            period=document.facts.get("period"),
        )


def document_pdf(*, container: Container, actor: Actor, document_id: UUID) -> Pdf:
    """This function will return a document's PDF; raises `NotPrintedYet` until it is printed."""
    actor.require(Permission.DOCUMENT_READ)
    with container.read() as session:
        document = _readable(session, actor, document_id)
        printed = queries.printed(session, document_id=document_id)
    if printed is None:
        raise NotPrintedYet(document_id)
    name = f"{document.series}-{document.number:04d}.pdf"
    return Pdf(name=name, contents=printed.pdf, sha256=printed.sha256)


def verdict_on_code(*, container: Container, code: str) -> Verdict:
    """This function will say whether a code is on a document of ours. Anybody may ask."""
    with container.read() as session:
        found = queries.document_by_code(session, code=tidy_code(code))
        return _verdict(session, found)


def verdict_on_pdf(*, container: Container, contents: bytes) -> Verdict:
    """This function will say whether a file is, byte for byte, a document of ours."""
    hashed = hashlib.sha256(contents).hexdigest()
    with container.read() as session:
        found = queries.document_by_pdf(session, sha256=hashed)
        return _verdict(session, found)


def report_periods(*, container: Container, actor: Actor) -> tuple[PeriodChoice, ...]:
    """This function will return the months and years a report may be asked for, newest first.

    The first open month is among them, so that the reader learns why it must wait.
    """
    actor.require(Permission.REPORT_ISSUE)
    with container.read() as session:
        closed = books.closed_months(session)
        following = books.first_open_month(session)
    months = [
        PeriodChoice(text=str(month), name=month_name(month.starts), closed=True)
        for month in reversed(closed)
    ]
    if following is not None:
        months.insert(
            0, PeriodChoice(text=str(following), name=month_name(following.starts), closed=False)
        )
    years = [
        PeriodChoice(text=f"{month.year:04d}", name=f"{month.year:04d}", closed=True)
        for month in reversed(closed)
        if month.ends_year
    ]
    return (*years, *months)


def series_name(series: str) -> str:
    """This function will name a series in words."""
    return str(SERIES_NAMES.get(series, series.replace("-", " ").capitalize()))


def _readable(session: Session, actor: Actor, document_id: UUID) -> Document:
    document = queries.document(session, document_id=document_id)
    if actor.may(Permission.REPORT_READ) or _is_theirs(session, document, actor):
        return document
    raise NotYours


def _is_theirs(session: Session, document: Document, actor: Actor) -> bool:
    """The co-op's own papers are every member's; a member's are theirs alone."""
    if document.party_id is None:
        return True
    return document.party_id in _parties(session, actor.person_id)


def _parties(session: Session, person_id: UUID | None) -> tuple[UUID, ...]:
    if person_id is None:
        return ()
    return tuple(party.id for party in members.parties_of(session, person_id=person_id))


def _other(session: Session, document_id: UUID | None) -> DocumentLine | None:
    if document_id is None:
        return None
    return _lines(session, [queries.document(session, document_id=document_id)])[0]


def _lines(session: Session, documents: Sequence[Document]) -> tuple[DocumentLine, ...]:
    party_ids = {one.party_id for one in documents if one.party_id is not None}
    names = members.names_of(session, party_ids=party_ids)
    return tuple(
        DocumentLine(
            id=one.id,
            series=one.series,
            series_name=series_name(one.series),
            number=one.number,
            title=one.title,
            addressee=names.get(one.party_id, "") if one.party_id else "",
            issued_at=one.issued_at,
            is_current=one.is_current,
            is_printed=one.pdf_sha256 is not None,
        )
        for one in documents
    )


def _verdict(session: Session, document: Document | None) -> Verdict:
    if document is None:
        return Verdict(outcome="unknown")
    newer = None
    if document.superseded_by_id is not None:
        newer = queries.document(session, document_id=document.superseded_by_id).number
    return Verdict(
        outcome="current" if document.is_current else "superseded",
        series_name=series_name(document.series),
        number=document.number,
        issued_at=document.issued_at,
        facts_sha256=document.facts_sha256,
        newer_number=newer,
    )
