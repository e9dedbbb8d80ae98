"""Statuses and sentences of what is refused: the rulebook."""

from coop.refusals.row import Row
from coop.rulebook import errors as rulebook_errors
from coop.rulebook import wording as rulebook_wording
from coop.words import _
from footing.errors import Refusal

ROWS: dict[type[Refusal], Row] = {
    rulebook_errors.UnknownRule: (
        404,
        lambda e: _("The rulebook has no rule called “%(key)s”.") % {"key": e.key},
    ),
    rulebook_errors.RuleNotInForce: (
        409,
        lambda e: _("The rule “%(key)s” has no value in force yet.") % {"key": e.key},
    ),
    rulebook_errors.RuleValueRefused: (
        422,
        lambda e: _("“%(text)s” cannot be the value of this rule.") % {"text": e.text},
    ),
    rulebook_errors.RuleValueUnreadable: (422, rulebook_wording.unreadable),
    rulebook_errors.RuleValueOutOfBounds: (422, rulebook_wording.out_of_bounds),
    rulebook_errors.RuleChangeEmpty: (
        422,
        lambda e: _("Choose at least one rule to change, and write its new value."),
    ),
    rulebook_errors.RuleBackdated: (
        422,
        lambda e: _("A rule cannot take effect before it is set. Choose a day from today on."),
    ),
    rulebook_errors.RulebookAlreadyFounded: (
        409,
        lambda e: _("This co-op already has its founding rules."),
    ),
}
