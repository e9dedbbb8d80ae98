"""Everything that changes the books. Nothing here edits: it adds, and names what it adds to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, String, cast, func, insert, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ledger import period_queries, posting, queries
from ledger.accounts import DEFAULT_CHART, Account
from ledger.currencies.queries import check_lines as check_exchanged
from ledger.entries import CLOSE_YEAR, REVERSAL, Entry, payload_hash, reversed_lines
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
from ledger.tables import AccountRow, EntryRow, FundRow, table_of

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
    wanted: dict[str, Entry] = {}
    hashes: dict[str, bytes] = {}
    for entry in entries:
        hashed = payload_hash(entry)
        if hashes.setdefault(entry.source_key, hashed) != hashed:
            raise SourceKeyReused(entry.source_key, wanted[entry.source_key].id)
        wanted.setdefault(entry.source_key, entry)
    # One entry goes straight in: the database says whether it was there. Many are asked for
    # first, so that a file read a second time is not written a second time to be refused.
    ids = _already_posted(session, hashes) if len(wanted) > 1 else {}
    new = [entry for key, entry in wanted.items() if key not in ids]
    if new:
        ids |= _post_new(session, new, hashes, at=at, posted_by=posted_by)
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


def _already_posted(session: Session, hashes: Mapping[str, bytes]) -> dict[str, UUID]:
    """Source key → id of the entries that are there; their hashes must be the ones given."""
    keys = list(hashes)
    found: dict[str, UUID] = {}
    for start in range(0, len(keys), _AT_ONCE):
        for stored_id, key, stored_hash in _with_keys(session, keys[start : start + _AT_ONCE]):
            if bytes(stored_hash) != hashes[key]:
                raise SourceKeyReused(key, stored_id)
            found[key] = stored_id
    return found


def _with_keys(session: Session, keys: list[str]) -> Iterable[Any]:
    wanted: Any = EntryRow.source_key.in_(keys)
    if len(keys) > 1 and session.get_bind().dialect.name == "postgresql":
        # One array is read a good deal faster than a parameter for each key.
        wanted = EntryRow.source_key == func.any(cast(keys, ARRAY(String)))
    return session.execute(
        select(EntryRow.id, EntryRow.source_key, EntryRow.payload_hash).where(wanted)
    )


def _post_new(
    session: Session,
    entries: list[Entry],
    hashes: Mapping[str, bytes],
    *,
    at: datetime,
    posted_by: UUID | None,
) -> dict[str, UUID]:
    session.flush()
    fault: IntegrityError | None = None
    try:
        if posting.write(
            session.connection(), entries=entries, hashes=hashes, at=at, posted_by=posted_by
        ):
            return {entry.source_key: entry.id for entry in entries}
    except IntegrityError as refusal:
        fault = refusal
    # The database is the judge, so nothing is asked beforehand that it will ask again.
    # The books tell which refusal this was; where nothing explains it, the fault goes up.
    ids = _already_posted(
        session, {entry.source_key: hashes[entry.source_key] for entry in entries}
    )
    rest = [entry for entry in entries if entry.source_key not in ids]
    _check_against_the_books(session, rest)
    if not ids and fault is not None:
        raise fault
    return ids | (_post_new(session, rest, hashes, at=at, posted_by=posted_by) if rest else {})


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
