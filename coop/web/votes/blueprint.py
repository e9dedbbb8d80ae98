"""The room's one blueprint, and what its pages share."""

from typing import Any

from flask import Blueprint

from coop.http import current_actor, current_container

bp = Blueprint("votes", __name__)


def reader() -> dict[str, Any]:
    """This function will return who asks, and of what house, for a read model or a use case."""
    return {"container": current_container(), "actor": current_actor()}
