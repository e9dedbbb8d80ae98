"""Meetings: called, given notice of, attended, decided in, written down."""
