"""What comes in on the pages of the payments, fellowships, coaching and market rooms."""

import re
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from coop.words import marked

_AMOUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,7})(?:\.(\d{1,2}))?")


def _missing(sentence: str) -> dict[str, Any]:
    return {"required": sentence, "null": sentence, "invalid": sentence}


def _text(most: int, missing: str) -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Length(
            max=most, error=marked("That is too long: at most {max} characters.")
        ),
        error_messages=_missing(missing),
    )


def _optional_text(most: int) -> fields.String:
    return fields.String(
        load_default="",
        validate=validate.Length(
            max=most, error=marked("That is too long: at most {max} characters.")
        ),
    )


def _day(missing: str) -> fields.Date:
    return fields.Date(required=True, error_messages=_missing(missing))


def _number(missing: str, *, least: int, most: int, bounds: str) -> fields.Integer:
    return fields.Integer(
        required=True,
        strict=False,
        validate=validate.Range(min=least, max=most, error=bounds),
        error_messages=_missing(missing),
    )


class Amount(fields.Field):  # type: ignore[type-arg]
    """A sum typed as `12`, `12.50` or `1,234.50`, read into minor units without floating."""

    default_error_messages = {"invalid": marked("Enter an amount such as 12.50.")}

    def _deserialize(self, value: Any, attr: Any, data: Any, **_options: Any) -> int:
        match = _AMOUNT.fullmatch(str(value).strip())
        if match is None:
            raise self.make_error("invalid")
        minor = int(match[1].replace(",", "")) * 100 + int((match[2] or "").ljust(2, "0") or 0)
        if minor <= 0:
            raise self.make_error("invalid")
        return minor


class NothingTyped(Schema):
    """A button alone."""


class PracticeForm(Schema):
    """What the practice desk is told."""

    answer = fields.String(
        required=True,
        validate=validate.OneOf(("pay", "decline"), error=marked("Choose one of the buttons.")),
        error_messages=_missing(marked("Choose one of the buttons.")),
    )


class RoundForm(Schema):
    """A new round of fellowships."""

    title = _text(120, marked("Enter a title."))
    summary = _text(4000, marked("Say what fellows will do."))
    applications_close_on = _day(marked("Enter the last day of applications."))
    starts_on = _day(marked("Enter the day the round starts."))
    months = _number(
        marked("Enter how many months it lasts."), least=1, most=24,
        bounds=marked("Enter a number of months from 1 to 24."),
    )  # fmt: skip
    places = _number(
        marked("Enter how many places there are."), least=1, most=500,
        bounds=marked("Enter a number of places from 1 to 500."),
    )  # fmt: skip

    @validates_schema(skip_on_field_errors=True)
    def _closes_before_start(self, data: dict[str, Any], **_options: Any) -> None:
        if data["applications_close_on"] >= data["starts_on"]:
            raise ValidationError(
                marked("Applications must close before the round starts."),
                "applications_close_on",
            )


class ApplyForm(Schema):
    """An application to a round."""

    party_id = fields.UUID(
        required=True, error_messages={**_missing(marked("Choose who is applying.")),
                                       "invalid_uuid": marked("Choose who is applying.")},
    )  # fmt: skip
    buyer_type = fields.String(
        required=True,
        validate=validate.OneOf(
            ("individual", "group", "enterprise"), error=marked("Choose one of the prices.")
        ),
        error_messages=_missing(marked("Choose one of the prices.")),
    )
    statement = _text(4000, marked("Say what you want to learn and do."))


class DecisionForm(Schema):
    """What the secretary answers an applicant."""

    decision = fields.String(
        required=True,
        validate=validate.OneOf(("offer", "decline"), error=marked("Choose an answer.")),
        error_messages=_missing(marked("Choose an answer.")),
    )
    feedback = _optional_text(2000)

    @validates_schema(skip_on_field_errors=True)
    def _declined_with_a_word(self, data: dict[str, Any], **_options: Any) -> None:
        if data["decision"] == "decline" and not data["feedback"]:
            raise ValidationError(
                marked("Say why, so that the applicant can do better next time."), "feedback"
            )


class CoachForm(Schema):
    """A coach's profile."""

    headline = _text(120, marked("Say in a line what you coach."))
    about = _text(4000, marked("Say what you have done and how you work."))


class SlotForm(Schema):
    """A time on offer, by the coach's own clock."""

    day = _day(marked("Enter the day."))
    time = fields.Time(
        required=True, format="%H:%M",
        error_messages=_missing(marked("Enter the time, such as 14:30.")),
    )  # fmt: skip
    minutes = _number(
        marked("Enter how many minutes."), least=15, most=480,
        bounds=marked("Enter from 15 to 480 minutes."),
    )  # fmt: skip


class BookForm(Schema):
    """A booking of one time."""

    party_id = fields.UUID(
        required=True, error_messages={**_missing(marked("Choose who pays.")),
                                       "invalid_uuid": marked("Choose who pays.")},
    )  # fmt: skip
    wish = _optional_text(2000)


class ListingForm(Schema):
    """Something to sell."""

    seller_id = fields.UUID(
        required=True, error_messages={**_missing(marked("Choose who sells.")),
                                       "invalid_uuid": marked("Choose who sells.")},
    )  # fmt: skip
    title = _text(120, marked("Say what it is."))
    description = _text(4000, marked("Describe it, with its faults."))
    price_minor = Amount(
        required=True, error_messages=_missing(marked("Enter an amount such as 12.50."))
    )


class OrderForm(Schema):
    """An order of one listing."""

    buyer_id = fields.UUID(
        required=True, error_messages={**_missing(marked("Choose who pays.")),
                                       "invalid_uuid": marked("Choose who pays.")},
    )  # fmt: skip


class RefundForm(Schema):
    """Why the money should go back."""

    reason = _text(200, marked("Say in a sentence what is wrong."))


class MarketSearch(Schema):
    """What is looked for on the market."""

    q = fields.String(load_default="", validate=validate.Length(max=100))
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000))
