"""Pay coaches and sellers what they have earned: one click by the treasurer.

Above the rulebook's amount the payout waits for a second person.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from coop.approvals.errors import NoLongerSo
from coop.approvals.rules import ApprovalKind
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.bookkeeping import post_entry, write_to
from coop.usecases.four_eyes import ask_second_person, needs_second_person
from ledger.entries import credit, debit
from ledger.money import Money, total
from services.coaching import operations as coaching
from services.marketplace import operations as marketplace
from services.payments import operations as payments
from services.payments.errors import NothingOwed


def pay_coach(*, container: Container, actor: Actor, act_id: UUID, coach_id: UUID) -> UUID:
    """This function will pay a coach for every session delivered: 2010 / 1000.

    Returns the payout's id; above the amount of `ledger.four_eyes` the payout waits
    under it. Raises `NothingOwed`: also for the second of two treasurers who click at
    once; `WaitsAlready`.
    """
    return _pay(container, actor, act_id, coach_id, COACH)


def pay_seller(*, container: Container, actor: Actor, act_id: UUID, seller_id: UUID) -> UUID:
    """This function will pay a seller for every confirmed order: 2020 / 1010.

    Returns the payout's id; raises `NothingOwed`, `WaitsAlready`, as for a coach.
    """
    return _pay(container, actor, act_id, seller_id, SELLER)


def carry_out_coach(act: Act, container: Container, payload: Mapping[str, Any]) -> None:
    """This function will pay a coach what a second person approved, or raise `NoLongerSo`."""
    _carry_out(act, container, payload, COACH)


def carry_out_seller(act: Act, container: Container, payload: Mapping[str, Any]) -> None:
    """This function will pay a seller what a second person approved, or raise `NoLongerSo`."""
    _carry_out(act, container, payload, SELLER)


@dataclass(frozen=True, slots=True)
class _Trade:
    """How one kind of payee is paid; `take` marks what goes out: id → what the payee gets."""

    kind: ApprovalKind
    purpose: str
    debited: str
    credited: str
    take: Callable[[Act, UUID], dict[UUID, Money]]


def _take_sessions(act: Act, coach_id: UUID) -> dict[UUID, Money]:
    paid = coaching.pay_out(act.session, coach_id=coach_id, payout_id=act.id)
    return {booking.id: booking.coach_share for booking in paid}


def _take_orders(act: Act, seller_id: UUID) -> dict[UUID, Money]:
    paid = marketplace.pay_out(act.session, seller_id=seller_id, payout_id=act.id)
    return {order.id: order.due for order in paid}


COACH = _Trade(ApprovalKind.COACH_PAYOUT, "coaching", "2010", "1000", _take_sessions)
SELLER = _Trade(ApprovalKind.SELLER_PAYOUT, "marketplace", "2020", "1010", _take_orders)


def _pay(container: Container, actor: Actor, act_id: UUID, party_id: UUID, trade: _Trade) -> UUID:
    currency = container.config.currency
    with container.act(actor, Permission.PAYOUT_MAKE, id=act_id, about=party_id) as act:
        if act.repeated:
            return act_id
        with act.session.begin_nested() as attempt:
            shares = trade.take(act, party_id)
            amount = total(list(shares.values()), currency=currency)
            if not amount:
                raise NothingOwed(party_id=party_id)
            waits = needs_second_person(act, amount=amount)
            if waits:
                attempt.rollback()
        if waits:
            ask_second_person(
                act,
                kind=trade.kind,
                about=party_id,
                payload={
                    "party_id": str(party_id),
                    "items": sorted(str(item_id) for item_id in shares),
                    "amount_minor": amount.minor,
                    "currency": currency,
                },
                amount=amount,
                payee_id=party_id,
            )
        else:
            _send(act, party_id, amount, len(shares), trade)
    return act_id


def _carry_out(act: Act, container: Container, payload: Mapping[str, Any], trade: _Trade) -> None:
    party_id = UUID(payload["party_id"])
    shares = trade.take(act, party_id)
    amount = total(list(shares.values()), currency=container.config.currency)
    if (sorted(str(item_id) for item_id in shares), amount.minor) != (
        payload["items"],
        payload["amount_minor"],
    ):
        raise NoLongerSo
    _send(act, party_id, amount, len(shares), trade)


def _send(act: Act, party_id: UUID, amount: Money, number: int, trade: _Trade) -> None:
    payments.note_payee_payout(
        act.session,
        id=act.id,
        party_id=party_id,
        purpose=trade.purpose,
        amount=amount,
        made_by=act.actor.person_id,
        at=act.now,
    )
    post_entry(
        act,
        source_key=f"payout:{act.id}",
        kind=f"{trade.purpose}.payout",
        memo=f"Paid out for {number} delivered",
        lines=(
            debit(trade.debited, amount, party_id=party_id, pool=trade.purpose),
            credit(trade.credited, amount, pool=trade.purpose),
        ),
    )
    act.tell("payout.made", amount_minor=amount.minor)
    write_to(
        act,
        party_id=party_id,
        template="payout_made",
        facts={
            "amount_minor": amount.minor,
            "currency": amount.currency,
            "number": number,
            "purpose": trade.purpose,
        },
    )
