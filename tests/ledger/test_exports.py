"""The journal in other programs' words, and back."""

import csv as stdlib_csv
import io
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from coop import ids
from ledger import operations, queries
from ledger.accounts import DEFAULT_CHART
from ledger.entries import Entry, Line
from ledger.errors import MalformedJournal
from ledger.exports import beancount, csv, hledger
from ledger.exports.cells import guarded, unguarded
from ledger.exports.names import beancount_name, hledger_name
from ledger.exports.opening import opening_entries
from ledger.faults import FaultKind
from ledger.journal import journal
from ledger.money import decimal_text
from ledger.statements.columns import Span
from tests.makers.books import EntryFactory, eur, moved
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


SPANS = {"whole": None, "a year": Span.parse("2026"), "a month": Span.parse("2026-05")}


def exported(session: Session, write: Any, span: Span | None) -> str:
    """A part of the journal as the command writes it: brought forward, then its entries."""
    start, end = (span.start, span.end) if span else (None, None)
    opening = (
        opening_entries(balances=queries.balances(session, until=start - timedelta(days=1)),
                        on=start)
        if start else ()
    )  # fmt: skip
    entries = [posted.entry for posted in journal(session, start=start, end=end)]
    lines = write(
        entries=[*opening, *entries], chart=queries.chart(session),
        balances=queries.balances(session, until=end), title="Wildways",
    )  # fmt: skip
    return "\n".join(lines) + "\n"


def ours(session: Session, span: Span | None, name: Any) -> dict[str, str]:
    """Our balances at a span's end, by the other program's account names."""
    chart = queries.chart(session)
    return {
        name(chart[standing.account]): f"{decimal_text(minor=standing.minor, currency='EUR')} EUR"
        for standing in queries.balances(session, until=span.end if span else None)
        if standing.minor
    }


def run(*command: str) -> subprocess.CompletedProcess[str]:
    beside_python = Path(sys.executable).parent
    path = f"{beside_python}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PATH": path})


@pytest.fixture
def random_years(session: Session) -> Session:
    """Two random years: entries of two to six lines, some reversed, the first year closed."""
    random = Random(20260301)
    entries: list[Entry] = []
    for number in range(400):
        lines: list[Line] = []
        for code in random.sample(sorted(CHART), random.randint(1, 5)):
            minor = random.choice((1, -1)) * random.randint(1, 10 ** random.randint(1, 9))
            lines.append(Line(code, eur(minor), pool=random.choice((None, "coaching"))))
        left = sum(line.amount.minor for line in lines)
        lines.append(Line("1000", eur(-left or 1)))
        if not left:
            lines.append(Line("6040", eur(-1)))
        entries.append(
            EntryFactory(
                on=date(2025, 1, 1) + timedelta(days=random.randint(0, 729)),
                memo=random.choice(("Grant", "ü — “quoted”", "a; b | c", "")) + f" {number}",
                kind=random.choice(("manual", "bank", "payment")),
                lines=tuple(lines),
            )
        )
    operations.post(session, entries=entries, at=AT, posted_by=None)
    for entry in random.sample(entries, 20):
        operations.reverse(
            session, entry_id=entry.id, id=ids.new_id(), source_key=f"back:{entry.id}",
            on=entry.on + timedelta(days=3), memo="Taken back", at=AT, posted_by=None,
        )  # fmt: skip
    return session


@pytest.mark.parametrize("part", SPANS)
def test_hledger_accepts_random_years_and_its_balances_are_ours(
    random_years: Session, tmp_path: Path, part: str
) -> None:
    path = tmp_path / "books.journal"
    path.write_text(exported(random_years, hledger.write, SPANS[part]))
    checked = run("hledger", "-f", str(path), "check", "-s", "ordereddates", "payees")
    assert checked.returncode == 0, checked.stderr
    report = run("hledger", "-f", str(path), "bal", "--flat", "-N", "-O", "csv")
    rows = stdlib_csv.DictReader(io.StringIO(report.stdout))
    theirs = {row["account"]: row["balance"] for row in rows}
    assert theirs == ours(random_years, SPANS[part], hledger_name)
    account = next(iter(theirs))
    path.write_text(path.read_text().replace(f"    {account}  ", f"    {account}  1", 1))
    assert run("hledger", "-f", str(path), "check").returncode != 0


@pytest.mark.parametrize("part", SPANS)
def test_beancount_accepts_random_years_and_its_balances_are_ours(
    random_years: Session, tmp_path: Path, part: str
) -> None:
    path = tmp_path / "books.beancount"
    path.write_text(exported(random_years, beancount.write, SPANS[part]))
    checked = run("bean-check", "--no-cache", str(path))
    assert checked.returncode == 0, checked.stderr
    asked = "SELECT account, sum(number) AS total, currency GROUP BY account, currency"
    report = run("bean-query", "-f", "csv", str(path), asked)
    rows = stdlib_csv.DictReader(io.StringIO(report.stdout))
    theirs = {
        row["account"].strip(): f"{Decimal(row['total'].strip()):.2f} {row['currency'].strip()}"
        for row in rows
        if Decimal(row["total"].strip())
    }
    assert theirs == ours(random_years, SPANS[part], beancount_name)


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
