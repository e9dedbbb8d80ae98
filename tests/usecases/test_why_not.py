"""Why somebody was not chosen, in the terms of the rule that passed them over."""

from coop.readmodels.results.why_not import why_not
from voting.counting import star


def test_who_was_no_finalist_had_fewer_points_and_a_finalist_lost_the_runoff() -> None:
    # Cedar has too few points to be a finalist, whatever a match would say.
    ballots = [(((1, 5), (2, 4)), 3), (((2, 5), (1, 3)), 2), (((3, 1),), 2)]
    count = star.count(ballots, candidates=("Alder", "Birch", "Cedar"))
    assert count.winners == (1,)
    said = dict(why_not(count))
    assert said["Birch"] == "3 ballots prefer Alder to Birch, 2 the other way round."
    assert said["Cedar"] == "Points: Cedar 2, Alder 21."
