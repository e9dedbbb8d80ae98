"""Counting: pure functions from ballots to a result, one module a rule."""
