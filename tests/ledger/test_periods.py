"""A month's life, open to closed and back by two; and plain SQL that tries otherwise."""

import threading
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from coop import ids
from ledger import closing, operations, period_queries, queries
from ledger.entries import CLOSE_YEAR
from ledger.errors import (
    EarlierPeriodOpen,
    LaterPeriodClosed,
    PeriodAlreadyClosed,
    PeriodClosed,
    PeriodMoved,
    PeriodNotOver,
    PeriodSoftlyClosed,
    ReasonNeeded,
    SecondPersonNeeded,
)
from ledger.periods import ADJUSTMENT, Month, PeriodMove, PeriodState, Waived
from ledger.proof import check
from ledger.tables import CheckpointRow, EntryRow, SealRow
from tests.ledger.test_closing import LATER, close
from tests.makers.books import AT, EntryFactory, moved

TREASURER, CHAIR = uuid4(), uuid4()
MARCH, APRIL = Month(2026, 3), Month(2026, 4)


def post(session: Session, *, by: UUID | None = TREASURER, **about: Any) -> UUID:
    entry = EntryFactory(**about)
    return operations.post(session, entries=[entry], at=AT, posted_by=by)[0]


def soften(session: Session, month: Month = MARCH) -> None:
    closing.soften(session, month=month, reason="", at=LATER, by=TREASURER)


def reopen(session: Session, month: Month = MARCH, **about: Any) -> None:
    about = {
        "reason": "The rent was booked twice", "asked_by": TREASURER, "confirmed_by": CHAIR,
        "reversal_id": ids.new_id(), "memo": "Opened again", "at": LATER,
    } | about  # fmt: skip
    closing.reopen(session, month=month, **about)


def test_a_softly_closed_month_takes_adjustments_of_somebody_with_a_reason(
    session: Session,
) -> None:
    original = post(session)
    soften(session)
    assert period_queries.state_of(session, month=MARCH) is PeriodState.SOFT
    assert not queries.is_open(session, on=date(2026, 3, 31))
    assert period_queries.first_ordinary_day(session, on=date(2026, 3, 9)) == date(2026, 4, 1)
    for day in (date(2026, 3, 31), date(2026, 2, 1)):
        with pytest.raises(PeriodSoftlyClosed) as refusal:
            post(session, on=day)
        assert refusal.value.soft_until == date(2026, 3, 31)
    for faulty in ({"by": None}, {"memo": ""}):
        with pytest.raises(IntegrityError), session.begin_nested():
            post(session, kind=ADJUSTMENT, **faulty)
    post(session, kind=ADJUSTMENT, memo="The accountant's correction")
    post(session, kind="exchange.revalued", memo="At the closing rate")
    operations.reverse(
        session, entry_id=original, id=ids.new_id(), source_key="undo", on=date(2026, 3, 2),
        memo="Booked twice", at=AT, posted_by=TREASURER,
    )  # fmt: skip
    post(session, on=date(2026, 4, 1))
    close(session, MARCH)
    assert check(session).holds


def test_months_are_softened_in_order_and_opened_again_the_last_one_first(
    session: Session,
) -> None:
    post(session, on=date(2026, 3, 2))
    with pytest.raises(EarlierPeriodOpen):
        soften(session, APRIL)
    with pytest.raises(PeriodNotOver):
        closing.soften(session, month=MARCH, reason="", at=AT, by=None)
    soften(session, MARCH)
    soften(session, APRIL)
    with pytest.raises(PeriodMoved):
        soften(session, APRIL)
    with pytest.raises(LaterPeriodClosed):
        closing.open_again(session, month=MARCH, reason="Late bill", at=LATER, by=TREASURER)
    with pytest.raises(ReasonNeeded):
        closing.open_again(session, month=APRIL, reason=" ", at=LATER, by=TREASURER)
    closing.open_again(session, month=APRIL, reason="Late bill", at=LATER, by=TREASURER)
    post(session, on=date(2026, 4, 3))
    with pytest.raises(PeriodMoved):
        closing.open_again(session, month=APRIL, reason="Late bill", at=LATER, by=TREASURER)


def test_a_closed_month_is_opened_again_by_two_and_closes_anew_with_the_chain_grown(
    session: Session,
) -> None:
    post(session)
    waived = (Waived("statement", 1, "The bank is late"),)
    closing.close_period(session, month=MARCH, at=LATER, closed_by=TREASURER, waived=waived)
    with pytest.raises(SecondPersonNeeded):
        reopen(session, confirmed_by=TREASURER)
    with pytest.raises(ReasonNeeded):
        reopen(session, reason=" ")
    reopen(session)
    assert queries.closed_months(session) == ()
    kept = session.scalars(select(func.count()).select_from(CheckpointRow)).one()
    assert kept == 0
    with pytest.raises(PeriodMoved):
        reopen(session)
    with pytest.raises(PeriodSoftlyClosed):
        post(session)
    post(session, kind=ADJUSTMENT, lines=moved(700, to="6010", out_of="1000"))
    assert check(session).holds
    close(session, MARCH)
    assert queries.balance(session, account="1000", until=MARCH.ends) == 50000 - 700
    seals = session.scalars(select(SealRow).order_by(SealRow.number)).all()
    assert [seal.entry_count for seal in seals] == [1, 1]
    assert check(session).holds
    told = period_queries.moves(session, month=MARCH)
    assert [each.move for each in told] == [
        PeriodMove.CLOSE,
        PeriodMove.REOPEN,
        PeriodMove.CLOSE,
    ]
    assert told[0].waived == waived
    assert (told[1].by, told[1].second_by) == (TREASURER, CHAIR)


def test_months_are_opened_again_in_reverse_order(session: Session) -> None:
    post(session)
    close(session, MARCH)
    close(session, APRIL)
    with pytest.raises(LaterPeriodClosed) as refusal:
        reopen(session, MARCH)
    assert refusal.value.starts == APRIL.starts
    reopen(session, APRIL)
    reopen(session, MARCH)
    with pytest.raises(EarlierPeriodOpen):
        close(session, APRIL)
    close(session, MARCH)
    close(session, APRIL)
    with pytest.raises(PeriodAlreadyClosed):
        close(session, APRIL)


def test_a_year_opened_again_gives_its_result_back_and_closes_with_the_corrected_one(
    session: Session,
) -> None:
    december = Month(2026, 12)
    post(session, on=date(2026, 12, 3), lines=moved(90000, to="1000", out_of="4050"))

    def close_the_year() -> UUID | None:
        return closing.close_year(
            session, year=2026, id=ids.new_id(), memo="Close", at=LATER, closed_by=TREASURER
        )

    def surplus_of_the_year() -> int:
        found = queries.movements(
            session, after=date(2025, 12, 31), until=december.ends, without_closing=True,
            accounts=["4050", "6010"],
        )  # fmt: skip
        return -sum(each.minor for each in found)

    first = close_the_year()
    reopen(session, december)
    assert queries.balance(session, account="3300") == 0
    assert queries.balance(session, account="4050") == -90000
    assert surplus_of_the_year() == 90000
    post(
        session, kind=ADJUSTMENT, on=date(2026, 12, 31),
        lines=moved(31000, to="6010", out_of="1000"),
    )  # fmt: skip
    second = close_the_year()
    assert queries.balance(session, account="3300") == -59000
    assert surplus_of_the_year() == 59000
    kinds = session.execute(
        select(EntryRow.kind, EntryRow.reverses_id).where(EntryRow.dated == december.ends)
    ).all()
    assert sorted(kinds, key=str) == sorted(
        [(CLOSE_YEAR, None), (CLOSE_YEAR, first), (ADJUSTMENT, None), (CLOSE_YEAR, None)], key=str
    )
    reopen(session, december)
    assert close_the_year() not in (first, second)
    assert queries.balance(session, account="3300") == -59000
    assert check(session).holds


MOVE = (
    "INSERT INTO ledger_period_move (starts, number, ends, name, moved_by, seconded_by, reason,"
    " waived, at) VALUES (:starts, :number, :ends, :name, :by, :second, :reason, '[]',"
    " '2027-02-01 10:00:00')"
)


def stored(books: Engine, id: UUID | None) -> str | None:
    if id is None:
        return None
    return id.hex if books.dialect.name == "sqlite" else str(id)


def move(books: Engine, name: str, number: int, **other: Any) -> tuple[str, dict[str, Any]]:
    by, second = other.pop("by", TREASURER), other.pop("second", None)
    values = {
        "starts": "2026-03-01", "ends": "2026-03-31", "name": name, "number": number,
        "by": stored(books, by), "second": stored(books, second), "reason": "Because",
    } | other  # fmt: skip
    return MOVE, values


def run(books: Engine, *statements: Any) -> None:
    with books.begin() as connection:
        for statement in statements:
            sql, values = statement if isinstance(statement, tuple) else (statement, {})
            connection.execute(text(sql), values)


def refused(books: Engine, *statements: Any) -> None:
    with pytest.raises(DBAPIError):
        run(books, *statements)


@pytest.fixture
def closed(books: Engine) -> Engine:
    """Books whose March and April 2026 are closed."""
    with Session(books) as session, session.begin():
        post(session)
        close(session, MARCH)
        close(session, APRIL)
    return books


def test_plain_sql_opens_no_month_alone_nor_out_of_turn(closed: Engine) -> None:
    april = {"starts": "2026-04-01", "ends": "2026-04-30"}
    for attack in (
        move(closed, "reopen", 2, **april),
        move(closed, "reopen", 2, second=TREASURER, **april),
        move(closed, "reopen", 2, second=CHAIR, by=None, **april),
        move(closed, "reopen", 2, second=CHAIR, reason="", **april),
        move(closed, "reopen", 2, second=CHAIR),
        move(closed, "reopen", 3, second=CHAIR, **april),
        move(closed, "soften", 2, **april),
        move(closed, "open", 2, **april),
        move(closed, "close", 2, **april),
        move(closed, "open", 2, starts="2026-04-01", ends="2026-05-01"),
        "DELETE FROM ledger_period WHERE starts = '2026-04-01'",
        "DELETE FROM ledger_checkpoint WHERE ends = '2026-04-30'",
        "UPDATE ledger_period SET closed_by = NULL",
        "UPDATE ledger_checkpoint SET debit_minor = debit_minor + 1",
        "UPDATE ledger_period_move SET name = 'open'",
        "DELETE FROM ledger_period_move",
        "INSERT INTO ledger_period (starts, ends, closed_at) "
        "VALUES ('2026-05-01', '2026-05-31', '2026-06-01 10:00:00')",
    ):
        refused(closed, attack)
    with Session(closed) as session:
        assert queries.closed_months(session) == (MARCH, APRIL)
        assert check(session).holds


def test_plain_sql_that_opens_a_month_as_two_leaves_the_chain_as_it_was(closed: Engine) -> None:
    run(
        closed,
        move(closed, "reopen", 2, second=CHAIR, starts="2026-04-01", ends="2026-04-30"),
        "DELETE FROM ledger_checkpoint WHERE ends = '2026-04-30'",
        "DELETE FROM ledger_period WHERE starts = '2026-04-01'",
    )
    refused(closed, "DELETE FROM ledger_seal")
    refused(closed, "DELETE FROM ledger_checkpoint")
    with Session(closed) as session:
        assert queries.closed_months(session) == (MARCH,)
        assert check(session).holds


def test_a_month_softly_closing_while_entries_arrive_loses_none_of_them(books: Engine) -> None:
    start = threading.Barrier(5)
    refusals: list[str] = []

    def pay_in(number: int) -> None:
        start.wait()
        for turn in range(4):
            try:
                with Session(books) as session, session.begin():
                    post(session, source_key=f"{number}:{turn}")
            except (PeriodSoftlyClosed, PeriodClosed) as refusal:
                refusals.append(type(refusal).__name__)

    def shut() -> None:
        start.wait()
        with Session(books) as session, session.begin():
            soften(session)
        with Session(books) as session, session.begin():
            close(session, MARCH)

    threads = [threading.Thread(target=pay_in, args=(n,)) for n in range(4)]
    threads.append(threading.Thread(target=shut))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Session(books) as session:
        assert queries.balance(session, account="1000") == 50000 * (16 - len(refusals))
        assert check(session).holds
