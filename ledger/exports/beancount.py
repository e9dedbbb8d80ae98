"""beancount's format: accounts opened on the first day, balances asserted after the last."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from ledger.accounts import Account
from ledger.entries import Entry, Line
from ledger.exports.names import beancount_name, one_line
from ledger.money import decimal_text
from ledger.statements import AccountBalance


def write(
    *,
    entries: Iterable[Entry],
    chart: Mapping[str, Account],
    balances: Iterable[AccountBalance],
    title: str,
) -> Iterator[str]:
    """This function will yield the file's lines, without line ends.

    A beancount balance holds at the start of its day, so ours is asserted a day later.
    """
    standings = tuple(balances)
    yield f'option "title" "{one_line(title)}"'
    yield 'option "booking_method" "NONE"'
    yield 'option "tolerance_multiplier" "0"'
    for currency in sorted({standing.currency for standing in standings}):
        yield f'option "operating_currency" "{currency}"'
    first: date | None = None
    last: date | None = None
    for entry in entries:
        if first is None:
            first = entry.on
            for account in chart.values():
                yield f"{first.isoformat()} open {beancount_name(account)}"
        yield ""
        yield from _transaction(entry, chart)
        last = entry.on
    if last is not None:
        yield ""
        day_after = (last + timedelta(days=1)).isoformat()
        for standing in standings:
            stands = decimal_text(minor=standing.minor, currency=standing.currency)
            name = beancount_name(chart[standing.account])
            yield f"{day_after} balance {name}  {stands} {standing.currency}"


def _transaction(entry: Entry, chart: Mapping[str, Account]) -> Iterator[str]:
    yield f'{entry.on.isoformat()} * "{one_line(entry.kind)}" "{one_line(entry.memo)}"'
    yield f'  id: "{entry.id}"'
    yield f'  source: "{one_line(entry.source_key)}"'
    if entry.reverses_id is not None:
        yield f'  reverses: "{entry.reverses_id}"'
    for line in entry.lines:
        amount = decimal_text(minor=line.amount.minor, currency=line.amount.currency)
        yield f"  {beancount_name(chart[line.account])}  {amount} {line.amount.currency}"
        yield from _metadata(line)


def _metadata(line: Line) -> Iterator[str]:
    for name, value in (
        ("party", line.party_id),
        ("pool", line.pool),
        ("item", line.item_id),
        ("fund", line.fund),
    ):
        if value is not None:
            yield f'    {name}: "{value}"'
    if line.member_business is not None:
        yield f"    member: {'TRUE' if line.member_business else 'FALSE'}"
