"""Everything the voting room refuses, each class with its facts."""

from dataclasses import dataclass
from datetime import date, datetime
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


class AgreementStands(Refusal):
    """Agreement to a written resolution, once given, is not taken back."""


class PassUnknown(Refusal):
    """The link of a letter opens no ballot paper."""


class AlreadyVoted(Refusal):
    """A detached ballot is in the box, and the receipt that could change it was not shown."""


class ReceiptTaken(Refusal):
    """The receipt is that of another ballot, so it cannot be this one's as well."""


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


class OneSeatOnly(Refusal):
    """The counting rule fills one seat, and more are to be filled."""

    def __init__(self, method: str) -> None:
        super().__init__(method)
        self.method = method


class ConstraintsNotCounted(Refusal):
    """The counting rule knows no constraints by group."""

    def __init__(self, method: str) -> None:
        super().__init__(method)
        self.method = method


class ConstraintsImpossible(Refusal):
    """No result could keep what is asked for a group."""

    def __init__(self, group: str) -> None:
        super().__init__(group)
        self.group = group


class DecisionUnreadable(Refusal):
    """A decision rule cannot be read: at which sign, and what was wanted there."""

    def __init__(self, place: int, wanted: str) -> None:
        super().__init__(place, wanted)
        self.place = place
        self.wanted = wanted


class DecisionImpossible(Refusal):
    """No vote could ever meet a decision rule as it would stand."""

    def __init__(self, key: str, why: str, scope: str, needed: int, available: int) -> None:
        super().__init__(key, why, scope, needed, available)
        self.key = key
        self.why = why
        self.scope = scope
        self.needed = needed
        self.available = available


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


class NoProxies(Refusal):
    """The rulebook lets nobody vote by proxy."""


class OwnHolder(Refusal):
    """A proxy is given to somebody else."""


class HoldsProxies(Refusal):
    """Whoever holds a proxy gives none for the same votes: a held vote is not passed on."""


class HolderHasGiven(Refusal):
    """The person named has given a proxy for the same votes, and so can hold none."""


class TooManyProxies(Refusal):
    """The person named already holds as many proxies as the rulebook allows."""

    def __init__(self, cap: int) -> None:
        super().__init__(cap)
        self.cap = cap


class HolderNotElector(Refusal):
    """A proxy is held by somebody who votes too."""


class ProxyTermTooLong(Refusal):
    """A standing proxy runs out within the days that the rulebook allows."""

    def __init__(self, days: int) -> None:
        super().__init__(days)
        self.days = days


class ProxyNotNow(Refusal):
    """No proxy is given, changed or refused for a vote that is a draft or over."""


class DirectionInSecret(Refusal):
    """A direction would keep a choice with a name, so a secret vote takes none."""


class DirectionTooEarly(Refusal):
    """A direction is given once the wording is frozen."""


class ProxyNotFound(Refusal):
    """There is no such proxy in force, or it is none of the asker's."""


class DirectedProxy(Refusal):
    """The elector has directed the ballot: the house casts it, not the holder."""


class VotedInPerson(Refusal):
    """The elector has voted in person, and a proxy does not change that."""


class Recused(Refusal):
    """An interest was declared: no ballot is cast in this vote."""


class TooLateToRecuse(Refusal):
    """A ballot is in, or the vote is over: an interest is declared before."""


class AlreadyRecused(Refusal):
    """The interest is declared already."""


# Meetings


class MeetingNotFound(Refusal):
    """There is no such meeting, or not for this reader."""

    def __init__(self, meeting_id: UUID) -> None:
        super().__init__(meeting_id)
        self.meeting_id = meeting_id


class MeetingHasNoSuchMove(Refusal):
    """The meeting's life has no such move from where it stands."""

    def __init__(self, move: str, state: str) -> None:
        super().__init__(move, state)
        self.move = move
        self.state = state


class NoticeTooLate(Refusal):
    """Fewer clear days lie between notice and meeting than the rulebook demands."""

    def __init__(self, clear_days: int, earliest: date) -> None:
        super().__init__(clear_days, earliest)
        self.clear_days = clear_days
        self.earliest = earliest


class ShortNoticeNotAgreed(Refusal):
    """Too few of those invited have agreed to short notice."""

    def __init__(self, consents: int, needed: int) -> None:
        super().__init__(consents, needed)
        self.consents = consents
        self.needed = needed


class NotShortNotice(Refusal):
    """Notice was given in full, so there is nothing to agree to."""


class NobodyInvited(Refusal):
    """Nobody is entitled to attend such a meeting now."""


class AgendaEmpty(Refusal):
    """Notice says what is to be dealt with, and nothing is."""


class AgendaFixed(Refusal):
    """Notice named the business of the meeting: the agenda can no longer change."""


class ItemNotFound(Refusal):
    """The agenda has no such item."""


class ProposalNotForAgenda(Refusal):
    """Only a proposal that is being deliberated goes on a general meeting's agenda, and on one."""


class NotInvited(Refusal):
    """The member is not entitled to attend this meeting."""


class AlreadyPresent(Refusal):
    """The member is in the meeting already."""


class NotPresent(Refusal):
    """The member is not in the meeting."""


class ProxyHolderAbsent(Refusal):
    """A proxy counts while its holder is in the meeting in person or online."""


class NoItemUnderWay(Refusal):
    """Another item, or none, is being dealt with."""


class NoQuorum(Refusal):
    """Too few are present to decide anything."""

    def __init__(self, present: int, needed: int) -> None:
        super().__init__(present, needed)
        self.present = present
        self.needed = needed


class TooManyHands(Refusal):
    """More hands were counted than members are present."""

    def __init__(self, raised: int, present: int) -> None:
        super().__init__(raised, present)
        self.raised = raised
        self.present = present


class DeclarationContradicts(Refusal):
    """The chair's declaration is not what the hands say."""

    def __init__(self, in_favour: int, against: int, declared: str) -> None:
        super().__init__(in_favour, against, declared)
        self.in_favour = in_favour
        self.against = against
        self.declared = declared


class NotByHands(Refusal):
    """This question needs ballot papers: it is secret, or more than yes and no."""


class AlreadyDecided(Refusal):
    """The item was decided, or a poll on it is demanded or open."""


class MinutesNotReady(Refusal):
    """The minutes are not drafted, or not as the meeting saw them."""


class MinutesAdoptedElsewhere(Refusal):
    """Minutes are adopted by a later meeting of the same kind that is in session."""


class PaperNeedsAnotherPerson(Refusal):
    """A paper's two entries are made by two people."""

    def __init__(self, serial: int) -> None:
        super().__init__(serial)
        self.serial = serial


class PaperNeedsTheSameTwo(Refusal):
    """Two people have entered this paper differently: the same two settle it."""

    def __init__(self, serial: int) -> None:
        super().__init__(serial)
        self.serial = serial


class PaperSettled(Refusal):
    """The paper's two entries agree: it is in the box."""

    def __init__(self, serial: int) -> None:
        super().__init__(serial)
        self.serial = serial


class NoPaperWaits(Refusal):
    """More papers would be in the box than were handed out."""


class VotesOnPaper(Refusal):
    """The elector took a paper: the ballot is cast with it alone."""


class NotOnPaper(Refusal):
    """Consent is not asked for on paper: an objection comes with a reason."""


class PaperNamesNoClass(Refusal):
    """The decision is measured by classes, and the paper's class was not entered."""


class RemindedToday(Refusal):
    """Those who have not voted were written to today."""


class SecretShowsNoStanding(Refusal):
    """A secret vote shows nothing before its close."""
