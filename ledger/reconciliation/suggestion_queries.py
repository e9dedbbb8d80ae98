"""What the tiers are told: what is open, who pays, which rules there are; and what they say."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, cast, exists, func, select
from sqlalchemy.orm import Session, aliased

from ledger import queries as books
from ledger.accounts import BANK, EXPECTED_ACCOUNTS, STRIPE_BALANCE
from ledger.reconciliation import rule_queries
from ledger.reconciliation.matching import (
    BankLine,
    Known,
    OpenItem,
    Suggestion,
    suggest,
)
from ledger.reconciliation.matching.payers import payer_keys
from ledger.reconciliation.matching.reading import is_strong, references_of
from ledger.reconciliation.tables import BankLineRow, BankMatchItemRow, BankMatchRow
from ledger.tables import EntryRow, LineRow, table_of

_bank: Any = table_of(BankLineRow).c
_match: Any = table_of(BankMatchRow).c
_item: Any = table_of(BankMatchItemRow).c
_line: Any = table_of(LineRow).c
_entry: Any = table_of(EntryRow).c
_LEARNED_FROM_LAST = 5000
_CLOSED_FROM_LAST = 5000


NamesOf = Callable[[Collection[UUID]], Mapping[UUID, str]]


def nobody(_party_ids: Collection[UUID]) -> dict[UUID, str]:
    """This function will name no party: the books alone know no names."""
    return {}


def suggestions(
    session: Session,
    *,
    lines: Sequence[BankLine],
    currency: str,
    account: str = BANK,
    names_of: NamesOf = nobody,
) -> dict[UUID, tuple[Suggestion, ...]]:
    """This function will return what each waiting line on an account could be, best first.

    `names_of` says what the parties of the open items are called.
    """
    here = [line for line in lines if line.account == account]
    if not here:
        return {}
    items = (
        *open_items(session, account=account, currency=currency),
        *expected_items(session, currency=currency),
    )
    return suggest(
        bank_lines=here,
        open_items=items,
        known=Known(
            stripe_balance_minor=books.balance(
                session, account=STRIPE_BALANCE, currency=currency
            ),
            rules=rule_queries.rules_in_force(session, bank_account=account),
            learned=learned_payers(session, account=account),
            names=names_of({item.party_id for item in items if item.party_id is not None}),
            closed_references=closed_references(session),
        ),
    )  # fmt: skip


def open_items(session: Session, *, account: str, currency: str) -> tuple[OpenItem, ...]:
    """This function will return what of the journal on a bank account the bank has not shown.

    Entries that were reversed, and their reversals, cancel out and are left out.
    """
    items = _lines_with_rest(session, accounts=[account], currency=currency)
    about = _parties_of(session, {item.entry_id for item in items})
    return tuple(
        OpenItem(
            item.entry_id, item.line_number, item.on, item.amount_minor, item.memo,
            item.source_key, item.account, about.get(item.entry_id),
        )
        for item in items
    )  # fmt: skip


def expected_items(session: Session, *, currency: str) -> tuple[OpenItem, ...]:
    """This function will return what is owed to us and by us, item by item.

    The open items of a party on an account add up to its balance there: what was paid
    without naming an item has paid the oldest.
    """
    lines = _lines_with_rest(
        session, accounts=sorted(EXPECTED_ACCOUNTS), currency=currency, owing=True
    )
    by_party: defaultdict[tuple[str, UUID], list[OpenItem]] = defaultdict(list)
    for line in lines:
        if line.party_id is not None:
            by_party[line.account, line.party_id].append(line)
    return tuple(
        item
        for (account, _party_id), several in by_party.items()
        for item in _oldest_paid_first(several, owed_to_us=EXPECTED_ACCOUNTS[account])
    )


def _oldest_paid_first(lines: Sequence[OpenItem], *, owed_to_us: bool) -> list[OpenItem]:
    """The lines on the side that is owed, less what the lines on the other side paid."""
    paid_minor = abs(
        sum(line.amount_minor for line in lines if (line.amount_minor > 0) != owed_to_us)
    )
    left: list[OpenItem] = []
    for line in lines:
        if (line.amount_minor > 0) != owed_to_us:
            continue
        used_minor = min(paid_minor, abs(line.amount_minor))
        paid_minor -= used_minor
        rest_minor = line.amount_minor - (used_minor if owed_to_us else -used_minor)
        if rest_minor:
            left.append(
                OpenItem(
                    line.entry_id, line.line_number, line.on, rest_minor, line.memo,
                    line.source_key, line.account, line.party_id,
                )
            )  # fmt: skip
    return left


def _lines_with_rest(
    session: Session, *, accounts: Sequence[str], currency: str, owing: bool = False
) -> tuple[OpenItem, ...]:
    """Lines less what bank lines stand for, oldest first.

    A line that a bank line paid is less by that; the line of the bank's entry that paid
    it is left out, for it is no payment beside that one. `owing` leaves out the parties
    whose lines cancel out.
    """
    reversal = table_of(EntryRow).alias("reversal")
    used = (
        select(
            _item.entry_id.label("entry_id"),
            _item.line_number.label("line_number"),
            func.sum(_item.amount_minor).label("minor"),
        )
        .join(BankMatchRow, _match.id == _item.match_id)
        .where(_match.undone_at.is_(None))
        .group_by(_item.entry_id, _item.line_number)
        .subquery("used")
    )
    # PostgreSQL adds whole numbers up to a numeric: an amount stays a whole number here.
    rest = _line.amount_minor - cast(func.coalesce(used.c.minor, 0), BigInteger)
    statement = (
        select(
            _line.entry_id, _line.number, _line.dated, rest, _entry.memo, _entry.source_key,
            _line.account, _line.party_id,
        )
        .select_from(
            table_of(LineRow)
            .join(table_of(EntryRow), _line.entry_id == _entry.id)
            .outerjoin(
                used,
                (used.c.entry_id == _line.entry_id) & (used.c.line_number == _line.number),
            )
        )
        .where(
            _line.account.in_(accounts),
            _line.currency == currency,
            rest != 0,
            _entry.reverses_id.is_(None),
            ~exists().where(reversal.c.reverses_id == _entry.id),
        )
        .order_by(_line.dated, _line.entry_id, _line.number)
    )  # fmt: skip
    if owing:
        standing = aliased(LineRow)
        balance = (
            select(standing.account, standing.party_id)
            .where(standing.account.in_(accounts), standing.currency == currency)
            .group_by(standing.account, standing.party_id)
            .having(func.sum(standing.amount_minor) != 0)
            .subquery("balance")
        )
        statement = statement.join(
            balance,
            (balance.c.account == _line.account) & (balance.c.party_id == _line.party_id),
        )
    rows: Any = session.execute(statement)
    found = tuple(OpenItem(*row) for row in rows)
    payments = _paid_by_bank_lines(session, accounts)
    return tuple(
        item
        for item in found
        if (item.entry_id, item.account, item.party_id, item.amount_minor) not in payments
    )


def _paid_by_bank_lines(session: Session, accounts: Sequence[str]) -> set[tuple[Any, ...]]:
    """The lines of entries made from bank lines that pay an item named in the match."""
    paid = aliased(LineRow)
    rows: Any = session.execute(
        select(
            _match.posted_entry_id,
            paid.account,
            paid.party_id,
            -_item.amount_minor,
        )
        .join(BankMatchItemRow, _item.match_id == _match.id)
        .join(paid, (paid.entry_id == _item.entry_id) & (paid.number == _item.line_number))
        .where(_item.role == "owed", _match.undone_at.is_(None), paid.account.in_(accounts))
    )
    return {tuple(row) for row in rows}


def _parties_of(session: Session, entry_ids: set[UUID]) -> dict[UUID, UUID]:
    """Entry → the one party its lines name; entries that name several are left out."""
    named: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for some in _batches(sorted(entry_ids)):
        rows: Any = session.execute(
            select(_line.entry_id, _line.party_id)
            .where(_line.entry_id.in_(some), _line.party_id.is_not(None))
            .distinct()
        )
        for entry_id, party_id in rows:
            named[entry_id].add(party_id)
    return {entry_id: next(iter(ids)) for entry_id, ids in named.items() if len(ids) == 1}


def learned_payers(session: Session, *, account: str) -> list[tuple[str, UUID]]:
    """This function will return payer key → party, from the decisions that stand."""
    latest = (
        select(_match.id, _match.bank_line_id)
        .join(BankLineRow, _bank.id == _match.bank_line_id)
        .where(_match.undone_at.is_(None), _match.item_count > 0, _bank.account == account)
        .order_by(_match.matched_at.desc())
        .limit(_LEARNED_FROM_LAST)
        .subquery("latest")
    )
    rows: Any = session.execute(
        select(
            _bank.id, _bank.account, _bank.dated, _bank.amount_minor, _bank.currency,
            _bank.counterparty, _bank.text, _bank.reference, _line.party_id,
        )
        .select_from(latest)
        .join(BankLineRow, _bank.id == latest.c.bank_line_id)
        .join(BankMatchItemRow, _item.match_id == latest.c.id)
        .join(LineRow, _line.entry_id == _item.entry_id)
        .where(_line.party_id.is_not(None))
        .distinct()
    )  # fmt: skip
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    lines: dict[UUID, BankLine] = {}
    for *about_line, party_id in rows:
        line = lines.setdefault(about_line[0], BankLine(*about_line))
        found[line.id].add(party_id)
    return [
        (key, next(iter(party_ids)))
        for line_id, party_ids in found.items()
        if len(party_ids) == 1
        for key in payer_keys(lines[line_id])
    ]


def closed_references(session: Session) -> frozenset[str]:
    """This function will return our strong references that were settled lately."""
    rows: Any = session.execute(
        select(_entry.memo, _entry.source_key)
        .join(BankMatchItemRow, _item.entry_id == _entry.id)
        .join(BankMatchRow, _match.id == _item.match_id)
        .where(_match.undone_at.is_(None), _match.kind == "matched")
        .order_by(_match.matched_at.desc())
        .limit(_CLOSED_FROM_LAST)
    )
    return frozenset(
        reference
        for memo, source_key in rows
        for reference in references_of(f"{memo} {source_key.replace(':', ' ')}")
        if len(reference) <= 20 and is_strong(reference)
    )


def _batches(ids: Sequence[UUID], size: int = 500) -> Iterable[Sequence[UUID]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
