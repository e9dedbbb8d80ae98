"""Who is on the roll of a vote: the rulebook's age and weights, and those who stand aside."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from coop.members import queries as members
from coop.members.rules import Elector as Member
from coop.rulebook.definitions import RuleKey
from coop.rulebook.rules import Rulebook, weights_of
from voting.electorate import queries as electorate
from voting.roll import Elector

RULES = (RuleKey.VOTE_MINIMUM_MEMBERSHIP_DAYS, RuleKey.VOTE_WEIGHTS)
"""The rules that a roll is made by: part of a vote's mandate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Electorate:
    """Who may vote in a matter at the record date, and how many were left off."""

    electors: tuple[Elector, ...]
    members: tuple[Member, ...]
    """The same, with the addresses that notices go to."""
    too_new: int
    """Voting members who have not owned for long enough."""
    recused: int
    """Voting members who declared an interest in the matter."""


def electorate_at(
    session: Session, *, book: Rulebook, at: datetime, proposal_id: UUID | None = None
) -> Electorate:
    """This function will list who is on the roll of a vote whose record date is `at`.

    Every member of a voting class who has owned without a break for as many
    days as the rulebook asks, with the weight of its class; without
    `proposal_id` nobody is recused. It serves notices and the warnings before them.
    """
    everybody = members.electors_at(session, at=at)
    listed = everybody
    days = book[RuleKey.VOTE_MINIMUM_MEMBERSHIP_DAYS]
    if days:
        since = at - timedelta(days=days)
        old_enough = members.owners_without_break(session, at=at, since=since)
        listed = tuple(one for one in listed if one.elector_id in old_enough)
    too_new = len(everybody) - len(listed)
    if proposal_id is not None:
        aside = {one.elector_id for one in electorate.recusals(session, proposal_id=proposal_id)}
        listed = tuple(one for one in listed if one.elector_id not in aside)
    weights = weights_of(book[RuleKey.VOTE_WEIGHTS])
    return Electorate(
        electors=tuple(
            Elector(
                one.elector_id, one.share_class, one.name, one.caster_id,
                weights.get(one.share_class, 1),
            )
            for one in listed
        ),
        members=listed,
        too_new=too_new,
        recused=len(everybody) - too_new - len(listed),
    )  # fmt: skip
