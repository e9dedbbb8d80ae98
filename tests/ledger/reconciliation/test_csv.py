"""Banks' files as they come: well-formed, odd, and broken."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.faults import FaultKind
from ledger.money import decimal_text
from ledger.reconciliation.errors import MalformedStatement
from ledger.reconciliation.formats import cells, csv
from ledger.reconciliation.lines import StatementLine


def read(text: str | bytes, currency: str = "EUR") -> tuple[StatementLine, ...]:
    content = text.encode() if isinstance(text, str) else text
    return csv.read(content=content, currency=currency)[0].lines


def faults(text: str | bytes) -> list[tuple[int, FaultKind]]:
    with pytest.raises(MalformedStatement) as refusal:
        read(text)
    return [(fault.line_number, fault.kind) for fault in refusal.value.faults]


def test_a_plain_file_is_read() -> None:
    (first, second) = read(
        "Date,Description,Amount,Reference\n"
        "2026-03-02,STRIPE PAYOUT,1250.00,po_1abc\n"
        '2026-03-03,"Rent, March",-400.50,\n'
    )
    assert (first.on, first.amount.minor, first.text) == (
        date(2026, 3, 2), 125000, "STRIPE PAYOUT",
    )  # fmt: skip
    assert first.reference == "po_1abc"
    assert (second.line_number, second.amount.minor, second.text) == (3, -40050, "Rent, March")


@pytest.mark.parametrize(
    "text",
    [
        "Buchungstag;Empfänger;Verwendungszweck;Betrag\n02.03.2026;Stadtwerke;Strom;-1.234,56\n",
        "Datum\tName\tDescription\tBedrag\n02-03-2026\tStadtwerke\tStrom\t-1234,56\n",
        "Date|Payee|Details|Paid out|Paid in\n2/3/26|Stadtwerke|Strom|1,234.56|\n",
        "Account: 123\nFrom 1 March\n\nDate,Name,Memo,Debit,Credit\n"
        "02/03/2026,Stadtwerke,Strom,\"(1,234.56)\",\n",
        "Date,Name,Details,Amount\n2026-03-02T09:00:00,Stadtwerke,Strom,EUR -1 234.56\n",
        "Date,Name,Details,Amount\n2026-03-02,Stadtwerke,Strom,1'234.56-\n",
        "Date,Name,Details,Amount\n2026-03-02,Stadtwerke,Strom,1234.56 DR\n",
        "Date,Name,Details,Amount\n2026-03-02,Stadtwerke,Strom,\u22121\u202f234.56 €\n",
    ],
)  # fmt: skip
def test_delimiters_marks_and_headings_vary(text: str) -> None:
    (line,) = read(text)
    assert line.on == date(2026, 3, 2)
    assert line.amount.minor == -123456
    assert (line.counterparty, line.text) == ("Stadtwerke", "Strom")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings_vary(encoding: str) -> None:
    (line,) = read("Date,Payee,Amount\n2026-03-02,Café Müller,5\n".encode(encoding))
    assert line.counterparty == "Café Müller"
    assert line.amount.minor == 500


def test_a_thousands_mark_is_not_taken_for_a_decimal_mark() -> None:
    amounts = [line.amount.minor for line in read(
        "Date;Text;Amount\n2026-03-02;a;1.250\n2026-03-02;b;3,50\n2026-03-02;c;1.250,00\n"
    )]  # fmt: skip
    assert amounts == [125000, 350, 125000]
    (alone,) = read("Date;Text;Amount\n2026-03-02;a;1,250\n")
    assert alone.amount.minor == 125000


def test_every_fault_is_told_with_its_line() -> None:
    text = (
        "Date,Description,Amount,Currency,Id\n"
        "2026-02-30,no such day,1.00,EUR,a\n"
        "2026-03-02,fine,1.00,EUR,b\n"
        "2026-03-02,no amount,,EUR,c\n"
        "yesterday,two faults,12..34,EUR,d\n"
        "2026-03-02,dollars,1.00,USD,e\n"
        "\n"
        "2026-03-02,short\n"
        "2026-03-02,nothing,0.00,EUR,f\n"
        "2026-03-02,again,2.00,EUR,b\n"
        "2026-03-02,too fine,1.001,EUR,g\n"
        f"2026-03-02,{'x' * 501},1.00,EUR,h\n"
    )
    assert faults(text) == [
        (2, FaultKind.BAD_DATE),
        (4, FaultKind.NO_AMOUNT),
        (5, FaultKind.BAD_DATE),
        (5, FaultKind.BAD_AMOUNT),
        (6, FaultKind.OTHER_CURRENCY),
        (8, FaultKind.CELL_COUNT),
        (9, FaultKind.NO_AMOUNT),
        (10, FaultKind.REPEATED_ID),
        (11, FaultKind.BAD_AMOUNT),
        (12, FaultKind.TOO_LONG),
    ]


def test_a_cell_over_several_lines_does_not_shift_the_numbers() -> None:
    text = 'Date,Text,Amount\n2026-03-02,"two\nlines",1.00\nnever,x,1.00\n'
    assert faults(text) == [(4, FaultKind.BAD_DATE)]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", FaultKind.EMPTY),
        (b"   \n\n", FaultKind.EMPTY),
        (b"Date,Text,Amount\n", FaultKind.EMPTY),
        (b"\x89PNG\r\n\x00\x00", FaultKind.NOT_TEXT),
        (b"a,b,c\n1,2,3\n", FaultKind.NO_HEADING),
        (b"Date,Text\n2026-03-02,x\n", FaultKind.NO_HEADING),
        (b"x" * 5_000_001, FaultKind.TOO_LARGE),
    ],
)
def test_what_is_no_statement_is_refused_whole(content: bytes, kind: FaultKind) -> None:
    with pytest.raises(MalformedStatement) as refusal:
        csv.read(content=content, currency="EUR")
    assert [fault.kind for fault in refusal.value.faults] == [kind]


def test_money_in_and_money_out_at_once_is_a_fault() -> None:
    assert faults("Date,Text,Debit,Credit\n2026-03-02,x,1.00,2.00\n") == [
        (2, FaultKind.TWO_AMOUNTS)
    ]


def test_genuine_repeats_have_keys_of_their_own_and_overlaps_share_theirs() -> None:
    heading = "Date,Description,Amount\n"
    coffee = "2026-03-02,Coffee,-3.00\n"
    morning = read(heading + coffee)
    whole_day = read(heading + coffee + "2026-03-02,Tea,-2.00\n" + coffee)
    assert len({line.key for line in whole_day}) == 3
    assert morning[0].key == whole_day[0].key


def test_the_banks_own_id_is_the_key() -> None:
    (first,) = read("Date,Description,Amount,Transaction ID\n2026-03-02,Coffee,-3.00,T1\n")
    (again,) = read("Date,Description,Amount,Transaction ID\n2026-03-02,COFFEE BAR,-3.00,T1\n")
    assert first.key == again.key


def test_a_currency_without_decimals_takes_none() -> None:
    (line,) = read('Date,Text,Amount\n2026-03-02,x,"1,250"\n', currency="JPY")
    assert line.amount.minor == 1250


@given(st.integers(-(10**12), 10**12), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_an_amount_written_down_is_read_back(minor: int, currency: str) -> None:
    text = decimal_text(minor=minor, currency=currency)
    assert cells.amount(text, mark=".", currency=currency) == minor
    comma = text.replace(".", ",")
    assert cells.amount(comma, mark=",", currency=currency) == minor


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_a_day_written_either_way_is_read_back(day: date) -> None:
    assert cells.day(day.isoformat()) == day
    assert cells.day(f"{day.day}/{day.month}/{day.year:04d}") == day
    assert cells.day(f"{day.day:02d}.{day.month:02d}.{day.year:04d}") == day


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    outcome: object
    try:
        outcome = csv.read(content=content, currency="EUR")
    except MalformedStatement as refusal:
        outcome = refusal.faults
    assert outcome
