"""What comes in on the pages of the inbox."""

from typing import Any
from uuid import UUID

from marshmallow import Schema, ValidationError, fields, post_load, validate

from coop.schemas.books import missing, text_of
from coop.words import _, marked
from ledger.reconciliation.formats import cells
from ledger.reconciliation.matching import AccountPart, ItemPart, Part

STATES = ("waiting", "sure", "proposed", "unknown", "held")
DEEDS = ("accept", "ignore", "hold")
SPLIT_ROWS = 6
_LINES_MAX = 500


def part_of(text: str) -> Part:
    """This function will read a part: `i:entry:line:minor` or `a:account:minor:…`.

    Raises `ValueError` for anything else.
    """
    kind, _colon, rest = text.partition(":")
    if kind == "i":
        entry_id, number, minor = rest.split(":")
        return ItemPart(UUID(entry_id), int(number), int(minor))
    if kind == "a":
        account, minor, party_id, pool, fund = rest.split(":")
        return AccountPart(
            account, int(minor), UUID(party_id) if party_id else None, pool or None, fund or None
        )
    raise ValueError(text)


class AcceptForm(Schema):
    """What a bank line is: the parts of the suggestion that was looked at."""

    part = fields.List(fields.String(), load_default=list)
    memo = text_of(500)

    @post_load
    def to_parts(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        try:
            parts = tuple(map(part_of, data["part"]))
        except ValueError:
            raise ValidationError({"part": [marked("Choose what the line is.")]}) from None
        if not parts:
            raise ValidationError({"part": [marked("Choose what the line is.")]})
        return {"parts": parts, "memo": data["memo"]}


class HoldForm(Schema):
    """What is waited for, and until when."""

    note = text_of(500, marked("Say what you are waiting for."))
    until = fields.Date(
        required=True, error_messages=missing(marked("Enter the day on which it waits again."))
    )


class ChosenForm(Schema):
    """What is done with all the lines that are ticked."""

    line = fields.List(
        fields.UUID(),
        required=True,
        validate=validate.Length(min=1, max=_LINES_MAX, error=marked("Tick some lines first.")),
    )
    deed = fields.String(required=True, validate=validate.OneOf(DEEDS))
    reason = text_of(500)
    until = fields.Date(
        load_default=None, error_messages=missing(marked("Enter the day on which it waits again."))
    )


class AskedForm(Schema):
    """Which bank lines are asked for, in the address of the page."""

    state = fields.String(load_default="waiting", validate=validate.OneOf(STATES))
    q = text_of(200)
    account = text_of(20)
    start = fields.Date(
        load_default=None, error_messages=missing(marked("Enter a day such as 01/01/2026."))
    )
    end = fields.Date(
        load_default=None, error_messages=missing(marked("Enter a day such as 31/12/2026."))
    )
    least = text_of(20)
    most = text_of(20)


class SplitForm(Schema):
    """A bank line in parts: each row an open item or an account, and an amount.

    One row may leave its amount open: it takes what is left.
    """

    memo = text_of(500)
    currency = fields.String(required=True)
    amount_minor = fields.Integer(required=True)
    rows = fields.List(fields.Dict(), required=True)

    @post_load
    def to_parts(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        rows = [row for row in data["rows"] if row.get("what") or row.get("amount")]
        faults: list[str] = []
        amounts = [_row_amount(number, row, data["currency"], faults)
                   for number, row in enumerate(rows, start=1)]  # fmt: skip
        open_rows = [at for at, minor in enumerate(amounts) if minor is None]
        if not rows:
            faults.append(_("Choose at least one item or account."))
        if len(open_rows) > 1 and not faults:
            faults.append(_("Only one part may take what is left: enter the other amounts."))
        if faults:
            raise ValidationError({"rows": faults})
        given = [minor or 0 for minor in amounts]
        if open_rows:
            given[open_rows[0]] = data["amount_minor"] - sum(given)
        parts = [
            _row_part(row, minor, number, faults)
            for number, (row, minor) in enumerate(zip(rows, given, strict=True), start=1)
        ]
        if faults:
            raise ValidationError({"rows": faults})
        return {"parts": tuple(part for part in parts if part is not None), "memo": data["memo"]}


def _row_amount(
    number: int, row: dict[str, Any], currency: str, faults: list[str]
) -> int | None:  # fmt: skip
    if not row.get("what"):
        faults.append(
            _("Part %(number)s has an amount and no item or account.") % {"number": number}
        )
        return 0
    if not row.get("amount"):
        return None
    minor = cells.amount(row["amount"], mark=".", currency=currency)
    if minor is None:
        faults.append(_("Part %(number)s needs an amount such as 12.50.") % {"number": number})
        return 0
    return minor


def _row_part(row: dict[str, Any], minor: int, number: int, faults: list[str]) -> Part | None:
    kind, _colon, what = row["what"].partition(":")
    try:
        if kind == "i":
            entry_id, line_number = what.split(":")
            return ItemPart(UUID(entry_id), int(line_number), minor)
        party = row.get("party")
        if kind != "a" or not what:
            raise ValueError(kind)
        return AccountPart(
            what, minor, UUID(party) if party else None, None, row.get("fund") or None
        )
    except ValueError:
        faults.append(_("Part %(number)s is of something we do not know.") % {"number": number})
        return None


class RuleForm(Schema):
    """Lines that say these words are booked there."""

    words = text_of(200, marked("Enter words that such lines say."))
    direction = fields.String(load_default="out", validate=validate.OneOf(("in", "out")))
    account = fields.String(required=True, error_messages=missing(marked("Choose an account.")))
    memo = text_of(500)
    party_id = fields.UUID(load_default=None, error_messages=missing(marked("Choose somebody.")))
    pool = fields.String(load_default=None)
    fund = fields.String(load_default=None)


class SwitchForm(Schema):
    """On or off."""

    on = fields.Boolean(required=True)
