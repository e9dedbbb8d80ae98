"""End a fund in which nothing is left."""

from datetime import date
from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from ledger import operations


def end_fund(*, container: Container, actor: Actor, act_id: UUID, code: str, on: date) -> None:
    """This function will end a fund, `on` being the last day that takes lines.

    Raises `NoSuchFund`, `FundEnded`, and `FundNotEmpty` while something is left in it.
    """
    with container.act(actor, Permission.FUND_KEEP, id=act_id) as act:
        if not act.repeated:
            operations.end_fund(act.session, code=code, on=on)
            act.tell("ledger.fund_ended", fund=code)
