"""Post an entry written by hand."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from ledger import operations
from ledger.accounts import CONTROL_ACCOUNTS
from ledger.entries import Entry, Line
from ledger.errors import PartyMissing


def post_manual_entry(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    on: date,
    memo: str,
    lines: Sequence[Line],
) -> UUID:
    """This function will post the lines as one entry, and return its id: the deed's own.

    Raises `Unbalanced`, `TooFewLines`, `ZeroLine`, `UnknownAccount`, `PeriodClosed`, and
    `PartyMissing` where a line on an account of somebody's names nobody.
    """
    actor.require(Permission.ENTRY_POST)
    entry = Entry(act_id, f"usecase:{act_id}", "manual", on, memo, tuple(lines))
    for line in entry.lines:
        if line.account in CONTROL_ACCOUNTS and line.party_id is None:
            raise PartyMissing(line.account)
    with container.act(actor, Permission.ENTRY_POST, id=act_id) as act:
        if not act.repeated:
            operations.post(act.session, entries=[entry], at=act.now, posted_by=act.actor.person_id)
            act.tell("ledger.posted")
    return act_id
