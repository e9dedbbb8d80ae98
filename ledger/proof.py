"""Proof that the books are whole: what `coop ledger check` reads again and adds up again.

Nothing here trusts a trigger. Every posted entry is read, hashed and added up; whatever
differs is reported with its row, all at once.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from ledger import hashing, period_queries, queries
from ledger.accounts import CONTROL_ACCOUNTS
from ledger.attachments.queries import changed_files
from ledger.currencies.queries import unexchanged
from ledger.entries import Entry, difference_by_currency, payload_hash, reversed_lines
from ledger.guards import guards_down
from ledger.journal import PostedEntry, entries_by_id, journal
from ledger.money import decimal_text
from ledger.periods import PeriodState
from ledger.reconciliation.tables import BankLineRow, BankMatchItemRow, BankMatchRow
from ledger.sealing import leaf_of
from ledger.tables import (
    AccountRow,
    CheckpointRow,
    EntryRow,
    EntrySealRow,
    LineRow,
    PeriodRow,
    SealRow,
    table_of,
)

_line: Any = table_of(LineRow).c
_entry: Any = table_of(EntryRow).c
_AT_ONCE = 500


class Fault(StrEnum):
    """What can be wrong with books."""

    UNBALANCED = "unbalanced"
    LINES_MISSING = "lines-missing"
    STRAY_LINE = "stray-line"
    UNKNOWN_ACCOUNT = "unknown-account"
    CHANGED = "changed"
    REVERSAL_DIFFERS = "reversal-differs"
    CHAIN_BROKEN = "chain-broken"
    NOT_SEALED = "not-sealed"
    CHECKPOINT_DIFFERS = "checkpoint-differs"
    NO_PARTY = "no-party"
    SHARES_DIFFER = "shares-differ"
    SUBLEDGER_DIFFERS = "subledger-differs"
    PERIOD_DIFFERS = "period-differs"
    MATCH_DIFFERS = "match-differs"
    NOT_EXCHANGED = "not-exchanged"
    FILE_CHANGED = "file-changed"
    GUARD_DOWN = "guard-down"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not agree.

    `subject` names the row (an entry id, an account, a seal), `expected` and `found`
    say what was compared, as text.
    """

    fault: Fault
    subject: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Proof:
    """The outcome of a check. `head` is the chain's last link, to be kept outside the database."""

    entry_count: int
    seal_count: int
    head: bytes
    differences: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        return not self.differences


@dataclass(frozen=True, slots=True)
class ShareRegister:
    """What the register says: account code → nominal value of its shares, minor units."""

    currency: str
    nominal_minor: Mapping[str, int]


def check(session: Session, *, share_register: ShareRegister | None = None) -> Proof:
    """This function will read all books again and return everything that does not agree.

    Without a share register share capital is not compared.
    """
    differences: list[Difference] = []
    entry_count = 0
    head = hashing.GENESIS
    seals = session.execute(select(SealRow).order_by(SealRow.number)).scalars().all()
    for number, row in enumerate(seals, start=1):
        tree = hashing.Tree()
        for posted in _sealed_entries(session, row.number):
            differences += _faults_of_entry(posted)
            tree.add(leaf_of(posted))
        differences += _faults_of_seal(row, tree, number=number, previous=head)
        entry_count += tree.count
        head = bytes(row.chain)
    last_closed = queries.closed_until(session)
    for posted in journal(session, unsealed=True):
        differences += _faults_of_entry(posted)
        if last_closed is not None and posted.entry.on <= last_closed:
            differences.append(
                Difference(Fault.NOT_SEALED, str(posted.entry.id), "sealed", "not sealed")
            )
        entry_count += 1
    for find in (
        _guards,
        _stray_lines,
        _reversals,
        _periods,
        _checkpoints,
        _parties,
        _matches,
        _files,
        _exchanged,
    ):
        differences += find(session)
    if share_register is not None:
        differences += _share_capital(session, share_register)
    return Proof(entry_count, len(seals), head, tuple(differences))


def _sealed_entries(session: Session, seal_number: int) -> Iterator[PostedEntry]:
    ids = session.execute(
        select(EntrySealRow.entry_id)
        .where(EntrySealRow.seal_number == seal_number)
        .order_by(EntrySealRow.position)
        .execution_options(yield_per=_AT_ONCE)
    ).scalars()
    for some in _batches(ids):
        yield from _in_order(session, some)


def _in_order(session: Session, ids: list[UUID]) -> Iterator[PostedEntry]:
    found = entries_by_id(session, ids=ids)
    return (found[entry_id] for entry_id in ids if entry_id in found)


def _faults_of_entry(posted: PostedEntry) -> Iterator[Difference]:
    entry = posted.entry
    subject = str(entry.id)
    for currency, minor in difference_by_currency(entry.lines).items():
        yield Difference(Fault.UNBALANCED, subject, _amount(0, currency), _amount(minor, currency))
    if len(entry.lines) != posted.line_count:
        yield Difference(
            Fault.LINES_MISSING, subject, f"{posted.line_count} lines", f"{len(entry.lines)} lines"
        )
    hashed = payload_hash(entry)
    if hashed != posted.payload_hash:
        yield Difference(Fault.CHANGED, subject, posted.payload_hash.hex(), hashed.hex())


def _faults_of_seal(
    row: SealRow, tree: hashing.Tree, *, number: int, previous: bytes
) -> Iterator[Difference]:
    root = tree.root()
    link = hashing.link(
        previous=previous, number=row.number, entry_count=row.entry_count, root=bytes(row.root)
    )
    for what, expected, found in (
        ("number", str(number), str(row.number)),
        ("entries", str(row.entry_count), str(tree.count)),
        ("root", bytes(row.root).hex(), root.hex()),
        ("previous", previous.hex(), bytes(row.previous).hex()),
        ("chain", bytes(row.chain).hex(), link.hex()),
    ):
        if expected != found:
            yield Difference(Fault.CHAIN_BROKEN, f"seal {row.number} {what}", expected, found)


def _guards(session: Session) -> Iterator[Difference]:
    for name in guards_down(session):
        yield Difference(Fault.GUARD_DOWN, name, "standing", "down")


def _stray_lines(session: Session) -> Iterator[Difference]:
    """Lines that no header vouches for, or that name an account the chart lacks."""
    strays = session.execute(
        select(_line.entry_id, _line.number, _line.dated, _entry.dated)
        .select_from(table_of(LineRow).outerjoin(table_of(EntryRow), _line.entry_id == _entry.id))
        .where((_entry.id.is_(None)) | (_entry.dated != _line.dated))
    )
    for entry_id, number, dated, header_dated in strays:
        yield Difference(
            Fault.STRAY_LINE, f"{entry_id} line {number}", str(header_dated or "none"), str(dated)
        )
    unknown = session.execute(
        select(_line.entry_id, _line.number, _line.account).where(
            _line.account.not_in(select(AccountRow.code))
        )
    )
    for entry_id, number, code in unknown:
        yield Difference(Fault.UNKNOWN_ACCOUNT, f"{entry_id} line {number}", "an account", code)


def _reversals(session: Session) -> Iterator[Difference]:
    pairs = session.execute(
        select(_entry.id, _entry.reverses_id)
        .where(_entry.reverses_id.is_not(None))
        .execution_options(yield_per=_AT_ONCE)
    )
    for some in _batches(pairs):
        ids = {entry_id for pair in some for entry_id in pair}
        found = entries_by_id(session, ids=ids)
        for reversal_id, original_id in some:
            if original_id not in found:
                yield Difference(Fault.REVERSAL_DIFFERS, str(reversal_id), str(original_id), "none")
                continue
            mirror: Entry = found[reversal_id].entry
            if mirror.lines != reversed_lines(found[original_id].entry.lines):
                yield Difference(
                    Fault.REVERSAL_DIFFERS, str(reversal_id), f"mirror of {original_id}", "differs"
                )


def _periods(session: Session) -> Iterator[Difference]:
    """The months that are closed are those whose life says so."""
    closed = set(queries.closed_months(session))
    said = {
        month
        for month, state in period_queries.states(session).items()
        if state is PeriodState.CLOSED
    }
    for month in sorted(closed ^ said):
        yield Difference(
            Fault.PERIOD_DIFFERS,
            str(month),
            "closed" if month in said else "open",
            "closed" if month in closed else "open",
        )


def _checkpoints(session: Session) -> Iterator[Difference]:
    """Add up every closed month again, from the first line on."""
    running: dict[tuple[str, str], tuple[int, int]] = {}
    after: date | None = None
    for ends in session.execute(select(PeriodRow.ends).order_by(PeriodRow.ends)).scalars():
        for standing in queries.movements(session, after=after, until=ends):
            key = (standing.account, standing.currency)
            debit_minor, credit_minor = running.get(key, (0, 0))
            running[key] = (
                debit_minor + standing.debit_minor, credit_minor + standing.credit_minor,
            )  # fmt: skip
        kept = {
            (row.account, row.currency): (row.debit_minor, row.credit_minor)
            for row in session.execute(
                select(CheckpointRow).where(CheckpointRow.ends == ends)
            ).scalars()
        }
        for key in sorted(running.keys() | kept.keys()):
            if running.get(key) != kept.get(key):
                yield Difference(
                    Fault.CHECKPOINT_DIFFERS,
                    f"{key[0]} {key[1]} {ends}",
                    _sides(running.get(key), key[1]),
                    _sides(kept.get(key), key[1]),
                )
        after = ends


def _sides(pair: tuple[int, int] | None, currency: str) -> str:
    if pair is None:
        return "none"
    return f"debit {_amount(pair[0], currency)}, credit {_amount(pair[1], currency)}"


def _amount(minor: int, currency: str) -> str:
    return f"{decimal_text(minor=minor, currency=currency)} {currency}"


def _parties(session: Session) -> Iterator[Difference]:
    """Sub-ledgers: what stands on a control account belongs to somebody named."""
    rows = session.execute(
        select(_line.account, _line.currency, func.sum(_line.amount_minor), func.count())
        .where(_line.account.in_(CONTROL_ACCOUNTS), _line.party_id.is_(None))
        .group_by(_line.account, _line.currency)
        .order_by(_line.account)
    )
    for code, currency, minor, count in rows:
        if minor:
            yield Difference(
                Fault.NO_PARTY,
                code,
                _amount(0, currency),
                f"{_amount(int(minor), currency)} ({count} lines)",
            )


def _matches(session: Session) -> Iterator[Difference]:
    """A standing match says that a bank line and journal lines are the same money."""
    yield from _match_sums(session)
    yield from _lines_matched_beyond_their_amount(session)


def _match_sums(session: Session) -> Iterator[Difference]:
    """What a bank line is matched with adds up to it, on its own account."""
    match: Any = table_of(BankMatchRow).c
    item: Any = table_of(BankMatchItemRow).c
    bank: Any = table_of(BankLineRow).c
    same = (_line.account == bank.account) & (_line.currency == bank.currency)
    found_minor = func.coalesce(func.sum(case((same, item.amount_minor), else_=0)), 0)
    rows = session.execute(
        select(bank.id, bank.account, bank.amount_minor, bank.currency, found_minor)
        .select_from(
            table_of(BankMatchRow)
            .join(table_of(BankLineRow), match.bank_line_id == bank.id)
            .outerjoin(
                table_of(BankMatchItemRow), (item.match_id == match.id) & (item.role == "bank")
            )
            .outerjoin(
                table_of(LineRow),
                (_line.entry_id == item.entry_id) & (_line.number == item.line_number),
            )
        )
        .where(match.undone_at.is_(None), match.kind != "ignored")
        .group_by(match.id, bank.id, bank.account, bank.amount_minor, bank.currency)
        .having(found_minor != bank.amount_minor)
        .order_by(bank.id)
    )
    for bank_line_id, account, minor, currency, ours_minor in rows:
        yield Difference(
            Fault.MATCH_DIFFERS,
            f"bank line {bank_line_id}",
            f"{_amount(minor, currency)} on {account}",
            _amount(int(ours_minor), currency),
        )


def _lines_matched_beyond_their_amount(session: Session) -> Iterator[Difference]:
    """No journal line stands for more than its amount, nor for money the other way."""
    match: Any = table_of(BankMatchRow).c
    item: Any = table_of(BankMatchItemRow).c
    taken_minor = func.sum(item.amount_minor)
    rows = session.execute(
        select(_line.entry_id, _line.number, _line.amount_minor, _line.currency, taken_minor)
        .select_from(
            table_of(BankMatchItemRow)
            .join(table_of(BankMatchRow), match.id == item.match_id)
            .join(
                table_of(LineRow),
                (_line.entry_id == item.entry_id) & (_line.number == item.line_number),
            )
        )
        .where(match.undone_at.is_(None))
        .group_by(_line.entry_id, _line.number, _line.amount_minor, _line.currency)
        .having(
            (func.abs(taken_minor) > func.abs(_line.amount_minor))
            | ((taken_minor > 0) != (_line.amount_minor > 0))
        )
        .order_by(_line.entry_id, _line.number)
    )
    for entry_id, number, minor, currency, matched_minor in rows:
        yield Difference(
            Fault.MATCH_DIFFERS,
            f"{entry_id} line {number}",
            _amount(minor, currency),
            _amount(int(matched_minor), currency),
        )


def _files(session: Session) -> Iterator[Difference]:
    """A receipt is what it was when it was kept: its bytes still have their hash."""
    for changed in changed_files(session):
        yield Difference(Fault.FILE_CHANGED, changed.sha256, changed.expected, changed.found)


def _exchanged(session: Session) -> Iterator[Difference]:
    """What stands in another currency is met on the exchange account, which says its worth."""
    for each in unexchanged(session):
        yield Difference(
            Fault.NOT_EXCHANGED,
            each.account,
            _amount(each.minor, each.currency),
            _amount(each.met_minor, each.currency),
        )


def _share_capital(session: Session, register: ShareRegister) -> Iterator[Difference]:
    currency = register.currency
    capital = dict.fromkeys(register.nominal_minor, 0)
    for standing in queries.balances(session, accounts=list(capital), currency=currency):
        capital[standing.account] -= standing.minor
    for code, nominal_minor in sorted(register.nominal_minor.items()):
        if capital[code] != nominal_minor:
            yield Difference(
                Fault.SHARES_DIFFER,
                code,
                f"{_amount(nominal_minor, currency)} in the register",
                f"{_amount(capital[code], currency)} in the books",
            )


def _batches(things: Iterable[Any]) -> Iterator[list[Any]]:
    several = iter(things)
    while some := list(islice(several, _AT_ONCE)):
        yield some
