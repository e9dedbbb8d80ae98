"""Pages of meetings: the list, one meeting, the chair's screen, the minutes."""

from coop.web.meetings import chair, minutes, start
from coop.web.meetings.blueprint import bp

__all__ = ["bp", "chair", "minutes", "start"]
