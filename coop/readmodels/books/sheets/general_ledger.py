"""The general ledger: every account's opening balance, movement and closing balance."""

from collections.abc import Iterator
from datetime import date, timedelta

from coop.container import Container
from coop.members import queries as members
from coop.readmodels import book_words
from coop.readmodels.books.sheets.sheet import Cell, Group, Sheet, SheetRow, between, until
from coop.readmodels.books.tables import as_row
from coop.rendering import format_date
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _
from ledger import journal, queries
from ledger.accounts import AccountKind
from ledger.journal import LineFilter, LineKey
from ledger.money import decimal_text

_AT_ONCE = 1000


def general_ledger(*, container: Container, actor: Actor, start: date, end: date) -> Sheet:
    """This function will set out each account that moved or stands, by kind."""
    actor.require(Permission.BOOKS_READ)
    currency = container.config.currency
    before = start - timedelta(days=1)
    with container.read() as session:
        chart = queries.chart(session)
        opening = {
            each.account: each.minor
            for each in queries.balances(session, until=before, currency=currency)
        }
        moved = {
            each.account: each
            for each in queries.movements(session, after=before, until=end, currency=currency)
        }
    groups: list[Group] = []
    for kind in AccountKind:
        rows: list[SheetRow] = []
        for code, account in chart.items():
            opened, movement = opening.get(code, 0), moved.get(code)
            if account.kind is not kind or not (opened or movement):
                continue
            debit = movement.debit_minor if movement else 0
            credit = movement.credit_minor if movement else 0
            reach = between(start, end, account=code)
            rows.append(
                SheetRow(
                    code,
                    account.name,
                    (
                        Cell(opened, until(before, account=code)),
                        Cell(debit or None, reach | {"side": "debit"}),
                        Cell(-credit or None, reach | {"side": "credit"}),
                        Cell(opened + debit - credit, until(end, account=code)),
                    ),
                    reach,
                )
            )
        if rows:
            groups.append(Group(str(book_words.KIND_NAMES[kind]), tuple(rows)))
    return Sheet(
        stem="general-ledger",
        title=_("General ledger"),
        span=_("%(first)s to %(last)s") % {"first": format_date(start), "last": format_date(end)},
        currency=currency,
        columns=(_("Opening"), _("Debits"), _("Credits"), _("Closing")),
        groups=tuple(groups),
        notes=(_("Debits and debit balances are positive, credits and credit balances negative."),),
        empty=(
            _("No account has moved"),
            _("Choose other days, or post the first entry."),
        ),
    )


def general_ledger_lines(
    *, container: Container, actor: Actor, start: date, end: date
) -> Iterator[str]:
    """This function will yield the whole ledger as CSV, a piece at a time: every line, by account.

    Each account begins with its opening balance, and each line has the balance after it.
    """
    actor.require(Permission.BOOKS_READ)
    currency = container.config.currency
    before = start - timedelta(days=1)
    yield as_row(
        ("account", "name", "date", "entry", "memo", "kind", "party", "pool", "amount", "balance")
    )
    with container.read() as session:
        opening = {
            each.account: each.minor
            for each in queries.balances(session, until=before, currency=currency)
        }
        for code, account in queries.chart(session).items():
            balance = opening.get(code, 0)
            if balance:
                yield _line(
                    (code, account.name, before.isoformat(), "", _("Opening balance"), "", "", ""),
                    0,
                    balance,
                    currency,
                )
            wanted = LineFilter(accounts=(code,), start=start, end=end, currency=currency)
            last: LineKey | None = None
            while True:
                page = journal.lines(session, wanted=wanted, after=last, limit=_AT_ONCE)
                names = members.names_of(
                    session, party_ids={line.party_id for line in page if line.party_id}
                )
                for line in page:
                    balance += line.amount_minor
                    party = names.get(line.party_id, "") if line.party_id else ""
                    words = (
                        code, account.name, line.on.isoformat(), str(line.entry_id), line.memo,
                        book_words.entry_kind(line.kind), party, line.pool or "",
                    )  # fmt: skip
                    yield _line(words, line.amount_minor, balance, currency)
                if len(page) < _AT_ONCE:
                    break
                last = page[-1].key


def _line(words: tuple[str, ...], minor: int, balance_minor: int, currency: str) -> str:
    amounts = tuple(decimal_text(minor=each, currency=currency) for each in (minor, balance_minor))
    return as_row((*words, *amounts), amounts=(8, 9))
