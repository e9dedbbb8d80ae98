"""What the co-op calls itself."""

from sqlalchemy import select

from coop.container import Container
from coop.unit_of_work.tables import EventRow

UNNAMED = "Coppice"


def co_op_name(*, container: Container) -> str:
    """This function will return the name given at the founding; `Coppice` before it."""
    with container.read() as session:
        facts = session.scalar(select(EventRow.facts).where(EventRow.kind == "coop.founded"))
    return str(facts["name"]) if facts else UNNAMED
