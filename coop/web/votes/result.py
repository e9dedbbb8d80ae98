"""Pages of a closed vote: the result, the archive, a ballot found by its receipt."""

from typing import Any
from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for

from coop.http import blank_form, current_actor, current_container, needs, open_to_all, read_form
from coop.readmodels import ballots as ballot_pages
from coop.readmodels import votes as pages
from coop.readmodels.results import comparison as comparisons
from coop.readmodels.results import files
from coop.readmodels.results import page as results
from coop.refusals import status_of
from coop.schemas.votes import ReceiptForm
from coop.unit_of_work.permissions import Permission
from coop.web.votes.blueprint import bp
from coop.words import _
from footing.errors import Refusal


@bp.get("/proposals/<uuid:proposal_id>/result")
@needs(Permission.PROPOSAL_READ)
def result(proposal_id: UUID) -> Any:
    page = results.result(
        container=current_container(), actor=current_actor(), proposal_id=proposal_id
    )
    if page is None:
        flash(_("There is no result yet."))
        return redirect(url_for("votes.proposal", proposal_id=proposal_id), 303)
    return render_template("votes/result.html", page=page)


@bp.get("/proposals/<uuid:proposal_id>/comparison")
@needs(Permission.PROPOSAL_READ)
def comparison(proposal_id: UUID) -> Any:
    page = comparisons.comparison(
        container=current_container(), actor=current_actor(), proposal_id=proposal_id
    )
    return render_template("votes/comparison.html", page=page)


@bp.get("/proposals/<uuid:proposal_id>/archive.json")
@needs(Permission.PROPOSAL_READ)
def archive(proposal_id: UUID) -> Any:
    file = files.archive_file(
        container=current_container(), actor=current_actor(), proposal_id=proposal_id
    )
    return _download(file)


@bp.get("/proposals/<uuid:proposal_id>/ballots.<ending>")
@needs(Permission.PROPOSAL_READ)
def ballots_file(proposal_id: UUID, ending: str) -> Any:
    file = files.ballots_file(
        container=current_container(),
        actor=current_actor(),
        proposal_id=proposal_id,
        ending=ending,
    )
    if file is None:
        abort(404)
    return _download(file)


@bp.get("/verify/coppice_verify.py")
@open_to_all
def verifier() -> Any:
    return _download(files.verifier_file())


def _download(file: files.VoteFile) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, mimetype=file.mimetype, headers=headers)


@bp.route("/proposals/<uuid:proposal_id>/receipt", methods=["GET", "POST"])
@needs(Permission.PROPOSAL_READ)
def receipt(proposal_id: UUID) -> Any:
    page = pages.proposal(
        container=current_container(), actor=current_actor(), proposal_id=proposal_id
    )
    form = read_form(ReceiptForm) if request.method == "POST" else blank_form(ReceiptForm)
    found, status = None, 200
    if form.valid:
        try:
            found = ballot_pages.find_ballot(
                container=current_container(),
                actor=current_actor(),
                proposal_id=proposal_id,
                receipt=form.values["receipt"],
            )
        except Refusal as refusal:
            form.refuse(refusal, field="receipt")
            status = status_of(refusal)
    elif form.errors:
        status = 422
    return render_template("votes/receipt.html", page=page, form=form, found=found), status
