"""What may come in from the pages of the surplus."""

from marshmallow import Schema, fields, validate

from coop.words import lazy


class YearForm(Schema):
    """Which closed year to divide."""

    year = fields.Integer(
        required=True,
        validate=validate.Range(1900, 9999),
        error_messages={
            "required": lazy("Choose a year."),
            "invalid": lazy("Choose a year."),
        },
    )
