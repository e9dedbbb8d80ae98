"""The pages of proxies, interests and the roll, as a browser without JavaScript meets them."""

import csv
import io
import re
from collections.abc import Callable
from hashlib import sha256
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from tests.makers.earning import make_listing
from tests.makers.members import make_organisation, make_owner, make_person
from tests.makers.proxies import make_proxy
from tests.makers.votes import (
    bring_to_deliberation,
    bring_to_notice,
    cast,
    make_draft,
    make_open_vote,
    make_owners,
)

SignIn = Callable[[UUID], FlaskClient]


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_member_gives_a_proxy_from_the_vote_and_takes_it_back(
    house: Container, clock: StagedClock, sign_in: SignIn
) -> None:
    wren, robin, *_ = make_owners(house, 6)
    vote = make_open_vote(house, clock)
    client = sign_in(wren.person_id)
    assert "Vote by proxy" in client.get(f"/proposals/{vote.id}").text
    form = client.get(f"/me/proxies/give?proposal={vote.id}&search={robin.name}").text
    assert robin.name in form
    assert "Leave it to the holder" in form
    assert "In a vote by name" in form
    assert "In a secret vote" not in form
    given = client.post(
        "/me/proxies/give",
        data={
            "act_id": str(ids.new_id()), "proposal": str(vote.id), "holder": str(robin.person_id),
            "elector": str(wren.party_id), "direction": "yes",
        },
    )  # fmt: skip
    assert given.status_code == 303
    page = client.get("/me/proxies").text
    assert f"<strong>{robin.name}</strong>" in page
    assert "To be cast at the close: Yes." in text_of(page)
    deed = re.search(r'action="(/me/proxies/[0-9a-f-]+)"', page)
    assert deed is not None
    back = client.post(deed[1], data={"act_id": str(ids.new_id()), "deed": "revoke"})
    assert back.status_code == 303
    page = client.get("/me/proxies").text
    assert "You have given no proxy" in page
    assert "taken back" in page


def test_the_form_says_what_a_secret_vote_does_to_a_proxy(
    house: Container, clock: StagedClock, sign_in: SignIn
) -> None:
    wren, robin, *_ = make_owners(house, 5)
    vote = make_open_vote(house, clock, secret=True)
    client = sign_in(wren.person_id)
    form = client.get(f"/me/proxies/give?proposal={vote.id}").text
    assert "In a secret vote" in form
    assert "Leave it to the holder" not in form
    refused = client.post(
        "/me/proxies/give",
        data={
            "act_id": str(ids.new_id()), "proposal": str(vote.id), "holder": str(robin.person_id),
            "direction": "yes",
        },
    )  # fmt: skip
    assert refused.status_code == 409
    assert "would keep your choice beside your name" in refused.text


def test_a_holder_finds_the_givers_paper_beside_the_own_and_can_decline(
    house: Container, clock: StagedClock, sign_in: SignIn
) -> None:
    wren, robin, *_ = make_owners(house, 5)
    vote = make_open_vote(house, clock, secret=True)
    make_proxy(house, wren, robin, vote=vote)
    client = sign_in(robin.person_id)
    page = text_of(client.get(f"/proposals/{vote.id}").text)
    assert f"You can vote for {wren.name}" in page
    assert "You hold this member’s proxy." in page
    paper = text_of(client.get(f"/proposals/{vote.id}/ballot?elector={wren.party_id}").text)
    assert f"You vote for {wren.name} ." in paper
    assert "by proxy" in paper
    assert "You alone get the receipt of this ballot" in paper
    mine = client.get("/me/proxies").text
    deed = re.search(r'action="(/me/proxies/[0-9a-f-]+)"', mine)
    assert deed is not None
    assert client.post(
        deed[1], data={"act_id": str(ids.new_id()), "deed": "accept"}, follow_redirects=True
    ).text.count("you said yes")
    client.post(deed[1], data={"act_id": str(ids.new_id()), "deed": "decline"})
    assert "Nobody has given you a proxy." in client.get("/me/proxies").text
    again = client.post(deed[1], data={"act_id": str(ids.new_id()), "deed": "decline"})
    assert again.status_code == 404
    assert "Perhaps it has ended already" in again.text


def test_a_standing_proxy_asks_for_a_day_and_a_member(house: Container, sign_in: SignIn) -> None:
    wren, robin = make_owners(house, 2)
    client = sign_in(wren.person_id)
    form = client.get("/me/proxies/give").text
    assert robin.name in form, "few members are offered without a search"
    assert wren.name not in form.split('name="holder"', 1)[1].split("</fieldset>")[0]
    empty = client.post("/me/proxies/give", data={"act_id": str(ids.new_id())})
    assert empty.status_code == 422
    assert "choose one" in empty.text
    late = client.post(
        "/me/proxies/give",
        data={"act_id": str(ids.new_id()), "holder": str(robin.person_id), "until": "2030-01-01"},
    )
    assert late.status_code == 422
    assert "at most 365 days ahead" in late.text
    good = client.post(
        "/me/proxies/give",
        data={"act_id": str(ids.new_id()), "holder": str(robin.person_id), "until": "2026-12-31"},
        follow_redirects=True,
    )
    assert "All votes until the end of 31 December 2026" in text_of(good.text)
    assert f"{robin.name} holds this proxy for {wren.name} now" in text_of(
        client.get("/me/proxies/give").text
    )


def test_who_has_no_vote_is_told_so(house: Container, sign_in: SignIn) -> None:
    client = sign_in(make_person(house).id)
    assert "You have no vote to give" in client.get("/me/proxies").text
    assert "You have no vote to give here" in client.get("/me/proxies/give").text


def test_many_members_are_found_by_name(house: Container, sign_in: SignIn) -> None:
    owners = make_owners(house, 14)
    client = sign_in(owners[0].person_id)
    assert "Find a member first" in client.get("/me/proxies/give").text
    assert owners[5].name in client.get(f"/me/proxies/give?search={owners[5].name}").text
    assert owners[5].name in client.get(f"/me/proxies/give?search={owners[5].email}").text
    assert "No voting member is called" in client.get("/me/proxies/give?search=nobody-such").text


@pytest.mark.parametrize("rolled", [True, False])
def test_a_member_declares_an_interest_and_stands_aside(
    house: Container, clock: StagedClock, sign_in: SignIn, rolled: bool
) -> None:
    wren, robin = make_owners(house, 2)
    if rolled:
        proposal_id = make_open_vote(house, clock).id
    else:
        from coop.usecases.move_proposal import move_proposal

        proposal_id = make_draft(house, actor=robin.actor)
        move_proposal(
            container=house, actor=robin.actor, act_id=ids.new_id(), proposal_id=proposal_id,
            move="submit",
        )  # fmt: skip
    client = sign_in(wren.person_id)
    where = f"/proposals/{proposal_id}/interest"
    said = client.get(where).text
    assert ("The roll is made" in said) is rolled
    assert client.post(where, data={"act_id": str(ids.new_id())}).status_code == 422
    done = client.post(
        where,
        data={"act_id": str(ids.new_id()), "reason": "My sister sells the hazels."},
        follow_redirects=True,
    )
    page = text_of(done.text)
    assert "You stand aside" in page
    assert "My sister sells the hazels." in page
    assert "Declare an interest" not in page
    again = client.post(where, data={"act_id": str(ids.new_id()), "reason": "Again"})
    assert again.status_code == 409
    if rolled:
        assert client.get(f"/proposals/{proposal_id}/ballot").status_code == 403
        assert "stands aside" in client.get(f"/proposals/{proposal_id}/roll").text


def test_the_roll_is_published_with_a_fingerprint_anybody_can_check(
    house: Container, clock: StagedClock, sign_in: SignIn
) -> None:
    wren, robin = make_owners(house, 2)
    body = make_owner(house, share_class="B", organisation=make_organisation(house))
    vote = make_open_vote(house, clock)
    cast(house, vote, robin, "yes")
    client = sign_in(make_person(house).id)
    page = client.get(f"/proposals/{vote.id}/roll").text
    for name in (wren.name, robin.name, body.name):
        assert name in page
    assert str(vote.roll_hash) in page
    assert "The roll does not say who has voted." in page
    file = client.get(f"/proposals/{vote.id}/roll.json")
    assert sha256(file.data).hexdigest() == vote.roll_hash
    assert wren.name not in file.text
    rows = list(csv.DictReader(io.StringIO(client.get(f"/proposals/{vote.id}/roll.csv").text)))
    assert {row["elector"] for row in rows} == {one.party_id.hex for one in (wren, robin, body)}
    assert next(row for row in rows if row["share_class"] == "B")["cast_by"]
    assert set(rows[0]) == {"elector", "share_class", "name", "votes", "cast_by"}
    found = client.get(f"/proposals/{vote.id}/roll?search={wren.name}").text
    assert "1 name matches." in found
    assert "Nobody on the roll" in client.get(f"/proposals/{vote.id}/roll?search=zz").text


def test_a_long_roll_has_pages(house: Container, sign_in: SignIn) -> None:
    owners = make_owners(house, 51)
    vote = bring_to_notice(house, make_draft(house))
    client = sign_in(owners[0].person_id)
    first = client.get(f"/proposals/{vote.id}/roll").text
    second = client.get(f"/proposals/{vote.id}/roll?page=2").text
    assert "Page 1 of 2" in text_of(first)
    assert sum(owner.name in second for owner in owners) == 1


def test_before_notice_there_is_no_roll(house: Container, sign_in: SignIn) -> None:
    (owner,) = make_owners(house, 1)
    proposal_id = make_draft(house, actor=owner.actor)
    client = sign_in(owner.person_id)
    assert "There is no roll yet" in client.get(f"/proposals/{proposal_id}/roll").text


def test_a_secret_among_too_few_is_warned_of(
    house: Container, clock: StagedClock, sign_in: SignIn
) -> None:
    owners = make_owners(house, 4)
    vote = make_open_vote(house, clock, secret=True)
    client = sign_in(owners[0].person_id)
    warning = "A secret among fewer than 5 is hardly one"
    assert warning in client.get(f"/proposals/{vote.id}/ballot").text
    assert warning in client.get(f"/proposals/{vote.id}/roll").text
    by_name = make_open_vote(house, clock)
    assert warning not in client.get(f"/proposals/{by_name.id}/ballot").text
    make_owner(house)
    enough = make_open_vote(house, clock, secret=True)
    assert warning not in client.get(f"/proposals/{enough.id}/ballot").text


def test_who_drafts_a_secret_vote_for_too_few_is_warned_before_notice(
    house: Container, sign_in: SignIn
) -> None:
    (owner,) = make_owners(house, 1)
    proposal_id = make_draft(house, actor=owner.actor, secret=True)
    client = sign_in(owner.person_id)
    assert "Too few for a secret" in client.get("/proposals/new/ordinary").text
    assert "Too few for a secret" not in client.get("/proposals/new/consent").text
    page = client.get(f"/proposals/{proposal_id}").text
    assert "Too few for a secret" in page
    assert "Only 1 member may vote: the result shows how." in page


def test_who_is_named_or_earns_by_it_is_reminded_of_the_interest(
    house: Container, clock: StagedClock, sign_in: SignIn
) -> None:
    wren, robin = make_person(house), make_person(house)
    for person in (wren, robin):
        make_owner(house, person=person)
    make_organisation(house, name="Hedge & Ditch", representative=wren)
    named = make_open_vote(
        house, clock, title="A contract for the hazels",
        text="We buy two hundred hazels of hedge  & ditch, at the price they name.",
    ).id  # fmt: skip
    word = "This proposal names Hedge &amp; Ditch."
    assert word in sign_in(wren.id).get(f"/proposals/{named}").text
    assert word not in sign_in(robin.id).get(f"/proposals/{named}").text
    make_listing(house, seller_id=robin.id)
    fees = make_draft(
        house, kind="rule_change", title="A lower fee",
        effect={"kind": "rulebook.change", "changes": {"fees.marketplace.commission": "4%"}},
    )  # fmt: skip
    bring_to_deliberation(house, fees)
    assert "what sellers pay" in sign_in(robin.id).get(f"/proposals/{fees}").text
    assert "what sellers pay" not in sign_in(wren.id).get(f"/proposals/{fees}").text
