"""Let a deed wait for a second person, and write to those who can be it."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from coop.approvals import operations
from coop.approvals.rules import ApprovalKind
from coop.members import queries as members
from coop.rulebook.definitions import RuleKey
from coop.rulebook.queries import rulebook_on
from coop.unit_of_work.permissions import PERMISSIONS_OF, Permission, Role
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.bookkeeping import write_to
from ledger.entries import Line
from ledger.money import Money

OFFICES = tuple(
    role for role in (Role.TREASURER, Role.BOARD)
    if Permission.APPROVAL_DECIDE in PERMISSIONS_OF[role]
)  # fmt: skip
"""The offices whose holders can be the second person."""


def needs_second_person(act: Act, *, amount: Money) -> bool:
    """This function will say whether an amount is above the rulebook's `ledger.four_eyes`."""
    most = rulebook_on(act.session, on=act.now)[RuleKey.LEDGER_FOUR_EYES]
    return bool(amount.minor > most)


def largest_debit(lines: Iterable[Line]) -> Money:
    """This function will return what an entry moves: its debits, in its largest currency."""
    sums: dict[str, int] = {}
    for line in lines:
        currency = line.amount.currency
        sums[currency] = sums.get(currency, 0) + max(line.amount.minor, 0)
    currency = max(sums, key=lambda each: (sums[each], each))
    return Money(sums[currency], currency)


def ask_second_person(
    act: Act,
    *,
    kind: ApprovalKind,
    about: UUID,
    payload: Mapping[str, Any],
    amount: Money | None,
    payee_id: UUID | None = None,
) -> None:
    """This function will let a deed wait under the deed's own id, and write to the others.

    Raises `WaitsAlready`.
    """
    asked = operations.ask(
        act.session,
        id=act.id,
        kind=kind,
        about=about,
        payload=payload,
        amount=amount,
        payee_id=payee_id,
        asked_by=act.actor.signed_in_id,
        at=act.now,
    )
    act.tell("approval.asked", about=asked.id, deed=kind.value)
    names = members.names_of(act.session, party_ids={asked.asked_by})
    for person_id in second_people(act.session, asked_by=asked.asked_by, payee_id=payee_id):
        write_to(
            act,
            party_id=person_id,
            template="approval_asked",
            facts={
                "deed": kind.value,
                "by": names.get(asked.asked_by, ""),
                "amount_minor": None if amount is None else amount.minor,
                "currency": None if amount is None else amount.currency,
                "expires_at": asked.expires_at.isoformat(),
                "path": f"/treasury/approvals/{asked.id}",
            },
        )


def second_people(
    session: Session, *, asked_by: UUID, payee_id: UUID | None = None
) -> dict[UUID, str]:
    """This function will return who could be the second person: names by id."""
    found: dict[UUID, str] = {}
    for role in OFFICES:
        found |= members.holders_of(session, role=role)
    return {each: name for each, name in found.items() if each not in (asked_by, payee_id)}
