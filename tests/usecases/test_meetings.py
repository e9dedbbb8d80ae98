"""Meetings from the call to adopted minutes, on both databases."""

from datetime import date, timedelta

import pytest

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.jobs import Worker
from coop.unit_of_work.permissions import Actor, NotPermitted, Role
from coop.usecases.answer_invitation import answer_invitation, consent_to_short_notice
from coop.usecases.call_meeting import cancel_meeting, change_agenda
from coop.usecases.keep_minutes import adopt_minutes, draft_minutes, edit_minutes
from coop.usecases.run_meeting import adjourn_meeting, open_meeting, resume_meeting
from coop.usecases.take_show_of_hands import take_show_of_hands
from services.documents import queries as documents
from tests.makers.meetings import (
    add_item,
    arrive,
    begin,
    close,
    give_notice_of,
    items_of,
    leave,
    make_meeting,
    make_session,
    read_meeting,
)
from tests.makers.members import Owner, make_owner, make_person
from tests.makers.votes import make_draft, make_owners
from voting.errors import (
    AgendaEmpty,
    AgendaFixed,
    AlreadyDecided,
    DeclarationContradicts,
    MeetingHasNoSuchMove,
    MinutesAdoptedElsewhere,
    MinutesNotReady,
    NoItemUnderWay,
    NoQuorum,
    NoticeTooLate,
    NotInvited,
    ProposalNotForAgenda,
    ProxyHolderAbsent,
    ShortNoticeNotAgreed,
    TooManyHands,
)
from voting.meetings import presence, queries
from voting.meetings.rules import MeetingState


@pytest.fixture
def office(house: Container) -> Actor:
    person = make_person(house, name="Sela Secretary", roles=[Role.SECRETARY])
    return Actor.person(person.id, frozenset({Role.SECRETARY}))


@pytest.fixture
def owners(house: Container) -> list[Owner]:
    return make_owners(house, 4)


def hands(container: Container, office: Actor, meeting_id, item, *counts: int, declared="carried"):  # type: ignore[no-untyped-def]
    take_show_of_hands(
        container=container, actor=office, act_id=ids.new_id(), meeting_id=meeting_id,
        item_id=item.id, in_favour=counts[0], against=counts[1], abstained=counts[2],
        declared=declared,
    )  # fmt: skip


def mailed(container: Container, start: str) -> list[str]:
    Worker(container).drain()
    return [one.to for one in container.mailer.letters if one.subject.startswith(start)]  # type: ignore[attr-defined]


def test_a_meeting_goes_from_the_call_to_minutes_on_paper(
    house: Container, clock: StagedClock, office: Actor, owners: list[Owner]
) -> None:
    meeting_id = make_meeting(house, office)
    add_item(house, office, meeting_id, title="Any other business")
    give_notice_of(house, office, meeting_id)
    assert sorted(mailed(house, "Notice of a meeting")) == sorted(one.email for one in owners)
    ada, bram, chidi, dilys = owners
    answer_invitation(
        container=house, actor=dilys.actor, act_id=ids.new_id(), meeting_id=meeting_id,
        member_id=dilys.party_id, plan="apologies",
    )  # fmt: skip
    clock.at = read_meeting(house, meeting_id).starts_at
    arrive(house, office, meeting_id, ada)
    arrive(house, office, meeting_id, bram, mode="online")
    arrive(house, office, meeting_id, chidi, mode="proxy", holder=ada)
    open_meeting(container=house, actor=office, act_id=ids.new_id(), meeting_id=meeting_id)
    barn = begin(house, office, meeting_id)
    hands(house, office, meeting_id, barn, 2, 1, 0)
    clock.at += timedelta(minutes=40)
    leave(house, office, meeting_id, ada)
    begin(house, office, meeting_id, 1)
    close(house, office, meeting_id)
    draft_minutes(container=house, actor=office, act_id=ids.new_id(), meeting_id=meeting_id)
    assert read_meeting(house, meeting_id).state is MeetingState.MINUTES_DRAFTED
    with house.read() as session:
        minutes = queries.minutes(session, meeting_id=meeting_id)
        issued = documents.issued(session, about=meeting_id)
    assert minutes is not None
    words = " ".join(sentence for part in minutes.sections for sentence in part["facts"])
    assert "to 4 members entitled to attend" in words
    assert "3 of 4 members were present; the quorum is 2." in words
    assert "2 were for, 1 against, and 0 abstained" in words
    assert "The chair declared it carried." in words
    assert "with 1 members present, no quorum" in words
    assert {one.series for one in issued} == {
        "meeting-notice", "agenda", "attendance-list", "minutes",
    }  # fmt: skip
    present = next(one.facts for one in issued if one.series == "attendance-list")
    assert {line["name"] for line in present["lines"]} == {ada.name, bram.name, chidi.name}
    assert present["apologies"] == [dilys.name]
    assert len(mailed(house, "Draft minutes")) == 4
    with house.read() as session:
        assert all(
            documents.printed(session, document_id=one.id)
            for one in documents.issued(session, about=meeting_id)
        )


def test_notice_too_late_is_a_wall_and_says_when_the_meeting_could_be(
    house: Container, clock: StagedClock, office: Actor, owners: list[Owner]
) -> None:
    # Notice on 2 March: 14 clear days leave the 3rd to the 16th free; the 17th is the first.
    early = make_meeting(house, office, day=date(2026, 3, 16))
    with pytest.raises(NoticeTooLate) as refused:
        give_notice_of(house, office, early)
    assert (refused.value.clear_days, refused.value.earliest) == (14, date(2026, 3, 17))
    assert read_meeting(house, early).state is MeetingState.PLANNED
    just = make_meeting(house, office, day=date(2026, 3, 17))
    give_notice_of(house, office, just)
    assert not read_meeting(house, just).short_notice
    with pytest.raises(NoticeTooLate):
        give_notice_of(house, office, make_meeting(house, office, day=date(2026, 3, 1)), short=True)


def test_short_notice_holds_once_nine_tenths_agree(
    house: Container, clock: StagedClock, office: Actor, owners: list[Owner]
) -> None:
    meeting_id = make_meeting(house, office, day=date(2026, 3, 5))
    give_notice_of(house, office, meeting_id, short=True)
    assert read_meeting(house, meeting_id).short_notice
    clock.at = read_meeting(house, meeting_id).starts_at
    for number, owner in enumerate(owners):
        with pytest.raises(ShortNoticeNotAgreed) as refused:
            open_meeting(container=house, actor=office, act_id=ids.new_id(), meeting_id=meeting_id)
        assert (refused.value.consents, refused.value.needed) == (number, 4)
        with pytest.raises(NotInvited):
            consent_to_short_notice(
                container=house, actor=office, act_id=ids.new_id(), meeting_id=meeting_id,
                member_id=owner.party_id,
            )  # fmt: skip
        for _ in range(2):
            consent_to_short_notice(
                container=house, actor=owner.actor, act_id=ids.new_id(), meeting_id=meeting_id,
                member_id=owner.party_id,
            )  # fmt: skip
    open_meeting(container=house, actor=office, act_id=ids.new_id(), meeting_id=meeting_id)
    assert read_meeting(house, meeting_id).state is MeetingState.IN_SESSION


def test_nothing_is_decided_without_a_quorum_nor_against_the_count(
    house: Container, clock: StagedClock, office: Actor, owners: list[Owner]
) -> None:
    meeting_id = make_session(house, clock, office, owners[:1])
    item = items_of(house, meeting_id)[0]
    with pytest.raises(NoItemUnderWay):
        hands(house, office, meeting_id, item, 1, 0, 0)
    begin(house, office, meeting_id)
    with pytest.raises(NoQuorum):
        hands(house, office, meeting_id, item, 1, 0, 0)
    arrive(house, office, meeting_id, owners[1])
    with pytest.raises(TooManyHands):
        hands(house, office, meeting_id, item, 2, 1, 0)
    with pytest.raises(DeclarationContradicts):
        hands(house, office, meeting_id, item, 1, 1, 0)
    hands(house, office, meeting_id, item, 1, 1, 0, declared="lost")
    with pytest.raises(AlreadyDecided):
        hands(house, office, meeting_id, item, 2, 0, 0)


def test_the_agenda_takes_what_is_deliberated_and_is_fixed_by_notice(
    house: Container, clock: StagedClock, office: Actor, owners: list[Owner]
) -> None:
    from coop.usecases.move_proposal import move_proposal

    meeting_id = make_meeting(house, office)
    proposal_id = make_draft(house, actor=office)
    with pytest.raises(ProposalNotForAgenda):
        add_item(house, office, meeting_id, proposal_id=proposal_id)
    for move in ("submit", "begin_deliberation"):
        move_proposal(
            container=house, actor=office, act_id=ids.new_id(), proposal_id=proposal_id, move=move
        )
    item_id = add_item(house, office, meeting_id, proposal_id=proposal_id)
    with pytest.raises(ProposalNotForAgenda):
        add_item(house, office, meeting_id, proposal_id=proposal_id)

    def change(what: str) -> None:
        change_agenda(
            container=house, actor=office, act_id=ids.new_id(), meeting_id=meeting_id,
            item_id=item_id, change=what,
        )  # fmt: skip

    change("up")
    assert next(one.id for one in items_of(house, meeting_id)) == item_id
    change("up")
    change("off")
    assert [one.title for one in items_of(house, meeting_id)] == ["Paint the barn"]
    item_id = items_of(house, meeting_id)[0].id
    change("off")
    with pytest.raises(AgendaEmpty):
        give_notice_of(house, office, meeting_id)
    item_id = add_item(house, office, meeting_id, proposal_id=proposal_id)
    give_notice_of(house, office, meeting_id)
    with pytest.raises(AgendaFixed):
        change("off")
    with pytest.raises(AgendaFixed):
        add_item(house, office, meeting_id, title="And another thing")


def test_a_proxy_is_present_while_its_holder_is(
    house: Container, clock: StagedClock, office: Actor, owners: list[Owner]
) -> None:
    ada, bram, chidi, _dilys = owners
    meeting_id = make_session(house, clock, office, [ada])
    with pytest.raises(ProxyHolderAbsent):
        arrive(house, office, meeting_id, chidi, mode="proxy", holder=bram)
    arrive(house, office, meeting_id, bram, mode="online")
    arrive(house, office, meeting_id, chidi, mode="proxy", holder=bram)
    leave(house, office, meeting_id, bram)
    with house.read() as session:
        there = presence.present(queries.attendance(session, meeting_id=meeting_id))
    assert set(there) == {ada.party_id}


def test_an_adjourned_meeting_goes_on_and_a_cancelled_one_never_was(
    house: Container, clock: StagedClock, office: Actor, owners: list[Owner]
) -> None:
    meeting_id = make_session(house, clock, office, owners)
    adjourn_meeting(
        container=house, actor=office, act_id=ids.new_id(), meeting_id=meeting_id,
        day=date(2026, 3, 27), clock_time=clock.at.time(), reason="The hall closes.",
    )  # fmt: skip
    with pytest.raises(MeetingHasNoSuchMove):
        begin(house, office, meeting_id)
    resume_meeting(container=house, actor=office, act_id=ids.new_id(), meeting_id=meeting_id)
    close(house, office, meeting_id)
    with pytest.raises(MeetingHasNoSuchMove):
        cancel_meeting(container=house, actor=office, act_id=ids.new_id(), meeting_id=meeting_id)
    other = make_meeting(house, office, day=date(2026, 6, 1))
    give_notice_of(house, office, other)
    cancel_meeting(container=house, actor=office, act_id=ids.new_id(), meeting_id=other)
    assert len(mailed(house, "Called off")) == 4
    with pytest.raises(MeetingHasNoSuchMove):
        open_meeting(container=house, actor=office, act_id=ids.new_id(), meeting_id=other)


def test_minutes_are_edited_by_hand_and_adopted_by_the_next_meeting(
    house: Container, clock: StagedClock, office: Actor, owners: list[Owner]
) -> None:
    first = make_session(house, clock, office, owners)
    begin(house, office, first)
    close(house, office, first)
    draft_minutes(container=house, actor=office, act_id=ids.new_id(), meeting_id=first)
    words = {"container": house, "actor": office, "meeting_id": first}
    assert edit_minutes(act_id=ids.new_id(), version=1, texts={1: "A long talk."}, **words) == 2
    assert edit_minutes(act_id=ids.new_id(), version=2, texts={1: "A long talk."}, **words) == 2
    with pytest.raises(MinutesNotReady):
        edit_minutes(act_id=ids.new_id(), version=1, texts={1: "Another talk."}, **words)
    second = make_session(
        house, clock, office, owners, title="Summer general meeting", day=date(2026, 6, 20)
    )
    assert items_of(house, second)[0].title == "Minutes of the meeting of 20 March 2026"
    barn, item = begin(house, office, second, 1), items_of(house, second)[0]
    adopting = {
        "container": house, "actor": office, "at_meeting_id": second,
    }  # fmt: skip
    with pytest.raises(MinutesAdoptedElsewhere):
        adopt_minutes(act_id=ids.new_id(), item_id=barn.id, version=2, **adopting)
    begin(house, office, second, 0)
    with pytest.raises(MinutesNotReady):
        adopt_minutes(act_id=ids.new_id(), item_id=item.id, version=1, **adopting)
    adopt_minutes(act_id=ids.new_id(), item_id=item.id, version=2, **adopting)
    adopted = read_meeting(house, first)
    assert adopted.state is MeetingState.MINUTES_ADOPTED
    assert (adopted.minutes_version, adopted.adopted_at_id) == (2, second)
    with pytest.raises(MinutesNotReady):
        edit_minutes(act_id=ids.new_id(), version=2, texts={1: "No."}, **words)
    with house.read() as session:
        current = documents.issued(session, series="minutes", about=first, current_only=True)
    assert len(current) == 1
    assert current[0].facts["adopted_by"].startswith("Adopted by the meeting “Summer")
    assert current[0].number == 3


def test_the_board_meets_on_its_own_notice(
    house: Container, clock: StagedClock, office: Actor, owners: list[Owner]
) -> None:
    directors = [make_owner(house, roles=[Role.BOARD]) for _ in range(3)]
    meeting_id = make_meeting(house, office, kind="board", day=date(2026, 3, 6))
    give_notice_of(house, office, meeting_id)
    with house.read() as session:
        invited = queries.invited(session, meeting_id=meeting_id)
    assert {one.member_id for one in invited} == {one.person_id for one in directors}
    assert read_meeting(house, meeting_id).quorum.needed(3) == 2


def test_members_neither_call_nor_chair(
    house: Container, clock: StagedClock, office: Actor, owners: list[Owner]
) -> None:
    with pytest.raises(NotPermitted):
        make_meeting(house, owners[0].actor)
    meeting_id = make_session(house, clock, office, owners[:1])
    with pytest.raises(NotPermitted):
        arrive(house, owners[1].actor, meeting_id, owners[1])
