"""An account's history page by page, and balances from the nearest closed month."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from ledger import history, operations, queries
from ledger.closing import close_period
from ledger.journal import AccountLine, LineFilter, LineKey, lines
from ledger.periods import Month
from tests.makers.books import EntryFactory, moved

AT = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)


@pytest.fixture
def busy(session: Session) -> Session:
    """Four months of entries on random days, several a day; the first three are closed."""
    chance = random.Random(7)
    entries = [
        EntryFactory(
            on=date(2026, 1, 1) + timedelta(days=chance.randrange(120)),
            lines=moved(chance.randrange(1, 500), to=to, out_of=out_of),
        )
        for to, out_of in [("1000", "4050"), ("6000", "1000"), ("1010", "4010")]
        for _time in range(60)
    ]
    operations.post(session, entries=entries, at=AT, posted_by=None)
    for number in (1, 2, 3):
        close_period(session, month=Month(2026, number), at=AT, closed_by=None)
    return session


@pytest.mark.parametrize(
    "wanted",
    [
        LineFilter(accounts=("1000",), currency="EUR"),
        LineFilter(accounts=("1000",), start=date(2026, 2, 9), end=date(2026, 4, 9)),
        LineFilter(accounts=("1000", "1010")),
        LineFilter(accounts=("1000",), side="credit"),
        LineFilter(accounts=("1000",), without_closing=True),
    ],
)
def test_pages_there_and_back_are_the_whole_with_its_running_total(
    busy: Session, wanted: LineFilter
) -> None:
    whole = lines(busy, wanted=wanted)
    assert len(whole) > 30
    assert history.total(busy, wanted=wanted) == sum(line.amount_minor for line in whole)
    there: list[AccountLine] = []
    after: LineKey | None = None
    while True:
        page = history.page(busy, wanted=wanted, limit=7, after=after)
        assert page.opening_minor == sum(line.amount_minor for line in there)
        assert page.has_earlier == bool(there)
        there += page.lines
        if not page.has_later:
            break
        after = page.lines[-1].key
    assert tuple(there) == whole
    back: list[AccountLine] = []
    before = whole[-1].key
    while True:
        page = history.page(busy, wanted=wanted, limit=7, before=before)
        back = [*page.lines, *back]
        assert page.opening_minor == sum(
            line.amount_minor for line in whole[: len(whole) - 1 - len(back)]
        )
        if not page.has_earlier:
            break
        before = page.lines[0].key
    assert tuple(back) == whole[:-1]


def test_every_day_stands_where_its_lines_put_it(busy: Session) -> None:
    whole = lines(busy, wanted=LineFilter())
    for number in range(125):
        day = date(2025, 12, 30) + timedelta(days=number)
        expected: dict[str, int] = {}
        for line in whole:
            if line.on <= day:
                expected[line.account] = expected.get(line.account, 0) + line.amount_minor
        found = {each.account: each.minor for each in queries.balances(busy, until=day)}
        assert found == expected, day


def test_counting_stops_where_nobody_reads_on(busy: Session) -> None:
    wanted = LineFilter(accounts=("1000",))
    assert history.count_up_to(busy, wanted=wanted) == 120
    assert history.count_up_to(busy, wanted=wanted, most=50) == 51


def test_a_place_in_an_address_is_read_back() -> None:
    key = LineKey(date(2026, 3, 2), EntryFactory().id, 4)
    assert LineKey.parse(str(key)) == key
    for text in ("", "x", "2026-03-02~4", "2026-03-02~x~1"):
        with pytest.raises(ValueError, match=r"."):
            LineKey.parse(text)
