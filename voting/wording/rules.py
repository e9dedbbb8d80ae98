"""Which proposals take other words, and until when."""

from voting.proposals import Kind, State

AMENDABLE = (Kind.ORDINARY, Kind.SPECIAL, Kind.WRITTEN, Kind.CONSENT, Kind.POLL, Kind.BUDGET)
"""Kinds whose words are the matter. Elections are people, rule changes values, surplus figures."""

BEFORE_NOTICE = (State.SEEKING_SPONSORS, State.DELIBERATION)
"""Where a proposal that others have seen still takes other words."""
