"""The statements over every business event of the worked example, added up by hand."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy.orm import Session

from coop.database import WRITES, make_engine
from ledger import operations, queries, statement_queries
from ledger.accounts import AccountKind
from ledger.periods import Month, months_between
from ledger.statements.ageing import aged
from ledger.statements.cash_flow import Activity, CashFlow, cash_flow, is_cash
from ledger.statements.columns import By, Span, columned_income, spans
from tests.worked.test_ledger_events import AT, COACH, EVENTS, NEXT_YEAR, cents, entry_of

YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def session(database: str) -> Iterator[Session]:
    """Books in which every event of both years has been posted."""
    engine = make_engine(database).execution_options(**{WRITES: True})
    with Session(engine) as session:
        operations.open_chart(session, currency="EUR", at=AT)
        entries = [entry_of(what, 2026, month, text) for what, month, text in EVENTS]
        entries += [entry_of(what, 2027, month, text) for what, month, text in NEXT_YEAR]
        operations.post(session, entries=entries, at=AT, posted_by=None)
        yield session
    engine.dispose()


def flows(session: Session, span: Span) -> CashFlow:
    chart = queries.chart(session)
    cash = [code for code, account in chart.items() if is_cash(account)]
    opening = queries.balances(session, until=Month.of(span.start).starts, accounts=cash)
    closing = queries.balances(session, until=span.end, accounts=cash)
    return cash_flow(
        counterparts=statement_queries.cash_counterparts(
            session, span=span, cash=cash, currency="EUR"
        ),
        chart=chart,
        currency="EUR",
        opening_minor=sum(each.minor for each in opening),
        closing_minor=sum(each.minor for each in closing),
    )


def test_cash_came_from_and_went_where_it_was_added_up_by_hand(session: Session) -> None:
    found = flows(session, YEAR)
    by_account = {
        flow.account.code: flow.minor for section in found.sections for flow in section.flows
    }
    assert by_account == cents({
        "2120": "60", "2100": "1200", "2130": "90", "2110": "100", "2010": "-80", "4030": "10",
        "2200": "2", "5010": "-3.50", "1150": "-28", "5030": "-15", "4050": "300", "6010": "-120",
        "2340": "500", "3090": "120",
    })  # fmt: skip
    assert [(section.activity, section.total_minor) for section in found.sections] == [
        (Activity.OPERATING, 151550),
        (Activity.INVESTING, 0),
        (Activity.FINANCING, 62000),
    ]
    assert (found.opening_minor, found.change_minor, found.closing_minor) == (0, 213550, 213550)


def test_what_members_take_out_is_financing(session: Session) -> None:
    found = flows(session, Span(date(2027, 1, 1), date(2027, 12, 31)))
    assert found.agrees
    totals = {str(section.activity): section.total_minor for section in found.sections}
    # What is withheld of patronage stays with the co-op until it is handed on to the state.
    assert totals == cents({"operating": "4", "investing": "0", "financing": "-265"})


def test_every_month_of_flows_explains_its_change_of_cash(session: Session) -> None:
    for month in months_between(first=Month(2026, 1), last=Month(2027, 6)):
        assert flows(session, Span(month.starts, month.ends)).agrees, month


def test_the_months_of_the_income_statement_add_up_to_its_year(session: Session) -> None:
    chart = queries.chart(session)
    temporary = [code for code, account in chart.items() if account.kind.is_temporary]
    parts = spans(start=YEAR.start, end=YEAR.end, by=By.MONTHS)
    found = columned_income(
        amounts=statement_queries.amounts_by_span(
            session, spans=parts, accounts=temporary, currency="EUR"
        ),
        chart=chart,
        keys=[part.start.isoformat() for part in parts],
        whole="whole",
    )
    assert found.income.totals[-1] == cents({"all": "1790"})["all"]
    assert found.expense.totals[-1] == cents({"all": "166.50"})["all"]
    assert {row.account.code: row.minors[2] for row in found.income.rows} == cents(
        {"4000": "5", "4010": "200", "4020": "0", "4030": "0", "4050": "0"}
    )


def test_what_is_owed_ages_until_it_is_paid(session: Session) -> None:
    chart = queries.chart(session)

    def owed(on: date) -> list[tuple[object, tuple[int, ...]]]:
        amounts = statement_queries.dated_amounts(
            session, accounts=["2010"], on=on, currency="EUR",
            owed_to_us=lambda code: chart[code].kind is AccountKind.ASSET,
        )  # fmt: skip
        return [(each.party_id, each.buckets) for each in aged(amounts=amounts, on=on)]

    assert owed(date(2026, 4, 30)) == [(COACH, (8000, 0, 0, 0))]
    assert owed(date(2026, 5, 31)) == []


def test_what_each_fee_brought_is_the_account(session: Session) -> None:
    accounts = ["4000", "4010", "4020", "4030"]
    found = statement_queries.earned(session, accounts=accounts, span=YEAR, currency="EUR")
    for account in accounts:
        ours = sum(each.minor for each in found if each.account == account)
        stands = queries.balance(session, account=account, until=YEAR.end)
        assert ours == -stands
