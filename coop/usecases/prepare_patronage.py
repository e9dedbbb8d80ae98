"""Prepare the division of a closed year's surplus; nothing is posted by it."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from coop.container import Container
from coop.rulebook.definitions import RuleKey
from coop.rulebook.queries import rulebook_on
from coop.unit_of_work.permissions import Actor, Permission
from ledger import queries as books
from ledger.accounts import AccountKind
from ledger.periods import Month
from services.patronage import operations, queries
from services.patronage.errors import DeclarationMoved, YearNotClosed
from services.patronage.rules import (
    DeclarationState,
    Division,
    Fee,
    YearFigures,
    divide,
)
from voting import queries as votes
from voting.proposals import State

PATRONAGE_ACCOUNTS = ("4010", "4011", "4012", "4020", "4030")
"""Income from members' business; dues, grants and whatever else comes in are not."""
REFUSED = (State.REJECTED, State.INQUORATE, State.WITHDRAWN)


def prepare_patronage(*, container: Container, actor: Actor, act_id: UUID, year: int) -> UUID:
    """This function will freeze the division of a year as a draft declaration; returns its id.

    Rates are those of the rulebook today. A declaration that the members turned
    down makes way. Raises `YearNotClosed`, `YearDeclared`, `NoSurplus`.
    """
    with container.act(actor, Permission.PATRONAGE_PREPARE, id=act_id) as act:
        if act.repeated:
            return act_id
        _make_way(act.session, year=year)
        book = rulebook_on(act.session, on=act.now)
        division = divide(
            figures=figures_of(act.session, year=year, currency=container.config.currency),
            reserve_rate=book[RuleKey.PATRONAGE_RESERVE],
            cash_rate=book[RuleKey.PATRONAGE_CASH],
            overhead_key=book[RuleKey.PATRONAGE_OVERHEAD_KEY],
        )
        operations.prepare(
            act.session, id=act_id, division=division, prepared_by=actor.person_id, at=act.now
        )
        act.tell("patronage.prepared", year=year, allocated_minor=division.allocated)
    return act_id


def preview(*, container: Container, year: int) -> Division:
    """This function will divide a year without storing anything; raises as the real one."""
    with container.read() as session:
        book = rulebook_on(session, on=container.clock.now())
        return divide(
            figures=figures_of(session, year=year, currency=container.config.currency),
            reserve_rate=book[RuleKey.PATRONAGE_RESERVE],
            cash_rate=book[RuleKey.PATRONAGE_CASH],
            overhead_key=book[RuleKey.PATRONAGE_OVERHEAD_KEY],
        )


def figures_of(session: Session, *, year: int, currency: str) -> YearFigures:
    """This function will read a closed year off the ledger; raises `YearNotClosed`."""
    if Month(year, 12) not in books.closed_months(session):
        raise YearNotClosed(year)
    start, end = date(year, 1, 1), date(year, 12, 31)
    chart = books.chart(session)
    fees = books.net_fees_by_party_and_pool(
        session, start=start, end=end, accounts=PATRONAGE_ACCOUNTS, currency=currency
    )
    others = [
        code
        for code, account in chart.items()
        if account.kind.is_temporary and code not in PATRONAGE_ACCOUNTS
    ]
    pool_income: dict[str, int] = {}
    members: dict[tuple[UUID, str], int] = {}
    other_income = 0
    for fee in fees:
        if fee.pool is None:
            other_income += fee.minor
            continue
        pool_income[fee.pool] = pool_income.get(fee.pool, 0) + fee.minor
        if fee.member_business and fee.party_id is not None:
            key = (fee.party_id, fee.pool)
            members[key] = members.get(key, 0) + fee.minor
    direct_cost: dict[str, int] = {}
    overhead = 0
    for code in others:
        spent = chart[code].kind is AccountKind.EXPENSE
        for moved in books.net_fees_by_party_and_pool(
            session, start=start, end=end, accounts=[code], currency=currency
        ):
            if moved.pool is not None:
                direct_cost[moved.pool] = direct_cost.get(moved.pool, 0) - moved.minor
            elif spent:
                overhead -= moved.minor
            else:
                other_income += moved.minor
    return YearFigures(
        year=year,
        currency=currency,
        fees=tuple(
            Fee(party_id=party_id, pool=pool, minor=minor)
            for (party_id, pool), minor in sorted(members.items())
        ),
        pool_income=pool_income,
        direct_cost=direct_cost,
        other_income=other_income,
        overhead=overhead,
    )


def _make_way(session: Session, *, year: int) -> None:
    standing = queries.standing(session, year=year)
    if standing is None or standing.proposal_id is None:
        return
    if standing.state is not DeclarationState.PROPOSED:
        return
    proposal = votes.proposal(session, proposal_id=standing.proposal_id)
    if proposal.state in REFUSED:
        operations.withdraw(session, declaration_id=standing.id)


def withdraw_patronage(
    *, container: Container, actor: Actor, act_id: UUID, declaration_id: UUID
) -> None:
    """This function will set a draft aside, so that the year can be prepared afresh.

    A declaration before the members waits for their word: raises `DeclarationMoved`.
    """
    with container.act(actor, Permission.PATRONAGE_PREPARE, id=act_id, about=declaration_id) as act:
        if act.repeated:
            return
        found = queries.declaration(act.session, declaration_id=declaration_id)
        if found.state is not DeclarationState.DRAFT:
            raise DeclarationMoved(declaration_id, found.state.value)
        operations.withdraw(act.session, declaration_id=declaration_id)
        act.tell("patronage.withdrawn")
