"""Close a year: its income and expense become the surplus that members may divide."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.close_period import refuse_while_lines_wait
from coop.words import _
from ledger import operations
from ledger.periods import Month


def close_year(*, container: Container, actor: Actor, act_id: UUID, year: int) -> UUID:
    """This function will post the closing entry, close December, and return the deed's id.

    The closing entry has that id; a year with neither income nor expense has none.
    Raises `BankLinesWait`, `YearHasOpenMonths`, `PeriodAlreadyClosed`, `PeriodNotOver`.
    """
    with container.act(actor, Permission.PERIOD_CLOSE, id=act_id) as act:
        if not act.repeated:
            refuse_while_lines_wait(act, Month(year, 12))
            operations.close_year(
                act.session,
                year=year,
                id=act_id,
                memo=_("Close the year %(year)s") % {"year": year},
                at=act.now,
                closed_by=act.actor.person_id,
            )
            act.tell("ledger.year_closed", year=year)
    return act_id
