"""What is shown of the surplus: to each member their part, to the office the whole."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy.orm import Session

from coop import ids
from coop.container import Container
from coop.members import queries as members
from coop.readmodels.books.tables import as_csv
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _
from ledger import queries as books
from ledger.money import Money, decimal_text
from services.errors import NotYours
from services.patronage import queries
from services.patronage.rules import Declaration, DeclarationState, Division, Share
from voting import queries as votes

OFFICE = (Permission.PATRONAGE_PREPARE, Permission.BOOKS_READ)
"""Either of these opens the whole table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """How one pool paid a member's business back."""

    pool: str
    business: Money
    of_business: Money
    fraction: Fraction
    """The member's part of the pool's business, before rounding to the cent."""
    of_surplus: Money
    allocation: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareView:
    """One party's part of one year."""

    declaration_id: UUID
    year: int
    party_id: UUID
    party: str
    allocation: Money
    cash: Money
    retained: Money
    paid: bool
    lines: tuple[LineView, ...]
    statement_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolView:
    """How one pool came out."""

    pool: str
    income: Money
    direct_cost: Money
    overhead: Money
    surplus: Money
    member_income: Money
    member_surplus: Money
    allocated: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class DivisionView:
    """A year's surplus and where it goes."""

    year: int
    surplus: Money
    reserve: Money
    unallocated: Money
    allocated: Money
    cash: Money
    retained: Money
    reserve_rate: Fraction
    cash_rate: Fraction
    members: int
    pools: tuple[PoolView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationLine:
    """A declaration in the office's list."""

    id: UUID
    year: int
    state: str
    allocated: Money
    members: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage:
    """What a member, and the office, find when they come to the surplus."""

    mine: tuple[ShareView, ...]
    declarations: tuple[DeclarationLine, ...]
    closed_years: tuple[int, ...]
    """Closed years that nobody has divided yet."""
    is_office: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationPage:
    """One declaration."""

    id: UUID
    state: str
    division: DivisionView
    figures_sha256: str
    prepared_at: datetime
    declared_at: datetime | None
    paid_at: datetime | None
    proposal_id: UUID | None
    proposal_state: str | None
    mine: tuple[ShareView, ...]
    shares: tuple[ShareView, ...]
    """Everybody's, for the office; empty for others."""
    is_office: bool


def start_page(*, container: Container, actor: Actor) -> StartPage:
    """This function will return the actor's parts of every declared year, and the office's list."""
    actor.require(Permission.OWNERSHIP_APPLY)
    office = _is_office(actor)
    with container.read() as session:
        mine = _mine(session, actor)
        all_of_them = queries.declarations(session) if office else ()
        divided = {one.year for one in all_of_them if one.state is not DeclarationState.WITHDRAWN}
        closed = [month.year for month in books.closed_months(session) if month.number == 12]
    return StartPage(
        mine=mine,
        declarations=tuple(
            DeclarationLine(
                id=one.id,
                year=one.year,
                state=one.state.value,
                allocated=Money(one.division.allocated, one.division.currency),
                members=len(one.division.shares),
            )
            for one in all_of_them
        ),
        closed_years=tuple(sorted(set(closed) - divided, reverse=True)) if office else (),
        is_office=office,
    )


def declaration_page(
    *, container: Container, actor: Actor, declaration_id: UUID
) -> DeclarationPage:
    """This function will return a declaration: whole for the office, with their part for members.

    Raises `NotYours` for whoever has no part in it, `NotFound`.
    """
    actor.require(Permission.OWNERSHIP_APPLY)
    office = _is_office(actor)
    with container.read() as session:
        found = queries.declaration(session, declaration_id=declaration_id)
        ours = {one.id for one in members.parties_of(session, person_id=actor.signed_in_id)}
        mine = [share for share in found.division.shares if share.party_id in ours]
        told = found.state in (DeclarationState.DECLARED, DeclarationState.PAID)
        if not office and not (mine and told):
            raise NotYours
        shares = _views(session, found, found.division.shares if office else mine)
        proposal = (
            votes.proposal(session, proposal_id=found.proposal_id) if found.proposal_id else None
        )
    return DeclarationPage(
        id=found.id,
        state=found.state.value,
        division=division_view(found.division),
        figures_sha256=found.figures_sha256,
        prepared_at=found.prepared_at,
        declared_at=found.declared_at,
        paid_at=found.paid_at,
        proposal_id=found.proposal_id,
        proposal_state=proposal.state.value if proposal else None,
        mine=tuple(view for view in shares if view.party_id in ours),
        shares=tuple(sorted(shares, key=lambda view: view.party.casefold())) if office else (),
        is_office=office,
    )


def division_view(division: Division) -> DivisionView:
    """This function will return a division as money."""

    def money(minor: int) -> Money:
        return Money(minor, division.currency)

    return DivisionView(
        year=division.year,
        surplus=money(division.surplus),
        reserve=money(division.reserve),
        unallocated=money(division.unallocated),
        allocated=money(division.allocated),
        cash=money(division.cash),
        retained=money(division.retained),
        reserve_rate=division.reserve_rate,
        cash_rate=division.cash_rate,
        members=len(division.shares),
        pools=tuple(
            PoolView(
                pool=pool.pool,
                income=money(pool.income),
                direct_cost=money(pool.direct_cost),
                overhead=money(pool.overhead),
                surplus=money(pool.surplus),
                member_income=money(pool.member_income),
                member_surplus=money(pool.member_surplus),
                allocated=money(pool.allocated),
            )
            for pool in division.pools
        ),
    )


def shares_csv(page: DeclarationPage) -> str:
    """This function will return everybody's part as CSV, amounts as plain decimals."""
    return as_csv(
        [_("Member"), _("Allocation"), _("Cash"), _("Retained")],
        [
            [
                view.party,
                *(
                    decimal_text(minor=amount.minor, currency=amount.currency)
                    for amount in (view.allocation, view.cash, view.retained)
                ),
            ]
            for view in page.shares
        ],
        amounts=(1, 2, 3),
    )


def _mine(session: Session, actor: Actor) -> tuple[ShareView, ...]:
    ours = {one.id for one in members.parties_of(session, person_id=actor.signed_in_id)}
    views: list[ShareView] = []
    for found in queries.declared_to(session, party_ids=ours):
        views += _views(
            session, found, [one for one in found.division.shares if one.party_id in ours]
        )
    return tuple(views)


def _views(
    session: Session, found: Declaration, shares: tuple[Share, ...] | list[Share]
) -> list[ShareView]:
    names = members.names_of(session, party_ids=[share.party_id for share in shares])
    pools = {pool.pool: pool for pool in found.division.pools}
    declared = found.state in (DeclarationState.DECLARED, DeclarationState.PAID)

    def money(minor: int) -> Money:
        return Money(minor, found.division.currency)

    views = []
    for share in shares:
        statement = ids.id_for(f"patronage-statement:{found.id}:{share.party_id}")
        views.append(
            ShareView(
                declaration_id=found.id,
                year=found.year,
                party_id=share.party_id,
                party=names.get(share.party_id, ""),
                allocation=money(share.allocation),
                cash=money(share.cash),
                retained=money(share.retained),
                paid=found.state is DeclarationState.PAID,
                lines=tuple(
                    LineView(
                        pool=line.pool,
                        business=money(line.business),
                        of_business=money(pools[line.pool].member_income),
                        fraction=Fraction(line.business, pools[line.pool].member_income),
                        of_surplus=money(pools[line.pool].allocated),
                        allocation=money(line.allocation),
                    )
                    for line in share.lines
                ),
                statement_id=statement if declared else None,
            )
        )
    return views


def _is_office(actor: Actor) -> bool:
    return any(actor.may(permission) for permission in OFFICE)
