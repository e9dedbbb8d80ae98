"""Pay the cash part of a declared patronage."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.bookkeeping import post_entry, write_to
from coop.usecases.enact_patronage import PAYABLE, SHARES_AN_ENTRY
from ledger.accounts import BANK
from ledger.entries import credit, debit
from ledger.money import Money
from services.patronage import operations, queries


def pay_patronage(
    *, container: Container, actor: Actor, act_id: UUID, declaration_id: UUID
) -> None:
    """This function will book 2300 / 1000 for every member's cash, once.

    Raises `DeclarationMoved` where it is not declared, or paid already.
    """
    with container.act(actor, Permission.PATRONAGE_PAY, id=act_id, about=declaration_id) as act:
        if act.repeated:
            return
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
                        debit(
                            PAYABLE, Money(share.cash, division.currency), party_id=share.party_id
                        )
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
