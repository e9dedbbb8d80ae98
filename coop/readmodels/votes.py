"""What the proposal pages show: the list, and one proposal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from coop.container import Container
from coop.members import queries as members
from coop.readmodels import reason_words, what_it_takes
from coop.readmodels import vote_words as words
from coop.readmodels.ballot_answers import ballot_words
from coop.readmodels.vote_timeline import TimelineStep, timeline
from coop.readmodels.wordings import require_visible
from coop.rulebook.catalogue import DEFINITIONS
from coop.rulebook.definitions import RuleKey
from coop.rulebook.queries import rulebook_on
from coop.rulebook.rules import Rulebook, parse
from coop.rulebook.wording import said
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _
from footing.errors import Refusal
from voting import queries
from voting.ballots import METHODS
from voting.meetings import queries as meetings
from voting.meetings.rules import MeetingKind
from voting.proposals import GroupConstraint, Guard, Kind, Proposal, State, moves_from
from voting.thresholds import threshold_from_plain
from voting.wording import queries as words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingLine:
    """Somebody who stands, a project, or an option."""

    number: int
    name: str
    statement: str
    cost: tuple[int, str] | None = None
    """What a project costs: minor units and currency."""
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateLine:
    """A rule this vote is held under, and the resolution that made the rule."""

    words: str
    rule_title: str
    rule_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MyBallot:
    """An elector the reader casts for."""

    elector_id: UUID
    name: str
    voted: bool
    said: str
    by_proxy: bool = False
    """True where the reader holds the elector's proxy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """A rule that would change."""

    key: str
    title: str
    before: str
    after: str
    typed: str
    """The new value as its author wrote it."""
    triable: bool
    """True where it can be tried on past votes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalPage:
    """Everything about one proposal."""

    id: UUID
    title: str
    kind: str
    kind_name: str
    state: str
    state_name: str
    tone: str
    paragraphs: tuple[str, ...]
    text: str
    meetings: tuple[tuple[UUID, str], ...]
    """(id, title) of the announced general meetings on whose agenda it stands."""
    drafter: str
    secret: bool
    by_hands: bool
    """True for a show of hands in a meeting: of its ballots nobody has a receipt."""
    seats: int | None
    candidates: tuple[StandingLine, ...]
    method_name: str
    """How ballots are counted, where there is a choice; else empty."""
    budget: tuple[int, str] | None
    """The sum that projects share: minor units and currency."""
    limits: tuple[str, ...]
    """What an election asks for by group, in sentences."""
    results_open: bool
    special: bool
    effect: str
    changes: tuple["ChangeLine", ...]
    """(rule, from, to) of a change of the rules."""
    opens_at: datetime | None
    closes_at: datetime | None
    record_at: datetime | None
    timeline: tuple[TimelineStep, ...]
    mandate: tuple[MandateLine, ...]
    takes: tuple[str, ...]
    """What it takes to pass, or would if notice were given now."""
    voted: int
    electors: int
    sponsors: tuple[str, ...]
    sponsors_needed: int
    may_sponsor: bool
    may_revise: bool
    moves: tuple[tuple[str, str, str], ...]
    """(move, label, look) of the buttons the reader may press."""
    my_ballots: tuple[MyBallot, ...]
    declared: bool
    text_hash: str
    roll_hash: str
    lot_commitment: str
    """The hash of the secret that lots will be drawn from; none before notice."""


def proposal(*, container: Container, actor: Actor, proposal_id: UUID) -> ProposalPage:
    """This function will show one proposal to one reader; raises `ProposalNotFound`."""
    actor.require(Permission.PROPOSAL_READ)
    with container.read() as session:
        one = queries.proposal(session, proposal_id=proposal_id)
        require_visible(session, one, actor)
        sponsors = queries.sponsors(session, proposal_id=proposal_id)
        standing_by = words_of.standing_sponsors(session, proposal_id=proposal_id)
        writes = words_of.writes(session, proposal_id=proposal_id, person_id=actor.signed_in_id)
        names = members.names_of(session, party_ids=[one.drafter_id, *sponsors])
        turnout = queries.turnout(session, proposal_id=proposal_id)
        mine = queries.votes_of(
            session,
            proposal_id=proposal_id,
            caster_id=actor.signed_in_id,
            at=container.clock.now(),
        )
        standing = queries.candidates(session, proposal_id=proposal_id)
        owner = any(
            members.is_owner(session, party_id=party.id, at=container.clock.now())
            for party in members.parties_of(session, person_id=actor.signed_in_id)
        )
        book = rulebook_on(session, on=one.record_at or container.clock.now())
        made = queries.moves(session, proposal_id=proposal_id)
        declared = queries.result(session, proposal_id=proposal_id) is not None
        lot = queries.lot_of(session, proposal_id=proposal_id)
        met = meetings.meetings_on(session, proposal_id=proposal_id)
        needed = what_it_takes.takes(session, vote=one, at=container.clock.now())
    is_drafter = one.drafter_id == actor.person_id
    return ProposalPage(
        id=one.id,
        title=one.title,
        kind=one.kind.value,
        kind_name=str(words.KIND_NAMES[one.kind]),
        state=one.state.value,
        state_name=words.state_name(one.kind, one.state),
        tone=words.STATE_TONES[one.state],
        paragraphs=tuple(part.strip() for part in one.text.split("\n\n") if part.strip()),
        text=one.text,
        meetings=tuple(
            (each.id, each.title)
            for each in met
            if each.notice_at is not None and each.kind is MeetingKind.GENERAL
        ),
        drafter=names.get(one.drafter_id, _("the office")),
        secret=one.secret,
        by_hands=bool(one.rules and one.rules.get("by_hands")),
        seats=one.seats,
        candidates=tuple(
            StandingLine(
                number=each.number,
                name=each.name,
                statement=each.statement,
                cost=(each.cost_minor, one.currency)
                if each.cost_minor is not None and one.currency
                else None,
                group=each.group,
            )
            for each in standing
        ),
        method_name=words.method_name(one.method) if len(METHODS[one.kind]) > 1 else "",
        budget=(one.budget_minor, one.currency) if one.budget_minor and one.currency else None,
        limits=tuple(_limit_words(each) for each in one.constraints),
        results_open=one.results_open,
        special=one.special and one.kind is Kind.WRITTEN,
        effect=_effect_words(one.effect),
        changes=_changes(one.effect, book),
        opens_at=one.opens_at,
        closes_at=one.closes_at,
        record_at=one.record_at,
        timeline=timeline(one, made),
        mandate=_mandate(one, book),
        takes=needed,
        voted=turnout.voted,
        electors=turnout.electors,
        sponsors=tuple(names.get(person, "") for person in sponsors),
        sponsors_needed=one.sponsors_needed,
        may_sponsor=one.state is State.SEEKING_SPONSORS
        and owner
        and not writes
        and actor.signed_in_id not in sponsors
        and one.sponsors_needed > 0,
        may_revise=one.text_hash is None
        and one.state is not State.WITHDRAWN
        and (writes or actor.may(Permission.PROPOSAL_STEER)),
        moves=_buttons(one, actor, is_drafter=is_drafter, sponsors=standing_by),
        my_ballots=tuple(
            MyBallot(
                elector_id=each.elector.elector_id,
                name=each.elector.name,
                voted=each.voted,
                said=ballot_words(each.ballot, [person.name for person in standing]),
                by_proxy=each.by_proxy,
            )
            for each in mine
        ),
        declared=declared,
        text_hash=one.text_hash or "",
        roll_hash=one.roll_hash or "",
        lot_commitment=lot.commitment if lot else "",
    )


def _buttons(
    one: Proposal, actor: Actor, *, is_drafter: bool, sponsors: int
) -> tuple[tuple[str, str, str], ...]:
    """This function will offer the moves that would be taken, not those that would be refused."""
    offered = []
    for move in moves_from(one.state):
        if move.name not in words.MOVE_LABELS or not actor.may(Permission(move.permission)):
            continue
        if move.guard is Guard.IS_DRAFTER and not is_drafter:
            continue
        if move.guard is Guard.ENOUGH_SPONSORS and sponsors < one.sponsors_needed:
            continue
        if move.name == "take_off" and is_drafter:
            continue
        if move.name == "report_enacted" and one.effect is not None:
            continue
        label, look = words.move_label(one.kind, move.name)
        offered.append((move.name, str(label), look))
    return tuple(offered)


def _mandate(one: Proposal, book: Rulebook) -> tuple[MandateLine, ...]:
    """This function will say under which rules the vote is held, once notice has fixed them."""
    if one.rules is None:
        return ()
    lines = []
    for key in one.rules["versions"]:
        rule = RuleKey(key)
        sentence = f"{said(key=rule, value=book[rule])} {DEFINITIONS[rule].unit}".strip()
        if rule in (RuleKey.VOTE_ORDINARY_QUORUM, RuleKey.VOTE_ELECTION_QUORUM):
            sentence = reason_words.threshold_words(threshold_from_plain(one.rules["quorum"]))
        elif one.rules["majority"] and "majority" in key:
            sentence = reason_words.threshold_words(threshold_from_plain(one.rules["majority"]))
        lines.append(
            MandateLine(words=sentence, rule_title=str(DEFINITIONS[rule].title), rule_key=key)
        )
    return tuple(lines)


def _limit_words(limit: GroupConstraint) -> str:
    facts = {"group": limit.group, "least": limit.least, "most": limit.most}
    if limit.most is None:
        return _("At least %(least)d of class %(group)s.") % facts
    if not limit.least:
        return _("At most %(most)d of class %(group)s.") % facts
    return _("From %(least)d to %(most)d of class %(group)s.") % facts


def _effect_words(effect: Mapping[str, Any] | None) -> str:
    if effect is None:
        return ""
    return {
        "rulebook.change": _("Once adopted, the new value is in force by itself."),
        "patronage.declare": _("Once adopted, the surplus is shared out as declared, by itself."),
        "ledger.adopt_budget": _(
            "Once adopted, the budget is in force by itself, in place of the year’s one before it."
        ),
        "board.elect": _(
            "Once declared, those elected take their seats by itself, and whoever retires "
            "and is not elected again leaves the board."
        ),
        "proposal.amend": _("Once adopted, these words take the place of the others, by itself."),
        "board.recall": _("Once adopted, the director leaves the board at once, by itself."),
    }.get(str(effect["kind"]), "")


def _changes(effect: Mapping[str, Any] | None, book: Rulebook) -> tuple["ChangeLine", ...]:
    if effect is None or effect["kind"] != "rulebook.change":
        return ()
    rows = []
    for key, typed in effect["changes"].items():
        rule = RuleKey(key)
        try:
            new = said(key=rule, value=parse(key=key, text=typed))
        except Refusal:
            new = typed
        rows.append(
            ChangeLine(
                key=key,
                title=str(DEFINITIONS[rule].title),
                before=said(key=rule, value=book[rule]),
                after=new,
                typed=typed,
                triable=what_it_takes.triable(key),
            )
        )
    return tuple(rows)
