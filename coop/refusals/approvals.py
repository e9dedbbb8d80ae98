"""Statuses and sentences of what is refused: deeds that need a second person."""

from coop.approvals import errors
from coop.refusals.row import Row
from coop.words import _
from footing.errors import Refusal

_STATES = {
    "approved": lambda: _("This was approved already. Nothing was done twice."),
    "declined": lambda: _("This was declined already. It can be asked again."),
    "withdrawn": lambda: _("Whoever asked has taken this back. There is nothing to decide."),
    "expired": lambda: _("This waited too long and has lapsed. It can be asked again."),
}

ROWS: dict[type[Refusal], Row] = {
    errors.NoSuchApproval: (404, lambda e: _("Nothing like that waits for a second person.")),
    errors.WaitsAlready: (
        409,
        lambda e: _("This very thing waits for a second person already. Decide that one first."),
    ),
    errors.ApprovalDecided: (409, lambda e: _STATES[e.state]()),
    errors.ApprovalExpired: (
        409,
        lambda e: _("This waited too long and has lapsed. It can be asked again."),
    ),
    errors.OwnAsking: (
        403,
        lambda e: _(
            "You asked for this yourself. Somebody else decides: the treasurer or the board."
        ),
    ),
    errors.OwnMoney: (
        403,
        lambda e: _("This money would go to you. Somebody else decides about it."),
    ),
    errors.NotTheAsker: (403, lambda e: _("Only the person who asked can take this back.")),
    errors.NotWhatWasShown: (
        409,
        lambda e: _("What waits is not what your page showed. Open it again and look at it anew."),
    ),
    errors.NoLongerSo: (
        409,
        lambda e: _(
            "What is owed has changed since this was asked, so nothing was done. "
            "Decline it; then it is asked again with today’s figures."
        ),
    ),
    errors.MonthClosedMeanwhile: (
        409,
        lambda e: (
            _(
                "The books were closed up to %(until)s since this was asked, and it is dated "
                "%(on)s. "
                "Decline it, so that it is asked again with a later day; or have the month opened "
                "again first."
            )
            % {"until": e.closed_until, "on": e.on}
        ),
    ),
    errors.ReasonOfDeclining: (422, lambda e: _("Say why you decline: whoever asked reads it.")),
}
