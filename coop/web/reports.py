"""Pages of the report centre: what was issued, issuing a report, and the check of any paper."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request

from coop.http import (
    blank_form,
    current_actor,
    current_container,
    limiter,
    needs,
    open_to_all,
    read_form,
    saved,
)
from coop.readmodels import reports as pages
from coop.refusals import status_of
from coop.schemas.reports import IssueReportForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.issue_financial_report import (
    issue_financial_report,
    preview_financial_report,
)
from coop.web.paging import Page, page_asked
from coop.words import _
from footing.errors import Refusal

bp = Blueprint("reports", __name__)


def _reader() -> dict[str, Any]:
    return {"container": current_container(), "actor": current_actor()}


@bp.get("/reports")
@needs(Permission.DOCUMENT_READ)
def index() -> Any:
    shown = {
        "series": request.args.get("series", ""),
        "year": request.args.get("year", ""),
        "current": request.args.get("current", ""),
    }
    centre = pages.report_centre(
        series=shown["series"],
        year=shown["year"],
        current_only=shown["current"] == "1",
        page=page_asked(),
        **_reader(),
    )
    kept = {name: value for name, value in shown.items() if value}
    return render_template(
        "reports/index.html",
        centre=centre,
        form=blank_form(None, **shown),
        pager=Page(centre.number, centre.pages, "reports.index", kept),
    )


@bp.get("/documents/<uuid:document_id>")
@needs(Permission.DOCUMENT_READ)
def document(document_id: UUID) -> Any:
    page = pages.document_page(document_id=document_id, **_reader())
    return render_template("reports/document.html", page=page)


@bp.get("/documents/<uuid:document_id>.pdf")
@needs(Permission.DOCUMENT_READ)
def document_pdf(document_id: UUID) -> Any:
    pdf = pages.document_pdf(document_id=document_id, **_reader())
    answer = Response(pdf.contents, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{pdf.name}"'
    answer.headers["X-Document-Sha256"] = pdf.sha256
    return answer


@bp.get("/reports/new")
@needs(Permission.REPORT_ISSUE)
def choose_period() -> Any:
    return render_template(
        "reports/choose.html", periods=pages.report_periods(**_reader()), form=blank_form()
    )


@bp.get("/reports/new/<period>")
@needs(Permission.REPORT_ISSUE)
def preview(period: str) -> Any:
    found = preview_financial_report(period=period, **_reader())
    form = blank_form(period=period, supersedes_id=str(found.current.id) if found.current else "")
    return render_template("reports/preview.html", preview=found, form=form)


@bp.post("/reports/new/<period>")
@needs(Permission.REPORT_ISSUE)
def issue(period: str) -> Any:
    """Shows the answers once more, then issues."""
    form = read_form(IssueReportForm, {**request.form.to_dict(), "period": period})
    found = preview_financial_report(period=period, **_reader())
    if form.valid and form.values["supersedes_id"] and not form.values["reason"]:
        form.fault(_("Say why a newer report is needed."), field="reason")
    if not form.valid:
        return render_template("reports/preview.html", preview=found, form=form), 422
    if request.form.get("step") != "issue":
        return render_template("reports/check.html", preview=found, form=form)
    try:
        document_id = issue_financial_report(
            act_id=form.act_id,
            period=period,
            supersedes_id=form.values["supersedes_id"],
            reason=form.values["reason"],
            **_reader(),
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return render_template("reports/preview.html", preview=found, form=form), status_of(refusal)
    return saved(
        "reports.document",
        _("The report is issued and numbered. Its PDF is being printed."),
        document_id=document_id,
    )


@bp.route("/verify", methods=["GET", "POST"], endpoint="verify")
@limiter.limit("60/minute")
@open_to_all
def verify() -> Any:
    form = blank_form(code=request.args.get("code", ""))
    verdict, asked = None, ""
    if request.method == "POST":
        file = request.files.get("file")
        contents = file.read() if file else b""
        if contents:
            verdict, asked = (
                pages.verdict_on_pdf(container=current_container(), contents=contents),
                "file",
            )
        else:
            form.fault(_("Choose the PDF you were given."), field="file")
    elif form.data["code"].strip():
        verdict, asked = (
            pages.verdict_on_code(container=current_container(), code=form.data["code"]),
            "code",
        )
    status = 422 if form.errors else 200
    return (
        render_template("reports/verify.html", form=form, verdict=verdict, asked=asked),
        status,
    )
