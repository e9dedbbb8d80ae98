"""Proof: the archive of a closed vote, and its check by anyone."""
