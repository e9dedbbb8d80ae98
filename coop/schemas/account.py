"""What comes in on the pages of the account room."""

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from coop.schemas.members import required, time_zone_known
from coop.words import marked

_SECRET_MOST = 1000
"""Characters of a secret field: the use case says the sentence, this only bounds the work."""


def _email() -> fields.Email:
    return fields.Email(
        required=True,
        validate=validate.Length(max=254),
        error_messages={
            **required(marked("Enter your e-mail address.")),
            "invalid": marked("Enter an e-mail address such as name@example.org."),
        },
    )


class JoinForm(Schema):
    """To join, one needs a name and an address."""

    name = fields.String(
        required=True,
        validate=validate.Length(max=200, error=marked("Use at most 200 characters.")),
        error_messages=required(marked("Enter your name.")),
    )
    email = _email()


class LogInForm(Schema):
    """Address and password."""

    email = _email()
    password = fields.String(
        required=True,
        validate=validate.Length(max=_SECRET_MOST),
        error_messages=required(marked("Enter your password.")),
    )
    next = fields.String()


class AddressForm(Schema):
    """Where to send a letter with a link."""

    email = _email()
    next = fields.String()


class ConfirmForm(Schema):
    """How the new member wants to sign in."""

    way = fields.String(
        required=True,
        validate=validate.OneOf(("password", "letters")),
        error_messages=required(marked("Choose how you want to sign in.")),
    )
    password = fields.String(validate=validate.Length(max=_SECRET_MOST))

    @validates_schema
    def a_password_is_given(self, data: dict[str, str], **_: object) -> None:
        if data.get("way") == "password" and not data.get("password"):
            raise ValidationError({"password": [marked("Enter a password.")]})


class NewPasswordForm(Schema):
    """A new password, by the link in a letter."""

    password = fields.String(
        required=True,
        validate=validate.Length(max=_SECRET_MOST),
        error_messages=required(marked("Enter a password.")),
    )


class ChangePasswordForm(NewPasswordForm):
    """A new password, by the one until now."""

    present = fields.String(validate=validate.Length(max=_SECRET_MOST))


class ProfileForm(Schema):
    """How one is called, in which language and at which clock."""

    name = fields.String(
        required=True,
        validate=validate.Length(max=200, error=marked("Use at most 200 characters.")),
        error_messages=required(marked("Enter your name.")),
    )
    time_zone = fields.String(
        required=True,
        validate=time_zone_known,
        error_messages=required(marked("Choose your time zone.")),
    )


class NothingForm(Schema):
    """A form that is only a button."""
