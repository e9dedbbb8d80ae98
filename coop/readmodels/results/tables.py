"""A count by totals or by pairs, as its page shows it."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from coop.rendering import format_number
from coop.words import _, lazy
from voting.counting.result import labels
from voting.counting.tabulation import Between, Measure, Tabulation
from voting.counting.ties import SettledBy, SettledTie

BAR = 1000

MEASURES: dict[Measure, Any] = {
    Measure.FIRST_PREFERENCES: lazy("First preferences"),
    Measure.APPROVALS: lazy("Approvals"),
    Measure.POINTS: lazy("Points"),
    Measure.FULL_MARKS: lazy("Full marks"),
    Measure.RUNOFF: lazy("Preferred in the run-off"),
    Measure.WINS: lazy("Wins against others, a tie counting half"),
    Measure.BEATEN: lazy("Others beaten, directly or along a chain"),
    Measure.WORST_DEFEAT: lazy("Worst defeat"),
}

MATRICES: dict[Between, Any] = {
    Between.PREFERENCES: lazy("How many ballots prefer the row to the column"),
    Between.PATHS: lazy("The strongest chain of preferences from the row to the column"),
}

SETTLED: dict[SettledBy, Any] = {
    SettledBy.HEAD_TO_HEAD: lazy("because more ballots prefer the one to the other"),
    SettledBy.POINTS: lazy("by the higher points"),
    SettledBy.FULL_MARKS: lazy("by the most full marks"),
    SettledBy.LOT: lazy("by lot"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalRow:
    """A candidate's total; the width is in thousandths of the bar."""

    name: str
    total: str
    width: int
    won: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalsView:
    """Totals of one measure."""

    title: str
    rows: tuple[TotalRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A number of the matrix; `wins` where the row's is the larger of the pair."""

    text: str
    wins: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixView:
    """Pairs of candidates."""

    title: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TablesView:
    """A whole count by totals or pairs."""

    totals: tuple[TotalsView, ...]
    matrices: tuple[MatrixView, ...]
    ties: tuple[str, ...]


def tables_view(count: Tabulation) -> TablesView:
    """This function will lay out a count by totals or pairs."""
    return TablesView(
        totals=tuple(_totals(count, index) for index in range(len(count.tables))),
        matrices=tuple(_matrix(count, index) for index in range(len(count.matrices))),
        ties=tuple(tie_words(count, tie) for tie in count.ties),
    )


def amount(value: int | Fraction) -> str:
    """This function will write a total: whole numbers plainly, others as an exact fraction."""
    exact = Fraction(value)
    if exact.denominator == 1:
        return format_number(exact.numerator)
    whole, rest = divmod(exact.numerator, exact.denominator)
    return f"{format_number(whole)} {rest}⁄{exact.denominator}" if whole else str(exact)


def _totals(count: Tabulation, index: int) -> TotalsView:
    table = count.tables[index]
    names = labels(count.candidates)
    held = [(n, total) for n, total in enumerate(table.totals, start=1) if total is not None]
    most = max([abs(Fraction(total)) for _n, total in held] + [Fraction(1)])
    title = str(MEASURES[table.measure])
    if len({one.seat for one in count.tables}) > 1:
        title = _("Seat %(seat)d: %(measure)s") % {"seat": table.seat, "measure": title}
    return TotalsView(
        title=title,
        rows=tuple(
            TotalRow(
                name=names[n - 1],
                total=amount(total),
                width=int(BAR * max(Fraction(total), Fraction(0)) / most),
                won=n in count.winners,
            )
            for n, total in sorted(held, key=lambda one: (-one[1], one[0]))
        ),
    )


def _matrix(count: Tabulation, index: int) -> MatrixView:
    matrix = count.matrices[index]
    names = labels(count.candidates)
    everybody = [n for tier in count.order for n in tier]
    return MatrixView(
        title=str(MATRICES[matrix.between]),
        names=tuple(names[n - 1] for n in everybody),
        rows=tuple(
            (
                names[one - 1],
                tuple(
                    Cell(text="", wins=False)
                    if one == other
                    else Cell(
                        text=format_number(matrix.of(one, other)),
                        wins=matrix.of(one, other) > matrix.of(other, one),
                    )
                    for other in everybody
                ),
            )
            for one in everybody
        ),
    )


def tie_words(count: Tabulation, tie: SettledTie) -> str:
    """This function will say which equal candidates were told apart, and by what."""
    return _("%(among)s were equal; %(chosen)s was chosen %(how)s.") % {
        "among": _(" and ").join(count.name(n) for n in tie.among),
        "chosen": _(" and ").join(count.name(n) for n in tie.chosen),
        "how": str(SETTLED[tie.by]),
    }
