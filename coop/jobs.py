"""The worker: does due duties and drains the queue, at least once, losing nothing."""

import logging
import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from coop.container import Container
from coop.refusals import sentence_of
from coop.unit_of_work.tables import JobRow
from coop.unit_of_work.unit_of_work import WRITES
from coop.usecases import (
    book_coaching,
    carry_out_refund,
    check_books,
    close_due_votes,
    decide_approval,
    enact,
    fetch_payouts,
    open_due_votes,
    pay_for_fellowship,
    post_due_schedules,
    print_document,
    processor_fees,
    send_mail,
    settle_payment,
)

log = logging.getLogger("coop.worker")

Handler = Callable[[Container, dict[str, Any]], None]
Duty = Callable[[Container], None]

HANDLERS: dict[str, Handler] = {
    check_books.JOB: check_books.check_by_night,
    "document.print": print_document.print_document,
    "mail.send": send_mail.send_mail,
    "payment.event": settle_payment.settle_event,
    "payment.fee": processor_fees.book_processor_fee,
    fetch_payouts.JOB: fetch_payouts.fetch_payouts,
    "payment.refund": carry_out_refund.carry_out_refund,
    "vote.announce": close_due_votes.announce,
    "vote.enact": enact.enact_proposal,
    "vote.passed": close_due_votes.close_passed,
    "vote.remind": open_due_votes.remind_voters,
    "vote.sweep": close_due_votes.sweep_box,
}
"""What does each kind of job. A handler runs outside any transaction and is idempotent."""


def _post_due_schedules(container: Container) -> None:
    post_due_schedules.post_due_schedules(container, say=sentence_of)


DUTIES: list[Duty] = [
    open_due_votes.open_due_votes,
    close_due_votes.close_due_votes,
    book_coaching.release_unpaid_bookings,
    pay_for_fellowship.recognise_fellowships,
    fetch_payouts.ask_every_hour,
    _post_due_schedules,
    decide_approval.lapse_approvals,
    check_books.ask_for_nightly_check,
]
"""What the clock makes due (a vote to close, a month to recognise); each is idempotent."""

LEASE = timedelta(minutes=2)
TRIES_MAX = 8


class Worker:
    """Leases one job at a time; any number of workers may run on any number of hosts.

    It takes only the kinds of job it has a handler for, so that during an upgrade an
    older worker leaves a newer one's work alone.
    """

    def __init__(
        self,
        container: Container,
        *,
        handlers: dict[str, Handler] | None = None,
        duties: list[Duty] | None = None,
    ) -> None:
        self.container = container
        self.handlers = HANDLERS if handlers is None else handlers
        self.duties = DUTIES if duties is None else duties
        self._engine = container.unit_of_work.engine.execution_options(**{WRITES: True})
        self._stopping = threading.Event()

    def run(self, *, pause_s: float = 1.0) -> None:
        """This function will work until it is told to stop (SIGTERM, SIGINT, or `stop`)."""
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, lambda *_: self.stop())
            signal.signal(signal.SIGINT, lambda *_: self.stop())
        while not self._stopping.is_set():
            try:
                busy = self.run_once()
            except Exception:
                log.exception("the worker stumbled; it goes on")
                busy = False
            if not busy:
                self._stopping.wait(pause_s)

    def stop(self) -> None:
        """This function will let the job under way finish, and take no other."""
        self._stopping.set()

    def run_once(self) -> bool:
        """This function will do the due duties and one job; true when there was a job."""
        for duty in self.duties:
            duty(self.container)
        return self.work_off_one()

    def drain(self) -> int:
        """This function will do duties and jobs until nothing is due; returns the jobs done."""
        done = 0
        while self.run_once():
            done += 1
        return done

    def work_off_one(self) -> bool:
        """This function will lease the oldest due job and do it; false when none is due."""
        leased = self._lease()
        if leased is None:
            return False
        job_id, kind, payload, tries = leased
        try:
            self.handlers[kind](self.container, {**payload, "job_id": str(job_id)})
        except Exception as fault:
            log.exception("job %s (%s) failed, try %d", job_id, kind, tries)
            self._put_back(job_id, tries, fault)
        else:
            self._finish(job_id)
        return True

    def _lease(self) -> tuple[UUID, str, dict[str, Any], int] | None:
        now = self.container.clock.now()
        with Session(self._engine) as session, session.begin():
            due = (
                select(JobRow)
                .where(
                    JobRow.kind.in_(self.handlers),
                    JobRow.done_at.is_(None),
                    JobRow.failed_at.is_(None),
                    JobRow.run_at <= now,
                    JobRow.leased_until.is_(None) | (JobRow.leased_until < now),
                )
                .order_by(JobRow.run_at, JobRow.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            job = session.scalars(due).first()
            if job is None:
                return None
            job.leased_until = now + LEASE
            job.tries += 1
            return job.id, job.kind, dict(job.payload), job.tries

    def _finish(self, job_id: UUID) -> None:
        # The payload may carry a sign-in link: it is not kept once it has served.
        self._write(job_id, done_at=self.container.clock.now(), payload={}, last_error=None)

    def _put_back(self, job_id: UUID, tries: int, fault: Exception) -> None:
        now = self.container.clock.now()
        given_up = now if tries >= TRIES_MAX else None
        wait = timedelta(seconds=min(5 * 2**tries, 3600))
        self._write(
            job_id,
            leased_until=None,
            run_at=now + wait,
            failed_at=given_up,
            last_error=f"{type(fault).__name__}: {fault}"[:2000],
        )

    def _write(self, job_id: UUID, **values: Any) -> None:
        with Session(self._engine) as session, session.begin():
            session.execute(update(JobRow).where(JobRow.id == job_id).values(**values))
