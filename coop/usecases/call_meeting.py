"""Call a meeting, and build its agenda: nobody hears of it before notice is given."""

from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from coop.container import Container
from coop.rendering import format_date
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.meeting_letters import write_to_invited
from coop.words import _, spoken
from voting import queries as votes
from voting.errors import MinutesAdoptedElsewhere, ProposalNotForAgenda
from voting.meetings import operations, queries
from voting.meetings.rules import TO_COME, ItemKind, MeetingKind, MeetingState, may_be_put


def call_meeting(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    kind: str,
    title: str,
    place: str,
    online: str,
    day: date,
    clock_time: time,
    minutes_planned: int,
) -> UUID:
    """This function will store a planned meeting and return its id, which is the act's.

    `day` and `clock_time` are by the clock of the registered office. The minutes of
    earlier meetings of the kind that nobody has adopted come first on the agenda.
    """
    zone = ZoneInfo(container.config.time_zone)
    starts_at = datetime.combine(day, clock_time, zone)
    with container.act(actor, Permission.MEETING_CALL, id=act_id) as act:
        if act.repeated:
            return act_id
        operations.call(
            act.session,
            id=act_id,
            kind=MeetingKind(kind),
            title=title,
            place=place,
            online=online,
            starts_at=starts_at,
            minutes_planned=minutes_planned,
            called_by=actor.signed_in_id,
            at=act.now,
        )
        for earlier in queries.minutes_waiting(
            act.session, kind=MeetingKind(kind), before=starts_at
        ):
            with spoken("en", container.config.time_zone):
                words = _("Minutes of the meeting of %(day)s") % {
                    "day": format_date(earlier.starts_at)
                }
            operations.put_on_agenda(
                act.session,
                id=act.new_id(),
                meeting_id=act_id,
                kind=ItemKind.MINUTES,
                title=words,
                text="",
                minutes_of_id=earlier.id,
            )
        act.tell("meeting.called", kind_of_meeting=kind)
    return act_id


def put_on_agenda(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    meeting_id: UUID,
    title: str = "",
    text: str = "",
    proposal_id: UUID | None = None,
    minutes_of_id: UUID | None = None,
) -> UUID:
    """This function will put a plain item, a proposal or earlier minutes on the agenda.

    Returns the item's id, which is the act's. A proposal brings its own title
    and wording. Raises `AgendaFixed`, `ProposalNotForAgenda`, `MinutesAdoptedElsewhere`.
    """
    with container.act(actor, Permission.MEETING_CALL, id=act_id, about=meeting_id) as act:
        if act.repeated:
            return act_id
        kind = ItemKind.PLAIN
        if proposal_id is not None:
            kind = ItemKind.PROPOSAL
            proposal = votes.proposal(act.session, proposal_id=proposal_id)
            elsewhere = queries.meetings_on(act.session, proposal_id=proposal_id)
            called = queries.meeting(act.session, meeting_id=meeting_id)
            if not may_be_put(kind=called.kind, proposal=proposal) or any(
                one.state in TO_COME for one in elsewhere
            ):
                raise ProposalNotForAgenda
            title, text = proposal.title, ""
        elif minutes_of_id is not None:
            kind = ItemKind.MINUTES
            meeting = queries.meeting(act.session, meeting_id=meeting_id)
            earlier = queries.minutes_waiting(
                act.session, kind=meeting.kind, before=meeting.starts_at
            )
            on_agenda = queries.agenda(act.session, meeting_id=meeting_id)
            if minutes_of_id not in {one.id for one in earlier} or minutes_of_id in {
                one.minutes_of_id for one in on_agenda
            }:
                raise MinutesAdoptedElsewhere
        operations.put_on_agenda(
            act.session,
            id=act_id,
            meeting_id=meeting_id,
            kind=kind,
            title=title,
            text=text,
            proposal_id=proposal_id,
            minutes_of_id=minutes_of_id,
        )
        act.tell("meeting.agenda_changed")
    return act_id


def change_agenda(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    meeting_id: UUID,
    item_id: UUID,
    change: str,
) -> None:
    """This function will take an item off the agenda (`off`) or put it one place higher (`up`).

    Raises `AgendaFixed`, `ItemNotFound`.
    """
    deeds = {"off": operations.take_off_agenda, "up": operations.raise_on_agenda}
    with container.act(actor, Permission.MEETING_CALL, id=act_id, about=meeting_id) as act:
        if act.repeated:
            return
        deeds[change](act.session, meeting_id=meeting_id, item_id=item_id)
        act.tell("meeting.agenda_changed")


def cancel_meeting(*, container: Container, actor: Actor, act_id: UUID, meeting_id: UUID) -> None:
    """This function will call a meeting off before it begins, and write to those invited.

    Raises `MeetingHasNoSuchMove`.
    """
    with container.act(actor, Permission.MEETING_CALL, id=act_id, about=meeting_id) as act:
        if act.repeated:
            return
        meeting = queries.meeting(act.session, meeting_id=meeting_id)
        event = operations.move(
            act.session, meeting_id=meeting_id, name="cancel", by=actor.signed_in_id, at=act.now
        )
        act.tell(event)
        if meeting.state is MeetingState.NOTICE:
            write_to_invited(act, meeting, template="meeting_cancelled")
