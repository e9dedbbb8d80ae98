"""Proxies: who may give one to whom, which counts, and who has the last word."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.delegations import Delegation, check_giving, effective, may_replace
from voting.errors import (
    HolderHasGiven,
    HoldsProxies,
    NoProxies,
    OwnHolder,
    TooManyProxies,
)

START = datetime(2026, 3, 2, 10, tzinfo=UTC)
HEDGE, POND = UUID(int=901), UUID(int=902)
ALDER, BIRCH, CEDAR = UUID(int=1), UUID(int=2), UUID(int=3)


def proxy(
    giver: UUID, holder: UUID, *, on: UUID | None = HEDGE, hour: int = 0, **more: object
) -> Delegation:
    given_at = START + timedelta(hours=hour)
    words: dict[str, object] = {
        "id": UUID(int=1000 + hour),
        "giver_id": giver,
        "given_by": giver,
        "holder_id": holder,
        "proposal_id": on,
        "until": None if on else given_at + timedelta(days=30),
        "direction": None,
        "given_at": given_at,
    }
    return Delegation(**(words | more))  # type: ignore[arg-type]


def test_a_proxy_for_this_vote_goes_before_a_newer_standing_one() -> None:
    given = [proxy(ALDER, BIRCH), proxy(ALDER, CEDAR, on=None, hour=1)]
    at = START + timedelta(hours=2)
    assert effective(given, proposal_id=HEDGE, at=at)[ALDER].holder_id == BIRCH
    assert effective(given, proposal_id=POND, at=at)[ALDER].holder_id == CEDAR


def test_of_two_standing_proxies_the_newer_counts() -> None:
    given = [proxy(ALDER, CEDAR, on=None, hour=1), proxy(ALDER, BIRCH, on=None)]
    at = START + timedelta(hours=2)
    assert effective(given, proposal_id=HEDGE, at=at)[ALDER].holder_id == CEDAR


def test_a_standing_proxy_ends_on_its_day_and_any_proxy_when_taken_back() -> None:
    standing = proxy(ALDER, BIRCH, on=None)
    assert standing.until is not None
    assert standing.live(standing.until - timedelta(seconds=1))
    assert not standing.live(standing.until)
    ended = proxy(ALDER, BIRCH, ended_at=START + timedelta(hours=3))
    assert ended.live(START + timedelta(hours=2))
    assert effective([ended], proposal_id=HEDGE, at=START + timedelta(hours=3)) == {}


def test_nobody_gives_a_proxy_to_the_own_person() -> None:
    organisation = UUID(int=7)
    with pytest.raises(OwnHolder):
        check_giving(proxy(ALDER, ALDER), among=(), cap=5)
    with pytest.raises(OwnHolder):
        check_giving(proxy(organisation, ALDER, given_by=ALDER), among=(), cap=5)


def test_where_the_rulebook_allows_none_none_is_given() -> None:
    with pytest.raises(NoProxies):
        check_giving(proxy(ALDER, BIRCH), among=(), cap=0)


def test_a_held_vote_is_not_passed_on() -> None:
    held = proxy(ALDER, BIRCH)
    with pytest.raises(HoldsProxies):
        check_giving(proxy(BIRCH, CEDAR, hour=1), among=[held], cap=5)
    with pytest.raises(HoldsProxies):
        check_giving(proxy(BIRCH, CEDAR, on=None, hour=1), among=[held], cap=5)
    check_giving(proxy(BIRCH, CEDAR, on=POND, hour=1), among=[held], cap=5)


def test_who_has_given_holds_none() -> None:
    with pytest.raises(HolderHasGiven):
        check_giving(proxy(CEDAR, ALDER, hour=1), among=[proxy(ALDER, BIRCH)], cap=5)


def test_a_newer_proxy_takes_the_place_of_the_older_in_the_cap() -> None:
    given = [proxy(UUID(int=number), CEDAR, hour=number) for number in range(10, 15)]
    with pytest.raises(TooManyProxies) as caught:
        check_giving(proxy(ALDER, CEDAR, hour=20), among=given, cap=5)
    assert caught.value.cap == 5
    check_giving(proxy(UUID(int=12), CEDAR, hour=20), among=given, cap=5)
    check_giving(proxy(ALDER, CEDAR, on=POND, hour=20), among=given, cap=5)


people = st.integers(1, 7).map(lambda number: UUID(int=number))
scopes = st.sampled_from([None, HEDGE, POND])
deeds = st.lists(st.tuples(people, people, scopes, st.booleans()), max_size=60)


def lived(steps: list[tuple[UUID, UUID, UUID | None, bool]], cap: int) -> list[Delegation]:
    """This function will give and take back proxies as the steps say, where the rules allow."""
    kept: list[Delegation] = []
    for hour, (giver, holder, on, take_back) in enumerate(steps):
        new = proxy(giver, holder, on=on, hour=hour)
        ended = [one for one in kept if one.ended_at is None and new.succeeds(one)]
        if not take_back:
            try:
                check_giving(new, among=[one for one in kept if one.ended_at is None], cap=cap)
            except (OwnHolder, HoldsProxies, HolderHasGiven, TooManyProxies):
                continue
        for one in ended:
            kept.remove(one)
            kept.append(
                proxy(
                    one.giver_id, one.holder_id, on=one.proposal_id, id=one.id,
                    given_at=one.given_at, until=one.until, ended_at=new.given_at,
                )
            )  # fmt: skip
        if not take_back:
            kept.append(new)
    return kept


@given(deeds, st.integers(1, 3))
def test_no_circle_no_chain_and_no_cap_exceeded_whatever_is_given(
    steps: list[tuple[UUID, UUID, UUID | None, bool]], cap: int
) -> None:
    kept = lived(steps, cap)
    for hour in range(len(steps) + 1):
        for vote in (HEDGE, POND):
            inforce = effective(kept, proposal_id=vote, at=START + timedelta(hours=hour))
            holders = [one.holder_id for one in inforce.values()]
            assert not set(inforce) & set(holders), "whoever gives holds nothing: no circle"
            assert all(holders.count(one) <= cap for one in holders)
            assert all(giver == one.giver_id for giver, one in inforce.items())


@given(deeds)
def test_at_most_one_proxy_of_a_giver_is_in_force_and_it_is_the_nearest(
    steps: list[tuple[UUID, UUID, UUID | None, bool]],
) -> None:
    kept = lived(steps, 7)
    at = START + timedelta(hours=len(steps))
    for giver, one in effective(kept, proposal_id=HEDGE, at=at).items():
        rivals = [r for r in kept if r.giver_id == giver and r.live(at) and r.covers(HEDGE)]
        if any(rival.proposal_id == HEDGE for rival in rivals):
            assert one.proposal_id == HEDGE


@given(st.lists(st.booleans()))
def test_voting_oneself_always_has_the_last_word(casts: list[bool]) -> None:
    inside: tuple[int, bool] | None = None
    for number, own in enumerate(casts):
        if inside is None or may_replace(own=own, in_person=inside[1]):
            inside = (number, own)
    if any(casts):
        assert inside == (max(number for number, own in enumerate(casts) if own), True)
