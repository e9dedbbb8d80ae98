"""Take in the price of shares: it waits as application money until the board issues."""

from coop.members import queries as members
from coop.members.shares import operations, queries
from coop.members.shares.rules import ApplicationState
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.bookkeeping import post_entry
from coop.usecases.refund_payment import return_unwanted
from coop.words import _
from ledger.entries import credit, debit
from services.payments.rules import Payment


def on_paid(act: Act, payment: Payment) -> None:
    """This function will book 1010 / 2340 and put the application before the board to issue.

    Money for a subscription that was given up meanwhile goes back.
    """
    application = queries.application(act.session, application_id=payment.about)
    waited_for = (
        application.state is ApplicationState.SUBSCRIBED and application.payment_id == payment.id
    )
    if not waited_for:
        return_unwanted(
            act, payment, reason=_("The subscription for shares was given up before it was paid")
        )
        return
    operations.note_paid(act.session, application_id=application.id, at=act.now)
    post_entry(
        act,
        source_key=f"payment:{payment.id}:shares",
        kind="shares.paid",
        memo=f"Share application money: {payment.description}",
        lines=(
            debit("1010", payment.amount, party_id=payment.party_id, item_id=application.id),
            credit("2340", payment.amount, party_id=payment.party_id, item_id=application.id),
        ),
    )
    act.tell("shares.paid", about=application.id, amount_minor=payment.amount.minor)
    applicant = members.names_of(act.session, party_ids=[application.party_id])
    secretaries = members.holders_of(act.session, role="secretary")
    for secretary in members.people(act.session, person_ids=list(secretaries)).values():
        act.mail(
            to=secretary.email,
            template="shares_paid",
            facts={
                "name": secretary.name,
                "applicant": applicant[application.party_id],
                "shares": application.shares,
                "share_class": application.share_class,
                "path": "/shares/issue",
            },
            key=f"shares-paid:{payment.id}:{secretary.id}",
            locale=secretary.locale,
        )
