"""What comes in on the pages of receipts."""

from typing import Any

from marshmallow import Schema, fields, validate

from coop.words import marked
from ledger.reconciliation.formats import cells

_CHOOSE = marked("Choose a file.")
_WHY = marked("Say why. It is kept with the receipt.")
_TOO_LONG = marked("That is too long: at most {max} characters.")
_DAY = marked("Enter a day such as 31/12/2026.")


def _said(sentence: str) -> dict[str, Any]:
    return {"required": sentence, "null": sentence, "invalid": sentence}


class ReceiptForm(Schema):
    """A file to keep, and a word about it."""

    file = fields.Raw(required=True, error_messages=_said(_CHOOSE))
    note = fields.String(load_default="", validate=validate.Length(max=300, error=_TOO_LONG))


class ReplaceForm(Schema):
    """A better file, and why."""

    file = fields.Raw(required=True, error_messages=_said(_CHOOSE))
    reason = fields.String(
        required=True,
        validate=validate.Length(max=500, error=_TOO_LONG),
        error_messages=_said(_WHY),
    )


class WithdrawForm(Schema):
    """Why a receipt is taken down."""

    reason = fields.String(
        required=True,
        validate=validate.Length(max=500, error=_TOO_LONG),
        error_messages=_said(_WHY),
    )


class MissingForm(Schema):
    """Which entries should have had a receipt."""

    start = fields.Date(load_default=None, error_messages=_said(_DAY))
    end = fields.Date(load_default=None, error_messages=_said(_DAY))
    above = fields.String(load_default="")


def amount_of(text: str, *, currency: str) -> int | None:
    """This function will read an amount not below nothing; nothing where it is none."""
    minor = cells.amount(text, mark=".", currency=currency)
    return minor if minor is not None and minor >= 0 else None
