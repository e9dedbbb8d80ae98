"""The story's meetings: called, held in a barn and online, written up, and adopted by the next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from coop.demo.assembly import fill_box, put_proposal
from coop.demo.stage import Stage
from coop.readmodels import demo as seen
from coop.usecases.answer_invitation import answer_invitation
from coop.usecases.call_meeting import call_meeting, put_on_agenda
from coop.usecases.give_meeting_notice import give_meeting_notice
from coop.usecases.keep_minutes import adopt_minutes, draft_minutes, edit_minutes
from coop.usecases.note_attendance import note_attendance
from coop.usecases.open_poll import demand_poll, open_poll
from coop.usecases.run_meeting import begin_item, close_meeting, open_meeting
from coop.usecases.take_show_of_hands import take_show_of_hands
from ledger.periods import Month

BARN = "The threshing barn, Long Lane"
ROOM = "https://meet.wildways.example/members"
BEGINS = time(18, 30)
AHEAD = timedelta(days=20)
"""How long before a meeting of the members its notice goes out."""

Scene = Callable[[], object]


@dataclass(slots=True)
class Meetings:
    """Who calls, who comes, and what is on the agenda."""

    stage: Stage
    secretary: UUID
    drafter: UUID
    owners: list[tuple[UUID, UUID]]
    """Parties with shares, and the person who acts for each; it grows as the story goes."""

    def plan(
        self, months: list[Month], *, now: datetime, on: Callable[[Month, int, int, Scene], None]
    ) -> None:
        """This function will plan two meetings that were held, and one that is to come."""
        on(months[8], 6, 10, self._first)
        on(months[14], 6, 10, self._second)
        self.stage.plan(now - timedelta(days=2), self._to_come)

    def _first(self) -> None:
        proposal_id = self._proposal(
            "Join the federation of community co-operatives",
            "We join as a full member, and pay its yearly due out of the general fund.",
            kind="special",
        )
        meeting_id, starts_at = self._call(
            "Annual general meeting",
            plain=("How the year went", "Maren reports on members, fellowships and money."),
            proposal_id=proposal_id,
        )
        self.stage.plan(
            starts_at - timedelta(minutes=20),
            partial(
                self._hold,
                meeting_id,
                begins=starts_at,
                by_poll=False,
                words="Maren Holt read the report. Members asked about the reserve and the van; "
                "the answers are in the report’s annex.",
            ),
        )

    def _second(self) -> None:
        proposal_id = self._proposal(
            "Move the office to the old dairy",
            "The co-op rents two rooms in the old dairy for three years and gives up Mill Street.",
            kind="ordinary",
        )
        meeting_id, starts_at = self._call(
            "Half-yearly general meeting",
            plain=("Field days next season", "Which valleys ask for us, and who leads."),
            proposal_id=proposal_id,
        )
        self.stage.plan(
            starts_at - timedelta(minutes=20),
            partial(
                self._hold,
                meeting_id,
                begins=starts_at,
                by_poll=True,
                words="Three valleys asked. Those who would lead put their names on the list.",
            ),
        )

    def _to_come(self) -> None:
        proposal_id = self._proposal(
            "Keep a bench of spare waders and loggers",
            "The co-op buys eight pairs of waders, kept with the loggers for all circles.",
            kind="ordinary",
        )
        meeting_id, _starts_at = self._call(
            "Meeting on the season ahead",
            plain=("The season ahead", "What each circle means to do in the coming months."),
            proposal_id=proposal_id,
        )
        invited = seen.meeting_of(container=self.stage.container, meeting_id=meeting_id).invited
        for number, (member_id, person_id) in enumerate(invited[4:16]):
            self.stage.wait(minutes=25)
            answer_invitation(
                **self._deed(meeting_id, by=person_id),
                member_id=member_id,
                plan=("in_person", "online", "in_person", "apologies")[number % 4],
            )

    def _proposal(self, title: str, text: str, *, kind: str) -> UUID:
        return put_proposal(
            self.stage,
            drafter=self.drafter,
            secretary=self.secretary,
            kind=kind,
            title=title,
            text=text,
            sponsors=[self.owners[at][1] for at in (9, 11)],
        )

    def _call(
        self, title: str, *, plain: tuple[str, str], proposal_id: UUID
    ) -> tuple[UUID, datetime]:
        """This function will call a meeting and give notice; returns its id and beginning."""
        day = (self.stage.clock.at + AHEAD).date()
        meeting_id = call_meeting(
            container=self.stage.container,
            actor=self.stage.actor(self.secretary),
            act_id=self.stage.new_id(),
            kind="general",
            title=title,
            place=BARN,
            online=ROOM,
            day=day,
            clock_time=BEGINS,
            minutes_planned=120,
        )
        items: tuple[dict[str, Any], ...] = (
            {"title": plain[0], "text": plain[1]},
            {"proposal_id": proposal_id},
        )
        for item in items:
            put_on_agenda(**self._deed(meeting_id), **item)
        give_meeting_notice(**self._deed(meeting_id), short=False)
        self.stage.work()
        return meeting_id, self._begins(day)

    def _begins(self, day: date) -> datetime:
        zone = ZoneInfo(self.stage.container.config.time_zone)
        return datetime.combine(day, BEGINS, zone).astimezone(UTC)

    def _hold(self, meeting_id: UUID, *, begins: datetime, by_poll: bool, words: str) -> None:
        """This function will let people come, go through the agenda, close and write it up."""
        stage = self.stage
        meeting = seen.meeting_of(container=stage.container, meeting_id=meeting_id)
        there = self._arrive(meeting_id, meeting.invited)
        stage.at(begins + timedelta(minutes=3))
        open_meeting(**self._deed(meeting_id))
        for item in meeting.items:
            stage.wait(minutes=11)
            begin_item(**self._deed(meeting_id), item_id=item.id)
            stage.wait(minutes=14)
            if item.minutes_version is not None:
                adopt_minutes(
                    container=stage.container,
                    actor=stage.actor(self.secretary),
                    act_id=stage.new_id(),
                    at_meeting_id=meeting_id,
                    item_id=item.id,
                    version=item.minutes_version,
                )
            elif by_poll and item.proposal_id is not None:
                self._poll(meeting_id, item.id, speaker=there[3])
            else:
                self._hands(meeting_id, item.id, present=len(there))
        stage.wait(minutes=4)
        close_meeting(**self._deed(meeting_id))
        stage.wait(hours=15)
        draft_minutes(**self._deed(meeting_id))
        version = seen.minutes_version(container=stage.container, meeting_id=meeting_id)
        place = next(at for at, item in enumerate(meeting.items) if item.plain) + 1
        edit_minutes(**self._deed(meeting_id), version=version, texts={place: words})
        stage.work()

    def _arrive(self, meeting_id: UUID, invited: Sequence[tuple[UUID, UUID]]) -> list[UUID]:
        """This function will note who comes, and return the person who speaks for each."""
        stage, there = self.stage, list[UUID]()
        for member_id, person_id in invited:
            lot = stage.chance.random()
            if lot > 0.72:
                continue
            by_proxy = lot < 0.06 and bool(there)
            note_attendance(
                **self._deed(meeting_id),
                member_id=member_id,
                step="arrive",
                mode="proxy" if by_proxy else "online" if lot < 0.3 else "in_person",
                holder_id=there[0] if by_proxy else None,
            )
            there.append(there[0] if by_proxy else person_id)
            stage.wait(seconds=20)
        return there

    def _hands(self, meeting_id: UUID, item_id: UUID, *, present: int) -> None:
        against = present // 9
        take_show_of_hands(
            **self._deed(meeting_id),
            item_id=item_id,
            in_favour=present - against - present // 12,
            against=against,
            abstained=present // 12,
            declared="carried",
        )
        self.stage.wait(seconds=5)
        self.stage.work()

    def _poll(self, meeting_id: UUID, item_id: UUID, *, speaker: UUID) -> None:
        demand_poll(**self._deed(meeting_id, by=speaker), item_id=item_id)
        proposal_id = open_poll(**self._deed(meeting_id), item_id=item_id, minutes_open=10)
        fill_box(
            self.stage,
            proposal_id=proposal_id,
            turnout=0.95,
            leanings=(7, 3, 1),
            seconds_apart=(2, 10),
        )
        self.stage.wait(minutes=10)
        self.stage.work()

    def _deed(self, meeting_id: UUID, *, by: UUID | None = None) -> dict[str, Any]:
        return {
            "container": self.stage.container,
            "actor": self.stage.actor(by or self.secretary),
            "act_id": self.stage.new_id(),
            "meeting_id": meeting_id,
        }
