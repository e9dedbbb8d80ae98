"""Pages of the voting room: proposals from the first draft to the result."""

from coop.web.votes import decisions, drafting, proposal, result, rounds, wording
from coop.web.votes.blueprint import bp

__all__ = ["bp", "decisions", "drafting", "proposal", "result", "rounds", "wording"]
