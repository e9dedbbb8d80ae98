"""What the page of a meeting shows, and its calendar entry."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy.orm import Session

from coop import calendar
from coop.container import Container
from coop.members import queries as members
from coop.readmodels import meeting_words as words
from coop.rulebook.definitions import RuleKey
from coop.rulebook.queries import rulebook_on
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _
from services.documents import queries as documents
from voting import queries as votes
from voting.errors import MeetingNotFound
from voting.meetings import queries
from voting.meetings.presence import present, voices
from voting.meetings.record import current_item
from voting.meetings.rules import (
    TO_COME,
    AgendaItem,
    Invited,
    ItemKind,
    Meeting,
    MeetingEvent,
    MeetingKind,
    MeetingState,
    Plan,
    Quorum,
    first_day_possible,
    last_day_for_notice,
    may_be_put,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """One thing on the agenda."""

    id: UUID
    title: str
    kind: str
    paragraphs: tuple[str, ...]
    proposal_id: UUID | None
    minutes_of_id: UUID | None
    outcome: str
    tone: str
    poll_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MyInvitation:
    """A member for whom the reader is invited, and what was answered."""

    member_id: UUID
    name: str
    plan: str
    plan_name: str
    proxy: str
    agreed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLink:
    """A document of the meeting that is in force."""

    id: UUID
    name: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPage:
    """Everything about one meeting."""

    id: UUID
    title: str
    kind: str
    kind_name: str
    state: str
    state_name: str
    tone: str
    starts_at: datetime
    ends_at: datetime
    place: str
    online: str
    notice_at: datetime | None
    clear_days: int
    first_day: date
    """The first day on which it could be held with notice given now."""
    last_day: date
    """The last day on which notice in full can be given."""
    in_time: bool
    short_notice: bool
    consents: int
    consents_needed: int
    invited: int
    quorum_needed: int
    items: tuple[ItemLine, ...]
    mine: tuple[MyInvitation, ...]
    others: tuple[tuple[str, str], ...]
    """(person id, name) of who could hold the reader's proxy."""
    answers: tuple[tuple[str, int], ...]
    """(plan in words, how many)."""
    proposals: tuple[tuple[str, str], ...]
    """(id, title) of proposals that could be put on the agenda."""
    minutes_waiting: tuple[tuple[str, str], ...]
    timeline: tuple[tuple[str, datetime | None, str, str], ...]
    documents: tuple[DocumentLink, ...]
    may_call: bool
    may_chair: bool
    may_write: bool
    may_cancel: bool
    has_minutes: bool
    may_demand: ItemLine | None
    """The item on which the reader, who is present, may demand a poll."""


def seen(session: Session, *, actor: Actor, meeting_id: UUID) -> Meeting:
    """This function will return a meeting that the reader may see, or raise `MeetingNotFound`.

    Before notice it is the office's alone; a board meeting is for the board and
    the office until its minutes are adopted.
    """
    actor.require(Permission.MEETING_READ)
    one = queries.meeting(session, meeting_id=meeting_id)
    if actor.may(Permission.MEETING_CALL) or actor.may(Permission.AUDIT_READ):
        return one
    public = one.kind is MeetingKind.GENERAL or one.state is MeetingState.MINUTES_ADOPTED
    if one.notice_at is None or not (
        public or one.id in queries.invited_to(session, person_id=actor.signed_in_id)
    ):
        raise MeetingNotFound(meeting_id)
    return one


def meeting(*, container: Container, actor: Actor, meeting_id: UUID) -> MeetingPage:
    """This function will show one meeting to one reader; raises `MeetingNotFound`."""
    now, zone = container.clock.now(), container.config.time_zone
    with container.read() as session:
        one = seen(session, actor=actor, meeting_id=meeting_id)
        invited = queries.invited(session, meeting_id=meeting_id)
        replies = queries.replies(session, meeting_id=meeting_id)
        agreed = queries.consents(session, meeting_id=meeting_id)
        people = members.names_of(session, party_ids=[each.person_id for each in invited])
        book = rulebook_on(session, on=now)
        clear_days = book[_NOTICE_KEYS[one.kind]] if one.clear_days is None else one.clear_days
        may_call = actor.may(Permission.MEETING_CALL)
        planning = may_call and one.state is MeetingState.PLANNED
        first_day = first_day_possible(notice_at=now, clear_days=clear_days, time_zone=zone)
        last_day = last_day_for_notice(
            starts_at=one.starts_at, clear_days=clear_days, time_zone=zone
        )
        page = MeetingPage(
            id=one.id,
            title=one.title,
            kind=one.kind.value,
            kind_name=str(words.KIND_NAMES[one.kind]),
            state=one.state.value,
            state_name=str(words.STATE_NAMES[one.state]),
            tone=words.STATE_TONES[one.state],
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            place=one.place,
            online=one.online,
            notice_at=one.notice_at,
            clear_days=clear_days,
            first_day=first_day,
            last_day=last_day,
            in_time=words.local_day(now, zone) <= last_day,
            short_notice=one.short_notice,
            consents=len(agreed),
            consents_needed=Quorum(Fraction(one.rules["short_share"]), least=1).needed(len(invited))
            if one.rules
            else 0,
            invited=len(invited),
            quorum_needed=one.quorum.needed(len(invited)) if one.rules else 0,
            items=item_lines(session, one),
            mine=tuple(
                MyInvitation(
                    member_id=each.member_id,
                    name=each.name,
                    plan=replies[each.member_id].plan.value if each.member_id in replies else "",
                    plan_name=str(words.PLAN_NAMES[replies[each.member_id].plan])
                    if each.member_id in replies
                    else "",
                    proxy=people.get(replies[each.member_id].proxy_id or each.person_id, "")
                    if each.member_id in replies
                    else "",
                    agreed=each.member_id in agreed,
                )
                for each in invited
                if each.person_id == actor.person_id
            ),
            others=_others(invited, people, actor),
            answers=tuple(
                (
                    str(words.PLAN_NAMES[plan]),
                    sum(each.plan is plan for each in replies.values()),
                )
                for plan in Plan
            )
            if replies
            else (),
            proposals=_proposals(session, one) if planning else (),
            minutes_waiting=_minutes_waiting(session, one) if planning else (),
            timeline=_timeline(session, one),
            documents=_documents(session, one),
            may_call=may_call,
            may_chair=actor.may(Permission.MEETING_CHAIR) and one.notice_at is not None,
            may_write=actor.may(Permission.MINUTES_WRITE),
            may_cancel=may_call and one.state in (MeetingState.PLANNED, MeetingState.NOTICE),
            has_minutes=one.state in (MeetingState.MINUTES_DRAFTED, MeetingState.MINUTES_ADOPTED),
            may_demand=_demandable(session, one, actor),
        )
    return page


def _demandable(session: Session, one: Meeting, actor: Actor) -> ItemLine | None:
    if one.state is not MeetingState.IN_SESSION:
        return None
    there = present(queries.attendance(session, meeting_id=one.id))
    events = queries.events(session, meeting_id=one.id)
    before = current_item(events)
    polled = {event.item_id for event in events if event.kind in ("poll.demanded", "poll.opened")}
    raised = {event.item_id for event in events if event.kind == "hands.taken"}
    speaking = voices(there, queries.invited(session, meeting_id=one.id)).values()
    if before in polled or actor.person_id not in speaking:
        return None
    lines = (
        line
        for line in item_lines(session, one)
        if line.kind == ItemKind.PLAIN.value
        or (line.kind == ItemKind.PROPOSAL.value and line.id not in raised)
    )
    return next((line for line in lines if line.id == before), None)


_NOTICE_KEYS = {
    MeetingKind.GENERAL: RuleKey.MEETING_GENERAL_NOTICE_CLEAR_DAYS,
    MeetingKind.BOARD: RuleKey.MEETING_BOARD_NOTICE_CLEAR_DAYS,
}


def _others(
    invited: tuple[Invited, ...], people: dict[UUID, str], actor: Actor
) -> tuple[tuple[str, str], ...]:
    found = {one.person_id: people.get(one.person_id, one.name) for one in invited}
    found.pop(actor.signed_in_id, None)
    return tuple(sorted(((str(key), name) for key, name in found.items()), key=lambda at: at[1]))


def item_lines(session: Session, one: Meeting) -> tuple[ItemLine, ...]:
    """This function will list an agenda with what became of each item."""
    events = queries.events(session, meeting_id=one.id)
    return tuple(
        _item(session, item, events) for item in queries.agenda(session, meeting_id=one.id)
    )


def _item(session: Session, item: AgendaItem, events: tuple[MeetingEvent, ...]) -> ItemLine:
    outcome = words.outcome_of(item, events)
    polls = [
        UUID(event.facts["proposal_id"])
        for event in events
        if event.item_id == item.id and event.kind == "poll.opened"
    ]
    text = item.text
    if item.proposal_id is not None:
        text = votes.proposal(session, proposal_id=item.proposal_id).text
    return ItemLine(
        id=item.id,
        title=item.title,
        kind=item.kind.value,
        paragraphs=tuple(part.strip() for part in text.split("\n\n") if part.strip()),
        proposal_id=item.proposal_id,
        minutes_of_id=item.minutes_of_id,
        outcome=outcome[0],
        tone=outcome[1],
        poll_id=polls[0] if polls else None,
    )


def _proposals(session: Session, meeting: Meeting) -> tuple[tuple[str, str], ...]:
    """This function will return the proposals in deliberation that no coming meeting has yet."""
    return tuple(
        (str(one.id), one.title)
        for one in votes.proposals(session)
        if may_be_put(kind=meeting.kind, proposal=one)
        and not any(
            each.state in TO_COME for each in queries.meetings_on(session, proposal_id=one.id)
        )
    )


def _minutes_waiting(session: Session, one: Meeting) -> tuple[tuple[str, str], ...]:
    on_agenda = {
        item.minutes_of_id
        for item in queries.agenda(session, meeting_id=one.id)
        if item.kind is ItemKind.MINUTES
    }
    return tuple(
        (str(each.id), each.title)
        for each in queries.minutes_waiting(session, kind=one.kind, before=one.starts_at)
        if each.id not in on_agenda
    )


def _timeline(session: Session, one: Meeting) -> tuple[tuple[str, datetime | None, str, str], ...]:
    """This function will lay out how far a meeting has come and what follows."""
    reached = {event.kind: event.at for event in queries.events(session, meeting_id=one.id)}
    path = [
        (_("Called"), "meeting.called", one.called_at),
        (_("Notice given"), "meeting.notice_given", None),
        (_("In session"), "meeting.opened", one.starts_at),
        (_("Closed"), "meeting.closed", None),
        (_("Minutes drafted"), "minutes.drafted", None),
        (_("Minutes adopted"), "minutes.adopted", None),
    ]
    if one.state is MeetingState.CANCELLED:
        path = [step for step in path if step[1] in reached]
        path.append((_("Called off"), "meeting.cancelled", None))
    steps = []
    last = max(place for place, step in enumerate(path) if step[1] in reached)
    for place, (title, kind, planned) in enumerate(path):
        happened = kind in reached
        ended = place == len(path) - 1
        state = "done" if happened else "next"
        if place == last and not ended:
            state = "now"
        steps.append(
            (
                title,
                reached.get(kind, planned),
                "" if happened or planned is None else _("planned"),
                state,
            )
        )
    return tuple(steps)


def _documents(session: Session, one: Meeting) -> tuple[DocumentLink, ...]:
    issued = documents.issued(session, about=one.id, current_only=True)
    return tuple(
        DocumentLink(id=each.id, name=str(words.SERIES_NAMES[each.series]), number=each.number)
        for series in words.SERIES_NAMES
        for each in issued
        if each.series == series
    )


def calendar_file(*, container: Container, actor: Actor, meeting_id: UUID) -> str:
    """This function will write a meeting for a calendar (RFC 5545); raises `MeetingNotFound`."""
    with container.read() as session:
        one = seen(session, actor=actor, meeting_id=meeting_id)
    return calendar.write(
        [
            calendar.Happening(
                uid=f"meeting-{one.id}@coppice",
                summary=one.title,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                stamped_at=one.notice_at or one.called_at,
                description=one.online,
                url=f"{container.config.base_url}/meetings/{one.id}",
                location=one.place or one.online,
                cancelled=one.state is MeetingState.CANCELLED,
            )
        ],
        name=one.title,
    )
