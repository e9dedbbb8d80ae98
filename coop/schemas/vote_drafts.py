"""What comes in on the drafting pages, kind by kind. Rows are read by `coop.web.votes.rows`."""

from marshmallow import fields, validate

from coop.schemas.earning import Amount
from coop.schemas.votes import WordingForm
from coop.words import marked

_SEATS = marked("Write how many seats are to be filled, from 1 to 50.")
_METHOD = marked("Choose how the ballots are counted.")
_BUDGET = marked("Write the sum to share out, such as 5,000.00.")


def _ticked() -> "fields.List[str]":
    return fields.List(fields.String(), load_default=[])


def _method() -> fields.String:
    return fields.String(load_default=None, validate=validate.Length(max=20, error=_METHOD))


class ResolutionForm(WordingForm):
    """An ordinary or special resolution, or a change of rules."""

    secret = _ticked()
    open = _ticked()


class WrittenForm(WordingForm):
    """A written resolution."""

    special = _ticked()


class PollForm(ResolutionForm):
    """A question, perhaps with options."""

    method = _method()
    seats = fields.Integer(
        load_default=1,
        validate=validate.Range(min=1, max=50, error=_SEATS),
        error_messages={"invalid": _SEATS},
    )


class BudgetForm(ResolutionForm):
    """A sum and the projects that would share it."""

    method = _method()
    budget = Amount(
        required=True,
        error_messages={"required": _BUDGET, "null": _BUDGET, "invalid": _BUDGET},
    )


class ElectionForm(WordingForm):
    """An election of the board."""

    method = _method()
    seats = fields.Integer(
        required=True,
        validate=validate.Range(min=1, max=50, error=_SEATS),
        error_messages={"required": _SEATS, "null": _SEATS, "invalid": _SEATS},
    )
    candidates = fields.List(
        fields.UUID(
            error_messages={"invalid_uuid": marked("Choose the candidates from the list.")}
        ),
        required=True,
        validate=validate.Length(min=1, max=100, error=marked("Choose who stands.")),
        error_messages={"required": marked("Choose who stands.")},
    )


class AmendmentForm(WordingForm):
    """Other words for a proposal, and why."""

    reason = fields.String(
        required=True,
        validate=validate.Length(max=2000, error=marked("Keep the reason under 2,000 signs.")),
        error_messages={
            "required": marked("Say why these words are better."),
            "null": marked("Say why these words are better."),
        },
    )
    secret = _ticked()
