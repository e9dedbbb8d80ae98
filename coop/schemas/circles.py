"""What comes in on the pages of the circles room."""

from marshmallow import Schema, ValidationError, fields, validate

from coop.schemas.members import required
from coop.words import marked


def plain(text: str) -> None:
    """This function will return quietly, or raise where a text holds what nobody can type."""
    if "\x00" in text:
        raise ValidationError(marked("Remove the signs that cannot be shown, then send it again."))


class CircleListForm(Schema):
    """Which circles are looked for."""

    search = fields.String(load_default="", validate=[validate.Length(max=100), plain])
    show = fields.String(load_default="", validate=validate.OneOf(("", "mine")))
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000))


class CircleViewForm(Schema):
    """Which posts of a circle are looked at."""

    show = fields.String(load_default="", validate=validate.OneOf(("", "ask", "offer", "note")))
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000))


class StartCircleForm(Schema):
    """A new circle."""

    name = fields.String(
        required=True,
        validate=[
            validate.Length(
                min=3, max=80, error=marked("Give the circle a name of 3 to 80 characters.")
            ),
            plain,
        ],
        error_messages=required(marked("Give the circle a name.")),
    )
    purpose = fields.String(
        required=True,
        validate=[
            validate.Length(max=500, error=marked("Say it in at most 500 characters.")),
            plain,
        ],
        error_messages=required(marked("Say what the circle is about.")),
    )


class PostForm(Schema):
    """An ask, an offer or a note."""

    kind = fields.String(
        required=True,
        validate=validate.OneOf(
            ("ask", "offer", "note"),
            error=marked("Choose what you post: an ask, an offer, a note."),
        ),
        error_messages=required(marked("Choose what you post: an ask, an offer, a note.")),
    )
    body = fields.String(
        required=True,
        validate=[
            validate.Length(max=5000, error=marked("Say it in at most 5,000 characters.")),
            plain,
        ],
        error_messages=required(marked("Write what you want to say.")),
    )


class ReplyForm(Schema):
    """A reply to a post."""

    body = fields.String(
        required=True,
        validate=[
            validate.Length(max=5000, error=marked("Say it in at most 5,000 characters.")),
            plain,
        ],
        error_messages=required(marked("Write your reply.")),
    )
