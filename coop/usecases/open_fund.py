"""Open a fund: a purpose that money is given, or set aside, for."""

from datetime import date
from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from ledger import operations
from ledger.funds import Fund


def open_fund(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    code: str,
    name: str,
    restricted: bool,
    opened_on: date,
) -> None:
    """This function will open a fund, which lines can carry from then on. Raises `FundExists`."""
    with container.act(actor, Permission.FUND_KEEP, id=act_id) as act:
        if not act.repeated:
            operations.open_fund(act.session, fund=Fund(code, name, restricted, opened_on))
            act.tell("ledger.fund_opened", fund=code)
