"""What was decided about bank lines, and what the forms about them offer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from coop.container import Container
from coop.members import queries as members
from coop.readmodels import book_words
from coop.unit_of_work.permissions import Actor, Permission
from ledger import queries
from ledger.accounts import CONTROL_ACCOUNTS
from ledger.reconciliation import queries as bank
from ledger.reconciliation.matching import BankLine


@dataclass(frozen=True, slots=True)
class DecisionPart:
    """An entry that a bank line stands for, or `pays`, and how much of it."""

    pays: bool
    entry_id: UUID
    memo: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What was made of a bank line. `kind` is matched, booked, split or ignored."""

    match_id: UUID
    batch_id: UUID | None
    kind: str
    line: BankLine
    parts: tuple[DecisionPart, ...]
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Choices:
    """What a form about the books offers: accounts and named parties, value then text."""

    accounts: tuple[tuple[str, str], ...]
    parties: tuple[tuple[str, str], ...]
    pools: tuple[tuple[str, str], ...]
    funds: tuple[tuple[str, str], ...]


def decisions(*, container: Container, actor: Actor) -> tuple[Decision, ...]:
    """This function will return the last hundred decisions that stand, the latest first."""
    actor.require(Permission.BOOKS_READ)
    with container.read() as session:
        return tuple(decision_of(each) for each in bank.settled(session, limit=100))


def decision_of(settled: bank.Settled) -> Decision:
    """This function will return a decision for a page."""
    return Decision(
        match_id=settled.match_id,
        batch_id=settled.batch_id,
        kind=settled.kind,
        line=settled.line,
        parts=tuple(
            DecisionPart(part.role == "owed", part.entry_id, part.memo, part.amount_minor)
            for part in settled.parts
        ),
        reason=settled.reason,
        at=settled.matched_at,
    )


def choices(*, container: Container, actor: Actor) -> Choices:
    """This function will return what the forms of the books offer."""
    actor.require(Permission.BOOKS_READ)
    with container.read() as session:
        return Choices(
            accounts=tuple(
                (code, f"{code} {account.name}") for code, account in queries.chart(session).items()
            ),
            parties=_parties(session, container.config.currency),
            pools=tuple((code, str(name)) for code, name in book_words.POOL_NAMES.items()),
            funds=tuple(
                (fund.code, f"{fund.code} {fund.name}")
                for fund in queries.funds(session)
                if fund.ended_on is None
            ),
        )


def _parties(session: Session, currency: str) -> tuple[tuple[str, str], ...]:
    """Everybody whom the books name on an account of somebody's, by name."""
    ids: set[UUID] = set()
    for code in CONTROL_ACCOUNTS:
        standings: dict[Any, int] = queries.balances_by_party(
            session, account=code, currency=currency
        )
        ids.update(party_id for party_id in standings if party_id is not None)
    names = members.names_of(session, party_ids=ids)
    return tuple(
        sorted(
            ((str(party_id), name) for party_id, name in names.items()), key=lambda pair: pair[1]
        )
    )
