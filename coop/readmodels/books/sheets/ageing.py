"""Aged receivables and payables: what is open with whom, and how long it has been."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from coop.container import Container
from coop.members import queries as members
from coop.readmodels.books.sheets.sheet import NOWHERE, Cell, Group, Sheet, SheetRow, until
from coop.rendering import format_date
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _
from ledger import queries, statement_queries
from ledger.accounts import Account, AccountKind
from ledger.statements.ageing import EDGES_DAYS, AgedParty, aged


class Side(StrEnum):
    """What is owed to the co-op, or what it owes."""

    RECEIVABLE = "receivable"
    PAYABLE = "payable"


OWED_TO_US = ("1100", "1120", "1150")
OWED_BY_US = ("2010", "2020", "2030", "2300", "2310", "2320", "2340")
"""Accounts whose lines name whose they are (`ledger-events.md`)."""


def aged_items(*, container: Container, actor: Actor, on: date, side: Side) -> Sheet:
    """This function will set out what is open with each party at the end of a day, by age."""
    actor.require(Permission.BOOKS_READ)
    currency = container.config.currency
    accounts = OWED_TO_US if side is Side.RECEIVABLE else OWED_BY_US
    with container.read() as session:
        chart = queries.chart(session)
        found = aged(
            amounts=statement_queries.dated_amounts(
                session,
                accounts=accounts,
                on=on,
                currency=currency,
                owed_to_us=lambda code: chart[code].kind is AccountKind.ASSET,
            ),
            on=on,
        )
        names = members.names_of(
            session, party_ids={each.party_id for each in found if each.party_id is not None}
        )
    payable = side is Side.PAYABLE
    return Sheet(
        stem=f"aged-{side}s",
        title=_("Aged payables") if payable else _("Aged receivables"),
        span=_("At the end of %(day)s") % {"day": format_date(on)},
        currency=currency,
        columns=_columns(),
        groups=tuple(
            _group(chart[code], [each for each in found if each.account == code], names, on)
            for code in accounts
            if any(each.account == code for each in found)
        ),
        results=(_total(_("Together"), found, NOWHERE),) if found else (),
        notes=(
            _(
                "What was paid is taken off the oldest amount first. Days are counted from the "
                "day an amount arose in the books."
            ),
        ),
        empty=(
            (_("The co-op owes nobody"), _("Nothing was open at the end of that day."))
            if payable
            else (_("Nobody owes the co-op"), _("Nothing was open at the end of that day."))
        ),
    )


def _columns() -> tuple[str, ...]:
    first, second, third = EDGES_DAYS
    return (
        _("Up to %(days)s days") % {"days": first},
        _("%(from)s–%(to)s days") % {"from": first + 1, "to": second},
        _("%(from)s–%(to)s days") % {"from": second + 1, "to": third},
        _("Over %(days)s days") % {"days": third},
        _("Paid ahead"),
        _("Together"),
    )


def _group(account: Account, found: list[AgedParty], names: dict[UUID, str], on: date) -> Group:
    return Group(
        title=f"{account.code} {account.name}",
        rows=tuple(
            SheetRow(
                "",
                names.get(each.party_id, "") if each.party_id else _("Nobody named"),
                _cells(each.buckets, each.ahead_minor, _reach(each, on)),
            )
            for each in found
        ),
        total=_total(_("Account together"), found, until(on, account=account.code)),
    )


def _reach(each: AgedParty, on: date) -> dict[str, str]:
    whose = {"party": str(each.party_id)} if each.party_id else {}
    return until(on, account=each.account, **whose)


def _cells(buckets: tuple[int, ...], ahead_minor: int, reach: dict[str, str]) -> tuple[Cell, ...]:
    """Parts of an open amount have no lines of their own: the sum opens them all."""
    parts = tuple(Cell(minor or None) for minor in (*buckets, ahead_minor))
    return (*parts, Cell(sum(buckets) + ahead_minor, reach))


def _total(words: str, found: list[AgedParty] | tuple[AgedParty, ...], reach: object) -> SheetRow:
    width = len(EDGES_DAYS) + 1
    sums = tuple(sum(each.buckets[at] for each in found) for at in range(width))
    ahead = sum(each.ahead_minor for each in found)
    return SheetRow("", words, _cells(sums, ahead, reach))  # type: ignore[arg-type]
