"""CAMT.053, OFX and MT940: what is read, what is refused, and that what is written is read."""

import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ofxtools.Parser import OFXTree

from ledger.faults import FaultKind
from ledger.reconciliation.errors import LayoutUnknown, MalformedStatement
from ledger.reconciliation.formats import reading
from ledger.reconciliation.lines import AccountStatement, BankFile
from tests.ledger.reconciliation import files
from tests.ledger.reconciliation.files import Move, Told

GRANT = Move(date(2026, 3, 4), 50_000, "River trust", "Grant GR-20031", "GR20031", "BK000001")
RENT = Move(date(2026, 3, 5), -40_000, "Mill House", "Rent March", "RENT03", "BK000002")
MARCH = Told((GRANT, RENT))


def read(text: str | bytes, encoding: str = "utf-8") -> BankFile:
    content = text.encode(encoding) if isinstance(text, str) else text
    return reading.read(content=content, currency="EUR")


def faults(text: str | bytes) -> list[tuple[int, FaultKind]]:
    with pytest.raises(MalformedStatement) as refusal:
        read(text)
    return [(fault.line_number, fault.kind) for fault in refusal.value.faults]


def told(statement: AccountStatement) -> list[tuple[object, ...]]:
    return [
        (line.on, line.amount.minor, line.counterparty, line.text, line.reference)
        for line in statement.lines
    ]


EVERY = {
    "camt053": files.camt(MARCH),
    "camt053 of 2019": files.camt(MARCH, version="08"),
    "camt053 of 2024": files.camt(MARCH, version="13"),
    "ofx": files.ofx(MARCH),
    "ofx in XML": files.ofx(MARCH, closed_tags=True),
    "mt940": files.mt940(MARCH),
    "csv": files.csv(MARCH),
    "csv, newest first": files.csv(MARCH, newest_first=True),
}


@pytest.mark.parametrize("name", EVERY)
def test_every_format_says_the_same_of_the_same_month(name: str) -> None:
    file = read(EVERY[name])
    assert file.format == name.split()[0].rstrip(",")
    (statement,) = file.statements
    assert sorted(told(statement)) == [
        (date(2026, 3, 4), 50_000, "River trust", "Grant GR-20031", "GR20031"),
        (date(2026, 3, 5), -40_000, "Mill House", "Rent March", "RENT03"),
    ]
    assert statement.closing_minor == 110_000
    assert statement.opening_minor == (None if file.format == "ofx" else 100_000)
    if file.format != "csv":
        assert statement.account_id == "DE02120300000000202051"
        assert statement.closes_on == date(2026, 3, 31)


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_a_byte_order_mark_or_two_bytes_a_letter_change_nothing(name: str, encoding: str) -> None:
    assert read(EVERY[name], encoding) == read(EVERY[name])


@pytest.mark.parametrize("make", [files.camt, files.ofx, files.mt940, files.csv])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_an_encoding_declared_wrongly_is_seen_through(make, encoding: str) -> None:
    march = Told((Move(date(2026, 3, 4), 100, "Café Müller", "Brötchen", "", "BK000003"),))
    text = make(march).replace('encoding="UTF-8"', 'encoding="US-ASCII"')
    (line,) = read(text, encoding).statements[0].lines
    assert (line.counterparty, line.text) == ("Café Müller", "Brötchen")


def test_a_file_of_two_accounts_gives_two_statements() -> None:
    other = Told((RENT,), account_id="DE88500700100175526303")
    for text in (files.camt(MARCH, other), files.ofx(MARCH, other), files.mt940(MARCH, other)):
        first, second = read(text).statements
        assert (first.account_id, len(first.lines)) == ("DE02120300000000202051", 2)
        assert (second.account_id, len(second.lines)) == ("DE88500700100175526303", 1)


def test_a_batch_is_taken_apart_where_its_parts_make_its_sum() -> None:
    batch = Move(date(2026, 3, 9), 700, "Members", "Dues", "", "BK000009", parts=(300, 400))
    (statement,) = read(files.camt(Told((batch,)))).statements
    assert [line.amount.minor for line in statement.lines] == [300, 400]
    assert len({line.key for line in statement.lines}) == 2
    off = Move(date(2026, 3, 9), 700, "Members", "Dues", "", "BK000009", parts=(300, 300))
    (line,) = read(files.camt(Told((off,)))).statements[0].lines
    assert line.amount.minor == 700


def test_entries_not_booked_yet_are_passed_over() -> None:
    for version in ("02", "08"):
        text = files.camt(MARCH, version=version, pending=[RENT])
        assert len(read(text).statements[0].lines) == 2


def test_a_reversal_of_money_in_is_money_out() -> None:
    text = files.mt940(Told((RENT,))).replace("0305D400,00", "0305RC400,00")
    assert read(text).statements[0].lines[0].amount.minor == -40_000


def test_an_entry_dated_across_the_turn_of_the_year_takes_the_right_one() -> None:
    moved = Told((Move(date(2025, 12, 31), -100),), closes_on=date(2026, 1, 1))
    text = files.mt940(moved).replace(":61:2512311231", ":61:2601011231")
    assert read(text).statements[0].lines[0].on == date(2025, 12, 31)


@pytest.mark.parametrize("make", [files.camt, files.mt940])
def test_balances_that_the_lines_do_not_make_are_a_fault_that_names_the_difference(make) -> None:
    with pytest.raises(MalformedStatement) as refusal:
        read(make(Told((GRANT, RENT), off_minor=-1_240)))
    (fault,) = refusal.value.faults
    assert (fault.kind, fault.cell) == (FaultKind.BALANCE_DIFFERS, "-12.40 EUR")


def test_a_row_missing_from_a_running_balance_is_a_fault_of_its_line() -> None:
    third = Move(date(2026, 3, 6), -250, "Bank", "Fee", "", "BK000003")
    rows = files.csv(Told((GRANT, RENT, third))).splitlines()
    assert faults("\n".join([rows[0], rows[1], rows[3]])) == [(3, FaultKind.BALANCE_BREAKS)]


def test_every_fault_of_a_file_is_told_with_its_line() -> None:
    camt = files.camt(MARCH).replace("500.00", "5oo.00").replace("<Dt>2026-03-05</Dt>", "<Dt/>")
    assert faults(camt) == [(8, FaultKind.BAD_AMOUNT), (9, FaultKind.FIELD_MISSING)]
    ofx = files.ofx(MARCH).replace("20260304120000", "20260230").replace("-400.00", "4..0")
    assert [kind for _, kind in faults(ofx)] == [FaultKind.BAD_DATE, FaultKind.BAD_AMOUNT]
    mt940 = files.mt940(MARCH).replace(":61:260304", ":61:260230").replace("D400,00", "X400,00")
    assert faults(mt940) == [(5, FaultKind.BAD_DATE), (7, FaultKind.BAD_FIELD)]


@pytest.mark.parametrize("make", [files.camt, files.ofx, files.mt940])
def test_a_file_cut_off_is_refused(make) -> None:
    text = make(MARCH)
    assert faults(text[: len(text) * 3 // 4])


@pytest.mark.parametrize("make", [files.camt, files.ofx, files.mt940])
def test_another_currency_is_refused(make) -> None:
    assert FaultKind.OTHER_CURRENCY in {
        kind for _, kind in faults(make(MARCH).replace("EUR", "USD"))
    }


BOMB = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10 if n else "ha"}">' for n in range(12))
ATTACKS = {
    "billion laughs": f"<!DOCTYPE Document [{BOMB}]>",
    "a file of ours": '<!DOCTYPE Document [<!ENTITY x11 SYSTEM "file:///etc/passwd">]>',
    "another host": '<!DOCTYPE Document SYSTEM "http://127.0.0.1:9/evil.dtd">',
    "parameters": '<!DOCTYPE d [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]>',
}


@pytest.mark.parametrize("name", ATTACKS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_before_anything_is_parsed(name: str, encoding: str) -> None:
    for text in (files.camt(MARCH), files.ofx(MARCH, closed_tags=True)):
        head, _, rest = text.partition("?>\n")
        evil = f"{head}?>\n{ATTACKS[name]}{rest.replace('River trust', '&x11;')}"
        assert [kind for _, kind in faults(evil.encode(encoding))] == [FaultKind.UNSAFE_XML]


def test_an_entity_without_a_declaration_is_no_text() -> None:
    kinds = {kind for _, kind in faults(files.camt(MARCH).replace("River trust", "&x;"))}
    assert kinds == {FaultKind.BAD_XML}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\x03\x04" + b"\x00" * 50, FaultKind.ARCHIVE),
        (b"\x1f\x8b\x08\x00rest", FaultKind.ARCHIVE),
        (b"%PDF-1.7\n\x01\x02\xff\x00", FaultKind.NOT_TEXT),
        (b"<html><body>Log in</body></html>", FaultKind.NO_STATEMENT),
        (b"", FaultKind.EMPTY),
        (b"<" * 5_000_001, FaultKind.TOO_LARGE),
        (b"Dear treasurer, please find attached\nthe statement.\n", FaultKind.NO_HEADING),
    ],
)
def test_what_is_no_statement_is_refused_whole(content: bytes, kind: FaultKind) -> None:
    assert [each for _, each in faults(content)] == [kind]


def test_a_table_nobody_explained_is_asked_about() -> None:
    with pytest.raises(LayoutUnknown):
        read("Wann;Wieviel\n2026-03-04;5,00\n")
    with pytest.raises(LayoutUnknown):
        read("Date,Amount\n03/04/2026,5.00\n05/06/2026,6.00\n")
    (statement,) = read("Date,Amount\n03/14/2026,5.00\n05/06/2026,6.00\n").statements
    assert [line.on for line in statement.lines] == [date(2026, 3, 14), date(2026, 5, 6)]


WORDS = st.text("abcdefghijklmnopqrstuvwxyzäöüéABCDEFGHIJ 0123456789.,-", max_size=25).map(
    lambda text: " ".join(text.split())
)
MOVES = st.lists(
    st.builds(
        Move,
        on=st.dates(date(2026, 3, 1), date(2026, 3, 31)),
        minor=st.integers(-9_999_999, 9_999_999).filter(bool),
        name=WORDS,
        text=WORDS,
        reference=st.from_regex(r"[A-Z]{2}[0-9]{4,8}", fullmatch=True) | st.just(""),
        bank_id=st.from_regex(r"[A-Z0-9]{8,14}", fullmatch=True),
    ),
    max_size=12,
    unique_by=lambda move: move.bank_id,
)


@settings(max_examples=60, deadline=None)
@given(MOVES, st.integers(-10_000_000, 10_000_000), st.sampled_from(["02", "04", "08", "10"]))
def test_what_is_written_is_what_is_read(moves: list[Move], opening: int, version: str) -> None:
    march = Told(moves, opening_minor=opening)
    wanted = [(move.on, move.minor) for move in moves]
    for text in (
        files.camt(march, version=version), files.ofx(march), files.ofx(march, closed_tags=True),
        files.mt940(march),
    ):  # fmt: skip
        (statement,) = read(text).statements
        assert [(line.on, line.amount.minor) for line in statement.lines] == wanted
        assert statement.closing_minor == march.closing_minor
        assert len({line.key for line in statement.lines}) == len(moves)
    (statement,) = read(files.camt(march, version=version)).statements
    assert told(statement) == [
        (move.on, move.minor, move.name, move.text, move.reference) for move in moves
    ]
    if moves:
        (statement,) = read(files.csv(march, separator=";")).statements
        assert told(statement) == [
            (move.on, move.minor, move.name, move.text, move.reference) for move in moves
        ]


@pytest.mark.parametrize("closed_tags", [False, True])
def test_ofxtools_which_validates_reads_the_same(closed_tags: bool) -> None:
    text = files.ofx(MARCH, closed_tags=closed_tags)
    tree = OFXTree()
    tree.parse(io.BytesIO(text.encode()))
    (theirs,) = tree.convert().statements
    (ours,) = read(text).statements
    assert [(line.on, line.bank_id, line.counterparty, line.text) for line in ours.lines] == [
        (each.dtposted.date(), each.fitid, each.name, each.memo) for each in theirs.transactions
    ]
    assert [line.amount.minor for line in ours.lines] == [
        int(each.trnamt * 100) for each in theirs.transactions
    ]
    assert ours.account_id == theirs.account.acctid
    assert ours.closing_minor == int(theirs.ledgerbal.balamt * 100)
