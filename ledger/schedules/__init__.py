"""Schedules: entries that come round by the month, and amounts spread over months."""
