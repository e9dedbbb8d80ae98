"""Found the co-operative: the first deed, after which every other can be done."""

from uuid import UUID

from sqlalchemy import select

from coop import ids
from coop.container import Container
from coop.members import operations as members
from coop.rulebook import operations as rulebook
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.tables import EventRow
from ledger import operations as ledger

FOUNDING = ids.id_for("the founding resolution")
"""The resolution that every founding rule names."""


def found_cooperative(*, container: Container, name: str) -> UUID:
    """This function will open the chart, the share classes and the founding rulebook.

    Returns the id of the founding resolution. Founding twice changes nothing.
    """
    with container.act(Actor.worker(), Permission.RULEBOOK_FOUND, id=FOUNDING) as act:
        if act.repeated:
            return FOUNDING
        ledger.open_chart(act.session, currency=container.config.currency, at=act.now)
        members.seed_share_classes(act.session, currency=container.config.currency, at=act.now)
        rulebook.found(act.session, resolution_id=FOUNDING, at=act.now)
        act.tell("coop.founded", name=name)
    return FOUNDING


def is_founded(*, container: Container) -> bool:
    """This function will say whether the co-op in this database has been founded."""
    with container.read() as session:
        return (
            session.scalar(select(EventRow.id).where(EventRow.kind == "coop.founded")) is not None
        )
