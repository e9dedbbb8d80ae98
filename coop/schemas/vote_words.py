"""What comes in about a proposal's words: co-authors, objections' answers, next rounds."""

from marshmallow import Schema, fields, validate

from coop.schemas.votes import WordingForm
from coop.words import marked

_ADDRESS = marked("Write the e-mail address of the member you want to ask.")
_ANSWER = marked("Write your answer.")


class InviteForm(Schema):
    """Somebody to write along."""

    email = fields.Email(
        required=True,
        error_messages={"required": _ADDRESS, "null": _ADDRESS, "invalid": _ADDRESS},
    )


class AnswerForm(Schema):
    """An answer to an objection."""

    answer = fields.String(
        required=True,
        validate=validate.Length(max=5000, error=marked("Keep the answer under 5,000 signs.")),
        error_messages={"required": _ANSWER, "null": _ANSWER},
    )


class NextRoundForm(WordingForm):
    """The words of a next round, and the objections they meet."""

    objections = fields.List(
        fields.UUID(),
        required=True,
        validate=validate.Length(
            min=1, error=marked("Tick the objections that the new words meet.")
        ),
        error_messages={"required": marked("Tick the objections that the new words meet.")},
    )
