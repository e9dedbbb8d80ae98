"""Exchange as arithmetic: exact, rounded once, and nothing made or lost."""

from datetime import date
from fractions import Fraction
from random import Random

import pytest

from ledger.accounts import DEFAULT_CHART, Account, AccountKind
from ledger.currencies.errors import BadRate, MalformedRates
from ledger.currencies.rate_files import read
from ledger.currencies.rules import (
    ForeignAccount,
    Position,
    Rate,
    carried_change,
    convert,
    exchange,
    rate_parts,
    revaluation,
    translated,
)
from ledger.entries import difference_by_currency
from ledger.money import Money
from ledger.statements import AccountBalance
from tests.makers.books import eur

DAY = date(2026, 3, 2)
BANK = Account("1005", "Bank, dollars", AccountKind.ASSET)
FOREIGN = {"1005": ForeignAccount(BANK, "USD", "1005X")}


@pytest.mark.parametrize(
    ("text", "parts", "said"),
    [
        ("1.0856", (10856, 4), "1.0856"),
        ("1.10", (11, 1), "1.1"),
        ("163", (163, 0), "163"),
        ("0.006125", (6125, 6), "0.006125"),
    ],
)
def test_a_rate_is_kept_to_its_last_digit(text: str, parts: tuple[int, int], said: str) -> None:
    assert rate_parts(text) == parts
    assert Rate("EUR", "USD", DAY, *parts, "ECB").text == said


@pytest.mark.parametrize(
    "text", ["", "1,08", "-1", "1.", ".5", "1e3", "1.0000000000001", "٣", "inf", "9" * 13]
)
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(BadRate):
        Rate("EUR", "USD", DAY, *rate_parts(text), "")


def test_no_currency_has_a_rate_of_nothing_or_to_itself() -> None:
    for base, quote, text in (("EUR", "EUR", "1"), ("EUR", "USD", "0"), ("EU", "USD", "1")):
        with pytest.raises(BadRate):
            Rate(base, quote, DAY, *rate_parts(text), "")


@pytest.mark.parametrize(
    ("minor", "of", "to", "rate", "expected"),
    [
        (10000, "EUR", "USD", "1.0856", 10856),
        (10000, "EUR", "JPY", "163.45", 16345),
        (16345, "JPY", "EUR", "0.01", 16345),
        (10000, "EUR", "KWD", "0.3335", 33350),
        (33350, "KWD", "JPY", "490", 16342),  # 16,341.5: to the even
        (1, "EUR", "USD", "0.5", 0),  # half to the even below
        (3, "EUR", "USD", "0.5", 2),  # and above
        (-3, "EUR", "USD", "0.5", -2),
    ],
)
def test_an_amount_is_rounded_once_to_the_even(
    minor: int, of: str, to: str, rate: str, expected: int
) -> None:
    assert convert(Money(minor, of), to=to, rate=Fraction(rate)) == Money(expected, to)


def test_what_is_taken_goes_at_the_average_and_the_last_takes_the_rest() -> None:
    stands = Position(foreign_minor=30000, base_minor=27001)
    taken = carried_change(stands, change_minor=-10000, worth_minor=-9500)
    assert taken == -9000
    rest = Position(20000, 27001 + taken)
    assert carried_change(rest, change_minor=-20000, worth_minor=-1) == -18001
    assert carried_change(stands, change_minor=5000, worth_minor=4700) == 4700
    # An overdraft: 300 go at cost, the 100 beyond at their worth.
    assert carried_change(stands, change_minor=-40000, worth_minor=-38000) == -27001 - 9500


def test_dollars_bought_and_sold_leave_a_realised_difference() -> None:
    bought = exchange(
        out_of="1000", out=eur(10000), into="1005", came_in=Money(11000, "USD"),
        worth=eur(10000), foreign=FOREIGN, positions={},
    )  # fmt: skip
    assert [(line.account, line.amount) for line in bought.lines] == [
        ("1005", Money(11000, "USD")),
        ("1005X", Money(-11000, "USD")),
        ("1005X", eur(10000)),
        ("1000", eur(-10000)),
    ]
    sold = exchange(
        out_of="1005", out=Money(5500, "USD"), into="1000", came_in=eur(5300), worth=eur(5300),
        foreign=FOREIGN, positions={"1005": Position(11000, 10000)},
    )  # fmt: skip
    assert sold.difference == eur(300)
    assert [(line.account, line.amount.minor) for line in sold.lines][-1] == ("4950", -300)
    assert not difference_by_currency(sold.lines)


def test_random_exchanges_balance_and_end_with_nothing_carried() -> None:
    chance = Random(11)
    for _turn in range(300):
        foreign, base, gained = 0, 0, 0
        for step in range(9):
            change = -foreign if step == 8 else chance.choice([1, -1]) * chance.randint(1, 9999)
            if not change:
                continue
            worth = round(change * Fraction(chance.randint(70, 140), 100)) or 1
            out, into = ("1005", "1000") if change < 0 else ("1000", "1005")
            dollars, euros = Money(abs(change), "USD"), eur(abs(worth))
            made = exchange(
                out_of=out, out=dollars if change < 0 else euros, into=into,
                came_in=euros if change < 0 else dollars, worth=euros, foreign=FOREIGN,
                positions={"1005": Position(foreign, base)},
            )  # fmt: skip
            assert not difference_by_currency(made.lines)
            foreign += change
            base += sum(
                line.amount.minor for line in made.lines
                if line.account == "1005X" and line.amount.currency == "EUR"
            )  # fmt: skip
            gained += made.difference.minor
        assert (foreign, base) == (0, 0), "what was bought was sold, and no cent is left"


def test_a_months_end_carries_each_party_at_the_closing_rate() -> None:
    party = {name: Position(foreign, base) for name, foreign, base in ((None, 11000, 10000),)}
    lines = revaluation(account=FOREIGN["1005"], positions=party, rate=Fraction(1, 1), base="EUR")
    assert [(line.account, line.amount.minor) for line in lines] == [
        ("1005X", 1000),
        ("4960", -1000),
    ]
    assert revaluation(
        account=FOREIGN["1005"], positions={None: Position(100, 100)}, rate=Fraction(1),
        base="EUR",
    ) == ()  # fmt: skip


def test_a_trial_balance_is_translated_at_given_rates() -> None:
    chart = {account.code: account for account in DEFAULT_CHART} | {
        "1005": BANK,
        "1005X": Account("1005X", "Worth", AccountKind.ASSET),
    }
    standings = [
        AccountBalance("1000", "EUR", 0, 10000),
        AccountBalance("1005", "USD", 11000, 0),
        AccountBalance("1005X", "USD", 0, 11000),
        AccountBalance("1005X", "EUR", 10000, 0),
    ]
    found = translated(
        balances=standings, chart=chart, rates={"USD": Fraction(9, 10)}, currency="EUR"
    )
    rows = [(row.account.code, row.debit_minor - row.credit_minor) for row in found.balance.rows]
    assert rows == [("1000", -10000), ("1005", 9900), ("1005X", 100)]
    assert found.rounding_minor == 0
    with pytest.raises(KeyError):
        translated(balances=standings, chart=chart, rates={}, currency="EUR")


def test_both_kinds_of_file_are_read() -> None:
    ours = read(
        content=b"date,base,quote,rate,source\n2026-03-02,eur,usd,1.0856,ECB\n\n"
        b"2026-03-02,GBP,EUR,1.19,\n",
        source="rates.csv",
    )
    assert [(rate.base, rate.quote, rate.text, rate.source) for rate in ours] == [
        ("EUR", "USD", "1.0856", "ECB"),
        ("GBP", "EUR", "1.19", "rates.csv"),
    ]
    ecb = read(content=b"Date,USD,JPY,CYP,\n2026-03-02,1.0856,163.45,N/A,\n", source="ECB")
    assert [(rate.base, rate.quote, rate.text) for rate in ecb] == [
        ("EUR", "USD", "1.0856"),
        ("EUR", "JPY", "163.45"),
    ]


def test_every_fault_of_a_file_is_named_with_its_line() -> None:
    with pytest.raises(MalformedRates) as refusal:
        read(
            content=b"date,base,quote,rate\nsoon,EUR,USD,1.1\n2026-03-02,EUR,dollar,much\n"
            b"2026-03-02,EUR\n2026-03-03,EUR,USD,1.1\n2026-03-03,EUR,USD,1.2\n",
            source="",
        )
    assert [(fault.line_number, str(fault.kind)) for fault in refusal.value.faults] == [
        (2, "bad-date"),
        (3, "bad-currency"),
        (3, "bad-rate"),
        (4, "cell-count"),
        (6, "repeated-id"),
    ]
    for content in (b"", b"a,b\n1,2\n", b"\xff\xfe", b"date,base,quote,rate\n"):
        with pytest.raises(MalformedRates):
            read(content=content, source="")
