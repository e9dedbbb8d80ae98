"""Budgets: exact figures by month, tables with every fault at once, and plain SQL on them."""

from datetime import date
from fractions import Fraction
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from coop import ids
from ledger import closing, operations
from ledger.accounts import DEFAULT_CHART
from ledger.budgets import csv, queries
from ledger.budgets import operations as budgets
from ledger.budgets.errors import BudgetEmpty, BudgetMoved, MalformedBudget, NotBudgeted
from ledger.budgets.rules import Cell, by_row, changed_by, spread, totals
from ledger.errors import UnknownAccount
from ledger.faults import FaultKind
from ledger.periods import Month
from tests.ledger.test_closing import LATER
from tests.makers.books import AT, EntryFactory, moved

CHART = {account.code: account for account in DEFAULT_CHART}
POOLS = ("coaching",)
ROWS = {
    Cell("6010", None, 1): 40_000,
    Cell("6010", None, 2): 41_000,
    Cell("4020", "coaching", 1): 7,
}


def test_a_year_is_spread_over_the_months_to_the_cent() -> None:
    months = spread(year_minor=100_000)
    assert sum(months.values()) == 100_000
    assert set(months.values()) == {8_333, 8_334}
    assert [months[month] for month in (1, 4, 5, 12)] == [8_334, 8_334, 8_333, 8_333]
    assert sum(spread(year_minor=-7).values()) == -7


@pytest.mark.parametrize(
    ("percent", "expected"), [("0", 81_000), ("5", 85_050), ("-100", 0), ("1/3", 81_270)]
)
def test_last_year_is_raised_exactly_over_the_year(percent: str, expected: int) -> None:
    changed = changed_by(ROWS, percent=Fraction(percent))
    assert sum(minor for cell, minor in changed.items() if cell.account == "6010") == expected


def test_a_row_without_positive_months_still_comes_to_its_year() -> None:
    changed = changed_by({Cell("4900", None, 3): -1_000}, percent=Fraction(10))
    assert sum(changed.values()) == -1_100


def test_a_table_is_read_by_year_or_by_month_and_reads_what_it_wrote() -> None:
    whole = csv.read(
        b"Account;Pool;Year\n6010;;1.200,00\n4020;coaching;7,00\n",
        chart=CHART, pools=POOLS, currency="EUR",
    )  # fmt: skip
    assert totals(whole, chart=CHART) == (700, 120_000)
    assert by_row(whole)["6010", ""] == dict.fromkeys(range(1, 13), 10_000)
    text_of = csv.write(ROWS, chart=CHART, currency="EUR")
    assert csv.read(text_of.encode(), chart=CHART, pools=POOLS, currency="EUR") == ROWS


def test_every_fault_of_a_table_is_named_at_once() -> None:
    table = b"account,pool,year\n1000,,5\n6010,fishing,5\n6020,,a lot\n6030,,1\n6030,,2\n"
    with pytest.raises(MalformedBudget) as refusal:
        csv.read(table, chart=CHART, pools=POOLS, currency="EUR")
    assert [(fault.line_number, fault.kind) for fault in refusal.value.faults] == [
        (2, FaultKind.NOT_BUDGETED),
        (3, FaultKind.UNKNOWN_POOL),
        (4, FaultKind.BAD_AMOUNT),
        (6, FaultKind.REPEATED_ROW),
    ]
    for faulty in (
        b"",
        b"account,pool\n6010,\n",
        b"pool,year\n,5\n",
        b"account,year\n",
        b"\xff\xfe",
    ):
        with pytest.raises(MalformedBudget):
            csv.read(faulty, chart=CHART, pools=POOLS, currency="EUR")


def draft(session: Session, amounts: dict[Cell, int] | None = None, year: int = 2027) -> UUID:
    budget_id = ids.new_id()
    budgets.draft(
        session, id=budget_id, year=year, currency="EUR", by=None, at=AT,
        amounts=ROWS if amounts is None else amounts,
    )  # fmt: skip
    return budget_id


def test_only_income_and_expense_are_budgeted_and_a_draft_is_revised(session: Session) -> None:
    with pytest.raises(NotBudgeted):
        draft(session, {Cell("1000", None, 1): 5})
    with pytest.raises(UnknownAccount):
        draft(session, {Cell("9999", None, 1): 5})
    budget_id = draft(session)
    before = queries.budget(session, budget_id=budget_id)
    assert before.amounts == ROWS
    budgets.revise(session, budget_id=budget_id, amounts={Cell("6020", None, 12): 5})
    after = queries.budget(session, budget_id=budget_id)
    assert after.amounts == {Cell("6020", None, 12): 5}
    assert after.digest != before.digest
    budgets.withdraw(session, budget_id=budget_id)
    with pytest.raises(BudgetMoved):
        budgets.revise(session, budget_id=budget_id, amounts=ROWS)
    empty = draft(session, {})
    with pytest.raises(BudgetEmpty):
        budgets.propose(
            session, budget_id=empty, proposal_id=ids.new_id(),
            digest=queries.budget(session, budget_id=empty).digest,
        )  # fmt: skip
    assert queries.in_force(session, year=2027) == {}


def test_what_a_year_came_to_is_by_account_pool_and_month_without_its_closing(
    session: Session,
) -> None:
    for day, lines in (
        (date(2026, 11, 3), moved(90_000, to="1000", out_of="4050")),
        (date(2026, 12, 3), moved(2_000, to="1010", out_of="4020", pool="coaching")),
        (date(2026, 12, 9), moved(31_000, to="6010", out_of="1000")),
    ):
        entry = EntryFactory(on=day, lines=lines)
        operations.post(session, entries=[entry], at=AT, posted_by=None)
    closing.close_period(session, month=Month(2026, 11), at=LATER, closed_by=None)
    closing.close_year(session, year=2026, id=ids.new_id(), memo="Close", at=LATER, closed_by=None)
    assert queries.actuals(session, year=2026, currency="EUR") == {
        Cell("4050", None, 11): 90_000,
        Cell("4020", "coaching", 12): 2_000,
        Cell("6010", None, 12): 31_000,
    }


def test_plain_sql_brings_no_budget_into_force_without_a_resolution(books: Engine) -> None:
    with Session(books) as session, session.begin():
        budget_id, aside = draft(session), draft(session)
        budgets.withdraw(session, budget_id=aside)
    plain = (lambda each: each.hex) if books.dialect.name == "sqlite" else str
    force = "UPDATE ledger_budget SET state = 'in_force', adopted_at = '2026-03-02 10:00:00'"
    for attack in (
        f"{force} WHERE id = '{plain(budget_id)}'",
        "UPDATE ledger_budget SET state = 'proposed'",
        "UPDATE ledger_budget SET year = 2028",
        "DELETE FROM ledger_budget",
        f"UPDATE ledger_budget_line SET amount_minor = 1 WHERE budget_id = '{plain(aside)}'",
        f"DELETE FROM ledger_budget_line WHERE budget_id = '{plain(aside)}'",
        "INSERT INTO ledger_budget_line (budget_id, account, pool, month, amount_minor)"
        f" VALUES ('{plain(aside)}', '6010', '', 7, 5)",
        "INSERT INTO ledger_budget_line (budget_id, account, pool, month, amount_minor)"
        f" VALUES ('{plain(budget_id)}', '6010', '', 13, 5)",
        "INSERT INTO ledger_budget (id, year, currency, state, digest, prepared_at) VALUES"
        f" ('{plain(ids.new_id())}', 2027, 'EUR', 'proposed', 'x', '2026-03-02 10:00:00')",
    ):
        with pytest.raises(DBAPIError), books.begin() as connection:
            assert connection.execute(text(attack)).rowcount, attack
