"""An archive is checked with nothing but itself."""

import copy
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest

from voting.ballots import METHODS, Group
from voting.proof import archive
from voting.proof.archive import Rules, Times, ballots_hash
from voting.proof.board import broken, mark, marked
from voting.proof.lot import commitment
from voting.proof.verifier import compare, verify
from voting.proposals import Candidate, Kind, digest
from voting.question import Question
from voting.roll import Elector, class_rolls, roll_lines, snapshot
from voting.thresholds import Denominator, Threshold

BALLOTS = [("a" * 64, "1>2"), ("b" * 64, "2>1"), ("c" * 64, "1")]


def an_archive(kind: Kind = Kind.ELECTION, *, secret: bool = True) -> dict[str, Any]:
    """This function will return the archive of a small vote that holds."""
    electors = snapshot(
        Elector(UUID(int=number), "A", f"Elector {number}", UUID(int=number))
        for number in range(1, 6)
    )
    election = kind is Kind.ELECTION
    rules = Rules(
        quorum=Threshold(Fraction(1, 5), Denominator.ROLL),
        majority=None
        if election
        else Threshold(Fraction(1, 2), Denominator.YES_AND_NO, more_than=True),
        versions={},
    )
    people = ("Alder", "Birch") if election else ()
    candidates = tuple(Candidate(n, name, UUID(int=n)) for n, name in enumerate(people, start=1))
    question = Question(
        UUID(int=99),
        kind,
        METHODS[kind][0],
        "A vote",
        "Words",
        None,
        1 if election else None,
        candidates,
    )
    ballots = BALLOTS
    if not secret:
        keys = sorted(elector.elector_id.hex for elector in electors)
        ballots = [(keys[0], "yes"), (keys[1], "no"), (keys[2], "yes")]
    board = archive.Board(
        tuple(marked(lines=[(key, said, "", 1) for key, said in ballots], text_hash=question.hash)),
        question.hash,
    )
    lot = archive.RevealedLot(commitment("a secret"), "a secret")
    counted = archive.count_ballots(
        question=question,
        grouped=[Group(text, 1) for _, text in ballots],
        roll=class_rolls(roll_lines(electors)),
        rules=rules,
        lot_seed=archive.lot_seed(lot=lot, board=board),
    )
    noticed, opened = datetime(2026, 3, 2, 10, tzinfo=UTC), datetime(2026, 3, 10, 8, tzinfo=UTC)
    return copy.deepcopy(
        archive.write(
            question=question,
            secret=secret,
            times=Times(noticed, opened, opened + timedelta(days=7)),
            rules=rules,
            roll=roll_lines(electors),
            board=board,
            lot=lot,
            notice={"clear_days": 7, "time_zone": "Europe/Berlin"},
            counted=counted,
        )
    )


def resolution() -> dict[str, Any]:
    return an_archive(Kind.ORDINARY, secret=False)


def test_an_honest_archive_holds() -> None:
    assert verify(an_archive()) == ()
    assert verify(resolution()) == ()


Tamper = Callable[[dict[str, Any]], Any]


@pytest.mark.parametrize(
    ("tamper", "what"),
    [
        (lambda a: a["question"].update(title="Another"), "text_hash"),
        (lambda a: a["roll"].pop(), "roll_hash"),
        (lambda a: a["ballots"].pop(), "ballots_hash"),
        (lambda a: a["ballots"][0].__setitem__(1, "2"), "ballots"),
        (lambda a: a["lot"].update(secret="another"), "lot"),
        (lambda a: a.update(opens_at="2026-03-09T08:00:00+00:00"), "notice"),
        (lambda a: a.update(closes_at="2026-03-09T08:00:00+00:00"), "times"),
        (lambda a: a["ballots"][0].__setitem__(1, "2"), "result.winners[1]"),
        (lambda a: a["ballots"].reverse(), "ballots"),
        (lambda a: a["ballots"][0].__setitem__(1, "7"), "ballots"),
        (lambda a: a["roll"][0].__setitem__(2, 5), "weights"),
        (lambda a: a["roll"].__setitem__(1, a["roll"][0]), "roll"),
        (lambda a: a["ballots"].extend([[str(n), "1", "", 1, "x"] for n in range(9)]), "ballots"),
        (lambda a: a["rules"]["quorum"].update(share="9/10"), "outcome"),
        (lambda a: a.update(outcome="rejected"), "outcome"),
        (lambda a: a["result"]["stages"][0].update(lost=1), "result.stages[1].lost"),
        (lambda a: a["result"]["lot"].update(seed="mine"), "result.lot.seed"),
        (lambda a: a["reason"]["steps"][0].update(part=4), "reason.steps[1].part"),
        (lambda a: a.update(format="else"), "format"),
        (lambda a: a.pop("rules"), "structure"),
        (lambda a: a["question"].update(kind="riddle"), "structure"),
        (lambda a: a["rules"].update(decision="whoever shouts loudest"), "structure"),
        (lambda a: a["ballots"][0].clear(), "structure"),
        (lambda a: a["ballots"].__setitem__(0, [[]] * 5), "structure"),
        (lambda a: a.update(secret=False), "ballots"),
        (lambda a: a.update(proposal=str(UUID(int=98))), "whole"),
        (lambda a: a.update(closes_at="2026-03-18T08:00:00+00:00"), "whole"),
        (lambda a: a["rules"]["versions"].update({"vote.quorum": "another"}), "whole"),
        (lambda a: a["notice"].update(clear_days=1), "whole"),
        (lambda a: a.pop("notice"), "whole"),
        (lambda a: a.update(note="nothing to see"), "whole"),
        (lambda a: a.pop("whole"), "structure"),
        (lambda a: a["rules"]["quorum"].update(share="1/0"), "structure"),
    ],
)  # fmt: skip
def test_each_kind_of_tampering_is_told(tamper: Tamper, what: str) -> None:
    archive = an_archive()
    tamper(archive)
    assert what in {difference.what for difference in verify(archive)}


def leaves(plain: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """This function will yield the path to every single value."""
    items = plain.items() if isinstance(plain, dict) else enumerate(plain)
    for name, value in items:
        if isinstance(value, dict | list):
            yield from leaves(value, (*path, name))
        else:
            yield (*path, name)


@pytest.mark.parametrize("new", [None, "", "x", 1, True, [], {}, -1, "2026-03-10T08:00:01+00:00"])
def test_no_value_anywhere_is_changed_untold(new: Any) -> None:
    for vote in (an_archive(), resolution()):
        for *way, name in leaves(vote):
            inside: Any = vote
            for step in way:
                inside = inside[step]
            kept = inside[name]
            inside[name] = new
            if type(kept) is not type(new) or kept != new:
                assert verify(vote), (way, name)
            inside[name] = kept
        assert verify(vote) == ()


def test_a_named_vote_passed_off_as_secret_is_told() -> None:
    archive = resolution()
    archive["secret"] = True
    assert "ballots under the names of 3" in {one.found for one in verify(archive)}


def test_an_archive_of_the_second_format_still_verifies() -> None:
    archive = an_archive()
    archive["format"] = "coppice-vote/2"
    del archive["whole"]
    assert verify(archive) == ()


def test_all_that_two_copies_differ_in_is_named_by_its_place() -> None:
    ours, theirs = an_archive(), an_archive()
    assert compare(ours, theirs) == ()
    theirs["ballots"][0][1] = "2"
    theirs["closes_at"] = "2026-03-18T08:00:00+00:00"
    theirs["rules"]["versions"]["vote.quorum"] = "another"
    assert [one.what for one in compare(ours, theirs)] == [
        "ballots", "closes_at", "rules.versions.vote.quorum",
    ]  # fmt: skip
    assert [one.what for one in compare(ours, [])] == ["structure"]


def test_a_name_that_stands_twice_is_no_archive() -> None:
    with pytest.raises(ValueError, match="“outcome” stands twice"):
        archive.load('{"outcome": "adopted", "outcome": "rejected"}')


def named(archive: dict[str, Any]) -> list[tuple[str, str]]:
    """This function will return what the verifier says of single ballots: (key, what)."""
    told = [one for one in verify(archive) if one.stated.endswith("as it was published")]
    return [(one.stated.split()[3][0], one.found) for one in told]


def test_a_changed_ballot_is_named() -> None:
    archive = an_archive()
    archive["ballots"][1][1] = "1>2"
    assert named(archive) == [("b", "it was changed")]


def test_an_added_ballot_is_named_even_with_a_mark_of_its_own() -> None:
    archive = an_archive()
    lines = archive["ballots"]
    line = ("a" * 63 + "b", "2>1", "", 1)
    lines.insert(1, [*line, mark(before=lines[0][4], line=line)])
    assert named(archive) == [("a", "it was put in afterwards")]


def test_the_place_of_a_dropped_ballot_is_named() -> None:
    archive = an_archive()
    del archive["ballots"][1]
    assert named(archive) == [("c", "a ballot right before it was taken out")]
    archive = an_archive()
    del archive["ballots"][2]
    assert "ballots_hash" in {one.what for one in verify(archive)}


def test_a_long_board_in_another_order_is_told_in_no_time() -> None:
    lines = list(marked(lines=[(f"{n:064}", "1", "", 1) for n in range(3_000)], text_hash="x"))
    found = list(broken(lines=lines[::-1], text_hash="x"))
    assert len(found) == 3_000
    assert list(broken(lines=lines, text_hash="x")) == []


def test_an_archive_of_the_first_format_still_verifies() -> None:
    archive = an_archive(Kind.ORDINARY, secret=False)
    for name in ("method", "budget_minor", "currency", "constraints"):
        del archive["question"][name]
    archive["format"] = "coppice-vote/1"
    archive["text_hash"] = digest(archive["question"])
    archive["ballots"] = [line[:2] for line in archive["ballots"]]
    archive["ballots_hash"] = ballots_hash(archive["ballots"])
    for name in ("lot", "notice", "whole"):
        del archive[name]
    assert verify(archive) == ()
    archive["ballots"][0][1] = "no"
    assert {"ballots_hash", "result.yes"} <= {one.what for one in verify(archive)}


def test_a_named_ballot_of_somebody_off_the_roll_is_told() -> None:
    archive = resolution()
    archive["ballots"][2][0] = "f" * 32
    assert any("not on it" in difference.found for difference in verify(archive))


@pytest.mark.parametrize("nonsense", [None, [], "x", 7, {}, {"format": "coppice-vote/1"}])
def test_nonsense_is_a_difference_and_no_crash(nonsense: Any) -> None:
    assert verify(nonsense)
