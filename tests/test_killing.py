"""`kill -9` of the real server and worker: nothing acknowledged is lost, nothing doubled."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import func, select

from coop import paths
from coop.clock import StagedClock
from coop.container import Container
from coop.jobs import LEASE, Worker
from coop.usecases.check_books import prove_books
from coop.usecases.settle_payment import settle_event
from ledger.tables import EntryRow
from services.payments.practice import PracticeDesk
from services.payments.tables import PaymentRow, ProcessorEventRow
from tests.makers.earning import make_order
from tests.makers.members import make_owner, make_person

PAYMENTS = 40
SECRET = "a key the server and this test share"


def command(*words: str, container: Container) -> "subprocess.Popen[bytes]":
    """This function will start a `coop` process over the test's database."""
    environment = {
        **os.environ,
        "COOP_DATABASE_URL": container.config.database_url,
        "COOP_SECRET_KEY": SECRET,
        "COOP_VAR": str(container.config.var),
    }
    return subprocess.Popen(
        [sys.executable, "-c", "from coop.app import main; main()", *words],
        cwd=paths.ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill(process: "subprocess.Popen[bytes]") -> None:
    """This function will end a process and its children as a power cut would."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=2).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


@contextlib.contextmanager
def serving(container: Container) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """This function will serve the house on a free port until the block ends or it is killed."""
    port = free_port()
    server = command("serve", "--port", str(port), container=container)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            if answers(f"{url}/login"):
                break
            time.sleep(0.05)
        yield url, server
    finally:
        kill(server)


def tell(url: str, message: tuple[bytes, str]) -> bool:
    """This function will post a signed event; true only when the server said it has it."""
    body, signature = message
    request = urllib.request.Request(
        f"{url}/webhooks/stripe", data=body, headers={"Stripe-Signature": signature}
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.mark.slow
def test_payments_survive_the_death_of_server_and_worker(
    house: Container, clock: StagedClock
) -> None:
    seller, buyer = make_owner(house).party_id, make_person(house).id
    clock.at = datetime.now(UTC)
    desk = PracticeDesk(base_url=house.config.base_url, secret=SECRET)
    orders: list[UUID] = [
        make_order(house, seller_id=seller, buyer_id=buyer) for _ in range(PAYMENTS)
    ]
    with house.read() as session:
        amounts = dict(session.execute(select(PaymentRow.id, PaymentRow.amount_minor)).all())
    messages = {
        order: desk.paid_message(
            payment_id=order, amount_minor=amounts[order], currency=house.config.currency
        )
        for order in orders
    }
    chance, acknowledged = Random(7), set[UUID]()
    for _ in range(3):
        worker = command("worker", container=house)
        with serving(house) as (url, server), ThreadPoolExecutor(4) as senders:
            waiting = [order for order in orders if order not in acknowledged]
            chance.shuffle(waiting)
            sent = [(order, senders.submit(tell, url, messages[order])) for order in waiting]
            sent[len(sent) // 2][1].result()
            kill(server)
            kill(worker)
            acknowledged |= {order for order, told in sent if told.result()}
    with house.read() as session:
        kept = set(session.scalars(select(ProcessorEventRow.id)))
    assert {f"evt_practice_{order.hex}" for order in acknowledged} <= kept, "none was lost"

    # The processor tells again what it had no answer to; then everything is worked off.
    with serving(house) as (url, _):
        for order in orders:
            assert tell(url, messages[order])
    clock.at = datetime.now(UTC) + 2 * LEASE
    Worker(house, handlers={"payment.event": settle_event}, duties=[]).drain()
    with house.read() as session:
        sold = session.scalar(
            select(func.count()).select_from(EntryRow).where(EntryRow.kind == "marketplace.sold")
        )
    assert sold == PAYMENTS, "each was booked, and booked once"
    assert not prove_books(container=house).differences
