"""Close a year: its income and expense become the surplus that members may divide."""

from collections.abc import Mapping
from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.close_period import look_through
from coop.usecases.reopen_period import about_month
from coop.words import _
from ledger import closing
from ledger.errors import EarlierPeriodOpen, YearHasOpenMonths
from ledger.periods import Month


def close_year(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    year: int,
    reasons: Mapping[str, str] | None = None,
) -> UUID:
    """This function will post the closing entry, close December, and return the deed's id.

    The closing entry has that id; a year with neither income nor expense has none.
    `reasons` as in `close_period`. Raises `ChecklistOpen`, `ReasonsMissing`,
    `YearHasOpenMonths`, `PeriodAlreadyClosed`, `PeriodNotOver`.
    """
    december = Month(year, 12)
    with container.act(
        actor, Permission.PERIOD_CLOSE, id=act_id, about=about_month(december)
    ) as act:
        if not act.repeated:
            try:
                waived = look_through(act, december, container=container, reasons=reasons or {})
            except EarlierPeriodOpen as refusal:
                raise YearHasOpenMonths(year, refusal.starts) from refusal
            closing.close_year(
                act.session,
                year=year,
                id=act_id,
                memo=_("Close the year %(year)s") % {"year": year},
                at=act.now,
                closed_by=act.actor.person_id,
                waived=waived,
            )
            act.tell("ledger.year_closed", year=year)
    return act_id
