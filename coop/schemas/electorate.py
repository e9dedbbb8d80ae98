"""What comes in on the pages of proxies, interests and the roll."""

from typing import Any

from marshmallow import Schema, fields, validate

from coop.words import marked


def _missing(sentence: str) -> dict[str, Any]:
    return dict.fromkeys(("required", "null", "invalid", "validator_failed"), sentence)


class HolderSearchForm(Schema):
    """Who is looked for to hold a proxy, and for which vote."""

    proposal = fields.UUID(load_default=None)
    search = fields.String(load_default="", validate=validate.Length(max=100))


class GiveProxyForm(HolderSearchForm):
    """A proxy to give."""

    elector = fields.UUID(
        load_default=None, error_messages=_missing(marked("Choose whose vote it is."))
    )
    holder = fields.UUID(
        required=True,
        error_messages=_missing(marked("Find the member who is to vote, and choose one.")),
    )
    until = fields.Date(
        load_default=None,
        error_messages=_missing(marked("Write the last day as a date, such as 2026-12-31.")),
    )
    direction = fields.String(load_default="", validate=validate.Length(max=2000))


class ProxyStepForm(Schema):
    """A button beside a proxy."""

    deed = fields.String(
        required=True,
        validate=validate.OneOf(
            ("revoke", "accept", "decline"), error=marked("That step is not known.")
        ),
        error_messages=_missing(marked("That step is not known.")),
    )


class InterestForm(Schema):
    """An interest to declare."""

    elector = fields.UUID(
        load_default=None, error_messages=_missing(marked("Choose whose interest it is."))
    )
    reason = fields.String(
        required=True,
        validate=validate.Length(max=1000, error=marked("Keep the reason under 1,000 signs.")),
        error_messages=_missing(marked("Write what the interest is, so that members know.")),
    )


class RollSearchForm(Schema):
    """What is looked for on a roll."""

    search = fields.String(load_default="", validate=validate.Length(max=100))
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000))
