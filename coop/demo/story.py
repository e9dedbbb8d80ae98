"""Eighteen months of a co-op, scene by scene, ending now."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from uuid import UUID

from coop.container import Container
from coop.demo import arrivals, cast
from coop.demo.bank import BankLine, Books
from coop.demo.busy_month import BusyMonth
from coop.demo.decisions import Decisions
from coop.demo.keeping import Keeping
from coop.demo.meetings import Meetings
from coop.demo.stage import Stage
from coop.demo.surplus import Surplus
from coop.demo.talk import Talk
from coop.demo.trade import Trade
from coop.readmodels import demo as seen
from coop.usecases.appoint_founder import appoint_founder
from coop.usecases.check_books import check_books
from coop.usecases.found_cooperative import found_cooperative
from ledger.periods import Month

MONTHS = 18
SEED = 20_250_501


@dataclass(slots=True)
class Story:
    """Who is in it so far, and what they do."""

    stage: Stage
    now: datetime
    officers: dict[str, UUID] = field(default_factory=dict)
    owners: list[tuple[UUID, UUID]] = field(default_factory=list)
    """Parties with shares, and the person who acts for each."""
    paid: list[UUID] = field(default_factory=list)
    """Applications that wait for the board to issue the shares."""
    trade: Trade = field(init=False)
    books: Books = field(init=False)
    talk: Talk = field(init=False)
    keeping: Keeping = field(init=False)
    opened_again: Month | None = None
    """A month that was closed, opened again by two, and closed anew."""
    gathered: set[UUID] = field(default_factory=set)
    """Who has found a circle already."""
    payout: BankLine | None = None
    """The processor's last payout, which the month's bank file will show."""

    @property
    def secretary(self) -> UUID:
        return self.officers[cast.OFFICERS[0].email]

    def months(self) -> list[Month]:
        """This function will list the months of the story, the current one last."""
        month = Month.of(self.now.date())
        back = [month]
        for _ in range(MONTHS):
            year, number = (
                (month.year - 1, 12) if month.number == 1 else (month.year, month.number - 1)
            )
            month = Month(year, number)
            back.insert(0, month)
        return back

    def tell(self) -> None:
        """This function will play the whole story, up to this minute."""
        months = self.months()
        self._found(months[0])
        self._plan_arrivals(months)
        self._plan_trade(months)
        Decisions(
            self.stage,
            secretary=self.secretary,
            drafter=self.officers[cast.OFFICERS[4].email],
            directors=tuple(self.officers[cast.OFFICERS[at].email] for at in (0, 2)),
            owners=self.owners,
        ).plan(months, now=self.now, on=self._on)
        Meetings(
            self.stage,
            secretary=self.secretary,
            drafter=self.officers[cast.OFFICERS[4].email],
            owners=self.owners,
        ).plan(months, now=self.now, on=self._on)
        self._plan_books(months)
        Surplus(self.stage, self.secretary, self.books.treasurer, second=self.keeping.second).plan(
            months, now=self.now
        )
        for number, month in enumerate(months):
            ends = min(_moment(month.ends, 23, 59), self.now)
            self.stage.say(f"{month.starts:%B %Y}  ({number + 1} of {len(months)})")
            self.stage.play(until=ends)
        self.stage.work()
        check_books(
            container=self.stage.container,
            actor=self.stage.actor(self.books.treasurer),
            act_id=self.stage.new_id(),
        )

    def _found(self, first: Month) -> None:
        self.stage.at(_moment(first.starts, 8))
        found_cooperative(container=self.stage.container, name=cast.CO_OP_NAME)
        for officer in cast.OFFICERS:
            person_id = arrivals.join(
                self.stage, name=officer.name, email=officer.email, password=cast.PASSWORD
            )
            self.officers[officer.email] = person_id
            if officer.roles:
                appoint_founder(
                    container=self.stage.container,
                    name=officer.name,
                    email=officer.email,
                    roles=officer.roles,
                )
        for person_id in self.officers.values():
            self._own(person_id, person_id, "A", 2)
        self._issue()
        self.trade = Trade(
            self.stage,
            treasurer=self.officers[cast.OFFICERS[1].email],
            secretary=self.secretary,
            coaches=tuple(self.officers[email] for email in cast.COACHES),
        )
        self.talk = Talk(self.stage)
        self.books = Books(self.stage, treasurer=self.officers[cast.OFFICERS[1].email])
        self.keeping = Keeping(
            self.stage,
            treasurer=self.books.treasurer,
            director=self.officers[cast.OFFICERS[2].email],
            secretary=self.secretary,
        )

    # who comes -----------------------------------------------------------------

    def _plan_arrivals(self, months: list[Month]) -> None:
        people = list(cast.INDIVIDUALS)
        for number, name in enumerate(people):
            month = months[number * 15 // len(people)]
            self._on(month, 2 + number % 20, 9, partial(self._individual, name))
        for number, name in enumerate(cast.ORGANISATIONS):
            self._on(months[1 + number], 6, 10, partial(self._organisation, name))
        for number, name in enumerate(cast.SUPPORTERS):
            self._on(months[2 + number], 9, 11, partial(self._supporter, name))
        self._on(months[4], 3, 12, self._free_member)
        self.stage.plan(
            self.now - timedelta(days=1),
            partial(arrivals.apply, self.stage, name="Corin Whitlow"),
        )
        for month in months[:-1]:
            self._on(month, 24, 17, self._issue)
        self._on(months[1], 3, 9, self._start_circles)
        for month in months[2:]:
            self._on(month, 4, 18, self._join_circles)
        for number in range(len(cast.POSTS)):
            self._on(months[2 + number * 2], 13, 14, partial(self.talk.ask_or_offer, number))

    def _start_circles(self) -> None:
        self.talk.open_circles(self._people())
        self._join_circles()

    def _join_circles(self) -> None:
        self.talk.gather([person for person in self._people() if person not in self.gathered])
        self.gathered.update(self._people())

    def _people(self) -> list[UUID]:
        return list(dict.fromkeys(person for _, person in self.owners))

    def _individual(self, name: str) -> None:
        person_id = arrivals.join(self.stage, name=name)
        self.stage.wait(hours=2)
        self._own(person_id, person_id, "A", self.stage.chance.choice((1, 1, 1, 2, 4)))

    def _organisation(self, name: str) -> None:
        spoken_for = {person for party, person in self.owners if party != person}
        person_id = next(
            person
            for party, person in self.owners
            if person not in spoken_for and person not in self.officers.values()
        )
        party_id = arrivals.enrol(self.stage, name=name, representative=person_id)
        self._own(party_id, person_id, "B", self.stage.chance.choice((1, 1, 2, 3)))

    def _supporter(self, name: str) -> None:
        person_id = arrivals.join(self.stage, name=name)
        self._own(person_id, person_id, "C", self.stage.chance.choice((1, 2, 5, 10)))

    def _free_member(self) -> None:
        one = cast.FREE_MEMBER
        self.officers[one.email] = arrivals.join(
            self.stage, name=one.name, email=one.email, password=cast.PASSWORD
        )

    def _own(self, party_id: UUID, person_id: UUID, share_class: str, shares: int) -> None:
        self.paid.append(
            arrivals.become_owner(
                self.stage,
                party_id=party_id,
                person_id=person_id,
                share_class=share_class,
                shares=shares,
                secretary=self._somebody_else_than(person_id),
            )
        )
        self.owners.append((party_id, person_id))

    def _somebody_else_than(self, person_id: UUID) -> UUID:
        """Nobody on the board decides on an own application."""
        return self.officers[cast.OFFICERS[2 if person_id == self.secretary else 0].email]

    def _issue(self) -> None:
        arrivals.issue(self.stage, applications=self.paid, secretary=self.secretary)
        self.paid.clear()

    # what they buy --------------------------------------------------------------

    def _plan_trade(self, months: list[Month]) -> None:
        self._on(months[1], 10, 9, self._open_shop)
        for number, month in enumerate(months[1:], start=1):
            for sale in range(5 + number % 3):
                self._on(
                    month,
                    11 + 2 * sale,
                    10 + sale,
                    partial(self._sale, refund=sale == 0 and number % 3 == 0),
                )
            for session in range(3 + number % 2):
                self._on(
                    month,
                    12 + 4 * session,
                    13,
                    partial(self._session, call_off=session == 1 and number % 4 == 0),
                )
            self._on(month, 26, 12, self._pay_everybody_out)
        for number, (title, summary) in zip((2, 11), cast.ROUNDS, strict=True):
            self._on(
                months[number],
                5,
                9,
                partial(
                    self._round, title, summary, starts=months[number + 1], fellows=8 - number // 4
                ),
            )
        latest = self.now - timedelta(days=12)
        self.stage.plan(
            latest,
            partial(
                self.trade.hold_round,
                title="Water Together Fellowship",
                summary="Six months for groups that share a river and do not yet share a plan.",
                starts_on=(self.now + timedelta(days=40)).date(),
                fellows=self._fellows(3, 40),
                waiting=3,
            ),
        )
        self.stage.plan(self.now - timedelta(days=2), self._free_slots)

    def _open_shop(self) -> None:
        self.trade.introduce_coaches()
        self.trade.open_shop(sellers=[self.owners[at] for at in (4, 7, 9, 11, 12, 5, 8, 10)])

    def _sale(self, *, refund: bool) -> None:
        self.trade.sell(buyer=self.stage.chance.choice(self.owners), refund=refund)

    def _session(self, *, call_off: bool) -> None:
        self.trade.coach(
            buyer=self.stage.chance.choice(self.owners[6:]),
            starts_at=self.stage.clock.at.replace(minute=0, second=0, microsecond=0)
            + timedelta(hours=6),
            call_off=call_off,
        )

    def _round(self, title: str, summary: str, *, starts: Month, fellows: int) -> None:
        self.trade.hold_round(
            title=title, summary=summary, starts_on=starts.starts, fellows=self._fellows(fellows, 6)
        )

    def _fellows(self, count: int, first: int) -> list[tuple[UUID, UUID, str]]:
        chosen = {person: party for party, person in self.owners[first:] or self.owners}
        return [
            (party, person, "individual" if party == person else "group")
            for person, party in list(chosen.items())[:count]
        ]

    def _free_slots(self) -> None:
        for number, coach in enumerate(self.trade.coaches):
            for days in (3, 5, 10):
                starts = _moment((self.now + timedelta(days=days)).date(), 9 + 3 * number)
                self.trade.offer_slot(coach, starts_at=starts)

    # what the treasurer does ------------------------------------------------------

    def _plan_books(self, months: list[Month]) -> None:
        insured = months[-7]
        self.opened_again = next(month for month in reversed(months[:-4]) if month.number != 12)
        self.keeping.plan_budgets(months, now=self.now)
        self.stage.plan(self.now - timedelta(days=2), self.keeping.ask_for_a_boat)
        self._on(insured, 4, 10, partial(self.books.set_up_schedules, insured))
        self._on(months[-6], 9, 11, partial(self._invoice_in_dollars, months[-6]))
        for month in months[-5:]:
            self._on(month, 1, 5, partial(self.books.keep_rate, month))
        self._on(months[-4], 19, 11, self._receive_dollars)
        for number, month in enumerate(months[:-1]):
            last = number == len(months) - 2
            before = _moment(month.ends - timedelta(days=2), 16)
            after = _moment(month.following.starts + timedelta(days=3), 10)
            self.stage.plan(_moment(month.following.starts, 6), self.stage.work)
            self.stage.plan(before, partial(self._pay_out_processor, month, booked=not last))
            self.stage.plan(
                min(after, self.now - timedelta(hours=5)),
                partial(self._close, month, leave_work=last),
            )

    def _invoice_in_dollars(self, month: Month) -> None:
        self.books.invoice_in_dollars(month, self.owners[9][0])

    def _receive_dollars(self) -> None:
        self.books.receive_dollars(self.owners[9][0])

    def _pay_everybody_out(self) -> None:
        self.trade.pay_everybody_out()
        self.keeping.second()

    def _pay_out_processor(self, month: Month, *, booked: bool) -> None:
        self.payout = self.books.pay_out_processor(month, booked=booked)

    def _close(self, month: Month, *, leave_work: bool) -> None:
        if leave_work:
            busy = BusyMonth(self.stage, self.books.treasurer, month, self._named())
            self.books.import_month(month, payout=self.payout, more=busy.play)
            return
        self.books.import_month(month, payout=self.payout)
        self.books.clear_inbox()
        self.books.close(month)
        if month == self.opened_again:
            self.keeping.open_again(month)
            self.books.close(month)

    def _named(self) -> list[tuple[UUID, str]]:
        """The owners, with the names that the bank shows."""
        parties = [party_id for party_id, _person_id in self.owners]
        names = seen.names(container=self.stage.container, party_ids=parties)
        return [(party_id, names[party_id]) for party_id in dict.fromkeys(parties)]

    def _on(self, month: Month, day: int, hour: int, scene: Callable[[], object]) -> None:
        moment = _moment(month.starts + timedelta(days=day - 1), hour)
        if moment < self.now - timedelta(days=13):
            self.stage.plan(moment, scene)


def _moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), UTC)


def tell_story(*, container: Container, now: datetime, say: Callable[[str], None]) -> None:
    """This function will fill an empty house with the demonstration's eighteen months."""
    month = Month.of(now.date())
    years, number = divmod(month.number - 1 - MONTHS, 12)
    first = datetime(month.year + years, number + 1, 1, 7, tzinfo=UTC)
    stage = Stage.over(container, start=first, seed=SEED, say=say)
    Story(stage, now).tell()
