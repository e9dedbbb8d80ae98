"""What is refused about deeds that need a second person."""

from datetime import date, datetime
from uuid import UUID

from footing.errors import Refusal


class NoSuchApproval(Refusal):
    """Nothing with this id ever waited for a second person."""

    def __init__(self, approval_id: UUID) -> None:
        super().__init__(approval_id)
        self.approval_id = approval_id


class WaitsAlready(Refusal):
    """The same thing waits for a second person already, as `approval_id`."""

    def __init__(self, approval_id: UUID) -> None:
        super().__init__(approval_id)
        self.approval_id = approval_id


class ApprovalDecided(Refusal):
    """It no longer waits: `state` is approved, declined, withdrawn or expired."""

    def __init__(self, approval_id: UUID, state: str) -> None:
        super().__init__(approval_id, state)
        self.approval_id = approval_id
        self.state = state


class ApprovalExpired(Refusal):
    """It waited too long: nobody decided by `expired_at`."""

    def __init__(self, approval_id: UUID, expired_at: datetime) -> None:
        super().__init__(approval_id, expired_at)
        self.approval_id = approval_id
        self.expired_at = expired_at


class OwnAsking(Refusal):
    """Whoever asked cannot be the second person."""


class OwnMoney(Refusal):
    """The money would go to whoever is asked to let it go."""


class NotTheAsker(Refusal):
    """Only the person who asked may withdraw."""


class NotWhatWasShown(Refusal):
    """What is to be approved is not what the page showed."""


class NoLongerSo(Refusal):
    """What was asked for no longer fits what the house holds: it has to be asked anew."""


class MonthClosedMeanwhile(Refusal):
    """The month the deed is dated in closed since it was asked; `closed_until` is the last day."""

    def __init__(self, on: date, closed_until: date) -> None:
        super().__init__(on, closed_until)
        self.on = on
        self.closed_until = closed_until


class ReasonOfDeclining(Refusal):
    """Whoever declines says why."""
