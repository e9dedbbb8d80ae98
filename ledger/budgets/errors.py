"""What is refused about budgets."""

from uuid import UUID

from footing.errors import Refusal
from ledger.faults import LineFault


class NoSuchBudget(Refusal):
    """There is no budget with this id."""

    def __init__(self, budget_id: UUID) -> None:
        super().__init__(budget_id)
        self.budget_id = budget_id


class BudgetMoved(Refusal):
    """The budget is not where the deed needs it: `state` says where it is."""

    def __init__(self, budget_id: UUID, state: str) -> None:
        super().__init__(budget_id, state)
        self.budget_id = budget_id
        self.state = state


class BudgetEmpty(Refusal):
    """A budget of nothing is put to nobody."""


class NotBudgeted(Refusal):
    """Only accounts of income and expense have a budget."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class MalformedBudget(Refusal):
    """The file cannot be read as a budget; every fault is listed, and nothing was kept."""

    def __init__(self, faults: tuple[LineFault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults


class BudgetNotResolved(Refusal):
    """The resolution is on other figures than the budget's."""

    def __init__(self, budget_id: UUID) -> None:
        super().__init__(budget_id)
        self.budget_id = budget_id
