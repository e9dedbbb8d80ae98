"""A round of consent: carried where somebody agrees and nobody objects."""

import pytest

from voting.counting import consent
from voting.counting.papers import Position
from voting.errors import CannotCount


def test_standing_aside_does_not_stop_a_proposal_and_one_objection_does() -> None:
    aside = consent.count([(Position.AGREE, 3), (Position.STAND_ASIDE, 2), (Position.ABSTAIN, 1)])
    assert (aside.cast, aside.given) == (6, True)
    objected = consent.count([(Position.AGREE, 30), (Position.OBJECT, 1)])
    assert (objected.object, objected.given) == (1, False)


def test_where_nobody_agrees_nothing_is_carried() -> None:
    assert not consent.count([(Position.ABSTAIN, 4)]).given
    assert not consent.count([]).given


def test_a_position_taken_less_than_never_is_refused() -> None:
    with pytest.raises(CannotCount, match="-1 times"):
        consent.count([(Position.AGREE, -1)])
