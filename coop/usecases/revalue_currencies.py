"""Carry the accounts in other currencies at a month's closing rates."""

from uuid import UUID

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from ledger.currencies import operations
from ledger.errors import PeriodNotOver
from ledger.periods import Month


def revalue_currencies(*, container: Container, actor: Actor, act_id: UUID, month: Month) -> int:
    """This function will post a month's unrealised differences, one entry an account.

    Each is dated the month's last day and taken back on the next. Returns how many accounts
    moved; none where they stand at the closing rate already. Raises `PeriodNotOver`, `NoRate`,
    `PeriodClosed`.
    """
    with container.act(actor, Permission.CURRENCY_KEEP, id=act_id) as act:
        if act.repeated:
            return 0
        if month.ends >= act.now.date():
            raise PeriodNotOver(month.ends)
        posted = operations.revalue(
            act.session,
            month=month,
            base=container.config.currency,
            memo=lambda code: f"Account {code} at the closing rate of {month}",
            back_memo=lambda code: f"Closing rate of {month} taken back, account {code}",
            id_for=ids.id_for,
            at=act.now,
            posted_by=act.actor.person_id,
        )
        act.tell("ledger.revalued", month=str(month), accounts=len(posted) // 2)
    return len(posted) // 2
