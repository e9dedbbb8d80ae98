"""Where an entry came from: the order, the vote, the act or the file that caused it.

A source key begins with what caused the entry (`payment:<id>:…`, `patronage:<id>:…`); each
such beginning has one function here that says in words what that was, and where to read on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.members import queries as members
from coop.members.shares import queries as shares
from coop.rendering import format_date, format_datetime, format_money
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.tables import ActRow
from coop.words import _, lazy
from ledger.reconciliation import queries as bank
from services.coaching import queries as coaching
from services.errors import NotFound
from services.fellowships import queries as fellowships
from services.patronage import queries as patronage
from services.payments import queries as payments


@dataclass(frozen=True, slots=True)
class Link:
    """A page to read on: its words, its endpoint and what the endpoint needs."""

    text: str
    endpoint: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Origin:
    """What caused an entry: facts as label and text, and where to read on."""

    title: str
    facts: tuple[tuple[str, str], ...]
    links: tuple[Link, ...] = ()


_PURPOSES = {
    "shares": lazy("Shares"),
    "fellowship": lazy("A fellowship"),
    "coaching": lazy("A coaching session"),
    "market": lazy("A marketplace order"),
    "marketplace": lazy("A marketplace order"),
}


def origin_of(session: Session, *, source_key: str, actor: Actor) -> Origin | None:
    """This function will say what caused an entry; nothing where the key names nothing we keep."""
    kind, _colon, rest = source_key.partition(":")
    tell = _TELLERS.get(kind)
    if tell is None:
        return None
    first = rest.partition(":")[0]
    try:
        return tell(session, first, rest, actor)
    except (NotFound, ValueError):
        return None


def _payment(session: Session, first: str, _rest: str, actor: Actor) -> Origin:
    payment = payments.payment(session, payment_id=UUID(first))
    names = members.names_of(session, party_ids=[payment.party_id])
    facts = [
        (_("What for"), payment.description),
        (_("Paid by"), names.get(payment.party_id, "")),
        (_("Amount"), format_money(payment.amount)),
        (_("Asked for"), format_datetime(payment.requested_at)),
    ]
    if payment.paid_at is not None:
        facts.append((_("Paid"), format_datetime(payment.paid_at)))
    if payment.reference:
        facts.append((_("The processor’s name of it"), payment.reference))
    facts += [
        (_("Refund"), f"{format_money(refund.amount)}: {refund.reason}")
        for refund in payments.refunds_of(session, payment_id=payment.id)
    ]
    return Origin(
        title=str(_PURPOSES.get(payment.purpose, payment.purpose.capitalize())),
        facts=tuple(facts),
        links=(Link(_("Open the payment"), "payments.pay", {"payment_id": payment.id}),)
        if actor.may(Permission.REFUND_GRANT)
        else (),
    )


def _fellowship(session: Session, first: str, _rest: str, _actor: Actor) -> Origin:
    place = fellowships.place(session, place_id=UUID(first))
    round_ = fellowships.round_(session, round_id=place.round_id)
    names = members.names_of(session, party_ids=[place.party_id])
    return Origin(
        title=_("A place in a fellowship"),
        facts=(
            (_("Round"), round_.title),
            (_("Paid by"), names.get(place.party_id, "")),
            (_("Price"), format_money(place.price)),
            (_("From"), format_date(place.starts_on)),
            (_("Months"), str(place.months)),
        ),
        links=(Link(_("Open the round"), "fellowships.round_", {"round_id": round_.id}),),
    )


def _coaching(session: Session, first: str, _rest: str, _actor: Actor) -> Origin:
    booking = coaching.booking(session, booking_id=UUID(first))
    names = members.names_of(session, party_ids=[booking.party_id, booking.slot.coach_id])
    return Origin(
        title=_("A coaching session"),
        facts=(
            (_("Coach"), names.get(booking.slot.coach_id, "")),
            (_("Booked by"), names.get(booking.party_id, "")),
            (_("Time"), format_datetime(booking.slot.starts_at)),
            (_("Price"), format_money(booking.price)),
            (_("Commission"), format_money(booking.commission)),
        ),
    )


def _patronage(session: Session, first: str, _rest: str, _actor: Actor) -> Origin:
    declaration = patronage.declaration(session, declaration_id=UUID(first))
    links = [
        Link(
            _("Open the division of the surplus"),
            "patronage.declaration",
            {"declaration_id": declaration.id},
        )
    ]
    if declaration.proposal_id is not None:
        links.append(
            Link(
                _("Open the vote that decided it"),
                "votes.result",
                {"proposal_id": declaration.proposal_id},
            )
        )
    facts = [(_("Year"), str(declaration.year))]
    if declaration.declared_at is not None:
        facts.append((_("Declared"), format_datetime(declaration.declared_at)))
    return Origin(_("Sharing the surplus"), tuple(facts), tuple(links))


def _shares(session: Session, first: str, _rest: str, _actor: Actor) -> Origin:
    issued = shares.register_line(session, event_id=UUID(first))
    if issued is None:
        raise NotFound("share event")
    names = members.names_of(session, party_ids=[issued.party_id])
    return Origin(
        title=_("A line of the share register"),
        facts=(
            (_("Line"), str(issued.line)),
            (_("Holder"), names.get(issued.party_id, "")),
            (_("Shares"), f"{issued.shares} {issued.share_class}"),
            (_("Day"), format_date(issued.at)),
        ),
        links=(Link(_("Open the share register"), "shares.register", {}),),
    )


def _bank(session: Session, first: str, _rest: str, _actor: Actor) -> Origin:
    line = bank.bank_line(session, bank_line_id=UUID(first))
    if line is None:
        raise NotFound("bank line")
    return Origin(
        title=_("A line of a bank’s file"),
        facts=(
            (_("Day"), format_date(line.on)),
            (_("Words"), line.words),
            (_("Amount"), format_money(line.amount_minor, line.currency)),
        ),
    )


def _processor(_session: Session, _first: str, rest: str, _actor: Actor) -> Origin:
    return Origin(
        title=_("A payout of the payment processor"),
        facts=((_("The processor’s name of it"), rest.partition(":")[2]),),
    )


def _act(session: Session, first: str, _rest: str, _actor: Actor) -> Origin:
    act = session.execute(select(ActRow).where(ActRow.id == UUID(first))).scalar()
    if act is None:
        raise NotFound("act")
    facts = [(_("Done"), format_datetime(act.at))]
    if act.actor_id is not None:
        names = members.names_of(session, party_ids=[act.actor_id])
        facts.append((_("By"), names.get(act.actor_id, "")))
    return Origin(_("A deed of an officer"), tuple(facts))


_TELLERS: dict[str, Callable[[Session, str, str, Actor], Origin]] = {
    "bank": _bank,
    "coaching": _coaching,
    "fellowship": _fellowship,
    "patronage": _patronage,
    "payment": _payment,
    "payout": _act,
    "shares": _shares,
    "stripe": _processor,
    "usecase": _act,
}
