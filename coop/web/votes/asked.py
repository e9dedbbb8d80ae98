"""What a drafting form of each kind asks for, as the use case takes it."""

from collections.abc import Callable
from typing import Any

from marshmallow import ValidationError

from coop.http import Form, current_container
from coop.schemas.earning import Amount
from coop.usecases.draft_proposal import BOARD_ELECTION, RULE_CHANGE, GroupLimit, Option
from coop.web.votes.rows import Row, name
from coop.words import _

FIELDS: dict[str, tuple[tuple[str, ...], int]] = {
    "poll": (("option", "statement"), 4),
    "budget": (("project", "cost", "statement"), 4),
    "rule_change": (("rule", "value"), 1),
    "election": (("group", "least", "most"), 1),
}
"""The fields of each kind's rows, and how many rows are shown at first."""

Asked = dict[str, Any]


def asked(kind: str, form: Form, rows: list[Row]) -> Asked:
    """This function will turn a form's fields into what the use case takes.

    What is wrong with the rows is noted on the form, beside the field it is about.
    """
    values = form.values
    given: Asked = {"method": values.get("method")}
    if "secret" in values:
        given["secret"] = True if values["secret"] else None
        given["results_open"] = bool(values.get("open"))
        if values["secret"] and values.get("open"):
            form.fault(
                _("A secret vote shows no standing before the close: choose one of the two."),
                field="open",
            )
    return given | _OF_KIND.get(kind, _nothing_more)(form, rows)


def _nothing_more(form: Form, rows: list[Row]) -> Asked:
    return {}


def _written(form: Form, rows: list[Row]) -> Asked:
    return {"special": bool(form.values["special"])}


def _poll(form: Form, rows: list[Row]) -> Asked:
    if form.values["method"] in (None, "majority"):
        return {"options": [], "seats": None}
    options = [
        Option(_short(form, "option", number, row), row["statement"][:2000])
        for number, row in _filled(rows)
    ]
    if len(options) < 2:
        form.fault(_("Write at least two options, or ask for yes or no."), field="option")
    _all_different(form, "option", rows)
    return {"options": options, "seats": form.values["seats"]}


def _budget(form: Form, rows: list[Row]) -> Asked:
    projects = [
        Option(
            _short(form, "project", number, row),
            row["statement"][:2000],
            _cost(form, number, row["cost"]),
        )
        for number, row in _filled(rows)
    ]
    if not projects:
        form.fault(_("Write at least one project with what it costs."), field="project")
    _all_different(form, "project", rows)
    currency = current_container().config.currency
    return {"options": projects, "budget": (form.values["budget"], currency)}


def _cost(form: Form, number: int, text: str) -> int | None:
    field = name("cost", number)
    try:
        cost = int(Amount().deserialize(text))
    except ValidationError:
        form.fault(
            _("Write what project %(n)d costs, such as 1,200.00.") % {"n": number}, field=field
        )
        return None
    if cost > form.values["budget"]:
        form.fault(_("Project %(n)d costs more than the whole sum.") % {"n": number}, field=field)
    return cost


def _rule_change(form: Form, rows: list[Row]) -> Asked:
    changes: dict[str, str] = {}
    for number, row in _filled(rows):
        if not row["rule"]:
            form.fault(_("Choose the rule to change."), field=name("rule", number))
        elif row["rule"] in changes:
            form.fault(_("This rule is changed twice."), field=name("rule", number))
        elif not row["value"]:
            form.fault(_("Write the new value."), field=name("value", number))
        elif len(row["value"]) > 2000:
            form.fault(_("Keep the value under 2,000 signs."), field=name("value", number))
        else:
            changes[row["rule"]] = row["value"]
    if not changes and not form.errors:
        form.fault(_("Choose the rule to change."), field="rule")
        form.fault(_("Write the new value."), field="value")
    return {"effect": {"kind": RULE_CHANGE, "changes": changes}}


def _election(form: Form, rows: list[Row]) -> Asked:
    limits = []
    for number, row in _filled(rows):
        least, most = _whole(form, "least", number, row), _whole(form, "most", number, row)
        if not row["group"]:
            form.fault(_("Choose the class."), field=name("group", number))
        elif least is None and most is None and not form.errors:
            form.fault(_("Write how many at least, or at most."), field=name("least", number))
        else:
            limits.append(GroupLimit(row["group"], least or 0, most))
    return {
        "effect": {"kind": BOARD_ELECTION},
        "seats": form.values["seats"],
        "candidates": form.values["candidates"],
        "limits": limits,
    }


def _whole(form: Form, field: str, number: int, row: Row) -> int | None:
    text = row[field]
    if text.isdecimal() and len(text) < 4:
        return int(text)
    if text:
        form.fault(_("Write a whole number, such as 2."), field=name(field, number))
    return None


def _short(form: Form, field: str, number: int, row: Row) -> str:
    if not row[field]:
        form.fault(_("Give line %(n)d a name.") % {"n": number}, field=name(field, number))
    elif len(row[field]) > 200:
        form.fault(_("Keep the name under 200 signs."), field=name(field, number))
    if len(row["statement"]) > 2000:
        form.fault(_("Keep it under 2,000 signs."), field=name("statement", number))
    return row[field]


def _all_different(form: Form, field: str, rows: list[Row]) -> None:
    seen: set[str] = set()
    for number, row in _filled(rows):
        said = row[field].casefold()
        if said and said in seen:
            form.fault(
                _("“%(name)s” is there twice.") % {"name": row[field]}, field=name(field, number)
            )
        seen.add(said)


def _filled(rows: list[Row]) -> list[tuple[int, Row]]:
    """This function will leave out the rows in which nothing was written."""
    return [(number, row) for number, row in enumerate(rows, start=1) if any(row.values())]


_OF_KIND: dict[str, Callable[[Form, list[Row]], Asked]] = {
    "written": _written,
    "poll": _poll,
    "budget": _budget,
    "rule_change": _rule_change,
    "election": _election,
}
