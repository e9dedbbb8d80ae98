"""What the pages show of a proposal's words: versions, differences, authors, sponsors, kin."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from coop.container import Container
from coop.members import queries as members
from coop.readmodels import vote_words as words
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _, lazy
from voting import queries
from voting.errors import NotTheDrafter, ProposalNotFound
from voting.proposals import Kind, Proposal, Relation, State
from voting.wording import queries as wording
from voting.wording.difference import Difference, difference
from voting.wording.errors import VersionNotFound
from voting.wording.queries import Kin, Sponsorship, Version
from voting.wording.rules import AMENDABLE, BEFORE_NOTICE

Paragraphs = tuple[tuple[tuple[str, str], ...], ...]
"""Paragraphs of (what became of the words: same, added or removed; the words)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changed between two wordings."""

    paragraphs: Paragraphs
    title: tuple[tuple[str, str], ...]
    """The pieces of the title, where it changed; else empty."""
    added: int
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KinLine:
    """A proposal that this one came from, or that came from it."""

    id: UUID
    title: str
    relation: str
    state_name: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingBeside:
    """What stands beside a proposal about its words."""

    versions: int
    writers: tuple[tuple[UUID, str, bool], ...]
    """(person, name, whether they accepted) of the co-authors"""
    asked_to_write: bool
    writes_along: bool
    may_invite: bool
    may_revise: bool
    sponsors: tuple[tuple[str, bool], ...]
    """(name, whether they stand by the words as they are)"""
    standing: int
    may_stand_by: bool
    sponsored_version: int
    older: tuple[KinLine, ...]
    younger: tuple[KinLine, ...]
    reason: str
    """Why an amendment's author wants other words."""
    amends: Change | None
    """What an amendment would change in its parent's words."""
    outdated: bool
    """True where the parent's words changed since the amendment was written."""
    may_take_over: bool
    may_amend: bool
    waits_for: int
    """Amendments being decided, for which notice waits."""


def beside(*, container: Container, actor: Actor, proposal_id: UUID) -> WordingBeside:
    """This function will return what one reader sees of a proposal's words."""
    actor.require(Permission.PROPOSAL_READ)
    with container.read() as session:
        one = queries.proposal(session, proposal_id=proposal_id)
        authors = wording.co_authors(session, proposal_id=proposal_id)
        sponsorships = wording.sponsorships(session, proposal_id=proposal_id)
        latest = wording.latest_number(session, proposal_id=proposal_id)
        parent = queries.proposal(session, proposal_id=one.parent_id) if one.parent_id else None
        parent_latest = (
            wording.version(
                session,
                proposal_id=parent.id,
                number=wording.latest_number(session, proposal_id=parent.id),
            )
            if parent
            else None
        )
        writes_parent = parent is not None and wording.writes(
            session, proposal_id=parent.id, person_id=actor.signed_in_id
        )
        children = wording.children(session, proposal_id=proposal_id)
        deciding = wording.amendments_deciding(session, proposal_id=proposal_id)
        names = members.names_of(
            session,
            party_ids=[one.person_id for one in authors] + [one.person_id for one in sponsorships],
        )
        base = _base(session, one)
        owner = _owns(session, container, actor)
    mine = next((each for each in authors if each.person_id == actor.person_id), None)
    early = one.text_hash is None and one.state is not State.WITHDRAWN
    drafter = one.drafter_id == actor.person_id
    office = actor.may(Permission.PROPOSAL_STEER)
    effect: Mapping[str, Any] = one.effect or {}
    return WordingBeside(
        versions=latest,
        writers=tuple(
            (each.person_id, names.get(each.person_id, ""), each.accepted) for each in authors
        ),
        asked_to_write=early and mine is not None and not mine.accepted,
        writes_along=early and mine is not None and mine.accepted,
        may_invite=early and drafter,
        may_revise=early and (drafter or office or bool(mine and mine.accepted)),
        sponsors=tuple((names.get(each.person_id, ""), each.stands) for each in sponsorships),
        standing=sum(each.stands for each in sponsorships),
        may_stand_by=one.state is State.SEEKING_SPONSORS and _lapsed(sponsorships, actor),
        sponsored_version=next(
            (each.version for each in sponsorships if each.person_id == actor.person_id), 0
        ),
        older=_older(one, parent, actor),
        younger=tuple(
            _kin_line(child) for child in children if child.state is not State.DRAFT or office
        ),
        reason=str(effect.get("reason", "")) if one.kind is Kind.AMENDMENT else "",
        amends=changed(base, one) if base is not None else None,
        outdated=early
        and one.kind is Kind.AMENDMENT
        and parent_latest is not None
        and effect.get("from_version") != parent_latest.number,
        may_take_over=one.kind is Kind.AMENDMENT
        and one.state in BEFORE_NOTICE
        and parent is not None
        and parent.state in BEFORE_NOTICE
        and writes_parent,
        may_amend=one.state is State.DELIBERATION
        and one.kind in AMENDABLE
        and (owner or office)
        and actor.may(Permission.PROPOSAL_DRAFT),
        waits_for=len(deciding),
    )


def require_visible(session: Session, one: Proposal, actor: Actor) -> None:
    """This function will return quietly, or raise `ProposalNotFound` for another's draft."""
    if one.state is not State.DRAFT or actor.may(Permission.PROPOSAL_STEER):
        return
    asked = wording.co_authors(session, proposal_id=one.id)
    if actor.person_id not in (one.drafter_id, *(each.person_id for each in asked)):
        raise ProposalNotFound(one.id)


def _owns(session: Session, container: Container, actor: Actor) -> bool:
    now = container.clock.now()
    return any(
        members.is_owner(session, party_id=party.id, at=now)
        for party in members.parties_of(session, person_id=actor.signed_in_id)
    )


def _lapsed(sponsorships: tuple[Sponsorship, ...], actor: Actor) -> bool:
    return any(one.person_id == actor.person_id and not one.stands for one in sponsorships)


def _base(session: Session, one: Proposal) -> Version | None:
    """This function will return the words that an amendment or a next round would change."""
    if one.parent_id is None or one.parent_as not in (Relation.AMENDS, Relation.NEXT_ROUND):
        return None
    number = (one.effect or {}).get("from_version") if one.kind is Kind.AMENDMENT else None
    if number is None:
        number = wording.latest_number(session, proposal_id=one.parent_id)
    return wording.version(session, proposal_id=one.parent_id, number=int(number))


def changed(base: Version, one: Proposal) -> Change:
    """This function will compare a proposal's words with those it came from, titles left alone."""
    return _change(difference(before=base.text, after=one.text), None)


def _change(found: Difference, title: Difference | None) -> Change:
    return Change(
        paragraphs=tuple(
            tuple((piece.change.value, piece.text) for piece in paragraph)
            for paragraph in found.paragraphs
        ),
        title=tuple((piece.change.value, piece.text) for piece in title.paragraphs[0])
        if title is not None and (title.words_added or title.words_removed)
        else (),
        added=found.words_added + (title.words_added if title else 0),
        removed=found.words_removed + (title.words_removed if title else 0),
    )


RELATIONS: dict[tuple[str, bool], Any] = {
    ("amends", True): lazy("Would change the words of"),
    ("amends", False): lazy("Other words proposed"),
    ("fallback", True): lazy("Follows where consent failed on"),
    ("fallback", False): lazy("The vote that followed"),
    ("confirms", True): lazy("Confirms"),
    ("confirms", False): lazy("Confirmed by"),
    ("next_round", True): lazy("The next round of"),
    ("next_round", False): lazy("The next round"),
}
"""How a relation reads, from the younger proposal (true) and from the older."""


def _older(one: Proposal, parent: Proposal | None, actor: Actor) -> tuple[KinLine, ...]:
    if parent is None or one.parent_as is None:
        return ()
    return (
        KinLine(
            id=parent.id,
            title=parent.title,
            relation=str(RELATIONS[one.parent_as.value, True]),
            state_name=words.state_name(parent.kind, parent.state),
            tone=words.STATE_TONES[parent.state],
        ),
    )


def _kin_line(kin: Kin) -> KinLine:
    return KinLine(
        id=kin.id,
        title=kin.title,
        relation=str(RELATIONS[kin.related_as, False]),
        state_name=_("Taken over")
        if kin.taken_over
        else words.state_name(Kind(kin.kind), kin.state),
        tone="good" if kin.taken_over else words.STATE_TONES[kin.state],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """One wording in the list."""

    number: int
    title: str
    by: str
    at: datetime
    hash: str
    amendment_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferencePage:
    """Two wordings beside each other in one text."""

    proposal_id: UUID
    title: str
    lines: tuple[VersionLine, ...]
    """Newest first."""
    earlier: VersionLine
    later: VersionLine
    change: Change


def difference_page(
    *,
    container: Container,
    actor: Actor,
    proposal_id: UUID,
    earlier: int | None = None,
    later: int | None = None,
) -> DifferencePage:
    """This function will compare two wordings: the last two unless told otherwise.

    Raises `ProposalNotFound`, `VersionNotFound`.
    """
    actor.require(Permission.PROPOSAL_READ)
    with container.read() as session:
        one = queries.proposal(session, proposal_id=proposal_id)
        require_visible(session, one, actor)
        versions = wording.versions(session, proposal_id=proposal_id)
        names = members.names_of(session, party_ids=[each.by for each in versions if each.by])
    by_number = {each.number: each for each in versions}
    newest = versions[-1].number
    later = newest if later is None else later
    earlier = max(later - 1, 1) if earlier is None else earlier
    if earlier not in by_number or later not in by_number:
        raise VersionNotFound
    before, after = by_number[earlier], by_number[later]
    lines = {each.number: _version_line(each, names) for each in versions}
    return DifferencePage(
        proposal_id=proposal_id,
        title=one.title,
        lines=tuple(lines[number] for number in sorted(lines, reverse=True)),
        earlier=lines[earlier],
        later=lines[later],
        change=_change(
            difference(before=before.text, after=after.text),
            difference(before=before.title, after=after.title),
        ),
    )


def _version_line(one: Version, names: Mapping[UUID, str]) -> VersionLine:
    by = _("the members, by their vote") if one.by is None else names.get(one.by, _("the office"))
    return VersionLine(
        number=one.number,
        title=one.title,
        by=by,
        at=one.at,
        hash=one.hash,
        amendment_id=one.amendment_id,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RewordPage:
    """What a form for new words starts from."""

    proposal_id: UUID
    title: str
    text: str
    kind: str
    parent_text: str
    """An amendment's parent as it stands; else empty."""
    sponsors_asked: int
    """How many sponsors a new wording asks again."""


def reword(*, container: Container, actor: Actor, proposal_id: UUID) -> RewordPage:
    """This function will hand the words to who may change them; raises `NotTheDrafter`."""
    actor.require(Permission.PROPOSAL_DRAFT)
    with container.read() as session:
        one = queries.proposal(session, proposal_id=proposal_id)
        require_visible(session, one, actor)
        writes = wording.writes(session, proposal_id=proposal_id, person_id=actor.signed_in_id)
        standing = wording.standing_sponsors(session, proposal_id=proposal_id)
        parent = queries.proposal(session, proposal_id=one.parent_id) if one.parent_id else None
    if not writes and not actor.may(Permission.PROPOSAL_STEER):
        raise NotTheDrafter
    return RewordPage(
        proposal_id=one.id,
        title=one.title,
        text=one.text,
        kind=one.kind.value,
        parent_text=parent.text if parent and one.kind is Kind.AMENDMENT else "",
        sponsors_asked=standing,
    )


def words_to_amend(*, container: Container, actor: Actor, proposal_id: UUID) -> RewordPage:
    """This function will hand anybody the words of a proposal, to propose others or a next round.

    Raises `ProposalNotFound`.
    """
    actor.require(Permission.PROPOSAL_DRAFT)
    with container.read() as session:
        one = queries.proposal(session, proposal_id=proposal_id)
        require_visible(session, one, actor)
    return RewordPage(
        proposal_id=one.id,
        title=one.title,
        text=one.text,
        kind=one.kind.value,
        parent_text="",
        sponsors_asked=0,
    )
