"""Lines behind a figure, such as an account's history, laid out for paper."""

from coop.readmodels.books.entries import History
from coop.readmodels.books.sheets.sheet import Cell, Group, Sheet, SheetRow
from coop.rendering import format_date
from coop.words import _

LINES_ON_PAPER_MAX = 1000
"""More lines than these are for a table; paper would take half a minute and forty pages."""


def history_sheet(history: History) -> Sheet:
    """This function will lay a whole history out: a row a line, its amount and the total so far."""
    first = _("the beginning") if history.start is None else format_date(history.start)
    last = _("today") if history.end is None else format_date(history.end)
    return Sheet(
        stem="lines",
        title=history.title or _("Lines behind a figure"),
        span=_("%(first)s to %(last)s") % {"first": first, "last": last},
        currency=history.currency,
        columns=(_("Amount"), _("Running total")),
        groups=(
            Group(
                "",
                tuple(
                    SheetRow(
                        format_date(line.on),
                        " · ".join(
                            word
                            for word in (
                                "" if history.title else f"{line.account} {line.account_name}",
                                line.memo, line.party_name, line.pool, line.fund,
                            )
                            if word
                        ),
                        (Cell(line.minor), Cell(line.running_minor)),
                    )
                    for line in history.lines
                ),
            ),
        ),
        results=(SheetRow("", _("Together"), (Cell(history.total_minor), Cell(None))),),
        notes=(_("Debits are positive, credits negative."),),
    )  # fmt: skip
