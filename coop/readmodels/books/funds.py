"""Funds: what came in for each purpose, what was spent on it, and what is left."""

from dataclasses import dataclass
from datetime import date

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from ledger import queries
from ledger.errors import NoSuchFund
from ledger.funds import Fund, FundStanding


@dataclass(frozen=True, slots=True)
class FundView:
    """A fund with its figures, minor units. `may_end` where nothing is left to decide."""

    code: str
    name: str
    restricted: bool
    opened_on: date
    ended_on: date | None
    received_minor: int
    spent_minor: int
    left_minor: int

    @property
    def may_end(self) -> bool:
        return self.ended_on is None and self.left_minor == 0


@dataclass(frozen=True, slots=True)
class FundsPage:
    currency: str
    running: tuple[FundView, ...]
    ended: tuple[FundView, ...]


def funds(*, container: Container, actor: Actor) -> FundsPage:
    """This function will return every fund with what is left in it."""
    actor.require(Permission.BOOKS_READ)
    currency = container.config.currency
    with container.read() as session:
        standings = {
            standing.fund: standing
            for standing in queries.fund_standings(session)
            if standing.currency == currency
        }
        views = [_view(fund, standings.get(fund.code)) for fund in queries.funds(session)]
    return FundsPage(
        currency=currency,
        running=tuple(view for view in views if view.ended_on is None),
        ended=tuple(view for view in views if view.ended_on is not None),
    )


def fund(*, container: Container, actor: Actor, code: str) -> FundView:
    """This function will return one fund. Raises `NoSuchFund`."""
    page = funds(container=container, actor=actor)
    for view in page.running + page.ended:
        if view.code == code:
            return view
    raise NoSuchFund(code)


def _view(fund: Fund, standing: FundStanding | None) -> FundView:
    return FundView(
        code=fund.code,
        name=fund.name,
        restricted=fund.restricted,
        opened_on=fund.opened_on,
        ended_on=fund.ended_on,
        received_minor=standing.received_minor if standing else 0,
        spent_minor=standing.spent_minor if standing else 0,
        left_minor=standing.left_minor if standing else 0,
    )
