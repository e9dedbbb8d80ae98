"""What may come in from the pages of the surplus."""

from marshmallow import Schema, fields, validate

from coop.words import marked


class YearForm(Schema):
    """Which closed year to divide."""

    year = fields.Integer(
        required=True,
        validate=validate.Range(1900, 9999),
        error_messages={
            "required": marked("Choose a year."),
            "invalid": marked("Choose a year."),
        },
    )
