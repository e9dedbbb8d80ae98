"""Who is present, and whether there is a quorum, at every moment of a meeting."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from voting.errors import AlreadyPresent, NotPresent, ProxyHolderAbsent
from voting.meetings.rules import Invited, Quorum


class Mode(StrEnum):
    """How a member is present."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    PROXY = "proxy"


class Step(StrEnum):
    """What the attendance log notes."""

    ARRIVE = "arrive"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceLine:
    """One line of the log: a member came or went."""

    number: int
    member_id: UUID
    step: Step
    mode: Mode
    holder_id: UUID | None
    """The person who speaks for a member present by proxy."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Presence:
    """How a member is present now, and since when."""

    mode: Mode
    holder_id: UUID | None
    since: datetime


@dataclass(frozen=True, slots=True)
class QuorumTurn:
    """From a moment on, so many are present, and that is a quorum or not."""

    at: datetime
    present: int
    met: bool


def present(log: Iterable[AttendanceLine], *, at: datetime | None = None) -> dict[UUID, Presence]:
    """This function will return who is present, by member: now, or at a moment."""
    there: dict[UUID, Presence] = {}
    for line in log:
        if at is not None and line.at > at:
            break
        if line.step is Step.ARRIVE:
            there[line.member_id] = Presence(line.mode, line.holder_id, line.at)
        else:
            there.pop(line.member_id, None)
    return there


def voices(there: Mapping[UUID, Presence], invited: Iterable[Invited]) -> dict[UUID, UUID]:
    """This function will return the person who speaks for each member present, by member."""
    return {
        one.member_id: there[one.member_id].holder_id or one.person_id
        for one in invited
        if one.member_id in there
    }


def check_arrival(
    *,
    there: Mapping[UUID, Presence],
    invited: Sequence[Invited],
    member_id: UUID,
    mode: Mode,
    holder_id: UUID | None,
) -> None:
    """This function will return quietly where a member may be noted as arriving.

    A proxy is held by somebody who is in the meeting in person or online on
    their own account. Raises `AlreadyPresent`, `ProxyHolderAbsent`.
    """
    if member_id in there:
        raise AlreadyPresent
    if mode is Mode.PROXY and holder_id not in people_there(there, invited):
        raise ProxyHolderAbsent


def people_there(there: Mapping[UUID, Presence], invited: Iterable[Invited]) -> frozenset[UUID]:
    """This function will return the people who are in the meeting themselves."""
    return frozenset(
        one.person_id
        for one in invited
        if one.member_id in there and there[one.member_id].mode is not Mode.PROXY
    )


def leaving(
    *, there: Mapping[UUID, Presence], invited: Sequence[Invited], member_id: UUID
) -> tuple[UUID, ...]:
    """This function will return the members who leave when one does.

    Whoever is present by proxy leaves with the holder, unless the holder stays
    on another member's account. Raises `NotPresent`.
    """
    if member_id not in there:
        raise NotPresent
    staying = people_there(
        {key: value for key, value in there.items() if key != member_id}, invited
    )
    return (
        member_id,
        *(
            key
            for key, presence in there.items()
            if key != member_id
            and presence.holder_id is not None
            and presence.holder_id not in staying
        ),
    )


def turns(log: Sequence[AttendanceLine], *, quorum: Quorum, invited: int) -> tuple[QuorumTurn, ...]:
    """This function will return the number present after every moment at which it changed."""
    there: set[UUID] = set()
    found: list[QuorumTurn] = []
    needed = quorum.needed(invited)
    for line in log:
        (there.add if line.step is Step.ARRIVE else there.discard)(line.member_id)
        turn = QuorumTurn(line.at, len(there), len(there) >= needed)
        if found and found[-1].at == line.at:
            found.pop()
        found.append(turn)
    return tuple(found)


def told_turns(
    found: Sequence[QuorumTurn], *, opened_at: datetime | None
) -> tuple[QuorumTurn, ...]:
    """This function will leave the turns worth telling: the opening, then change by change.

    How people came in before the opening is summed up in one; of several changes in one minute
    the last is told, unless the quorum was met or lost between them.
    """
    kept: list[QuorumTurn] = []
    for turn in found:
        before = opened_at is not None and turn.at <= opened_at
        if before and opened_at is not None:
            kept = [replace(turn, at=opened_at)]
        elif kept and _minute(kept[-1].at) == _minute(turn.at) and kept[-1].met == turn.met:
            kept[-1] = turn
        else:
            kept.append(turn)
    return tuple(kept)


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Stay:
    """One unbroken attendance."""

    member_id: UUID
    mode: Mode
    holder_id: UUID | None
    since: datetime
    until: datetime | None
    """None for whoever stayed to the end."""


def stays(log: Iterable[AttendanceLine]) -> tuple[Stay, ...]:
    """This function will return every unbroken attendance, in the order of arriving."""
    found: list[Stay] = []
    where: dict[UUID, int] = {}
    for line in log:
        if line.step is Step.ARRIVE:
            where[line.member_id] = len(found)
            found.append(Stay(line.member_id, line.mode, line.holder_id, line.at, None))
        elif line.member_id in where:
            at = where.pop(line.member_id)
            one = found[at]
            found[at] = Stay(one.member_id, one.mode, one.holder_id, one.since, line.at)
    return tuple(found)
