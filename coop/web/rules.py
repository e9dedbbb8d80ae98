"""Pages of the rulebook."""

from typing import Any

from flask import Blueprint, abort, render_template, request

from coop.http import current_actor, current_container, needs, open_to_all
from coop.readmodels import rulebook as pages
from coop.readmodels import what_it_takes
from coop.unit_of_work.permissions import Permission

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


@bp.get("/<key>/try")
@needs(Permission.PROPOSAL_READ)
def try_rule(key: str) -> Any:
    if not what_it_takes.triable(key):
        abort(404)
    page = what_it_takes.trial(
        container=current_container(),
        actor=current_actor(),
        key=key,
        value=request.args.get("value", "").strip()[:400],
    )
    return render_template("rulebook/try.html", page=page), 422 if page.fault else 200
