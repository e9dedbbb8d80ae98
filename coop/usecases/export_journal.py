"""Write the whole journal in another program's format."""

from collections.abc import Iterator
from enum import StrEnum

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from ledger import journal, queries
from ledger.exports import beancount, csv, hledger


class JournalFormat(StrEnum):
    HLEDGER = "hledger"
    BEANCOUNT = "beancount"
    CSV = "csv"


def export_journal(
    *, container: Container, actor: Actor, format: JournalFormat, title: str
) -> Iterator[str]:
    """This function will yield the lines of the export, from one consistent view."""
    actor.require(Permission.BOOKS_READ)
    with container.read() as session:
        chart = queries.chart(session)
        entries = (posted.entry for posted in journal.journal(session))
        if format is JournalFormat.CSV:
            yield from csv.write(entries=entries, chart=chart)
            return
        write = hledger.write if format is JournalFormat.HLEDGER else beancount.write
        yield from write(
            entries=entries, chart=chart, balances=queries.balances(session), title=title
        )
