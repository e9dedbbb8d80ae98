"""Why somebody was not chosen, in the terms of the rule that passed them over."""

from coop.readmodels.results.why_not import closeness, why_not
from coop.readmodels.vote_words import stage_words
from voting.counting import star, stv_scottish
from voting.counting.constraints import Constraint


def test_who_was_no_finalist_had_fewer_points_and_a_finalist_lost_the_runoff() -> None:
    # Cedar has too few points to be a finalist, whatever a match would say.
    ballots = [(((1, 5), (2, 4)), 3), (((2, 5), (1, 3)), 2), (((3, 1),), 2)]
    count = star.count(ballots, candidates=("Alder", "Birch", "Cedar"))
    assert count.winners == (1,)
    said = dict(why_not(count))
    assert said["Birch"] == "3 ballots prefer Alder to Birch, 2 the other way round."
    assert said["Cedar"] == "Points: Cedar 2, Alder 21."


def test_whom_a_kept_seat_shuts_out_is_not_said_to_have_the_fewest() -> None:
    ballots = [((1,), 4), ((2, 3), 3), ((3,), 2), ((4,), 1)]
    names = ("Alder", "Birch", "Cedar", "Dogwood")
    north = Constraint("north", frozenset({1, 2}), most=1)
    count = stv_scottish.count(ballots, candidates=names, seats=2, constraints=[north])
    assert count.winners == (1, 3)
    one, two, *_ = count.stages
    assert stage_words(count, two, one).startswith(
        "The rules on who is elected leave Birch no seat, with 3 votes."
    )
    free = stv_scottish.count(ballots, candidates=names, seats=1)
    assert "Dogwood has the fewest, 1 vote, and is excluded." in stage_words(
        free, free.stages[1], free.stages[0]
    )
    said = dict(why_not(free))
    assert (
        "with 1 vote, 5 short of the quota: the fewest of those left, 1 behind" in said["Dogwood"]
    )
    assert "Dogwood was excluded 1 vote behind Cedar" in closeness(free)
