"""What the demonstration's story looks up as it goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from coop.approvals import queries as approvals
from coop.container import Container
from coop.members import queries as members
from ledger import period_queries
from ledger import queries as books
from ledger.accounts import BANK
from ledger.periods import Month, PeriodState
from ledger.reconciliation import queries as reconciliation
from ledger.reconciliation import suggestion_queries
from ledger.reconciliation.matching import OpenItem
from voting import queries as votes
from voting.ballots import form_of
from voting.meetings import queries as meetings
from voting.meetings.rules import ItemKind
from voting.objections import queries as objections


@dataclass(frozen=True, slots=True)
class Vote:
    """Who may vote on what, and how."""

    electors: tuple[tuple[UUID, UUID], ...]
    """Elector and caster."""
    text_hash: str
    form: str
    secret: bool


def hours_of_vote(*, container: Container, proposal_id: UUID) -> tuple[datetime, datetime]:
    """This function will return when a vote with notice opens and closes."""
    with container.read() as session:
        proposal = votes.proposal(session, proposal_id=proposal_id)
    if proposal.opens_at is None or proposal.closes_at is None:
        raise ValueError("no notice was given yet")
    return proposal.opens_at, proposal.closes_at


def vote_of(*, container: Container, proposal_id: UUID) -> Vote:
    """This function will return the roll and the wording of a vote."""
    with container.read() as session:
        proposal = votes.proposal(session, proposal_id=proposal_id)
        roll = votes.roll(session, proposal_id=proposal_id)
    return Vote(
        electors=tuple((elector.elector_id, elector.caster_id) for elector in roll),
        text_hash=proposal.text_hash or "",
        form=form_of(proposal.method).value,
        secret=proposal.secret,
    )


@dataclass(frozen=True, slots=True)
class Item:
    """A thing to deal with in a meeting."""

    id: UUID
    plain: bool
    proposal_id: UUID | None
    minutes_version: int | None
    """The draft that it puts before the meeting; none where it is no minutes."""


@dataclass(frozen=True, slots=True)
class Called:
    """A meeting of which notice was given."""

    invited: tuple[tuple[UUID, UUID], ...]
    """Member, and the person who speaks for it."""
    items: tuple[Item, ...]


def meeting_of(*, container: Container, meeting_id: UUID) -> Called:
    """This function will return who is invited to a meeting, and its agenda."""
    with container.read() as session:
        invited = meetings.invited(session, meeting_id=meeting_id)
        agenda = meetings.agenda(session, meeting_id=meeting_id)
        drafts = {
            item.id: meetings.minutes(session, meeting_id=item.minutes_of_id)
            for item in agenda
            if item.minutes_of_id is not None
        }
    return Called(
        invited=tuple((one.member_id, one.person_id) for one in invited),
        items=tuple(
            Item(
                one.id,
                one.kind is ItemKind.PLAIN,
                one.proposal_id,
                draft.version if (draft := drafts.get(one.id)) else None,
            )
            for one in agenda
        ),
    )


def minutes_version(*, container: Container, meeting_id: UUID) -> int:
    """This function will return the number of the newest draft of a meeting's minutes."""
    with container.read() as session:
        written = meetings.minutes(session, meeting_id=meeting_id)
    if written is None:
        raise ValueError("no minutes were drafted yet")
    return written.version


def objections_to(*, container: Container, proposal_id: UUID) -> tuple[UUID, ...]:
    """This function will return the objections to a proposal, oldest first."""
    with container.read() as session:
        raised = objections.objections(session, proposal_id=proposal_id)
    return tuple(one.id for one in raised)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A bank line in the inbox."""

    bank_line_id: UUID
    text: str


@dataclass(frozen=True, slots=True)
class Matchable:
    """A bank line in the inbox, and the journal line it most likely is."""

    bank_line_id: UUID
    entry_id: UUID
    line_number: int


def names(*, container: Container, party_ids: Sequence[UUID]) -> dict[UUID, str]:
    """This function will return what parties are called."""
    with container.read() as session:
        return members.names_of(session, party_ids=party_ids)


def balance(*, container: Container, account: str) -> int:
    """This function will return an account's balance in minor units, debit positive."""
    with container.read() as session:
        return books.balance(session, account=account)


def bank_entries(*, container: Container, until: date) -> tuple[OpenItem, ...]:
    """This function will return what our books say of the bank and no bank line confirms yet."""
    with container.read() as session:
        items = suggestion_queries.open_items(
            session, account=BANK, currency=container.config.currency
        )
    return tuple(item for item in items if item.on <= until)


def waiting(*, container: Container) -> tuple[Waiting, ...]:
    """This function will return the treasurer's inbox, oldest first."""
    with container.read() as session:
        lines = reconciliation.waiting_lines(session, account=BANK)
    return tuple(Waiting(line.id, line.text) for line in lines)


def matchable(*, container: Container) -> tuple[Matchable, ...]:
    """This function will return the waiting lines that some journal line could be."""
    with container.read() as session:
        lines = reconciliation.waiting_lines(session, account=BANK)
        found = suggestion_queries.suggestions(
            session, lines=lines, currency=container.config.currency, account=BANK
        )
    return tuple(
        Matchable(line.id, best.entry_id, best.line_number)
        for line in lines
        for best in found.get(line.id, ())[:1]
        if best.entry_id is not None and best.line_number is not None
    )


def waiting_for_second(*, container: Container) -> tuple[tuple[UUID, bytes], ...]:
    """This function will return what waits for a second person: ids, and what binds them."""
    with container.read() as session:
        found = approvals.waiting(session, at=container.clock.now())
    return tuple((each.id, each.digest) for each in found)


def softly_closed(*, container: Container) -> frozenset[Month]:
    """This function will return the months that take adjustments alone."""
    with container.read() as session:
        states = period_queries.states(session)
    return frozenset(month for month, state in states.items() if state is PeriodState.SOFT)
