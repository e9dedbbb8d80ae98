"""Faults of files that come in: all of them, each with its line."""

from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """What can be wrong with a line of a file, or with the file as a whole."""

    NOT_TEXT = "not-text"
    TOO_LARGE = "too-large"
    EMPTY = "empty"
    NO_HEADING = "no-heading"
    CELL_COUNT = "cell-count"
    BAD_DATE = "bad-date"
    BAD_AMOUNT = "bad-amount"
    NO_AMOUNT = "no-amount"
    TWO_AMOUNTS = "two-amounts"
    OTHER_CURRENCY = "other-currency"
    REPEATED_ID = "repeated-id"
    TOO_LONG = "too-long"
    UNKNOWN_ACCOUNT = "unknown-account"
    UNKNOWN_FUND = "unknown-fund"
    UNBALANCED = "unbalanced"
    TOO_FEW_LINES = "too-few-lines"
    PERIOD_CLOSED = "period-closed"
    BAD_ID = "bad-id"
    NOT_ONE_ENTRY = "not-one-entry"
    BAD_RATE = "bad-rate"
    BAD_CURRENCY = "bad-currency"
    NOT_BUDGETED = "not-budgeted"
    UNKNOWN_POOL = "unknown-pool"
    REPEATED_ROW = "repeated-row"
    MISSING_COLUMNS = "missing-columns"
    ARCHIVE = "archive"
    BAD_XML = "bad-xml"
    UNSAFE_XML = "unsafe-xml"
    BAD_FIELD = "bad-field"
    FIELD_MISSING = "field-missing"
    CUT_OFF = "cut-off"
    NO_STATEMENT = "no-statement"
    BALANCE_DIFFERS = "balance-differs"
    BALANCE_BREAKS = "balance-breaks"


@dataclass(frozen=True, slots=True)
class LineFault:
    """One fault. `line_number` counts from 1; 0 means the file as a whole. `cell` as written."""

    line_number: int
    kind: FaultKind
    cell: str = ""
