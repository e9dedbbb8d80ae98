"""What the databases themselves keep of a meeting: both kinds."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission, Role
from coop.usecases.enter_paper_ballot import enter_paper_ballot, hand_out_paper
from tests.makers.meetings import begin, close, make_meeting, make_session
from tests.makers.votes import make_draft, make_open_vote, make_owners, secretary
from voting.meetings.tables import AgendaItemRow, AttendanceRow, PaperEntryRow, PaperSettledRow


def refused(container: Container, statement: str) -> str:
    engine = container.unit_of_work.engine
    with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        connection.execute(text(statement))
    return str(caught.value.orig)


def refused_row(container: Container, table: Any, **values: Any) -> str:
    with (
        pytest.raises(DBAPIError) as caught,
        container.act(secretary(), Permission.MEETING_CHAIR, id=ids.new_id()) as act,
    ):
        act.session.execute(insert(table).values(at=act.now, **values))
    return str(caught.value.orig)


def test_logs_only_grow_and_notice_fixes_the_meeting(house: Container, clock: StagedClock) -> None:
    office, owners = secretary(), make_owners(house, 3)
    meeting_id = make_session(house, clock, office, owners[:2])
    begin(house, office, meeting_id)
    for table in ("meeting_event", "attendance", "meeting_invited"):
        assert "append-only" in refused(house, f"DELETE FROM {table}")
    assert "append-only" in refused(house, "UPDATE attendance SET mode = 'online'")
    assert "append-only" in refused(house, "UPDATE meeting_event SET kind = 'forged'")
    assert "notice fixed this meeting" in refused(house, "UPDATE meeting SET title = 'Another'")
    assert "notice fixed this meeting" in refused(
        house, "UPDATE meeting SET starts_at = '2026-03-21 18:00:00'"
    )
    assert "notice fixed the agenda" in refused(house, "UPDATE agenda_item SET title = 'Another'")
    assert "notice fixed the agenda" in refused(house, "DELETE FROM agenda_item")
    assert "no such move" in refused(house, "UPDATE meeting SET state = 'planned'")
    assert "never deleted" in refused(house, "DELETE FROM meeting")
    arriving: dict[str, Any] = {
        "meeting_id": meeting_id, "number": 3, "member_id": owners[0].party_id,
        "step": "arrive", "mode": "in_person", "noted_by": uuid4(),
    }  # fmt: skip
    assert "cannot arrive" in refused_row(house, AttendanceRow, **arriving)
    leaving = arriving | {"member_id": owners[2].party_id, "step": "leave"}
    assert "cannot arrive" in refused_row(house, AttendanceRow, **leaving)
    close(house, office, meeting_id)
    late = arriving | {"member_id": owners[2].party_id}
    assert "cannot arrive" in refused_row(house, AttendanceRow, **late)


@pytest.mark.parametrize(("meeting", "proposal"), [("board", "special"), ("general", "written")])
def test_no_agenda_takes_what_is_not_to_be_decided_there(
    house: Container, meeting: str, proposal: str
) -> None:
    office = secretary()
    make_owners(house, 3)
    values = {
        "id": ids.new_id(), "position": 9, "kind": "proposal", "title": "Sell the barn",
        "text": "", "meeting_id": make_meeting(house, office, kind=meeting),
        "proposal_id": make_draft(house, kind=proposal),
    }  # fmt: skip
    with (
        pytest.raises(DBAPIError, match="agenda of a general meeting"),
        house.act(office, Permission.MEETING_CALL, id=ids.new_id()) as act,
    ):
        act.session.execute(insert(AgendaItemRow).values(**values))


def test_the_database_too_wants_two_people_who_agree(house: Container, clock: StagedClock) -> None:
    owners = make_owners(house, 3)
    vote = make_open_vote(house, clock, secret=True)
    one, two = (Actor.person(uuid4(), frozenset({Role.AUDITOR})) for _ in range(2))
    hand_out_paper(
        container=house, actor=one, act_id=ids.new_id(), proposal_id=vote.id,
        elector_id=owners[0].party_id,
    )  # fmt: skip

    def enter(actor: Actor, ballot: str) -> None:
        enter_paper_ballot(
            container=house, actor=actor, act_id=ids.new_id(), proposal_id=vote.id, serial=1,
            ballot=ballot,
        )  # fmt: skip

    def forged(by: UUID, round_: int, **more: Any) -> str:
        return refused_row(
            house, PaperEntryRow, **{
                "proposal_id": vote.id, "serial": 1, "round": round_, "entered_by": by,
                "ballot": "yes", "share_class": "",
            } | more,
        )  # fmt: skip

    def settled() -> str:
        with (
            pytest.raises(DBAPIError) as caught,
            house.act(secretary(), Permission.MEETING_CHAIR, id=ids.new_id()) as act,
        ):
            act.session.execute(insert(PaperSettledRow).values(proposal_id=vote.id, serial=1))
        return str(caught.value.orig)

    enter(one, "yes")
    assert "two people agree" in settled()
    assert forged(one.signed_in_id, 1), "the key keeps one person to one entry a round"
    enter(two, "no")
    assert "two people agree" in settled()
    assert "two people enter a paper" in forged(uuid4(), 1)
    assert "two people enter a paper" in forged(uuid4(), 2)
    assert "two people enter a paper" in forged(one.signed_in_id, 3)
    assert "two people enter a paper" in forged(one.signed_in_id, 2, elector_id=owners[0].party_id)
    assert "append-only" in refused(house, "UPDATE paper_entry SET ballot = 'no'")
    assert "append-only" in refused(house, "DELETE FROM paper_voter")
    enter(one, "no")
    enter(two, "no")
    assert "two people enter a paper" in forged(one.signed_in_id, 3)
    assert "append-only" in refused(house, "DELETE FROM paper_settled")
