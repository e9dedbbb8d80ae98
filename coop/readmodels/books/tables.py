"""Tables for spreadsheets, in which no cell of words can become a formula."""

import csv
import io
from collections.abc import Collection, Iterable, Sequence

from ledger.exports.cells import guarded


def as_csv(
    heading: Sequence[str], rows: Iterable[Sequence[str]], *, amounts: Collection[int] = ()
) -> str:
    """This function will return CSV text; cells in `amounts` are ours and stay numbers."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(heading)
    for row in rows:
        writer.writerow(
            [cell if at in amounts else guarded(cell) for at, cell in enumerate(row)]
        )  # fmt: skip
    return buffer.getvalue()
