"""The journal in other programs' words, and back."""

import csv as stdlib_csv
import io
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from ledger import operations, queries
from ledger.accounts import DEFAULT_CHART
from ledger.entries import Entry
from ledger.errors import MalformedJournal
from ledger.exports import beancount, csv, hledger
from ledger.exports.cells import guarded, unguarded
from ledger.exports.names import beancount_name, hledger_name
from ledger.faults import FaultKind
from ledger.journal import journal
from ledger.money import decimal_text
from tests.makers.books import EntryFactory, moved
from tests.worked.test_ledger_events import EVENTS, entry_of

AT = datetime(2026, 12, 31, 12, 0, tzinfo=UTC)
CHART = {account.code: account for account in DEFAULT_CHART}


@pytest.fixture
def full(session: Session) -> Session:
    """Books with every event of the worked example in them."""
    entries = [entry_of(what, 2026, month, text) for what, month, text in EVENTS]
    odd = EntryFactory(memo='=SUM(1); "odd" | memo\nover lines', on=date(2026, 12, 9))
    operations.post(session, entries=[*entries, odd], at=AT, posted_by=None)
    return session


def stored(session: Session) -> list[Entry]:
    return [posted.entry for posted in journal(session)]


def written(session: Session, write: object) -> str:
    lines = write(  # type: ignore[operator]
        entries=stored(session), chart=queries.chart(session),
        balances=queries.balances(session), title="Wildways",
    )  # fmt: skip
    return "\n".join(lines) + "\n"


@pytest.mark.skipif(shutil.which("hledger") is None, reason="hledger is not installed")
def test_hledger_accepts_our_journal_and_its_balances_are_ours(
    full: Session, tmp_path: Path
) -> None:
    path = tmp_path / "books.journal"
    path.write_text(written(full, hledger.write))
    strict = ["hledger", "-f", str(path), "check", "-s", "ordereddates", "payees"]
    checked = subprocess.run(strict, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    report = subprocess.run(
        ["hledger", "-f", str(path), "bal", "--flat", "-N", "-O", "csv"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    theirs = {
        row["account"]: row["balance"] for row in stdlib_csv.DictReader(io.StringIO(report.stdout))
    }
    ours = {
        hledger_name(CHART[standing.account]):
            f"{decimal_text(minor=standing.minor, currency='EUR')} EUR"
        for standing in queries.balances(full)
        if standing.minor
    }  # fmt: skip
    assert theirs == ours
    doctored = path.read_text().replace("1010 Stripe balance  60.00", "1010 Stripe balance  61.00")
    path.write_text(doctored)
    assert subprocess.run(strict, capture_output=True).returncode != 0


@pytest.mark.skipif(shutil.which("bean-check") is None, reason="beancount is not installed")
def test_bean_check_accepts_our_file(full: Session, tmp_path: Path) -> None:
    path = tmp_path / "books.beancount"
    path.write_text(written(full, beancount.write))
    checked = subprocess.run(["bean-check", "--no-cache", str(path)], capture_output=True)
    assert checked.returncode == 0, checked.stderr


def test_beancount_gets_its_accounts_opened_and_its_balances_asserted(full: Session) -> None:
    text = written(full, beancount.write)
    assert "2026-01-09 open Assets:1000-Bank\n" in text
    bank = queries.balance(full, account="1000")
    asserted = decimal_text(minor=bank, currency="EUR")
    assert f"2026-12-10 balance Assets:1000-Bank  {asserted} EUR" in text
    assert '"=SUM(1), ,odd, , memo over lines"' in text


def test_account_names_hold_nothing_that_other_programs_read() -> None:
    assert hledger_name(CHART["3020"]) == "equity:3020 Supporter shares C non-voting"
    assert beancount_name(CHART["2200"]) == "Liabilities:2200-Sales-tax-VAT"
    assert len({beancount_name(account) for account in DEFAULT_CHART}) == len(DEFAULT_CHART)


def test_our_own_table_is_read_back_as_it_was(full: Session) -> None:
    entries = stored(full)
    text = "\n".join(csv.write(entries=entries, chart=CHART))
    again = csv.read(text=text, chart=CHART)
    plain = [replace(entry, memo=" ".join(entry.memo.split())) for entry in again]
    assert plain == [replace(entry, memo=" ".join(entry.memo.split())) for entry in entries]
    assert operations.post(full, entries=again, at=AT, posted_by=None) == tuple(
        entry.id for entry in entries
    )


def test_no_cell_of_ours_starts_a_formula(full: Session) -> None:
    rows = stdlib_csv.reader(io.StringIO("\n".join(csv.write(entries=stored(full), chart=CHART))))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


@given(st.text())
def test_a_guarded_cell_is_words_and_comes_back(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert unguarded(guarded(text)) == text


def test_every_fault_of_a_journal_is_told_with_its_line() -> None:
    good = list(csv.write(entries=[EntryFactory(on=date(2026, 3, 2))], chart=CHART))
    heading, first, second = good
    faulty = EntryFactory(on=date(2026, 1, 2), lines=moved(700, to="1000", out_of="4050"))
    _heading, debit_row, credit_row = csv.write(entries=[faulty], chart=CHART)
    other = EntryFactory(on=date(2026, 3, 2), lines=moved(700, to="1000", out_of="4050"))
    _heading, other_debit, other_credit = csv.write(entries=[other], chart=CHART)
    text = "\n".join([
        heading, first, second,
        debit_row.replace(",1000,", ",1999,"), credit_row,
        other_debit.replace("7.00", "7.01"), other_credit,
        first.replace("500.00", "lots"), second,
    ])  # fmt: skip
    with pytest.raises(MalformedJournal) as refusal:
        csv.read(text=text, chart=CHART, closed_until=date(2026, 1, 31))
    assert [(fault.line_number, fault.kind) for fault in refusal.value.faults] == [
        (4, FaultKind.PERIOD_CLOSED),
        (4, FaultKind.UNKNOWN_ACCOUNT),
        (6, FaultKind.UNBALANCED),
        (8, FaultKind.REPEATED_ID),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", FaultKind.MISSING_COLUMNS),
        ("date,account\n", FaultKind.MISSING_COLUMNS),
        (",".join(csv.COLUMNS) + "\n", FaultKind.EMPTY),
    ],
)
def test_what_is_no_journal_is_refused(text: str, kind: FaultKind) -> None:
    with pytest.raises(MalformedJournal) as refusal:
        csv.read(text=text, chart=CHART)
    assert refusal.value.faults[0].kind is kind


def test_an_export_of_nothing_is_empty_but_whole() -> None:
    lines = list(hledger.write(entries=[], chart=CHART, balances=[], title="Wildways"))
    assert not [line for line in lines if "closing" in line]
