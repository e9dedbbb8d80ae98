"""Pages of the rulebook."""

from typing import Any

from flask import Blueprint, render_template

from coop.http import current_container, open_to_all
from coop.readmodels import rulebook as pages

bp = Blueprint("rules", __name__, url_prefix="/rulebook")


@bp.get("")
@open_to_all
def index() -> Any:
    groups = pages.rules_in_force(container=current_container())
    return render_template("rulebook/index.html", groups=groups)


@bp.get("/<key>")
@open_to_all
def rule(key: str) -> Any:
    page = pages.rule_history(container=current_container(), key=key)
    return render_template("rulebook/rule.html", page=page)
