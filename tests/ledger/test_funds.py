"""Funds: a mark on lines, followed over years, and guarded by the database."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from coop import ids
from ledger import closing, operations, queries
from ledger.entries import Entry, Line, payload_hash, payload_text
from ledger.errors import FundEnded, FundExists, FundNotEmpty, MalformedJournal, NoSuchFund
from ledger.exports import beancount, csv, hledger
from ledger.faults import FaultKind
from ledger.funds import Fund, FundStanding
from ledger.journal import LineFilter, journal, lines
from ledger.periods import Month
from ledger.proof import check
from tests.ledger.test_closing import LATER
from tests.makers.books import AT, EntryFactory, eur, moved

RIVERS = Fund("RIVERS", "River trust, otter survey", True, date(2026, 1, 1))


@pytest.fixture
def funded(session: Session) -> Session:
    """A grant of 500.00 for the rivers, 120.00 of it spent."""
    operations.open_fund(session, fund=RIVERS)
    spent = moved(12000, to="6000", out_of="1000", fund="RIVERS")
    entries = [
        EntryFactory(lines=moved(50000, to="1000", out_of="4050", fund="RIVERS")),
        EntryFactory(lines=spent, on=date(2026, 3, 3)),
        EntryFactory(),
    ]
    operations.post(session, entries=entries, at=AT, posted_by=None)
    return session


def test_what_is_left_in_a_fund_is_what_came_less_what_went(funded: Session) -> None:
    standing = FundStanding("RIVERS", "EUR", received_minor=50000, spent_minor=12000)
    assert queries.fund_standings(funded) == (standing,)
    assert standing.left_minor == 38000
    before = queries.fund_standings(funded, until=date(2026, 3, 2))
    assert [each.left_minor for each in before] == [50000]
    assert queries.balance(funded, account="1000", fund="RIVERS") == 38000
    found = lines(funded, wanted=LineFilter(accounts=("4050",), fund="RIVERS"))
    assert [line.fund for line in found] == ["RIVERS"]


def test_closing_a_year_leaves_a_fund_as_it_was(funded: Session) -> None:
    for number in (3, 4, 5, 6, 7, 8, 9, 10, 11):
        closing.close_period(funded, month=Month(2026, number), at=LATER, closed_by=None)
    closed = closing.close_year(
        funded, year=2026, id=ids.new_id(), memo="", at=LATER, closed_by=None
    )
    assert closed is not None
    assert [each.left_minor for each in queries.fund_standings(funded)] == [38000]
    assert queries.balance(funded, account="3300", fund="RIVERS") == -38000
    assert queries.balance(funded, account="4050", fund="RIVERS") == 0
    assert check(funded).holds


def test_a_fund_ends_when_it_is_empty_and_takes_nothing_afterwards(funded: Session) -> None:
    with pytest.raises(FundNotEmpty) as refusal:
        operations.end_fund(funded, code="RIVERS", on=date(2026, 3, 31))
    assert refusal.value.minor == 38000
    rest = moved(38000, to="6000", out_of="1000", fund="RIVERS")
    last = EntryFactory(lines=rest, on=date(2026, 3, 20))
    operations.post(funded, entries=[last], at=AT, posted_by=None)
    operations.end_fund(funded, code="RIVERS", on=date(2026, 3, 31))
    late = EntryFactory(
        lines=moved(5, to="1000", out_of="4050", fund="RIVERS"), on=date(2026, 4, 1)
    )
    with pytest.raises(FundEnded):
        operations.post(funded, entries=[late], at=AT, posted_by=None)
    with pytest.raises(FundEnded):
        operations.end_fund(funded, code="RIVERS", on=date(2026, 4, 30))
    operations.reverse(
        funded, entry_id=last.id, id=ids.new_id(), source_key="undo", on=date(2026, 4, 1),
        memo="", at=AT, posted_by=None,
    )  # fmt: skip


def test_a_fund_must_be_there_and_opens_once(funded: Session) -> None:
    with pytest.raises(FundExists):
        operations.open_fund(funded, fund=RIVERS)
    unknown = EntryFactory(lines=moved(5, to="1000", out_of="4050", fund="BATS"))
    with pytest.raises(NoSuchFund):
        operations.post(funded, entries=[unknown], at=AT, posted_by=None)
    with pytest.raises(NoSuchFund):
        operations.end_fund(funded, code="BATS", on=date(2026, 4, 1))


def test_what_was_hashed_before_funds_still_holds() -> None:
    plain = Line("1000", eur(5))
    words = {"on": date(2026, 1, 1), "kind": "k", "memo": "m", "reverses_id": None}
    text_of = payload_text(**words, lines=[plain])  # type: ignore[arg-type]
    assert text_of == '["2026-01-01","k","m",null,[["1000","EUR",5,null,null,null,null]]]'
    marked = payload_text(**words, lines=[replace(plain, fund="F")])  # type: ignore[arg-type]
    assert marked == '["2026-01-01","k","m",null,[["1000","EUR",5,null,null,null,null,"F"]]]'


def test_a_fund_goes_out_in_every_format_and_comes_in_again(funded: Session) -> None:
    chart, entries = queries.chart(funded), [posted.entry for posted in journal(funded)]
    told = {"entries": entries, "chart": chart, "balances": (), "title": "Wildways"}
    assert "  ; fund:RIVERS" in "\n".join(hledger.write(**told))  # type: ignore[arg-type]
    assert '    fund: "RIVERS"' in "\n".join(beancount.write(**told))  # type: ignore[arg-type]
    table = "\n".join(csv.write(entries=entries, chart=chart))
    again = csv.read(text=table, chart=chart, funds=["RIVERS"])
    assert [payload_hash(entry) for entry in again] == [payload_hash(entry) for entry in entries]
    with pytest.raises(MalformedJournal) as refusal:
        csv.read(text=table, chart=chart)
    assert {fault.kind for fault in refusal.value.faults} == {FaultKind.UNKNOWN_FUND}


def test_a_table_from_before_funds_is_still_read() -> None:
    entry: Entry = EntryFactory()
    chart = {account.code: account for account in operations.DEFAULT_CHART}
    rows = [row.rpartition(",")[0] for row in csv.write(entries=[entry], chart=chart)]
    assert csv.read(text="\n".join(rows), chart=chart) == (entry,)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE ledger_fund SET restricted = NOT restricted",
        "UPDATE ledger_fund SET code = 'X'",
        "UPDATE ledger_fund SET name = 'Anything we like'",
        "DELETE FROM ledger_fund",
    ],
)
def test_nobody_unbinds_a_fund_in_plain_sql(books: Engine, attack: str) -> None:
    with Session(books) as session, session.begin():
        operations.open_fund(session, fund=RIVERS)
    with pytest.raises(DBAPIError), books.begin() as connection:
        connection.execute(text(attack))
