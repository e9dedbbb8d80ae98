"""The pages that say what a decision takes, and try a rule on past votes."""

from collections.abc import Callable
from html import unescape
from uuid import UUID

from flask.testing import FlaskClient

from coop.clock import StagedClock
from coop.container import Container
from tests.makers import votes as make


def test_a_proposal_says_before_notice_what_it_would_take(
    house: Container, sign_in: Callable[[UUID], FlaskClient]
) -> None:
    owners = make.make_owners(house, 3)
    proposal_id = make.make_draft(house, kind="special")
    make.bring_to_deliberation(house, proposal_id)
    page = unescape(sign_in(owners[0].person_id).get(f"/proposals/{proposal_id}").text)
    assert "Of the votes for and against, at least 75% must be yes." in page
    assert "notice fixes both" in page


def test_a_proposed_rule_leads_to_its_trial(
    house: Container, sign_in: Callable[[UUID], FlaskClient]
) -> None:
    owners = make.make_owners(house, 3)
    proposal_id = make.make_draft(
        house,
        kind="rule_change",
        effect={"kind": "rulebook.change", "changes": {"vote.ordinary.quorum": "100%"}},
    )
    make.bring_to_deliberation(house, proposal_id)
    client = sign_in(owners[0].person_id)
    address = "/rulebook/vote.ordinary.quorum/try?value=100%25"
    assert address in client.get(f"/proposals/{proposal_id}").text
    assert client.get(address).status_code == 200


def test_a_rule_is_tried_on_past_votes_and_changes_nothing(
    house: Container, clock: StagedClock, sign_in: Callable[[UUID], FlaskClient]
) -> None:
    owners = make.make_owners(house, 3)
    vote = make.make_open_vote(house, clock)
    for owner, said in zip(owners, ("yes", "yes", "no"), strict=True):
        make.cast(house, vote, owner, said)
    client = sign_in(owners[0].person_id)
    proposal = unescape(client.get(f"/proposals/{vote.id}").get_data(as_text=True))
    assert "What it takes to pass" in proposal
    assert "At least 1 of the 3 members on the roll must vote." in proposal
    make.close(house, clock, vote)
    client = sign_in(owners[0].person_id)
    address = "/rulebook/vote.ordinary.rule/try"
    empty = unescape(client.get(address).get_data(as_text=True))
    assert "In force now" in empty
    assert "changes" not in empty.split("Past votes")[-1]
    tried = client.get(address, query_string={"value": "yes >= 3/4 of yes+no"})
    html = unescape(tried.get_data(as_text=True))
    assert tried.status_code == 200
    assert "Rejected" in html
    assert "changes" in html
    wrong = client.get(address, query_string={"value": "yes > most of cast"})
    assert wrong.status_code == 422
    assert "cannot be read at sign 7" in unescape(wrong.get_data(as_text=True))
    assert "yes > most of cast" in unescape(wrong.get_data(as_text=True))
    quorum = client.get("/rulebook/vote.ordinary.quorum/try", query_string={"value": "100%"})
    assert quorum.status_code == 200
    assert client.get("/rulebook/fees.dues.year/try").status_code == 404
    shown = unescape(client.get("/rulebook/vote.ordinary.rule").get_data(as_text=True))
    assert "yes > vote.ordinary.majority of yes+no" in shown
