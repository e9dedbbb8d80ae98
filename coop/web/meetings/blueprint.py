"""The one blueprint of meetings, and what its pages share."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint

from coop.http import Form, current_actor, current_container, saved
from coop.refusals import status_of
from footing.errors import Refusal

bp = Blueprint("meetings", __name__, url_prefix="/meetings")

Show = Callable[[UUID, Form, int], Any]


def reader() -> dict[str, Any]:
    """This function will return who asks, and of what house, for a read model or a use case."""
    return {"container": current_container(), "actor": current_actor()}


def done(
    meeting_id: UUID,
    form: Form,
    deed: Callable[..., Any],
    said: str,
    *,
    show: Show,
    back: str,
    **values: Any,
) -> Any:
    """This function will do a deed of one meeting and go `back`, or `show` what is wrong."""
    if not form.valid:
        return show(meeting_id, form, 422)
    named = {"meeting_id": meeting_id} | values
    try:
        deed(act_id=form.act_id, **reader(), **named)
    except Refusal as refusal:
        form.refuse(refusal)
        return show(meeting_id, form, status_of(refusal))
    return saved(back, said, meeting_id=meeting_id)
