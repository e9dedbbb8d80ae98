"""The worker loses no job, and does none twice that says it is done: on both databases."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from coop import ids, paths
from coop.clock import StagedClock
from coop.container import Container
from coop.jobs import LEASE, TRIES_MAX, Worker
from coop.unit_of_work.permissions import Permission
from coop.unit_of_work.tables import JobRow
from tests.conftest import actor_with


def enqueue(container: Container, kind: str, **payload: Any) -> None:
    with container.act(actor_with(), Permission.CIRCLE_START, id=ids.new_id()) as act:
        act.enqueue(kind, payload)


def job(container: Container) -> JobRow:
    with container.read() as session:
        return session.scalars(select(JobRow)).one()


def test_a_job_is_done_once_and_its_payload_is_forgotten(container: Container) -> None:
    done: list[dict[str, Any]] = []
    worker = Worker(
        container, handlers={"greet": lambda _, payload: done.append(payload)}, duties=[]
    )
    enqueue(container, "greet", name="Ada", token="secret")
    assert worker.drain() == 1
    assert worker.drain() == 0
    assert [payload["name"] for payload in done] == ["Ada"]
    assert job(container).payload == {}
    assert job(container).done_at == container.clock.now()


def test_a_failing_job_is_tried_again_later_and_given_up_at_last(
    container: Container, clock: StagedClock
) -> None:
    def stumble(_: Container, payload: dict[str, Any]) -> None:
        raise OSError("the carrier is out")

    worker = Worker(container, handlers={"send": stumble}, duties=[])
    enqueue(container, "send")
    for attempt in range(1, TRIES_MAX + 1):
        assert worker.work_off_one() is True
        assert worker.work_off_one() is False, "the next try waits"
        assert job(container).tries == attempt
        clock.at += timedelta(hours=2)
    assert worker.work_off_one() is False
    assert job(container).failed_at is not None
    assert job(container).last_error == "OSError: the carrier is out"


def test_a_dead_workers_job_goes_to_the_next_when_its_lease_runs_out(
    container: Container, clock: StagedClock
) -> None:
    enqueue(container, "greet")
    done: list[int] = []
    worker = Worker(container, handlers={"greet": lambda *_: done.append(1)}, duties=[])
    assert worker._lease() is not None
    assert worker.work_off_one() is False
    clock.at += LEASE + timedelta(seconds=1)
    assert worker.work_off_one() is True
    assert done == [1]


SLOW_WORKER = textwrap.dedent("""
    import sys, time
    from pathlib import Path
    from coop.clock import SystemClock
    from coop.config import Config
    from coop.container import Container
    from coop.database import make_engine
    from coop.jobs import Worker
    from coop.unit_of_work.unit_of_work import UnitOfWork

    url, marks = sys.argv[1], Path(sys.argv[2])
    clock = SystemClock()
    container = Container(config=Config(database_url=url), clock=clock,
        unit_of_work=UnitOfWork(engine=make_engine(url), clock=clock),
        renderer=None, gateway=None, printer=None, mailer=None)

    def slow(_, payload):
        (marks / "started").touch()
        time.sleep(60)

    Worker(container, handlers={"slow": slow}, duties=[]).run()
""")


def test_killing_the_worker_in_the_middle_of_a_job_loses_nothing(
    container: Container, clock: StagedClock, tmp_path: Path
) -> None:
    enqueue(container, "slow")
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW_WORKER, container.config.database_url, str(tmp_path)],
        cwd=paths.ROOT,
        env={**os.environ, "PYTHONPATH": str(paths.ROOT)},
    )
    for _ in range(600):
        if (tmp_path / "started").exists():
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    left = job(container)
    assert left.done_at is None
    assert left.leased_until is not None
    clock.at = left.leased_until + timedelta(seconds=1)
    done: list[int] = []
    Worker(container, handlers={"slow": lambda *_: done.append(1)}, duties=[]).drain()
    assert done == [1]


def test_a_worker_leaves_work_it_does_not_know_to_those_who_do(container: Container) -> None:
    enqueue(container, "newer.kind")
    assert Worker(container, handlers={}, duties=[]).drain() == 0
    assert job(container).tries == 0
