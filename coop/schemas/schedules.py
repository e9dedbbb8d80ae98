"""What comes in on the pages of schedules."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from coop.schemas.books import lines_of
from coop.words import marked
from ledger.money import Money
from ledger.periods import Month
from ledger.reconciliation.formats import cells

_TOO_LONG = marked("That is too long: at most {max} characters.")
_NO_MONTH = marked("Enter a month such as 2026-03.")
_NO_AMOUNT = marked("Enter an amount such as 1200.00.")
_NO_ACCOUNT = marked("Choose an account.")


def _said(sentence: str) -> dict[str, Any]:
    return {"required": sentence, "null": sentence, "invalid": sentence}


def _text(most: int, missing: str) -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Length(max=most, error=_TOO_LONG),
        error_messages=_said(missing),
    )


class MonthField(fields.Field[Month]):
    """A month, as `2026-03`."""

    default_error_messages = {"required": _NO_MONTH, "null": _NO_MONTH, "invalid": _NO_MONTH}

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Month:
        try:
            month = Month.parse(str(value))
        except ValueError:
            raise self.make_error("invalid") from None
        if not 2000 <= month.year <= 2999:
            raise self.make_error("invalid")
        return month


def _day() -> fields.Integer:
    sentence = marked("Enter a day from 1 to 31.")
    return fields.Integer(
        required=True,
        validate=validate.Range(min=1, max=31, error=sentence),
        error_messages=_said(sentence),
    )


class _Terms(Schema):
    """What every schedule says of itself."""

    memo = _text(300, marked("Say what the entries are for."))
    first = MonthField(required=True)
    day = _day()


class RecurringForm(_Terms):
    """An entry that comes round each month."""

    title = _text(200, marked("Give the schedule a name."))
    last = MonthField(load_default=None)
    currency = fields.String(required=True)
    rows = fields.List(fields.Dict(), required=True)

    @post_load
    def to_lines(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        lines = lines_of(data.pop("rows"), currency=data.pop("currency"))
        return {**data, "lines": lines}


class DeferredForm(_Terms):
    """An amount to spread over months."""

    title = _text(200, marked("Give the schedule a name."))
    last = MonthField(required=True)
    currency = fields.String(required=True)
    amount = fields.String(required=True, error_messages=_said(_NO_AMOUNT))
    held_on = fields.String(required=True, error_messages=_said(_NO_ACCOUNT))
    to = fields.String(required=True, error_messages=_said(_NO_ACCOUNT))
    party_id = fields.UUID(load_default=None, error_messages=_said(marked("Choose somebody.")))
    fund = fields.String(load_default=None)

    @post_load
    def to_money(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        currency = data.pop("currency")
        minor = cells.amount(data["amount"], mark=".", currency=currency)
        if minor is None or minor <= 0:
            raise ValidationError({"amount": [_NO_AMOUNT]})
        return {**data, "amount": Money(minor, currency)}


_WHY = marked("Say why. It is kept with the change.")


class ChangeRecurringForm(_Terms):
    """How a recurring schedule goes on from a month."""

    last = MonthField(load_default=None)
    reason = _text(500, _WHY)
    currency = fields.String(required=True)
    rows = fields.List(fields.Dict(), required=True)

    @post_load
    def to_lines(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        lines = lines_of(data.pop("rows"), currency=data.pop("currency"))
        return {**data, "lines": lines}


class ChangeDeferredForm(_Terms):
    """Over which months the rest of an amount is spread from now on."""

    last = MonthField(required=True)
    reason = _text(500, _WHY)


class PauseForm(Schema):
    """From when nothing is posted."""

    first = MonthField(required=True)
    reason = _text(500, _WHY)


class ResumeForm(PauseForm):
    """From when it goes on, and until when."""

    last = MonthField(load_default=None)


class EndForm(PauseForm):
    """From when it is over, and what becomes of the rest."""

    rest = fields.String(
        load_default=None,
        validate=validate.OneOf(
            ("recognised", "given-back"), error=marked("Say what becomes of the rest.")
        ),
    )
    to_account = fields.String(load_default=None)

    @post_load
    def needs_account(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        if data["rest"] == "given-back" and not data["to_account"]:
            raise ValidationError({"to_account": [_NO_ACCOUNT]})
        return data
