"""Answer the invitation to a meeting: how one attends, and consent to short notice."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from voting.errors import MeetingHasNoSuchMove, NotInvited, ProxyHolderAbsent
from voting.meetings import operations, queries
from voting.meetings.rules import MeetingState, Plan


def answer_invitation(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    meeting_id: UUID,
    member_id: UUID,
    plan: str,
    proxy_id: UUID | None = None,
) -> None:
    """This function will keep how a member means to attend; a later answer replaces it.

    A proxy is the person of another invited member. Raises `NotInvited`,
    `ProxyHolderAbsent` (no such person is invited), `MeetingHasNoSuchMove` once it has begun.
    """
    with container.act(actor, Permission.MEETING_ATTEND, id=act_id, about=meeting_id) as act:
        if act.repeated:
            return
        _speaks_for(act, meeting_id, member_id)
        meeting = queries.meeting(act.session, meeting_id=meeting_id)
        if meeting.state is not MeetingState.NOTICE:
            raise MeetingHasNoSuchMove("reply", meeting.state.value)
        by_proxy = Plan(plan) is Plan.PROXY
        others = {
            one.person_id
            for one in queries.invited(act.session, meeting_id=meeting_id)
            if one.person_id != actor.person_id
        }
        if by_proxy and proxy_id not in others:
            raise ProxyHolderAbsent
        operations.reply(
            act.session,
            meeting_id=meeting_id,
            member_id=member_id,
            plan=Plan(plan),
            proxy_id=proxy_id if by_proxy else None,
            at=act.now,
        )
        act.tell("meeting.answered", plan=plan)


def consent_to_short_notice(
    *, container: Container, actor: Actor, act_id: UUID, meeting_id: UUID, member_id: UUID
) -> None:
    """This function will keep that a member agrees to short notice, for good.

    Raises `NotInvited`, `NotShortNotice`.
    """
    with container.act(actor, Permission.MEETING_ATTEND, id=act_id, about=meeting_id) as act:
        if act.repeated:
            return
        _speaks_for(act, meeting_id, member_id)
        operations.consent_to_short_notice(
            act.session,
            meeting_id=meeting_id,
            member_id=member_id,
            by=actor.signed_in_id,
            at=act.now,
        )
        act.tell("meeting.short_notice_agreed")


def _speaks_for(act: Act, meeting_id: UUID, member_id: UUID) -> None:
    one = operations.member_invited(act.session, meeting_id=meeting_id, member_id=member_id)
    if one.person_id != act.actor.signed_in_id:
        raise NotInvited
