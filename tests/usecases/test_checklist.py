"""A month's checklist: what blocks, what takes a reason that is kept, what is only said."""

from datetime import UTC, date, datetime

import pytest

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.proving.checklist import findings
from coop.unit_of_work.permissions import Actor, Role
from coop.usecases.close_period import close_period
from coop.usecases.ignore_bank_line import ignore_bank_line
from coop.usecases.import_bank_statement import import_bank_statement
from coop.usecases.post_manual_entry import post_manual_entry
from ledger import period_queries
from ledger.errors import ChecklistOpen, ReasonsMissing
from ledger.periods import Month
from ledger.reconciliation import queries as bank
from tests.conftest import actor_with
from tests.ledger.reconciliation import files
from tests.makers.books import CLOSE_ANYWAY, moved

MARCH = Month(2026, 3)


@pytest.fixture
def treasurer() -> Actor:
    return actor_with(Role.TREASURER)


def post(house: Container, treasurer: Actor, minor: int, to: str, out_of: str, on: date) -> None:
    post_manual_entry(
        container=house, actor=treasurer, act_id=ids.new_id(), on=on, memo="By hand",
        lines=moved(minor, to=to, out_of=out_of),
    )  # fmt: skip


def open_items(house: Container) -> dict[str, int]:
    with house.read() as session:
        found = findings(session, month=MARCH, currency="EUR", today=house.clock.now().date())
    return {each.item.value: each.count for each in found if not each.holds}


def test_a_statement_that_closes_on_another_balance_blocks_and_reasons_are_kept(
    house: Container, clock: StagedClock, treasurer: Actor
) -> None:
    post(house, treasurer, 100_000, "1000", "4050", date(2026, 2, 27))
    close_period(
        container=house, actor=treasurer, act_id=ids.new_id(), month=Month(2026, 2),
        reasons=CLOSE_ANYWAY,
    )  # fmt: skip
    post(house, treasurer, 700, "6010", "1000", date(2026, 3, 9))
    post(house, treasurer, 300, "1900", "4050", date(2026, 3, 10))
    fee = files.Move(date(2026, 3, 5), -250, "Bank", "Fee", "", "BK1")
    import_bank_statement(
        container=house, actor=treasurer, act_id=ids.new_id(), file_name="march.xml",
        content=files.camt(files.Told((fee,))).encode(), account="1000",
    )  # fmt: skip
    clock.at = datetime(2026, 4, 2, 9, tzinfo=UTC)
    with pytest.raises(ChecklistOpen) as blocked:
        close_period(
            container=house, actor=treasurer, act_id=ids.new_id(), month=MARCH,
            reasons=CLOSE_ANYWAY,
        )  # fmt: skip
    assert blocked.value.items == ("bank-lines",), "a cheque not seen yet explains the balance"
    with house.read() as session:
        (waiting,) = bank.waiting_lines(session)
    ignore_bank_line(
        container=house, actor=treasurer, act_id=ids.new_id(), bank_line_id=waiting.id,
        reason="Elsewhere",
    )  # fmt: skip
    assert open_items(house) == {
        "balance": 1, "unseen": 1, "suspense": 1, "checked": 1, "budget": 1,
    }  # fmt: skip
    post(house, treasurer, 250, "6040", "1000", date(2026, 3, 5))
    reasons = {"unseen": "A cheque", "suspense": "The bank answers in April"}
    with pytest.raises(ChecklistOpen) as blocked:
        close_period(
            container=house, actor=treasurer, act_id=ids.new_id(), month=MARCH, reasons=reasons
        )
    assert blocked.value.items == ("balance",), "booked beside the line it belongs to"


def test_what_warns_closes_with_its_reason_alone(
    house: Container, clock: StagedClock, treasurer: Actor
) -> None:
    post(house, treasurer, 300, "1900", "4050", date(2026, 3, 10))
    clock.at = datetime(2026, 4, 2, 9, tzinfo=UTC)
    reasons = {"suspense": "The bank answers in April", "statement": "None comes"}
    with pytest.raises(ReasonsMissing) as refusal:
        close_period(
            container=house, actor=treasurer, act_id=ids.new_id(), month=MARCH, reasons=reasons
        )
    assert refusal.value.items == ("checked",)
    close_period(
        container=house, actor=treasurer, act_id=ids.new_id(), month=MARCH,
        reasons=reasons | {"checked": "By night", "stripe": "In order, and not kept"},
    )  # fmt: skip
    with house.read() as session:
        (closed,) = period_queries.moves(session, month=MARCH)
    assert {each.item: each.reason for each in closed.waived} == {
        "statement": "None comes", "suspense": "The bank answers in April", "checked": "By night",
    }  # fmt: skip
