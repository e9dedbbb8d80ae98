"""An adopted proposal changes the rulebook by itself."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from coop.rulebook import operations
from coop.rulebook.wording import said
from coop.unit_of_work.unit_of_work import Act

EFFECT = "rulebook.change"


def enact(act: Act, proposal_id: UUID, effect: Mapping[str, Any]) -> None:
    """This function will put an adopted proposal's rule changes in force, at once.

    `effect` is `{"kind": "rulebook.change", "changes": {key: text}}`. Runs inside
    the deed that declares the result, so the result and the rule are one.
    Raises the rulebook's refusals, which should have been met when drafting.
    """
    versions = operations.enact(
        act.session,
        changes=effect["changes"],
        resolution_id=proposal_id,
        at=act.now,
        effective_at=act.now,
    )
    for version in versions:
        act.tell(
            "rulebook.changed",
            about=version.id,
            key=version.key,
            value=said(key=version.key, value=version.value),
            resolution_id=str(proposal_id),
        )
