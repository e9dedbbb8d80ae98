"""Write the journal, or one period of it, in another program's format."""

from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from itertools import chain

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from ledger import journal, queries
from ledger.exports import beancount, csv, hledger
from ledger.exports.opening import opening_entries
from ledger.statements.columns import Span


class JournalFormat(StrEnum):
    HLEDGER = "hledger"
    BEANCOUNT = "beancount"
    CSV = "csv"


def export_journal(
    *,
    container: Container,
    actor: Actor,
    format: JournalFormat,
    title: str,
    span: Span | None = None,
) -> Iterator[str]:
    """This function will yield the lines of the export, from one consistent view.

    Of a `span` of days alone where one is given: then the other programs begin with an
    entry that brings the balances forward, so that they end where our books do. Our own
    table has no such entry, for it is read again where the earlier entries are.
    """
    actor.require(Permission.BOOKS_READ)
    start, end = (span.start, span.end) if span is not None else (None, None)
    with container.read() as session:
        chart = queries.chart(session)
        entries = (posted.entry for posted in journal.journal(session, start=start, end=end))
        if format is JournalFormat.CSV:
            yield from csv.write(entries=entries, chart=chart)
            return
        write = hledger.write if format is JournalFormat.HLEDGER else beancount.write
        brought_forward = (
            ()
            if start is None
            else opening_entries(
                balances=queries.balances(session, until=start - timedelta(days=1)), on=start
            )
        )
        yield from write(
            entries=chain(brought_forward, entries),
            chart=chart,
            balances=queries.balances(session, until=end),
            title=title,
        )
