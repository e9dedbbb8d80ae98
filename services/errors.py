"""Refusals that more than one service needs."""

from footing.errors import Refusal


class NotYours(Refusal):
    """The thing belongs to somebody else."""


class NotFound(Refusal):
    """No such thing is kept here."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what
