"""Drafting every kind of vote, and what is wrong with a draft, as a person meets it."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from coop.container import Container
from coop.unit_of_work.permissions import Role
from tests.makers.members import make_organisation, make_owner, make_person
from tests.makers.votes import make_owners, read
from tests.web.test_votes import page
from voting import queries
from voting.proposals import Kind, Proposal

SignIn = Callable[[UUID], FlaskClient]
WORDS = {"title": "Where shall we meet?", "text": "Next spring."}


@pytest.fixture
def office(sign_in: SignIn, house: Container) -> FlaskClient:
    return sign_in(make_person(house, name="Sela Secretary", roles=[Role.SECRETARY]).id)


def kept(client: FlaskClient, house: Container, kind: str, **data: object) -> Proposal:
    """This function will send a form that must be taken, and return what was drafted."""
    answer = client.post(f"/proposals/new/{kind}", data={"act_id": str(uuid4()), **WORDS, **data})
    assert answer.status_code == 303, answer.get_data(as_text=True)[:3000]
    return read(house, UUID(answer.location.rsplit("/", 1)[1]))


def lines(house: Container, vote: Proposal) -> list[tuple[str, int | None, str]]:
    with house.read() as session:
        found = queries.candidates(session, proposal_id=vote.id)
    return [(one.name, one.cost_minor, one.group) for one in found]


def test_every_kind_is_offered_to_who_may_draft_it(sign_in: SignIn, house: Container) -> None:
    client = sign_in(make_owner(house).person_id)
    html = page(client.get("/proposals/new"))
    for name in ("Ordinary", "Special", "Written", "Consent", "Advisory poll", "Budget"):
        assert name in html
    assert "Election" not in html
    for kind in ("ordinary", "special", "written", "consent", "poll", "budget", "rule_change"):
        page(client.get(f"/proposals/new/{kind}"))
    for kind in ("election", "amendment", "patronage", "nonsense"):
        assert client.get(f"/proposals/new/{kind}").status_code == 404


def test_a_written_resolution_and_consent_are_by_name(
    office: FlaskClient, house: Container
) -> None:
    html = page(office.get("/proposals/new/written"))
    assert "lapses after 28 days" in html
    written = kept(office, house, "written", special="yes", secret="yes")
    assert (written.kind, written.special, written.secret) == (Kind.WRITTEN, True, False)
    assert "Put as a special resolution" in page(office.get(f"/proposals/{written.id}"))
    html = page(office.get("/proposals/new/consent"))
    assert "the matter goes to an ordinary resolution" in html
    consent = kept(office, house, "consent")
    assert (consent.method, consent.secret) == ("consent", False)
    assert "Objections are raised with the ballot" in page(office.get(f"/proposals/{consent.id}"))


def test_a_poll_asks_yes_or_no_or_offers_options(office: FlaskClient, house: Container) -> None:
    plain = kept(office, house, "poll", method="majority", open="yes")
    assert (plain.method, plain.seats, plain.results_open) == ("majority", None, True)
    chosen = kept(
        office, house, "poll", method="approval", seats="1", rows="4",
        option="By the river", statement="Wet.", **{"option-3": "In the wood"},
    )  # fmt: skip
    assert (chosen.method, chosen.seats) == ("approval", 1)
    assert lines(house, chosen) == [("By the river", None, ""), ("In the wood", None, "")]
    html = page(office.get(f"/proposals/{chosen.id}"))
    assert "Options" in html
    assert "Counted by: Approval" in html


def test_a_poll_tells_what_is_missing(office: FlaskClient) -> None:
    send = {**WORDS, "method": "approval", "rows": "4"}
    html = page(office.post("/proposals/new/poll", data={**send, "option": "One"}), 422)
    assert "Write at least two options" in html
    twice = {**send, "option": "One", "option-2": "one"}
    assert "is there twice" in page(office.post("/proposals/new/poll", data=twice), 422)
    nameless = {**send, "option": "One", "option-2": "Two", "statement-3": "Lost"}
    assert "Give line 3 a name." in page(office.post("/proposals/new/poll", data=nameless), 422)
    both = {**WORDS, "method": "majority", "secret": "yes", "open": "yes"}
    assert "choose one of the two" in page(office.post("/proposals/new/poll", data=both), 422)
    one_seat = {**send, "method": "irv", "seats": "2", "option": "One", "option-2": "Two"}
    assert "fills one seat" in page(office.post("/proposals/new/poll", data=one_seat), 422)


def test_more_rows_are_added_without_losing_what_was_typed(office: FlaskClient) -> None:
    html = page(
        office.post(
            "/proposals/new/poll",
            data={"more": "rows", "rows": "4", "option-2": "In the wood", "title": "Where?"},
        )
    )
    assert 'name="option-7"' in html
    assert 'name="option-8"' not in html
    assert 'value="In the wood"' in html
    assert 'value="Where?"' in html
    assert "Error:" not in html


def test_a_budget_has_a_sum_and_projects_with_costs(office: FlaskClient, house: Container) -> None:
    vote = kept(
        office, house, "budget", budget="5,000.00", method="equal-shares", rows="4",
        project="Bat boxes", cost="1,200.50", statement="Forty of them.",
        **{"project-2": "A pond", "cost-2": "800"},
    )  # fmt: skip
    assert (vote.budget_minor, vote.currency, vote.method) == (500_000, "EUR", "equal-shares")
    assert lines(house, vote) == [("Bat boxes", 120_050, ""), ("A pond", 80_000, "")]
    html = page(office.get(f"/proposals/{vote.id}"))
    assert "€5,000.00" in html
    assert "€1,200.50" in html


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"budget": ""}, "Write the sum to share out"),
        ({"project": ""}, "Write at least one project"),
        ({"cost": "lots"}, "Write what project 1 costs"),
        ({"cost": "6,000"}, "costs more than the whole sum"),
    ],
)
def test_a_budget_tells_what_is_missing(
    office: FlaskClient, data: dict[str, str], said: str
) -> None:
    whole = {"budget": "5000", "project": "A pond", "cost": "800", "rows": "4", **WORDS}
    send = {**whole, **data} | ({"cost": ""} if data.get("project") == "" else {})
    assert said in page(office.post("/proposals/new/budget", data=send), 422)


def test_several_rules_change_in_one_proposal(office: FlaskClient, house: Container) -> None:
    vote = kept(
        office, house, "rule_change", rows="2", rule="vote.open_days", value="10",
        **{"rule-2": "vote.sponsors", "value-2": "3"},
    )  # fmt: skip
    assert vote.effect is not None
    assert vote.effect["changes"] == {"vote.open_days": "10", "vote.sponsors": "3"}
    twice = {
        **WORDS, "rows": "2", "rule": "vote.sponsors", "value": "1",
        "rule-2": "vote.sponsors", "value-2": "3",
    }  # fmt: skip
    html = page(office.post("/proposals/new/rule_change", data=twice), 422)
    assert "This rule is changed twice." in html
    html = page(office.post("/proposals/new/rule_change", data=WORDS), 422)
    assert "Choose the rule to change." in html
    assert "Write the new value." in html


def test_an_election_may_keep_seats_for_a_class(office: FlaskClient, house: Container) -> None:
    people = make_owners(house, 3)
    speaker = make_owner(house, share_class="B", organisation=make_organisation(house))
    send = {
        "seats": "2", "method": "stv-scottish",
        "candidates": [str(one.person_id) for one in (*people, speaker)],
        "rows": "1", "group": "B", "least": "1",
    }  # fmt: skip
    html = page(office.get("/proposals/new/election"))
    if "Seats for a class of members" not in html:
        pytest.skip("no way of counting knows groups")
    vote = kept(office, house, "election", **send)
    assert [(one.group, one.least, one.most) for one in vote.constraints] == [("B", 1, None)]
    assert sorted(group for _name, _cost, group in lines(house, vote)) == ["A", "A", "A", "B"]
    assert "At least 1 of class B." in page(office.get(f"/proposals/{vote.id}"))
    for wrong, said in (
        ({"least": "2"}, "No result could keep"),
        ({"least": "", "most": ""}, "Write how many at least, or at most."),
        ({"least": "few"}, "Write a whole number"),
        ({"group": ""}, "Choose the class."),
        ({"method": "borda"}, "knows no groups"),
    ):
        html = page(office.post("/proposals/new/election", data={**WORDS, **send, **wrong}), 422)
        assert said in html, wrong
