"""Large deeds wait for a second person: who may be it, what is done, and when nothing is."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from coop import ids
from coop.approvals import queries
from coop.approvals.errors import (
    ApprovalDecided,
    ApprovalExpired,
    MonthClosedMeanwhile,
    NoLongerSo,
    NotTheAsker,
    NotWhatWasShown,
    OwnAsking,
    OwnMoney,
    ReasonOfDeclining,
    WaitsAlready,
)
from coop.approvals.rules import Approval, ApprovalKind, ApprovalState
from coop.clock import StagedClock
from coop.container import Container
from coop.unit_of_work.permissions import Actor, NotPermitted, Role
from coop.usecases import decide_approval
from coop.usecases.buy_on_market import ask_for_refund, confirm_order, grant_order_refund
from coop.usecases.close_period import close_period, open_softly_closed, soften_period
from coop.usecases.keep_receipt import attach_receipt
from coop.usecases.pay_out import pay_seller
from coop.usecases.post_manual_entry import post_manual_entry
from coop.usecases.reopen_period import ask_to_reopen
from coop.usecases.reverse_entry import reverse_entry
from footing.errors import Refusal
from ledger import period_queries
from ledger import queries as books
from ledger.attachments import queries as receipts
from ledger.attachments.errors import NothingToHangOn
from ledger.errors import PeriodMoved, PeriodSoftlyClosed, UnknownAccount
from ledger.journal import entries_by_id
from ledger.periods import ADJUSTMENT, Month, PeriodState
from services.payments.errors import NothingOwed
from tests.fakes import KeptMailer
from tests.makers.books import CLOSE_ANYWAY, moved
from tests.makers.earning import balance, make_order, pay, work_off
from tests.makers.members import make_owner, make_person

FEBRUARY = Month(2026, 2)


def officer(house: Container, role: Role) -> Actor:
    return Actor.person(make_person(house, roles=[role]).id, frozenset({role}))


@pytest.fixture
def treasurer(house: Container) -> Actor:
    return officer(house, Role.TREASURER)


@pytest.fixture
def chair(house: Container) -> Actor:
    return officer(house, Role.BOARD)


def plain(house: Container, id: UUID) -> str:
    """This function will return an id as the house's database keeps it."""
    return id.hex if house.unit_of_work.engine.dialect.name == "sqlite" else str(id)


Write = Callable[..., UUID]


@pytest.fixture
def write(house: Container, treasurer: Actor) -> Write:
    def write_entry(minor: int = 150_000, **about: Any) -> UUID:
        about = {
            "act_id": ids.new_id(), "on": date(2026, 2, 27), "memo": "A boat",
            "lines": moved(minor, to="6060", out_of="1000"),
        } | about  # fmt: skip
        return post_manual_entry(container=house, actor=treasurer, **about)

    return write_entry


def asked(house: Container, approval_id: UUID) -> Approval:
    with house.read() as session:
        return queries.approval(session, approval_id=approval_id)


def approve(house: Container, actor: Actor, approval_id: UUID, **about: Any) -> None:
    about = {"act_id": ids.new_id(), "digest": asked(house, approval_id).digest} | about
    decide_approval.approve(container=house, actor=actor, approval_id=approval_id, **about)


def posted(house: Container, entry_id: UUID) -> Any:
    with house.read() as session:
        return entries_by_id(session, ids=[entry_id]).get(entry_id)


def test_an_entry_above_the_amount_waits_and_is_posted_in_the_name_of_its_writer(
    house: Container, treasurer: Actor, chair: Actor, write: Write
) -> None:
    small = write(100_000)
    assert posted(house, small) is not None
    act_id = ids.new_id()
    assert write(100_001, act_id=act_id) == act_id
    assert write(100_001, act_id=act_id) == act_id
    waiting = asked(house, act_id)
    assert (waiting.kind, waiting.state) == (ApprovalKind.ENTRY, ApprovalState.WAITING)
    assert posted(house, act_id) is None
    again = ids.new_id()
    for _turn in range(2):
        approve(house, chair, act_id, act_id=again)
    entry = posted(house, act_id)
    assert entry.posted_by == treasurer.person_id
    assert entry.entry.lines == moved(100_001, to="6060", out_of="1000")
    assert asked(house, act_id).decided_by == chair.person_id
    with pytest.raises(ApprovalDecided):
        approve(house, chair, act_id)
    work_off(house)
    assert isinstance(house.mailer, KeptMailer)
    subjects = [letter.subject for letter in house.mailer.letters]
    assert "Approved by a second person" in subjects
    assert sum("needs a second person" in subject for subject in subjects) == 1


def test_a_receipt_hung_on_what_waits_is_the_posted_entrys(
    house: Container, treasurer: Actor, chair: Actor, write: Write
) -> None:
    def attach(draft_id: UUID) -> UUID:
        return attach_receipt(
            container=house, actor=treasurer, act_id=ids.new_id(), subject_kind="draft",
            subject_id=draft_id, content=b"%PDF-1.7 a boat", file_name="boat.pdf",
        )  # fmt: skip

    waiting = write()
    receipt_id = attach(waiting)
    approve(house, chair, waiting)
    with house.read() as session:
        (hung,) = receipts.attachments_of_entry(session, entry_id=waiting)
    assert hung.id == receipt_id
    for settled in (waiting, ids.new_id()):
        with pytest.raises(NothingToHangOn):
            attach(settled)


def test_who_asked_and_who_may_not_are_turned_away(
    house: Container, treasurer: Actor, chair: Actor, write: Write
) -> None:
    waiting = write()
    for actor, refusal in (
        (treasurer, OwnAsking),
        (officer(house, Role.AUDITOR), NotPermitted),
        (officer(house, Role.SECRETARY), NotPermitted),
    ):
        with pytest.raises(refusal):
            approve(house, actor, waiting)
    with pytest.raises(NotWhatWasShown):
        approve(house, chair, waiting, digest=b"0" * 32)
    with pytest.raises(NotTheAsker):
        decide_approval.withdraw(
            container=house, actor=chair, act_id=ids.new_id(), approval_id=waiting
        )
    with pytest.raises(ReasonOfDeclining):
        decide_approval.decline(
            container=house, actor=chair, act_id=ids.new_id(), approval_id=waiting, answer=" "
        )
    assert asked(house, waiting).state is ApprovalState.WAITING


def test_what_is_declined_withdrawn_or_lapsed_is_never_done(
    house: Container, treasurer: Actor, chair: Actor, write: Write, clock: StagedClock
) -> None:
    declined, withdrawn, lapsed = write(), write(), write()
    decide_approval.decline(
        container=house, actor=chair, act_id=ids.new_id(), approval_id=declined, answer="Too dear"
    )
    decide_approval.withdraw(
        container=house, actor=treasurer, act_id=ids.new_id(), approval_id=withdrawn
    )
    clock.at += timedelta(days=14)
    with pytest.raises(ApprovalExpired):
        approve(house, chair, lapsed)
    for _night in range(2):
        decide_approval.lapse_approvals(house)
    for approval_id, state in (
        (declined, ApprovalState.DECLINED),
        (withdrawn, ApprovalState.WITHDRAWN),
        (lapsed, ApprovalState.EXPIRED),
    ):
        assert asked(house, approval_id).state is state
        with pytest.raises(ApprovalDecided):
            approve(house, chair, approval_id)
        assert posted(house, approval_id) is None


def test_what_the_books_refuse_is_said_before_anybody_else_is_asked(write: Write) -> None:
    with pytest.raises(UnknownAccount):
        write(lines=moved(150_000, to="9999", out_of="1000"))


def test_two_who_approve_at_once_post_once(house: Container, chair: Actor, write: Write) -> None:
    waiting, second = write(), officer(house, Role.TREASURER)
    refusals: list[Refusal] = []
    start = threading.Barrier(2)

    def say_yes(actor: Actor) -> None:
        start.wait()
        try:
            approve(house, actor, waiting)
        except Refusal as refusal:
            refusals.append(refusal)

    threads = [threading.Thread(target=say_yes, args=(actor,)) for actor in (chair, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(refusal) for refusal in refusals] == [ApprovalDecided]
    assert posted(house, waiting) is not None


def test_a_large_reversal_waits_too(
    house: Container, treasurer: Actor, chair: Actor, write: Write
) -> None:
    entry_id = write()
    approve(house, chair, entry_id)
    undo: dict[str, Any] = {"entry_id": entry_id, "on": date(2026, 3, 1), "memo": "Sold again"}
    waiting = reverse_entry(container=house, actor=treasurer, act_id=ids.new_id(), **undo)
    assert posted(house, waiting) is None
    with pytest.raises(WaitsAlready):
        reverse_entry(container=house, actor=treasurer, act_id=ids.new_id(), **undo)
    approve(house, chair, waiting)
    assert posted(house, waiting).entry.reverses_id == entry_id


def close(house: Container, actor: Actor, month: Month = FEBRUARY) -> None:
    close_period(
        container=house, actor=actor, act_id=ids.new_id(), month=month, reasons=CLOSE_ANYWAY
    )


def test_a_month_that_closed_meanwhile_refuses_the_approved_entry(
    house: Container, treasurer: Actor, chair: Actor, write: Write
) -> None:
    waiting = write()
    write(500)
    soften_period(container=house, actor=treasurer, act_id=ids.new_id(), month=FEBRUARY)
    with pytest.raises(MonthClosedMeanwhile):
        approve(house, chair, waiting)
    close(house, treasurer)
    with pytest.raises(MonthClosedMeanwhile) as refusal:
        approve(house, chair, waiting)
    assert refusal.value.closed_until == FEBRUARY.ends
    assert asked(house, waiting).state is ApprovalState.WAITING


def test_a_softly_closed_month_takes_an_adjustment_with_its_reason(
    house: Container, treasurer: Actor, write: Write
) -> None:
    write(500)
    soften_period(container=house, actor=treasurer, act_id=ids.new_id(), month=FEBRUARY)
    with pytest.raises(PeriodSoftlyClosed):
        write(700)
    adjusted = posted(house, write(700, adjustment="The bill came late")).entry
    assert (adjusted.kind, adjusted.memo) == (ADJUSTMENT, "A boat (The bill came late)")
    open_softly_closed(
        container=house, actor=treasurer, act_id=ids.new_id(), month=FEBRUARY, reason="Too soon"
    )
    write(900)
    with pytest.raises(PeriodMoved):
        ask_to_reopen(
            container=house, actor=treasurer, act_id=ids.new_id(), month=FEBRUARY, reason="No"
        )


def test_a_closed_month_is_opened_again_by_two_and_says_who(
    house: Container, treasurer: Actor, chair: Actor, write: Write
) -> None:
    write(500)
    close(house, treasurer)
    ask: dict[str, Any] = {"month": FEBRUARY, "reason": "The rent was booked twice"}
    waiting = ask_to_reopen(container=house, actor=treasurer, act_id=ids.new_id(), **ask)
    with pytest.raises(WaitsAlready):
        ask_to_reopen(container=house, actor=treasurer, act_id=ids.new_id(), **ask)
    with pytest.raises(OwnAsking):
        approve(house, treasurer, waiting)
    approve(house, chair, waiting)
    with house.read() as session:
        last = period_queries.last_move(session, month=FEBRUARY)
        assert books.closed_months(session) == ()
    assert last is not None
    assert (last.state, last.by, last.second_by) == (
        PeriodState.SOFT,
        treasurer.person_id,
        chair.person_id,
    )
    close(house, treasurer)


def sold(house: Container, *, confirmed: bool = True, seller_id: UUID | None = None) -> Any:
    """This function will sell a machine for 2,000.00: (seller, buyer, order)."""
    seller_id = seller_id or make_owner(house).party_id
    buyer_id = make_owner(house).party_id
    order_id = make_order(house, seller_id=seller_id, buyer_id=buyer_id, price_minor=200_000)
    pay(house, order_id)
    buyer = Actor.person(buyer_id)
    if confirmed:
        confirm_order(container=house, actor=buyer, act_id=ids.new_id(), order_id=order_id)
    return seller_id, buyer_id, order_id


def test_a_payout_above_the_amount_pays_exactly_what_was_approved(
    house: Container, treasurer: Actor, chair: Actor
) -> None:
    seller_id, _buyer_id, _order_id = sold(house)

    def ask() -> UUID:
        return pay_seller(
            container=house, actor=treasurer, act_id=ids.new_id(), seller_id=seller_id
        )

    waiting = ask()
    owed = -balance(house, "2020", seller_id)
    assert owed > 100_000
    with pytest.raises(WaitsAlready):
        ask()
    with pytest.raises(OwnMoney):
        approve(house, Actor.person(seller_id, frozenset({Role.BOARD})), waiting)
    sold(house, seller_id=seller_id)
    with pytest.raises(NoLongerSo):
        approve(house, chair, waiting)
    decide_approval.decline(
        container=house, actor=chair, act_id=ids.new_id(), approval_id=waiting, answer="Ask anew"
    )
    approve(house, chair, ask())
    assert balance(house, "2020", seller_id) == 0
    with pytest.raises(NothingOwed):
        ask()


def test_a_refund_above_the_amount_goes_out_once_it_is_approved(
    house: Container, treasurer: Actor, chair: Actor
) -> None:
    _seller_id, buyer_id, order_id = sold(house, confirmed=False)
    ask_for_refund(
        container=house, actor=Actor.person(buyer_id), act_id=ids.new_id(), order_id=order_id,
        reason="It never came",
    )  # fmt: skip
    waiting = ids.new_id()
    grant_order_refund(container=house, actor=treasurer, act_id=waiting, order_id=order_id)
    work_off(house)
    start = balance(house, "1010")
    approve(house, chair, waiting)
    work_off(house)
    assert balance(house, "1010") == start - 200_000


def test_plain_sql_approves_nothing_alone_and_changes_nothing(
    house: Container, treasurer: Actor, write: Write
) -> None:
    waiting, declined = write(), write()
    decide_approval.withdraw(
        container=house, actor=treasurer, act_id=ids.new_id(), approval_id=declined
    )
    engine = house.unit_of_work.engine
    me, other = plain(house, treasurer.signed_in_id), plain(house, ids.new_id())
    approved = "state = 'approved', decided_at = '2026-03-02 11:00:00'"
    for attack in (
        f"UPDATE approval SET {approved} WHERE id = :id",
        f"UPDATE approval SET {approved}, decided_by = '{me}' WHERE id = :id",
        f"UPDATE approval SET {approved}, decided_by = '{other}', payload = '{{}}' WHERE id = :id",
        f"UPDATE approval SET {approved}, decided_by = '{other}', asked_by = '{other}'"
        " WHERE id = :id",
        "UPDATE approval SET state = 'declined', decided_at = '2026-03-02 11:00:00',"
        f" decided_by = '{other}' WHERE id = :id",
        "UPDATE approval SET expires_at = '2027-03-02 11:00:00' WHERE id = :id",
        f"UPDATE approval SET {approved}, decided_by = '{other}' WHERE id = :other",
        "DELETE FROM approval WHERE id = :id OR id = :other",
    ):
        with pytest.raises(DBAPIError), engine.begin() as connection:
            found = connection.execute(
                text(attack), {"id": plain(house, waiting), "other": plain(house, declined)}
            )
            assert found.rowcount, attack
    assert asked(house, waiting).state is ApprovalState.WAITING
