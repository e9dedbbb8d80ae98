"""Post an entry written by hand; above the rulebook's amount it waits for a second person."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from coop.approvals.rules import ApprovalKind
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.four_eyes import ask_second_person, largest_debit, needs_second_person
from ledger import operations
from ledger.accounts import CONTROL_ACCOUNTS
from ledger.entries import Entry, Line
from ledger.errors import PartyMissing
from ledger.money import Money
from ledger.periods import ADJUSTMENT
from ledger.written import lines_from_plain, lines_to_plain

MANUAL = "manual"


def post_manual_entry(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    on: date,
    memo: str,
    lines: Sequence[Line],
    adjustment: str = "",
) -> UUID:
    """This function will post the lines as one entry, and return its id: the deed's own.

    `adjustment` says why it must go into a softly closed month. Above the amount of
    `ledger.four_eyes` nothing is posted: the entry waits under the same id. Raises
    `Unbalanced`, `TooFewLines`, `ZeroLine`, `UnknownAccount`, `PeriodClosed`,
    `PeriodSoftlyClosed`, and `PartyMissing` where a line on an account of somebody's
    names nobody.
    """
    actor.require(Permission.ENTRY_POST)
    entry = Entry(
        id=act_id,
        source_key=f"usecase:{act_id}",
        kind=ADJUSTMENT if adjustment else MANUAL,
        on=on,
        memo=f"{memo} ({adjustment})"[:500] if adjustment else memo,
        lines=tuple(lines),
    )
    for line in entry.lines:
        if line.account in CONTROL_ACCOUNTS and line.party_id is None:
            raise PartyMissing(line.account)
    with container.act(actor, Permission.ENTRY_POST, id=act_id) as act:
        if not act.repeated:
            post_or_wait(act, entry=entry, amount=largest_debit(entry.lines))
    return act_id


def post_or_wait(act: Act, *, entry: Entry, amount: Money) -> bool:
    """This function will post an entry that somebody wrote, or let it wait for a second person.

    `amount` is what it moves. Returns whether it was posted. Raises what
    `ledger.operations.post` raises, also where it would only wait.
    """
    # Posted first in either case: what the books refuse is said now, not to the second person.
    with act.session.begin_nested() as attempt:
        operations.post(act.session, entries=[entry], at=act.now, posted_by=act.actor.person_id)
        waits = needs_second_person(act, amount=amount)
        if waits:
            attempt.rollback()
    if waits:
        ask_second_person(
            act,
            kind=ApprovalKind.ENTRY,
            about=entry.id,
            amount=amount,
            payload={
                "kind": entry.kind,
                "on": entry.on.isoformat(),
                "memo": entry.memo,
                "lines": lines_to_plain(entry.lines),
            },
        )
    else:
        act.tell("ledger.posted")
    return not waits


def carry_out(act: Act, _container: Container, payload: Mapping[str, Any]) -> None:
    """This function will post an entry that a second person has approved."""
    entry = Entry(
        id=act.id,
        source_key=f"usecase:{act.id}",
        kind=payload["kind"],
        on=date.fromisoformat(payload["on"]),
        memo=payload["memo"],
        lines=lines_from_plain(payload["lines"]),
    )
    operations.post(act.session, entries=[entry], at=act.now, posted_by=act.actor.person_id)
    act.tell("ledger.posted")
