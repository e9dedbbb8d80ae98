"""What a ballot may say, and the receipt."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop import ids
from voting.ballots import canonical_choice, ranking_from_numbers, receipt_handle
from voting.counting.papers import (
    Fault,
    Form,
    check,
    read_approval,
    read_ranking,
    read_scores,
    write_approval,
    write_ranking,
    write_scores,
)
from voting.errors import InvalidBallot, UnknownCandidate


@given(st.permutations(range(1, 8)), st.integers(1, 7))
def test_a_ranking_and_its_text_are_one(order: list[int], depth: int) -> None:
    ranking = tuple(order[:depth])
    assert read_ranking(write_ranking(ranking, candidates=7)) == ranking


@pytest.mark.parametrize("text", ["", "1>", ">1", "0", "01", "1>2>", "1 > 2", "1>-2", "²", "1>x"])
def test_only_the_canonical_text_is_read(text: str) -> None:
    with pytest.raises(InvalidBallot):
        read_ranking(text)


def test_numbers_beside_candidates_become_a_ranking_with_gaps_closed() -> None:
    assert ranking_from_numbers({1: 4, 2: None, 3: 1}, candidates=3) == (3, 1)


@pytest.mark.parametrize(
    ("ranks", "why"),
    [({1: 1, 2: 1}, Fault.SAME_RANK_TWICE), ({1: 0}, Fault.NOT_A_RANK)],
)
def test_ranks_that_say_nothing_clear_are_refused(ranks: dict[int, int | None], why: Fault) -> None:
    with pytest.raises(InvalidBallot) as caught:
        ranking_from_numbers(ranks, candidates=2)
    assert caught.value.why == why


def test_an_unknown_candidate_is_named() -> None:
    with pytest.raises(UnknownCandidate):
        write_ranking((1, 9), candidates=3)
    with pytest.raises(UnknownCandidate):
        ranking_from_numbers({9: 1}, candidates=3)


@pytest.mark.parametrize("choice", ["", "Yes", "perhaps"])
def test_a_choice_is_yes_no_or_abstain(choice: str) -> None:
    with pytest.raises(InvalidBallot):
        canonical_choice(choice)


def test_a_receipt_is_found_however_it_is_typed() -> None:
    vote, code = UUID(int=1), ids.readable_code()
    handle = receipt_handle(proposal_id=vote, receipt=code)
    assert receipt_handle(proposal_id=vote, receipt=code.lower().replace("-", " ")) == handle
    assert receipt_handle(proposal_id=UUID(int=2), receipt=code) != handle
    assert code.replace("-", "") not in handle.upper()


@given(st.sets(st.integers(1, 9)))
def test_an_approval_and_its_text_are_one(approved: set[int]) -> None:
    approval = tuple(sorted(approved))
    assert read_approval(write_approval(approval, candidates=9)) == approval


@given(st.dictionaries(st.integers(1, 9), st.integers(0, 5)))
def test_scores_and_their_text_are_one_and_noughts_are_left_out(points: dict[int, int]) -> None:
    text = write_scores(tuple(points.items()), candidates=9)
    assert dict(read_scores(text)) == {number: given for number, given in points.items() if given}


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (Form.APPROVAL, "2,1"),
        (Form.APPROVAL, "1,1"),
        (Form.APPROVAL, ""),
        (Form.SCORE, "1:6"),
        (Form.SCORE, "1:0"),
        (Form.SCORE, "2:1,1:1"),
        (Form.CONSENT, "yes"),
        (Form.CHOICE, "agree"),
        (Form.RANKING, "1,2"),
        (Form.RANKING, "none"),
    ],
)
def test_a_text_that_is_not_canonical_is_no_ballot(form: Form, text: str) -> None:
    with pytest.raises(InvalidBallot):
        check(text, form=form, candidates=3)
