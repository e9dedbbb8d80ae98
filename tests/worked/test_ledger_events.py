"""Every business event of `ledger-events.md`, posted once, and the books that follow from them.

The expected figures were added up by hand. Amounts are written in euros and cents.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from coop import ids
from coop.database import WRITES, make_engine
from ledger import closing, operations, queries
from ledger.entries import Entry, Line
from ledger.money import Money
from ledger.periods import Month
from ledger.proof import ShareRegister, check
from ledger.statements import balance_sheet, income_statement, trial_balance

AT = datetime(2026, 12, 31, 12, 0, tzinfo=UTC)
MEMBER, COACH, SELLER = ids.id_for("a member"), ids.id_for("a coach"), ids.id_for("a seller")

EVENTS: tuple[tuple[str, int, str], ...] = (
    # Dues 60 for a year: received, then a twelfth each month.
    ("dues received", 1, "1010 60 / 2120 60"),
    *((f"dues earned in month {month}", month, "2120 5 / 4000 5") for month in range(1, 13)),
    # Shares: paid with the application, issued by the board; another one part-paid.
    ("share application paid", 1, "1010 500 / 2340 500"),
    ("shares issued", 1, "2340 500 / 3000 500"),
    ("part-paid share", 2, "3090 200 / 3000 200"),
    ("part-paid share, first payment", 3, "1010 120 / 3090 120"),
    # Fellowship 1,200 in three instalments over six months.
    *((f"fellowship instalment {n}", n, "1010 400 / 2100 400") for n in (1, 2, 3)),
    *((f"fellowship earned in month {n}", n, "2100 200 / 4010 200") for n in range(1, 7)),
    ("fellowship delivered before billed", 6, "1120 200 / 4010 200"),
    # Bursaries: given up, and paid by the solidarity pot.
    ("gift to the solidarity pot", 2, "1000 90 / 2130 90"),
    ("fellowship billed", 3, "1100 90 / 2100 90"),
    ("bursary", 3, "4900 90 / 1100 90"),
    ("bursary borne by the pot", 3, "2130 90 / 4900 90"),
    # Coaching session 100, of which 80 is the coach's.
    ("session paid", 4, "1010 100 / 2110 100"),
    ("session delivered", 4, "2110 100 / 2010 80, 4020 20"),
    ("coach paid", 5, "2010 80 / 1000 80"),
    # Marketplace sale 100: commission 10, tax on it 2; two of them, one paid out, one refunded.
    ("sale kept", 5, "1010 100 / 2020 88, 4030 10, 2200 2"),
    ("fee on sale kept", 5, "5010 1.75 / 1010 1.75"),
    ("seller paid out", 5, "2020 88 / 1010 88"),
    ("sale refunded", 6, "1010 100 / 2020 88, 4030 10, 2200 2"),
    ("fee on sale refunded", 6, "5010 1.75 / 1010 1.75"),
    ("refund", 6, "2020 88, 4030 10, 2200 2 / 1010 100"),
    ("fee lost on refund", 6, "5020 1.75 / 5010 1.75"),
    # A third sale, paid out and then charged back; the seller returns 60 of the 88.
    ("sale charged back", 7, "1010 100 / 2020 88, 4030 10, 2200 2"),
    ("second seller paid out", 7, "2020 88 / 1010 88"),
    ("chargeback", 8, "1150 88, 4030 10, 2200 2 / 1010 100"),
    ("dispute fee", 8, "5030 15 / 1010 15"),
    ("seller returns what they can", 9, "1000 60 / 1150 60"),
    ("what the seller cannot return", 9, "5030 28 / 1150 28"),
    ("Stripe payout", 9, "1000 1500 / 1010 1500"),
    ("grant", 10, "1000 300 / 4050 300"),
    ("rent", 10, "6010 120 / 1000 120"),
)
NEXT_YEAR: tuple[tuple[str, int, str], ...] = (
    ("patronage, qualified", 2, "3300 120 / 2300 24, 3100 96"),
    ("patronage paid in cash, some withheld", 2, "2300 24 / 1000 20, 2210 4"),
    ("patronage, non-qualified", 2, "3300 50 / 3110 50"),
    ("non-qualified redeemed", 3, "3110 50 / 2310 50"),
    ("tax effect of it", 3, "2310 10 / 7100 10"),
    ("equity redeemed", 3, "3100 96 / 2310 96"),
    ("redemptions paid", 3, "2310 136 / 1000 136"),
    ("share interest", 3, "3300 15 / 2320 15"),
    ("share interest paid", 3, "2320 15 / 1000 15"),
    ("withdrawal accepted, some written down", 4, "3000 100 / 2310 90, 3220 10"),
    ("withdrawal paid", 4, "2310 90 / 1000 90"),
    ("to the statutory reserve", 4, "3300 300 / 3200 300"),
    ("to the indivisible reserve", 4, "3300 40 / 3210 40"),
    ("a loss made good", 4, "3220 5, 3200 10 / 3300 15"),
)
TRIAL_BALANCE_2026 = {
    "1000": "1750.00", "1010": "385.50", "1120": "200.00",
    "2100": "-90.00", "2200": "-2.00",
    "3000": "-700.00", "3090": "80.00",
    "4000": "-60.00", "4010": "-1400.00", "4020": "-20.00", "4030": "-10.00", "4050": "-300.00",
    "5010": "1.75", "5020": "1.75", "5030": "43.00", "6010": "120.00",
}  # fmt: skip


def entry_of(what: str, year: int, month: int, text: str) -> Entry:
    """This function will read `debits / credits` into an entry on the 9th of the month."""
    lines: list[Line] = []
    for sign, side in zip((1, -1), text.split(" / "), strict=True):
        for part in side.split(", "):
            code, amount = part.split()
            party_id = {"2010": COACH, "2020": SELLER, "1150": SELLER}.get(code, MEMBER)
            minor = sign * int(Decimal(amount) * 100)
            lines.append(Line(code, Money(minor, "EUR"), party_id=party_id))
    return Entry(
        ids.id_for(f"{year} {what}"), f"worked:{year}:{what}", "worked",
        date(year, month, 9), what, tuple(lines),
    )  # fmt: skip


@pytest.fixture
def session(database: str) -> Iterator[Session]:
    """Books in which every event of 2026 has been posted."""
    engine = make_engine(database).execution_options(**{WRITES: True})
    with Session(engine) as session:
        operations.open_chart(session, currency="EUR", at=AT)
        entries = [entry_of(what, 2026, month, text) for what, month, text in EVENTS]
        operations.post(session, entries=entries, at=AT, posted_by=None)
        yield session
    engine.dispose()


def cents(amounts: dict[str, str]) -> dict[str, int]:
    return {code: int(Decimal(amount) * 100) for code, amount in amounts.items()}


def test_the_trial_balance_is_what_was_added_up_by_hand(session: Session) -> None:
    found = trial_balance(
        balances=queries.balances(session), chart=queries.chart(session), currency="EUR"
    )
    assert {row.account.code: row.debit_minor - row.credit_minor for row in found.rows} == cents(
        TRIAL_BALANCE_2026
    )
    assert found.debit_minor == found.credit_minor == 258200
    assert found.balances


def test_the_income_statement_is_what_was_added_up_by_hand(session: Session) -> None:
    start, end = date(2026, 1, 1), date(2026, 12, 31)
    movements = queries.movements(session, after=date(2025, 12, 31), until=end)
    found = income_statement(
        movements=movements, chart=queries.chart(session), currency="EUR", start=start, end=end
    )
    assert found.income.total_minor == 179000
    assert found.expense.total_minor == 16650
    assert found.surplus_minor == 162350
    assert {row.account.code: row.minor for row in found.income.rows} == cents(
        {"4000": "60", "4010": "1400", "4020": "20", "4030": "10", "4050": "300"}
    )


def test_the_balance_sheet_is_what_was_added_up_by_hand(session: Session) -> None:
    on = date(2026, 12, 31)
    found = balance_sheet(
        balances=queries.balances(session, until=on), chart=queries.chart(session),
        currency="EUR", on=on,
    )  # fmt: skip
    assert found.assets.total_minor == 233550
    assert found.liabilities.total_minor == 9200
    assert found.equity.total_minor == 62000
    assert found.open_surplus_minor == 162350
    assert found.balances


def test_half_a_year_shows_half_a_year(session: Session) -> None:
    found = income_statement(
        movements=queries.movements(session, after=date(2025, 12, 31), until=date(2026, 6, 30)),
        chart=queries.chart(session), currency="EUR",
        start=date(2026, 1, 1), end=date(2026, 6, 30),
    )  # fmt: skip
    assert {row.account.code: row.minor for row in found.income.rows} == cents(
        {"4000": "30", "4010": "1400", "4020": "20", "4030": "10"}
    )
    assert {row.account.code: row.minor for row in found.expense.rows} == cents(
        {"5010": "1.75", "5020": "1.75"}
    )


def test_the_year_closes_and_its_surplus_is_divided(session: Session) -> None:
    later = datetime(2027, 5, 2, 9, 0, tzinfo=UTC)
    for month in range(1, 12):
        closing.close_period(session, month=Month(2026, month), at=later, closed_by=None)
    closing.close_year(
        session, year=2026, id=ids.id_for("close"), memo="Close 2026", at=later, closed_by=None
    )
    assert queries.balance(session, account="3300") == -162350
    entries = [entry_of(what, 2027, month, text) for what, month, text in NEXT_YEAR]
    operations.post(session, entries=entries, at=later, posted_by=None)
    expected = cents(
        {
            "3300": "-1113.50", "2300": "0", "3100": "0", "3110": "0", "2310": "0", "2320": "0",
            "2210": "-4", "3200": "-290", "3210": "-40", "3220": "-5", "3000": "-600",
            "7100": "-10", "1000": "1489",
        }
    )  # fmt: skip
    assert {code: queries.balance(session, account=code) for code in expected} == expected
    sheet = balance_sheet(
        balances=queries.balances(session), chart=queries.chart(session), currency="EUR",
        on=date(2027, 5, 2),
    )  # fmt: skip
    assert sheet.balances
    assert check(session, share_register=ShareRegister("EUR", {"3000": 60000, "3010": 0})).holds
    year = income_statement(
        movements=queries.movements(
            session, after=date(2025, 12, 31), until=date(2026, 12, 31), without_closing=True
        ),
        chart=queries.chart(session), currency="EUR",
        start=date(2026, 1, 1), end=date(2026, 12, 31),
    )  # fmt: skip
    assert year.surplus_minor == 162350
