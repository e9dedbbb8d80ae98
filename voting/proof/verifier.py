"""Checks an archive with nothing but the archive: no database, no trust in the server."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from voting.ballots import ballot_kind, check_canonical
from voting.counting.result import Result
from voting.errors import CannotCount, InvalidBallot
from voting.formats.json import result_to_plain, tally_to_plain
from voting.proof.archive import FORMAT, Rules, ballots_hash, count_ballots
from voting.proposals import Kind, digest
from voting.roll import roll_hash
from voting.thresholds import step_to_plain, threshold_from_plain


@dataclass(frozen=True, slots=True)
class Difference:
    """Something the archive states that its own contents do not bear out."""

    what: str
    stated: str
    found: str


def verify(archive: Any) -> tuple[Difference, ...]:
    """This function will recount an archive and return every difference; none means it holds.

    It checks the wording's, the roll's and the ballots' hashes, each ballot's
    validity, that there are no more ballots than electors, the count stage by
    stage, and the verdict against its thresholds. A file that is no archive is
    itself a difference, never an exception.
    """
    if not isinstance(archive, dict) or archive.get("format") != FORMAT:
        stated = archive.get("format") if isinstance(archive, dict) else type(archive).__name__
        return (Difference("format", str(stated), FORMAT),)
    try:
        return tuple(_differences(archive))
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as fault:
        return (Difference("structure", f"{type(fault).__name__}: {fault}", "a whole archive"),)


def _differences(archive: Mapping[str, Any]) -> Iterator[Difference]:
    question, roll, ballots = archive["question"], archive["roll"], archive["ballots"]
    yield from _differs("text_hash", archive["text_hash"], digest(question))
    yield from _differs("roll_hash", archive["roll_hash"], roll_hash(roll))
    yield from _differs("ballots_hash", archive["ballots_hash"], ballots_hash(ballots))
    electors = [line[0] for line in roll]
    yield from _differs("roll", "each elector once", _once(electors))
    yield from _differs("weights", "one vote each", _one_each(roll))
    keys = [ballot[0] for ballot in ballots]
    yield from _differs("ballots", "each key once, in key order", _sorted_once(keys))
    if len(ballots) > len(roll):
        yield Difference("ballots", f"at most {len(roll)}, one an elector", str(len(ballots)))
    if not archive["secret"]:
        for key in sorted(set(keys) - set(electors)):
            yield Difference("ballots", "cast by electors on the roll", f"{key} is not on it")
    kind = Kind(question["kind"])
    names = [candidate["name"] for candidate in question["candidates"]]
    invalid = False
    for key, text in ballots:
        try:
            check_canonical(text, kind=ballot_kind(kind), candidates=len(names))
        except InvalidBallot:
            invalid = True
            yield Difference("ballots", f"a valid ballot under {key}", repr(text))
    if not invalid:
        yield from _recount(archive, kind, names)


def _recount(archive: Mapping[str, Any], kind: Kind, names: list[str]) -> Iterator[Difference]:
    rules = archive["rules"]
    grouped = Counter(text for _, text in archive["ballots"])
    try:
        counted = count_ballots(
            kind=kind,
            candidates=names,
            seats=archive["question"]["seats"],
            grouped=list(grouped.items()),
            electors=len(archive["roll"]),
            rules=Rules(
                quorum=threshold_from_plain(rules["quorum"]),
                majority=threshold_from_plain(rules["majority"]) if rules["majority"] else None,
                versions=rules["versions"],
            ),
            lot_seed=ballots_hash(archive["ballots"]),
        )
    except CannotCount as refusal:
        yield Difference("result", "a count", refusal.why)
        return
    count = counted.count
    found = result_to_plain(count) if isinstance(count, Result) else tally_to_plain(count)
    yield from _compared("result", archive["result"], found)
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


def _one_each(roll: list[list[str | int]]) -> str:
    heavy = [str(line[0]) for line in roll if line[2] != 1]
    return f"another weight for {', '.join(heavy)}" if heavy else "one vote each"


def _sorted_once(keys: list[str]) -> str:
    expected = "each key once, in key order"
    return expected if all(a < b for a, b in pairwise(keys)) else "not so"
