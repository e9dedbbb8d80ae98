"""Schedules: all of them, one whole, setting one up with its plan to check first."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import render_template, request

from coop.http import Form, blank_form, current_container, needs, read_form, saved
from coop.readmodels.books import schedules as pages
from coop.readmodels.books.bank import choices
from coop.refusals import sentence_of, status_of
from coop.schemas.books import ButtonForm
from coop.schemas.schedules import DeferredForm, RecurringForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.open_schedule import open_deferred_schedule, open_recurring_schedule
from coop.usecases.post_due_schedules import post_schedules_now
from coop.web.paging import page_asked
from coop.web.treasury.blueprint import bp, reader
from coop.web.treasury.rows import blank_rows, rows_typed, with_more
from coop.words import _, ngettext
from footing.errors import Refusal

_KEYS = ("csrf_token", "act_id", "step", "more")


@bp.get("/schedules")
@needs(Permission.BOOKS_READ)
def schedules() -> Any:
    number = page_asked()
    return render_template(
        "treasury/schedules.html",
        view=pages.schedules(page=number, **reader()),
        number=number,
        form=blank_form(),
    )


@bp.get("/schedules/<uuid:schedule_id>")
@needs(Permission.BOOKS_READ)
def schedule(schedule_id: UUID) -> Any:
    page = pages.schedule_page(schedule_id=schedule_id, **reader())
    return render_template("treasury/schedule.html", page=page)


@bp.post("/schedules/post-due")
@needs(Permission.SCHEDULE_PLAN)
def post_due() -> Any:
    read_form(ButtonForm)
    count = post_schedules_now(say=sentence_of, **reader())
    done = ngettext("%(number)s entry was posted.", "%(number)s entries were posted.", count)
    return saved("treasury.schedules", done % {"number": count})


@bp.route("/schedules/new/recurring", methods=["GET", "POST"])
@needs(Permission.SCHEDULE_PLAN)
def new_recurring() -> Any:
    if request.method != "POST":
        form = blank_form(
            RecurringForm, title="", memo="", first=_this_month(), last="", day="1",
            rows=blank_rows(),
        )  # fmt: skip
    else:
        form = form_with_rows(RecurringForm, ("title", "memo", "first", "last", "day"))
    return two_steps(
        form,
        template="treasury/schedule_recurring.html",
        preview=lambda values: pages.preview_recurring(**values, **reader()),
        save=lambda values: open_recurring_schedule(act_id=form.act_id, **values, **reader()),
        done=_("The schedule is set up."),
    )


@bp.route("/schedules/new/deferred", methods=["GET", "POST"])
@needs(Permission.SCHEDULE_PLAN)
def new_deferred() -> Any:
    if request.method != "POST":
        form = blank_form(DeferredForm, title="", memo="", first=_this_month(), day="31")
    else:
        names = (
            "title",
            "memo",
            "first",
            "last",
            "day",
            "amount",
            "held_on",
            "to",
            "party_id",
            "fund",
        )
        form = read_form(DeferredForm, typed(names))
    return two_steps(
        form,
        template="treasury/schedule_deferred.html",
        preview=lambda values: pages.preview_deferred(**values, **reader()),
        save=lambda values: open_deferred_schedule(act_id=form.act_id, **values, **reader()),
        done=_("The schedule is set up."),
    )


def two_steps(
    form: Form,
    *,
    template: str,
    preview: Callable[[dict[str, Any]], pages.Plan],
    save: Callable[[dict[str, Any]], Any],
    done: str,
    **shown: Any,
) -> Any:
    """This function will show a form, then the plan it makes to check, then save it."""
    more, step = "more" in request.form, request.form.get("step", "check")
    if more:
        form.errors.clear()
    if form.valid and not more and step != "edit":
        try:
            if step == "save":
                schedule_id = save(form.values) or shown["page"].id
                return saved("treasury.schedule", done, schedule_id=schedule_id)
            plan = preview(form.values)
        except Refusal as refusal:
            form.refuse(refusal)
            return _form_page(template, form, status_of(refusal), shown)
        return render_template(
            "treasury/schedule_check.html", form=form, plan=plan, hidden=_as_typed(), **shown
        )
    return _form_page(template, form, 422 if form.errors else 200, shown)


def form_with_rows(schema: Any, names: tuple[str, ...]) -> Form:
    """This function will read a posted form that has the rows of an entry."""
    rows = rows_typed()
    form = read_form(schema, {**typed(names), "rows": rows})
    if "more" in request.form:
        form.data["rows"] = with_more(rows)
    return form


def typed(names: tuple[str, ...]) -> dict[str, Any]:
    """This function will return fields as typed, with the currency of the books."""
    source = {name: request.form.get(name, "").strip() for name in names}
    return {**source, "currency": current_container().config.currency}


def _form_page(template: str, form: Form, status: int, shown: dict[str, Any]) -> Any:
    return render_template(
        template, form=form, choices=choices(**reader()), rows=form.data.get("rows"), **shown
    ), status


def _as_typed() -> list[tuple[str, str]]:
    """What was typed, to travel on with the answers that are checked."""
    return [(name, text) for name, text in request.form.items(multi=True) if name not in _KEYS]


def _this_month() -> str:
    return f"{current_container().clock.now():%Y-%m}"
