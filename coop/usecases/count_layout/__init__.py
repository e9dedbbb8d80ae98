"""Counts laid out for a terminal and for JSON: one module a kind of count."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from coop.usecases.ballot_file import BallotFile
from coop.usecases.count_layout import added_up, funding, stages, tabulation
from voting.counting.consent import Positions
from voting.counting.funding import Funding
from voting.counting.majority import Tally
from voting.counting.result import Result
from voting.counting.tabulation import Tabulation
from voting.counting.ties import TieReport
from voting.formats import json_tabulation


@dataclass(frozen=True, slots=True)
class Layout:
    """How one kind of count is shown."""

    of: type
    text: Callable[[Any, BallotFile, TieReport | None], list[str]]
    plain: Callable[[Any, BallotFile, TieReport | None], dict[str, Any]]


LAYOUTS = (
    Layout(Result, stages.lines, stages.plain),
    Layout(
        Tabulation,
        lambda count, file, report: tabulation.lines(count),
        lambda count, file, report: json_tabulation.count_to_plain(count),
    ),
    Layout(
        Funding,
        lambda count, file, report: funding.lines(count, file),
        lambda count, file, report: funding.plain(count, file),
    ),
    Layout(
        Tally,
        lambda count, file, report: added_up.tally_lines(count),
        lambda count, file, report: added_up.plain(count),
    ),
    Layout(
        Positions,
        lambda count, file, report: added_up.positions_lines(count),
        lambda count, file, report: added_up.plain(count),
    ),
)
"""Every kind of count there is."""


def as_text(count: Any, *, file: BallotFile, tie_report: TieReport | None) -> str:
    """This function will lay a count out as text under the file's title."""
    lines = _layout(count).text(count, file, tie_report)
    return "\n".join([file.title, *lines] if file.title else lines)


def as_plain(count: Any, *, file: BallotFile, tie_report: TieReport | None) -> dict[str, Any]:
    """This function will write a count as JSON-plain values, by names.

    Where the file has ids of its own, `winner_ids` names the winners by them.
    """
    plain = _layout(count).plain(count, file, tie_report)
    if file.ids and not isinstance(count, (Tally, Positions)):
        plain["winner_ids"] = [file.ids[number - 1] for number in count.winners]
    return plain


def _layout(count: Any) -> Layout:
    return next(layout for layout in LAYOUTS if isinstance(count, layout.of))
