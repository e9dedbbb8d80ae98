"""The voting room's pages, as a person meets them."""

import json
import re
from collections.abc import Callable
from html import unescape
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coop.clock import StagedClock
from coop.container import Container
from coop.unit_of_work.permissions import Role
from tests.makers.members import Owner, make_organisation, make_owner, make_person
from tests.makers.votes import (
    bring_to_notice,
    cast,
    close,
    letters,
    make_draft,
    make_open_vote,
    make_owners,
    read,
)
from voting import queries
from voting.proof import lot
from voting.proof.verifier import fingerprint, verify
from voting.proposals import Proposal, State

SignIn = Callable[[UUID], FlaskClient]


def page(answer: TestResponse, status: int = 200) -> str:
    """This function will return a page's words, with its blanks evened out."""
    assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
    return " ".join(answer.get_data(as_text=True).split())


def paper(vote: Proposal, owner: Owner, **more: object) -> dict[str, object]:
    return {
        "elector": str(owner.party_id), "text_hash": vote.text_hash, "step": "check", **more,
    }  # fmt: skip


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found is not None, name
    return unescape(found[1])


def checked(html: str) -> dict[str, str]:
    """This function will return what the page of answers would send."""
    names = ("act_id", "elector", "text_hash", "ballot", "receipt")
    return {name: hidden(html, name) for name in names} | {"step": "cast"}


@pytest.fixture
def secretary(house: Container) -> UUID:
    return make_person(house, name="Sela Secretary", roles=[Role.SECRETARY]).id


def test_the_empty_list_says_what_to_do_next(sign_in: SignIn, house: Container) -> None:
    client = sign_in(make_person(house).id)
    assert "Nothing is being decided now" in page(client.get("/proposals"))
    for shown in ("decided", "withdrawn"):
        page(client.get(f"/proposals?shown={shown}"))
    assert client.get("/proposals?shown=nonsense").status_code == 404


def test_visitors_are_asked_to_log_in(client: FlaskClient) -> None:
    for address in ("/proposals", "/proposals/new", f"/proposals/{uuid4()}/ballot"):
        answer = client.get(address)
        assert (answer.status_code, "/login" in answer.location) == (303, True)


def test_a_member_drafts_finds_sponsors_and_the_secretary_steers(
    sign_in: SignIn, house: Container, secretary: UUID
) -> None:
    drafter, *sponsors = make_owners(house, 3)
    client = sign_in(drafter.person_id)
    assert "Election" not in page(client.get("/proposals/new"))
    page(client.get("/proposals/new/ordinary"))
    answer = client.post(
        "/proposals/new/ordinary",
        data={"act_id": str(uuid4()), "title": "A pond", "text": "One.\n\nTwo."},
    )
    assert answer.status_code == 303
    where = answer.location
    assert "Ask for sponsors" in page(client.get(where))
    assert client.post(f"{where}/steps", data={"move": "submit"}).status_code == 303
    for one in sponsors:
        other = sign_in(one.person_id)
        assert "Sponsor this proposal" in page(other.get(where))
        assert other.post(f"{where}/sponsors").status_code == 303
        assert "Sponsor this proposal" not in page(other.get(where))
        assert "already sponsor" in page(other.post(f"{where}/sponsors"), 409)
    office = sign_in(secretary)
    assert "Begin deliberation" in page(office.get(where))
    assert office.post(f"{where}/steps", data={"move": "begin_deliberation"}).status_code == 303
    assert "Give notice of the vote" in page(office.get(where))
    assert office.post(f"{where}/steps", data={"move": "give_notice"}).status_code == 303
    html = page(office.get(where))
    assert "The wording can no longer change" in html
    assert "at least 30% of the members on the roll" in html
    assert "more than 50% of the votes for and against" in html
    assert office.post(f"{where}/steps", data={"move": "take_off"}).status_code == 303
    assert "A pond" in page(office.get("/proposals?shown=withdrawn"))


def test_an_incomplete_draft_keeps_what_was_typed(sign_in: SignIn, house: Container) -> None:
    client = sign_in(make_owner(house).person_id)
    html = page(client.post("/proposals/new/special", data={"text": "We resolve"}), 422)
    assert "Give the proposal a title." in html
    assert "We resolve" in html


def test_who_owns_nothing_is_told_so(sign_in: SignIn, house: Container) -> None:
    client = sign_in(make_person(house).id)
    html = page(client.post("/proposals/new/ordinary", data={"title": "A", "text": "B"}), 403)
    assert "Only member-owners draft" in html


def test_a_rule_change_is_drafted_from_the_rulebook(sign_in: SignIn, secretary: UUID) -> None:
    client = sign_in(secretary)
    asked = {"title": "More notice", "text": "Ten days.", "rule": "vote.notice_clear_days"}
    assert "vote.notice_clear_days" in page(client.get("/proposals/new/rule_change"))
    html = page(client.post("/proposals/new/rule_change", data={**asked, "value": "soon"}), 422)
    assert "cannot be read" in html
    assert 'value="soon"' in html
    answer = client.post("/proposals/new/rule_change", data={**asked, "value": "10"})
    html = page(client.get(answer.location))
    assert "<strong>10</strong>" in html
    assert "in force by itself" in html
    assert client.get("/proposals/new/patronage").status_code == 404


def test_an_election_is_drafted_with_its_candidates(
    sign_in: SignIn, house: Container, secretary: UUID
) -> None:
    owners = make_owners(house, 3)
    client = sign_in(secretary)
    assert owners[0].name in page(client.get("/proposals/new/election"))
    asked = {"title": "Board", "text": "Of 2026.", "seats": "2"}
    people = [str(one.person_id) for one in owners]
    html = page(client.post("/proposals/new/election", data=asked), 422)
    assert "Choose who stands." in html
    html = page(
        client.post("/proposals/new/election", data={**asked, "candidates": people[:1]}), 422
    )
    assert "at least as many candidates" in html
    answer = client.post("/proposals/new/election", data={**asked, "candidates": people})
    html = page(client.get(answer.location))
    assert "Standing for 2 seats" in html
    assert "secret ballot" in html


def test_voting_by_name_takes_two_pages(
    sign_in: SignIn, house: Container, clock: StagedClock
) -> None:
    owner = make_owner(house)
    vote = make_open_vote(house, clock)
    client = sign_in(owner.person_id)
    assert "1 vote waits for you" in page(client.get("/proposals"))
    html = page(client.get(f"/proposals/{vote.id}/ballot"))
    assert "This vote is by name" in html
    refused = page(client.post(f"/proposals/{vote.id}/ballot", data=paper(vote, owner)), 422)
    assert "Choose yes, no or abstain." in refused
    html = page(client.post(f"/proposals/{vote.id}/ballot", data=paper(vote, owner, choice="yes")))
    assert "Check your ballot" in html
    assert "receipt" not in html.split("<main")[1].split("</main>")[0].lower().replace(
        'name="receipt"', ""
    )
    html = page(client.post(f"/proposals/{vote.id}/ballot", data=checked(html)))
    assert "Your ballot is in" in html
    assert "It says: Yes." in page(client.get(f"/proposals/{vote.id}"))
    html = page(client.post(f"/proposals/{vote.id}/ballot", data=paper(vote, owner, choice="no")))
    html = page(client.post(f"/proposals/{vote.id}/ballot", data=checked(html)))
    assert "Your ballot is changed" in html


def election(house: Container, clock: StagedClock) -> tuple[Proposal, list[Owner]]:
    owners = make_owners(house, 4)
    people = [one.person_id for one in owners[:3]]
    vote = make_open_vote(house, clock, kind="election", seats=1, title="Board", candidates=people)
    return vote, owners


def test_ranking_works_by_buttons_alone(
    sign_in: SignIn, house: Container, clock: StagedClock
) -> None:
    vote, owners = election(house, clock)
    client = sign_in(owners[3].person_id)
    address = f"/proposals/{vote.id}/ballot"
    html = page(client.get(address))
    assert "What this secret ballot promises" in html
    assert 'value="add:2"' in html

    def pressed(html: str, move: str) -> str:
        ranks = re.findall(r'<option value="(\d+:\d+)" selected>', html)
        return page(client.post(address, data=paper(vote, owners[3], rank=ranks, move=move)))

    for move in ("add:2", "add:3", "add:1", "up:1", "remove:3", "up:1"):
        html = pressed(html, move)
    assert re.findall(r'<option value="(\d+:\d+)" selected>', html) == ["1:1", "2:2"]
    html = page(client.post(address, data=paper(vote, owners[3], rank=["1:1", "2:2"])))
    assert hidden(html, "ballot") == "1>2"
    back = page(client.post(address, data={**checked(html), "step": "back"}))
    assert re.findall(r'<option value="(\d+:\d+)" selected>', back) == ["1:1", "2:2"]


def test_what_one_voter_fills_in_stands_on_no_others_paper(
    sign_in: SignIn, house: Container, clock: StagedClock
) -> None:
    vote, owners = election(house, clock)
    address = f"/proposals/{vote.id}/ballot"
    twice = paper(vote, owners[0], rank=["1:1", "2:1"])
    html = page(sign_in(owners[0].person_id).post(address, data=twice), 422)
    assert len(re.findall(r'<option value="(\d+:\d+)" selected>', html)) == 2
    for owner in (owners[1], owners[0], owners[1]):
        html = page(sign_in(owner.person_id).get(address))
        assert f"<strong>{owner.name}</strong>" in html
        assert " selected>" not in html
        assert "There is something to put right" not in html
        assert html.count('value="add:2"') == 1


def test_a_second_click_shows_the_same_receipt(
    sign_in: SignIn, house: Container, clock: StagedClock
) -> None:
    vote, owners = election(house, clock)
    client = sign_in(owners[0].person_id)
    address = f"/proposals/{vote.id}/ballot"
    html = page(client.post(address, data=paper(vote, owners[0], rank=["2:1"])))
    sent = checked(html)
    assert sent["receipt"] in html.split("</form>")[-2]
    first = page(client.post(address, data=sent))
    clock.at = vote.closes_at or clock.at
    again = page(client.post(address, data=sent))
    assert sent["receipt"] in first
    assert sent["receipt"] in again
    with house.read() as session:
        assert queries.turnout(session, proposal_id=vote.id).voted == 1


def test_a_secret_ballot_is_changed_with_its_receipt_only(
    sign_in: SignIn, house: Container, clock: StagedClock
) -> None:
    vote, owners = election(house, clock)
    client = sign_in(owners[0].person_id)
    address = f"/proposals/{vote.id}/ballot"
    sent = checked(page(client.post(address, data=paper(vote, owners[0], rank=["2:1"]))))
    page(client.post(address, data=sent))
    assert "changed only by showing its receipt" in page(client.get(address))
    again = paper(vote, owners[0], rank=["3:1"])
    assert "Write the receipt" in page(client.post(address, data=again), 422)
    wrong = checked(page(client.post(address, data={**again, "receipt": "AAAAA-BBBBB"})))
    html = page(client.post(address, data=wrong), 409)
    assert "A ballot is already in for this member" in html
    assert '<option value="3:1" selected>' in html, "what was ranked is kept"
    right = checked(page(client.post(address, data={**again, "receipt": sent["receipt"]})))
    assert "Your ballot is changed" in page(client.post(address, data=right))


@pytest.mark.parametrize(
    ("ranks", "said"),
    [
        (["1:1", "2:1"], "Two candidates have the same number"),
        (["9:1"], "somebody who does not stand"),
        ([], "Rank at least one candidate"),
        (["1:x"], "Ranks are whole numbers"),
        (["1:1", "1:2"], "A candidate is ranked twice"),
    ],
)
def test_what_is_wrong_with_a_ranking_is_said(
    sign_in: SignIn, house: Container, clock: StagedClock, ranks: list[str], said: str
) -> None:
    vote, owners = election(house, clock)
    client = sign_in(owners[0].person_id)
    sent = paper(vote, owners[0], rank=ranks)
    assert said in page(client.post(f"/proposals/{vote.id}/ballot", data=sent), 422)


def test_an_unknown_candidate_in_the_last_step_is_refused_too(
    sign_in: SignIn, house: Container, clock: StagedClock
) -> None:
    vote, owners = election(house, clock)
    client = sign_in(owners[0].person_id)
    sent = paper(vote, owners[0], step="cast", ballot="1>9", receipt="X", act_id=str(uuid4()))
    html = page(client.post(f"/proposals/{vote.id}/ballot", data=sent), 422)
    assert "somebody who does not stand" in html


def test_ballots_outside_the_time_or_off_the_roll_are_answered_plainly(
    sign_in: SignIn, house: Container, clock: StagedClock
) -> None:
    owner = make_owner(house)
    early = bring_to_notice(house, make_draft(house))
    client = sign_in(owner.person_id)
    assert "This vote opens on" in page(client.get(f"/proposals/{early.id}/ballot"), 409)
    vote = make_open_vote(house, clock)
    stranger = sign_in(make_person(house).id)
    assert "not on the roll" in page(stranger.get(f"/proposals/{vote.id}/ballot"), 403)
    assert "not on the roll" in page(stranger.get(f"/proposals/{vote.id}"))
    client = sign_in(owner.person_id)
    sent = checked(
        page(client.post(f"/proposals/{vote.id}/ballot", data=paper(vote, owner, choice="no")))
    )
    clock.at = vote.closes_at or clock.at
    html = page(client.post(f"/proposals/{vote.id}/ballot", data=sent), 409)
    assert "This vote closed on" in html
    assert "could not find that proposal" in page(client.get(f"/proposals/{uuid4()}"), 404)


def test_a_representative_votes_for_each_in_turn(
    sign_in: SignIn, house: Container, clock: StagedClock
) -> None:
    person = make_person(house)
    own = make_owner(house, person=person)
    body = make_owner(
        house, share_class="B", organisation=make_organisation(house, representative=person)
    )
    vote = make_open_vote(house, clock)
    client = sign_in(person.id)
    address = f"/proposals/{vote.id}/ballot"
    assert f"Vote for {body.name} instead" in page(client.get(address))
    html = page(client.post(address, data=paper(vote, own, choice="yes")))
    html = page(client.post(address, data=checked(html)))
    assert f"Vote for {body.name}" in html
    assert f"<strong>{body.name}</strong>" in page(client.get(address))


def test_the_result_page_says_why_and_offers_the_archive(
    sign_in: SignIn, house: Container, clock: StagedClock
) -> None:
    owners = make_owners(house, 10)
    vote = make_open_vote(house, clock)
    for owner, choice in zip(owners, ["yes", "yes", "yes", "no", "abstain"], strict=False):
        cast(house, vote, owner, choice)
    client = sign_in(owners[0].person_id)
    assert client.get(f"/proposals/{vote.id}/result").status_code == 303
    assert client.get(f"/proposals/{vote.id}/archive.json").status_code == 404
    close(house, clock, vote)
    html = page(client.get(f"/proposals/{vote.id}/result"))
    assert (
        "Adopted because 3 of 4 (75%) is more than 50% of the votes for and against, and "
        "turnout 5 of 10 (50%) is at least 30% of the members on the roll." in html
    )
    assert f'<th scope="row">{owners[3].name}</th><td>No</td>' in html
    assert f'<th scope="row">{owners[9].name}</th><td>did not vote</td>' in html
    file = client.get(f"/proposals/{vote.id}/archive.json")
    assert file.mimetype == "application/json"
    assert verify(json.loads(file.data)) == ()
    assert vote.title in page(client.get("/proposals?shown=decided"))


def test_the_result_of_an_election_shows_every_stage_and_finds_a_receipt(
    sign_in: SignIn, house: Container, clock: StagedClock
) -> None:
    vote, owners = election(house, clock)
    receipts = [
        str(cast(house, vote, owner, ballot).receipt)
        for owner, ballot in zip(owners, ("1", "1", "2", "3>2"), strict=True)
    ]
    client = sign_in(owners[0].person_id)
    finder = f"/proposals/{vote.id}/receipt"
    assert "is in the box" in page(client.post(finder, data={"receipt": receipts[3]}))
    assert close(house, clock, vote).state is State.ENACTED
    html = page(client.get(f"/proposals/{vote.id}/result"))
    for words in (
        "Stage 1",
        "Stage 2",
        "All stages in one table",
        "The quota is 3 votes",
        "Elected",
    ):
        assert words in html
    assert "Declared because turnout 4 of 4 (100%) is at least 20%" in html
    with house.read() as session:
        names = [one.name for one in queries.candidates(session, proposal_id=vote.id)]
    found = page(client.post(finder, data={"receipt": receipts[3].lower()}))
    assert f"It says: 1. {names[2]}, 2. {names[1]}." in found
    assert "No ballot in this vote has that receipt" in page(
        client.post(finder, data={"receipt": "nonsense"}), 404
    )
    assert "Write your receipt" in page(client.post(finder, data={}), 422)


def test_a_lot_is_told_with_its_seed(sign_in: SignIn, house: Container, clock: StagedClock) -> None:
    vote, owners = election(house, clock)
    client = sign_in(owners[0].person_id)
    promised = page(client.get(f"/proposals/{vote.id}"))
    for owner, ballot in zip(owners, ("1", "1", "2", "3"), strict=True):
        cast(house, vote, owner, ballot)
    close(house, clock, vote)
    html = page(client.get(f"/proposals/{vote.id}/result"))
    assert "were equal and last" in html
    assert "by lot." in html
    archive = json.loads(client.get(f"/proposals/{vote.id}/archive.json").data)
    seed = lot.seed(secret=archive["lot"]["secret"], board_head=archive["ballots_hash"])
    assert archive["result"]["lot"]["seed"] == seed
    assert lot.commitment(archive["lot"]["secret"]) == archive["lot"]["commitment"]
    # What notice fixed was there to be read before the first ballot; the secret was not.
    notices = [one["facts"] for one in letters(house, "vote_notice")]
    for fixed in ("text_hash", "roll_hash"):
        assert archive[fixed] in promised
        assert {one[fixed] for one in notices} == {archive[fixed]}
    assert archive["lot"]["commitment"] in promised
    assert {one["lot_commitment"] for one in notices} == {archive["lot"]["commitment"]}
    assert archive["lot"]["secret"] not in promised
    published = fingerprint(archive)
    assert published in html
    results = letters(house, "vote_result")
    assert {one["facts"]["archive_hash"] for one in results} == {published}
    for shown in (seed, archive["lot"]["commitment"], archive["lot"]["secret"]):
        assert shown in html
    assert "How each member voted" not in html


def test_a_vote_without_quorum_says_so(
    sign_in: SignIn, house: Container, clock: StagedClock
) -> None:
    owners = make_owners(house, 10)
    vote = make_open_vote(house, clock)
    cast(house, vote, owners[0], "yes")
    assert close(house, clock, vote).state is State.INQUORATE
    client = sign_in(owners[0].person_id)
    html = page(client.get(f"/proposals/{vote.id}/result"))
    assert "Without effect because turnout 1 of 10 (10%) is not at least 30%" in html


def test_the_wording_is_changed_until_notice(
    sign_in: SignIn, house: Container, secretary: UUID
) -> None:
    make_owner(house)
    proposal_id = make_draft(house)
    client = sign_in(secretary)
    address = f"/proposals/{proposal_id}/wording"
    page(client.get(address))
    answer = client.post(address, data={"title": "Another", "text": "Better"})
    assert answer.status_code == 303
    assert read(house, proposal_id).title == "Another"
    bring_to_notice(house, proposal_id)
    html = page(client.post(address, data={"title": "Too late", "text": "Better"}), 409)
    assert "the wording can no longer change" in html
    assert "Too late" in html


def test_a_step_that_cannot_be_taken_is_refused_in_words(
    sign_in: SignIn, house: Container, secretary: UUID
) -> None:
    make_owner(house)
    vote = bring_to_notice(house, make_draft(house))
    client = sign_in(secretary)
    steps = f"/proposals/{vote.id}/steps"
    assert "moved on meanwhile" in page(client.post(steps, data={"move": "give_notice"}), 409)
    assert "not known" in page(client.post(steps, data={"move": "open"}), 422)
    member = sign_in(make_person(house).id)
    assert "may not do this" in page(member.post(steps, data={"move": "take_off"}), 403)
