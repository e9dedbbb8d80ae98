"""Put something on the market, or take it off."""

from uuid import UUID

from coop.container import Container
from coop.members import queries as members
from coop.rulebook.fees import marketplace_rule
from coop.rulebook.queries import rulebook_on
from coop.unit_of_work.permissions import Actor, Permission
from ledger.money import Money
from services.errors import NotYours
from services.marketplace import operations, queries


def offer_listing(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    seller_id: UUID,
    title: str,
    description: str,
    price_minor: int,
) -> UUID:
    """This function will offer something for a price in minor units, and return the listing's id.

    Raises `NotYours` when one does not speak for the seller, `PriceTooLow`.
    """
    with container.act(actor, Permission.LISTING_OFFER, id=act_id) as act:
        if act.repeated:
            return act_id
        ours = members.parties_of(act.session, person_id=act.actor.signed_in_id)
        if seller_id not in {party.id for party in ours}:
            raise NotYours
        operations.offer(
            act.session,
            id=act_id,
            seller_id=seller_id,
            title=title,
            description=description,
            price=Money(price_minor, container.config.currency),
            rule=marketplace_rule(book=rulebook_on(act.session, on=act.now)),
            offered_by=act.actor.person_id,
            at=act.now,
        )
        act.tell("listing.offered", title=title)
    return act_id


def close_listing(*, container: Container, actor: Actor, act_id: UUID, listing_id: UUID) -> None:
    """This function will take a listing off the market; raises `NotYours`, `NotFound`."""
    with container.act(actor, Permission.LISTING_OFFER, id=act_id, about=listing_id) as act:
        if act.repeated:
            return
        listing = queries.listing(act.session, listing_id=listing_id)
        ours = members.parties_of(act.session, person_id=act.actor.signed_in_id)
        if listing.seller_id not in {party.id for party in ours}:
            raise NotYours
        operations.close(act.session, listing_id=listing_id, at=act.now)
        act.tell("listing.closed")
