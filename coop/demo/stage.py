"""The stage: the real house under a clock that the story moves, with letters read, not sent."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.jobs import DUTIES, HANDLERS, Worker
from coop.readmodels import actors
from coop.unit_of_work.permissions import Actor
from coop.unit_of_work.unit_of_work import UnitOfWork
from coop.usecases.check_books import ask_for_nightly_check
from coop.usecases.practise_payment import practise_payment
from coop.usecases.start_payment import start_payment

LEFT_FOR_LATER = ("document.print",)
"""Kinds of job that wait for the ordinary worker, so that seeding stays quick."""


_ORDER = count()
"""Breaks ties between scenes planned for one moment: first planned, first played."""


@dataclass(slots=True)
class Stage:
    """Everything a scene needs: the house, the clock, one seeded source of chance."""

    container: Container
    clock: StagedClock
    chance: Random
    say: Callable[[str], None]
    letters: list[dict[str, Any]] = field(default_factory=list)
    """Letters written since they were last read; never sent anywhere."""
    _planned: list[tuple[datetime, int, Callable[[], object]]] = field(default_factory=list)

    @classmethod
    def over(
        cls, container: Container, *, start: datetime, seed: int, say: Callable[[str], None]
    ) -> "Stage":
        clock = StagedClock(start)
        staged = replace(
            container,
            clock=clock,
            unit_of_work=UnitOfWork(engine=container.unit_of_work.engine, clock=clock),
        )
        return cls(staged, clock, Random(seed), say)  # noqa: S311 - a story, not a secret

    def plan(self, moment: datetime, scene: Callable[[], object]) -> None:
        """This function will have a scene played at a moment, or as soon after as it can be."""
        heapq.heappush(self._planned, (moment, next(_ORDER), scene))

    def play(self, *, until: datetime) -> None:
        """This function will play what is planned, in order, up to a moment."""
        while self._planned and self._planned[0][0] <= until:
            moment, _, scene = heapq.heappop(self._planned)
            self.at(moment)
            scene()
        self.at(until)

    def at(self, moment: datetime) -> None:
        """This function will move the clock on; the story never runs backwards."""
        self.clock.at = max(self.clock.at, moment)

    def wait(self, **span: float) -> None:
        """This function will let time pass."""
        self.clock.at += timedelta(**span)

    def work(self) -> None:
        """This function will do what the clock has made due, and the jobs that follow."""
        for duty in DUTIES:
            if duty is not ask_for_nightly_check:
                duty(self.container)
        handlers = {
            kind: handler for kind, handler in HANDLERS.items() if kind not in LEFT_FOR_LATER
        }
        handlers["mail.send"] = self._read_letter
        worker = Worker(self.container, handlers=handlers, duties=[])
        while worker.work_off_one():
            pass

    def _read_letter(self, _container: Container, payload: dict[str, Any]) -> None:
        self.letters.append(payload)

    def actor(self, person_id: UUID) -> Actor:
        """This function will return a person as the log-in would: with the roles held now."""
        return actors.actor_of(container=self.container, person_id=person_id)

    def new_id(self) -> UUID:
        return ids.new_id()

    def pay(self, payer: UUID, payment_id: UUID) -> None:
        """This function will pay at the practice desk, and let the worker settle it."""
        actor = self.actor(payer)
        start_payment(
            container=self.container, actor=actor, act_id=self.new_id(), payment_id=payment_id
        )
        practise_payment(container=self.container, actor=actor, payment_id=payment_id, accept=True)
        self.work()
