"""Everything the voting room refuses, each class with its facts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from footing.errors import Refusal


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a file, and where."""

    line: int
    what: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}"


class BrokenFile(Refusal):
    """A file cannot be read; every fault is listed and nothing was used."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


class CannotCount(Refusal):
    """The ballots, candidates or seats handed to a count make no election."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class InvalidBallot(Refusal):
    """A ballot does not say what its kind asks for."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class UnknownCandidate(InvalidBallot):
    """A ballot ranks somebody who does not stand."""

    def __init__(self, candidate: str) -> None:
        super().__init__("unknown candidate")
        self.candidate = candidate


class ProposalNotFound(Refusal):
    """There is no such proposal."""

    def __init__(self, proposal_id: UUID) -> None:
        super().__init__(proposal_id)
        self.proposal_id = proposal_id


class MoveNotAllowed(Refusal):
    """The proposal's life has no such move from where it stands."""

    def __init__(self, move: str, state: str) -> None:
        super().__init__(move, state)
        self.move = move
        self.state = state


class GuardNotMet(Refusal):
    """The move exists, but something it asks for is missing."""

    def __init__(self, move: str, guard: str) -> None:
        super().__init__(move, guard)
        self.move = move
        self.guard = guard


class TextFrozen(Refusal):
    """The text was frozen when notice was given."""


class VoteNotOpen(Refusal):
    """Ballots are not taken yet."""

    def __init__(self, opens_at: datetime | None) -> None:
        super().__init__(opens_at)
        self.opens_at = opens_at


class VoteClosed(Refusal):
    """Ballots are no longer taken."""

    def __init__(self, closed_at: datetime | None) -> None:
        super().__init__(closed_at)
        self.closed_at = closed_at


class NotOnRoll(Refusal):
    """The person votes for nobody on this roll."""


class AlreadyVoted(Refusal):
    """A detached ballot is in the box, and the receipt that could change it was not shown."""


class ReceiptNotFound(Refusal):
    """No ballot in this vote has this receipt."""


class BallotTextChanged(Refusal):
    """The ballot was made for another wording of the question."""


class AlreadySponsored(Refusal):
    """The person already sponsors the proposal."""


class OwnProposal(Refusal):
    """A drafter cannot sponsor the own proposal."""


class TooFewCandidates(Refusal):
    """An election needs at least as many candidates as seats."""

    def __init__(self, seats: int, candidates: int) -> None:
        super().__init__(seats, candidates)
        self.seats = seats
        self.candidates = candidates


class MethodNotFor(Refusal):
    """This kind of vote is not counted by that method."""

    def __init__(self, kind: str, method: str) -> None:
        super().__init__(kind, method)
        self.kind = kind
        self.method = method


class EmptyRoll(Refusal):
    """Nobody may vote at the record date, so notice cannot be given."""


class OwnersOnly(Refusal):
    """Drafting and sponsoring are for member-owners."""


class NotTheDrafter(Refusal):
    """Only who drafted a proposal, or the secretary, may do this."""


class BoxMiscounted(Refusal):
    """There are not as many ballots as electors who voted: nothing was declared."""

    def __init__(self, ballots: int, voted: int) -> None:
        super().__init__(ballots, voted)
        self.ballots = ballots
        self.voted = voted
