"""Scenes of the surplus: the report, the declaration, the members' word, the payment."""

from datetime import datetime
from uuid import UUID

from coop.demo.stage import Stage
from ledger.periods import Month


def plan(
    stage: Stage,
    *,
    story_months: list[Month],
    now: datetime,
    secretary: UUID,
    treasurer: UUID,
    members: list[tuple[UUID, UUID]],
) -> None:
    """This function will plan the surplus of the last year that is well over."""
