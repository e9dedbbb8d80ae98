"""Sealing: what was posted joins the chain, in an order fixed when it is sealed."""

from datetime import date, datetime
from itertools import islice

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ledger import hashing
from ledger.entries import payload_text
from ledger.journal import PostedEntry, journal
from ledger.tables import EntrySealRow, SealRow, table_of

MOST_ENTRIES = 10_000
"""How many entries one seal holds at most."""


def seal(session: Session, *, until: date, at: datetime) -> int | None:
    """This function will seal every entry dated up to a day that no seal holds yet.

    It returns the newest seal's number, or nothing where there was nothing to seal; a
    seal holds ten thousand entries at most, so that a large journal is sealed in several.
    Posting never waits for it: the order in the chain is set here, not on posting.
    """
    number = None
    unsealed = journal(session, end=until, unsealed=True)
    while entries := list(islice(unsealed, MOST_ENTRIES)):
        number = _link(session, entries, at=at)
    return number


def _link(session: Session, entries: list[PostedEntry], *, at: datetime) -> int:
    last = session.execute(select(SealRow).order_by(SealRow.number.desc()).limit(1)).scalar()
    number = 1 if last is None else last.number + 1
    previous = hashing.GENESIS if last is None else bytes(last.chain)
    root = hashing.root([leaf_of(posted) for posted in entries])
    session.execute(
        insert(table_of(SealRow)).values(
            number=number,
            entry_count=len(entries),
            root=root,
            previous=previous,
            chain=hashing.link(
                previous=previous, number=number, entry_count=len(entries), root=root
            ),
            sealed_at=at,
        )
    )
    session.execute(
        insert(table_of(EntrySealRow)),
        [
            {"entry_id": posted.entry.id, "seal_number": number, "position": position}
            for position, posted in enumerate(entries)
        ],
    )
    return number


def leaf_of(posted: PostedEntry) -> bytes:
    """This function will return the leaf of a stored entry, computed from what it says now."""
    entry = posted.entry
    return hashing.leaf(
        id=entry.id,
        source_key=entry.source_key,
        posted_by=posted.posted_by,
        posted_at=posted.posted_at,
        payload=payload_text(
            on=entry.on,
            kind=entry.kind,
            memo=entry.memo,
            reverses_id=entry.reverses_id,
            lines=entry.lines,
        ),
    )
