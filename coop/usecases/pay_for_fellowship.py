"""What a fellowship's money does: deferred when paid, income month by month, back on leaving."""

from uuid import UUID

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.bookkeeping import post_entry, write_to
from coop.usecases.refund_payment import return_unwanted
from coop.words import _
from ledger import queries as ledger_queries
from ledger.entries import Dimensions, credit, debit
from services.fellowships import operations, queries, rules
from services.fellowships.rules import INCOME_ACCOUNT, MonthOfPlace, Place
from services.payments.rules import Payment, Refund

AT_ONCE = 50
"""How many places one duty takes before it lets the worker do other things."""


def on_paid(act: Act, payment: Payment) -> None:
    """This function will confirm the place and book 1010 / 2100: income comes with delivery."""
    place = queries.place(act.session, place_id=payment.about)
    if not operations.pay(act.session, place=place, at=act.now):
        return_unwanted(act, payment, reason=_("The place was given up before the payment came"))
        return
    post_entry(
        act,
        source_key=f"payment:{payment.id}:paid",
        kind="fellowship.paid",
        memo=f"Fellowship paid: {payment.description}",
        lines=(
            debit("1010", payment.amount, **_dimensions(place)),
            credit("2100", payment.amount, **_dimensions(place)),
        ),
    )
    joined = queries.round_(act.session, round_id=place.round_id)
    write_to(
        act,
        party_id=place.party_id,
        template="fellowship_receipt",
        facts={
            "round": joined.title,
            "starts_on": joined.starts_on.isoformat(),
            "amount_minor": payment.amount.minor,
            "currency": payment.amount.currency,
            "application_id": str(place.application_id),
        },
    )


def on_refunded(act: Act, payment: Payment, refund: Refund) -> None:
    """This function will book 2100 / 1010 for months that will not be delivered."""
    place = queries.place(act.session, place_id=payment.about)
    post_entry(
        act,
        source_key=f"payment:{payment.id}:refund:{refund.id}",
        kind="fellowship.refunded",
        memo=f"Fellowship refunded: {payment.description}",
        lines=(
            debit("2100", refund.amount, **_dimensions(place)),
            credit("1010", refund.amount, **_dimensions(place)),
        ),
    )


def recognise_fellowships(container: Container) -> None:
    """This function will take every delivered month from deferred to income, each once.

    A duty of the worker: it asks one indexed question when nothing is due.
    """
    today = container.clock.now().date()
    with container.read() as session:
        due = queries.places_due(session, on=today, limit=AT_ONCE)
    for place_id in due:
        _recognise_place(container, place_id)


def _recognise_place(container: Container, place_id: UUID) -> None:
    with container.read() as session:
        place = queries.place(session, place_id=place_id)
    today = container.clock.now().date()
    for month in place.schedule[place.recognised_months : place.months_to_deliver]:
        if rules.due_on(starts_on=place.starts_on, number=month.number) <= today:
            _recognise_month(container, place, month)


def _recognise_month(container: Container, place: Place, month: MonthOfPlace) -> None:
    source_key = f"fellowship:{place.id}:month:{month.number}"
    with container.act(
        Actor.worker(), Permission.ENTRY_POST, id=ids.id_for(source_key), about=place.id
    ) as act:
        if act.repeated or not operations.recognise(act.session, place=place, month=month):
            return
        # Dated on the month's last day; a month closed meanwhile takes it today.
        still_open = ledger_queries.is_open(act.session, on=month.ends_on)
        post_entry(
            act,
            source_key=source_key,
            kind="fellowship.recognised",
            memo=f"Fellowship, month {month.number} of {place.months} delivered",
            lines=(
                debit("2100", month.amount, **_dimensions(place)),
                credit(INCOME_ACCOUNT[place.buyer_type], month.amount, **_dimensions(place)),
            ),
            on=month.ends_on if still_open else act.now.date(),
        )


def _dimensions(place: Place) -> Dimensions:
    return Dimensions(
        party_id=place.party_id,
        pool="fellowship",
        item_id=place.round_id,
        member_business=place.member_business,
    )
