"""Statuses and sentences of what is refused: sharing the surplus."""

from coop.refusals.row import Row
from coop.usecases import allocate_file
from coop.words import _
from footing.errors import Refusal
from services.patronage import errors as patronage_errors

ROWS: dict[type[Refusal], Row] = {
    patronage_errors.YearDivided: (
        409,
        lambda e: (
            _(
                "The surplus of %(year)s is before the members, or divided by their resolution: "
                "its months stay closed. Post the correction in an open month."
            )
            % {"year": e.year}
        ),
    ),
    patronage_errors.NoSurplus: (
        409,
        lambda e: (
            _("The year %(year)s left no surplus that members' business earned.") % {"year": e.year}
        ),
    ),
    patronage_errors.YearNotClosed: (
        409,
        lambda e: (
            _(
                "The books of %(year)s are still open. Close the year first: then its surplus is "
                "final."
            )
            % {"year": e.year}
        ),
    ),
    patronage_errors.YearDeclared: (
        409,
        lambda e: _("The year %(year)s has a declaration already.") % {"year": e.year},
    ),
    patronage_errors.DeclarationMoved: (
        409,
        lambda e: _("This declaration has moved on meanwhile. Look at where it stands now."),
    ),
    patronage_errors.NotResolved: (
        409,
        lambda e: _("The members' resolution is not on these figures, so nothing was posted."),
    ),
    patronage_errors.SurplusChanged: (
        409,
        lambda e: _(
            "The books no longer hold the surplus that was decided on. Nothing was posted."
        ),
    ),
    allocate_file.MalformedAllocation: (422, lambda e: "; ".join(e.faults)),
}
