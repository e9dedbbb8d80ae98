"""Issue a numbered financial report on a closed month or year."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.check_books import prove_books
from coop.usecases.financial_figures import ReportPeriod, figures_of
from ledger import queries as books
from ledger.proof import Proof
from services.documents import operations, queries
from services.documents.errors import AlreadyReported, BooksDoNotAgree, ReportForOpenPeriod
from services.documents.rules import Document

SERIES = "financial-report"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPreview:
    """What would be issued, and the checks that must hold first."""

    period: ReportPeriod
    closed: bool
    closed_until: date | None
    proof: Proof
    current: Document | None
    """The report on the same period that this one would stand in place of."""
    facts: dict[str, Any]

    @property
    def may_be_issued(self) -> bool:
        return self.closed and self.proof.holds


def preview_financial_report(*, container: Container, actor: Actor, period: str) -> ReportPreview:
    """This function will show a report before it is issued; it writes nothing.

    Raises `NoSuchPeriod`.
    """
    actor.require(Permission.REPORT_ISSUE)
    asked = ReportPeriod.parse(period)
    proof = prove_books(container=container)
    with container.read() as session:
        closed_until = books.closed_until(session)
        return ReportPreview(
            period=asked,
            closed=closed_until is not None and asked.end <= closed_until,
            closed_until=closed_until,
            proof=proof,
            current=_current(session, asked),
            facts=figures_of(session, period=asked, currency=container.config.currency),
        )


def issue_financial_report(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    period: str,
    supersedes_id: UUID | None = None,
    reason: str | None = None,
) -> UUID:
    """This function will issue the report and return the document's id; the worker prints it.

    Raises `NoSuchPeriod`, `ReportForOpenPeriod`, `BooksDoNotAgree`, or
    `AlreadyReported` where a current report on the period is not named as superseded.
    """
    actor.require(Permission.REPORT_ISSUE)
    asked = ReportPeriod.parse(period)
    # Everything is read again before the transaction, so that nobody waits for it.
    proof = prove_books(container=container)
    with container.act(actor, Permission.REPORT_ISSUE, id=act_id) as act:
        if act.repeated:
            return act_id
        closed_until = books.closed_until(act.session)
        if closed_until is None or asked.end > closed_until:
            raise ReportForOpenPeriod(asked.end)
        if not proof.holds:
            raise BooksDoNotAgree(len(proof.differences))
        current = _current(act.session, asked)
        if current is not None and current.id != supersedes_id:
            raise AlreadyReported(current.id, current.number)
        facts = figures_of(act.session, period=asked, currency=container.config.currency)
        facts["check"] = {"entries": proof.entry_count, "head": proof.head.hex()}
        number = operations.request(
            act.session,
            id=act_id,
            series=SERIES,
            template="financial_report",
            title=f"Financial report, {asked.name}",
            facts=facts,
            party_id=None,
            about=about_period(asked),
            at=act.now,
            requested_by=act.actor.person_id,
            supersedes_id=supersedes_id,
            reason=reason,
        )
        act.enqueue("document.print", {"document_id": str(act_id)}, key=f"print:{act_id}")
        act.tell("report.issued", series=SERIES, number=number, period=asked.text)
    return act_id


def about_period(period: ReportPeriod) -> UUID:
    """This function will return the name under which all reports on one period are found."""
    return ids.id_for(f"{SERIES}:{period.text}")


def _current(session: Session, period: ReportPeriod) -> Document | None:
    found = queries.issued(
        session, series=SERIES, about=about_period(period), current_only=True, limit=1
    )
    return found[0] if found else None
