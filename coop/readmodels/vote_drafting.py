"""What the drafting form offers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from coop.container import Container
from coop.members import queries as members
from coop.members.shares.queries import share_classes
from coop.readmodels import board
from coop.readmodels import vote_words as words
from coop.readmodels.rolls import warnings_of
from coop.rulebook.catalogue import DEFINITIONS
from coop.rulebook.definitions import RuleKey
from coop.rulebook.queries import rulebook_on
from coop.rulebook.rules import Rulebook
from coop.rulebook.wording import said
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _, lazy
from voting.ballots import METHODS, takes_constraints
from voting.counting.rules import RULES
from voting.proposals import Kind

MAJORITY = "majority"

USUAL = ("approval", "score", "irv", "stv-scottish", "stv-meek-nz", "equal-shares", "phragmen")
"""The ways of counting that a co-op most often means; the others stand behind a word."""

METHOD_HINTS: dict[str, Any] = {
    MAJORITY: lazy("No options: members say yes or no, or abstain."),
    "plurality": lazy("Rank; only the first place counts."),
    "approval": lazy("Tick all you could live with; most ticks win."),
    "score": lazy("Give each 0 to 5 points; the most points win."),
    "star": lazy("Points, then the two best are compared by who is preferred."),
    "borda": lazy("Rank; each place is worth points. Liked by many beats loved by few."),
    "irv": lazy("Rank; the last drops out until one has a majority. One seat."),
    "stv-scottish": lazy(
        "Rank; seats are shared in proportion, as Scotland’s councils are elected. "
        "For a board, take this one."
    ),
    "stv-meek-nz": lazy("Rank; in proportion, to the finest fraction, as in New Zealand."),
    "schulze": lazy("Rank; everyone meets everyone in a duel, and the strongest chain wins."),
    "ranked-pairs": lazy("Rank; duels, the clearest settled first."),
    "copeland": lazy("Rank; who wins the most duels. Ties are frequent."),
    "minimax": lazy("Rank; duels, whose worst defeat is smallest."),
    "equal-shares": lazy(
        "Tick projects; each member commands an equal share of the sum. Minorities get theirs."
    ),
    "phragmen": lazy("Tick projects; their cost is laid evenly on their supporters."),
}
"""What each way of counting asks of members and does, in a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPage:
    """What the drafting form offers."""

    kind: str
    kind_name: str
    hint: str
    rules: tuple[tuple[str, str], ...]
    """(key, title with the value in force)"""
    people: tuple[tuple[str, str], ...]
    """(person id, name) of those who may stand"""
    board_seats: int
    """How many seats an election fills: those vacant and those of who retires."""
    seats_hint: str
    sponsors_needed: int
    methods: tuple[tuple[str, str, str], ...]
    """(method, name, hint) where the kind may be counted in several ways; else empty"""
    other_methods: tuple[tuple[str, str, str], ...]
    """Those less often meant."""
    groups: tuple[tuple[str, str], ...]
    """(share class, name) that an election may ask for"""
    group_methods: tuple[str, ...]
    """The names of the ways of counting that know groups."""
    currency: str
    rule_notes: tuple[str, ...]
    """What the rulebook says of this kind, in sentences."""
    secrecy_warnings: tuple[str, ...]
    """In which groups a secret ballot would be none, in sentences."""


GROUPS: tuple[tuple[Any, tuple[Kind, ...]], ...] = (
    (lazy("Decide"), (Kind.ORDINARY, Kind.SPECIAL, Kind.CONSENT, Kind.WRITTEN)),
    (lazy("Ask"), (Kind.POLL,)),
    (lazy("Share out a sum"), (Kind.BUDGET,)),
    (lazy("Change how we are run"), (Kind.RULE_CHANGE, Kind.ELECTION)),
)
"""The kinds as the first page lists them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindGroup:
    """Some kinds under one heading: (kind, name, hint)."""

    heading: str
    kinds: tuple[tuple[str, str, str], ...]


def kinds_to_draft(*, actor: Actor) -> tuple[KindGroup, ...]:
    """This function will return the kinds the reader may draft, grouped."""
    actor.require(Permission.PROPOSAL_DRAFT)
    office = actor.may(Permission.PROPOSAL_STEER)
    return tuple(
        KindGroup(
            heading=str(heading),
            kinds=tuple(
                (kind.value, str(words.KIND_NAMES[kind]), str(words.KIND_HINTS[kind]))
                for kind in kinds
                if office or kind is not Kind.ELECTION
            ),
        )
        for heading, kinds in GROUPS
    )


def drafting(*, container: Container, actor: Actor, kind: str) -> DraftPage | None:
    """This function will return what the form of a kind offers; none for an unknown kind."""
    offered = {one for group in kinds_to_draft(actor=actor) for one, _name, _hint in group.kinds}
    if kind not in offered:
        return None
    asked = Kind(kind)
    now = container.clock.now()
    with container.read() as session:
        book = rulebook_on(session, on=now)
        people = _who_may_stand(session, now) if asked is Kind.ELECTION else ()
        free, hint = board.seats_to_fill(session, book=book, at=now)
        classes = share_classes(session) if asked is Kind.ELECTION else ()
        warnings = warnings_of(session, vote=None, at=now)
    by_office = actor.may(Permission.PROPOSAL_STEER)
    methods = [method for method in METHODS[asked] if method == MAJORITY or method in RULES]
    return DraftPage(
        kind=kind,
        kind_name=str(words.KIND_NAMES[asked]),
        hint=str(words.KIND_HINTS[asked]),
        rules=tuple(
            (key.value, f"{definition.title} ({said(key=key, value=book[key])})")
            for key, definition in DEFINITIONS.items()
        ),
        people=people,
        board_seats=free,
        seats_hint=hint,
        sponsors_needed=0 if by_office else book[RuleKey.VOTE_SPONSORS],
        methods=_ways(methods[:1] + [one for one in methods[1:] if one in USUAL]),
        other_methods=_ways([one for one in methods[1:] if one not in USUAL]),
        groups=tuple((one.code, f"{one.code}: {one.name}") for one in classes if one.voting),
        group_methods=tuple(
            words.method_name(method) for method in methods if takes_constraints(method)
        ),
        currency=container.config.currency,
        rule_notes=_rule_notes(asked, book),
        secrecy_warnings=warnings,
    )


def _ways(methods: list[str]) -> tuple[tuple[str, str, str], ...]:
    if methods == [MAJORITY]:
        return ()
    return tuple(
        (method, words.method_name(method), str(METHOD_HINTS[method])) for method in methods
    )


def _rule_notes(kind: Kind, book: Rulebook) -> tuple[str, ...]:
    """This function will say what the rulebook has in store for a kind."""

    def value(key: RuleKey) -> str:
        return said(key=key, value=book[key])

    if kind is Kind.WRITTEN:
        return (
            _("It opens as soon as it is circulated and lapses after %(days)s days.")
            % {"days": value(RuleKey.VOTE_WRITTEN_DAYS)},
            _("It passes as soon as more than %(share)s of all members agree.")
            % {"share": value(RuleKey.VOTE_WRITTEN_MAJORITY)},
        )
    if kind is Kind.CONSENT:
        return (
            _("Where objections still stand at the close: %(what)s.")
            % {"what": value(RuleKey.VOTE_CONSENT_FALLBACK)},
        )
    return ()


def _who_may_stand(session: Session, at: datetime) -> tuple[tuple[str, str], ...]:
    """This function will list the people who cast a vote now: owners and representatives."""
    casters = {one.caster_id for one in members.electors_at(session, at=at)}
    people = members.people(session, person_ids=casters)
    return tuple(
        (str(one.id), one.name)
        for one in sorted(people.values(), key=lambda one: (one.name.casefold(), one.id))
    )
