"""Changing a schedule from a month on: otherwise, paused, resumed, ended."""

from typing import Any
from uuid import UUID

from flask import request

from coop.http import Form, blank_form, needs, read_form
from coop.readmodels.books import schedule_changes as previews
from coop.readmodels.books import schedules as pages
from coop.schemas.schedules import (
    ChangeDeferredForm,
    ChangeRecurringForm,
    EndForm,
    PauseForm,
    ResumeForm,
)
from coop.unit_of_work.permissions import Permission
from coop.usecases.change_schedule import (
    change_schedule,
    end_schedule,
    pause_schedule,
    resume_schedule,
)
from coop.web.treasury.blueprint import bp, reader
from coop.web.treasury.schedules import form_with_rows, two_steps, typed
from coop.words import _

_TERMS = ("memo", "first", "last", "day", "reason")


@bp.route("/schedules/<uuid:schedule_id>/change", methods=["GET", "POST"])
@needs(Permission.SCHEDULE_PLAN)
def change_terms(schedule_id: UUID) -> Any:
    page = pages.schedule_page(schedule_id=schedule_id, **reader())
    deferred = page.plan.is_deferred
    schema = ChangeDeferredForm if deferred else ChangeRecurringForm
    if request.method != "POST":
        form = blank_form(
            schema, memo=page.plan.memo, first=page.next_free, last=page.last,
            day=str(page.plan.day), reason="", rows=list(page.rows),
        )  # fmt: skip
    else:
        form = read_form(schema, typed(_TERMS)) if deferred else form_with_rows(schema, _TERMS)
    return two_steps(
        form,
        template="treasury/schedule_change.html",
        preview=lambda values: previews.changed(schedule_id=schedule_id, **values, **reader()),
        save=lambda values: change_schedule(
            act_id=form.act_id, schedule_id=schedule_id, **values, **reader()
        ),
        done=_("The schedule is changed."),
        page=page,
    )


@bp.route("/schedules/<uuid:schedule_id>/pause", methods=["GET", "POST"])
@needs(Permission.SCHEDULE_PLAN)
def pause(schedule_id: UUID) -> Any:
    page = pages.schedule_page(schedule_id=schedule_id, **reader())
    form = _form(PauseForm, ("first", "reason"), page)
    return two_steps(
        form,
        template="treasury/schedule_pause.html",
        preview=lambda values: previews.paused(schedule_id=schedule_id, **values, **reader()),
        save=lambda values: pause_schedule(
            act_id=form.act_id, schedule_id=schedule_id, **values, **reader()
        ),
        done=_("The schedule is paused."),
        page=page,
    )


@bp.route("/schedules/<uuid:schedule_id>/resume", methods=["GET", "POST"])
@needs(Permission.SCHEDULE_PLAN)
def resume(schedule_id: UUID) -> Any:
    page = pages.schedule_page(schedule_id=schedule_id, **reader())
    form = _form(ResumeForm, ("first", "last", "reason"), page)
    if form.valid and page.plan.is_deferred and form.values["last"] is None:
        form.fault(_("Enter a month such as 2026-03."), field="last")
    return two_steps(
        form,
        template="treasury/schedule_resume.html",
        preview=lambda values: previews.resumed(schedule_id=schedule_id, **values, **reader()),
        save=lambda values: resume_schedule(
            act_id=form.act_id, schedule_id=schedule_id, **values, **reader()
        ),
        done=_("The schedule goes on."),
        page=page,
    )


@bp.route("/schedules/<uuid:schedule_id>/end", methods=["GET", "POST"])
@needs(Permission.SCHEDULE_PLAN)
def end_early(schedule_id: UUID) -> Any:
    page = pages.schedule_page(schedule_id=schedule_id, **reader())
    form = _form(EndForm, ("first", "reason", "rest", "to_account"), page)
    if form.valid and page.plan.is_deferred and form.values["rest"] is None:
        form.fault(_("Say what becomes of the rest."), field="rest")
    return two_steps(
        form,
        template="treasury/schedule_end.html",
        preview=lambda values: previews.ended(schedule_id=schedule_id, **values, **reader()),
        save=lambda values: end_schedule(
            act_id=form.act_id, schedule_id=schedule_id, **values, **reader()
        ),
        done=_("The schedule is ended."),
        page=page,
    )


def _form(schema: Any, names: tuple[str, ...], page: pages.SchedulePage) -> Form:
    if request.method != "POST":
        return blank_form(schema, first=page.next_free, last=page.last, reason="")
    source = typed(names)
    source.pop("currency")
    return read_form(schema, source)
