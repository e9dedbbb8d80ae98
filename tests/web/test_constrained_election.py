"""An election with seats kept for groups: what the rules did and cost is on the result page."""

import json
import subprocess
import sys
from collections.abc import Callable
from html import unescape
from pathlib import Path
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from coop.clock import StagedClock
from coop.container import Container
from coop.usecases.count_file import count_file
from coop.usecases.draft_proposal import Candidacy, GroupLimit
from tests.makers import votes as make
from voting import queries
from voting.errors import CannotCount
from voting.proof.single_file import script
from voting.proof.verifier import verify


@pytest.mark.parametrize("method", ["stv-scottish", "stv-meek-nz"])
def test_the_price_of_a_kept_seat_is_shown(
    method: str,
    house: Container,
    clock: StagedClock,
    sign_in: Callable[[UUID], FlaskClient],
    tmp_path: Path,
) -> None:
    """Two northern candidates have most votes for two seats, of which the north may have one."""
    owners = make.make_owners(house, 9)
    vote = make.make_open_vote(
        house,
        clock,
        kind="election",
        method=method,
        seats=2,
        candidates=[
            Candidacy(owner.person_id, group="north" if place < 2 else "south")
            for place, owner in enumerate(owners[:3])
        ],
        limits=[GroupLimit("north", most=1)],
    )
    with house.read() as session:
        paper = queries.candidates(session, proposal_id=vote.id)
    number = {one.person_id: one.number for one in paper}
    first, second, third = (number[owner.person_id] for owner in owners[:3])
    said = [f"{first}"] * 4 + [f"{second}"] * 3 + [f"{third}"] * 2
    for owner, ballot in zip(owners, said, strict=True):
        make.cast(house, vote, owner, ballot)
    make.close(house, clock, vote)
    page = sign_in(owners[0].person_id).get(f"/proposals/{vote.id}/result")
    html = unescape(page.get_data(as_text=True))
    assert page.status_code == 200
    assert "Seats kept for groups" in html
    assert "north: at most 1 elected." in html
    names = {one.number: one.name for one in paper}
    assert (
        f"without these rules {names[second]} would sit instead of {names[third]}." in html
    ) or names[second] == names[third]
    assert "3 ballots had the displaced as first preference, 2 whoever took the seat." in html
    assert "the rules on who is elected left no seat" in html
    # Beside other rules stands who was elected under these, and not who would have been.
    address = f"/proposals/{vote.id}/comparison"
    other = unescape(sign_in(owners[0].person_id).get(address).get_data(as_text=True))
    in_force = next(row for row in other.split("<tr>") if "The rule in force" in row)
    assert f"<td>{names[first]}, {names[third]}</td>" in in_force
    with house.read() as session:
        declared = queries.result(session, proposal_id=vote.id)
    assert declared is not None
    archive = json.loads(declared.archive)
    assert archive["result"]["winners"] == [first, third]
    assert verify(archive) == ()
    again = count_file(content=declared.archive.encode(), name="vote.json")
    assert again.count.winners == (first, third)
    with pytest.raises(CannotCount, match="keeps no seats for groups"):
        count_file(content=declared.archive.encode(), name="vote.json", rule="schulze")
    (tmp_path / "verify.py").write_text(script(), "utf-8")
    (tmp_path / "vote.json").write_text(declared.archive, "utf-8")
    alone = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", "vote.json"],
        capture_output=True, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert alone.returncode == 0
