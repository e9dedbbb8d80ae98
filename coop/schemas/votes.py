"""What comes in on the pages of the voting room."""

from typing import Any

from marshmallow import Schema, fields, validate

from coop.words import marked

MOVES = ("submit", "begin_deliberation", "give_notice", "withdraw", "take_off",
         "report_enacted", "review")  # fmt: skip


def _text(most: int, missing: str, too_long: str) -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Length(max=most, error=too_long),
        error_messages={"required": missing, "null": missing},
    )


def _missing(sentence: str) -> dict[str, Any]:
    return dict.fromkeys(("required", "null", "invalid", "validator_failed"), sentence)


class WordingForm(Schema):
    """The title and text of a proposal."""

    title = _text(
        200, marked("Give the proposal a title."), marked("Keep the title under 200 signs.")
    )
    text = _text(
        20_000,
        marked("Write what the members would resolve."),
        marked("Keep the text under 20,000 signs."),
    )


class ResolutionForm(WordingForm):
    """An ordinary or special resolution."""

    secret = fields.List(fields.String(), load_default=[])


class RuleChangeForm(ResolutionForm):
    """A change of one rule."""

    rule = fields.String(
        required=True, error_messages=_missing(marked("Choose the rule to change."))
    )
    value = _text(100, marked("Write the new value."), marked("Keep the value under 100 signs."))


class ElectionForm(WordingForm):
    """An election of the board."""

    seats = fields.Integer(
        required=True,
        validate=validate.Range(min=1, max=50),
        error_messages=_missing(marked("Write how many seats are to be filled, from 1 to 50.")),
    )
    candidates = fields.List(
        fields.UUID(error_messages=_missing(marked("Choose the candidates from the list."))),
        required=True,
        validate=validate.Length(min=1, max=100, error=marked("Choose who stands.")),
        error_messages=_missing(marked("Choose who stands.")),
    )


class StepForm(Schema):
    """A button that moves a proposal on."""

    move = fields.String(
        required=True,
        validate=validate.OneOf(MOVES, error=marked("That step is not known.")),
        error_messages=_missing(marked("That step is not known.")),
    )


class SponsorForm(Schema):
    """The sponsor button: nothing but the click."""


class BallotForm(Schema):
    """A ballot paper, at any step of filling it in."""

    step = fields.String(
        load_default="check",
        validate=validate.OneOf(("check", "back", "cast"), error=marked("That step is not known.")),
    )
    move = fields.String(load_default=None, validate=validate.Length(max=20))
    elector = fields.UUID(
        required=True, error_messages=_missing(marked("Open the ballot paper again."))
    )
    text_hash = fields.String(
        required=True,
        validate=validate.Length(max=64),
        error_messages=_missing(marked("Open the ballot paper again.")),
    )
    choice = fields.String(load_default="", validate=validate.Length(max=20))
    rank = fields.List(fields.String(validate=validate.Length(max=20)), load_default=[])
    approve = fields.List(fields.String(validate=validate.Length(max=20)), load_default=[])
    score = fields.List(fields.String(validate=validate.Length(max=20)), load_default=[])
    reason = fields.String(
        load_default="",
        validate=validate.Length(max=2000, error=marked("Keep the reason under 2,000 signs.")),
    )
    ballot = fields.String(load_default="", validate=validate.Length(max=2000))
    receipt = fields.String(load_default="", validate=validate.Length(max=100))


class ReceiptForm(Schema):
    """A receipt to find a ballot by."""

    receipt = _text(100, marked("Write your receipt."), marked("That is longer than any receipt."))
