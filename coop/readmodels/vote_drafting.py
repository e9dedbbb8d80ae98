"""What the drafting form offers."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from coop.container import Container
from coop.members import queries as members
from coop.readmodels import board
from coop.readmodels import vote_words as words
from coop.rulebook.queries import rulebook_on
from coop.rulebook.rules import DEFINITIONS, RuleKey
from coop.rulebook.wording import said
from coop.unit_of_work.permissions import Actor, Permission
from voting.proposals import Kind


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


def kinds_to_draft(*, actor: Actor) -> tuple[tuple[str, str, str], ...]:
    """This function will return the kinds the reader may draft: (kind, name, hint)."""
    actor.require(Permission.PROPOSAL_DRAFT)
    offered = [Kind.ORDINARY, Kind.SPECIAL, Kind.RULE_CHANGE]
    if actor.may(Permission.PROPOSAL_STEER):
        offered.append(Kind.ELECTION)
    return tuple(
        (kind.value, str(words.KIND_NAMES[kind]), str(words.KIND_HINTS[kind])) for kind in offered
    )


def drafting(*, container: Container, actor: Actor, kind: str) -> DraftPage | None:
    """This function will return what the form of a kind offers; none for an unknown kind."""
    if kind not in {one for one, _name, _hint in kinds_to_draft(actor=actor)}:
        return None
    asked = Kind(kind)
    now = container.clock.now()
    with container.read() as session:
        book = rulebook_on(session, on=now)
        people = _who_may_stand(session, now) if asked is Kind.ELECTION else ()
        free, hint = board.seats_to_fill(session, book=book, at=now)
    by_office = actor.may(Permission.PROPOSAL_STEER)
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
    )


def _who_may_stand(session: Session, at: datetime) -> tuple[tuple[str, str], ...]:
    """This function will list the people who cast a vote now: owners and representatives."""
    casters = {one.caster_id for one in members.electors_at(session, at=at)}
    people = members.people(session, person_ids=casters)
    return tuple(
        (str(one.id), one.name)
        for one in sorted(people.values(), key=lambda one: (one.name.casefold(), one.id))
    )
