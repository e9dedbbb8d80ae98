"""Closing months and years: what stays open, what is refused, what is kept."""

import threading
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from coop import ids
from ledger import closing, hashing, operations, queries
from ledger.errors import (
    ClosingEntryStands,
    EarlierPeriodOpen,
    PeriodAlreadyClosed,
    PeriodClosed,
    PeriodNotOver,
    YearEndsHere,
    YearHasOpenMonths,
)
from ledger.journal import entries_by_id
from ledger.periods import Month
from ledger.proof import check
from ledger.tables import CheckpointRow, SealRow
from tests.makers.books import AT, EntryFactory, moved

LATER = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)


def post(session: Session, **about: Any) -> Any:
    entry = EntryFactory(**about)
    return operations.post(session, entries=[entry], at=AT, posted_by=None)[0]


def close(session: Session, month: Month, at: datetime = LATER) -> None:
    closing.close_period(session, month=month, at=at, closed_by=None)


def close_year(session: Session, year: int) -> Any:
    return closing.close_year(
        session, year=year, id=ids.new_id(), memo=f"Close {year}", at=LATER, closed_by=None
    )


def test_a_closed_month_takes_no_more_entries(session: Session) -> None:
    post(session, on=date(2026, 3, 31))
    close(session, Month(2026, 3))
    for day in (date(2026, 3, 31), date(2026, 3, 1), date(2025, 12, 31)):
        with pytest.raises(PeriodClosed) as refusal:
            post(session, on=day)
        assert refusal.value.closed_until == date(2026, 3, 31)
    post(session, on=date(2026, 4, 1))


def test_months_close_in_order_once_and_only_when_over(session: Session) -> None:
    post(session, on=date(2026, 2, 10))
    with pytest.raises(EarlierPeriodOpen) as refusal:
        close(session, Month(2026, 3))
    assert refusal.value.starts == date(2026, 2, 1)
    with pytest.raises(PeriodNotOver):
        close(session, Month(2026, 2), at=datetime(2026, 2, 28, 23, 59, tzinfo=UTC))
    close(session, Month(2026, 2))
    with pytest.raises(PeriodAlreadyClosed):
        close(session, Month(2026, 2))
    close(session, Month(2026, 3))
    assert queries.closed_months(session) == (Month(2026, 2), Month(2026, 3))
    assert queries.first_open_month(session) == Month(2026, 4)


def test_balances_start_from_the_checkpoint_and_agree_with_the_lines(session: Session) -> None:
    for month in (1, 2, 3, 4):
        post(session, on=date(2026, month, 15), lines=moved(100 * month, to="1000", out_of="4050"))
        post(session, on=date(2026, month, 20), lines=moved(30 * month, to="6010", out_of="1000"))
    close(session, Month(2026, 1))
    close(session, Month(2026, 2))
    stored = session.execute(
        select(CheckpointRow.debit_minor, CheckpointRow.credit_minor).where(
            CheckpointRow.ends == date(2026, 2, 28), CheckpointRow.account == "1000"
        )
    ).one()
    assert tuple(stored) == (300, 90)
    for until, expected in (
        (date(2025, 12, 31), 0),
        (date(2026, 1, 14), 0),
        (date(2026, 1, 31), 70),
        (date(2026, 2, 16), 270),
        (date(2026, 2, 28), 210),
        (date(2026, 3, 17), 510),
        (None, 700),
    ):
        assert queries.balance(session, account="1000", until=until) == expected, until


def test_closing_a_month_seals_its_entries_in_a_chain(session: Session) -> None:
    for month in (1, 2):
        post(session, on=date(2026, month, 15))
        close(session, Month(2026, month))
    first, second = session.execute(select(SealRow).order_by(SealRow.number)).scalars()
    assert second.previous == first.chain
    proof = check(session)
    assert proof.holds
    assert proof.head == second.chain
    assert (proof.entry_count, proof.seal_count) == (2, 2)


def test_an_empty_month_closes_without_a_seal(session: Session) -> None:
    post(session, on=date(2026, 1, 15))
    close(session, Month(2026, 1))
    close(session, Month(2026, 2))
    assert check(session).seal_count == 1
    assert queries.balance(session, account="1000", until=date(2026, 2, 28)) == 50000


def test_a_year_moves_income_and_expense_to_the_surplus(session: Session) -> None:
    post(session, on=date(2026, 11, 3), lines=moved(90000, to="1000", out_of="4050"))
    post(
        session, on=date(2026, 12, 3),
        lines=moved(2000, to="1010", out_of="4020", pool="coaching"),
    )  # fmt: skip
    post(session, on=date(2026, 12, 9), lines=moved(31000, to="6010", out_of="1000"))
    with pytest.raises(YearHasOpenMonths):
        close_year(session, 2026)
    close(session, Month(2026, 11))
    with pytest.raises(YearEndsHere):
        close(session, Month(2026, 12))
    closing_id = close_year(session, 2026)
    assert queries.balance(session, account="3300") == -61000
    for code in ("4050", "4020", "6010"):
        assert queries.balance(session, account=code) == 0
    assert queries.balance(session, account="4020", pool="coaching") == 0
    with pytest.raises(PeriodAlreadyClosed):
        close_year(session, 2026)
    with pytest.raises(ClosingEntryStands):
        operations.reverse(
            session, entry_id=closing_id, id=ids.new_id(), source_key="undo",
            on=date(2027, 1, 5), memo="", at=LATER, posted_by=None,
        )  # fmt: skip
    assert closing_id in entries_by_id(session, ids=[closing_id])
    fees = queries.net_fees_by_party_and_pool(
        session, start=date(2026, 1, 1), end=date(2026, 12, 31), accounts=["4020"], currency="EUR"
    )
    assert [(fee.pool, fee.minor) for fee in fees] == [("coaching", 2000)]
    assert check(session).holds


def test_a_year_without_income_or_expense_closes_without_an_entry(session: Session) -> None:
    post(session, on=date(2026, 12, 3), lines=moved(500, to="1000", out_of="1010"))
    assert close_year(session, 2026) is None
    assert queries.closed_until(session) == date(2026, 12, 31)


def test_a_month_closing_while_entries_arrive_keeps_every_entry_in_its_checkpoint(
    books: Engine,
) -> None:
    with Session(books) as session, session.begin():
        post(session, on=date(2026, 1, 2), lines=moved(1, to="1000", out_of="4050"))
    start = threading.Barrier(9)
    refused: list[int] = []

    def pay_in(number: int) -> None:
        start.wait()
        for turn in range(6):
            try:
                with Session(books) as session, session.begin():
                    post(
                        session, source_key=f"{number}:{turn}", on=date(2026, 1, 15),
                        lines=moved(1, to="1000", out_of="4050"),
                    )  # fmt: skip
            except PeriodClosed:
                refused.append(number)

    def shut() -> None:
        start.wait()
        with Session(books) as session, session.begin():
            close(session, Month(2026, 1))

    threads = [threading.Thread(target=pay_in, args=(n,)) for n in range(8)]
    threads.append(threading.Thread(target=shut))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Session(books) as session:
        assert queries.balance(session, account="1000") == 1 + 8 * 6 - len(refused)
        assert check(session).differences == ()


def test_a_large_journal_is_sealed_in_several_links(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.sealing.MOST_ENTRIES", 3)
    for _entry in range(7):
        post(session, on=date(2026, 1, 15))
    close(session, Month(2026, 1))
    seals = session.execute(select(SealRow.entry_count).order_by(SealRow.number)).scalars()
    assert list(seals) == [3, 3, 1]
    assert check(session).holds


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 100])
def test_a_root_is_the_same_leaf_by_leaf_as_all_at_once(count: int) -> None:
    leaves = [bytes([number]) * 32 for number in range(count)]
    tree = hashing.Tree()
    for leaf in leaves:
        tree.add(leaf)
    assert (tree.count, tree.root()) == (count, hashing.root(leaves))
