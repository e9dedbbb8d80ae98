"""The start page of somebody signed in: what waits for them, what was decided, what they hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from coop.container import Container
from coop.members import queries as members
from coop.members.shares import queries as shares
from coop.members.shares.rules import ApplicationState
from coop.readmodels import vote_words
from coop.readmodels.approvals import waiting_for
from coop.readmodels.decisions import DECIDED
from coop.readmodels.offices import class_name
from coop.unit_of_work.permissions import Actor, Permission
from ledger.money import Money
from ledger.reconciliation import queries as bank
from services.coaching import queries as coaching
from services.coaching.rules import BookingState
from services.fellowships import queries as fellowships
from services.fellowships.rules import ApplicationState as PlaceApplicationState
from services.marketplace import queries as market
from services.patronage import queries as patronage
from services.payments import queries as payments
from voting import queries as votes
from voting.objections import queries as objections
from voting.objections.queries import ObjectionState
from voting.proposals import Kind, Proposal, State
from voting.wording import queries as wording

DECISIONS_SHOWN = 5
PAYMENTS_READ = 50
"""How far back unpaid requests are looked for; older ones are on the rooms' own pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing that waits for the reader: the template has the words for each kind."""

    kind: str
    """vote, write, objection, sponsor, sponsor_again, payment, offer, session, lesson, shares,
    approve, issue, inbox, refunds, second"""
    about: UUID | None = None
    title: str = ""
    at: datetime | None = None
    """When it falls due or begins."""
    amount: Money | None = None
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """A vote that came to an end."""

    id: UUID
    title: str
    state_name: str
    tone: str
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingLine:
    """What somebody the reader acts for holds of a class."""

    holder: str
    class_name: str
    shares: int
    worth: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PatronageLine:
    """A year's share of the surplus."""

    year: int
    holder: str
    allocation: Money
    cash: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The start page."""

    name: str
    tasks: tuple[Task, ...]
    """What the reader owes or was promised, the most pressing kind first."""
    office: tuple[Task, ...]
    """What waits for the offices the reader holds."""
    decisions: tuple[DecisionLine, ...]
    holdings: tuple[HoldingLine, ...]
    patronage: tuple[PatronageLine, ...]
    votes: bool
    """Whether somebody the reader acts for owns shares of the co-op."""


def home(*, container: Container, actor: Actor) -> Home:
    """This function will gather the start page of the reader; `NotSignedIn` for a visitor."""
    actor.require(Permission.ACCOUNT_MANAGE)
    now, currency = container.clock.now(), container.config.currency
    with container.read() as session:
        me = members.person(session, person_id=actor.signed_in_id)
        parties = {party.id: party.name for party in members.parties_of(session, person_id=me.id)}
        holdings = shares.holdings(session, at=now, party_ids=parties)
        return Home(
            name=me.name,
            tasks=(
                *_open_votes(session, actor, now),
                *_to_write(session, actor),
                *_to_sponsor(session, actor, owns=bool(holdings)),
                *_money_and_places(session, actor, set(parties)),
                *_sessions(session, actor, now),
            ),
            office=tuple(_office(session, actor, now)),
            decisions=tuple(_decisions(session)),
            holdings=tuple(
                HoldingLine(
                    holder=each.holder,
                    class_name=class_name(each.share_class),
                    shares=each.shares,
                    worth=Money(each.amount_minor, currency),
                )
                for each in holdings
            ),
            patronage=tuple(_patronage(session, parties)),
            votes=bool(holdings),
        )


def _open_votes(session: Session, actor: Actor, now: datetime) -> list[Task]:
    """This function will list the open votes not cast in yet, the next to close first."""
    waiting = votes.waiting_votes(session, caster_id=actor.signed_in_id, at=now)
    found = (
        [each for each in votes.proposals(session, states=(State.OPEN,)) if each.id in waiting]
        if waiting
        else []
    )
    tasks = [_proposal_task("vote", each, each.closes_at) for each in found]
    return sorted(tasks, key=lambda task: (task.at is None, task.at, task.title))


def _to_sponsor(session: Session, actor: Actor, *, owns: bool) -> Iterator[Task]:
    """This function will list the drafts that look for sponsors, where the reader may be one."""
    if not owns:
        return
    for each in votes.proposals(session, states=(State.SEEKING_SPONSORS,)):
        sponsors = wording.sponsorships(session, proposal_id=each.id)
        mine = next((one for one in sponsors if one.person_id == actor.person_id), None)
        if wording.writes(session, proposal_id=each.id, person_id=actor.signed_in_id):
            continue
        if mine is not None and not mine.stands:
            yield _proposal_task("sponsor_again", each, None)
        elif mine is None and sum(one.stands for one in sponsors) < each.sponsors_needed:
            yield _proposal_task("sponsor", each, None)


def _to_write(session: Session, actor: Actor) -> Iterator[Task]:
    """This function will list what the reader is asked to write along, and objections to answer."""
    for proposal_id in wording.asked_to_write(session, person_id=actor.signed_in_id):
        yield _proposal_task("write", votes.proposal(session, proposal_id=proposal_id), None)
    for each in votes.proposals(session, states=(State.OPEN,), kinds=(Kind.CONSENT,)):
        if not wording.writes(session, proposal_id=each.id, person_id=actor.signed_in_id):
            continue
        raised = [
            one
            for one in objections.objections(session, proposal_id=each.id)
            if one.state is ObjectionState.RAISED
        ]
        if raised:
            yield Task(kind="objection", about=each.id, title=each.title, count=len(raised))


def _proposal_task(kind: str, each: Proposal, at: datetime | None) -> Task:
    return Task(kind=kind, about=each.id, title=each.title, at=at)


def _money_and_places(session: Session, actor: Actor, party_ids: set[UUID]) -> Iterator[Task]:
    """This function will list payments that are due, places offered and shares approved."""
    for each in payments.payments_of(session, party_ids=party_ids, limit=PAYMENTS_READ):
        if each.payable:
            yield Task(kind="payment", about=each.id, title=each.description, amount=each.amount)
    approved = shares.applications(
        session, states=(ApplicationState.APPROVED,), party_ids=party_ids
    )
    for application in approved:
        yield Task(kind="shares", about=application.id, title=class_name(application.share_class))
    offered = [
        each
        for each in fellowships.applications_by(session, person_id=actor.signed_in_id)
        if each.state is PlaceApplicationState.OFFERED
    ]
    rounds = fellowships.rounds_by_id(session, round_ids={each.round_id for each in offered})
    for offer in offered:
        yield Task(
            kind="offer", about=offer.id, title=rounds[offer.round_id].title, amount=offer.price
        )


def _sessions(session: Session, actor: Actor, now: datetime) -> list[Task]:
    """This function will list the coaching ahead of the reader, as coached and as coach."""
    taken = coaching.bookings_by(session, person_id=actor.signed_in_id)
    given = (
        coaching.bookings_with(session, coach_id=actor.signed_in_id)
        if actor.may(Permission.COACHING_OFFER)
        else []
    )
    names = members.names_of(
        session,
        party_ids={each.slot.coach_id for each in taken} | {each.person_id for each in given},
    )
    tasks = [
        Task(kind=kind, about=each.id, title=names.get(with_id, ""), at=each.slot.starts_at)
        for kind, with_id, each in (
            *(("session", each.slot.coach_id, each) for each in taken),
            *(("lesson", each.person_id, each) for each in given),
        )
        if each.state is BookingState.PAID and each.slot.ends_at > now
    ]
    return sorted(tasks, key=lambda task: (task.at is None, task.at))


def _office(session: Session, actor: Actor, now: datetime) -> Iterator[Task]:
    """This function will count what waits for the offices the reader holds; nothing for none."""
    counts = [("second", waiting_for(session, actor=actor, at=now))]
    if actor.may(Permission.OWNERSHIP_APPROVE):
        applied = shares.applications(session, states=(ApplicationState.APPLIED,))
        counts.append(("approve", len(applied)))
    if actor.may(Permission.SHARES_ISSUE):
        paid = shares.applications(session, states=(ApplicationState.PAID,))
        counts.append(("issue", len(paid)))
    if actor.may(Permission.STATEMENT_RECONCILE):
        counts.append(("inbox", bank.waiting_count(session)))
    if actor.may(Permission.REFUND_GRANT):
        counts.append(("refunds", len(market.refunds_asked(session))))
    for kind, count in counts:
        if count:
            yield Task(kind=kind, count=count)


def _decisions(session: Session) -> list[DecisionLine]:
    ended = [
        each for each in votes.proposals(session, states=DECIDED) if each.closes_at is not None
    ]
    ended.sort(key=lambda each: (each.closes_at, each.id), reverse=True)
    return [
        DecisionLine(
            id=each.id,
            title=each.title,
            state_name=vote_words.state_name(each.kind, each.state),
            tone=vote_words.STATE_TONES[each.state],
            closed_at=each.closes_at,
        )
        for each in ended[:DECISIONS_SHOWN]
    ]


def _patronage(session: Session, parties: dict[UUID, str]) -> Iterator[PatronageLine]:
    """This function will list what the declared years gave those the reader acts for."""
    for declaration in patronage.declared_to(session, party_ids=parties):
        division = declaration.division
        for share in division.shares:
            if share.party_id in parties:
                yield PatronageLine(
                    year=division.year,
                    holder=parties[share.party_id],
                    allocation=Money(share.allocation, division.currency),
                    cash=Money(share.cash, division.currency),
                )
