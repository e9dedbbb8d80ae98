"""Minutes: drafted from what happened, put into words by hand, adopted by the next meeting."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.meeting_documents import issue_minutes
from coop.usecases.meeting_letters import write_to_invited
from coop.usecases.minutes_words import sections_of
from coop.usecases.take_show_of_hands import item_under_way
from coop.words import _, spoken
from voting.errors import MinutesAdoptedElsewhere, MinutesNotReady, NoQuorum
from voting.meetings import operations, queries
from voting.meetings.presence import present
from voting.meetings.rules import MeetingState


def draft_minutes(*, container: Container, actor: Actor, act_id: UUID, meeting_id: UUID) -> None:
    """This function will write the first draft from the log, and tell those who were invited.

    Raises `MeetingHasNoSuchMove`.
    """
    with container.act(actor, Permission.MINUTES_WRITE, id=act_id, about=meeting_id) as act:
        if act.repeated:
            return
        with spoken("en", container.config.time_zone):
            sections = sections_of(act, queries.meeting(act.session, meeting_id=meeting_id))
        version = operations.write_minutes(
            act.session,
            meeting_id=meeting_id,
            sections=sections,
            by=actor.signed_in_id,
            at=act.now,
        )
        event = operations.move(
            act.session,
            meeting_id=meeting_id,
            name="draft_minutes",
            by=actor.signed_in_id,
            at=act.now,
        )
        act.tell(event, version=version)
        meeting = queries.meeting(act.session, meeting_id=meeting_id)
        issue_minutes(act, container, meeting)
        write_to_invited(act, meeting, template="minutes_ready", adopted=False)


def edit_minutes(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    meeting_id: UUID,
    version: int,
    texts: Mapping[int, str],
) -> int:
    """This function will put other words under the sections of the draft: a new version.

    `texts` maps a section's place (from 0) to its words. What the log says
    stays. Words that change nothing make no version. Raises `MinutesNotReady`
    where the draft is not the `version` that was read, or is no draft any more.
    """
    with container.act(actor, Permission.MINUTES_WRITE, id=act_id, about=meeting_id) as act:
        row = operations.locked(act.session, meeting_id=meeting_id)
        last = queries.minutes(act.session, meeting_id=meeting_id)
        if last is None:
            raise MinutesNotReady
        if act.repeated:
            return last.version
        if last.version != version or row.state != MeetingState.MINUTES_DRAFTED.value:
            raise MinutesNotReady
        sections: list[dict[str, Any]] = [
            {**section, "text": texts.get(place, section["text"])}
            for place, section in enumerate(last.sections)
        ]
        if tuple(sections) == last.sections:
            return last.version
        version = operations.write_minutes(
            act.session,
            meeting_id=meeting_id,
            sections=sections,
            by=actor.signed_in_id,
            at=act.now,
        )
        act.tell("minutes.edited", version=version)
        issue_minutes(act, container, queries.meeting(act.session, meeting_id=meeting_id))
    return version


def adopt_minutes(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    at_meeting_id: UUID,
    item_id: UUID,
    version: int,
) -> None:
    """This function will adopt the minutes that an item of a later meeting puts before it.

    That meeting is of the same kind, in session, quorate and dealing with the
    item; `version` is the wording it was shown. Raises `MinutesAdoptedElsewhere`,
    `MinutesNotReady`, `NoQuorum`, `NoItemUnderWay`, `MeetingHasNoSuchMove`.
    """
    with container.act(actor, Permission.MEETING_CHAIR, id=act_id, about=at_meeting_id) as act:
        if act.repeated:
            return
        later, item = item_under_way(act, at_meeting_id, item_id)
        if item.minutes_of_id is None:
            raise MinutesAdoptedElsewhere
        there = len(present(queries.attendance(act.session, meeting_id=later.id)))
        needed = later.quorum.needed(queries.invited_count(act.session, meeting_id=later.id))
        if there < needed:
            raise NoQuorum(there, needed)
        earlier = queries.meeting(act.session, meeting_id=item.minutes_of_id)
        if earlier.kind is not later.kind or earlier.starts_at >= later.starts_at:
            raise MinutesAdoptedElsewhere
        last = queries.minutes(act.session, meeting_id=earlier.id)
        if last is None or last.version != version:
            raise MinutesNotReady
        event = operations.move(
            act.session,
            meeting_id=earlier.id,
            name="adopt_minutes",
            by=actor.signed_in_id,
            at=act.now,
            facts={"version": version, "at_meeting_id": str(later.id)},
            sets={"minutes_version": version, "adopted_at_id": later.id},
        )
        operations.tell(
            act.session,
            meeting_id=later.id,
            kind="minutes.settled",
            item_id=item_id,
            by=actor.signed_in_id,
            at=act.now,
            facts={"version": version, "present": there, "needed": needed},
        )
        act.tell(event, about=earlier.id, version=version)
        earlier = queries.meeting(act.session, meeting_id=earlier.id)
        with spoken("en", container.config.time_zone):
            adopted_by = _("Adopted by the meeting “%(title)s”.") % {"title": later.title}
        issue_minutes(act, container, earlier, adopted_by=adopted_by)
        write_to_invited(act, earlier, template="minutes_ready", adopted=True)
