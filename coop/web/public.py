"""Pages anybody may open: the front page, what this is, and the house's components."""

from typing import Any

from flask import Blueprint, render_template

from coop.http import Form, blank_form, current_actor, current_container, open_to_all
from coop.readmodels.landing import landing as landing_page
from coop.web.paging import Page
from coop.words import _

bp = Blueprint("public", __name__)


@bp.get("/")
@open_to_all
def landing() -> Any:
    page = landing_page(container=current_container())
    return render_template(
        "public/landing.html", page=page, signed_in=current_actor().person_id is not None
    )


@bp.get("/about")
@open_to_all
def about() -> Any:
    return render_template("public/about.html", page=landing_page(container=current_container()))


@bp.get("/styleguide")
@open_to_all
def styleguide() -> Any:
    return render_template(
        "public/styleguide.html",
        form=blank_form(
            guide_name="Sedge Warbler Trust", guide_class="A", guide_interests=["peat"]
        ),
        wrong=_wrong_form(),
        page=Page(number=2, pages=5, endpoint="public.styleguide"),
    )


def _wrong_form() -> Form:
    """This function will return a form as somebody sent it with three faults."""
    form = blank_form(wrong_amount="twelve", wrong_note="")
    form.fault(_("Enter an amount such as 12.50."), field="wrong_amount")
    form.fault(_("Choose who you apply for."), field="wrong_party")
    form.fault(_("Say in a sentence why you apply."), field="wrong_note")
    return form
