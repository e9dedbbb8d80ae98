"""Post one entry, or write one letter, from within a deed: what every paid service does alike."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from coop import ids
from coop.members import queries as members
from coop.unit_of_work.unit_of_work import Act
from ledger import operations as ledger
from ledger.entries import Entry, Line


def post_entry(
    act: Act,
    *,
    source_key: str,
    kind: str,
    memo: str,
    lines: Iterable[Line],
    on: date | None = None,
) -> UUID:
    """This function will post an entry whose id is made from its source key, and return the id.

    Lines of nothing are left out. It is dated `on`, or the day of the deed.
    """
    entry = Entry(
        id=ids.id_for(source_key),
        source_key=source_key,
        kind=kind,
        on=on or act.now.date(),
        memo=memo,
        lines=tuple(line for line in lines if line.amount),
    )
    (entry_id,) = ledger.post(
        act.session, entries=[entry], at=act.now, posted_by=act.actor.person_id
    )
    return entry_id


def write_to(act: Act, *, party_id: UUID, template: str, facts: dict[str, Any]) -> None:
    """This function will leave a letter to a party: a person, or whoever speaks for the body."""
    reader = members.contact_of(act.session, party_id=party_id)
    act.mail(
        to=reader.email,
        template=template,
        facts={"name": reader.name, **facts},
        key=f"{template}:{act.id}:{party_id}",
        locale=reader.locale,
    )
