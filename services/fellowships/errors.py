"""What the fellowships desk refuses."""

from datetime import date

from footing.errors import Refusal


class BadRound(Refusal):
    """A round must close for applications before it starts, last a while and have places."""


class ApplicationsClosed(Refusal):
    """The round takes no more applications; it closed at the end of `closed_on`."""

    def __init__(self, *, closed_on: date) -> None:
        super().__init__(closed_on)
        self.closed_on = closed_on


class AlreadyApplied(Refusal):
    """This person has a standing application in this round."""


class NoPlaceLeft(Refusal):
    """Every place of the round has been offered."""

    def __init__(self, *, places: int) -> None:
        super().__init__(places)
        self.places = places


class ApplicationMoved(Refusal):
    """The application is no longer where this step begins; `state` is where it stands."""

    def __init__(self, *, state: str) -> None:
        super().__init__(state)
        self.state = state


class PlaceMoved(Refusal):
    """The place is no longer where this step begins; `state` is where it stands."""

    def __init__(self, *, state: str) -> None:
        super().__init__(state)
        self.state = state
