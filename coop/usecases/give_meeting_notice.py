"""Give notice of a meeting: fix its agenda, say who is invited, write to each of them."""

from uuid import UUID

from coop.container import Container
from coop.members import queries as members
from coop.rulebook.definitions import RuleKey
from coop.rulebook.queries import rulebook_on
from coop.rulebook.rules import Rulebook
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.meeting_documents import issue_agenda, issue_notice
from coop.usecases.meeting_letters import write_to_invited
from voting.meetings import operations, queries
from voting.meetings.rules import Invited, MeetingKind, Quorum, check_notice

NOTICE_KEYS = {
    MeetingKind.GENERAL: RuleKey.MEETING_GENERAL_NOTICE_CLEAR_DAYS,
    MeetingKind.BOARD: RuleKey.MEETING_BOARD_NOTICE_CLEAR_DAYS,
}
QUORUM_KEYS = {
    MeetingKind.GENERAL: RuleKey.MEETING_GENERAL_QUORUM,
    MeetingKind.BOARD: RuleKey.MEETING_BOARD_QUORUM,
}


def give_meeting_notice(
    *, container: Container, actor: Actor, act_id: UUID, meeting_id: UUID, short: bool = False
) -> None:
    """This function will give notice now, and issue the notice and the agenda as documents.

    Everybody entitled to attend now is invited: those who hold a vote, or the
    board. With too few clear days notice is refused, unless `short` asks those
    invited to agree to it. Raises `NoticeTooLate`, `NobodyInvited`,
    `AgendaEmpty`, `MeetingHasNoSuchMove`.
    """
    with container.act(actor, Permission.MEETING_CALL, id=act_id, about=meeting_id) as act:
        if act.repeated:
            return
        meeting = queries.meeting(act.session, meeting_id=meeting_id)
        book = rulebook_on(act.session, on=act.now)
        clear_days = book[NOTICE_KEYS[meeting.kind]]
        short_notice = check_notice(
            notice_at=act.now,
            starts_at=meeting.starts_at,
            clear_days=clear_days,
            time_zone=container.config.time_zone,
            short=short,
        )
        event = operations.give_notice(
            act.session,
            meeting_id=meeting_id,
            invited=_entitled(act, meeting.kind),
            clear_days=clear_days,
            short_notice=short_notice,
            rules=_rules_for(meeting.kind, book),
            by=actor.signed_in_id,
            at=act.now,
        )
        meeting = queries.meeting(act.session, meeting_id=meeting_id)
        act.tell(event, clear_days=clear_days, short_notice=short_notice)
        issue_notice(act, container, meeting)
        issue_agenda(act, container, meeting)
        write_to_invited(
            act,
            meeting,
            template="meeting_notice",
            agenda=[item.title for item in queries.agenda(act.session, meeting_id=meeting_id)],
            short_notice=short_notice,
        )


def _entitled(act: Act, kind: MeetingKind) -> list[Invited]:
    if kind is MeetingKind.BOARD:
        holders = members.holders_of(act.session, role="board")
        return [Invited(person_id, name, person_id) for person_id, name in holders.items()]
    return [
        Invited(one.elector_id, one.name, one.caster_id, one.share_class)
        for one in members.electors_at(act.session, at=act.now)
    ]


def _rules_for(kind: MeetingKind, book: Rulebook) -> dict[str, object]:
    """This function will write down the rules a meeting is held under, as they stand at notice."""
    quorum = Quorum(book[QUORUM_KEYS[kind]])
    used = (
        NOTICE_KEYS[kind],
        QUORUM_KEYS[kind],
        RuleKey.MEETING_SHORT_NOTICE_SHARE,
        RuleKey.VOTE_ORDINARY_MAJORITY,
    )
    return {
        "quorum": str(quorum.share),
        "least": quorum.least,
        "short_share": str(book[RuleKey.MEETING_SHORT_NOTICE_SHARE]),
        "ordinary": str(book[RuleKey.VOTE_ORDINARY_MAJORITY]),
        "versions": {key.value: str(book.version(key)) for key in used},
    }
