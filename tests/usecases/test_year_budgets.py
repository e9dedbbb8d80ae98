"""A year's budget: drafted, put to the members, in force by their resolution, superseded."""

from datetime import date
from fractions import Fraction
from uuid import UUID

import pytest

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.readmodels.books.sheets.income import income_statement
from coop.unit_of_work.permissions import Actor, NotPermitted, Role
from coop.usecases.draft_budget import (
    LastYear,
    Table,
    change_months,
    change_year_amounts,
    draft_budget,
    withdraw_budget,
)
from coop.usecases.enact import enact_proposal
from coop.usecases.open_due_votes import open_due_votes
from coop.usecases.post_manual_entry import post_manual_entry
from coop.usecases.propose_budget import propose_budget
from ledger.budgets import queries
from ledger.budgets.errors import BudgetMoved, MalformedBudget
from ledger.budgets.rules import Budget, BudgetState, Cell
from ledger.statements.columns import By
from tests.conftest import FIRST_MOMENT, actor_with
from tests.makers.books import moved
from tests.makers.members import Owner, make_owner, make_person
from tests.makers.votes import cast, close, instant, read
from tests.usecases.test_patronage import noticed

YEAR = 2027
TABLE = Table(b"account,pool,year\n6010,,1200.00\n4020,coaching,3000.00\n")


@pytest.fixture
def owners(house: Container) -> tuple[Owner, ...]:
    return tuple(make_owner(house) for _owner in range(3))


@pytest.fixture
def treasurer(house: Container) -> Actor:
    person = make_person(house, roles=[Role.TREASURER])
    return Actor.person(person.id, frozenset({Role.TREASURER}))


def draft(house: Container, treasurer: Actor, source: Table | LastYear = TABLE) -> UUID:
    return draft_budget(
        container=house, actor=treasurer, act_id=ids.new_id(), year=YEAR, source=source
    )


def kept(house: Container, budget_id: UUID) -> Budget:
    with house.read() as session:
        return queries.budget(session, budget_id=budget_id)


def in_force(house: Container) -> dict[Cell, int]:
    with house.read() as session:
        return queries.in_force(session, year=YEAR)


def resolve(
    house: Container,
    clock: StagedClock,
    treasurer: Actor,
    budget_id: UUID,
    owners: tuple[Owner, ...],
    say: str = "yes",
) -> UUID:
    proposal_id = propose_budget(
        container=house, actor=treasurer, act_id=ids.new_id(), budget_id=budget_id
    )
    vote = noticed(house, proposal_id)
    clock.at = instant(vote.opens_at)
    open_due_votes(house)
    for owner in owners:
        cast(house, read(house, vote.id), owner, say)
    close(house, clock, vote)
    enact_proposal(house, {"proposal_id": str(vote.id)})
    return proposal_id


def test_an_adopted_budget_is_in_force_and_a_later_one_takes_its_place(
    house: Container, clock: StagedClock, treasurer: Actor, owners: tuple[Owner, ...]
) -> None:
    first = draft(house, treasurer)
    assert in_force(house) == {}
    proposal_id = resolve(house, clock, treasurer, first, owners)
    assert kept(house, first).state is BudgetState.IN_FORCE
    assert kept(house, first).proposal_id == proposal_id
    assert in_force(house) == kept(house, first).amounts
    assert in_force(house)[Cell("4020", "coaching", 3)] == 25_000
    second = draft(house, treasurer)
    change_year_amounts(
        container=house, actor=treasurer, act_id=ids.new_id(), budget_id=second,
        rows={("6010", ""): 100_000, ("6020", ""): 700},
    )  # fmt: skip
    assert in_force(house) == kept(house, first).amounts, "a draft changes nothing"
    resolve(house, clock, treasurer, second, owners)
    assert kept(house, first).state is BudgetState.SUPERSEDED
    assert sum(in_force(house).values()) == 100_000 + 700 + 300_000


def test_the_income_statement_stands_beside_the_budget_in_force(
    house: Container, clock: StagedClock, treasurer: Actor, owners: tuple[Owner, ...]
) -> None:
    budget_id = draft(house, treasurer)
    span = {"start": date(YEAR, 1, 1), "end": date(YEAR, 2, 15)}

    def rent() -> list[int | None]:
        sheet = income_statement(container=house, actor=treasurer, by=By.BUDGET, **span)
        rows = [row for group in sheet.groups for row in group.rows if row.code == "6010"]
        return [cell.minor for row in rows for cell in row.cells]

    assert rent() == [], "the members have not decided"
    resolve(house, clock, treasurer, budget_id, owners)
    assert rent() == [0, 10_000, -10_000], "of the two months one is whole"


def test_what_the_members_turn_down_is_not_in_force_and_can_be_set_aside(
    house: Container, clock: StagedClock, treasurer: Actor, owners: tuple[Owner, ...]
) -> None:
    budget_id = draft(house, treasurer)
    proposal_id = propose_budget(
        container=house, actor=treasurer, act_id=ids.new_id(), budget_id=budget_id
    )
    for deed in (
        lambda: withdraw_budget(
            container=house, actor=treasurer, act_id=ids.new_id(), budget_id=budget_id
        ),
        lambda: change_months(
            container=house, actor=treasurer, act_id=ids.new_id(), budget_id=budget_id,
            row=("6010", ""), months={1: 5},
        ),
    ):  # fmt: skip
        with pytest.raises(BudgetMoved):
            deed()
    assert resolve(house, clock, treasurer, budget_id, owners, say="no") == proposal_id
    assert in_force(house) == {}
    withdraw_budget(container=house, actor=treasurer, act_id=ids.new_id(), budget_id=budget_id)
    assert kept(house, budget_id).state is BudgetState.WITHDRAWN


def test_a_draft_begins_with_last_year_and_is_changed_row_by_row(
    house: Container, treasurer: Actor, clock: StagedClock
) -> None:
    clock.at = FIRST_MOMENT
    post_manual_entry(
        container=house, actor=treasurer, act_id=ids.new_id(), on=clock.at.date(), memo="Rent",
        lines=moved(40_000, to="6010", out_of="1000"),
    )  # fmt: skip
    budget_id = draft(house, treasurer, LastYear(Fraction(10)))
    assert kept(house, budget_id).amounts == {Cell("6010", None, 3): 44_000}
    act_id = ids.new_id()
    for _turn in range(2):
        change_year_amounts(
            container=house, actor=treasurer, act_id=act_id, budget_id=budget_id,
            rows={("6010", ""): 44_000, ("6020", ""): 1_000},
        )  # fmt: skip
    amounts = kept(house, budget_id).amounts
    assert amounts[Cell("6010", None, 3)] == 44_000, "what stayed keeps its months"
    assert sum(minor for cell, minor in amounts.items() if cell.account == "6020") == 1_000
    change_months(
        container=house, actor=treasurer, act_id=ids.new_id(), budget_id=budget_id,
        row=("6020", ""), months={12: 900},
    )  # fmt: skip
    assert kept(house, budget_id).amounts[Cell("6020", None, 12)] == 900
    with pytest.raises(MalformedBudget):
        draft(house, treasurer, Table(b"account,year\n1000,5\n"))
    with pytest.raises(NotPermitted):
        draft(house, actor_with(Role.SECRETARY))
