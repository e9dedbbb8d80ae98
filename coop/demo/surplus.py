"""Scenes of the surplus: the report, the division, the members' word, the payment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from coop.demo.assembly import deliberate, hold_vote
from coop.demo.stage import Stage
from coop.usecases.issue_financial_report import issue_financial_report
from coop.usecases.pay_patronage import pay_patronage
from coop.usecases.prepare_patronage import prepare_patronage
from coop.usecases.propose_patronage import propose_patronage
from ledger.periods import Month


@dataclass(slots=True)
class Surplus:
    """How a closed year comes back to the members."""

    stage: Stage
    secretary: UUID
    treasurer: UUID
    second: Callable[[], None]
    """Has a second person approve what waits."""
    declaration_id: UUID | None = None

    def plan(self, months: list[Month], *, now: datetime) -> None:
        """This function will plan the newest year that ended at least three months ago."""
        ended = [
            month.year
            for month in months
            if month.number == 12 and month.ends < (now - timedelta(days=100)).date()
        ]
        if not ended:
            return
        year = ended[-1]
        january = datetime(year + 1, 1, 1, 9, tzinfo=now.tzinfo)

        def report() -> None:
            self._report(year)

        def put() -> None:
            self._put_to_members(year)

        self.stage.plan(january + timedelta(days=20), report)
        self.stage.plan(january + timedelta(days=22), put)
        self.stage.plan(january + timedelta(days=50), self._pay)

    def _report(self, year: int) -> None:
        issue_financial_report(
            container=self.stage.container,
            actor=self.stage.actor(self.secretary),
            act_id=self.stage.new_id(),
            period=str(year),
        )

    def _put_to_members(self, year: int) -> None:
        treasurer = self.stage.actor(self.treasurer)
        self.declaration_id = prepare_patronage(
            container=self.stage.container,
            actor=treasurer,
            act_id=self.stage.new_id(),
            year=year,
        )
        proposal_id = propose_patronage(
            container=self.stage.container,
            actor=treasurer,
            act_id=self.stage.new_id(),
            declaration_id=self.declaration_id,
        )
        self.stage.wait(days=1)
        deliberate(self.stage, proposal_id=proposal_id, secretary=self.secretary)
        self.stage.wait(days=2)
        hold_vote(
            self.stage,
            proposal_id=proposal_id,
            secretary=self.secretary,
            turnout=0.75,
            leanings=(12, 1, 1),
        )

    def _pay(self) -> None:
        if self.declaration_id is not None:
            pay_patronage(
                container=self.stage.container,
                actor=self.stage.actor(self.treasurer),
                act_id=self.stage.new_id(),
                declaration_id=self.declaration_id,
            )
            self.second()
