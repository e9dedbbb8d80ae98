"""Constraints on an election: how many of a group it must, and may, elect."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Constraint:
    """At least `least` and at most `most` of a group's members are elected."""

    group: str
    members: frozenset[int]
    """Candidate numbers."""
    least: int = 0
    most: int | None = None
