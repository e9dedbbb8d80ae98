"""What the chair's screen shows: who is there, whether that is a quorum, the item before it."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from coop.container import Container
from coop.members import queries as members
from coop.readmodels import meeting_words as words
from coop.readmodels import what_it_takes
from coop.readmodels.meetings import ItemLine, item_lines
from coop.rendering import format_percent
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _
from voting import queries as votes
from voting.counting import majority
from voting.meetings import presence, queries
from voting.meetings.record import current_item
from voting.meetings.rules import ItemKind, MeetingState, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """A member who is entitled to attend."""

    member_id: UUID
    name: str
    present: bool
    how: str
    since: datetime | None
    plan: str
    """What the member answered, in words; empty for no answer."""
    planned: str
    """The mode to offer first."""
    holder_id: str
    """Who is to hold the member's proxy, if it was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentItem:
    """The item that is before the meeting, and what may be done about it."""

    line: ItemLine
    number: int
    by_hands: bool
    takes: tuple[str, ...]
    """What it takes to carry it, a sentence each; nothing for minutes."""
    poll: bool
    """True where a poll can still be opened on it."""
    poll_id: UUID | None
    demanded_by: str
    minutes_version: int | None
    settled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairPage:
    """The chair's screen."""

    id: UUID
    title: str
    state: str
    state_name: str
    tone: str
    starts_at: datetime
    resumes_at: datetime | None
    invited: int
    present: int
    needed: int
    quorate: bool
    members: tuple[MemberLine, ...]
    holders: tuple[tuple[str, str], ...]
    """(person id, name) of those who are there themselves and could hold a proxy."""
    items: tuple[ItemLine, ...]
    current: CurrentItem | None
    turns: tuple[tuple[datetime, int, bool], ...]
    consents: int
    short_notice: bool
    may_open: bool


def chair(*, container: Container, actor: Actor, meeting_id: UUID) -> ChairPage:
    """This function will show a meeting to its chair; raises `MeetingNotFound`."""
    actor.require(Permission.MEETING_CHAIR)
    now, zone = container.clock.now(), container.config.time_zone
    with container.read() as session:
        one = queries.meeting(session, meeting_id=meeting_id)
        invited = queries.invited(session, meeting_id=meeting_id)
        log = queries.attendance(session, meeting_id=meeting_id)
        replies = queries.replies(session, meeting_id=meeting_id)
        there = presence.present(log)
        people = members.names_of(
            session,
            party_ids=[each.person_id for each in invited]
            + [value.holder_id for value in there.values() if value.holder_id],
        )
        itself = presence.people_there(there, invited)
        needed = one.quorum.needed(len(invited)) if one.rules else 0
        items = item_lines(session, one)
        events = queries.events(session, meeting_id=meeting_id)
        before = current_item(events) if one.state is MeetingState.IN_SESSION else None
        lines = []
        for each in invited:
            presence_now = there.get(each.member_id)
            reply = replies.get(each.member_id)
            how = ""
            if presence_now is not None:
                how = str(words.MODE_NAMES[presence_now.mode])
                if presence_now.holder_id:
                    how = _("by proxy: %(name)s") % {"name": people.get(presence_now.holder_id, "")}
            lines.append(
                MemberLine(
                    member_id=each.member_id,
                    name=each.name,
                    present=presence_now is not None,
                    how=how,
                    since=presence_now.since if presence_now else None,
                    plan=str(words.PLAN_NAMES[reply.plan]) if reply else "",
                    planned=reply.plan.value
                    if reply and reply.plan is not Plan.APOLOGIES
                    else "in_person",
                    holder_id=str(reply.proxy_id) if reply and reply.proxy_id else "",
                )
            )
        current = None
        for number, line in enumerate(items, start=1):
            if line.id != before:
                continue
            about = [event for event in events if event.item_id == line.id]
            by_hands, minutes_version = line.kind != ItemKind.MINUTES.value, None
            takes: tuple[str, ...] = ()
            if line.proposal_id is not None:
                proposal = votes.proposal(session, proposal_id=line.proposal_id)
                by_hands = not proposal.secret and proposal.method == majority.RULE
                takes, by_class = what_it_takes.at_meeting(session, vote=proposal, meeting=one)
                by_hands = by_hands and not by_class
            elif line.kind == ItemKind.PLAIN.value and one.rules:
                share = format_percent(Fraction(one.rules["ordinary"]))
                takes = (
                    _("Of the hands for and against, more than %(share)s must be for.")
                    % {"share": share},
                )
            if line.minutes_of_id is not None:
                written = queries.minutes(session, meeting_id=line.minutes_of_id)
                minutes_version = written.version if written else None
            kinds = {event.kind: event for event in about}
            poll = kinds.get("poll.opened")
            current = CurrentItem(
                line=line,
                number=number,
                by_hands=by_hands
                and not kinds.keys() & {"hands.taken", "poll.demanded"}
                and poll is None,
                takes=takes,
                poll=line.kind != ItemKind.MINUTES.value
                and poll is None
                and not (line.proposal_id and "hands.taken" in kinds),
                poll_id=UUID(poll.facts["proposal_id"]) if poll else None,
                demanded_by=kinds["poll.demanded"].facts["name"]
                if "poll.demanded" in kinds
                else "",
                minutes_version=minutes_version,
                settled="minutes.settled" in kinds,
            )
        return ChairPage(
            id=one.id,
            title=one.title,
            state=one.state.value,
            state_name=str(words.STATE_NAMES[one.state]),
            tone=words.STATE_TONES[one.state],
            starts_at=one.starts_at,
            resumes_at=one.resumes_at,
            invited=len(invited),
            present=len(there),
            needed=needed,
            quorate=len(there) >= needed,
            members=tuple(lines),
            holders=tuple(
                sorted(((str(key), people.get(key, "")) for key in itself), key=lambda at: at[1])
            ),
            items=items,
            current=current,
            turns=tuple(
                (turn.at, turn.present, turn.met)
                for turn in presence.told_turns(
                    presence.turns(log, quorum=one.quorum, invited=len(invited)),
                    opened_at=one.opened_at,
                )
            )
            if one.rules
            else (),
            consents=len(queries.consents(session, meeting_id=meeting_id)),
            short_notice=one.short_notice,
            may_open=one.state is MeetingState.NOTICE
            and words.local_day(now, zone) >= words.local_day(one.starts_at, zone),
        )
