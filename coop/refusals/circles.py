"""Statuses and sentences of what is refused: circles."""

from coop.refusals.row import Row
from coop.words import _
from footing.errors import Refusal
from services.circles import errors as circle_errors

ROWS: dict[type[Refusal], Row] = {
    circle_errors.CircleNameTaken: (
        409,
        lambda e: (
            _("There is already a circle called %(name)s. Join it, or choose another name.")
            % {"name": e.name}
        ),
    ),
    circle_errors.AlreadyInCircle: (409, lambda e: _("You are in this circle already.")),
    circle_errors.NotInCircle: (
        409,
        lambda e: _("You are not in this circle. Join it first, then try again."),
    ),
    circle_errors.NotAnAsk: (409, lambda e: _("Only an ask can be marked as answered.")),
    circle_errors.AlreadyAnswered: (
        409,
        lambda e: _("This ask was marked as answered already."),
    ),
}
