"""Deciding what each bank line is, and taking a decision back."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import insert, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ledger import operations as journal
from ledger import queries as books
from ledger.entries import Entry, Line
from ledger.errors import PeriodClosed
from ledger.money import Money
from ledger.reconciliation import queries
from ledger.reconciliation.errors import (
    BankLineSettled,
    BookedOnItself,
    HoldNotAhead,
    JournalLineTaken,
    MatchDiffers,
    NoSuchBankLine,
    NoSuchMatch,
    NoteMissing,
    PartsDiffer,
    ReasonMissing,
)
from ledger.reconciliation.matching import AccountPart, BankLine, ItemPart, Part
from ledger.reconciliation.tables import (
    BankHoldRow,
    BankMatchItemRow,
    BankMatchRow,
)
from ledger.tables import EntryRow, LineRow, table_of

_hold: Any = table_of(BankHoldRow).c


def match(
    session: Session,
    *,
    id: UUID,
    bank_line_id: UUID,
    entry_id: UUID,
    line_number: int,
    reason: str,
    at: datetime,
    matched_by: UUID | None,
    batch_id: UUID | None = None,
) -> None:
    """This function will record that a bank line is that line of that entry, to the cent.

    Raises `NoSuchBankLine`, `BankLineSettled`, `JournalLineTaken`, `MatchDiffers`.
    """
    bank_line = _waiting(session, bank_line_id)
    ours = session.get(LineRow, (entry_id, line_number))
    if ours is None or (ours.account, ours.currency, ours.amount_minor) != (
        bank_line.account, bank_line.currency, bank_line.amount_minor,
    ):  # fmt: skip
        raise MatchDiffers(bank_line_id, entry_id)
    settle(
        session, id=id, bank_line_id=bank_line_id,
        parts=(ItemPart(entry_id, line_number, bank_line.amount_minor),),
        memo="", reason=reason, at=at, settled_by=matched_by, batch_id=batch_id,
    )  # fmt: skip


def book(
    session: Session,
    *,
    id: UUID,
    bank_line_id: UUID,
    account: str,
    memo: str,
    at: datetime,
    posted_by: UUID | None,
    party_id: UUID | None = None,
    pool: str | None = None,
    fund: str | None = None,
) -> tuple[UUID, date]:
    """This function will post the entry that a bank line calls for, and match the two.

    The entry takes the id given and the bank's date; where that month is closed, the
    first open day. Returns both. Raises `BookedOnItself`, `UnknownAccount`,
    `NoSuchBankLine`, `BankLineSettled`.
    """
    bank_line = _waiting(session, bank_line_id)
    part = AccountPart(account, bank_line.amount_minor, party_id, pool, fund)
    posted = settle(
        session, id=id, bank_line_id=bank_line_id, parts=(part,), memo=memo, reason="", at=at,
        settled_by=posted_by,
    )  # fmt: skip
    return id, posted.on if posted is not None else bank_line.on


def settle(
    session: Session,
    *,
    id: UUID,
    bank_line_id: UUID,
    parts: Sequence[Part],
    memo: str,
    reason: str,
    at: datetime,
    settled_by: UUID | None,
    batch_id: UUID | None = None,
) -> Entry | None:
    """This function will say what a bank line is, part by part, and return the entry posted.

    A part is a line of the journal (or some of it) on the bank's account; or one on an
    account of somebody's, which is thereby paid; or an account. The last two kinds are
    posted as one entry with the id given and the bank's date; where that month is closed,
    on the first open day. The parts add up to the bank line exactly.

    Raises `PartsDiffer`, `MatchDiffers`, `JournalLineTaken`, `BookedOnItself`,
    `UnknownAccount`, `NoSuchBankLine`, `BankLineSettled`.
    """
    bank_line = _waiting(session, bank_line_id)
    found_minor = sum(part.amount_minor for part in parts)
    if found_minor != bank_line.amount_minor or any(part.amount_minor == 0 for part in parts):
        raise PartsDiffer(bank_line_id, bank_line.amount_minor, found_minor, bank_line.currency)
    theirs = _journal_lines(session, bank_line, [p for p in parts if isinstance(p, ItemPart)])
    ours = [p for p in parts if isinstance(p, ItemPart) and theirs[p].account == bank_line.account]
    owed = [p for p in parts if isinstance(p, ItemPart) and theirs[p].account != bank_line.account]
    booked = [p for p in parts if isinstance(p, AccountPart)]
    if any(part.account == bank_line.account for part in booked):
        raise BookedOnItself(bank_line.account)
    counter = [_paying(theirs[part], part) for part in owed] + [
        Line(
            part.account,
            Money(-part.amount_minor, bank_line.currency),
            party_id=part.party_id,
            pool=part.pool,
            fund=part.fund,
        )
        for part in booked
    ]
    posted = _posted(session, id, bank_line, counter, memo=memo, at=at, by=settled_by)
    items = [Item("bank", part.entry_id, part.line_number, part.amount_minor) for part in ours]
    if posted is not None and posted.lines[0].account == bank_line.account:
        items.append(Item("bank", posted.id, 0, posted.lines[0].amount.minor))
    items += [Item("owed", part.entry_id, part.line_number, part.amount_minor) for part in owed]
    kind = "matched" if posted is None else "split" if ours else "booked"
    _record(
        session, id=id, bank_line_id=bank_line_id, kind=kind, items=items,
        posted_entry_id=None if posted is None else posted.id, reason=reason, at=at,
        matched_by=settled_by, batch_id=batch_id,
    )  # fmt: skip
    return posted


@dataclass(frozen=True, slots=True)
class Item:
    """A journal line, or a part of it, that a match stands on."""

    role: str
    entry_id: UUID
    line_number: int
    amount_minor: int


def _journal_lines(
    session: Session, bank_line: BankLine, parts: Sequence[ItemPart]
) -> dict[ItemPart, LineRow]:
    """The lines that parts name, each of the bank line's currency and with enough left."""
    wanted: defaultdict[tuple[UUID, int], int] = defaultdict(int)
    for part in parts:
        wanted[part.entry_id, part.line_number] += part.amount_minor
    found: dict[ItemPart, LineRow] = {}
    for part in parts:
        line = session.get(LineRow, (part.entry_id, part.line_number))
        asked_minor = wanted[part.entry_id, part.line_number]
        if (
            line is None
            or line.currency != bank_line.currency
            or (line.amount_minor > 0) != (part.amount_minor > 0)
            or abs(asked_minor) > abs(line.amount_minor)
            or (line.account != bank_line.account and line.party_id is None)
        ):
            raise MatchDiffers(bank_line.id, part.entry_id)
        left_minor = line.amount_minor - queries.matched_minor(
            session, entry_id=part.entry_id, line_number=part.line_number
        )
        if abs(asked_minor) > abs(left_minor):
            raise JournalLineTaken(part.entry_id)
        found[part] = line
    return found


def _paying(line: LineRow, part: ItemPart) -> Line:
    """The line that pays another: same account, same dimensions, the other side."""
    return Line(
        line.account,
        Money(-part.amount_minor, line.currency),
        party_id=line.party_id,
        pool=line.pool,
        item_id=line.item_id,
        member_business=line.member_business,
        fund=line.fund,
    )


def _posted(
    session: Session,
    id: UUID,
    bank_line: BankLine,
    counter: Sequence[Line],
    *,
    memo: str,
    at: datetime,
    by: UUID | None,
) -> Entry | None:
    """The entry that a bank line calls for, posted; none where the journal has it all."""
    if not counter:
        return None
    # A bank line belongs to its own day: a softly closed month takes it as an adjustment.
    on, last_closed = bank_line.on, books.closed_until(session)
    if last_closed is not None and on <= last_closed:
        on = last_closed + timedelta(days=1)
    minor = -sum(line.amount.minor for line in counter)
    bank = [Line(bank_line.account, Money(minor, bank_line.currency))] if minor else []
    entry = Entry(
        id=id,
        source_key=f"bank:{bank_line.id}:{id}",
        kind="bank",
        on=on,
        memo=memo,
        lines=(*bank, *counter),
    )
    journal.post(session, entries=[entry], at=at, posted_by=by)
    return entry


def ignore(
    session: Session,
    *,
    id: UUID,
    bank_line_id: UUID,
    reason: str,
    at: datetime,
    matched_by: UUID | None,
    batch_id: UUID | None = None,
) -> None:
    """This function will record that a bank line needs no entry, and why.

    Raises `ReasonMissing`, `NoSuchBankLine`, `BankLineSettled`.
    """
    if not reason.strip():
        raise ReasonMissing
    _waiting(session, bank_line_id)
    _record(
        session, id=id, bank_line_id=bank_line_id, kind="ignored", items=(),
        posted_entry_id=None, reason=reason, at=at, matched_by=matched_by, batch_id=batch_id,
    )  # fmt: skip


def undo(
    session: Session,
    *,
    match_id: UUID,
    reversal_id: UUID,
    memo: str,
    at: datetime,
    undone_by: UUID | None,
) -> UUID:
    """This function will take a decision back and return the bank line's id: it waits again.

    What had been booked from the line is reversed on its own day. Raises
    `NoSuchMatch`, and `PeriodClosed` once the month that shows the decision is closed.
    """
    if session.get_bind().dialect.name == "postgresql":
        # A month that is closing meanwhile is waited for, and then closed to this.
        session.execute(text("LOCK TABLE ledger_period IN SHARE MODE"))
    row = session.get(BankMatchRow, match_id, with_for_update=True, populate_existing=True)
    if row is None or row.undone_at is not None:
        raise NoSuchMatch(match_id)
    shown_on = queries.shown_on(session, match_id=match_id)
    last_closed = books.closed_until(session)
    if last_closed is not None and shown_on <= last_closed:
        raise PeriodClosed(shown_on, last_closed)
    row.undone_at = at
    row.undone_by = undone_by
    session.flush()
    if row.posted_entry_id is not None:
        posted = session.get_one(EntryRow, row.posted_entry_id)
        journal.reverse(
            session, entry_id=posted.id, id=reversal_id, source_key=f"bank-undo:{match_id}",
            on=posted.dated, memo=memo, at=at, posted_by=undone_by,
        )  # fmt: skip
    return row.bank_line_id


def undo_batch(
    session: Session, *, batch_id: UUID, memo: str, at: datetime, undone_by: UUID | None
) -> int:
    """This function will take back all that stands of what was decided at once; return how many.

    Raises `NoSuchMatch` where nothing of it stands, and `PeriodClosed`; then all stands.
    """
    standing = queries.standing_of_batch(session, batch_id=batch_id)
    if not standing:
        raise NoSuchMatch(batch_id)
    for match_id in standing:
        undo(
            session, match_id=match_id, reversal_id=uuid5(match_id, "undo"), memo=memo, at=at,
            undone_by=undone_by,
        )  # fmt: skip
    return len(standing)


def hold(
    session: Session,
    *,
    id: UUID,
    bank_line_id: UUID,
    note: str,
    until: date,
    at: datetime,
    held_by: UUID | None,
) -> None:
    """This function will put a waiting line aside until a day; an earlier hold gives way.

    Raises `NoteMissing`, `HoldNotAhead`, `NoSuchBankLine`, `BankLineSettled`.
    """
    if not note.strip():
        raise NoteMissing
    if until <= at.date():
        raise HoldNotAhead(until)
    _waiting(session, bank_line_id)
    lift(session, bank_line_id=bank_line_id, at=at, lifted_by=held_by)
    try:
        with session.begin_nested():
            session.execute(
                insert(table_of(BankHoldRow)).values(
                    id=id, bank_line_id=bank_line_id, note=note[:500], until=until,
                    held_by=held_by, held_at=at,
                )
            )  # fmt: skip
    except IntegrityError:
        # Somebody else put it aside a moment ago: that is as good.
        if queries.hold_of(session, bank_line_id=bank_line_id) is None:
            raise


def lift(session: Session, *, bank_line_id: UUID, at: datetime, lifted_by: UUID | None) -> None:
    """This function will let a line wait again before its day; nothing where it is not held."""
    session.execute(
        update(table_of(BankHoldRow))
        .where(_hold.bank_line_id == bank_line_id, _hold.lifted_at.is_(None))
        .values(lifted_at=at, lifted_by=lifted_by)
    )


def one_at_a_time(session: Session) -> None:
    """This function will make whoever else decides on bank lines wait until this is committed.

    For decisions on many lines at once, which would otherwise lock each other's.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE bank_match IN SHARE ROW EXCLUSIVE MODE"))


def _waiting(session: Session, bank_line_id: UUID) -> BankLine:
    found = queries.bank_line(session, bank_line_id=bank_line_id)
    if found is None:
        raise NoSuchBankLine(bank_line_id)
    if queries.is_settled(session, bank_line_id=bank_line_id):
        raise BankLineSettled(bank_line_id)
    return found


def _record(
    session: Session,
    *,
    id: UUID,
    bank_line_id: UUID,
    kind: str,
    items: Sequence[Item],
    posted_entry_id: UUID | None,
    reason: str,
    at: datetime,
    matched_by: UUID | None,
    batch_id: UUID | None,
) -> None:
    """Items first, the match last: its trigger counts them and adds them up.

    Two standing decisions on one line meet the database's unique index; two on one
    journal line its trigger.
    """
    try:
        with session.begin_nested():
            if items:
                session.execute(
                    insert(table_of(BankMatchItemRow)),
                    [
                        {
                            "match_id": id,
                            "number": number,
                            "item_count": len(items),
                            "role": item.role,
                            "entry_id": item.entry_id,
                            "line_number": item.line_number,
                            "amount_minor": item.amount_minor,
                        }
                        for number, item in enumerate(items)
                    ],
                )
            session.execute(
                insert(table_of(BankMatchRow)).values(
                    id=id,
                    bank_line_id=bank_line_id,
                    kind=kind,
                    item_count=len(items),
                    posted_entry_id=posted_entry_id,
                    reason=reason[:500],
                    batch_id=batch_id,
                    matched_by=matched_by,
                    matched_at=at,
                )
            )
    except IntegrityError:
        if queries.is_settled(session, bank_line_id=bank_line_id):
            raise BankLineSettled(bank_line_id) from None
        for item in items:
            taken_minor = queries.matched_minor(
                session, entry_id=item.entry_id, line_number=item.line_number
            )
            line = session.get_one(LineRow, (item.entry_id, item.line_number))
            if abs(taken_minor + item.amount_minor) > abs(line.amount_minor):
                raise JournalLineTaken(item.entry_id) from None
        raise
