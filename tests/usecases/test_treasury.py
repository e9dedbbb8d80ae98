"""The treasurer's deeds, whole: permission, transaction, idempotency and books."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.unit_of_work.permissions import Actor, NotPermitted, Role
from coop.usecases.accept_match import accept_match
from coop.usecases.accept_sure_matches import accept_sure_matches
from coop.usecases.book_bank_line import book_bank_line
from coop.usecases.check_books import check_books
from coop.usecases.close_period import close_period
from coop.usecases.close_year import close_year
from coop.usecases.ignore_bank_line import ignore_bank_line
from coop.usecases.import_bank_statement import import_bank_statement
from coop.usecases.post_manual_entry import post_manual_entry
from coop.usecases.record_processor_payout import record_processor_payout
from coop.usecases.reverse_entry import reverse_entry
from coop.usecases.undo_match import undo_match
from ledger import queries
from ledger.entries import credit, debit
from ledger.errors import ChecklistOpen, PartyMissing, PeriodClosed, Unbalanced
from ledger.periods import Month
from ledger.reconciliation import queries as bank
from ledger.reconciliation.errors import (
    BankLineSettled,
    EntryMatched,
    MalformedStatement,
    ReasonMissing,
    StatementKnown,
)
from tests.conftest import actor_with
from tests.makers.books import CLOSE_ANYWAY, eur, moved

STATEMENT = (
    b"Date,Description,Amount\n"
    b"2026-03-02,Stripe payout po_1Abc,60.00\n"
    b"2026-03-03,River trust GR-20031,500.00\n"
    b"2026-03-04,Mill House Rent,-400.00\n"
    b"2026-03-05,Bank fee,-2.50\n"
)


@pytest.fixture
def treasurer() -> Actor:
    return actor_with(Role.TREASURER)


@pytest.fixture
def post(house: Container, treasurer: Actor) -> Callable[..., UUID]:
    def post_entry(minor: int, to: str, out_of: str, **about: Any) -> UUID:
        about = {"on": date(2026, 3, 2), "memo": "By hand", "act_id": ids.new_id()} | about
        return post_manual_entry(
            container=house, actor=treasurer, lines=moved(minor, to=to, out_of=out_of), **about
        )

    return post_entry


def bring(house: Container, actor: Actor, content: bytes = STATEMENT, **more: Any) -> Any:
    more = {"act_id": ids.new_id(), "file_name": "march.csv"} | more
    return import_bank_statement(container=house, actor=actor, content=content, **more)


def waiting(house: Container) -> dict[int, UUID]:
    """This function will return the waiting lines' ids by their amounts."""
    with house.read() as session:
        return {line.amount_minor: line.id for line in bank.waiting_lines(session)}


def balance(house: Container, account: str) -> int:
    with house.read() as session:
        return queries.balance(session, account=account)


def test_a_statement_is_imported_once_however_often_the_button_is_clicked(
    house: Container, treasurer: Actor
) -> None:
    act_id = ids.new_id()
    first = bring(house, treasurer, act_id=act_id)
    assert bring(house, treasurer, act_id=act_id) == first
    assert (first.line_count, first.new_count) == (4, 4)
    with pytest.raises(StatementKnown):
        bring(house, treasurer)
    assert len(waiting(house)) == 4


def test_a_malformed_statement_brings_nothing(house: Container, treasurer: Actor) -> None:
    with pytest.raises(MalformedStatement) as refusal:
        bring(house, treasurer, STATEMENT + b"soon,Tea,a lot\n")
    assert [fault.line_number for fault in refusal.value.faults] == [6, 6]
    assert waiting(house) == {}


def test_only_who_keeps_the_books_may(house: Container, post: Callable[..., UUID]) -> None:
    member = actor_with()
    deeds: list[Callable[[], object]] = [
        lambda: bring(house, member),
        lambda: accept_sure_matches(container=house, actor=member, act_id=ids.new_id()),
        lambda: close_period(
            container=house, actor=member, act_id=ids.new_id(), month=Month(2026, 2)
        ),
        lambda: check_books(container=house, actor=member, act_id=ids.new_id()),
        lambda: post_manual_entry(
            container=house, actor=member, act_id=ids.new_id(), on=date(2026, 3, 2), memo="",
            lines=moved(5, to="1000", out_of="4050"),
        ),
    ]  # fmt: skip
    for deed in deeds:
        with pytest.raises(NotPermitted):
            deed()


def test_what_is_sure_is_accepted_at_one_click(
    house: Container, treasurer: Actor, post: Callable[..., UUID]
) -> None:
    post(10000, "1010", "4020", on=date(2026, 3, 1))
    post(50000, "1000", "4050", memo="Grant GR-20031")
    bring(house, treasurer)
    act_id = ids.new_id()
    assert accept_sure_matches(container=house, actor=treasurer, act_id=act_id) == 2
    assert accept_sure_matches(container=house, actor=treasurer, act_id=act_id) == 0
    assert sorted(waiting(house)) == [-40000, -250]
    assert balance(house, "1000") == 56000
    assert balance(house, "1010") == 4000
    # Stripe's own message about the payout finds it done.
    record_processor_payout(
        container=house, actor=treasurer, act_id=ids.new_id(), reference="po_1Abc",
        amount=eur(6000), on=date(2026, 3, 2),
    )  # fmt: skip
    assert balance(house, "1000") == 56000


def test_lines_are_booked_ignored_and_taken_back(house: Container, treasurer: Actor) -> None:
    bring(house, treasurer)
    lines = waiting(house)
    rent = book_bank_line(
        container=house, actor=treasurer, act_id=ids.new_id(), bank_line_id=lines[-40000],
        account="6010",
    )  # fmt: skip
    with pytest.raises(BankLineSettled):
        book_bank_line(
            container=house, actor=treasurer, act_id=ids.new_id(), bank_line_id=lines[-40000],
            account="6010",
        )  # fmt: skip
    with pytest.raises(EntryMatched):
        reverse_entry(
            container=house, actor=treasurer, act_id=ids.new_id(), entry_id=rent,
            on=date(2026, 3, 4), memo="",
        )  # fmt: skip
    with pytest.raises(PartyMissing):
        book_bank_line(
            container=house, actor=treasurer, act_id=ids.new_id(), bank_line_id=lines[-250],
            account="2010",
        )  # fmt: skip
    with pytest.raises(ReasonMissing):
        ignore_bank_line(
            container=house, actor=treasurer, act_id=ids.new_id(), bank_line_id=lines[-250],
            reason=" ",
        )  # fmt: skip
    assert balance(house, "6010") == 40000
    undo_match(container=house, actor=treasurer, act_id=ids.new_id(), match_id=rent)
    assert balance(house, "6010") == 0
    assert lines[-40000] in waiting(house).values()


def test_a_match_is_accepted_by_hand(
    house: Container, treasurer: Actor, post: Callable[..., UUID]
) -> None:
    bring(house, treasurer)
    entry_id = post(50000, "1000", "4050", on=date(2026, 3, 9))
    act_id, bank_line_id = ids.new_id(), waiting(house)[50000]
    for _turn in range(2):
        assert act_id == accept_match(
            container=house, actor=treasurer, act_id=act_id, bank_line_id=bank_line_id,
            entry_id=entry_id, line_number=0,
        )  # fmt: skip
    assert 50000 not in waiting(house)


def test_a_manual_entry_posts_once_and_is_reversed_once(
    house: Container, treasurer: Actor, post: Callable[..., UUID]
) -> None:
    act_id = ids.new_id()
    assert post(700, "6020", "1000", act_id=act_id) == post(700, "6020", "1000", act_id=act_id)
    assert balance(house, "6020") == 700
    undo_id = ids.new_id()
    for _turn in range(2):
        reverse_entry(
            container=house, actor=treasurer, act_id=undo_id, entry_id=act_id,
            on=date(2026, 3, 3), memo="Twice",
        )  # fmt: skip
    assert balance(house, "6020") == 0


def test_an_unbalanced_or_nameless_entry_is_refused(house: Container, treasurer: Actor) -> None:
    for lines, refusal in (
        ((debit("1000", eur(5)), credit("4050", eur(4))), Unbalanced),
        (moved(5, to="1000", out_of="2010"), PartyMissing),
    ):
        with pytest.raises(refusal):
            post_manual_entry(
                container=house, actor=treasurer, act_id=ids.new_id(), on=date(2026, 3, 2),
                memo="", lines=lines,
            )  # fmt: skip


def test_a_month_closes_when_its_inbox_is_empty(
    house: Container, treasurer: Actor, clock: StagedClock, post: Callable[..., UUID]
) -> None:
    post(5, "1000", "4050", on=date(2026, 3, 2))
    bring(house, treasurer)
    clock.at = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)
    act_id = ids.new_id()

    def close() -> None:
        close_period(
            container=house,
            actor=treasurer,
            act_id=act_id,
            month=Month(2026, 3),
            reasons=CLOSE_ANYWAY,
        )

    with pytest.raises(ChecklistOpen) as refusal:
        close()
    assert refusal.value.items == ("bank-lines",)
    for line_id in waiting(house).values():
        ignore_bank_line(
            container=house, actor=treasurer, act_id=ids.new_id(), bank_line_id=line_id,
            reason="Another account's",
        )  # fmt: skip
    close()
    close()
    with pytest.raises(PeriodClosed):
        post(5, "1000", "4050", on=date(2026, 3, 31))


def test_a_year_closes_and_the_check_is_kept(
    house: Container, treasurer: Actor, clock: StagedClock, post: Callable[..., UUID]
) -> None:
    post(900, "1000", "4050", on=date(2026, 12, 2))
    clock.at = datetime(2027, 1, 9, 9, 0, tzinfo=UTC)
    entry_id = close_year(
        container=house, actor=treasurer, act_id=ids.new_id(), year=2026, reasons=CLOSE_ANYWAY
    )
    assert balance(house, "3300") == -900
    outcome = check_books(container=house, actor=treasurer, act_id=ids.new_id())
    assert outcome.differences == ()
    assert outcome.entry_count == 2
    with house.read() as session:
        assert queries.closed_until(session) == date(2026, 12, 31)
    assert entry_id


def test_share_capital_that_differs_from_the_register_is_found(
    house: Container, treasurer: Actor, post: Callable[..., UUID]
) -> None:
    party_id = ids.new_id()
    lines = tuple(
        replace(line, party_id=party_id) for line in moved(5000, to="1000", out_of="3000")
    )
    post_manual_entry(
        container=house, actor=treasurer, act_id=ids.new_id(), on=date(2026, 3, 2), memo="",
        lines=lines,
    )  # fmt: skip
    outcome = check_books(container=house, actor=treasurer, act_id=ids.new_id())
    (difference,) = outcome.differences
    assert (difference.fault, difference.subject) == ("shares-differ", "3000")
