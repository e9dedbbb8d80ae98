"""Pages of the rulebook."""

from typing import Any

from flask import Blueprint, render_template

from coop.http import current_actor, current_container, needs
from coop.readmodels import rulebook as pages
from coop.unit_of_work.permissions import Permission

bp = Blueprint("rules", __name__, url_prefix="/rulebook")


@bp.get("")
@needs(Permission.PROPOSAL_READ)
def index() -> Any:
    groups = pages.rules_in_force(container=current_container(), actor=current_actor())
    return render_template("rulebook/index.html", groups=groups)


@bp.get("/<key>")
@needs(Permission.PROPOSAL_READ)
def rule(key: str) -> Any:
    page = pages.rule_history(container=current_container(), actor=current_actor(), key=key)
    return render_template("rulebook/rule.html", page=page)
