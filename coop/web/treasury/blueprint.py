"""The room's one blueprint, and what its pages share."""

from typing import Any

from flask import Blueprint, Response

from coop.http import current_actor, current_container
from coop.readmodels.books.sheets.paper import sheet_pdf
from coop.readmodels.books.sheets.sheet import Sheet
from coop.words import lazy

SECOND_PERSON: Any = lazy("Asked. It is above the rulebook’s amount: a second person decides.")
"""What is said where a deed waits instead of being done."""
bp = Blueprint("treasury", __name__, url_prefix="/treasury")


def reader() -> dict[str, Any]:
    """This function will return who asks, and of what house, for a read model or a use case."""
    return {"container": current_container(), "actor": current_actor()}


def as_pdf(sheet: Sheet, *, name: str) -> Response:
    """This function will print a sheet and send it, to be read in the browser."""
    answer = Response(sheet_pdf(sheet=sheet, **reader()), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def download(text: str, *, name: str, kind: str = "text/csv") -> Response:
    """This function will send text as a file to keep."""
    answer = Response(text, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
