"""Pages of meetings: the list, one meeting, the chair's screen, the minutes, ballot papers."""

from coop.web.meetings import chair, minutes, papers, start
from coop.web.meetings.blueprint import bp

__all__ = ["bp", "chair", "minutes", "papers", "start"]
