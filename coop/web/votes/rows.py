"""Rows of a drafting form (options, projects, rules, groups): as many as wanted, without a script.

The fields of the first row bear plain names, those of the others a number: `option`, `option-2`.
"""

from collections.abc import Sequence

from flask import request

from coop.http import Form

ROWS_MAX = 100
ADDED = 3
"""How many blank rows the button adds."""

Row = dict[str, str]


def name(field: str, number: int) -> str:
    """This function will return the name a field has in a row; rows are numbered from 1."""
    return field if number == 1 else f"{field}-{number}"


def read_rows(form: Form, fields: Sequence[str], *, least: int) -> list[Row]:
    """This function will read what was typed into the rows, and keep it on the form.

    `form.data["rows"]` becomes the number of rows to show: those sent, never fewer
    than `least`, and some more where the button for more was pressed.
    """
    sent = request.form.get("rows", "")
    shown = max(min(int(sent), ROWS_MAX), least) if sent.isdecimal() and len(sent) < 5 else least
    rows = []
    for number in range(1, shown + 1):
        row = {field: request.form.get(name(field, number), "").strip() for field in fields}
        form.data |= {name(field, number): text for field, text in row.items()}
        rows.append(row)
    if "more" in request.form:
        shown = min(shown + ADDED, ROWS_MAX)
    form.data["rows"] = shown
    return rows


def wants_more() -> bool:
    """This function will say whether the button for more rows was pressed."""
    return "more" in request.form
