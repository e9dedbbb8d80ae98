"""What comes in on the pages of the members and shares rooms."""

from typing import Any
from zoneinfo import available_timezones

from marshmallow import Schema, ValidationError, fields, validate

from coop.words import marked

OFFICES = ("coach", "secretary", "treasurer", "auditor")
"""What is granted by hand. The board's role goes with its seats."""


def required(sentence: str) -> dict[str, Any]:
    """This function will return one sentence for every way of leaving a field empty."""
    return {"required": sentence, "null": sentence, "validator_failed": sentence}


def time_zones() -> tuple[tuple[str, str], ...]:
    """This function will return the zones to choose from: IANA's by region, as (name, words)."""
    regions = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/",
               "Pacific/")  # fmt: skip
    names = sorted(name for name in available_timezones() if name.startswith(regions))
    return (("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names))


def time_zone_known(name: str) -> None:
    """This function will return quietly, or raise when the zone is not one of IANA's."""
    if name not in available_timezones():
        raise ValidationError(marked("Choose a time zone from the list."))


def _text(most: int, missing: str) -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Length(max=most, error=marked("That is too long.")),
        error_messages=required(missing),
    )


class SearchForm(Schema):
    """What is looked for in the directory."""

    search = fields.String(load_default="", validate=validate.Length(max=100))
    kind = fields.String(load_default="", validate=validate.OneOf(("", "person", "organisation")))
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000))


class OrganisationForm(Schema):
    """What an organisation says of itself."""

    name = _text(200, marked("Enter the organisation’s name."))
    about = fields.String(
        load_default="", validate=validate.Length(max=2000, error=marked("That is too long."))
    )
    registration = fields.String(
        load_default="", validate=validate.Length(max=60, error=marked("That is too long."))
    )


class RepresentativeForm(Schema):
    """Who is to speak and vote for an organisation."""

    email = fields.Email(
        required=True,
        error_messages={
            **required(marked("Enter the member’s e-mail address.")),
            "invalid": marked("Enter an e-mail address such as name@example.org."),
        },
    )


class ApplyForm(Schema):
    """A wish to own."""

    party_id = fields.UUID(
        required=True, error_messages=required(marked("Choose who is to own the shares."))
    )
    share_class = fields.String(
        required=True,
        validate=validate.Length(max=4),
        error_messages=required(marked("Choose a class of shares.")),
    )
    statement = _text(2000, marked("Write a sentence or two about why."))


class SubscribeForm(Schema):
    """How many shares to take."""

    shares = fields.Integer(
        required=True,
        validate=validate.Range(
            min=1, max=1_000_000, error=marked("Enter a whole number of shares.")
        ),
        error_messages={
            **required(marked("Enter how many shares you take.")),
            "invalid": marked("Enter a whole number of shares."),
        },
    )
    confirmed = fields.Boolean(load_default=False)


class DeclineForm(Schema):
    """Why an application is turned down."""

    reason = _text(2000, marked("Write down the reason: the applicant will read it."))


class IssueForm(Schema):
    """Which paid applications get their shares now."""

    application_ids = fields.List(
        fields.UUID(),
        required=True,
        validate=validate.Length(min=1, error=marked("Choose at least one.")),
        error_messages=required(marked("Choose at least one.")),
    )


class RegisterForm(Schema):
    """As at which day the register is read."""

    on = fields.Date(
        load_default=None,
        error_messages={"invalid": marked("Enter a day such as 2026-03-31.")},
    )


class GrantRoleForm(Schema):
    """A role for a member."""

    email = fields.Email(
        required=True,
        error_messages={
            **required(marked("Enter the member’s e-mail address.")),
            "invalid": marked("Enter an e-mail address such as name@example.org."),
        },
    )
    role = fields.String(
        required=True,
        validate=validate.OneOf(OFFICES),
        error_messages=required(marked("Choose a role.")),
    )
    reason = _text(500, marked("Write down the reason, such as the resolution."))


class EndRoleForm(Schema):
    """The end of a role."""

    person_id = fields.UUID(required=True)
    role = fields.String(required=True, validate=validate.OneOf((*OFFICES, "board")))
    reason = _text(500, marked("Write down the reason."))
