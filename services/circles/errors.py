"""What the circles refuse."""

from footing.errors import Refusal


class CircleNameTaken(Refusal):
    """Another circle already has this name, whatever its capitals and blanks."""

    def __init__(self, *, name: str) -> None:
        super().__init__(name)
        self.name = name


class AlreadyInCircle(Refusal):
    """The person is a member of the circle."""


class NotInCircle(Refusal):
    """Only members of the circle may do this, and the person is none now."""


class NotAnAsk(Refusal):
    """Only an ask can be answered; `kind` is what the post is."""

    def __init__(self, *, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class AlreadyAnswered(Refusal):
    """The ask was marked as answered before."""
