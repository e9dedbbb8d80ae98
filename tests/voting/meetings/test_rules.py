"""Clear days, quorum over time, hands, and papers that two people enter: no database."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.errors import (
    DeclarationContradicts,
    MeetingHasNoSuchMove,
    NoticeTooLate,
    NotPresent,
    PaperNeedsAnotherPerson,
    PaperNeedsTheSameTwo,
    PaperSettled,
    ShortNoticeNotAgreed,
)
from voting.meetings.hands import Declared, Hands, Majority, declare
from voting.meetings.papers import Paper, PaperContent, PaperEntry, PaperState, gathered, next_round
from voting.meetings.presence import (
    AttendanceLine,
    Mode,
    Step,
    leaving,
    present,
    stays,
    told_turns,
    turns,
    voices,
)
from voting.meetings.rules import (
    MOVES,
    Invited,
    MeetingState,
    Quorum,
    check_consents,
    check_notice,
    first_day_possible,
    last_day_for_notice,
    make_move,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ZONE = "Europe/London"


@given(st.integers(0, 60), st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))
def test_the_last_day_for_notice_and_the_first_for_the_meeting_are_one_rule(
    clear_days: int, naive: datetime
) -> None:
    notice_at = naive.replace(tzinfo=UTC)
    first = first_day_possible(notice_at=notice_at, clear_days=clear_days, time_zone=ZONE)
    starts_at = datetime.combine(first, datetime.min.time(), UTC) + timedelta(hours=12)
    assert last_day_for_notice(
        starts_at=starts_at, clear_days=clear_days, time_zone=ZONE
    ) == first - timedelta(days=clear_days + 1)
    between = (first - (first - timedelta(days=clear_days + 1))).days - 1
    assert between == clear_days


def test_clear_days_are_counted_by_the_offices_calendar() -> None:
    # 23:30 UTC on 30 June is already 1 July in London, where it is summer.
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert first_day_possible(notice_at=late, clear_days=3, time_zone=ZONE) == date(2026, 7, 5)
    starts = datetime(2026, 7, 5, 9, tzinfo=UTC)
    rules = {"starts_at": starts, "clear_days": 3, "time_zone": ZONE}
    assert check_notice(notice_at=late, short=False, **rules) is False
    with pytest.raises(NoticeTooLate):
        check_notice(notice_at=late + timedelta(days=1), short=False, **rules)
    assert check_notice(notice_at=late + timedelta(days=1), short=True, **rules) is True
    with pytest.raises(NoticeTooLate):
        check_notice(notice_at=starts, short=True, **rules)


def test_nine_tenths_are_counted_up() -> None:
    check_consents(consents=9, invited=10, share=Fraction(9, 10))
    with pytest.raises(ShortNoticeNotAgreed) as refused:
        check_consents(consents=9, invited=11, share=Fraction(9, 10))
    assert refused.value.needed == 10


@pytest.mark.parametrize(
    ("share", "invited", "needed"),
    [("3/10", 10, 3), ("3/10", 11, 4), ("1/2", 3, 2), ("1/10", 5, 2)],
)
def test_a_quorum_is_the_greater_of_a_share_and_two(share: str, invited: int, needed: int) -> None:
    assert Quorum(Fraction(share)).needed(invited) == needed


def test_every_state_but_the_first_is_reached_and_nothing_else_moves() -> None:
    reached = {move.target for move in MOVES}
    assert reached == set(MeetingState) - {MeetingState.PLANNED}
    with pytest.raises(MeetingHasNoSuchMove):
        make_move(name="close", state=MeetingState.NOTICE)


ADA, TRUST, BRAM, CHIDI = (UUID(int=n) for n in range(1, 5))
INVITED = [
    Invited(ADA, "Ada", ADA),
    Invited(TRUST, "The Trust", ADA),
    Invited(BRAM, "Bram", BRAM),
    Invited(CHIDI, "Chidi", CHIDI),
]


def line(
    number: int, member: UUID, step: Step, mode: Mode = Mode.IN_PERSON, holder: UUID | None = None
) -> AttendanceLine:
    return AttendanceLine(
        number=number, member_id=member, step=step, mode=mode, holder_id=holder,
        at=NOON + timedelta(minutes=number),
    )  # fmt: skip


LOG = [
    line(1, ADA, Step.ARRIVE),
    line(2, CHIDI, Step.ARRIVE, Mode.PROXY, ADA),
    line(3, BRAM, Step.ARRIVE, Mode.ONLINE),
    line(4, BRAM, Step.LEAVE, Mode.ONLINE),
]


def test_the_quorum_follows_who_comes_and_goes() -> None:
    found = turns(LOG, quorum=Quorum(Fraction(3, 4)), invited=4)
    assert [(turn.present, turn.met) for turn in found] == [
        (1, False), (2, False), (3, True), (2, False),
    ]  # fmt: skip
    there = present(LOG, at=NOON + timedelta(minutes=3))
    assert voices(there, INVITED) == {ADA: ADA, BRAM: BRAM, CHIDI: ADA}
    assert [(stay.member_id, stay.until is None) for stay in stays(LOG)] == [
        (ADA, True), (CHIDI, True), (BRAM, False),
    ]  # fmt: skip


def test_arrivals_before_the_opening_are_told_as_one() -> None:
    found = turns(LOG, quorum=Quorum(Fraction(3, 4)), invited=4)
    told = told_turns(found, opened_at=NOON + timedelta(minutes=2, seconds=30))
    assert [(turn.at, turn.present) for turn in told] == [
        (NOON + timedelta(minutes=2, seconds=30), 2),
        (NOON + timedelta(minutes=3), 3),
        (NOON + timedelta(minutes=4), 2),
    ]


def test_a_proxy_leaves_with_its_holder_unless_the_holder_stays_for_another() -> None:
    there = present(LOG)
    assert set(leaving(there=there, invited=INVITED, member_id=ADA)) == {ADA, CHIDI}
    both = present([*LOG, line(5, TRUST, Step.ARRIVE)])
    assert leaving(there=both, invited=INVITED, member_id=ADA) == (ADA,)
    with pytest.raises(NotPresent):
        leaving(there=there, invited=INVITED, member_id=BRAM)


def test_equality_loses_and_three_quarters_are_exact() -> None:
    simple = Majority(Fraction(1, 2), more_than=True)
    assert not simple.carried(Hands(5, 5, 3))
    assert not simple.carried(Hands(0, 0, 9))
    weighty = Majority(Fraction(3, 4), more_than=False)
    assert weighty.carried(Hands(75, 25, 0))
    assert not weighty.carried(Hands(74, 25, 0))
    with pytest.raises(DeclarationContradicts):
        declare(
            hands=Hands(74, 25, 0), present=99, needed=2, majority=weighty,
            declared=Declared.CARRIED,
        )  # fmt: skip


ONE, TWO, THREE = (uuid4() for _ in range(3))


def entry(round_: int, by: UUID, ballot: str, serial: int = 7) -> PaperEntry:
    return PaperEntry(serial, round_, by, PaperContent(ballot))


def test_a_paper_is_settled_by_two_who_agree_and_by_nobody_else() -> None:
    assert next_round(entries=[], person_id=ONE) == 1
    first = [entry(1, ONE, "yes")]
    assert Paper(7, tuple(first)).state is PaperState.WAITS_FOR_SECOND
    with pytest.raises(PaperNeedsAnotherPerson):
        next_round(entries=first, person_id=ONE)
    assert next_round(entries=first, person_id=TWO) == 1
    differing = [*first, entry(1, TWO, "no")]
    assert Paper(7, tuple(differing)).state is PaperState.DIFFERS
    with pytest.raises(PaperNeedsTheSameTwo):
        next_round(entries=differing, person_id=THREE)
    assert next_round(entries=differing, person_id=TWO) == 2
    again = [*differing, entry(2, TWO, "no")]
    with pytest.raises(PaperNeedsAnotherPerson):
        next_round(entries=again, person_id=TWO)
    settled = [*again, entry(2, ONE, "no")]
    assert Paper(7, tuple(settled)).state is PaperState.SETTLED
    with pytest.raises(PaperSettled):
        next_round(entries=settled, person_id=ONE)


def test_papers_are_gathered_by_their_numbers() -> None:
    found = gathered([entry(1, ONE, "yes", 9), entry(1, TWO, "no", 3), entry(1, TWO, "yes", 9)])
    assert [(one.serial, one.state) for one in found] == [
        (3, PaperState.WAITS_FOR_SECOND), (9, PaperState.SETTLED),
    ]  # fmt: skip
