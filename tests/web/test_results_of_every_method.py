"""A vote by every method: its paper is filled in, cast, counted, shown, verified and taken away."""

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from coop.clock import StagedClock
from coop.container import Container
from coop.usecases.count_file import count_file
from coop.usecases.draft_proposal import Option
from tests.makers import votes as make
from voting import queries
from voting.ballots import METHODS, form_of
from voting.counting.papers import Form
from voting.formats import blt, pabulib
from voting.formats.json import to_plain
from voting.proof.verifier import verify
from voting.proposals import Kind

OPTIONS = (
    Option("Alder", cost_minor=300_00),
    Option("Birch", cost_minor=200_00),
    Option("Cedar", cost_minor=400_00),
)

FILLED: dict[Form, tuple[dict[str, Any], ...]] = {
    Form.CHOICE: ({"choice": "yes"}, {"choice": "yes"}, {"choice": "no"}),
    Form.CONSENT: ({"choice": "agree"}, {"choice": "stand_aside"}, {"choice": "agree"}),
    Form.RANKING: ({"rank": ["1:1", "2:2"]}, {"rank": ["1:1"]}, {"rank": ["3:1", "2:2", "1:3"]}),
    Form.APPROVAL: ({"approve": ["1", "2"]}, {"approve": ["1"]}, {"approve": ["3"]}),
    Form.SCORE: ({"score": ["1:5", "2:3"]}, {"score": ["1:4"]}, {"score": ["3:5", "2:0"]}),
}
"""What three voters send: the first candidate wins each time."""

VOTES = sorted({(kind, method) for kind, methods in METHODS.items() for method in methods})
TRIED = [
    (kind, method)
    for kind, method in VOTES
    if kind in (Kind.ORDINARY, Kind.CONSENT, Kind.BUDGET, Kind.POLL)
]


def page(response: Any) -> str:
    return unescape(response.get_data(as_text=True))


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found is not None, name
    return found.group(1)


@pytest.mark.parametrize(("kind", "method"), TRIED)
def test_a_vote_is_filled_in_cast_counted_and_shown(
    kind: Kind,
    method: str,
    house: Container,
    clock: StagedClock,
    sign_in: Callable[[UUID], FlaskClient],
) -> None:
    owners = make.make_owners(house, 3)
    form = form_of(method)
    listed = form not in (Form.CHOICE, Form.CONSENT)
    vote = make.make_open_vote(
        house,
        clock,
        kind=kind.value,
        method=method,
        options=OPTIONS if listed else (),
        budget=(600_00, "EUR") if kind is Kind.BUDGET else None,
        seats=1 if listed and kind is not Kind.BUDGET else None,
    )
    for owner, filled in zip(owners, FILLED[form], strict=True):
        client = sign_in(owner.person_id)
        address = f"/proposals/{vote.id}/ballot"
        paper = page(client.get(address))
        keys = {
            name: hidden(paper, name) for name in ("act_id", "csrf_token", "elector", "text_hash")
        }
        checked = client.post(address, data={**keys, "step": "check", **filled})
        assert checked.status_code == 200
        html = page(checked)
        assert "Check your ballot" in html
        keys |= {name: hidden(html, name) for name in ("act_id", "ballot", "receipt")}
        done = page(client.post(address, data={**keys, "step": "cast"}))
        assert "Your ballot is in" in done
    make.close(house, clock, vote)
    html = page(client.get(f"/proposals/{vote.id}/result"))
    if listed:
        assert "Alder" in html
    with house.read() as session:
        declared = queries.result(session, proposal_id=vote.id)
    assert declared is not None
    archive = json.loads(declared.archive)
    assert archive["outcome"] == ("advised" if kind is Kind.POLL else "adopted")
    assert verify(archive) == ()
    again = count_file(content=declared.archive.encode(), name="vote.json")
    assert to_plain(again.count) == archive["result"], "coop count gives another count"
    table = client.get(f"/proposals/{vote.id}/ballots.csv").get_data(as_text=True)
    assert len(table.splitlines()) == 4
    other = page(client.get(f"/proposals/{vote.id}/comparison"))
    if listed and kind is not Kind.BUDGET:
        assert archive["result"]["winners"] == [1]
        assert "The rule in force" in other
    else:
        assert "Nothing to compare" in other
    taken = client.get(f"/proposals/{vote.id}/ballots.blt")
    if form is Form.RANKING:
        again = blt.read(taken.get_data(as_text=True))
        assert dict(again.ballots) == {(1, 2): 1, (1,): 1, (3, 2, 1): 1}
    else:
        assert taken.status_code == 404
    if kind is Kind.BUDGET:
        assert "Paid by" in html
        funded = pabulib.read(client.get(f"/proposals/{vote.id}/ballots.pb").get_data(as_text=True))
        assert funded.votes == 3


def test_the_verifier_is_there_for_everybody(client: FlaskClient, house: Container) -> None:
    found = client.get("/verify/coppice_verify.py")
    assert found.status_code == 200
    compile(found.get_data(as_text=True), "coppice_verify.py", "exec")
