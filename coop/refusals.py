"""Every refusal's HTTP status and sentence: the only such table.

A sentence says what happened and what the person can do next. A test demands a
row for every subclass of `footing.errors.Refusal`.
"""

from collections.abc import Callable
from typing import Any

from coop import config
from coop.unit_of_work import permissions, unit_of_work
from coop.words import _
from footing.errors import Refusal
from services import errors as service_errors

Sentence = Callable[[Any], str]

REFUSALS: dict[type[Refusal], tuple[int, Sentence]] = {
    # the house
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
    service_errors.NotYours: (403, lambda e: _("This belongs to somebody else.")),
    service_errors.NotFound: (404, lambda e: _("We could not find that.")),
    # members
    # rulebook
    # ledger
    # voting
    # payments
    # fellowships, coaching, marketplace
    # documents, patronage
    # circles
}


def status_of(refusal: Refusal) -> int:
    """This function will return the HTTP status of a refusal, by its class or the nearest above."""
    return _row(refusal)[0]


def sentence_of(refusal: Refusal) -> str:
    """This function will say a refusal in plain words, in the reader's language."""
    return _row(refusal)[1](refusal)


def _row(refusal: Refusal) -> tuple[int, Sentence]:
    for kind in type(refusal).__mro__:
        if kind in REFUSALS:
            return REFUSALS[kind]
    raise LookupError(f"no sentence for {type(refusal).__name__}") from refusal
