"""What the members of the story decide, by every kind of vote."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from coop.demo.assembly import hold_vote, put_proposal
from coop.demo.stage import Stage
from coop.readmodels import demo as seen
from coop.usecases.answer_objection import answer_objection
from coop.usecases.cast_ballot import cast_ballot
from coop.usecases.declare_interest import declare_interest
from coop.usecases.draft_proposal import Candidacy, Option
from coop.usecases.give_proxy import give_proxy
from coop.usecases.move_proposal import move_proposal
from coop.usecases.prepare_next_round import prepare_next_round
from coop.usecases.propose_amendment import propose_amendment
from coop.usecases.stand_by_proposal import stand_by_proposal
from coop.usecases.take_over_amendment import take_over_amendment
from ledger.periods import Month

Scene = Callable[[], object]

STATEMENTS = (
    "Keep us small enough to know each other.",
    "Pay people on time, in every season.",
    "More field days, fewer meetings.",
    "Our data should outlive our grants.",
    "I will read the accounts aloud.",
    "Bring the next valley in.",
    "Rewet first, then talk.",
)

SPONSORS = (7, 8)
"""Whose turn among the owners it is to sponsor."""

PROJECTS = (
    Option("Loan kit of water loggers", "Twelve loggers that circles borrow for a season.", 240000),
    Option("Hedge-laying weekends", "Four weekends with a hedge-layer, meals included.", 180000),
    Option("Seed library", "Drying racks, jars and a fridge in the old dairy.", 95000),
    Option("Bat survey training", "A licence course for eight members.", 320000),
    Option("Translation of the field guide", "Into Welsh and Polish, by members who know.", 150000),
    Option("Travel pot for young members", "Trains to gatherings for under-25s.", 120000),
)


@dataclass(slots=True)
class Decisions:
    """Who proposes what, and how the members vote on it."""

    stage: Stage
    secretary: UUID
    drafter: UUID
    directors: tuple[UUID, ...]
    """Founding directors, who stand again."""
    owners: list[tuple[UUID, UUID]]
    """Parties with shares, and the person who acts for each; it grows as the story goes."""

    def plan(
        self, months: list[Month], *, now: datetime, on: Callable[[Month, int, int, Scene], None]
    ) -> None:
        """This function will plan every decision: `on` a day of a month, or days before `now`."""
        for month, day, scene in (
            (3, 2, self._open_licence),
            (5, 3, self._elect_board),
            (7, 5, self._budget),
            (9, 2, self._lower_commission),
            (10, 4, self._bequest),
            (11, 6, self._consent),
            (12, 3, self._longer_circles),
            (13, 2, self._gathering_abroad),
            (15, 4, self._poll),
        ):
            on(months[month], day, 9, scene)
        self.stage.plan(now - timedelta(days=11), self._solidarity_pot)
        self.stage.plan(now - timedelta(days=3), self._deliberate_now)

    def _open_licence(self) -> None:
        self._resolve(
            "Publish our survey methods under an open licence",
            "Every method written up in our fellowships is published under a licence that lets "
            "anybody use and change it, with its authors named.",
            turnout=0.8,
            leanings=(8, 1, 1),
        )

    def _lower_commission(self) -> None:
        self._resolve(
            "Lower the coaching commission to 18%",
            "Coaches carry the travel. The co-op keeps 18% of a session instead of 20%.",
            turnout=0.7,
            leanings=(9, 1, 1),
            kind="rule_change",
            effect={"kind": "rulebook.change", "changes": {"fees.coaching.commission": "18%"}},
        )

    def _gathering_abroad(self) -> None:
        self._resolve(
            "Hold the annual gathering abroad",
            "The gathering moves to a different country each year.",
            turnout=0.6,
            leanings=(3, 7, 1),
        )

    def _bequest(self) -> None:
        """Between meetings, by the word of more than half of all members."""
        self._resolve(
            "Accept the bequest of the lower meadow",
            "We accept the meadow that the Harrow family leaves us, and keep it unploughed.",
            turnout=0.75,
            leanings=(12, 1, 1),
            kind="written",
        )

    def _consent(self) -> None:
        """Two object; one objection is answered, a next round meets the other."""
        proposal_id = self._put(
            "Close the office in the week of the bird count",
            "Nobody answers letters that week; the answering machine says where we are.",
            kind="consent",
        )
        self._hold(proposal_id, turnout=0.65, leanings=(8, 1, 1))
        opens_at, closes_at = seen.hours_of_vote(
            container=self.stage.container, proposal_id=proposal_id
        )
        self.stage.plan(opens_at + timedelta(days=2), partial(self._object, proposal_id))
        self.stage.plan(opens_at + timedelta(days=3), partial(self._answer, proposal_id))
        self.stage.plan(closes_at - timedelta(days=1), partial(self._next_round, proposal_id))

    def _object(self, proposal_id: UUID) -> None:
        vote = seen.vote_of(container=self.stage.container, proposal_id=proposal_id)
        for at, reason in (
            (6, "Funders ring in that very week. Last year a deadline fell into it."),
            (10, "I have no machine to ring from the marsh, and would not hear where you are."),
        ):
            elector_id, person_id = self.owners[at]
            cast_ballot(
                container=self.stage.container,
                actor=self.stage.actor(person_id),
                act_id=self.stage.new_id(),
                proposal_id=proposal_id,
                elector_id=elector_id,
                ballot="object",
                text_hash=vote.text_hash,
                reason=reason,
            )

    def _answer(self, proposal_id: UUID) -> None:
        raised = seen.objections_to(container=self.stage.container, proposal_id=proposal_id)
        answer_objection(
            container=self.stage.container,
            actor=self.stage.actor(self.drafter),
            act_id=self.stage.new_id(),
            proposal_id=proposal_id,
            objection_id=raised[1],
            text="The list of where we are also hangs at the marsh hut, from the Sunday before.",
        )

    def _next_round(self, proposal_id: UUID) -> None:
        raised = seen.objections_to(container=self.stage.container, proposal_id=proposal_id)
        next_id = prepare_next_round(
            container=self.stage.container,
            actor=self.stage.actor(self.drafter),
            act_id=self.stage.new_id(),
            proposal_id=proposal_id,
            title="Close the office in the week of the bird count",
            text="Nobody answers letters that week. From ten to noon one of us, by rota, answers "
            "the telephone; at other hours the machine and a list at the marsh hut say where "
            "we are.",
            objection_ids=raised,
        )
        _opens_at, closes_at = seen.hours_of_vote(
            container=self.stage.container, proposal_id=proposal_id
        )
        self.stage.plan(
            closes_at + timedelta(hours=2),
            partial(self._hold, next_id, turnout=0.6, leanings=(9, 1, 1)),
        )

    def _longer_circles(self) -> None:
        """A member's other words are taken over, and the sponsors asked again."""
        proposal_id = self._put(
            "Give every circle a yearly allowance",
            "Each circle may spend 200 a year on travel without asking.",
        )
        amendment_id = propose_amendment(
            container=self.stage.container,
            actor=self.stage.actor(self.owners[12][1]),
            act_id=self.stage.new_id(),
            proposal_id=proposal_id,
            title="Tools as well as travel",
            text="Each circle may spend 200 a year on travel and tools without asking, and says "
            "in its notes what on.",
            reason="Half of what circles buy are nets and gloves.",
        )
        self._move(amendment_id, self.owners[12][1], "submit")
        self.stage.wait(hours=20)
        take_over_amendment(
            container=self.stage.container,
            actor=self.stage.actor(self.drafter),
            act_id=self.stage.new_id(),
            proposal_id=amendment_id,
        )
        for at in SPONSORS:
            self.stage.wait(hours=4)
            stand_by_proposal(
                container=self.stage.container,
                actor=self.stage.actor(self.owners[at][1]),
                act_id=self.stage.new_id(),
                proposal_id=proposal_id,
            )
        self._move(proposal_id, self.secretary, "begin_deliberation")
        self._hold(proposal_id, turnout=0.6, leanings=(8, 2, 1))

    def _move(self, proposal_id: UUID, person_id: UUID, name: str) -> None:
        move_proposal(
            container=self.stage.container,
            actor=self.stage.actor(person_id),
            act_id=self.stage.new_id(),
            proposal_id=proposal_id,
            move=name,
        )

    def _poll(self) -> None:
        self._resolve(
            "Where should the next fellowship look?",
            "Tick every landscape you would like the next round to work in.",
            turnout=0.55,
            leanings=(6, 5, 3, 2),
            kind="poll",
            method="approval",
            seats=1,
            options=(
                Option("Peat and bog", "Rewetting and what comes after."),
                Option("Small rivers", "Weirs, shade, and who owns the bank."),
                Option("Town edges", "Verges, allotments, schoolyards."),
                Option("Upland grazing", "With the farmers, not about them."),
            ),
        )

    def _budget(self) -> None:
        self._resolve(
            "Share out this year's project money",
            "Six projects ask for money from the circles' fund. Tick those you find worth it.",
            turnout=0.7,
            leanings=(6, 5, 5, 2, 3, 4),
            kind="budget",
            method="equal-shares",
            budget=(600000, "EUR"),
            options=PROJECTS,
        )

    def _solidarity_pot(self) -> None:
        """Open now; one has given her vote to another, and one stands aside."""
        proposal_id = self._put(
            "Open a solidarity pot for small groups",
            "From next year one fortieth of fellowship fees goes into a pot for bursaries "
            "for groups with a yearly budget under 20,000. The pot's balance is public.",
        )
        self._hold(proposal_id, turnout=0.35, leanings=(7, 2, 1))
        giver, holder = self.owners[14], self.owners[12]
        give_proxy(
            container=self.stage.container,
            actor=self.stage.actor(giver[1]),
            act_id=self.stage.new_id(),
            elector_id=giver[0],
            holder_id=holder[0],
            until=(self.stage.clock.at + timedelta(days=60)).date(),
        )
        vote = seen.vote_of(container=self.stage.container, proposal_id=proposal_id)
        elector_id, person_id = vote.electors[-1]
        declare_interest(
            container=self.stage.container,
            actor=self.stage.actor(person_id),
            act_id=self.stage.new_id(),
            proposal_id=proposal_id,
            elector_id=elector_id,
            reason="I run one of the small groups that would ask for a bursary.",
        )

    def _resolve(
        self,
        title: str,
        text: str,
        *,
        turnout: float,
        leanings: Sequence[float],
        kind: str = "ordinary",
        effect: Mapping[str, Any] | None = None,
        **paper: Any,
    ) -> None:
        proposal_id = self._put(title, text, kind=kind, effect=effect, **paper)
        self._hold(proposal_id, turnout=turnout, leanings=leanings)

    def _put(self, title: str, text: str, *, kind: str = "ordinary", **paper: Any) -> UUID:
        return put_proposal(
            self.stage,
            drafter=self.drafter,
            secretary=self.secretary,
            kind=kind,
            title=title,
            text=text,
            sponsors=[self.owners[at][1] for at in SPONSORS],
            **paper,
        )

    def _hold(self, proposal_id: UUID, *, turnout: float, leanings: Sequence[float]) -> None:
        hold_vote(
            self.stage,
            proposal_id=proposal_id,
            secretary=self.secretary,
            turnout=turnout,
            leanings=leanings,
        )

    def _elect_board(self) -> None:
        standing = [*self.directors]
        standing += [person for party, person in self.owners[6:] if party == person][:5]
        proposal_id = put_proposal(
            self.stage,
            drafter=self.secretary,
            secretary=self.secretary,
            kind="election",
            title="Election of the board",
            text="Five seats. Those elected first sit the longest, so that part retires each year.",
            candidates=[
                Candidacy(person, words) for person, words in zip(standing, STATEMENTS, strict=True)
            ],
            seats=5,
        )
        self._hold(proposal_id, turnout=0.85, leanings=(5, 4, 4, 3, 3, 2, 1))

    def _deliberate_now(self) -> None:
        put_proposal(
            self.stage,
            drafter=self.owners[9][1],
            secretary=self.secretary,
            kind="ordinary",
            title="Share one vehicle between the northern circles",
            text="The co-op leases one electric van; circles book it by the day at cost.",
            sponsors=[self.owners[10][1], self.owners[11][1]],
        )
