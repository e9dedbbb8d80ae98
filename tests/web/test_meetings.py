"""The pages of meetings, as the secretary, the chair and members meet them."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Role
from coop.usecases.keep_minutes import draft_minutes
from coop.usecases.move_proposal import move_proposal
from tests.makers.meetings import (
    add_item,
    begin,
    close,
    give_notice_of,
    items_of,
    make_meeting,
    make_session,
    read_meeting,
)
from tests.makers.members import Owner, make_organisation, make_owner, make_person
from tests.makers.votes import make_draft, make_open_vote, make_owners
from voting.meetings.rules import MeetingState

SignIn = Callable[[UUID], FlaskClient]


def page(answer: TestResponse, status: int = 200) -> str:
    assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
    return " ".join(answer.get_data(as_text=True).split())


def went(answer: TestResponse) -> str:
    assert answer.status_code == 303, answer.get_data(as_text=True)[:3000]
    return str(answer.location)


@pytest.fixture
def office(house: Container) -> Actor:
    person = make_person(house, name="Sela Secretary", roles=[Role.SECRETARY])
    return Actor.person(person.id, frozenset({Role.SECRETARY}))


@pytest.fixture
def desk(sign_in: SignIn, office: Actor) -> FlaskClient:
    return sign_in(office.signed_in_id)


@pytest.fixture
def owners(house: Container) -> list[Owner]:
    return make_owners(house, 3)


def key() -> dict[str, str]:
    return {"act_id": str(uuid4())}


CALL = {
    "kind": "general", "title": "Spring general meeting", "day": "2026-03-20",
    "clock_time": "18:00", "minutes_planned": "90", "place": "The barn",
    "online": "https://meet.example/spring",
}  # fmt: skip


def test_the_secretary_calls_runs_and_writes_up_a_meeting(
    sign_in: SignIn,
    house: Container,
    clock: StagedClock,
    office: Actor,
    owners: list[Owner],
) -> None:
    desk = sign_in(office.signed_in_id)
    assert "No meeting is planned" in page(desk.get("/meetings"))
    page(desk.get("/meetings/new"))
    where = went(desk.post("/meetings/new", data=CALL | key()))
    assert "Nothing is on the agenda yet" in page(desk.get(where))
    went(desk.post(f"{where}/agenda", data={"title": "Paint the barn"} | key()))
    assert "Give notice by 5 March 2026" in page(desk.get(where))
    went(desk.post(f"{where}/notice", data=key()))
    html = page(desk.get(where))
    assert "Notice given" in html
    assert "2 of the 3 invited must be present" in html
    clock.at = read_meeting(house, UUID(where.rsplit("/", 1)[1])).starts_at
    sign_in(office.signed_in_id)
    html = page(desk.get(f"{where}/chair"))
    assert "No quorum" in html
    assert "Open the meeting" in html
    for owner in owners[:2]:
        said = {"member_id": str(owner.party_id), "step": "arrive", "how": "online"}
        went(desk.post(f"{where}/attendance", data=said | key()))
    went(desk.post(f"{where}/open", data=key()))
    html = page(desk.get(f"{where}/chair"))
    assert "There is a quorum" in html
    assert "Take it up" in html
    item = str(items_of(house, UUID(where.rsplit("/", 1)[1]))[0].id)
    went(desk.post(f"{where}/items", data={"item_id": item} | key()))
    assert "Show of hands" in page(desk.get(f"{where}/chair"))
    counted = {"item_id": item, "in_favour": "2", "against": "0", "abstained": "0"}
    html = page(desk.post(f"{where}/hands", data=counted | {"declared": "lost"} | key()), 422)
    assert "do not make this lost" in html
    html = page(desk.post(f"{where}/hands", data={"item_id": item} | key()), 422)
    assert "Write how many hands you counted" in html
    went(desk.post(f"{where}/hands", data=counted | {"declared": "carried"} | key()))
    assert "Carried: 2 for, 0 against, 0 abstained" in page(desk.get(f"{where}/chair"))
    gone = {"member_id": str(owners[0].party_id), "step": "leave"}
    went(desk.post(f"{where}/attendance", data=gone | key()))
    assert "No quorum" in page(desk.get(f"{where}/chair"))
    later = {"day": "2026-03-27", "clock_time": "18:00", "reason": "The hall closes."}
    went(desk.post(f"{where}/adjournment", data=later | key()))
    assert "Go on with the meeting" in page(desk.get(f"{where}/chair"))
    went(desk.post(f"{where}/resumption", data=key()))
    went(desk.post(f"{where}/close", data=key()))
    assert "Draft the minutes" in page(desk.get(where))
    words = went(desk.post(f"{where}/minutes", data=key()))
    html = page(desk.get(words))
    assert "On a show of hands 2 were for" in html
    went(desk.post(words, data={"version": "1", "text-1": "Green was preferred."} | key()))
    html = page(desk.get(f"{where}/minutes"))
    assert "Green was preferred." in html
    assert "Draft" in html
    assert "changed while you read" in page(
        desk.post(words, data={"version": "1", "text-1": "Red."} | key()), 409
    )
    html = page(desk.get(where))
    for name in ("Notice no. 1", "Agenda no. 1", "Attendance list no. 1", "Minutes no. 2"):
        assert name in html
    assert "Spring general meeting" in page(desk.get("/meetings?shown=past"))


def test_faults_are_told_and_what_was_typed_is_kept(desk: FlaskClient, house: Container) -> None:
    html = page(desk.post("/meetings/new", data={"title": "Half a form"} | key()), 422)
    assert "Half a form" in html
    assert "Write the day of the meeting." in html
    nowhere = CALL | {"place": "", "online": ""}
    assert "Say where it is held" in page(desk.post("/meetings/new", data=nowhere | key()), 422)
    where = went(desk.post("/meetings/new", data=CALL | key()))
    assert "Say what is to be dealt with." in page(desk.post(f"{where}/agenda", data=key()), 422)
    assert desk.get("/meetings?shown=nonsense").status_code == 404
    assert desk.get(f"/meetings/{uuid4()}").status_code == 404


def test_notice_too_late_is_a_wall_with_a_door_for_short_notice(
    desk: FlaskClient, house: Container, office: Actor, owners: list[Owner]
) -> None:
    from datetime import date

    meeting_id = make_meeting(house, office, day=date(2026, 3, 6))
    where = f"/meetings/{meeting_id}"
    assert "It is too late for notice in full" in page(desk.get(where))
    html = page(desk.post(f"{where}/notice", data=key()), 409)
    assert "17 March 2026 at the earliest" in html
    went(desk.post(f"{where}/notice", data={"short": "yes"} | key()))
    assert "Notice of this meeting is short" in page(desk.get(where))


def test_a_member_sees_the_invitation_and_answers(
    sign_in: SignIn, house: Container, office: Actor, owners: list[Owner]
) -> None:
    meeting_id = make_meeting(house, office)
    where = f"/meetings/{meeting_id}"
    client = sign_in(owners[0].person_id)
    assert client.get(where).status_code == 404
    assert "No meeting is announced" in page(client.get("/meetings"))
    give_notice_of(house, office, meeting_id)
    html = page(client.get(where))
    assert "Please tell us how you will attend." in html
    mine = {"member_id": str(owners[0].party_id)}
    html = page(client.post(f"{where}/reply", data=mine | {"plan": "proxy"} | key()), 422)
    assert "Choose who holds your proxy." in html
    proxy = mine | {"plan": "proxy", "proxy_id": str(owners[1].person_id)}
    went(client.post(f"{where}/reply", data=proxy | key()))
    html = page(client.get(where))
    assert f"Your proxy is held by {owners[1].name}." in html
    theirs = {"member_id": str(owners[1].party_id), "plan": "online"}
    assert client.post(f"{where}/reply", data=theirs | key()).status_code == 403
    answer = client.get(f"{where}/meeting.ics")
    assert answer.mimetype == "text/calendar"
    assert "SUMMARY:Spring general meeting" in answer.get_data(as_text=True)
    assert "you are invited" in page(client.get("/meetings"))
    assert client.get(f"{where}/chair").status_code == 403
    assert client.get("/meetings/new").status_code == 403


def test_somebody_who_speaks_for_two_answers_for_each(
    sign_in: SignIn, house: Container, office: Actor, owners: list[Owner]
) -> None:
    speaker = make_person(house)
    own = make_owner(house, person=speaker)
    trust = make_organisation(house, representative=speaker)
    make_owner(house, share_class="B", organisation=trust)
    meeting_id = make_meeting(house, office)
    give_notice_of(house, office, meeting_id)
    client = sign_in(speaker.id)
    html = page(client.get(f"/meetings/{meeting_id}"))
    assert html.count("Keep my answer") == 2
    assert trust.name in html
    assert own.name in html


def test_a_board_meeting_is_the_boards_until_its_minutes_are_adopted(
    sign_in: SignIn, house: Container, clock: StagedClock, office: Actor, owners: list[Owner]
) -> None:
    directors = [make_owner(house, roles=[Role.BOARD]) for _ in range(2)]
    first = make_session(house, clock, office, directors, kind="board", title="April board")
    begin(house, office, first)
    close(house, office, first)
    draft_minutes(container=house, actor=office, act_id=ids.new_id(), meeting_id=first)
    client = sign_in(owners[0].person_id)
    assert client.get(f"/meetings/{first}").status_code == 404
    assert client.get(f"/meetings/{first}/minutes").status_code == 404
    from datetime import date

    second = make_session(
        house, clock, office, directors, kind="board", title="May board", day=date(2026, 5, 20)
    )
    item = begin(house, office, second, 0)
    desk = sign_in(office.signed_in_id)
    html = page(desk.get(f"/meetings/{second}/chair"))
    assert "The meeting adopts these minutes" in html
    shown = {"item_id": str(item.id), "version": "1"}
    went(desk.post(f"/meetings/{second}/adoption", data=shown | key()))
    assert read_meeting(house, first).state is MeetingState.MINUTES_ADOPTED
    client = sign_in(owners[0].person_id)
    html = page(client.get(f"/meetings/{first}/minutes"))
    assert "Adopted" in html
    assert "May board" in html


def test_a_proposal_leads_to_the_meeting_that_decides_it(
    sign_in: SignIn, house: Container, office: Actor, owners: list[Owner]
) -> None:
    proposal_id = make_draft(house, actor=office)
    for move in ("submit", "begin_deliberation"):
        move_proposal(
            container=house, actor=office, act_id=ids.new_id(), proposal_id=proposal_id, move=move
        )
    meeting_id = make_meeting(house, office)
    where = f"/meetings/{meeting_id}"
    desk = sign_in(office.signed_in_id)
    assert "Plant a hedge" in page(desk.get(where))
    went(desk.post(f"{where}/agenda", data={"proposal_id": str(proposal_id)} | key()))
    assert where not in page(desk.get(f"/proposals/{proposal_id}"))
    give_notice_of(house, office, meeting_id)
    assert where in page(desk.get(f"/proposals/{proposal_id}"))


def test_an_agenda_can_be_reordered_and_a_meeting_called_off(
    desk: FlaskClient, house: Container, office: Actor, owners: list[Owner]
) -> None:
    meeting_id = make_meeting(house, office)
    second = add_item(house, office, meeting_id, title="Any other business")
    where = f"/meetings/{meeting_id}"
    up = {"item_id": str(second), "change": "up"}
    went(desk.post(f"{where}/agenda/changes", data=up | key()))
    assert next(one.title for one in items_of(house, meeting_id)) == "Any other business"
    went(desk.post(f"{where}/cancel", data=key()))
    assert "Called off" in page(desk.get(where))


def test_who_is_present_demands_a_poll_and_papers_are_entered_by_two(
    sign_in: SignIn, house: Container, clock: StagedClock, office: Actor, owners: list[Owner]
) -> None:
    tellers = [make_person(house, name=f"Teller {n}", roles=[Role.AUDITOR]).id for n in (1, 2)]
    meeting_id = make_session(house, clock, office, owners)
    item = begin(house, office, meeting_id)
    where, now = f"/meetings/{meeting_id}", {"item_id": str(item.id)}
    client = sign_in(owners[0].person_id)
    assert "I demand a poll" in page(client.get(where))
    went(client.post(f"{where}/poll-demands", data=now | key()))
    assert "is under way" in page(client.post(f"{where}/poll-demands", data=now | key()), 409)
    desk = sign_in(office.signed_in_id)
    html = page(desk.get(f"{where}/chair"))
    assert f"{owners[0].name} demanded a poll." in html
    assert "Show of hands" not in html
    assert "Write for how many minutes" in page(desk.post(f"{where}/polls", data=now | key()), 422)
    asked = {"minutes_open": "20", "secret": "yes"}
    went(desk.post(f"{where}/polls", data=now | asked | key()))
    html = page(desk.get(f"{where}/chair"))
    papers = html.partition("/meetings/papers/")[2].partition('"')[0]
    where = f"/meetings/papers/{papers}"
    assert "No paper has been handed out yet" in page(desk.get(where))
    taken = {"elector_id": str(owners[1].party_id)}
    went(desk.post(f"{where}/holders", data=taken | key()))
    assert "Choose who is given a paper." in page(desk.post(f"{where}/holders", data=key()), 422)
    one = sign_in(tellers[0])
    assert "Choose yes, no or abstain." in page(one.post(where, data={"serial": "7"} | key()), 422)
    went(one.post(where, data={"serial": "7", "choice": "yes"} | key()))
    html = page(one.get(where))
    assert "Entered once" in html
    assert "you can enter it" not in html
    two = sign_in(tellers[1])
    html = page(two.get(where))
    assert "you can enter it" in html
    went(two.post(where, data={"serial": "7", "choice": "no"} | key()))
    html = page(two.get(where))
    assert "The entries differ" in html
    assert "Teller 1</dt><dd>Yes" in html
    went(two.post(where, data={"serial": "7", "choice": "yes"} | key()))
    one = sign_in(tellers[0])
    went(one.post(where, data={"serial": "7", "choice": "yes"} | key()))
    assert "1 of 1 handed out" in page(one.get(where))
    assert "settled and in the box" in page(
        one.post(where, data={"serial": "7", "choice": "yes"} | key()), 409
    )
    assert sign_in(owners[2].person_id).get(where).status_code == 403


def test_a_paper_of_an_election_is_typed_as_numbers(
    sign_in: SignIn, house: Container, clock: StagedClock, owners: list[Owner]
) -> None:
    vote = make_open_vote(
        house, clock, kind="election", seats=1, candidates=[one.person_id for one in owners[:2]]
    )
    where = f"/meetings/papers/{vote.id}"
    one = sign_in(make_person(house, roles=[Role.AUDITOR]).id)
    went(one.post(f"{where}/holders", data={"elector_id": str(owners[2].party_id)} | key()))
    assert "The numbers in order of preference" in page(one.get(where))
    assert "Rank at least one" in page(one.post(where, data={"serial": "1"} | key()), 422)
    went(one.post(where, data={"serial": "1", "answer": "2, 1"} | key()))
    two = sign_in(make_person(house, roles=[Role.AUDITOR]).id)
    went(two.post(where, data={"serial": "1", "answer": "2 1"} | key()))
    assert "1 of 1 handed out" in page(two.get(where))
