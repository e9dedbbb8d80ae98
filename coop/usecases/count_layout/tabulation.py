"""Counts by totals and by pairs as text: bars, the matrix, the defeats, ties in words."""

from collections.abc import Sequence
from fractions import Fraction

from coop.usecases.count_layout import marks
from coop.words import _, lazy
from voting.counting.result import labels
from voting.counting.tabulation import Between, Matrix, Measure, Table, Tabulation
from voting.counting.ties import SettledBy, SettledTie, TiedFor

_MEASURES = {
    Measure.FIRST_PREFERENCES: lazy("First preferences"),
    Measure.APPROVALS: lazy("Approvals"),
    Measure.POINTS: lazy("Points"),
    Measure.FULL_MARKS: lazy("Full marks"),
    Measure.RUNOFF: lazy("Runoff: ballots that score one finalist higher"),
    Measure.WINS: lazy("Matches won, an equal match as its rule has it"),
    Measure.BEATEN: lazy("Others it stands above"),
    Measure.WORST_DEFEAT: lazy("Worst defeat (least is best)"),
}

_BETWEEN = {
    Between.PREFERENCES: lazy("Ballots that prefer the one on the left to the one above (✓ wins)"),
    Between.PATHS: lazy("Votes of the weakest link on the strongest path from left to above"),
}


def lines(count: Tabulation) -> list[str]:
    """This function will lay a tabulation out: its totals, pairs and defeats, then who won."""
    names = labels(count.candidates)
    said = ", ".join(f"{name} {value}" for name, value in count.parameters)
    laid = [marks.heading(count.rule, count.seats, count.votes)]
    laid += [said, ""] if said else [""]
    for table in count.tables:
        laid += [*_table(count, table, names), ""]
    for matrix in count.matrices:
        laid += [*_matrix(count, matrix, names), ""]
    if count.links:
        laid += [*_defeats(count, names), ""]
    laid += marks.elected([names[number - 1] for number in count.winners])
    for tie in count.ties:
        laid += ["", _tie(count, tie, names)]
    if count.ties:
        laid += marks.could_have_won(count.tie_report, names)
    return laid


def _table(count: Tabulation, table: Table, names: Sequence[str]) -> list[str]:
    measure = str(_MEASURES[table.measure])
    several = max(one.seat for one in count.tables) > 1
    title = (
        _("Seat %(seat)d: %(measure)s") % {"seat": table.seat, "measure": measure}
        if several
        else measure
    )
    order = [number for level in count.order for number in level]
    shown = [(number, table.of(number)) for number in order]
    held: list[tuple[int, int | Fraction]] = [
        (number, total) for number, total in shown if total is not None
    ]
    if len(count.tables) > 1:
        held.sort(key=lambda one: -one[1])
    most = max((total for _number, total in held), default=0)
    laid = [title]
    for number, total in held:
        mark = "✔ " + _("elected") if number in _marked(count, table) else ""
        laid.append(
            f"  {marks.fitted(names[number - 1])} {marks.bar(total, most)} "
            f"{marks.amount(total):>13}  {mark}".rstrip()
        )
    return laid


def _marked(count: Tabulation, table: Table) -> tuple[int, ...]:
    """This function will say whose election a table shows: a seat's last one shows its winner."""
    if len(count.tables) == 1:
        return count.winners
    last = [one for one in count.tables if one.seat == table.seat][-1]
    return count.winners[table.seat - 1 : table.seat] if table is last else ()


def _matrix(count: Tabulation, matrix: Matrix, names: Sequence[str]) -> list[str]:
    stand = [number for level in count.order for number in level]
    cell = max((len(str(matrix.of(one, other))) for one in stand for other in stand), default=1)
    cell = max(cell, len(str(max(stand)))) + 2
    name_width = 24
    title = str(_BETWEEN[matrix.between])
    if 6 + name_width + cell * len(stand) > marks.WIDTH_MAX:
        return [
            title + ":",
            "  "
            + _("%(n)d × %(n)d pairs are too many for this page; see --format json.")
            % {"n": len(stand)},
        ]
    above = "".join(f"{number:>{cell - 1}} " for number in stand)
    laid = [title, (" " * (6 + name_width) + above).rstrip()]
    for one in stand:
        cells = []
        for other in stand:
            if one == other:
                cells.append(f"{'·':>{cell - 1}} ")
                continue
            wins = matrix.of(one, other) > matrix.of(other, one)
            cells.append(f"{matrix.of(one, other):>{cell - 1}}{'✓' if wins else ' '}")
        row = f"  {one:>3} {marks.fitted(names[one - 1], name_width)}" + "".join(cells)
        laid.append(row.rstrip())
    return laid


def _defeats(count: Tabulation, names: Sequence[str]) -> list[str]:
    laid = [_("Defeats, strongest first")]
    for place, link in enumerate(count.links, start=1):
        said = _("%(winner)s over %(loser)s, %(votes)s to %(against)s") % {
            "winner": names[link.winner - 1],
            "loser": names[link.loser - 1],
            "votes": f"{link.votes:,}",
            "against": f"{link.against:,}",
        }
        if not link.locked:
            said += " · ✘ " + _("not locked: it would close a circle")
        laid.append(f"  {place:>3}. {said}")
    return laid


_OVER = {
    TiedFor.SEAT: lazy("Tie for a seat between %(among)s: elected %(how)s: %(chosen)s."),
    TiedFor.RUNOFF: lazy(
        "Tie for a place in the runoff between %(among)s: %(chosen)s advanced, %(how)s."
    ),
    TiedFor.RUNOFF_WIN: lazy("Tie in the runoff between %(among)s: %(chosen)s won, %(how)s."),
    TiedFor.LOCKING: lazy(
        "Equal defeats that shut each other out, among %(among)s: that of %(chosen)s was locked "
        "first, %(how)s."
    ),
}

_HOW = {
    SettledBy.HEAD_TO_HEAD: lazy("by comparing the tied head to head"),
    SettledBy.POINTS: lazy("by more points"),
    SettledBy.FULL_MARKS: lazy("by most full marks"),
    SettledBy.LOT: lazy("by lot, in the order fixed before the count"),
}


def _tie(count: Tabulation, tie: SettledTie, names: Sequence[str]) -> str:
    return str(_OVER[tie.over]) % {
        "among": ", ".join(names[number - 1] for number in tie.among),
        "chosen": ", ".join(names[number - 1] for number in tie.chosen),
        "how": str(_HOW[tie.by]),
    }
