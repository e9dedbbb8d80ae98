"""Close a month: softly, so that only adjustments go in, or with its checklist, sealed."""

from collections.abc import Mapping
from uuid import UUID

from coop.container import Container
from coop.proving import checklist
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.reopen_period import about_month
from ledger import closing
from ledger.periods import Month, Waived


def close_period(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    month: Month,
    reasons: Mapping[str, str] | None = None,
) -> None:
    """This function will close a month: its balances are kept, its entries sealed.

    `reasons` says by item of the checklist why the month closes though it is not in
    order. Raises `ChecklistOpen`, `ReasonsMissing`, `PeriodAlreadyClosed`,
    `PeriodNotOver`, `EarlierPeriodOpen`, `YearEndsHere`.
    """
    with container.act(actor, Permission.PERIOD_CLOSE, id=act_id, about=about_month(month)) as act:
        if not act.repeated:
            waived = look_through(act, month, container=container, reasons=reasons or {})
            closing.close_period(
                act.session,
                month=month,
                at=act.now,
                closed_by=act.actor.person_id,
                waived=waived,
            )
            act.tell("ledger.period_closed", month=str(month))


def soften_period(
    *, container: Container, actor: Actor, act_id: UUID, month: Month, reason: str = ""
) -> None:
    """This function will let a month take adjustments alone from now on.

    Raises `PeriodNotOver`, `EarlierPeriodOpen`, `PeriodMoved`.
    """
    with container.act(actor, Permission.PERIOD_CLOSE, id=act_id, about=about_month(month)) as act:
        if not act.repeated:
            closing.soften(
                act.session, month=month, reason=reason, at=act.now, by=act.actor.person_id
            )
            act.tell("ledger.period_softened", month=str(month))


def open_softly_closed(
    *, container: Container, actor: Actor, act_id: UUID, month: Month, reason: str
) -> None:
    """This function will let a softly closed month take ordinary entries again.

    Raises `ReasonNeeded`, `PeriodMoved`, `LaterPeriodClosed`.
    """
    with container.act(actor, Permission.PERIOD_CLOSE, id=act_id, about=about_month(month)) as act:
        if not act.repeated:
            closing.open_again(
                act.session, month=month, reason=reason, at=act.now, by=act.actor.person_id
            )
            act.tell("ledger.period_opened", month=str(month), reason=reason)


def look_through(
    act: Act, month: Month, *, container: Container, reasons: Mapping[str, str]
) -> tuple[Waived, ...]:
    """This function will go through the checklist with the journal held, and return what closes
    for a reason. Raises as `checklist.waived`; what the month's own order refuses comes first.
    """
    closing.hold_the_journal(act.session)
    closing.check_closable(act.session, month=month, at=act.now)
    found = checklist.findings(
        act.session,
        month=month,
        currency=container.config.currency,
        today=act.now.date(),
    )
    return checklist.waived(found, reasons=reasons)
