"""A bank line in parts: several items, several accounts, or some of each."""

from typing import Any
from uuid import UUID

from flask import request

from coop.http import Form, blank_form, needs, read_form
from coop.readmodels.book_words import decimal
from coop.readmodels.books import bank as decided
from coop.readmodels.books import inbox as pages
from coop.refusals import status_of
from coop.schemas.inbox import SPLIT_ROWS, SplitForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.settle_bank_line import settle_bank_line
from coop.web.treasury.blueprint import bp, reader
from coop.web.treasury.inbox import done, panel
from coop.words import _
from footing.errors import Refusal

_FIELDS = ("what", "amount", "party", "fund")
_ROWS_MAX = 30


@bp.route("/inbox/<uuid:bank_line_id>/split", methods=["GET", "POST"])
@needs(Permission.STATEMENT_RECONCILE)
def split(bank_line_id: UUID) -> Any:
    line = pages.line(bank_line_id=bank_line_id, **reader())
    more = "more" in request.form
    status = 200
    if request.method == "POST" and not more:
        form = read_form(SplitForm, _typed(line))
        status = 422 if form.errors else 200
        if form.valid:
            try:
                settle_bank_line(
                    act_id=form.act_id, bank_line_id=bank_line_id, **form.values, **reader()
                )
            except Refusal as refusal:
                form.refuse(refusal)
                status = status_of(refusal)
            else:
                return done(_("The line is settled, part by part."))
    elif more:
        form = blank_form(**_typed(line))
    else:
        form = blank_form(rows=_suggested(line), memo="")
    return panel(
        "split",
        form,
        status,
        bank_line_id,
        rows=_padded(form, more=more),
        choices=decided.choices(**reader()),
        items=pages.open_choices(bank_line_id=bank_line_id, **reader()),
    )


def _typed(line: pages.LineView) -> dict[str, Any]:
    asked = request.form.get("row_count", "")
    count = int(asked) if asked.isascii() and asked.isdecimal() else SPLIT_ROWS
    return {
        "memo": request.form.get("memo", "").strip(),
        "currency": line.currency,
        "amount_minor": line.amount_minor,
        "rows": [
            {name: request.form.get(f"{name}-{number}", "").strip() for name in _FIELDS}
            for number in range(1, min(count, _ROWS_MAX) + 1)
        ],
    }


def _suggested(line: pages.LineView) -> list[dict[str, str]]:
    """The parts of the best suggestion, each with its amount; what is left over is left open."""
    best = next(iter(line.suggestions), None)
    if best is None:
        return []
    return [
        {
            "what": ":".join(part.value.split(":")[: 3 if part.entry_id else 2]),
            "amount": decimal(part.amount_minor, line.currency),
            "party": "",
            "fund": "",
        }
        for part in best.parts
    ]


def _padded(form: Form, *, more: bool) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = list(form.data.get("rows", ()))
    wanted = max(SPLIT_ROWS, len(rows) + (SPLIT_ROWS if more else 0))
    blank = dict.fromkeys(_FIELDS, "")
    return rows + [dict(blank) for _row in range(min(wanted, _ROWS_MAX) - len(rows))]
