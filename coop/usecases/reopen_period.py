"""Open a closed month again: one person asks, another confirms."""

from uuid import UUID

from coop import ids
from coop.approvals.rules import Approval, ApprovalKind
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.four_eyes import ask_second_person
from coop.words import _
from ledger import closing, period_queries, queries
from ledger.errors import LaterPeriodClosed, PeriodMoved, ReasonNeeded
from ledger.periods import Month, PeriodState
from services.patronage import queries as patronage
from services.patronage.errors import YearDivided
from services.patronage.rules import DeclarationState

DIVIDED = (DeclarationState.PROPOSED, DeclarationState.DECLARED, DeclarationState.PAID)


def about_month(month: Month) -> UUID:
    """This function will return the id under which a month is spoken of in events."""
    return ids.id_for(f"month:{month}")


def ask_to_reopen(
    *, container: Container, actor: Actor, act_id: UUID, month: Month, reason: str
) -> UUID:
    """This function will ask a second person to open a closed month again; returns the asking.

    Raises `ReasonNeeded`, `PeriodMoved` where it is not closed, `LaterPeriodClosed`,
    `YearDivided`, `WaitsAlready`.
    """
    about = about_month(month)
    with container.act(actor, Permission.PERIOD_CLOSE, id=act_id, about=about) as act:
        if act.repeated:
            return act_id
        if not reason.strip():
            raise ReasonNeeded
        _check(act, month)
        ask_second_person(
            act,
            kind=ApprovalKind.REOPENING,
            about=about,
            payload={"month": str(month), "reason": reason},
            amount=None,
        )
        act.tell("ledger.reopening_asked", month=str(month), reason=reason)
    return act_id


def carry_out(act: Act, _container: Container, approval: Approval) -> None:
    """This function will open the month again, in the name of both."""
    month = Month.parse(approval.payload["month"])
    # Held before anything is asked: a division on its way is either in, or waits for us.
    closing.hold_the_journal(act.session)
    _check(act, month)
    closing.reopen(
        act.session,
        month=month,
        reason=approval.payload["reason"],
        asked_by=approval.asked_by,
        confirmed_by=act.actor.signed_in_id,
        reversal_id=approval.id,
        memo=_("The year %(year)s is opened again") % {"year": month.year},
        at=act.now,
    )
    act.tell(
        "ledger.period_reopened",
        about=approval.about,
        month=str(month),
        reason=approval.payload["reason"],
        asked_by=str(approval.asked_by),
    )


def _check(act: Act, month: Month) -> None:
    state = period_queries.state_of(act.session, month=month)
    if state is not PeriodState.CLOSED:
        raise PeriodMoved(month.starts, state)
    last_closed = queries.closed_until(act.session)
    if last_closed is not None and month.ends < last_closed:
        raise LaterPeriodClosed(Month.of(last_closed).starts)
    division = patronage.standing(act.session, year=month.year)
    if division is not None and division.state in DIVIDED:
        raise YearDivided(month.year)
