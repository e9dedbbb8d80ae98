"""Bars, names and amounts as a terminal shows them: at most 110 columns."""

from fractions import Fraction

from coop.words import _, ngettext
from voting.counting.ties import TieReport

WIDTH_MAX = 110
NAME_WIDTH, BAR_WIDTH = 30, 26
_EIGHTHS = " ▏▎▍▌▋▊▉"
_SETS_SHOWN_MAX = 6


def fitted(name: str, width: int = NAME_WIDTH) -> str:
    """This function will cut or fill a name to a width."""
    short = name if len(name) <= width else name[: width - 1] + "…"
    return f"{short:<{width}}"


def bar(total: int | Fraction, most: int | Fraction) -> str:
    """This function will draw a total beside the greatest one, to an eighth of a letter."""
    eighths = max(0, int(total * BAR_WIDTH * 8 // most)) if most else 0
    whole, rest = divmod(eighths, 8)
    return f"{'█' * whole + (_EIGHTHS[rest] if rest else ''):<{BAR_WIDTH}}"


def amount(total: int | Fraction) -> str:
    """This function will write an exact amount: `1,204`, `12.5`, `3 1/7`."""
    if isinstance(total, int) or total.denominator == 1:
        return f"{int(total):,}"
    whole, rest = divmod(abs(total.numerator), total.denominator)
    sign = "−" if total < 0 else ""
    if total.denominator == 2:
        return f"{sign}{whole:,}.5"
    return (
        f"{sign}{whole:,} {rest}/{total.denominator}"
        if whole
        else f"{sign}{rest}/{total.denominator}"
    )


def heading(rule: str, seats: int, votes: int) -> str:
    """This function will name the rule, the seats and the ballots."""
    return _("%(rule)s · %(seats)s · %(votes)s valid votes") % {
        "rule": rule,
        "seats": ngettext("%(n)d seat", "%(n)d seats", seats) % {"n": seats},
        "votes": f"{votes:,}",
    }


def elected(names: list[str]) -> list[str]:
    """This function will list the elected in order."""
    return [
        _("Elected, in order:"),
        *(f"  {place}. {name}" for place, name in enumerate(names, start=1)),
    ]


def could_have_won(report: TieReport, names: tuple[str, ...]) -> list[str]:
    """This function will say whom other ways of breaking the ties would elect."""
    if not report.matters:
        if report.complete:
            return [_("However the lot had fallen, the same would be elected.")]
        return [
            _(
                "No other way of breaking the ties that was tried (%(explored)s) elects anybody "
                "else; there are too many to try them all."
            )
            % {"explored": f"{report.explored:,}"}
        ]
    others = report.possible_winner_sets[1:]
    lines = [_("Broken otherwise, the ties would have elected:")]
    for one in others[:_SETS_SHOWN_MAX]:
        lines.append("  · " + ", ".join(names[number - 1] for number in one))
    if len(others) > _SETS_SHOWN_MAX:
        more = len(others) - _SETS_SHOWN_MAX
        lines.append(
            "  · " + ngettext("and %(n)d other set", "and %(n)d other sets", more) % {"n": more}
        )
    if not report.complete:
        lines.append(_("There are too many ways of breaking them to try them all."))
    return lines
