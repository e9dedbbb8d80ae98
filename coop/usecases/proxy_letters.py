"""The letters about proxies: to who holds one, and to who gave it. None says how anybody votes."""

from uuid import UUID

from coop.members import queries as members
from coop.unit_of_work.unit_of_work import Act
from voting import queries
from voting.delegations import Delegation

PAGE = "/me/proxies"


def write_of_giving(act: Act, proxy: Delegation) -> None:
    """This function will tell the holder of a new proxy, and how to refuse it."""
    _write(act, proxy, to=proxy.holder_id, template="proxy_given", directed=bool(proxy.direction))


def write_of_ending(act: Act, proxy: Delegation, *, to: UUID, ending: str) -> None:
    """This function will tell the other side that a proxy has ended, and how.

    `ending` is revoked, declined or replaced.
    """
    _write(act, proxy, to=to, template="proxy_ended", ending=ending)


def write_of_accepting(act: Act, proxy: Delegation) -> None:
    """This function will tell the giver that the holder is willing."""
    _write(act, proxy, to=proxy.given_by, template="proxy_accepted")


def write_of_casting(act: Act, proxy: Delegation, *, proposal_id: UUID, secret: bool) -> None:
    """This function will tell the giver that the holder has cast the ballot, and what now."""
    _write(
        act, proxy, to=proxy.given_by, template="proxy_cast", proposal_id=proposal_id, secret=secret
    )


def _write(
    act: Act,
    proxy: Delegation,
    *,
    to: UUID,
    template: str,
    proposal_id: UUID | None = None,
    **more: object,
) -> None:
    reader = members.people(act.session, person_ids=[to]).get(to)
    if reader is None:
        return
    names = members.names_of(act.session, party_ids=[proxy.giver_id, proxy.holder_id])
    about = proposal_id or proxy.proposal_id
    act.mail(
        to=reader.email,
        template=template,
        facts={
            "name": reader.name,
            "giver": names.get(proxy.giver_id, ""),
            "holder": names.get(proxy.holder_id, ""),
            "title": queries.proposal(act.session, proposal_id=about).title if about else "",
            "path": f"/proposals/{about}" if template == "proxy_cast" else PAGE,
            "until_at": proxy.until.isoformat() if proxy.until else None,
            **more,
        },
        # No key where a ballot was cast: nothing is kept of who cast for whom.
        key=None if template == "proxy_cast" else f"{template}:{act.id}:{proxy.id}",
        locale=reader.locale,
    )
