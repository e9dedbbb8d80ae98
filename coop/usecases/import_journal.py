"""Post a journal table: all of it, or nothing and a list of what is wrong."""

import hashlib

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from ledger import operations, period_queries, queries
from ledger.exports import csv


def import_journal(*, container: Container, actor: Actor, content: bytes) -> int:
    """This function will post every entry of a CSV journal, and return how many it holds.

    Entries whose source key is posted already stay as they are, so that the same
    file again changes nothing. Raises `MalformedJournal` with every fault and its
    line, and what `ledger.operations.post` raises; nothing is posted then.
    """
    actor.require(Permission.ENTRY_POST)
    with container.read() as session:
        chart, closed_until = queries.chart(session), period_queries.ordinary_closed_until(session)
        funds = {fund.code for fund in queries.funds(session)}
    text = content.decode("utf-8-sig", errors="replace")
    entries = csv.read(text=text, chart=chart, funds=funds, closed_until=closed_until)
    act_id = ids.id_for(f"journal:{hashlib.sha256(content).hexdigest()}")
    with container.act(actor, Permission.ENTRY_POST, id=act_id) as act:
        if not act.repeated:
            operations.post(act.session, entries=entries, at=act.now, posted_by=act.actor.person_id)
            act.tell("ledger.imported", entries=len(entries))
    return len(entries)
