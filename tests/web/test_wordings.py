"""Words that change: versions, sponsors asked again, co-authors, amendments, rounds of consent."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from coop.clock import StagedClock
from coop.container import Container
from coop.unit_of_work.permissions import Role
from tests.makers.members import Owner, make_owner, make_person
from tests.makers.votes import (
    bring_to_deliberation,
    cast,
    close,
    make_draft,
    make_open_vote,
    make_owners,
    move,
    read,
)
from tests.usecases.test_proposal_versions import sponsored
from tests.web.test_votes import page
from voting.objections import queries as objections
from voting.proposals import State

SignIn = Callable[[UUID], FlaskClient]
TITLE = "Plant a hedge along the lower field"


@pytest.fixture
def secretary(house: Container) -> UUID:
    return make_person(house, name="Sela Secretary", roles=[Role.SECRETARY]).id


def send(client: FlaskClient, address: str, status: int = 303, **data: Any) -> str:
    answer = client.post(address, data={"act_id": str(uuid4()), **data})
    assert answer.status_code == status, answer.get_data(as_text=True)[:3000]
    return answer.location if status == 303 else page(answer, status)


def test_sponsors_see_what_changed_and_say_again(
    sign_in: SignIn, house: Container, secretary: UUID
) -> None:
    drafter, first, second = make_owners(house, 3)
    where = f"/proposals/{sponsored(house, drafter, first, second)}"
    client = sign_in(drafter.person_id)
    assert "The sponsors are asked again" in page(client.get(f"{where}/wording"))
    send(client, f"{where}/wording", title=TITLE, text="We resolve to plant a willow.")
    html = page(client.get(where))
    assert "0 of 2 sponsors" in html
    assert "wording 2: what changed" in html
    client = sign_in(first.person_id)
    html = page(client.get(where))
    assert "I still sponsor this" in html
    assert "Sponsor this proposal" not in html
    html = page(client.get(f"{where}/difference?from=1&to=2"))
    assert '<del><span class="visually-hidden">removed: </span>two hundred hazels.' in html
    assert '<ins><span class="visually-hidden">added: </span>a willow.' in html
    assert "2 words added, 3 removed." in html
    send(client, f"{where}/sponsors/again")
    assert "1 of 2 sponsors" in page(client.get(where))
    assert "You already sponsor" in send(client, f"{where}/sponsors/again", 409)
    office = sign_in(secretary)
    assert "Begin deliberation" not in page(office.get(where))


def test_two_wordings_are_compared_as_asked(sign_in: SignIn, house: Container) -> None:
    drafter = make_owner(house)
    where = f"/proposals/{make_draft(house, actor=drafter.actor)}"
    client = sign_in(drafter.person_id)
    assert "This is the only wording so far." in page(client.get(f"{where}/difference"))
    send(client, f"{where}/wording", title="A pond", text="Water.\n\nFrogs.")
    html = page(client.get(f"{where}/difference"))
    assert "From wording 1 to wording 2" in html
    assert "wording-title" in html
    assert "From wording 2 to wording 1" in page(client.get(f"{where}/difference?from=2&to=1"))
    assert client.get(f"{where}/difference?from=1&to=7").status_code == 404
    assert "Nothing in the words has changed." in send(
        client, f"{where}/wording", 422, title="A pond", text="Water.\n\nFrogs."
    )
    other = sign_in(make_owner(house).person_id)
    for address in (where, f"{where}/difference", f"{where}/wording"):
        assert other.get(address).status_code == 404, "another's draft"


def test_somebody_asked_to_write_sees_the_draft_and_writes(
    sign_in: SignIn, house: Container
) -> None:
    drafter, helper = make_owners(house, 2)
    where = f"/proposals/{make_draft(house, actor=drafter.actor)}"
    client = sign_in(drafter.person_id)
    assert "Write it together" in page(client.get(where))
    assert "No member uses the address" in send(
        client, f"{where}/authors", 422, email="nobody@elsewhere.example"
    )
    assert "Write the e-mail address" in send(client, f"{where}/authors", 422, email="nobody")
    send(client, f"{where}/authors", email=helper.email)
    assert f"not answered yet: {helper.name}" in page(client.get(where))
    other = sign_in(helper.person_id)
    assert "You are asked to write this along" in page(other.get(where))
    assert TITLE in page(other.get("/proposals"))
    send(other, f"{where}/authors/accepted")
    assert f", and {helper.name}" in page(other.get(where))
    send(other, f"{where}/wording", title=TITLE, text="A pond.")
    send(other, f"{where}/authors/left")
    assert other.get(where).status_code == 404
    client = sign_in(drafter.person_id)
    send(client, f"{where}/authors", email=helper.email)
    send(sign_in(helper.person_id), f"{where}/authors/left")


def amended(client: FlaskClient, where: str) -> str:
    assert "Propose other words" in page(client.get(where))
    assert "two hundred hazels" in page(client.get(f"{where}/amendments/new"))
    words: dict[str, Any] = {
        "title": "Amendment: willows",
        "text": "We resolve to plant two hundred willows.",
    }
    assert "Say why these words are better." in send(
        client, f"{where}/amendments/new", 422, **words
    )
    return send(client, f"{where}/amendments/new", **words, reason="The field floods.")


def test_other_words_are_proposed_and_taken_over(
    sign_in: SignIn, house: Container, secretary: UUID
) -> None:
    drafter, first, second = make_owners(house, 3)
    proposal_id = sponsored(house, drafter, first, second)
    from tests.makers.votes import secretary as some_office

    move(house, proposal_id, "begin_deliberation", some_office())
    where = f"/proposals/{proposal_id}"
    client = sign_in(first.person_id)
    amendment = amended(client, where)
    html = page(client.get(amendment))
    assert "Would change the words of" in html
    assert "The field floods." in html
    assert "hazels." in html
    assert "willows.</" in html or "willows.<span" in html
    assert "Other words proposed" not in page(client.get(where)), "a draft is its author's"
    send(client, f"{amendment}/steps", move="submit")
    client = sign_in(drafter.person_id)
    assert "Amendment: willows" in page(client.get(where))
    assert "Take these words over" in page(client.get(amendment))
    send(client, f"{amendment}/taken-over")
    html = page(client.get(where))
    assert "two hundred willows" in html
    assert "0 of 2 sponsors" in html
    assert "Propose other words" not in html
    assert "take other words" not in send(client, f"{amendment}/taken-over", 422)


def test_notice_waits_for_an_amendment(sign_in: SignIn, house: Container, secretary: UUID) -> None:
    owner, *_others = make_owners(house, 3)
    proposal_id = make_draft(house)
    bring_to_deliberation(house, proposal_id)
    where = f"/proposals/{proposal_id}"
    office = sign_in(secretary)
    amendment = amended(office, where)
    bring_to_deliberation(house, UUID(amendment.rsplit("/", 1)[1]))
    assert "Notice waits for 1 amendment" in page(office.get(where))
    assert "1 amendment is being decided" in send(office, f"{where}/steps", 409, move="give_notice")
    send(office, f"{where}/wording", title=TITLE, text="We resolve to plant oaks.")
    html = page(office.get(amendment))
    assert "words have changed since this amendment was written" in html
    assert "Its author has to look at them again" in send(
        office, f"{amendment}/steps", 409, move="give_notice"
    )
    assert "We resolve to plant oaks." in page(office.get(f"{amendment}/wording"))
    assert owner


def objected(house: Container, clock: StagedClock) -> tuple[UUID, Owner, Owner]:
    drafter, objector = make_owners(house, 2)
    proposal_id = make_draft(house, kind="consent", actor=drafter.actor)
    for sponsor in make_owners(house, 2):
        move_to = sponsor
        _sponsor(house, proposal_id, drafter, move_to)
    from tests.makers.votes import instant, notify
    from tests.makers.votes import secretary as some_office

    move(house, proposal_id, "begin_deliberation", some_office())
    vote = notify(house, proposal_id)
    clock.at = instant(vote.opens_at)
    from coop.usecases.open_due_votes import open_due_votes

    open_due_votes(house)
    cast(house, read(house, proposal_id), objector, "object", reason="Hazels drown.\nAnd die.")
    return proposal_id, drafter, objector


def _sponsor(house: Container, proposal_id: UUID, drafter: Owner, sponsor: Owner) -> None:
    from coop import ids
    from coop.usecases.sponsor_proposal import sponsor_proposal

    if read(house, proposal_id).state is State.DRAFT:
        move(house, proposal_id, "submit", drafter.actor)
    sponsor_proposal(
        container=house, actor=sponsor.actor, act_id=ids.new_id(), proposal_id=proposal_id
    )


def test_objections_stand_as_a_thread_and_are_answered(
    sign_in: SignIn, house: Container, clock: StagedClock
) -> None:
    proposal_id, drafter, objector = objected(house, clock)
    where = f"/proposals/{proposal_id}"
    client = sign_in(drafter.person_id)
    html = page(client.get(where))
    assert "Hazels drown." in html
    assert "Waits for an answer" in html
    with house.read() as session:
        (one,) = objections.objections(session, proposal_id=proposal_id)
    assert "Write your answer." in send(client, f"{where}/objections/{one.id}", 422)
    answer: dict[str, Any] = {"answer": "They stand on the bank."}
    assert send(client, f"{where}/objections/{one.id}", **answer).endswith("#objections")
    assert "could not find that objection" in send(
        client, f"{where}/objections/{uuid4()}", 404, **answer
    )
    client = sign_in(objector.person_id)
    html = page(client.get(where))
    assert "Answered, and stands" in html
    assert "They stand on the bank." in html
    assert "vote again" in html
    assert "Only the member who drafted" in send(
        client, f"{where}/objections/{one.id}", 403, **answer
    )


def test_a_next_round_meets_objections(
    sign_in: SignIn, house: Container, clock: StagedClock
) -> None:
    proposal_id, drafter, objector = objected(house, clock)
    where = f"/proposals/{proposal_id}"
    with house.read() as session:
        (one,) = objections.objections(session, proposal_id=proposal_id)
    assert sign_in(objector.person_id).get(f"{where}/next-round").status_code == 403
    client = sign_in(drafter.person_id)
    html = page(client.get(f"{where}/next-round"))
    assert "Hazels drown. And die." in html
    words: dict[str, Any] = {"title": TITLE, "text": "We plant willows."}
    assert "Tick the objections" in send(client, f"{where}/next-round", 422, **words)
    following = send(client, f"{where}/next-round", **words, objections=[str(one.id)])
    html = page(client.get(following))
    assert "The next round of" in html
    assert "What changed since the round before" in html
    html = page(client.get(where))
    assert "Met in the next round" in html
    assert "Meet them in a next round" not in html
    assert "What came of it" in html


def test_the_fallback_is_linked_both_ways(
    sign_in: SignIn, house: Container, clock: StagedClock
) -> None:
    objector, other = make_owners(house, 2)
    vote = make_open_vote(house, clock, kind="consent")
    cast(house, vote, objector, "object", reason="No.")
    cast(house, vote, other, "agree")
    assert close(house, clock, vote).state is State.REJECTED
    client = sign_in(objector.person_id)
    html = page(client.get(f"/proposals/{vote.id}"))
    assert "The vote that followed" in html
    assert "Objections stand" in html
    assert "Objections stand" in page(client.get("/proposals?shown=decided"))
    html = page(client.get("/proposals"))
    assert TITLE in html
    page(client.get(f"/proposals/{vote.id}/result"))


def test_the_start_page_names_what_waits(
    sign_in: SignIn, house: Container, clock: StagedClock
) -> None:
    drafter, first, helper = make_owners(house, 3)
    proposal_id = sponsored(house, drafter, first)
    client = sign_in(drafter.person_id)
    send(client, f"/proposals/{proposal_id}/authors", email=helper.email)
    send(client, f"/proposals/{proposal_id}/wording", title=TITLE, text="A pond.")
    html = page(sign_in(first.person_id).get("/home"))
    assert "The words you sponsored have changed" in html
    html = page(sign_in(helper.person_id).get("/home"))
    assert "You are asked to write along" in html
    _consent_id, author, _objector = objected(house, clock)
    assert "1 objection to answer" in page(sign_in(author.person_id).get("/home"))
