"""Scenes of two people at the books: a month opened again, large deeds seconded, a budget."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from uuid import UUID

from coop.demo.assembly import deliberate, hold_vote
from coop.demo.stage import Stage
from coop.readmodels import demo as seen
from coop.usecases.decide_approval import approve
from coop.usecases.draft_budget import LastYear, Table, draft_budget
from coop.usecases.post_manual_entry import post_manual_entry
from coop.usecases.propose_budget import propose_budget
from coop.usecases.reopen_period import ask_to_reopen
from ledger.accounts import BANK
from ledger.entries import credit, debit
from ledger.money import Money
from ledger.periods import Month

BUDGET = (
    b"account,pool,year\n"
    b"4010,fellowship,9600.00\n4011,fellowship,4800.00\n4020,coaching,1450.00\n"
    b"4030,marketplace,980.00\n4050,,6000.00\n"
    b"5010,,420.00\n6000,,5900.00\n6020,,640.00\n6030,,960.00\n6060,,2400.00\n"
)
"""What the co-op of the story means to take in and spend in a year."""


@dataclass(slots=True)
class Keeping:
    """The treasurer asks; a director is the second person."""

    stage: Stage
    treasurer: UUID
    director: UUID
    secretary: UUID

    def plan_budgets(self, months: list[Month], *, now: datetime) -> None:
        """This function will have this year's budget adopted, and next year's drafted."""
        january = datetime(now.year, 1, 9, 9, tzinfo=now.tzinfo)
        if january.date() > months[0].ends:
            self.stage.plan(january, self._put_budget)
        self.stage.plan(now - timedelta(days=6), self._draft_next)

    def second(self) -> None:
        """This function will approve whatever waits."""
        for approval_id, digest in seen.waiting_for_second(container=self.stage.container):
            approve(
                container=self.stage.container,
                actor=self.stage.actor(self.director),
                act_id=self.stage.new_id(),
                approval_id=approval_id,
                digest=digest,
            )

    def open_again(self, month: Month) -> None:
        """This function will open a month that was closed, and adjust it; it closes again after."""
        container, treasurer = self.stage.container, self.stage.actor(self.treasurer)
        ask_to_reopen(
            container=container,
            actor=treasurer,
            act_id=self.stage.new_id(),
            month=month,
            reason="A part of the rent was for the gathering, and belongs to it in this month.",
        )
        self.stage.wait(hours=3)
        self.second()
        amount = Money(4_620, container.config.currency)
        post_manual_entry(
            container=container,
            actor=treasurer,
            act_id=self.stage.new_id(),
            on=month.ends,
            memo="Field station during the gathering, out of the rent",
            adjustment="Seen when the gathering was settled",
            lines=(debit("6060", amount), credit("6000", amount)),
        )

    def ask_for_a_boat(self) -> None:
        """This function will leave a large entry waiting for the board."""
        amount = Money(185_000, self.stage.container.config.currency)
        post_manual_entry(
            container=self.stage.container,
            actor=self.stage.actor(self.treasurer),
            act_id=self.stage.new_id(),
            on=self.stage.clock.now().date(),
            memo="Survey boat, second-hand, from the harbour co-operative",
            lines=(debit("6060", amount), credit(BANK, amount)),
        )

    def _put_budget(self) -> None:
        container, treasurer = self.stage.container, self.stage.actor(self.treasurer)
        budget_id = draft_budget(
            container=container,
            actor=treasurer,
            act_id=self.stage.new_id(),
            year=self.stage.clock.now().year,
            source=Table(BUDGET),
        )
        proposal_id = propose_budget(
            container=container,
            actor=treasurer,
            act_id=self.stage.new_id(),
            budget_id=budget_id,
        )
        self.stage.wait(days=1)
        deliberate(self.stage, proposal_id=proposal_id, secretary=self.secretary)
        self.stage.wait(days=2)
        hold_vote(
            self.stage,
            proposal_id=proposal_id,
            secretary=self.secretary,
            turnout=0.7,
            leanings=(14, 1, 2),
        )

    def _draft_next(self) -> None:
        draft_budget(
            container=self.stage.container,
            actor=self.stage.actor(self.treasurer),
            act_id=self.stage.new_id(),
            year=self.stage.clock.now().year + 1,
            source=LastYear(Fraction(3)),
        )
