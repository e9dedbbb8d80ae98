"""What comes in on the pages of the board."""

from marshmallow import Schema, fields, validate

from coop.schemas.members import required
from coop.words import marked

ENDINGS = ("died", "disqualified")


def _words(most: int, missing: str) -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Length(max=most, error=marked("That is too long.")),
        error_messages=required(missing),
    )


class NameRetiringForm(Schema):
    """The button that names who retires: nothing but the click."""


class ResignForm(Schema):
    """A director's leaving, with a word about it."""

    note = fields.String(
        load_default="", validate=validate.Length(max=2000, error=marked("That is too long."))
    )


class VacateForm(Schema):
    """The end of a term that nobody chose."""

    ending = fields.String(
        required=True,
        validate=validate.OneOf(ENDINGS, error=marked("Choose what happened.")),
        error_messages=required(marked("Choose what happened.")),
    )
    note = _words(2000, marked("Write down on what ground: the history shows it."))


class CoOptForm(Schema):
    """Whom the board asks into a vacant seat."""

    email = fields.Email(
        required=True,
        error_messages={
            **required(marked("Enter the member’s e-mail address.")),
            "invalid": marked("Enter an e-mail address such as name@example.org."),
        },
    )
    reason = _words(500, marked("Write down the board’s decision, such as the minute."))


class RecallForm(Schema):
    """A proposal to recall a director."""

    text = _words(20_000, marked("Write why the members should recall this director."))


class CaseForm(Schema):
    """What a director answers to a proposed recall."""

    words = _words(10_000, marked("Write what members should know before they vote."))
