"""The minutes: drafted, read, put into words."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for

from coop.http import Form, blank_form, needs, read_form, saved
from coop.readmodels import meeting_minutes as pages
from coop.refusals import status_of
from coop.schemas.meetings import ButtonForm, EditMinutesForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.keep_minutes import draft_minutes, edit_minutes
from coop.web.meetings.blueprint import bp, reader
from coop.words import _
from footing.errors import Refusal


@bp.get("/<uuid:meeting_id>/minutes")
@needs(Permission.MEETING_READ)
def minutes(meeting_id: UUID) -> Any:
    page = pages.minutes(meeting_id=meeting_id, **reader())
    return render_template("meetings/minutes.html", page=page, form=blank_form())


@bp.post("/<uuid:meeting_id>/minutes")
@needs(Permission.MINUTES_WRITE)
def draft(meeting_id: UUID) -> Any:
    form = read_form(ButtonForm)
    draft_minutes(meeting_id=meeting_id, act_id=form.act_id, **reader())
    return saved(
        "meetings.edit",
        _("The draft is made from the log. Add what was said, then send it round."),
        meeting_id=meeting_id,
    )


@bp.route("/<uuid:meeting_id>/minutes/words", methods=["GET", "POST"])
@needs(Permission.MINUTES_WRITE)
def edit(meeting_id: UUID) -> Any:
    page = pages.minutes(meeting_id=meeting_id, **reader())
    if not page.may_edit:
        return redirect(url_for("meetings.minutes", meeting_id=meeting_id), 303)
    if request.method == "GET":
        kept = {f"text-{place}": one.text for place, one in enumerate(page.sections)}
        return _paper(page, blank_form(EditMinutesForm, **kept))
    form = read_form(EditMinutesForm)
    texts = {
        place: request.form.get(f"text-{place}", one.text).strip().replace("\r\n", "\n")
        for place, one in enumerate(page.sections)
    }
    form.data.update({f"text-{place}": text for place, text in texts.items()})
    status = 422
    if form.valid:
        try:
            edit_minutes(
                meeting_id=meeting_id,
                act_id=form.act_id,
                version=form.values["version"],
                texts=texts,
                **reader(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return saved("meetings.minutes", _("The words are kept."), meeting_id=meeting_id)
    return _paper(page, form, status)


def _paper(page: pages.MinutesPage, form: Form, status: int = 200) -> Any:
    return render_template("meetings/edit_minutes.html", page=page, form=form), status
