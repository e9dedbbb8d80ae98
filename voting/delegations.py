"""Proxies: one member lets another cast, for one vote or for all until a day. Rules without tables.

Proxies are directed or free, may be taken back, leave the member free to vote in
person, and nobody holds more than five: so the Co-operatives UK worker co-operative
model ("Proxies"). The rest are rules of the house (`docs/decisions/0012`):

* A proxy is never passed on. Whoever has given a proxy holds none for the same
  votes, and whoever holds one gives none; so there is no chain and no circle.
* The newest proxy counts; one for this vote goes before a standing one.
* Whoever votes in person needs no proxy: the own ballot stands.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from voting.errors import (
    HolderHasGiven,
    HoldsProxies,
    NoProxies,
    OwnHolder,
    TooManyProxies,
)


class Ending(StrEnum):
    """How a proxy ended before its time."""

    REVOKED = "revoked"
    DECLINED = "declined"
    REPLACED = "replaced"
    """The giver gave a newer one for the same votes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """A proxy given: whose vote, who may cast it, for what and how long."""

    id: UUID
    giver_id: UUID
    """The elector whose vote it is."""
    given_by: UUID
    """The person who gave it: the elector, or the organisation's representative."""
    holder_id: UUID
    """The person who may cast."""
    proposal_id: UUID | None
    """The one vote it is for; none for a standing proxy."""
    until: datetime | None
    """When a standing proxy runs out; none for a proxy for one vote."""
    direction: str | None
    """The canonical ballot to be cast; none where the holder is free."""
    given_at: datetime
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    ending: Ending | None = None

    def live(self, at: datetime) -> bool:
        """This function will say whether the proxy is in force at a moment."""
        return (
            self.given_at <= at
            and (self.ended_at is None or at < self.ended_at)
            and (self.until is None or at < self.until)
        )

    def covers(self, proposal_id: UUID) -> bool:
        """This function will say whether the proxy is for a vote."""
        return self.proposal_id in (None, proposal_id)

    def meets(self, other: "Delegation") -> bool:
        """This function will say whether two proxies can be for the same vote."""
        return (
            self.proposal_id is None
            or other.proposal_id is None
            or self.proposal_id == other.proposal_id
        )

    def succeeds(self, other: "Delegation") -> bool:
        """This function will say whether this proxy takes the other's place when given."""
        return (self.giver_id, self.proposal_id) == (other.giver_id, other.proposal_id)


def effective(
    delegations: Iterable[Delegation], *, proposal_id: UUID, at: datetime
) -> dict[UUID, Delegation]:
    """This function will return, by giver, the one proxy in force for a vote at a moment."""
    found: dict[UUID, Delegation] = {}
    for one in delegations:
        if not one.live(at) or not one.covers(proposal_id):
            continue
        rival = found.get(one.giver_id)
        if rival is None or _rank(one) > _rank(rival):
            found[one.giver_id] = one
    return found


def _rank(one: Delegation) -> tuple[bool, datetime, UUID]:
    return one.proposal_id is not None, one.given_at, one.id


def check_giving(new: Delegation, *, among: Iterable[Delegation], cap: int) -> None:
    """This function will return quietly when a proxy may be given, or refuse it.

    `among` are the proxies for votes that are not closed; those that `new` takes
    the place of do not matter. `cap` is for how many members one person may
    hold proxies in any one vote. Raises `NoProxies`, `OwnHolder`, `HoldsProxies`,
    `HolderHasGiven`, `TooManyProxies`.
    """
    if cap < 1:
        raise NoProxies
    if new.given_by == new.holder_id or new.giver_id == new.holder_id:
        raise OwnHolder
    standing = [
        one for one in among if one.live(new.given_at) and one.meets(new) and not new.succeeds(one)
    ]
    if any(one.holder_id == new.given_by for one in standing):
        raise HoldsProxies
    if any(one.given_by == new.holder_id for one in standing):
        raise HolderHasGiven
    others = {one.giver_id for one in standing if one.holder_id == new.holder_id}
    if len(others - {new.giver_id}) >= cap:
        raise TooManyProxies(cap)


def may_replace(*, own: bool, in_person: bool) -> bool:
    """This function will say whether a ballot by name may take the place of the one that is in.

    `own`: the elector casts now; `in_person`: the elector cast the one that is
    in. The elector always may; a holder only replaces what a holder cast.
    """
    return own or not in_person
