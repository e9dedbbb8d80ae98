"""Everything that changes the books. Nothing here edits: it adds, and names what it adds to."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ledger import period_queries, queries
from ledger.accounts import DEFAULT_CHART, Account
from ledger.currencies.queries import check_lines as check_exchanged
from ledger.entries import CLOSE_YEAR, REVERSAL, Entry, Line, payload_hash, reversed_lines
from ledger.errors import (
    AccountExists,
    AlreadyReversed,
    ClosingEntryStands,
    EntryIdTaken,
    FundEnded,
    FundExists,
    FundNotEmpty,
    NoSuchEntry,
    NoSuchFund,
    PeriodClosed,
    PeriodSoftlyClosed,
    SourceKeyReused,
    UnknownAccount,
)
from ledger.funds import Fund
from ledger.journal import entries_by_id
from ledger.money import ANY_CURRENCY, CurrencyMismatch
from ledger.periods import ADJUSTING_KINDS
from ledger.tables import AccountRow, EntryRow, FundRow, LineRow, table_of

_AT_ONCE = 500
"""How many entries are looked up or written in one statement."""


def post(
    session: Session, *, entries: Sequence[Entry], at: datetime, posted_by: UUID | None
) -> tuple[UUID, ...]:
    """This function will post entries and return their ids, in the order given.

    An entry whose source key was posted before is not posted again: its stored id
    is returned, also when another transaction posted it a moment ago. Raises
    `SourceKeyReused` when the stored entry says something else, `PeriodClosed`,
    `PeriodSoftlyClosed`, `UnknownAccount`, `NoSuchFund`, `FundEnded`, `AlreadyReversed`,
    `EntryIdTaken`; then nothing is posted.
    """
    wanted = {entry.source_key: entry for entry in entries}
    for entry in entries:
        if payload_hash(entry) != payload_hash(wanted[entry.source_key]):
            raise SourceKeyReused(entry.source_key, wanted[entry.source_key].id)
    ids = _already_posted(session, wanted.values())
    new = [entry for key, entry in wanted.items() if key not in ids]
    if new:
        ids |= _post_new(session, new, at=at, posted_by=posted_by)
    return tuple(ids[entry.source_key] for entry in entries)


def reverse(
    session: Session,
    *,
    entry_id: UUID,
    id: UUID,
    source_key: str,
    on: date,
    memo: str,
    at: datetime,
    posted_by: UUID | None,
) -> UUID:
    """This function will post the mirror image of an entry and return the reversal's id.

    The reversal is dated `on`, which need not be in the original's month. Raises
    `NoSuchEntry`, `AlreadyReversed`, `ClosingEntryStands`, and what `post` raises.
    """
    found = entries_by_id(session, ids=[entry_id])
    if entry_id not in found:
        raise NoSuchEntry(entry_id)
    original = found[entry_id].entry
    if original.kind == CLOSE_YEAR:
        raise ClosingEntryStands(entry_id)
    mirror = Entry(
        id=id,
        source_key=source_key,
        kind=REVERSAL,
        on=on,
        memo=memo,
        lines=reversed_lines(original.lines),
        reverses_id=entry_id,
    )
    return post(session, entries=[mirror], at=at, posted_by=posted_by)[0]


def open_chart(
    session: Session,
    *,
    currency: str,
    at: datetime,
    accounts: Sequence[Account] = DEFAULT_CHART,
) -> None:
    """This function will install a chart of accounts; accounts that are there stay as they are."""
    there = set(session.execute(select(AccountRow.code)).scalars())
    missing = [account for account in accounts if account.code not in there]
    if missing:
        session.execute(
            insert(table_of(AccountRow)), [_account_values(a, currency, at) for a in missing]
        )


def open_account(session: Session, *, account: Account, currency: str, at: datetime) -> None:
    """This function will add an account to the chart. Raises `AccountExists`, `UnknownAccount`."""
    there = set(session.execute(select(AccountRow.code)).scalars())
    if account.code in there:
        raise AccountExists(account.code)
    if account.parent is not None and account.parent not in there:
        raise UnknownAccount(account.parent)
    session.execute(insert(table_of(AccountRow)).values(_account_values(account, currency, at)))


def open_fund(session: Session, *, fund: Fund) -> None:
    """This function will open a fund. Raises `FundExists`."""
    if fund.code in {each.code for each in queries.funds(session)}:
        raise FundExists(fund.code)
    session.execute(
        insert(table_of(FundRow)).values(
            code=fund.code, name=fund.name, restricted=fund.restricted, opened_on=fund.opened_on,
            ended_on=fund.ended_on,
        )
    )  # fmt: skip


def end_fund(session: Session, *, code: str, on: date) -> None:
    """This function will end a fund, `on` being the last day that takes lines.

    A fund ends when nothing is left in it. Raises `NoSuchFund`, `FundEnded`, `FundNotEmpty`.
    """
    # Whoever is posting to the fund has a share of its row: this waits, and holds back the rest.
    row = session.get(FundRow, code, with_for_update=True)
    if row is None:
        raise NoSuchFund(code)
    if row.ended_on is not None:
        raise FundEnded(code, row.ended_on)
    for standing in queries.fund_standings(session, fund=code):
        if standing.left_minor:
            raise FundNotEmpty(code, standing.left_minor, standing.currency)
    row.ended_on = on
    session.flush()


def _account_values(account: Account, currency: str, at: datetime) -> dict[str, Any]:
    return {
        "code": account.code,
        "name": account.name,
        "kind": str(account.kind),
        "parent": account.parent,
        "currency": currency,
        "opened_at": at,
    }


def _already_posted(session: Session, entries: Iterable[Entry]) -> dict[str, UUID]:
    by_key = {entry.source_key: entry for entry in entries}
    keys = list(by_key)
    found: dict[str, UUID] = {}
    for start in range(0, len(keys), _AT_ONCE):
        rows = session.execute(
            select(EntryRow.id, EntryRow.source_key, EntryRow.payload_hash).where(
                EntryRow.source_key.in_(keys[start : start + _AT_ONCE])
            )
        )
        for stored_id, key, stored_hash in rows:
            if bytes(stored_hash) != payload_hash(by_key[key]):
                raise SourceKeyReused(key, stored_id)
            found[key] = stored_id
    return found


def _post_new(
    session: Session, entries: list[Entry], *, at: datetime, posted_by: UUID | None
) -> dict[str, UUID]:
    try:
        with session.begin_nested():
            _write(session, entries, at=at, posted_by=posted_by)
    except IntegrityError:
        # The database is the judge, so nothing is asked beforehand that it will ask again.
        # The books tell which refusal this was; where nothing explains it, the fault goes up.
        ids = _already_posted(session, entries)
        rest = [entry for entry in entries if entry.source_key not in ids]
        _check_against_the_books(session, rest)
        if not ids:
            raise
        return ids | (_post_new(session, rest, at=at, posted_by=posted_by) if rest else {})
    return {entry.source_key: entry.id for entry in entries}


def _write(
    session: Session, entries: Sequence[Entry], *, at: datetime, posted_by: UUID | None
) -> None:
    """Lines first, headers last: the header's trigger counts and balances its lines."""
    for start in range(0, len(entries), _AT_ONCE):
        batch = entries[start : start + _AT_ONCE]
        session.execute(
            insert(table_of(LineRow)),
            [
                _line_values(entry, number, line)
                for entry in batch
                for number, line in enumerate(entry.lines)
            ],
        )
        session.execute(
            insert(table_of(EntryRow)),
            [
                {
                    "id": entry.id,
                    "line_count": len(entry.lines),
                    "dated": entry.on,
                    "kind": entry.kind,
                    "memo": entry.memo,
                    "source_key": entry.source_key,
                    "payload_hash": payload_hash(entry),
                    "reverses_id": entry.reverses_id,
                    "posted_by": posted_by,
                    "posted_at": at,
                }
                for entry in batch
            ],
        )


def _line_values(entry: Entry, number: int, line: Line) -> dict[str, Any]:
    return {
        "entry_id": entry.id,
        "number": number,
        "line_count": len(entry.lines),
        "dated": entry.on,
        "account": line.account,
        "currency": line.amount.currency,
        "amount_minor": line.amount.minor,
        "party_id": line.party_id,
        "pool": line.pool,
        "item_id": line.item_id,
        "member_business": line.member_business,
        "fund": line.fund,
    }


def _check_against_the_books(session: Session, entries: Collection[Entry]) -> None:
    last_closed = queries.closed_until(session)
    soft_until = period_queries.soft_until(session)
    codes = {line.account for entry in entries for line in entry.lines}
    rows = session.execute(
        select(AccountRow.code, AccountRow.currency).where(AccountRow.code.in_(codes))
    )
    currencies: dict[str, str] = dict(rows.all())
    for code in sorted(codes - currencies.keys()):
        raise UnknownAccount(code)
    for entry in entries:
        for line in entry.lines:
            if currencies[line.account] not in (line.amount.currency, ANY_CURRENCY):
                raise CurrencyMismatch(currencies[line.account], line.amount.currency)
    for entry in entries:
        if last_closed is not None and entry.on <= last_closed:
            raise PeriodClosed(entry.on, last_closed)
        if soft_until is not None and entry.on <= soft_until and entry.kind not in ADJUSTING_KINDS:
            raise PeriodSoftlyClosed(entry.on, soft_until)
    for entry in entries:
        check_exchanged(session, lines=entry.lines)
    _check_funds(session, entries)
    _check_ids(session, entries)


def _check_funds(session: Session, entries: Collection[Entry]) -> None:
    marked = [(entry, line.fund) for entry in entries for line in entry.lines if line.fund]
    known = {fund.code: fund for fund in queries.funds(session)} if marked else {}
    for entry, code in marked:
        if code not in known:
            raise NoSuchFund(code)
        ended_on = known[code].ended_on
        if (
            ended_on is not None
            and ended_on < entry.on
            and entry.kind not in (CLOSE_YEAR, REVERSAL)
        ):
            raise FundEnded(code, ended_on)


def _check_ids(session: Session, entries: Collection[Entry]) -> None:
    reversed_ids = [entry.reverses_id for entry in entries if entry.reverses_id is not None]
    ids = [entry.id for entry in entries]
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        rows = session.execute(
            select(EntryRow.id, EntryRow.reverses_id).where(
                or_(EntryRow.id.in_(some), EntryRow.reverses_id.in_(reversed_ids))
            )
            if reversed_ids
            else select(EntryRow.id, EntryRow.reverses_id).where(EntryRow.id.in_(some))
        )
        for stored_id, stored_reverses_id in rows:
            if stored_reverses_id is not None and stored_reverses_id in reversed_ids:
                raise AlreadyReversed(stored_reverses_id, stored_id)
            raise EntryIdTaken(stored_id)
