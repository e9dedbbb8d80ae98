"""What the addresses of the statements may say."""

from marshmallow import Schema, fields

from coop.schemas.books import DayForm, SpanForm
from coop.words import marked
from ledger.statements.columns import By, Span


class Period(fields.Field[Span]):
    """A year or a month, such as `2026` or `2026-03`."""

    default_error_messages = {"invalid": marked("Enter a year or a month: 2026 or 2026-03.")}

    def _deserialize(self, value: str, *_args: object, **_named: object) -> Span:
        try:
            return Span.parse(value)
        except ValueError as fault:
            raise self.make_error("invalid") from fault


class ExportForm(Schema):
    """In whose words the journal is taken away, and which part of it."""

    format = fields.String(load_default="csv")
    period = Period(load_default=None)


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
