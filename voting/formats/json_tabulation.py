"""Tabulations as JSON-plain values. Fractions are text such as `5/2`; whole numbers are numbers."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from voting.counting.result import Lot, labels
from voting.counting.tabulation import (
    Amount,
    Between,
    Link,
    Matrix,
    Measure,
    Table,
    Tabulation,
)
from voting.counting.ties import SettledBy, SettledTie, TiedFor, TieReport

FORM = "tabulation"


def tabulation_to_plain(count: Tabulation) -> dict[str, Any]:
    """This function will write a whole tabulation; candidates are numbers on the paper."""
    return {
        "form": FORM,
        "rule": count.rule,
        "parameters": dict(count.parameters),
        "candidates": list(count.candidates),
        "withdrawn": list(count.withdrawn),
        "seats": count.seats,
        "votes": count.votes,
        "winners": list(count.winners),
        "order": [list(level) for level in count.order],
        "tables": [
            {
                "measure": table.measure.value,
                "seat": table.seat,
                "totals": [amount_to_plain(total) for total in table.totals],
            }
            for table in count.tables
        ],
        "matrices": [
            {"between": matrix.between.value, "rows": [list(row) for row in matrix.rows]}
            for matrix in count.matrices
        ],
        "links": [
            {
                "winner": link.winner,
                "loser": link.loser,
                "votes": link.votes,
                "against": link.against,
                "locked": link.locked,
            }
            for link in count.links
        ],
        "ties": [
            {
                "seat": tie.seat,
                "over": tie.over.value,
                "among": list(tie.among),
                "chosen": list(tie.chosen),
                "by": tie.by.value,
            }
            for tie in count.ties
        ],
        "tie_report": report_to_plain(count.tie_report),
        "lot": {"seed": count.lot.seed, "order": list(count.lot.order)},
    }


def tabulation_from_plain(plain: Mapping[str, Any]) -> Tabulation:
    """This function will read what `tabulation_to_plain` wrote."""
    return Tabulation(
        rule=plain["rule"],
        parameters=tuple(plain["parameters"].items()),
        candidates=tuple(plain["candidates"]),
        withdrawn=tuple(plain["withdrawn"]),
        seats=plain["seats"],
        votes=plain["votes"],
        winners=tuple(plain["winners"]),
        order=tuple(tuple(level) for level in plain["order"]),
        tables=tuple(
            Table(
                Measure(table["measure"]),
                tuple(amount_from_plain(total) for total in table["totals"]),
                table["seat"],
            )
            for table in plain["tables"]
        ),
        matrices=tuple(
            Matrix(Between(matrix["between"]), tuple(tuple(row) for row in matrix["rows"]))
            for matrix in plain["matrices"]
        ),
        links=tuple(
            Link(link["winner"], link["loser"], link["votes"], link["against"], link["locked"])
            for link in plain["links"]
        ),
        ties=tuple(
            SettledTie(
                tie["seat"],
                TiedFor(tie["over"]),
                tuple(tie["among"]),
                tuple(tie["chosen"]),
                SettledBy(tie["by"]),
            )
            for tie in plain["ties"]
        ),
        tie_report=report_from_plain(plain["tie_report"]),
        lot=Lot(tuple(plain["lot"]["order"]), plain["lot"]["seed"]),
    )


def report_to_plain(report: TieReport) -> dict[str, Any]:
    """This function will write what the ways of breaking ties would elect."""
    return {
        "matters": report.matters,
        "possible_winner_sets": [list(one) for one in report.possible_winner_sets],
        "explored": report.explored,
        "complete": report.complete,
    }


def report_from_plain(plain: Mapping[str, Any]) -> TieReport:
    """This function will read what `report_to_plain` wrote."""
    sets = tuple(tuple(one) for one in plain["possible_winner_sets"])
    return TieReport(sets, plain["explored"], plain["complete"])


def amount_to_plain(amount: Amount | None) -> int | str | None:
    """This function will write a whole number as a number and a fraction as `a/b`."""
    return str(amount) if isinstance(amount, Fraction) else amount


def amount_from_plain(plain: int | str | None) -> Amount | None:
    """This function will read what `amount_to_plain` wrote."""
    return Fraction(plain) if isinstance(plain, str) else plain


def count_to_plain(count: Tabulation) -> dict[str, Any]:
    """This function will write a count for `coop count --format json`, by names.

    `tables`, `pairwise` and `paths` are keyed by candidates' names; `defeats`
    are those of ranked pairs in the order they were considered. What a rule
    has not is left out. `ties` appears only where a tie changed who won.
    """
    names = labels(count.candidates)

    def named(numbers: tuple[int, ...]) -> list[str]:
        return [names[number - 1] for number in numbers]

    plain: dict[str, Any] = {
        "rule": count.rule,
        "seats": count.seats,
        "votes": count.votes,
        "winners": named(count.winners),
        "order": [named(level) for level in count.order],
        "parameters": dict(count.parameters),
        "tables": [
            {
                "of": table.measure.value,
                "seat": table.seat,
                "totals": {
                    name: amount_to_plain(total)
                    for name, total in zip(names, table.totals, strict=True)
                    if total is not None
                },
            }
            for table in count.tables
        ],
    }
    for matrix in count.matrices:
        key = "pairwise" if matrix.between is Between.PREFERENCES else "paths"
        plain[key] = {
            one: {
                other: matrix.rows[row][column]
                for column, other in enumerate(names)
                if row != column
            }
            for row, one in enumerate(names)
        }
    if count.links:
        plain["defeats"] = [
            {
                "winner": names[link.winner - 1],
                "loser": names[link.loser - 1],
                "votes": link.votes,
                "against": link.against,
                "locked": link.locked,
            }
            for link in count.links
        ]
    if count.ties:
        plain["ties"] = [
            {
                "seat": tie.seat,
                "for": tie.over.value,
                "among": named(tie.among),
                "fell_on": named(tie.chosen),
                "by": tie.by.value,
            }
            for tie in count.ties
        ]
        plain["could_have_won"] = [named(one) for one in count.tie_report.possible_winner_sets]
        plain["ties_all_explored"] = count.tie_report.complete
    if count.lots_drawn:
        plain["lot"] = {"seed": count.lot.seed, "order": named(count.lot.order)}
    return plain
