"""Scenes of the circles: who starts them, who asks, who answers."""

from uuid import UUID

from coop.demo.stage import Stage


def open_circles(stage: Stage, *, starters: list[tuple[UUID, UUID]]) -> None:
    """This function will start the circles."""


def talk(stage: Stage, *, members: list[tuple[UUID, UUID]], number: int) -> None:
    """This function will let somebody ask or offer something, and somebody answer."""
