"""Checks an archive with nothing but the archive: no database, no trust in the server."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfoNotFoundError

from footing.errors import Refusal
from voting.ballots import Group, check_canonical, receipt_handle
from voting.errors import CannotCount, InvalidBallot
from voting.formats.json import to_plain
from voting.proof import board
from voting.proof.archive import (
    FIRST_FORMAT,
    FORMAT,
    FORMATS,
    Rules,
    ballots_hash,
    count_ballots,
    members_from_plain,
)
from voting.proof.lot import commitment, seed
from voting.proposals import clear_days_between, digest
from voting.question import Question, question_from_plain
from voting.roll import class_rolls, roll_hash
from voting.thresholds import step_to_plain, threshold_from_plain


@dataclass(frozen=True, slots=True)
class Difference:
    """Something the archive states that its own contents do not bear out."""

    what: str
    stated: str
    found: str


def verify(archive: Any) -> tuple[Difference, ...]:
    """This function will recount an archive and return every difference; none means it holds.

    It checks the wording's and the roll's hashes, the chain of the ballots (naming
    each that was changed, added or dropped), the lot against its commitment, the
    clear days of the notice, each ballot's validity, that there are no more
    ballots than electors, the count stage by stage, the verdict against its
    thresholds, and that nothing else (a time, a rulebook version) was touched
    either. A file that is no archive is itself a difference, never an exception.
    """
    if not isinstance(archive, dict) or archive.get("format") not in FORMATS:
        stated = archive.get("format") if isinstance(archive, dict) else type(archive).__name__
        return (Difference("format", str(stated), FORMAT),)
    try:
        return tuple(_differences(archive))
    except _NO_ARCHIVE as fault:
        return (Difference("structure", f"{type(fault).__name__}: {fault}", "a whole archive"),)


_NO_ARCHIVE = (
    Refusal,
    KeyError,
    IndexError,
    TypeError,
    ValueError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RecursionError,
)
"""What reading something else than an archive as one may raise."""


def fingerprint(archive: Any) -> str:
    """This function will return the SHA-256 (hex) of an archive, however its JSON is laid out.

    It is the one that the result page shows.
    """
    return digest(archive)


def compare(archive: Any, other: Any) -> tuple[Difference, ...]:
    """This function will name every ballot, and all else, in which two copies differ.

    `other` is a copy from elsewhere: somebody who kept the file, or the house's own.
    """
    try:
        ours, theirs = ({line[0]: line[1:4] for line in one["ballots"]} for one in (archive, other))
        found = [
            Difference(
                "ballots",
                f"{ours.get(key, ['no ballot'])[0]} under {key}",
                f"{theirs.get(key, ['no ballot'])[0]} in the other copy",
            )
            for key in sorted(ours.keys() | theirs.keys())
            if ours.get(key) != theirs.get(key)
        ]
        for name in sorted((archive.keys() | other.keys()) - {"ballots"}):
            found += [
                Difference(one.what, one.stated, f"{one.found} in the other copy")
                for one in _compared(name, archive.get(name), other.get(name))
            ]
    except _NO_ARCHIVE as fault:
        return (Difference("structure", f"{type(fault).__name__}: {fault}", "two whole archives"),)
    return tuple(found)


def ballot_of(archive: Any, receipt: str) -> str | None:
    """This function will return the ballot a receipt finds in an archive, if there is one."""
    try:
        key = receipt_handle(proposal_id=UUID(archive["proposal"]), receipt=receipt)
        return next((str(line[1]) for line in archive["ballots"] if line[0] == key), None)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return None


def _differences(archive: Mapping[str, Any]) -> Iterator[Difference]:
    question, roll, ballots = archive["question"], archive["roll"], archive["ballots"]
    yield from _differs("text_hash", archive["text_hash"], digest(question))
    yield from _differs("roll_hash", archive["roll_hash"], roll_hash(roll))
    yield from _board(archive)
    yield from _lot(archive)
    yield from _notice(archive)
    electors = [line[0] for line in roll]
    yield from _differs("roll", "each elector once", _once(electors))
    yield from _differs("weights", "a weight for each", _weighed(roll, ballots))
    keys = [ballot[0] for ballot in ballots]
    yield from _differs("ballots", "each key once, in key order", _sorted_once(keys))
    if len(ballots) > len(roll):
        yield Difference("ballots", f"at most {len(roll)}, one an elector", str(len(ballots)))
    if not archive["secret"]:
        for key in sorted(set(keys) - set(electors)):
            yield Difference("ballots", "cast by electors on the roll", f"{key} is not on it")
    elif named := sorted(set(keys) & set(electors)):
        yield Difference("secret", "a secret vote", f"ballots under the names of {len(named)}")
    yield from _classes(archive)
    yield from _members(archive)
    asked = question_from_plain(question, proposal_id=UUID(archive["proposal"]))
    invalid = False
    for key, text, *_noted in ballots:
        try:
            check_canonical(text, method=asked.method, candidates=len(asked.candidates))
        except InvalidBallot:
            invalid = True
            yield Difference("ballots", f"a valid ballot under {key}", repr(text))
    if not invalid:
        yield from _recount(archive, asked)
    yield from _whole(archive)


def _whole(archive: Mapping[str, Any]) -> Iterator[Difference]:
    """This function will tell of a change anywhere, also in what nothing else is worked out from.

    Archives of the earlier formats carry no such mark.
    """
    if archive["format"] == FORMAT:
        rest = {name: value for name, value in archive.items() if name != "whole"}
        found = digest(rest)
        if archive["whole"] != found:
            yield Difference("whole", f"{archive['whole']} over all the rest", found)


def _board(archive: Mapping[str, Any]) -> Iterator[Difference]:
    """This function will name every ballot that was changed, put in or taken out."""
    ballots = archive["ballots"]
    if archive["format"] == FIRST_FORMAT:
        yield from _differs("ballots_hash", archive["ballots_hash"], ballots_hash(ballots))
        return
    text_hash = archive["text_hash"]
    found = {
        "changed": "it was changed",
        "added": "it was put in afterwards",
        "dropped": "a ballot right before it was taken out",
    }
    for what, key in board.broken(lines=ballots, text_hash=text_hash):
        yield Difference("ballots", f"the ballot under {key} as it was published", found[what])
    head = board.head(lines=ballots, text_hash=text_hash)
    if head != archive["ballots_hash"]:
        yield Difference("ballots_hash", str(archive["ballots_hash"]), f"{head}: the last is gone")


def _lot(archive: Mapping[str, Any]) -> Iterator[Difference]:
    lot = archive.get("lot")
    if lot is not None:
        yield from _differs("lot", lot["commitment"], commitment(lot["secret"]))


def _notice(archive: Mapping[str, Any]) -> Iterator[Difference]:
    """This function will check that the vote opened no sooner than the notice owed, and closed."""
    times = [datetime.fromisoformat(archive[name]) for name in ("record_at", "opens_at")]
    notice = archive.get("notice")
    if notice is not None:
        given = _clear_days(*times, time_zone=notice["time_zone"])
        if given < notice["clear_days"]:
            yield Difference("notice", f"{notice['clear_days']} clear days", str(given))
    if datetime.fromisoformat(archive["closes_at"]) < times[1]:
        yield Difference("times", "a close after the opening", archive["closes_at"])


def _clear_days(noticed: datetime, opens: datetime, *, time_zone: str) -> int:
    """This function will count the clear days of a notice.

    A bare Python may know no time zones (Windows has none for it): then they are
    the most that any calendar on earth gives.
    """
    try:
        return clear_days_between(notice_at=noticed, opens_at=opens, time_zone=time_zone)
    except (ZoneInfoNotFoundError, OSError):
        zones = [timezone(timedelta(hours=hours)) for hours in range(-12, 15)]
        days = [(opens.astimezone(z).date() - noticed.astimezone(z).date()).days for z in zones]
        return max(days) - 1


def _classes(archive: Mapping[str, Any]) -> Iterator[Difference]:
    """This function will check that no class cast more ballots of a weight than it has electors."""
    if archive["format"] == FIRST_FORMAT:
        return
    electors = Counter((line[1], line[2]) for line in archive["roll"])
    cast = Counter((line[2], line[3]) for line in archive["ballots"] if line[2])
    for (share_class, weight), number in sorted(cast.items()):
        if number > electors[share_class, weight]:
            yield Difference(
                "ballots",
                f"at most {electors[share_class, weight]} from class {share_class}",
                str(number),
            )


def _members(archive: Mapping[str, Any]) -> Iterator[Difference]:
    """This function will check that no more of a class were at a meeting than are entitled."""
    members = members_from_plain(archive["rules"].get("members"))
    if members is None:
        return
    for name, there in class_rolls(archive["roll"]).items():
        entitled = members[name].electors if name in members else 0
        if there.electors > entitled:
            yield Difference("members", f"at most {entitled} of class {name}", str(there.electors))


def _recount(archive: Mapping[str, Any], question: Question) -> Iterator[Difference]:
    rules, lot = archive["rules"], archive.get("lot")
    if archive["format"] == FIRST_FORMAT:
        lot_seed = ballots_hash(archive["ballots"])
    elif lot is None:
        lot_seed = archive["ballots_hash"]
    else:
        lot_seed = seed(secret=lot["secret"], board_head=archive["ballots_hash"])
    grouped = Counter(tuple(ballot[1:4]) for ballot in archive["ballots"])
    try:
        counted = count_ballots(
            question=question,
            grouped=[Group(said[0], number, *said[1:]) for said, number in grouped.items()],
            roll=class_rolls(archive["roll"]),
            rules=Rules(
                quorum=threshold_from_plain(rules["quorum"]),
                majority=threshold_from_plain(rules["majority"]) if rules["majority"] else None,
                versions=rules["versions"],
                decision=rules.get("decision"),
                members=members_from_plain(rules.get("members")),
            ),
            lot_seed=lot_seed,
        )
    except CannotCount as refusal:
        yield Difference("result", "a count", refusal.why)
        return
    yield from _compared("result", archive["result"], to_plain(counted.count))
    yield from _compared("outcome", archive["outcome"], counted.verdict.outcome.value)
    yield from _compared("reason", archive["reason"], step_to_plain(counted.verdict.reason))


def _compared(path: str, stated: Any, found: Any) -> Iterator[Difference]:
    """This function will walk two plain values and yield where they part."""
    if isinstance(stated, dict) and isinstance(found, dict):
        for key in sorted(stated.keys() | found.keys()):
            yield from _compared(f"{path}.{key}", stated.get(key), found.get(key))
    elif isinstance(stated, list) and isinstance(found, list) and len(stated) == len(found):
        for place, (one, other) in enumerate(zip(stated, found, strict=True), start=1):
            yield from _compared(f"{path}[{place}]", one, other)
    else:
        yield from _differs(path, stated, found)


def _differs(what: str, stated: Any, found: Any) -> Iterator[Difference]:
    if stated != found:
        yield Difference(what, str(stated), str(found))


def _once(electors: list[str]) -> str:
    twice = [elector for elector, times in Counter(electors).items() if times > 1]
    return f"{', '.join(twice)} more than once" if twice else "each elector once"


def _weighed(roll: list[list[str | int]], ballots: list[list[str | int]]) -> str:
    if not any(ballot[2] for ballot in ballots if len(ballot) > 2):
        heavy = [str(line[0]) for line in roll if line[2] != 1]
        return f"{', '.join(heavy)} weighed" if heavy else "a weight for each"
    wrong = [str(line[0]) for line in roll if not isinstance(line[2], int) or line[2] < 1]
    return f"no weight for {', '.join(wrong)}" if wrong else "a weight for each"


def _sorted_once(keys: list[str]) -> str:
    expected = "each key once, in key order"
    return expected if all(a < b for a, b in pairwise(keys)) else "not so"
