"""What comes in on the pages of the books."""

import re
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from coop.words import _, marked
from ledger.entries import Line
from ledger.money import Money
from ledger.periods import Month
from ledger.reconciliation.formats import cells
from ledger.reconciliation.formats.csv_layout import COLUMNS, COLUMNS_MAX, ENCODINGS, DateOrder

ROWS_MAX = 40
_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
"""Blanks around what is typed are stripped, so a tab goes by its name."""
_TOO_LONG = marked("That is too long: at most {max} characters.")


def missing(sentence: str) -> dict[str, Any]:
    """This function will return the messages of a field that says one thing of all its faults."""
    return {"required": sentence, "null": sentence, "invalid": sentence}


def text_of(most: int, sentence: str | None = None) -> fields.String:
    """This function will return a field for so many characters; a sentence makes it needed."""
    length = validate.Length(max=most, error=_TOO_LONG)
    if sentence is None:
        return fields.String(load_default="", validate=length)
    return fields.String(required=True, validate=length, error_messages=missing(sentence))


def month_of(text: str) -> Month | None:
    """This function will read a month in an address, such as `2026-03`; nothing if it is none."""
    try:
        return Month.parse(text)
    except ValueError:
        return None


class ButtonForm(Schema):
    """A button alone."""


class ReasonForm(Schema):
    """Why something is done that is kept with its reason."""

    reason = text_of(500, marked("Say why: the reason is kept with the month."))


class CloseForm(Schema):
    """Why a month closes though an item of its checklist is not in order: reason by item."""

    reasons = fields.Dict(
        keys=fields.String(),
        values=fields.String(validate=validate.Length(max=500, error=_TOO_LONG)),
        load_default=dict,
    )


class ApproveForm(Schema):
    """A yes to exactly what was shown: its digest."""

    digest = fields.String(
        required=True,
        validate=validate.Regexp(
            r"[0-9a-f]{64}\Z", error=marked("Open the page again, then approve.")
        ),
        error_messages=missing(marked("Open the page again, then approve.")),
    )


class DeclineForm(Schema):
    """A no, with its reason."""

    answer = text_of(500, marked("Say why you decline: whoever asked reads it."))


class NewBudgetForm(Schema):
    """A year's budget, and what it begins with."""

    year = fields.Integer(
        required=True,
        validate=validate.Range(min=1900, max=9999, error=marked("Enter a year such as 2027.")),
        error_messages=missing(marked("Enter a year such as 2027.")),
    )
    source = fields.String(
        required=True,
        validate=validate.OneOf(
            ("nothing", "last-year", "table"), error=marked("Choose what it begins with.")
        ),
        error_messages=missing(marked("Choose what it begins with.")),
    )
    percent = fields.Decimal(
        load_default=None,
        validate=validate.Range(
            min=-100, max=1000, error=marked("Enter a percentage from -100 to 1000.")
        ),
        error_messages=missing(marked("Enter a percentage from -100 to 1000.")),
    )
    file = fields.Raw(load_default=None)


class BudgetRowsForm(Schema):
    """Years' amounts by row: what was typed, to minor units."""

    currency = fields.String(required=True)
    rows = fields.List(fields.Dict(), required=True)

    @post_load
    def to_amounts(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        faults: list[str] = []
        amounts: dict[tuple[str, str], int] = {}
        for number, row in enumerate(data["rows"], start=1):
            if not row["amount"] and not row["account"]:
                continue
            minor = cells.amount(row["amount"] or "0", mark=".", currency=data["currency"])
            words = {"number": number}
            if not row["account"]:
                faults.append(_("Line %(number)s has an amount and no account.") % words)
            elif minor is None:
                faults.append(_("Line %(number)s needs an amount such as 12.50.") % words)
            elif (row["account"], row["pool"]) in amounts:
                faults.append(_("Line %(number)s repeats an account and pool.") % words)
            else:
                amounts[row["account"], row["pool"]] = minor
        if faults:
            raise ValidationError({"rows": faults})
        return {"rows": amounts}


class BudgetMonthsForm(Schema):
    """One row's amounts, month by month."""

    currency = fields.String(required=True)
    months = fields.List(fields.String(), required=True)

    @post_load
    def to_amounts(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        faults: dict[str, list[str]] = {}
        amounts: dict[int, int] = {}
        for month, typed in enumerate(data["months"], start=1):
            minor = cells.amount(typed or "0", mark=".", currency=data["currency"])
            if minor is None:
                faults[f"month-{month}"] = [_("Enter an amount such as 12.50.")]
            else:
                amounts[month] = minor
        if faults:
            raise ValidationError(faults)
        return {"months": amounts}


class ImportForm(Schema):
    """A bank's file, and of which of our accounts it is where the file does not say."""

    file = fields.Raw(required=True, error_messages=missing(marked("Choose a file.")))
    account = fields.String(load_default=None, validate=validate.Length(max=20))


class ReportForm(Schema):
    """The processor's own report."""

    file = fields.Raw(required=True, error_messages=missing(marked("Choose a file.")))


class LayoutForm(Schema):
    """What the columns of a table are, and how its cells are written."""

    separator = fields.String(load_default="comma", validate=validate.OneOf(tuple(_SEPARATORS)))
    encoding = fields.String(load_default="", validate=validate.OneOf(ENCODINGS))
    date_order = fields.String(
        load_default=DateOrder.DAY_FIRST, validate=validate.OneOf(tuple(DateOrder))
    )
    decimal_mark = fields.String(load_default="", validate=validate.OneOf(("", ".", ",")))
    heading = fields.String(load_default="yes", validate=validate.OneOf(("yes", "no")))
    meanings = fields.List(
        fields.String(validate=validate.OneOf(("none", *COLUMNS))),
        load_default=list,
        validate=validate.Length(max=COLUMNS_MAX),
    )
    do = fields.String(load_default="import")

    @post_load
    def to_parts(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        return data | {"separator": _SEPARATORS[data["separator"]]}


class BankAccountForm(Schema):
    """Which account of the books an IBAN or number is."""

    account_id = text_of(50, marked("Enter the IBAN or account number."))
    account = fields.String(required=True, error_messages=missing(marked("Choose an account.")))


class BookForm(Schema):
    """Where a bank line is booked, and about whom."""

    account = fields.String(required=True, error_messages=missing(marked("Choose an account.")))
    memo = text_of(500)
    party_id = fields.UUID(load_default=None, error_messages=missing(marked("Choose somebody.")))
    pool = fields.String(load_default=None)
    fund = fields.String(load_default=None)


class IgnoreForm(Schema):
    """Why a bank line needs no entry."""

    reason = text_of(500, marked("Say why this line needs no entry."))


class ReverseForm(Schema):
    """When and why an entry is taken back."""

    on = fields.Date(
        required=True, error_messages=missing(marked("Enter the day of the reversal."))
    )
    memo = text_of(500, marked("Say why the entry is reversed."))


class EntryForm(Schema):
    """An entry by hand: rows of account, debit or credit, and whose."""

    on = fields.Date(required=True, error_messages=missing(marked("Enter the day of the entry.")))
    memo = text_of(500, marked("Say what the entry is for."))
    adjustment = text_of(200)
    currency = fields.String(required=True)
    rows = fields.List(fields.Dict(), required=True)

    @post_load
    def to_lines(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        lines = lines_of(data["rows"], currency=data["currency"])
        return {
            "on": data["on"],
            "memo": data["memo"],
            "adjustment": data["adjustment"],
            "lines": lines,
        }


def lines_of(rows: list[dict[str, Any]], *, currency: str) -> tuple[Line, ...]:
    """This function will read the rows of a form as lines; raises `ValidationError` on `rows`."""
    faults: list[str] = []
    lines: list[Line] = []
    for number, row in enumerate(rows, start=1):
        found = _line(number, row, currency)
        if isinstance(found, str):
            faults.append(found)
        elif found is not None:
            lines.append(found)
    if faults:
        raise ValidationError({"rows": faults})
    return tuple(lines)


def _line(number: int, row: dict[str, Any], currency: str) -> Line | str | None:
    """A line, the sentence that says what is wrong with it, or nothing for an empty row."""
    debit, credit = row.get("debit", ""), row.get("credit", "")
    words = {"number": number}
    if not debit and not credit:
        if row.get("account"):
            return _("Line %(number)s has an account and no amount.") % words
        return None
    if not row.get("account"):
        return _("Line %(number)s has an amount and no account.") % words
    if debit and credit:
        return _("Line %(number)s has a debit and a credit: use two lines.") % words
    minor = cells.amount(debit or credit, mark=".", currency=currency)
    if minor is None or minor <= 0:
        return _("Line %(number)s needs an amount such as 12.50.") % words
    try:
        party_id = fields.UUID().deserialize(row["party"]) if row.get("party") else None
    except ValidationError:
        return _("Line %(number)s names nobody we know.") % words
    return Line(
        row["account"],
        Money(minor if debit else -minor, currency),
        party_id=party_id,
        fund=row.get("fund") or None,
    )


class DayForm(Schema):
    """One day, in the address of a page."""

    on = fields.Date(
        load_default=None, error_messages=missing(marked("Enter a day such as 31/12/2026."))
    )


class SpanForm(Schema):
    """Two days, in the address of a page; both are included."""

    start = fields.Date(
        load_default=None, error_messages=missing(marked("Enter a day such as 01/01/2026."))
    )
    end = fields.Date(
        load_default=None, error_messages=missing(marked("Enter a day such as 31/12/2026."))
    )


class LinesForm(SpanForm):
    """Which lines are asked for, in the address of a page."""

    account = fields.List(fields.String(), load_default=list)
    kind = fields.List(fields.String(), load_default=list)
    closing = fields.String(load_default="yes")
    party = fields.UUID(load_default=None)
    pool = fields.String(load_default=None)
    fund = fields.String(load_default=None)
    through = fields.List(fields.String(), load_default=list)
    side = fields.String(load_default=None, validate=validate.OneOf(("debit", "credit")))


class FundForm(Schema):
    """A fund to open."""

    code = fields.String(
        required=True,
        validate=validate.Regexp(
            re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}\Z"),
            error=marked("Use letters, digits, dots and dashes: at most 20, such as RIVER-26."),
        ),
        error_messages=missing(marked("Give the fund a short code, such as RIVER-26.")),
    )
    name = text_of(200, marked("Say who gave the money, and what for."))
    restricted = fields.Boolean(
        required=True,
        truthy={"yes"},
        falsy={"no"},
        error_messages=missing(marked("Say whether the giver bound the money to the purpose.")),
    )
    opened_on = fields.Date(
        required=True, error_messages=missing(marked("Enter the day the fund opens."))
    )


class EndFundForm(Schema):
    """The last day of a fund."""

    on = fields.Date(
        required=True, error_messages=missing(marked("Enter the last day of the fund."))
    )
