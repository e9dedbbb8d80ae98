"""What a count of a budget gives back."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Project:
    """A line of a budget's paper."""

    number: int
    name: str
    cost_minor: int
