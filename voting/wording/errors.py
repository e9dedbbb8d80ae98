"""What is refused about a proposal's wording, its authors and its sponsors."""

from footing.errors import Refusal


class VersionNotFound(Refusal):
    """The proposal has no such version."""


class NotASponsor(Refusal):
    """Only who sponsored an earlier wording is asked again."""


class AlreadyCoAuthor(Refusal):
    """The person is asked already, or writes already."""


class NotAskedToWrite(Refusal):
    """Nobody asked the person to be a co-author, or it is over."""


class NotAmendable(Refusal):
    """This proposal takes no other words: it is not being deliberated, or its words are no text."""


class AmendmentsUnderWay(Refusal):
    """Amendments are being decided, and the proposal waits for them."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class AmendmentOutdated(Refusal):
    """The words that the amendment would change have changed meanwhile."""


class RoundUnderWay(Refusal):
    """The round of consent before is still open, or was carried: the next one has to wait."""


class SameWords(Refusal):
    """The other words are the words that stand already."""
