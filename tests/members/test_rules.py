"""What membership's rules say with no database beneath."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.members.accounts.rules import require_good_password, token_hash
from coop.members.errors import (
    LastOfficer,
    PasswordIsEmail,
    PasswordTooCommon,
    SharesOutOfRange,
)
from coop.members.rules import OfficeRole, PartyKind, email_key, refuse_to_leave_vacant
from coop.members.shares.rules import (
    MOVES,
    ApplicationState,
    classes_for,
    founding_classes,
    price_of,
)

A, B, C = founding_classes("EUR")


def test_every_state_is_reached_and_three_are_final() -> None:
    reached = {ApplicationState.APPLIED} | set(MOVES.values())
    assert reached == set(ApplicationState)
    left = {state for state, _ in MOVES}
    assert set(ApplicationState) - left == {
        ApplicationState.DECLINED,
        ApplicationState.WITHDRAWN,
        ApplicationState.ISSUED,
    }


def test_nothing_paid_is_lost_by_a_move() -> None:
    after_paid = {after for (state, _), after in MOVES.items() if state is ApplicationState.PAID}
    assert after_paid == {ApplicationState.ISSUED}


@given(shares=st.integers(-5, 60), held=st.integers(0, 40))
def test_a_price_is_par_times_shares_or_there_is_none(shares: int, held: int) -> None:
    for share_class in (A, B, C):
        try:
            price = price_of(share_class=share_class, shares=shares, held=held)
        except SharesOutOfRange as refusal:
            within = refusal.least <= shares <= refusal.most
            assert not within, "what is refused lies outside the bounds that are told"
        else:
            assert price == shares * share_class.par_minor
            assert share_class.minimum <= held + shares <= share_class.maximum


def test_people_and_organisations_have_their_classes() -> None:
    classes = (A, B, C)
    assert classes_for(classes=classes, kind=PartyKind.PERSON) == (A, C)
    assert classes_for(classes=classes, kind=PartyKind.ORGANISATION) == (B, C)


def test_an_office_that_must_be_filled_is_not_left_by_its_last_holder() -> None:
    last, other = uuid4(), uuid4()
    with pytest.raises(LastOfficer):
        refuse_to_leave_vacant(role=OfficeRole.TREASURER, holders={last: "Ada"}, leaving=last)
    refuse_to_leave_vacant(
        role=OfficeRole.TREASURER, holders={last: "Ada", other: "Bram"}, leaving=last
    )
    refuse_to_leave_vacant(role=OfficeRole.COACH, holders={last: "Ada"}, leaving=last)


def test_one_address_has_one_key() -> None:
    assert email_key("  ADA@Wood.Example ") == "ada@wood.example"
    assert email_key("a@strasse.example") != email_key("a@straße.example")


@given(st.text(min_size=1, max_size=60))
def test_a_kept_token_tells_nothing_of_the_token(token: str) -> None:
    kept = token_hash(token)
    assert len(kept) == 64
    assert kept != token


@pytest.mark.parametrize(
    "password",
    ["otter heron willow", "правильный конь", "correct-mule-battery", "🌳🌿🍂🌾🪵🌱🍃🌲🌴🎋"],
)
def test_a_long_unusual_password_will_do(password: str) -> None:
    require_good_password(password=password, email="ada@wood.example")


def test_the_first_guesses_will_not() -> None:
    for password in ("password12345", "Sunshine2026!", "coppice2026!!", "aaaaaaaaaaaa"):
        with pytest.raises(PasswordTooCommon):
            require_good_password(password=password, email="ada@wood.example")
    with pytest.raises(PasswordIsEmail):
        require_good_password(password="ada.alder.of.wood", email="Ada.Alder.of.Wood@x.example")
