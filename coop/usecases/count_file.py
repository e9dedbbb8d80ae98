"""Count an election, a budget or a closed vote from its file, with no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from inspect import signature
from typing import Any, get_args

from coop.usecases import ballot_file
from coop.usecases.ballot_file import BallotFile
from coop.usecases.count_layout import as_plain, as_text
from voting.counting import borda, consent, majority, ties
from voting.counting.condorcet import pairwise
from voting.counting.consent import Positions
from voting.counting.funding import Completion
from voting.counting.majority import Tally
from voting.counting.papers import Form
from voting.counting.result import Lot, Result
from voting.counting.rules import RULES
from voting.counting.ties import BRANCHES_MAX, TieReport
from voting.errors import CannotCount

RULE_NAMES = (*RULES, majority.RULE, consent.RULE)
"""What a file can be counted by."""

UNRANKED = (*get_args(pairwise.Unranked), *get_args(borda.Unranked))
"""Every convention for candidates a ballot leaves out; each rule says which it knows."""

_WITH_COMPLETION = ("equal-shares",)
_PAPERS_MAX = 2_000_000
"""Distinct papers counted again, in all, to see what other lots would have elected."""


@dataclass(frozen=True, slots=True)
class CountedFile:
    """A counted file, what it was about, and what other ways of breaking ties would give."""

    file: BallotFile
    count: Any
    """A `Result`, `Tabulation`, `Funding`, `Tally` or `Positions`."""
    tie_report: TieReport | None = None
    """None where the count met no lot, or reports its ties itself."""

    def text(self) -> str:
        """This function will lay the count out for a terminal."""
        return as_text(self.count, file=self.file, tie_report=self.tie_report)

    def plain(self) -> dict[str, Any]:
        """This function will write the count as JSON-plain values, by names."""
        return as_plain(self.count, file=self.file, tie_report=self.tie_report)


def count_file(
    *,
    content: bytes,
    name: str = "",
    rule: str | None = None,
    seats: int | None = None,
    completion: str | None = None,
    seed: str | None = None,
    unranked: str | None = None,
) -> CountedFile:
    """This function will count a file's ballots by a rule.

    What is not said is the file's: its rule, its seats (one, where it has none),
    its lot (else the order of the paper), what a closed vote asked for by group and
    how it completed equal shares. `seed` orders a lot instead. `unranked` is the
    convention for candidates a ballot leaves out. A rule reads ballots made for
    another paper where they say enough: first preferences of rankings, everybody
    ranked as approved. Raises `BrokenFile` with every fault, or `CannotCount` where
    the rule does not fit the file.
    """
    file = ballot_file.read(content=content, name=name)
    rule = rule or file.rule
    lot = file.lot or Lot.on_paper(candidates=len(file.candidates))
    if seed is not None:
        lot = Lot.from_seed(seed=seed, candidates=len(file.candidates))
    if completion and rule not in _WITH_COMPLETION:
        raise CannotCount(f"{rule} leaves nothing over to complete with {completion}")
    takes = signature(RULES[rule].count).parameters if rule in RULES else {}
    if unranked and "unranked" not in takes:
        raise CannotCount(f"{rule} has no convention for candidates a ballot leaves out")
    if rule in (majority.RULE, consent.RULE):
        return CountedFile(file, _added_up(file, rule))
    counting = RULES[rule]
    ballots = _ballots(file, rule)
    if counting.budget:
        return CountedFile(file, _funded(file, rule, ballots, completion, seats, lot))
    fixed: dict[str, Any] = {
        "candidates": file.candidates,
        "seats": seats or file.seats or 1,
        "withdrawn": file.withdrawn,
    }
    if counting.form is Form.SCORE:
        fixed["score_max"] = file.score_max
    if unranked:
        fixed["unranked"] = unranked
    if file.constraints and "constraints" not in takes:
        raise CannotCount(f"{rule} keeps no seats for groups, and this vote asked for some")
    if file.constraints:
        fixed["constraints"] = file.constraints
    count = counting.count(ballots, **fixed, lot=lot)
    report = None
    if isinstance(count, Result) and count.lots_drawn:
        report = ties.explore(
            lambda other: _counted_again(rule, ballots, fixed, other),
            lot=count.lot,
            branches_max=max(1, min(BRANCHES_MAX, _PAPERS_MAX // max(1, len(ballots)))),
        )
    return CountedFile(file, count, report)


def _counted_again(
    rule: str, ballots: tuple[tuple[Any, int], ...], fixed: Mapping[str, Any], lot: Lot
) -> Result:
    result: Result = RULES[rule].count(ballots, **fixed, lot=lot)
    return result


def _funded(
    file: BallotFile,
    rule: str,
    ballots: tuple[tuple[Any, int], ...],
    completion: str | None,
    seats: int | None,
    lot: Lot,
) -> Any:
    if not file.projects:
        raise CannotCount(f"{rule} spends a budget, and the file names no costs and no budget")
    if seats is not None:
        raise CannotCount(f"{rule} spends a budget; it fills no seats")
    more: dict[str, Any] = {}
    if rule in _WITH_COMPLETION:
        more = {
            "completion": Completion(completion) if completion else file.completion,
            "increment_minor": file.scale,
        }
    return RULES[rule].count(
        ballots, projects=file.projects, budget=file.budget_minor, lot=lot, **more
    )


def _added_up(file: BallotFile, rule: str) -> Tally | Positions:
    if rule == majority.RULE and file.form is Form.CHOICE:
        return majority.count(file.ballots)
    if rule == consent.RULE and file.form is Form.CONSENT:
        return consent.count(file.ballots)
    raise CannotCount(_does_not_fit(file, rule))


def _ballots(file: BallotFile, rule: str) -> tuple[tuple[Any, int], ...]:
    """This function will return the ballots as a rule reads them; raises `CannotCount`."""
    wanted = RULES[rule].form
    if wanted is file.form:
        return file.ballots
    if wanted is Form.APPROVAL and file.form is Form.RANKING and not RULES[rule].budget:
        return tuple((tuple(sorted(ranking)), number) for ranking, number in file.ballots)
    one_each = all(len(approved) <= 1 for approved, _ in file.ballots)
    if rule == "plurality" and file.form is Form.APPROVAL and one_each:
        return file.ballots
    raise CannotCount(_does_not_fit(file, rule))


_PAPERS = {
    Form.CHOICE: "yes, no or abstain",
    Form.CONSENT: "positions in a round of consent",
    Form.RANKING: "rankings",
    Form.APPROVAL: "approvals",
    Form.SCORE: "points",
}


def _does_not_fit(file: BallotFile, rule: str) -> str:
    forms = {majority.RULE: Form.CHOICE, consent.RULE: Form.CONSENT}
    wanted = forms[rule] if rule in forms else RULES[rule].form
    return f"{rule} reads {_PAPERS[wanted]}, and the file's ballots are {_PAPERS[file.form]}"
