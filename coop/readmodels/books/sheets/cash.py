"""The statement of cash flows: where cash came from and where it went."""

from datetime import date, timedelta

from coop.container import Container
from coop.readmodels.books.sheets.sheet import Cell, Group, Sheet, SheetRow, between, until
from coop.rendering import format_date
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _, lazy
from ledger import queries, statement_queries
from ledger.statements import AccountBalance
from ledger.statements.cash_flow import Activity, FlowSection, cash_flow, is_cash
from ledger.statements.columns import Span

_TITLES = {
    Activity.OPERATING: lazy("From what the co-op does"),
    Activity.INVESTING: lazy("For what lasts"),
    Activity.FINANCING: lazy("From and to its owners and lenders"),
}
_TOTALS = {
    Activity.OPERATING: lazy("Operating together"),
    Activity.INVESTING: lazy("Investing together"),
    Activity.FINANCING: lazy("Financing together"),
}


def cash_flows(*, container: Container, actor: Actor, start: date, end: date) -> Sheet:
    """This function will set out what came into and left the cash accounts, by what it was for."""
    actor.require(Permission.BOOKS_READ)
    currency = container.config.currency
    before = start - timedelta(days=1)
    with container.read() as session:
        chart = queries.chart(session)
        cash = [code for code, account in chart.items() if is_cash(account)]
        found = cash_flow(
            counterparts=statement_queries.cash_counterparts(
                session, span=Span(start, end), cash=cash, currency=currency
            ),
            chart=chart,
            currency=currency,
            opening_minor=_held(queries.balances(session, until=before, accounts=cash), currency),
            closing_minor=_held(queries.balances(session, until=end, accounts=cash), currency),
        )
    return Sheet(
        stem="cash-flow",
        title=_("Cash flow"),
        span=_("%(first)s to %(last)s") % {"first": format_date(start), "last": format_date(end)},
        currency=currency,
        columns=(_("Amount"),),
        groups=tuple(_group(section, start, end, cash) for section in found.sections),
        results=(
            SheetRow("", _("Change of cash"), (Cell(found.change_minor),)),
            SheetRow(
                "",
                _("Cash at the beginning"),
                (Cell(found.opening_minor, until(before, account=cash)),),
            ),
            SheetRow(
                "", _("Cash at the end"), (Cell(found.closing_minor, until(end, account=cash)),)
            ),
        ),
        notes=(
            _(
                "Cash is what stands with the bank and the payment processor (accounts 10xx). "
                "Money in is positive. Each row is what the other side of the cash was booked to, "
                "so an account’s row here is not its whole movement."
            ),
        ),
    )


def _held(balances: tuple[AccountBalance, ...], currency: str) -> int:
    return sum(each.minor for each in balances if each.currency == currency)


def _group(section: FlowSection, start: date, end: date, cash: list[str]) -> Group:
    return Group(
        title=str(_TITLES[section.activity]),
        rows=tuple(
            SheetRow(
                flow.account.code,
                flow.account.name,
                (Cell(flow.minor, between(start, end, account=flow.account.code, through=cash)),),
            )
            for flow in section.flows
        ),
        total=SheetRow("", str(_TOTALS[section.activity]), (Cell(section.total_minor),)),
    )
