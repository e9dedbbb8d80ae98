"""Give a proxy: let another member cast, in one vote or in all until a day."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from coop.container import Container
from coop.members import queries as members
from coop.rulebook.definitions import RuleKey
from coop.rulebook.queries import rulebook_on
from coop.rulebook.rules import Rulebook
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.proxy_letters import write_of_ending, write_of_giving
from voting import queries
from voting.delegations import Delegation
from voting.electorate import operations
from voting.errors import HolderNotElector, NotOnRoll, ProxyTermTooLong


def give_proxy(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    holder_id: UUID,
    elector_id: UUID | None = None,
    proposal_id: UUID | None = None,
    until: date | None = None,
    direction: str = "",
) -> UUID:
    """This function will give a proxy and return its id, which is the act's.

    `elector_id` is whose vote it is: the actor's own unless said otherwise, or
    that of an organisation the actor represents. With `proposal_id` it is for
    that vote; without, for all votes through the day `until`. `direction` is the
    canonical ballot to cast, in a vote by name whose wording is frozen; empty
    leaves the holder free. A former proxy for the same votes ends. The holder is
    written to, and so is a former holder. Raises `NotOnRoll`, `HolderNotElector`,
    `ProxyTermTooLong` and what `voting.electorate.operations.give` does.
    """
    with container.act(actor, Permission.PROXY_GIVE, id=act_id) as act:
        if act.repeated:
            return act_id
        elector_id = elector_id or actor.signed_in_id
        book = rulebook_on(act.session, on=act.now)
        _check_electors(act, elector_id=elector_id, holder_id=holder_id, proposal_id=proposal_id)
        new = Delegation(
            id=act_id,
            giver_id=elector_id,
            given_by=actor.signed_in_id,
            holder_id=holder_id,
            proposal_id=proposal_id,
            until=None
            if proposal_id is not None
            else _end_of(until, book=book, now=act.now, time_zone=container.config.time_zone),
            direction=direction or None,
            given_at=act.now,
        )
        replaced = operations.give(act.session, new=new, cap=book[RuleKey.VOTE_PROXY_CAP])
        act.tell(
            "proxy.given",
            giver=str(new.giver_id),
            holder=str(new.holder_id),
            proposal=str(proposal_id) if proposal_id else None,
            until=new.until.isoformat() if new.until else None,
            directed=new.direction is not None,
        )
        write_of_giving(act, new)
        for former in replaced:
            if former.holder_id != new.holder_id:
                write_of_ending(act, former, to=former.holder_id, ending="replaced")
    return act_id


def _check_electors(
    act: Act, *, elector_id: UUID, holder_id: UUID, proposal_id: UUID | None
) -> None:
    """This function will let pass who casts for the elector, and a holder who votes too.

    Once a vote has its roll, that decides instead, in the domain.
    """
    if proposal_id is not None:
        vote = queries.proposal(act.session, proposal_id=proposal_id)
        if vote.text_hash is not None:
            return
    mine = members.electors_of(act.session, person_id=act.actor.signed_in_id, at=act.now)
    if elector_id not in {one.elector_id for one in mine}:
        raise NotOnRoll
    if not members.electors_of(act.session, person_id=holder_id, at=act.now):
        raise HolderNotElector


def _end_of(day: date | None, *, book: Rulebook, now: datetime, time_zone: str) -> datetime:
    """This function will return the midnight that ends a day, by the registered office's clock."""
    zone = ZoneInfo(time_zone)
    most = book[RuleKey.VOTE_PROXY_DAYS]
    today = now.astimezone(zone).date()
    if day is None or not today < day <= today + timedelta(days=most):
        raise ProxyTermTooLong(most)
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
