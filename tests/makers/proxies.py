"""Gives proxies and declares interests, through the use cases."""

from datetime import date
from uuid import UUID

from coop import ids
from coop.container import Container
from coop.usecases.declare_interest import declare_interest
from coop.usecases.give_proxy import give_proxy
from tests.makers.members import Owner
from tests.makers.votes import cast
from voting.proposals import Proposal


def make_proxy(
    container: Container,
    giver: Owner,
    holder: Owner,
    *,
    vote: Proposal | UUID | None = None,
    until: date | None = None,
    direction: str = "",
) -> UUID:
    """A proxy for one vote; or a standing one, to the end of March 2026 unless said otherwise."""
    proposal_id = vote.id if isinstance(vote, Proposal) else vote
    return give_proxy(
        container=container,
        actor=giver.actor,
        act_id=ids.new_id(),
        elector_id=giver.party_id,
        holder_id=holder.person_id,
        proposal_id=proposal_id,
        until=until or (None if proposal_id else date(2026, 3, 31)),
        direction=direction,
    )


def cast_for(
    container: Container, vote: Proposal, *, giver: Owner, holder: Owner, ballot: str, **more: str
) -> str | None:
    """The holder casts the giver's ballot; returns the receipt of a secret one."""
    proxy_holder = Owner(
        party_id=giver.party_id,
        person_id=holder.person_id,
        name=giver.name,
        email=holder.email,
        share_class=giver.share_class,
        shares=giver.shares,
    )
    return cast(container, vote, proxy_holder, ballot, **more).receipt


def make_interest(
    container: Container, owner: Owner, vote: Proposal | UUID, reason: str = "I own the field."
) -> None:
    declare_interest(
        container=container,
        actor=owner.actor,
        act_id=ids.new_id(),
        proposal_id=vote.id if isinstance(vote, Proposal) else vote,
        elector_id=owner.party_id,
        reason=reason,
    )
