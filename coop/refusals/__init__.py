"""Every refusal's HTTP status and sentence: the only such table, a file a room.

A sentence says what happened and what the person can do next. A test demands a
row for every subclass of `footing.errors.Refusal`.
"""

from coop.refusals import (
    approvals,
    circles,
    earning,
    electorate,
    house,
    ledger,
    meetings,
    members,
    patronage,
    rulebook,
    votes,
)
from coop.refusals.row import Row
from coop.rulebook.errors import RuleChangesRefused
from footing.errors import Refusal

REFUSALS: dict[type[Refusal], Row] = {
    **house.ROWS,
    **members.ROWS,
    **rulebook.ROWS,
    **votes.ROWS,
    **electorate.ROWS,
    **meetings.ROWS,
    **ledger.ROWS,
    **approvals.ROWS,
    **patronage.ROWS,
    **earning.ROWS,
    **circles.ROWS,
    # Made of the sentences of other rows.
    RuleChangesRefused: (422, lambda e: " ".join(sentence_of(fault) for fault in e.faults)),
}


def status_of(refusal: Refusal) -> int:
    """This function will return the HTTP status of a refusal, by its class or the nearest above."""
    return _row(refusal)[0]


def sentence_of(refusal: Refusal) -> str:
    """This function will say a refusal in plain words, in the reader's language."""
    return _row(refusal)[1](refusal)


def _row(refusal: Refusal) -> Row:
    for kind in type(refusal).__mro__:
        if kind in REFUSALS:
            return REFUSALS[kind]
    raise LookupError(f"no sentence for {type(refusal).__name__}") from refusal
