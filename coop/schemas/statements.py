"""What the addresses of the statements may say."""

from marshmallow import fields

from coop.schemas.books import DayForm, SpanForm
from coop.words import marked
from ledger.statements.columns import By


class BesideForm(DayForm):
    """A day, and another to compare it with."""

    beside = fields.Date(
        load_default=None,
        error_messages={"invalid": marked("Enter a day such as 31/12/2025.")},
    )


class IncomeForm(SpanForm):
    """Two days, what the columns between them are, and perhaps one fund alone."""

    by = fields.Enum(
        By,
        by_value=True,
        load_default=By.NOTHING,
        error_messages={"unknown": marked("Choose what the columns are.")},
    )
    fund = fields.String(load_default=None)
