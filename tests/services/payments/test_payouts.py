"""Payouts against Stripe's HTTP and our books: to the cent, row by row, once."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError

from coop import ids
from coop.container import Container
from coop.readmodels.books import payouts as pages
from coop.unit_of_work.permissions import Actor, Permission, Role
from coop.usecases.book_bank_line import book_bank_line
from coop.usecases.book_payout import book_payout_rest
from coop.usecases.fetch_payouts import fetch_payouts
from coop.usecases.import_bank_statement import import_bank_statement
from coop.usecases.receive_processor_event import receive_processor_event
from coop.usecases.record_processor_payout import record_processor_payout
from coop.usecases.refund_payment import refund_payment
from coop.usecases.reverse_entry import reverse_entry
from coop.usecases.start_payment import start_payment
from ledger.money import Money
from ledger.reconciliation import queries as bank
from ledger.reconciliation.errors import MalformedStatement
from services.errors import NotFound
from services.payments import payout_queries, stripe_report
from services.payments.gateway import BalanceTransaction, Payout
from services.payments.payout_rules import (
    Booked,
    Ours,
    RowState,
    booked_to,
    explained,
    fee_booked_to,
    matched_transfers,
    off_minor,
)
from services.payments.stripe import StripeGateway
from tests.conftest import actor_with
from tests.makers.earning import TREASURER, balance, make_order, work_off
from tests.makers.members import make_person
from tests.stripe_server.server import KEY, SECRET, StripeServer

AT = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def moved(
    kind: str, amount: int, fee: int = 0, *, id: str = "txn_1", source: str = "", category: str = ""
) -> BalanceTransaction:
    return BalanceTransaction(
        id=id, kind=kind, category=category or kind, source=source, payment_reference="",
        amount_minor=amount, fee_minor=fee, net_minor=amount - fee, currency="EUR",
        created_at=AT, description="",
    )  # fmt: skip


def booked(minor: int) -> Booked:
    return Booked(ids.new_id(), AT.date(), minor)


PAYMENT, REFUND = ids.id_for("a payment"), ids.id_for("a refund")


@pytest.mark.parametrize(
    ("transaction", "ours", "in_books", "state"),
    [
        (moved("charge", 500, 20), Ours(PAYMENT), {"paid": 500, "fee": -20}, RowState.AGREES),
        (moved("charge", 500, 20), Ours(PAYMENT), {"shares": 500, "fee": -20}, RowState.AGREES),
        (moved("charge", 500, 20), Ours(PAYMENT), {"paid": 500}, RowState.FEE_MISSING),
        (moved("charge", 500, 20), Ours(PAYMENT), {"paid": 500, "fee": -21}, RowState.FEE_DIFFERS),
        (moved("charge", 500, 20), Ours(PAYMENT), {"paid": 499, "fee": -20}, RowState.DIFFERS),
        (moved("charge", 500, 20), Ours(PAYMENT), {}, RowState.MISSING),
        (moved("charge", 500, 20), Ours(), {"paid": 500}, RowState.MISSING),
        (moved("refund", -500), Ours(PAYMENT, REFUND), {f"refund:{REFUND}": -500}, RowState.AGREES),
        (moved("refund", -500), Ours(PAYMENT, REFUND), {"unwanted:returned": -500},
         RowState.AGREES),
        (moved("adjustment", 500), Ours(PAYMENT), {"paid": 500}, RowState.MISSING),
        (moved("something_new", -3), Ours(), {}, RowState.MISSING),
    ],
)  # fmt: skip
def test_a_row_stands_in_our_books_as_its_keys_say(
    transaction: BalanceTransaction, ours: Ours, in_books: dict[str, int], state: RowState
) -> None:
    (row,) = explained(
        [transaction],
        ours={transaction.id: ours},
        booked={f"payment:{PAYMENT}:{end}": booked(minor) for end, minor in in_books.items()},
        transfers={},
    )
    assert row.state is state
    assert (row.differs_minor == 0) is (state is RowState.AGREES)


def test_what_was_booked_from_the_row_itself_is_known_again() -> None:
    dispute = moved("adjustment", -500, 1500, category="dispute")
    (row,) = explained(
        [dispute], ours={}, transfers={},
        booked={"stripe:txn:txn_1": booked(-500), "stripe:txn:txn_1:fee": booked(-1500)},
    )  # fmt: skip
    assert row.state is RowState.AGREES


def test_what_has_no_rule_goes_to_suspense() -> None:
    assert booked_to(moved("stripe_fee", -3)) == "5010"
    assert booked_to(moved("payout_failure", 3)) == "1000"
    assert {booked_to(moved(kind, 1)) for kind in ("never_seen", "charge", "adjustment")} == {
        "1900"
    }
    assert fee_booked_to(moved("adjustment", -5, 15, category="dispute")) == "5030"
    assert fee_booked_to(moved("charge", 5, 1)) == "5010"


def test_a_transfer_takes_each_of_our_payments_once_and_only_near_in_time() -> None:
    first, second = moved("transfer", -88, id="a"), moved("transfer", -88, id="b")
    one, far = booked(-88), Booked(ids.new_id(), date(2026, 3, 20), -88)
    assert matched_transfers([first, second], [far, one, booked(-87)]) == {"a": one}


def test_a_payout_is_the_sum_of_its_parts_without_its_own_row() -> None:
    payout = Payout(
        reference="po_1", amount_minor=480, currency="EUR", arrives_on=AT.date(), created_at=AT,
        is_automatic=True, is_ready=True, state="paid",
    )  # fmt: skip
    rows = [moved("charge", 500, 20), moved("payout", -480, source="po_1")]
    assert off_minor(payout, rows) == 0
    assert off_minor(payout, rows[1:]) == 480


# against the processor's HTTP -----------------------------------------------------


@dataclass
class Desk:
    """A house whose processor is the local one."""

    house: Container
    server: StripeServer

    def buy(self) -> UUID:
        seller, buyer = make_person(self.house).id, make_person(self.house).id
        order_id = make_order(self.house, seller_id=seller, buyer_id=buyer)
        page = start_payment(
            container=self.house, actor=Actor.person(buyer), act_id=ids.new_id(),
            payment_id=order_id,
        )  # fmt: skip
        self.server.account.pay(page.rpartition("/")[2])
        return order_id

    def hear(self, seed: int = 1) -> None:
        for event in self.server.account.deliveries(seed=seed):
            body, signature = self.server.signed(event)
            receive_processor_event(container=self.house, body=body, signature=signature)
        work_off(self.house)

    def view(self, reference: str) -> pages.PayoutView:
        return pages.payout(container=self.house, actor=TREASURER, reference=reference)

    def states(self, reference: str) -> dict[str, str]:
        with self.house.read() as session:
            rows = payout_queries.explained_rows(session, reference=reference)[reference]
        return {f"{row.transaction.kind}:{row.transaction.id}": row.state for row in rows}


@pytest.fixture
def desk(house: Container) -> Iterator[Desk]:
    with StripeServer() as server:
        server.account.page_size_max = 3
        gateway = StripeGateway(key=KEY, webhook_secret=SECRET, api_base=server.base)
        yield Desk(replace(house, gateway=gateway), server)


def test_a_payout_reconciles_to_the_cent_and_what_does_not_is_named_and_booked(desk: Desk) -> None:
    opening = balance(desk.house, "1010")
    orders = [desk.buy() for _ in range(4)]
    desk.hear()
    refund_payment(
        container=desk.house, actor=TREASURER, act_id=ids.new_id(), payment_id=orders[0],
        amount_minor=2_500, reason="broken",
    )  # fmt: skip
    work_off(desk.house)
    account = desk.server.account
    account.adjust("adjustment", -10_000, fee=2_000, category="dispute", source="dp_1")
    account.adjust("stripe_fee", -150)
    account.adjust("never_heard_of", 77)
    payout = account.pay_out()
    desk.hear(seed=2)
    shown = desk.view(payout["id"])
    assert shown.off_minor == 0
    assert shown.parts_minor == payout["amount"] == 4 * 9_825 - 2_500 - 12_000 - 150 + 77
    assert {each.name: each.minor for each in shown.totals} == {
        "Payments": 40_000, "Refunds": -2_500, "Disputes": -10_000, "Fees charged apart": -150,
        "Everything else": 77, "Fees kept of payments": -4 * 175 - 2_000,
    }  # fmt: skip
    assert shown.payout.open_count == shown.bookable_count == 3
    assert {row.name for row in shown.rows if row.may_book} == {
        "Dispute", "Stripe fee", "Never heard of",
    }  # fmt: skip
    assert sum(row.payment_id is not None for row in shown.rows) == 5
    fetch_payouts(desk.house, {})
    act_id = ids.new_id()
    for _twice in range(2):
        book_payout_rest(
            container=desk.house, actor=TREASURER, act_id=act_id, reference=payout["id"]
        )
    shown = desk.view(payout["id"])
    assert shown.payout.open_count == 0
    assert shown.payout.state == "Agrees; not at the bank yet"
    assert balance(desk.house, "1010") - opening == account.balance_minor == 0
    assert balance(desk.house, "1900") == 10_000 - 77
    assert balance(desk.house, "5030") == 2_000
    again = book_payout_rest(
        container=desk.house, actor=TREASURER, act_id=ids.new_id(), reference=payout["id"]
    )
    assert again == 0
    overview = pages.payouts(container=desk.house, actor=TREASURER, page=1)
    assert overview.balance is not None
    assert overview.balance.differs_minor == opening
    assert overview.unreported == ()
    with pytest.raises(NotFound):
        desk.view("po_none")


def test_a_fee_that_was_never_booked_is_named_and_booked_as_its_own_job_would(desk: Desk) -> None:
    order_id = desk.buy()
    events = [event for event in desk.server.account.events if event["type"].startswith("check")]
    for event in events:
        body, signature = desk.server.signed(event)
        receive_processor_event(container=desk.house, body=body, signature=signature)
    desk.server.account.fees_known_at_once = True
    payout = desk.server.account.pay_out()
    work_off(desk.house)
    with desk.house.read() as session:
        entry = payout_queries.unreported(session, currency="EUR")
    fee = next(each for each in entry if each.source_key == f"payment:{order_id}:fee")
    reverse_entry(
        container=desk.house, actor=TREASURER, act_id=ids.new_id(), entry_id=fee.entry_id,
        on=desk.house.clock.now().date(), memo="by mistake",
    )  # fmt: skip
    desk.hear()
    (charge,) = [row for row in desk.view(payout["id"]).rows if row.name == "Payment"]
    assert charge.state == "Fee not booked"
    book_payout_rest(
        container=desk.house, actor=TREASURER, act_id=ids.new_id(), reference=payout["id"],
        transaction_id=charge.id,
    )  # fmt: skip
    assert set(desk.states(payout["id"]).values()) == {RowState.AGREES}


def test_a_payout_by_hand_says_so(desk: Desk) -> None:
    desk.buy()
    payout = desk.server.account.pay_out()
    desk.server.account.objects[payout["id"]]["automatic"] = False
    desk.hear()
    shown = desk.view(payout["id"])
    assert (shown.is_automatic, shown.rows, shown.payout.state) == (False, (), "Made by hand")


def test_a_payout_whose_parts_are_not_known_yet_waits(desk: Desk) -> None:
    desk.buy()
    payout = desk.server.account.pay_out()
    desk.server.account.objects[payout["id"]]["reconciliation_status"] = "in_progress"
    fetch_payouts(desk.house, {})
    with pytest.raises(NotFound):
        desk.view(payout["id"])
    desk.server.account.objects[payout["id"]]["reconciliation_status"] = "completed"
    fetch_payouts(desk.house, {})
    assert desk.view(payout["id"]).off_minor == 0


def test_what_the_processor_told_never_changes(desk: Desk) -> None:
    desk.buy()
    desk.server.account.pay_out()
    fetch_payouts(desk.house, {})
    for attack in (
        "UPDATE balance_transaction SET description = 'x'",
        "DELETE FROM balance_transaction",
        "UPDATE payout_report SET amount_minor = 0",
        "DELETE FROM processor_balance",
    ):
        with (
            pytest.raises((IntegrityError, DatabaseError)),
            desk.house.act(TREASURER, Permission.STATEMENT_RECONCILE, id=ids.new_id()) as act,
        ):
            act.session.execute(text(attack))


# the bank line --------------------------------------------------------------------


def stripe_line(house: Container, minor: int, on: date) -> UUID:
    amount = f"{minor // 100}.{minor % 100:02d}"
    import_bank_statement(
        container=house, actor=TREASURER, act_id=ids.new_id(), file_name="bank.csv",
        content=f"Date,Description,Amount\n{on},STRIPE PAYMENTS EUROPE,{amount}\n".encode(),
    )  # fmt: skip
    with house.read() as session:
        return bank.waiting_lines(session)[-1].id


def record(house: Container, reference: str, minor: int, on: date) -> UUID:
    return record_processor_payout(
        container=house, actor=TREASURER, act_id=ids.new_id(), reference=reference,
        amount=Money(minor, "EUR"), on=on,
    )  # fmt: skip


def test_a_line_booked_by_hand_before_the_message_is_the_payout_and_not_a_second(
    house: Container,
) -> None:
    on = house.clock.now().date()
    line_id = stripe_line(house, 6_000, on)
    book_bank_line(
        container=house, actor=TREASURER, act_id=ids.new_id(), bank_line_id=line_id, account="1010"
    )
    before = balance(house, "1010")
    entry_id = record(house, "po_late", 6_000, on)
    assert record(house, "po_late", 6_000, on) == entry_id
    assert balance(house, "1010") == before
    # The next payout of the same sum is another one.
    assert record(house, "po_later", 6_000, on) != entry_id
    assert balance(house, "1010") == before - 6_000


def test_a_line_that_names_nothing_becomes_the_payout_that_was_told(desk: Desk) -> None:
    desk.buy()
    payout = desk.server.account.pay_out()
    desk.hear()
    before = balance(desk.house, "1010")
    on = datetime.fromtimestamp(payout["arrival_date"], UTC).date()
    line_id = stripe_line(desk.house, payout["amount"], on)
    book_bank_line(
        container=desk.house, actor=TREASURER, act_id=ids.new_id(), bank_line_id=line_id,
        account="1010",
    )  # fmt: skip
    assert balance(desk.house, "1010") == before
    shown = desk.view(payout["id"])
    assert shown.payout.state == "Agrees to the cent"
    assert shown.payout.bank_line is not None
    assert shown.payout.bank_line.amount_minor == payout["amount"]


def test_the_pages_show_it_and_book_by_a_button(
    desk: Desk, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    treasurer = actor_with(Role.TREASURER)
    monkeypatch.setattr("coop.http.current_actor", lambda: treasurer)
    monkeypatch.setattr("coop.web.treasury.blueprint.current_actor", lambda: treasurer)
    with app.test_client() as client:
        assert "No payout yet" in client.get("/treasury/payouts").text
        desk.buy()
        desk.server.account.adjust("never_heard_of", 77)
        payout = desk.server.account.pay_out()
        desk.hear()
        listed = client.get("/treasury/payouts").text
        assert payout["id"] in listed
        assert "1 row differs" in listed
        page = client.get(f"/treasury/payouts/{payout['id']}").text
        assert "Missing in the books" in page
        assert "Book to 1900 Suspense" in page
        (path,) = re.findall(r'action="(/treasury/payouts/[^"]+/rows/[^"]+/book)"', page)
        assert client.post(path).status_code == 303
        assert "Agrees; not at the bank yet" in client.get(f"/treasury/payouts/{payout['id']}").text
        assert client.get("/treasury/payouts/po_none").status_code == 404


# the report -----------------------------------------------------------------------

HEADING = (
    "automatic_payout_id,automatic_payout_effective_at_utc,balance_transaction_id,created_utc,"
    "currency,gross,fee,net,reporting_category,source_id,payment_intent_id,description\n"
)
REPORT = HEADING + (
    "po_9,2026-03-04 00:00:00,txn_a,2026-03-01 10:00:00,eur,100.00,1.75,98.25,charge,ch_1,pi_1,\n"
    "po_9,2026-03-04 00:00:00,txn_b,2026-03-02 10:00:00,eur,-20.00,0.00,-20.00,refund,re_1,pi_1,\n"
    "po_9,2026-03-04 00:00:00,txn_c,2026-03-02 11:00:00,eur,-50.00,20.00,-70.00,dispute,dp_1,,\n"
    ",,txn_d,2026-03-03 10:00:00,eur,5.00,0.00,5.00,charge,ch_2,pi_2,\n"
)


def test_stripes_own_report_says_the_same_as_its_api() -> None:
    ((payout, rows),) = stripe_report.read(content=REPORT.encode())
    assert (payout.reference, payout.amount_minor, payout.arrives_on) == (
        "po_9", 825, date(2026, 3, 4),
    )  # fmt: skip
    assert off_minor(payout, rows) == 0
    assert [(row.kind, row.net_minor) for row in rows] == [
        ("charge", 9_825), ("refund", -2_000), ("adjustment", -7_000),
    ]  # fmt: skip


def test_a_report_with_faults_names_them_all() -> None:
    broken = REPORT.replace("98.25", "98.26").replace("-20.00,0.00", "-2o.00,0.00")
    with pytest.raises(MalformedStatement) as refusal:
        stripe_report.read(content=broken.encode())
    assert [fault.line_number for fault in refusal.value.faults] == [2, 3]
    long = HEADING + "po_9," + "x" * 200_000 + "\n"
    for content in (b"a,b\n1,2\n", HEADING.encode(), b"\x00\x01", long.encode()):
        with pytest.raises(MalformedStatement):
            stripe_report.read(content=content)


def test_a_report_comes_in_once(
    house: Container, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    treasurer = actor_with(Role.TREASURER)
    monkeypatch.setattr("coop.http.current_actor", lambda: treasurer)
    monkeypatch.setattr("coop.web.treasury.blueprint.current_actor", lambda: treasurer)
    with app.test_client() as client:
        for new in ("1 of them new", "0 of them new"):
            answer = client.post(
                "/treasury/payouts/report",
                data={"file": (io.BytesIO(REPORT.encode()), "report.csv")},
            )
            assert answer.status_code == 303
            assert new in client.get(answer.location).text
        assert "Dispute" in client.get("/treasury/payouts/po_9").text
        wrong = client.post(
            "/treasury/payouts/report", data={"file": (io.BytesIO(b"a,b\n1,2\n"), "x.csv")}
        )
        assert wrong.status_code == 422
        assert "The heading lacks" in wrong.text
