"""What members read of an electorate: the roll, who stands aside, how well a secret is hidden."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from coop.container import Container
from coop.members import queries as members
from coop.readmodels import interests
from coop.rulebook.definitions import RuleKey
from coop.rulebook.queries import rulebook_on
from coop.rulebook.rules import weights_of
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _, ngettext
from voting import queries
from voting.electorate import queries as electorate
from voting.proposals import Proposal, State, canonical_json
from voting.roll import (
    ANONYMOUS_AMONG,
    ClassRoll,
    ThinSecret,
    class_rolls,
    roll_lines,
    thin_secrets,
)

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RollLine:
    """An elector, as every member may know."""

    name: str
    share_class: str
    weight: int
    cast_by: str
    """The representative who casts; empty where the member casts in person."""
    aside: bool
    """Whether the member declared an interest after the roll was made, and casts nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AsideLine:
    """A member who declared an interest."""

    name: str
    reason: str
    declared_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RollPage:
    """A page of a roll, as `ui.pager` wants it. Never who has voted."""

    proposal_id: UUID
    title: str
    secret: bool
    record_at: datetime | None
    """None before notice: there is no roll yet."""
    roll_hash: str
    minimum_days: int
    classes: tuple[tuple[str, int, int, int], ...]
    """(class, members, votes of each, votes of all)"""
    lines: tuple[RollLine, ...]
    total: int
    electors: int
    search: str
    aside: tuple[AsideLine, ...]
    warnings: tuple[str, ...]
    number: int
    pages: int
    href: Callable[[int], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RollFile:
    """A roll to take away."""

    name: str
    rows: tuple[tuple[str, str, str, int, str], ...]
    """(elector id, class, name, votes, who casts) by id."""
    content: str
    """What the roll's fingerprint is taken of: elector id, class and votes, no names."""


def roll(
    *,
    container: Container,
    actor: Actor,
    proposal_id: UUID,
    search: str,
    page: int,
    href: Callable[[int], str],
) -> RollPage:
    """This function will show a page of a vote's roll; raises `ProposalNotFound`."""
    actor.require(Permission.ROLL_READ)
    with container.read() as session:
        vote = queries.proposal(session, proposal_id=proposal_id)
        classes = electorate.roll_classes(session, proposal_id=proposal_id)
        found = electorate.roll_page(
            session, proposal_id=proposal_id, search=search, limit=PAGE_SIZE,
            offset=(page - 1) * PAGE_SIZE,
        )  # fmt: skip
        aside = electorate.recusals(session, proposal_id=proposal_id)
        standing_aside = {one.elector_id for one in aside}
        names = members.names_of(
            session,
            party_ids={one.caster_id for one in found.electors} | {one.elector_id for one in aside},
        )
        book = rulebook_on(session, on=vote.record_at or container.clock.now())
        warnings = warnings_of(session, vote=vote, at=container.clock.now())
    return RollPage(
        proposal_id=vote.id,
        title=vote.title,
        secret=vote.secret,
        record_at=vote.record_at,
        roll_hash=vote.roll_hash or "",
        minimum_days=book[RuleKey.VOTE_MINIMUM_MEMBERSHIP_DAYS],
        classes=tuple(
            (name, one.electors, one.weight // one.electors, one.weight)
            for name, one in classes.items()
        ),
        lines=tuple(
            RollLine(
                name=one.name,
                share_class=one.share_class,
                weight=one.weight,
                cast_by="" if one.caster_id == one.elector_id else names.get(one.caster_id, ""),
                aside=one.elector_id in standing_aside,
            )
            for one in found.electors
        ),
        total=found.total,
        electors=sum(one.electors for one in classes.values()),
        search=search,
        aside=tuple(
            AsideLine(
                name=names.get(one.elector_id, ""),
                reason=one.reason,
                declared_at=one.declared_at,
            )
            for one in aside
        ),
        warnings=warnings,
        number=page,
        pages=max(1, -(-found.total // PAGE_SIZE)),
        href=href,
    )


def roll_file(*, container: Container, actor: Actor, proposal_id: UUID) -> RollFile:
    """This function will return a whole roll to take away; empty before notice."""
    actor.require(Permission.ROLL_READ)
    with container.read() as session:
        queries.proposal(session, proposal_id=proposal_id)
        electors = queries.roll(session, proposal_id=proposal_id)
        names = members.names_of(
            session,
            party_ids={one.caster_id for one in electors if one.caster_id != one.elector_id},
        )
    return RollFile(
        name=f"roll-{proposal_id}",
        rows=tuple(
            (one.elector_id.hex, one.share_class, one.name, one.weight,
             names.get(one.caster_id, ""))
            for one in sorted(electors, key=lambda one: one.elector_id.hex)
        ),
        content=canonical_json(roll_lines(electors)),
    )  # fmt: skip


def secrecy_warnings(
    *, container: Container, actor: Actor, proposal_id: UUID | None = None
) -> tuple[str, ...]:
    """This function will say, in sentences, in which groups a secret ballot would be none.

    For a proposal it goes by its roll, or before notice by who would be on
    it now, and says nothing where the vote is by name; without `proposal_id` it speaks of a
    secret vote drafted now. Show it on the drafting form, beside the notice button, and
    on the ballot paper.
    """
    actor.require(Permission.BALLOT_CAST)
    with container.read() as session:
        vote = queries.proposal(session, proposal_id=proposal_id) if proposal_id else None
        return warnings_of(session, vote=vote, at=container.clock.now())


def warnings_of(session: Session, *, vote: Proposal | None, at: datetime) -> tuple[str, ...]:
    """This function will do what `secrecy_warnings` does inside a reading that is under way."""
    return tuple(map(thin_words, thin_groups(session, vote=vote, at=at)))


def thin_groups(session: Session, *, vote: Proposal | None, at: datetime) -> tuple[ThinSecret, ...]:
    """This function will name those groups; after notice they do not change."""
    if vote is not None and not vote.secret:
        return ()
    if vote is not None and vote.rules is not None:
        noted = bool(vote.rules["classes"])
        classes: Mapping[str, ClassRoll] = _of_roll(session, vote, noted=noted)
    else:
        classes, noted = _expected(session, vote, at)
    return thin_secrets(classes, classes_noted=noted)


def _of_roll(session: Session, vote: Proposal, *, noted: bool) -> Mapping[str, ClassRoll]:
    """This function will add up a roll by class; without classes no further than matters."""
    if noted:
        return electorate.roll_classes(session, proposal_id=vote.id)
    electors = electorate.roll_up_to(session, proposal_id=vote.id, most=ANONYMOUS_AMONG)
    return {"": ClassRoll(electors, electors)}


def _expected(
    session: Session, vote: Proposal | None, at: datetime
) -> tuple[Mapping[str, ClassRoll], bool]:
    """This function will work out the roll as it would be now, and if ballots carry classes."""
    book = rulebook_on(session, on=at)
    weights = weights_of(book[RuleKey.VOTE_WEIGHTS])
    days = book[RuleKey.VOTE_MINIMUM_MEMBERSHIP_DAYS]
    aside = (
        {one.elector_id for one in electorate.recusals(session, proposal_id=vote.id)}
        if vote
        else set()
    )
    if days or set(weights.values()) != {1}:
        everybody = members.electors_at(session, at=at)
    else:
        # Whether there are enough is all that matters, however many there are.
        enough = ANONYMOUS_AMONG + len(aside)
        everybody = members.electors_named(session, search="", at=at, limit=enough)
    if days:
        since = at - timedelta(days=days)
        old_enough = members.owners_without_break(session, at=at, since=since)
        everybody = tuple(one for one in everybody if one.elector_id in old_enough)
    lines: list[list[str | int]] = [
        [one.elector_id.hex, one.share_class, weights.get(one.share_class, 1)]
        for one in everybody
        if one.elector_id not in aside
    ]
    return class_rolls(lines), any(line[2] != 1 for line in lines)


def thin_words(thin: ThinSecret) -> str:
    """This function will say in a sentence what a group so small means for a secret."""
    facts = {"num": thin.electors, "least": ANONYMOUS_AMONG, "name": thin.share_class}
    if thin.share_class:
        return (
            ngettext(
                "Only %(num)d member of class %(name)s may vote, and every ballot carries its "
                "class: the result shows how that member voted.",
                "Only %(num)d members of class %(name)s may vote, and every ballot carries its "
                "class: whoever knows some of them can work out the others.",
                thin.electors,
            )
            % facts
        )
    if not thin.electors:
        return _("Nobody may vote yet, so there is nobody to hide a ballot among.")
    return (
        ngettext(
            "Only %(num)d member may vote: the result shows how.",
            "Only %(num)d members may vote. A secret among fewer than %(least)d is hardly one: "
            "whoever knows some of the ballots can work out the others, and where all agree "
            "everybody’s vote is known.",
            thin.electors,
        )
        % facts
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideProposal:
    """The electorate's part of a proposal's page."""

    under_way: bool
    may_give: bool
    """Whether the reader may vote by proxy here."""
    may_declare: bool
    given_to: tuple[tuple[str, str, bool], ...]
    """(member, holder, directed) of the reader's own proxies in force for this vote."""
    aside: tuple[AsideLine, ...]
    i_am_aside: bool
    reminders: tuple[str, ...]
    """Why the reader may have an interest; nothing where nothing tells so."""
    has_roll: bool
    warnings: tuple[str, ...]
    """Where a secret would be none, for those who steer or drafted the proposal."""


def beside_proposal(*, container: Container, actor: Actor, proposal_id: UUID) -> BesideProposal:
    """This function will say what of proxies, interests and the roll concerns the reader."""
    actor.require(Permission.PROPOSAL_READ)
    now, person_id = container.clock.now(), actor.signed_in_id
    with container.read() as session:
        vote = queries.proposal(session, proposal_id=proposal_id)
        under_way = vote.state in electorate.UNDER_WAY and not (
            vote.closes_at is not None and now >= vote.closes_at
        )
        aside = electorate.recusals(session, proposal_id=proposal_id)
        declared = {one.elector_id for one in aside}
        if vote.text_hash is None:
            voting = {
                one.elector_id: False
                for one in members.electors_of(session, person_id=person_id, at=now)
            }
        else:
            voting = {
                one.elector.elector_id: one.voted
                for one in queries.votes_of(session, proposal_id=proposal_id, caster_id=person_id)
            }
        waiting = [one for one, voted in voting.items() if not voted and one not in declared]
        proxies = electorate.proxies(
            session, proposal_id=proposal_id, at=now, giver_ids=tuple(voting)
        )
        given = list(proxies.values()) if under_way else []
        cap = rulebook_on(session, on=now)[RuleKey.VOTE_PROXY_CAP]
        names = members.names_of(
            session,
            party_ids={one.elector_id for one in aside}
            | {each for one in given for each in (one.giver_id, one.holder_id)},
        )
        mine = {one.id for one in members.parties_of(session, person_id=person_id)}
        reminders = (
            interests.reminders(session, vote=vote, person_id=person_id)
            if waiting and under_way
            else ()
        )
        steers = actor.may(Permission.PROPOSAL_STEER) or vote.drafter_id == person_id
        ahead = under_way or vote.state is State.DRAFT
        warnings = warnings_of(session, vote=vote, at=now) if ahead and steers else ()
    return BesideProposal(
        under_way=under_way,
        may_give=under_way and bool(waiting) and cap > 0,
        may_declare=under_way and bool(waiting),
        given_to=tuple(
            (names.get(one.giver_id, ""), names.get(one.holder_id, ""), one.direction is not None)
            for one in given
        ),
        aside=tuple(
            AsideLine(
                name=names.get(one.elector_id, ""),
                reason=one.reason,
                declared_at=one.declared_at,
            )
            for one in aside
        ),
        i_am_aside=bool(declared & mine),
        reminders=reminders,
        has_roll=vote.roll_hash is not None,
        warnings=warnings,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestPage:
    """What the form to declare an interest shows."""

    proposal_id: UUID
    title: str
    rolled: bool
    """True where the roll was made already."""
    electors: tuple[tuple[str, str], ...]
    """(elector id, name) for whom the reader may declare."""


def declaring(*, container: Container, actor: Actor, proposal_id: UUID) -> InterestPage:
    """This function will return what the form shows; raises `ProposalNotFound`."""
    actor.require(Permission.INTEREST_DECLARE)
    now, person_id = container.clock.now(), actor.signed_in_id
    with container.read() as session:
        vote = queries.proposal(session, proposal_id=proposal_id)
        if vote.text_hash is None:
            listed = [
                (one.elector_id, one.name)
                for one in members.electors_of(session, person_id=person_id, at=now)
            ]
        else:
            listed = [
                (one.elector.elector_id, one.elector.name)
                for one in queries.votes_of(session, proposal_id=proposal_id, caster_id=person_id)
                if not one.voted
            ]
    listed.sort(key=lambda one: (one[0] != person_id, one[1]))
    return InterestPage(
        proposal_id=vote.id,
        title=vote.title,
        rolled=vote.text_hash is not None,
        electors=tuple((str(elector_id), name) for elector_id, name in listed),
    )
