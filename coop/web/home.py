"""The start page of somebody signed in."""

from typing import Any

from flask import Blueprint, render_template

from coop.http import current_actor, current_container, needs
from coop.readmodels.circles import own_circles
from coop.readmodels.home import home
from coop.unit_of_work.permissions import Permission

bp = Blueprint("home", __name__)


@bp.get("/home")
@needs(Permission.ACCOUNT_MANAGE)
def start() -> Any:
    container, actor = current_container(), current_actor()
    return render_template(
        "home/start.html",
        page=home(container=container, actor=actor),
        circles=own_circles(container=container, actor=actor),
    )
