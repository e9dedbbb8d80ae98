"""The rows of an entry in a form: account, debit or credit, whose, which fund."""

from flask import request

from coop.schemas.books import ROWS_MAX

ROWS_AT_FIRST = 4
CELLS = ("account", "debit", "credit", "party", "fund")


def blank_rows(count: int = ROWS_AT_FIRST) -> list[dict[str, str]]:
    """This function will return empty rows."""
    return [dict.fromkeys(CELLS, "") for _row in range(count)]


def rows_typed() -> list[dict[str, str]]:
    """This function will return the rows as they were typed, empty ones included."""
    typed = request.form.get("row_count", "")
    count = min(int(typed) if typed.isascii() and typed.isdecimal() else ROWS_AT_FIRST, ROWS_MAX)
    return [
        {name: request.form.get(f"{name}-{number}", "").strip() for name in CELLS}
        for number in range(1, count + 1)
    ]


def with_more(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """This function will add empty rows, up to the most a form takes."""
    return rows + blank_rows(min(ROWS_AT_FIRST, ROWS_MAX - len(rows)))
