"""The members' resolution brings a budget into force, in place of the year's one before it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from coop.unit_of_work.unit_of_work import Act
from ledger.budgets import operations


def enact(act: Act, proposal_id: UUID, effect: Mapping[str, Any]) -> None:
    """This function will bring the adopted figures into force, naming their resolution.

    Raises `BudgetNotResolved` where the resolution is on other figures.
    """
    budget_id = UUID(effect["budget_id"])
    operations.adopt(
        act.session,
        budget_id=budget_id,
        proposal_id=proposal_id,
        digest=effect["digest"],
        at=act.now,
    )
    act.tell("budget.adopted", about=budget_id, proposal_id=str(proposal_id))
