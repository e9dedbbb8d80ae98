"""Tables for spreadsheets, in which no cell of words can become a formula."""

import csv
import io
from collections.abc import Collection, Iterable, Sequence

from ledger.exports.cells import guarded


def as_csv(
    heading: Sequence[str], rows: Iterable[Sequence[str]], *, amounts: Collection[int] = ()
) -> str:
    """This function will return CSV text; cells in `amounts` are ours and stay numbers."""
    return as_row(heading) + "".join(as_row(row, amounts=amounts) for row in rows)


def as_row(cells: Sequence[str], *, amounts: Collection[int] = ()) -> str:
    """This function will return one row of CSV text, its line end included."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(
        [cell if at in amounts else guarded(cell) for at, cell in enumerate(cells)]
    )
    return buffer.getvalue()
