"""Thresholds compare exactly and explain themselves."""

from fractions import Fraction

import pytest

from voting.counting.majority import Choice, Tally, count
from voting.errors import CannotCount
from voting.thresholds import (
    Denominator,
    Outcome,
    Threshold,
    judge_election,
    judge_resolution,
    step_from_plain,
    step_to_plain,
    threshold_from_plain,
    threshold_to_plain,
)

QUORUM = Threshold(Fraction(3, 10), Denominator.ROLL)
MAJORITY = Threshold(Fraction(1, 2), Denominator.YES_AND_NO, more_than=True)
THREE_QUARTERS = Threshold(Fraction(3, 4), Denominator.CAST)


@pytest.mark.parametrize(
    ("tally", "electors", "majority", "outcome"),
    [
        (Tally(62, 10, 8), 120, THREE_QUARTERS, Outcome.ADOPTED),
        (Tally(60, 10, 10), 120, THREE_QUARTERS, Outcome.ADOPTED),
        (Tally(59, 10, 11), 120, THREE_QUARTERS, Outcome.REJECTED),
        (Tally(20, 20, 0), 40, MAJORITY, Outcome.REJECTED),
        (Tally(21, 20, 500), 541, MAJORITY, Outcome.ADOPTED),
        (Tally(0, 0, 40), 40, MAJORITY, Outcome.REJECTED),
        (Tally(29, 0, 0), 100, MAJORITY, Outcome.INQUORATE),
        (Tally(30, 0, 0), 100, MAJORITY, Outcome.ADOPTED),
        (Tally(0, 0, 0), 100, MAJORITY, Outcome.INQUORATE),
        (Tally(10, 0, 20), 100, Threshold(Fraction(1, 10), Denominator.ROLL), Outcome.ADOPTED),
    ],
)
def test_outcomes_at_and_around_the_line(
    tally: Tally, electors: int, majority: Threshold, outcome: Outcome
) -> None:
    verdict = judge_resolution(tally=tally, electors=electors, quorum=QUORUM, majority=majority)
    assert verdict.outcome is outcome
    assert step_from_plain(step_to_plain(verdict.reason)) == verdict.reason


def test_the_reason_shows_part_whole_and_share() -> None:
    verdict = judge_resolution(
        tally=Tally(62, 10, 8), electors=120, quorum=QUORUM, majority=THREE_QUARTERS
    )
    quorum, majority = verdict.reason.steps
    assert (quorum.part, quorum.whole, quorum.met) == (80, 120, True)
    assert (majority.part, majority.whole, majority.ratio) == (62, 80, Fraction(775, 1000))


def test_nothing_is_a_share_of_nothing() -> None:
    assert not Threshold(Fraction(0), Denominator.CAST).met(part=0, whole=0)


def test_an_election_stands_or_falls_by_its_quorum() -> None:
    fifth = Threshold(Fraction(1, 5), Denominator.ROLL)
    for cast, outcome in ((20, Outcome.ADOPTED), (19, Outcome.INQUORATE)):
        verdict = judge_election(cast=cast, electors=100, quorum=fifth, filled=5)
        assert verdict.outcome is outcome


def test_a_threshold_survives_being_written_down() -> None:
    assert threshold_from_plain(threshold_to_plain(MAJORITY)) == MAJORITY


def test_choices_are_added_up() -> None:
    tally = count([(Choice.YES, 3), (Choice.NO, 2), (Choice.YES, 1), (Choice.ABSTAIN, 5)])
    assert tally == Tally(4, 2, 5)
    assert (tally.cast, tally.tied) == (11, False)
    with pytest.raises(CannotCount):
        count([(Choice.YES, -1)])
