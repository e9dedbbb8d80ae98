"""Pay the cash part of a declared patronage."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from coop.approvals.errors import NoLongerSo
from coop.approvals.rules import ApprovalKind
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.bookkeeping import post_entry, write_to
from coop.usecases.enact_patronage import PAYABLE, SHARES_AN_ENTRY
from coop.usecases.four_eyes import ask_second_person, needs_second_person
from ledger.accounts import BANK
from ledger.entries import credit, debit
from ledger.money import Money
from services.patronage import operations, queries
from services.patronage.errors import DeclarationMoved
from services.patronage.rules import DeclarationState


def pay_patronage(
    *, container: Container, actor: Actor, act_id: UUID, declaration_id: UUID
) -> None:
    """This function will book 2300 / 1000 for every member's cash, once.

    Above the amount of `ledger.four_eyes` the payment waits for a second person.
    Raises `DeclarationMoved` where it is not declared, or paid already; `WaitsAlready`.
    """
    with container.act(actor, Permission.PATRONAGE_PAY, id=act_id, about=declaration_id) as act:
        if act.repeated:
            return
        declaration = queries.declaration(act.session, declaration_id=declaration_id)
        cash = Money(declaration.division.cash, declaration.division.currency)
        if declaration.state is not DeclarationState.DECLARED:
            raise DeclarationMoved(declaration_id, declaration.state.value)
        if not needs_second_person(act, amount=cash):
            _pay(act, declaration_id)
            return
        ask_second_person(
            act,
            kind=ApprovalKind.PATRONAGE_PAYMENT,
            about=declaration_id,
            payload={
                "declaration_id": str(declaration_id),
                "figures_sha256": declaration.figures_sha256,
                "year": declaration.year,
                "members": sum(1 for share in declaration.division.shares if share.cash),
                "amount_minor": cash.minor,
                "currency": cash.currency,
            },
            amount=cash,
        )


def carry_out(act: Act, _container: Container, payload: Mapping[str, Any]) -> None:
    """This function will pay what a second person approved, or raise `NoLongerSo`."""
    declaration_id = UUID(payload["declaration_id"])
    declaration = queries.declaration(act.session, declaration_id=declaration_id)
    if declaration.figures_sha256 != payload["figures_sha256"]:
        raise NoLongerSo
    _pay(act, declaration_id)


def _pay(act: Act, declaration_id: UUID) -> None:
    operations.pay(act.session, declaration_id=declaration_id, at=act.now)
    division = queries.declaration(act.session, declaration_id=declaration_id).division
    owed = [share for share in division.shares if share.cash]
    for first in range(0, len(owed), SHARES_AN_ENTRY):
        part = owed[first : first + SHARES_AN_ENTRY]
        post_entry(
            act,
            source_key=f"patronage:{declaration_id}:paid:{first}",
            kind="patronage.paid",
            memo=f"Patronage of {division.year}, cash part",
            lines=(
                *(
                    debit(PAYABLE, Money(share.cash, division.currency), party_id=share.party_id)
                    for share in part
                ),
                credit(BANK, Money(sum(share.cash for share in part), division.currency)),
            ),
        )
    for share in owed:
        write_to(
            act,
            party_id=share.party_id,
            template="patronage_paid",
            facts={
                "year": division.year,
                "cash_minor": share.cash,
                "currency": division.currency,
                "path": f"/patronage/{declaration_id}",
            },
        )
    act.tell("patronage.paid", cash_minor=division.cash)
