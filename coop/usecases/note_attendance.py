"""Note who comes to a meeting and who leaves it."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from voting.errors import MeetingHasNoSuchMove
from voting.meetings import operations, queries
from voting.meetings.presence import Mode
from voting.meetings.rules import MeetingState

_OPEN_TO_COME = (MeetingState.NOTICE, MeetingState.IN_SESSION, MeetingState.ADJOURNED)


def note_attendance(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    meeting_id: UUID,
    member_id: UUID,
    step: str,
    mode: str = "in_person",
    holder_id: UUID | None = None,
) -> None:
    """This function will note that a member arrives (`arrive`) or leaves (`leave`), now.

    `mode` is `in_person`, `online` or `proxy`; a proxy names the person who holds
    it, and leaves when the holder does. Raises `NotInvited`, `AlreadyPresent`,
    `NotPresent`, `ProxyHolderAbsent`, `MeetingHasNoSuchMove`.
    """
    with container.act(actor, Permission.MEETING_CHAIR, id=act_id, about=meeting_id) as act:
        if act.repeated:
            return
        meeting = queries.meeting(act.session, meeting_id=meeting_id)
        if meeting.state not in _OPEN_TO_COME:
            raise MeetingHasNoSuchMove("attend", meeting.state.value)
        if step == "arrive":
            by = Mode(mode)
            operations.arrive(
                act.session,
                meeting_id=meeting_id,
                member_id=member_id,
                mode=by,
                holder_id=holder_id if by is Mode.PROXY else None,
                noted_by=actor.signed_in_id,
                at=act.now,
            )
        else:
            operations.leave(
                act.session,
                meeting_id=meeting_id,
                member_id=member_id,
                noted_by=actor.signed_in_id,
                at=act.now,
            )
        act.tell("meeting.attendance", member=str(member_id), step=step, mode=mode)
