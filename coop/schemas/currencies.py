"""What comes in on the pages of currencies."""

import re
from typing import Any

from marshmallow import Schema, fields, pre_load, validate

from coop.words import marked
from ledger.reconciliation.formats import cells

_TOO_LONG = marked("That is too long: at most {max} characters.")
_CODE = marked("Enter a currency’s code such as USD.")
_ACCOUNT = marked("Choose an account.")
_DAY = marked("Enter a day such as 31/12/2026.")


def _said(sentence: str) -> dict[str, Any]:
    return {"required": sentence, "null": sentence, "invalid": sentence}


def _text(most: int, missing: str) -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Length(max=most, error=_TOO_LONG),
        error_messages=_said(missing),
    )


def _currency() -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Regexp(re.compile(r"[A-Z]{3}\Z"), error=_CODE),
        error_messages=_said(_CODE),
    )


class _Upper(Schema):
    """Codes of currencies may be typed in small letters."""

    @pre_load
    def in_capitals(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        codes = ("base", "quote", "currency")
        return {
            name: value.upper() if name in codes and isinstance(value, str) else value
            for name, value in data.items()
        }


class RateForm(_Upper):
    """A rate by hand."""

    base = _currency()
    quote = _currency()
    on = fields.Date(required=True, error_messages=_said(_DAY))
    rate = _text(30, marked("Enter a rate such as 1.0856."))
    source = _text(200, marked("Say where the rate is from, such as ECB."))


class RatesForm(Schema):
    """A file of rates."""

    file = fields.Raw(required=True, error_messages=_said(marked("Choose a file.")))


class ForeignAccountForm(_Upper):
    """An account in another currency."""

    code = fields.String(
        required=True,
        validate=validate.Regexp(
            re.compile(r"[0-9]{2,12}\Z"), error=marked("Use digits alone, such as 1005.")
        ),
        error_messages=_said(marked("Give the account a number, such as 1005.")),
    )
    name = _text(150, marked("Give the account a name."))
    kind = fields.String(
        required=True,
        validate=validate.OneOf(
            ("asset", "liability"), error=marked("Choose what the account is.")
        ),
        error_messages=_said(marked("Choose what the account is.")),
    )
    parent = fields.String(load_default=None)
    currency = _currency()


class ExchangeForm(Schema):
    """Money that goes from one account to another."""

    on = fields.Date(required=True, error_messages=_said(_DAY))
    memo = _text(500, marked("Say what it is for."))
    out_of = fields.String(required=True, error_messages=_said(_ACCOUNT))
    out = fields.String(load_default="")
    into = fields.String(required=True, error_messages=_said(_ACCOUNT))
    came_in = fields.String(load_default="")
    party_id = fields.UUID(load_default=None, error_messages=_said(marked("Choose somebody.")))


def amount_in(text: str, *, currency: str) -> int | None:
    """This function will read an amount above nothing in a currency; nothing where it is none."""
    minor = cells.amount(text, mark=".", currency=currency)
    return minor if minor is not None and minor > 0 else None
