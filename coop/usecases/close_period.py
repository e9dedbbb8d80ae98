"""Close a month of the books for good."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from ledger import operations
from ledger.periods import Month
from ledger.reconciliation import queries
from ledger.reconciliation.errors import BankLinesWait


def close_period(*, container: Container, actor: Actor, act_id: UUID, month: Month) -> None:
    """This function will close a month: its balances are kept, its entries sealed.

    Raises `BankLinesWait` while lines dated up to its end are in the inbox, and
    `PeriodAlreadyClosed`, `PeriodNotOver`, `EarlierPeriodOpen`, `YearEndsHere`.
    """
    with container.act(actor, Permission.PERIOD_CLOSE, id=act_id) as act:
        if not act.repeated:
            refuse_while_lines_wait(act, month)
            operations.close_period(
                act.session, month=month, at=act.now, closed_by=act.actor.person_id
            )
            act.tell("ledger.period_closed", month=str(month))


def refuse_while_lines_wait(act: Act, month: Month) -> None:
    """This function will return quietly or raise `BankLinesWait`."""
    waiting = queries.waiting_count(act.session, until=month.ends)
    if waiting:
        raise BankLinesWait(waiting, month.ends)
