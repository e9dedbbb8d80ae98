"""hledger's journal format, with a closing assertion on every account.

Without those a dropped or doubled entry would pass `hledger check`; with them our
trial had it catch eleven of eleven mutations.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from ledger.accounts import Account
from ledger.entries import Entry, Line
from ledger.exports.names import hledger_name, one_line
from ledger.money import decimal_text, minor_digits
from ledger.statements import AccountBalance

ASSERTIONS = "closing balances"


def write(
    *,
    entries: Iterable[Entry],
    chart: Mapping[str, Account],
    balances: Iterable[AccountBalance],
    title: str,
) -> Iterator[str]:
    """This function will yield the journal's lines, without line ends.

    `balances` are those after the last entry: what hledger will be made to assert.
    """
    standings = tuple(balances)
    yield f"; {one_line(title)}"
    for currency in sorted({standing.currency for standing in standings}):
        digits = minor_digits(currency=currency)
        yield f"commodity {currency}"
        # hledger wants a point also where no decimals follow.
        yield f"  format 1000.{'0' * digits} {currency}"
    for account in chart.values():
        yield f"account {hledger_name(account)}"
    payees: set[str] = set()
    last: date | None = None
    for entry in entries:
        if entry.kind not in payees:
            payees.add(entry.kind)
            yield f"payee {one_line(entry.kind)}"
        yield ""
        yield from _transaction(entry, chart)
        last = entry.on
    if last is not None:
        yield ""
        yield f"payee {ASSERTIONS}"
        yield f"{last.isoformat()} {ASSERTIONS}"
        for standing in standings:
            name = hledger_name(chart[standing.account])
            nothing = decimal_text(minor=0, currency=standing.currency)
            stands = decimal_text(minor=standing.minor, currency=standing.currency)
            yield (
                f"    {name}  {nothing} {standing.currency} = {stands} {standing.currency}"
            )  # fmt: skip


def _transaction(entry: Entry, chart: Mapping[str, Account]) -> Iterator[str]:
    code = entry.source_key.replace(")", "")
    yield f"{entry.on.isoformat()} * ({code}) {one_line(entry.kind)} | {one_line(entry.memo)}"
    yield f"    ; id:{entry.id}" + (f", reverses:{entry.reverses_id}" if entry.reverses_id else "")
    for line in entry.lines:
        name = hledger_name(chart[line.account])
        amount = decimal_text(minor=line.amount.minor, currency=line.amount.currency)
        yield f"    {name}  {amount} {line.amount.currency}{_tags(line)}"


def _tags(line: Line) -> str:
    tags = [
        f"{name}:{value}"
        for name, value in (
            ("party", line.party_id),
            ("pool", line.pool),
            ("item", line.item_id),
            ("member", {True: "yes", False: "no", None: None}[line.member_business]),
            ("fund", line.fund),
        )
        if value is not None
    ]
    return f"  ; {', '.join(tags)}" if tags else ""
