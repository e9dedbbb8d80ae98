"""What is refused about objections."""

from footing.errors import Refusal


class ObjectionNeedsReason(Refusal):
    """Who objects says why."""


class ObjectionNotFound(Refusal):
    """There is no such objection."""


class ObjectionSettled(Refusal):
    """The objection was withdrawn or integrated already."""


class NothingToIntegrate(Refusal):
    """No objection stands that a next round could meet."""


class NextRoundDrafted(Refusal):
    """A next round of this proposal is under way already."""
