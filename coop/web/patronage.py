"""Pages of the surplus."""

from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from coop.http import blank_form, current_actor, current_container, needs, read_form, saved
from coop.readmodels import patronage as pages
from coop.readmodels.approvals import is_approval
from coop.schemas.patronage import YearForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.pay_patronage import pay_patronage
from coop.usecases.prepare_patronage import prepare_patronage, preview, withdraw_patronage
from coop.usecases.propose_patronage import propose_patronage, resolution_text
from coop.web.treasury.blueprint import SECOND_PERSON, download
from coop.words import _
from footing.errors import Refusal

bp = Blueprint("patronage", __name__)


@bp.get("/patronage")
@needs(Permission.OWNERSHIP_APPLY)
def index() -> ResponseReturnValue:
    page = pages.start_page(container=current_container(), actor=current_actor())
    return render_template("patronage/index.html", page=page)


@bp.route("/patronage/prepare", methods=["GET", "POST"])
@needs(Permission.PATRONAGE_PREPARE)
def prepare() -> ResponseReturnValue:
    """Shows the division before anything is stored; storing it posts nothing either."""
    posted = request.method == "POST"
    form = read_form(YearForm) if posted else read_form(YearForm, request.args)
    division, text = None, ""
    if form.valid:
        year = form.values["year"]
        try:
            if posted:
                declaration_id = prepare_patronage(
                    container=current_container(),
                    actor=current_actor(),
                    act_id=form.act_id,
                    year=year,
                )
                return saved(
                    "patronage.declaration",
                    _("The division is drafted. Nothing is posted before the members decide."),
                    declaration_id=declaration_id,
                )
            found = preview(container=current_container(), year=year)
            division, text = pages.division_view(found), resolution_text(found)
        except Refusal as refusal:
            form.refuse(refusal)
    page = pages.start_page(container=current_container(), actor=current_actor())
    answer = render_template(
        "patronage/prepare.html", form=form, page=page, division=division, text=text
    )
    return answer, 422 if form.errors else 200


@bp.get("/patronage/<uuid:declaration_id>")
@needs(Permission.OWNERSHIP_APPLY)
def declaration(declaration_id: UUID) -> ResponseReturnValue:
    page = pages.declaration_page(
        container=current_container(), actor=current_actor(), declaration_id=declaration_id
    )
    return render_template("patronage/declaration.html", page=page, form=blank_form())


@bp.get("/patronage/<uuid:declaration_id>.csv")
@needs(Permission.BOOKS_READ)
def declaration_csv(declaration_id: UUID) -> ResponseReturnValue:
    page = pages.declaration_page(
        container=current_container(), actor=current_actor(), declaration_id=declaration_id
    )
    return download(pages.shares_csv(page), name=f"patronage-{page.division.year}.csv")


@bp.post("/patronage/<uuid:declaration_id>/propose")
@needs(Permission.PATRONAGE_PREPARE)
def propose(declaration_id: UUID) -> ResponseReturnValue:
    proposal_id = propose_patronage(
        container=current_container(),
        actor=current_actor(),
        act_id=read_form(YearForm).act_id,
        declaration_id=declaration_id,
    )
    return saved(
        "votes.proposal",
        _("The division is before the members. The secretary gives notice of the vote."),
        proposal_id=proposal_id,
    )


@bp.post("/patronage/<uuid:declaration_id>/withdraw")
@needs(Permission.PATRONAGE_PREPARE)
def withdraw(declaration_id: UUID) -> ResponseReturnValue:
    withdraw_patronage(
        container=current_container(),
        actor=current_actor(),
        act_id=read_form(YearForm).act_id,
        declaration_id=declaration_id,
    )
    return saved("patronage.index", _("The draft is set aside. The year can be prepared afresh."))


@bp.route("/patronage/<uuid:declaration_id>/pay", methods=["GET", "POST"])
@needs(Permission.PATRONAGE_PAY)
def pay(declaration_id: UUID) -> ResponseReturnValue:
    """Check-your-answers before the cash goes out."""
    if request.method == "POST":
        act_id = read_form(YearForm).act_id
        pay_patronage(
            container=current_container(),
            actor=current_actor(),
            act_id=act_id,
            declaration_id=declaration_id,
        )
        if is_approval(container=current_container(), approval_id=act_id):
            return saved("treasury.approval", SECOND_PERSON, approval_id=act_id)
        return saved(
            "patronage.declaration",
            _("The payment is booked, and every member is written to."),
            declaration_id=declaration_id,
        )
    page = pages.declaration_page(
        container=current_container(), actor=current_actor(), declaration_id=declaration_id
    )
    return render_template("patronage/pay.html", page=page, form=blank_form())
