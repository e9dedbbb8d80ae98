"""Several currencies, whole: rates by date, exchange, settlement, closing rates."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from coop import ids
from coop.approvals import queries as approvals
from coop.clock import StagedClock
from coop.container import Container
from coop.unit_of_work.permissions import Actor, NotPermitted, Role
from coop.usecases import decide_approval
from coop.usecases.check_books import prove_books
from coop.usecases.exchange_money import exchange_money
from coop.usecases.export_journal import JournalFormat, export_journal
from coop.usecases.keep_rates import enter_rate, import_rates
from coop.usecases.open_foreign_account import open_foreign_account
from coop.usecases.revalue_currencies import revalue_currencies
from ledger import operations, queries
from ledger.accounts import Account, AccountKind
from ledger.currencies import queries as currencies
from ledger.currencies.errors import (
    AmountMissing,
    AmountsDiffer,
    MalformedRates,
    NoRate,
    NotExchanged,
    NotForeign,
    SameAccount,
)
from ledger.entries import Entry, Line
from ledger.errors import CurrencyMismatch, PartyMissing, PeriodNotOver
from ledger.journal import entries_by_id, journal
from ledger.money import Money
from ledger.periods import Month
from tests.conftest import actor_with
from tests.ledger.test_exports import run
from tests.makers.books import AT, eur
from tests.makers.members import make_person

MARCH = Month(2026, 3)


@pytest.fixture
def treasurer(house: Container) -> Actor:
    person = make_person(house, roles=[Role.TREASURER])
    return Actor.person(person.id, frozenset({Role.TREASURER}))


@pytest.fixture
def books(house: Container, treasurer: Actor) -> Container:
    """A dollar account, dollar receivables, yen payables, and rates of March and April."""
    for code, name, kind, parent, currency in (
        ("1005", "Bank, dollars", "asset", None, "USD"),
        ("1105", "Receivables, dollars", "asset", "1100", "USD"),
        ("2015", "Payables, yen", "liability", None, "JPY"),
    ):
        open_foreign_account(
            container=house, actor=treasurer, act_id=ids.new_id(), code=code, name=name, kind=kind,
            parent=parent, currency=currency,
        )  # fmt: skip
    import_rates(
        container=house, actor=treasurer, act_id=ids.new_id(), file_name="ecb.csv",
        content=b"Date,USD,JPY\n2026-03-02,1.1000,160.00\n2026-03-16,1.0500,162.00\n"
        b"2026-03-31,1.2500,158.00\n",
    )  # fmt: skip
    return house


@pytest.fixture
def move(books: Container, treasurer: Actor) -> Callable[..., UUID]:
    def exchange(out_of: str, into: str, **about: Any) -> UUID:
        about = {
            "act_id": ids.new_id(), "on": date(2026, 3, 2), "memo": "Exchange", "out_minor": None,
            "in_minor": None,
        } | about  # fmt: skip
        return exchange_money(container=books, actor=treasurer, out_of=out_of, into=into, **about)

    return exchange


def stands(house: Container, account: str, currency: str = "EUR") -> int:
    with house.read() as session:
        return queries.balance(session, account=account, currency=currency)


def entry_lines(house: Container, entry_id: UUID) -> list[tuple[str, int, str]]:
    with house.read() as session:
        found = entries_by_id(session, ids=[entry_id])[entry_id]
    return [(line.account, line.amount.minor, line.amount.currency) for line in found.entry.lines]


def test_the_rate_on_a_day_is_the_latest_up_to_it_and_the_last_that_was_said(
    books: Container, treasurer: Actor
) -> None:
    def rate(of: str, into: str, day: int, month: int = 3) -> Fraction:
        with books.read() as session:
            return currencies.rate_on(session, of=of, into=into, on=date(2026, month, day))

    assert rate("EUR", "USD", 15) == Fraction("1.1")
    assert rate("USD", "EUR", 16) == Fraction(100, 105)
    assert rate("EUR", "EUR", 1) == 1
    with pytest.raises(NoRate):
        rate("EUR", "USD", 1)
    with pytest.raises(NoRate):
        rate("EUR", "CHF", 30)
    corrected = {
        "container": books, "actor": treasurer, "base": "EUR", "quote": "USD",
        "on": date(2026, 3, 16), "rate": "1.06", "source": "Bank",
    }  # fmt: skip
    act_id = ids.new_id()
    assert enter_rate(act_id=act_id, **corrected) == 1
    assert enter_rate(act_id=act_id, **corrected) == 0
    assert enter_rate(act_id=ids.new_id(), **corrected) == 0, "it says the same"
    assert rate("EUR", "USD", 20) == Fraction("1.06")
    assert enter_rate(act_id=ids.new_id(), **(corrected | {"rate": "1.05"})) == 1
    assert rate("EUR", "USD", 20) == Fraction("1.05")


def test_a_file_with_a_fault_brings_nothing_and_twice_brings_nothing_more(
    books: Container, treasurer: Actor
) -> None:
    good = b"date,base,quote,rate\n2026-04-01,EUR,CHF,0.95\n"
    about = {"container": books, "actor": treasurer, "file_name": "rates.csv"}
    with pytest.raises(MalformedRates):
        import_rates(act_id=ids.new_id(), content=good + b"2026-04-02,EUR,CHF,many\n", **about)
    with books.read() as session, pytest.raises(NoRate):
        currencies.rate_on(session, of="EUR", into="CHF", on=date(2026, 4, 2))
    assert import_rates(act_id=ids.new_id(), content=good, **about) == (1, 1)
    assert import_rates(act_id=ids.new_id(), content=good, **about) == (1, 0)


def test_currency_is_bought_at_the_actual_rate_and_sold_with_a_difference(
    books: Container, move: Callable[..., UUID]
) -> None:
    act_id = ids.new_id()
    for _turn in range(2):
        move("1000", "1005", act_id=act_id, out_minor=10000, in_minor=10950)
    assert stands(books, "1005", "USD") == 10950
    assert stands(books, "1005X") == 10000
    sold = move("1005", "1000", out_minor=10950, in_minor=10400)
    assert ("4950", -400, "EUR") in entry_lines(books, sold)
    assert stands(books, "1005X") == 0
    assert prove_books(container=books).holds


def test_a_receivable_settled_at_another_rate_posts_the_realised_difference(
    books: Container, move: Callable[..., UUID]
) -> None:
    buyer, other = ids.new_id(), ids.new_id()
    for party in (buyer, other):
        invoice = move("4050", "1105", in_minor=11000, party_id=party, memo="Invoice")
    assert ("4050", -10000, "EUR") in entry_lines(books, invoice)
    paid = move("1105", "1005", out_minor=11000, on=date(2026, 3, 16), party_id=buyer)
    assert ("4950", -476, "EUR") in entry_lines(books, paid), "110 dollars are 104.76 now"
    assert stands(books, "1005X") == 10476
    assert stands(books, "1105X") == 10000, "the other buyer's stays as it was"
    part = move("1105", "1000", out_minor=5500, in_minor=4900, on=date(2026, 3, 20),
                party_id=other)  # fmt: skip
    assert ("6950", 100, "EUR") in entry_lines(books, part), "50.00 carried, 49.00 came"
    with books.read() as session:
        by_party = queries.balances_by_party(session, account="1105", currency="USD")
    assert by_party == {other: 5500}
    assert prove_books(container=books).holds


def test_a_payable_in_a_currency_without_cents(books: Container, move: Callable[..., UUID]) -> None:
    move("2015", "6020", out_minor=16000, memo="Software, 16,000 yen")
    assert stands(books, "2015", "JPY") == -16000
    assert stands(books, "6020") == 10000
    paid = move("1000", "2015", in_minor=16000, on=date(2026, 3, 16))
    assert ("1000", -9877, "EUR") in entry_lines(books, paid), "16,000 / 162, to the cent"
    assert ("4950", -123, "EUR") in entry_lines(books, paid)
    assert stands(books, "2015X") == 0


def test_a_months_end_is_valued_once_and_taken_back_the_next_day(
    books: Container, treasurer: Actor, clock: StagedClock, move: Callable[..., UUID]
) -> None:
    move("1000", "1005", out_minor=10000, in_minor=11000)
    move("2015", "6020", out_minor=16000)

    def revalue() -> int:
        return revalue_currencies(
            container=books, actor=treasurer, act_id=ids.new_id(), month=MARCH
        )

    with pytest.raises(PeriodNotOver):
        revalue()
    clock.at = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)
    assert revalue() == 2
    assert revalue() == 0
    assert stands(books, "6960") == 0, "by the second of April it is taken back"
    with books.read() as session:
        end = {
            each.account: each.minor
            for each in queries.balances(session, until=MARCH.ends, currency="EUR")
        }
        kinds = [each.entry.source_key for each in journal(session)]
    # 110 dollars are 88.00 at 1.25: 12.00 less. 16,000 yen owed are 101.27 at 158: 1.27 more.
    assert (end["1005X"], end["2015X"], end["6960"]) == (8800, -10127, 1327)
    assert "revaluation:2026-03:1005" in kinds
    assert "revaluation:2026-03:1005:back" in kinds
    late = move("1000", "1005", out_minor=1000, in_minor=1250, on=date(2026, 3, 31))
    assert late
    assert revalue() == 0, "bought at the closing rate, it needs none"
    move("1000", "1005", out_minor=1000, in_minor=2500, on=date(2026, 3, 31))
    assert revalue() == 1, "a late entry is caught up with"
    assert prove_books(container=books).holds


def test_what_was_revalued_is_sold_at_what_it_cost(
    books: Container, treasurer: Actor, clock: StagedClock, move: Callable[..., UUID]
) -> None:
    move("1000", "1005", out_minor=10000, in_minor=11000)
    clock.at = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)
    revalue_currencies(container=books, actor=treasurer, act_id=ids.new_id(), month=MARCH)
    sold = move("1005", "1000", out_minor=11000, in_minor=9000, on=date(2026, 4, 1))
    assert ("6950", 1000, "EUR") in entry_lines(books, sold)
    assert stands(books, "1005X") == 0


def test_what_is_worth_much_waits_for_a_second_person_as_it_was_checked(
    books: Container, move: Callable[..., UUID], clock: StagedClock
) -> None:
    waiting = move("1000", "1005", out_minor=200_000, in_minor=220_000)
    assert stands(books, "1005", "USD") == 0
    with books.read() as session:
        digest = approvals.approval(session, approval_id=waiting).digest
    decide_approval.approve(
        container=books, actor=Actor.person(make_person(books).id, frozenset({Role.BOARD})),
        act_id=ids.new_id(), approval_id=waiting, digest=digest,
    )  # fmt: skip
    assert stands(books, "1005", "USD") == 220_000
    assert stands(books, "1005X") == 200_000


def test_what_cannot_be_is_refused(
    books: Container, treasurer: Actor, move: Callable[..., UUID]
) -> None:
    for about, refusal in (
        ({"out_of": "1000", "into": "1000", "out_minor": 5}, SameAccount),
        ({"out_of": "1000", "into": "1005"}, AmountMissing),
        ({"out_of": "1000", "into": "1010", "out_minor": 5, "in_minor": 6}, AmountsDiffer),
        ({"out_of": "4050", "into": "1105", "in_minor": 5}, PartyMissing),
        ({"out_of": "1000", "into": "1005", "out_minor": 5, "on": date(2026, 3, 1)}, NoRate),
    ):
        with pytest.raises(refusal):
            move(**about)
    for code, kind, currency in (
        ("4007", "income", "USD"),
        ("1007", "asset", "EUR"),
        ("1007", "asset", "dollars"),
    ):
        with pytest.raises(NotForeign):
            open_foreign_account(
                container=books, actor=treasurer, act_id=ids.new_id(), code=code, name="",
                kind=kind, parent=None, currency=currency,
            )  # fmt: skip
    for deed in (
        lambda: enter_rate(
            container=books, actor=actor_with(Role.AUDITOR), act_id=ids.new_id(), base="EUR",
            quote="USD", on=date(2026, 3, 2), rate="1", source="",
        ),
        lambda: revalue_currencies(
            container=books, actor=actor_with(), act_id=ids.new_id(), month=MARCH
        ),
    ):  # fmt: skip
        with pytest.raises(NotPermitted):
            deed()


def test_the_database_demands_the_other_side_of_every_foreign_line(books: Container) -> None:
    def post(*lines: Line) -> None:
        entry_id = ids.new_id()
        entry = Entry(entry_id, f"test:{entry_id}", "manual", date(2026, 3, 2), "", lines)
        with books.act(Actor.worker(), "ledger:entry:post", id=ids.new_id()) as act:  # type: ignore[arg-type]
            operations.open_account(
                act.session, account=Account(f"9{entry_id.hex[:8]}", "", AccountKind.INCOME),
                currency="USD", at=AT,
            )  # fmt: skip
            operations.post(act.session, entries=[entry], at=AT, posted_by=None)

    with pytest.raises(NotExchanged):
        post(
            Line("1005", Money(5, "USD")), Line("2015X", Money(-5, "USD")),
        )  # fmt: skip
    with pytest.raises(CurrencyMismatch):
        post(Line("1005", eur(5)), Line("1000", eur(-5)))
    engine = books.unit_of_work.engine
    for attack in (
        "UPDATE ledger_rate SET mantissa = 1",
        "DELETE FROM ledger_rate",
        "UPDATE ledger_foreign_account SET currency = 'CHF'",
        "DELETE FROM ledger_foreign_account",
    ):
        with pytest.raises(DBAPIError), engine.begin() as connection:
            connection.execute(text(attack))


def test_hledger_and_beancount_take_the_journal_with_all_its_currencies(
    books: Container, treasurer: Actor, clock: StagedClock, move: Callable[..., UUID],
    tmp_path: Path,
) -> None:  # fmt: skip
    move("1000", "1005", out_minor=10000, in_minor=11000)
    move("2015", "6020", out_minor=16000)
    clock.at = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)
    revalue_currencies(container=books, actor=treasurer, act_id=ids.new_id(), month=MARCH)
    for form, command in (
        (JournalFormat.HLEDGER, ("hledger", "check", "-s", "ordereddates", "payees", "-f")),
        (JournalFormat.BEANCOUNT, ("bean-check", "--no-cache")),
    ):
        path = tmp_path / f"books.{form}"
        lines = export_journal(container=books, actor=treasurer, format=form, title="Books")
        path.write_text("\n".join(lines) + "\n")
        checked = run(*command, str(path))
        assert checked.returncode == 0, checked.stderr
