"""The archive written a piece at a time is the archive, whatever the size of the pieces."""

import json
from hashlib import sha256

import pytest

from coop.clock import StagedClock
from coop.container import Container
from coop.usecases import close_due_votes
from tests.makers.votes import cast, close, make_open_vote, make_owners
from voting import declaring, queries
from voting.proof.verifier import verify
from voting.proposals import State, canonical_json


@pytest.mark.parametrize("piece", [1, 50, 1_000_000])
@pytest.mark.parametrize("secret", [True, False])
def test_the_archive_is_canonical_and_verifies(
    house: Container,
    clock: StagedClock,
    monkeypatch: pytest.MonkeyPatch,
    piece: int,
    secret: bool,
) -> None:
    monkeypatch.setattr(declaring, "PIECE", piece)
    monkeypatch.setattr(declaring, "ROWS_AT_ONCE", 2)
    owners = make_owners(house, 5)
    vote = make_open_vote(house, clock, secret=secret, title='Größer “als” \\ das ,"roll":')
    for owner in owners[:4]:
        cast(house, vote, owner, "yes")
    assert close(house, clock, vote).state is State.ADOPTED
    with house.read() as session:
        declared = queries.result(session, proposal_id=vote.id)
        count = queries.count_of(session, proposal_id=vote.id)
    assert declared is not None
    plain = json.loads(declared.archive)
    assert declared.archive == canonical_json(plain)
    assert declared.archive_hash == sha256(declared.archive.encode()).hexdigest()
    assert verify(plain) == ()
    assert len(plain["ballots"]) == 4
    assert len(plain["roll"]) == 5
    assert count == plain["result"]


def test_a_vote_without_ballots_is_archived_too(house: Container, clock: StagedClock) -> None:
    make_owners(house, 2)
    vote = make_open_vote(house, clock)
    assert close(house, clock, vote).state is State.INQUORATE
    with house.read() as session:
        declared = queries.result(session, proposal_id=vote.id)
    assert declared is not None
    assert json.loads(declared.archive)["ballots"] == []
    assert verify(json.loads(declared.archive)) == ()


def test_before_the_declaration_there_is_no_count(house: Container, clock: StagedClock) -> None:
    make_owners(house, 1)
    vote = make_open_vote(house, clock)
    with house.read() as session:
        assert queries.count_of(session, proposal_id=vote.id) is None
        assert queries.outcome(session, proposal_id=vote.id) is None


def test_letters_about_the_result_are_written_in_parts_and_once_each(
    house: Container, clock: StagedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from coop.jobs import Worker

    monkeypatch.setattr(close_due_votes, "LETTERS_AT_ONCE", 2)
    owners = make_owners(house, 5)
    vote = make_open_vote(house, clock)
    close(house, clock, vote)
    Worker(house).drain()
    letters = house.mailer.letters  # type: ignore[attr-defined]
    told = sorted(letter.to for letter in letters if letter.subject.startswith("Result"))
    assert told == sorted(owner.email for owner in owners)
