"""Statuses and sentences of what is refused: the house itself."""

from coop import config
from coop.refusals.row import Row
from coop.unit_of_work import permissions, unit_of_work
from coop.words import _
from footing.errors import Refusal

ROWS: dict[type[Refusal], Row] = {
    config.BadSetting: (500, lambda e: _("The setting %(name)s is wrong.") % {"name": e.name}),
    permissions.NotSignedIn: (401, lambda e: _("Please log in first.")),
    permissions.NotPermitted: (
        403,
        lambda e: _("Your account may not do this. Ask the secretary if you think it should."),
    ),
    unit_of_work.ActIdTaken: (
        409,
        lambda e: _("This form was already used. Open the page again and send it once more."),
    ),
}
