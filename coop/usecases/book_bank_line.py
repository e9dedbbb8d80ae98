"""Book a bank line straight to an account: a fee, the rent, a grant, a Stripe payout."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.record_processor_payout import post_payout
from ledger import queries as books
from ledger.accounts import CONTROL_ACCOUNTS, STRIPE_BALANCE
from ledger.errors import PartyMissing
from ledger.money import Money
from ledger.reconciliation import operations, queries
from ledger.reconciliation.errors import BankLineSettled, NoSuchBankLine
from ledger.reconciliation.matching import payout_reference


def book_bank_line(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    bank_line_id: UUID,
    account: str,
    memo: str = "",
    party_id: UUID | None = None,
    pool: str | None = None,
    fund: str | None = None,
) -> UUID:
    """This function will post the entry a bank line calls for, and return the match's id.

    The bank's own words are the memo where none is given. Raises `BookedOnItself`,
    `UnknownAccount`, `PartyMissing`, `NoSuchBankLine`, `BankLineSettled`.
    """
    with container.act(actor, Permission.STATEMENT_RECONCILE, id=act_id, about=bank_line_id) as act:
        if not act.repeated:
            settle_on_account(
                act,
                match_id=act_id,
                bank_line_id=bank_line_id,
                account=account,
                memo=memo,
                party_id=party_id,
                pool=pool,
                fund=fund,
            )
            act.tell("bank.booked", account=account)
    return act_id


def settle_on_account(
    act: Act,
    *,
    match_id: UUID,
    bank_line_id: UUID,
    account: str,
    memo: str,
    party_id: UUID | None = None,
    pool: str | None = None,
    fund: str | None = None,
) -> None:
    """This function will book a waiting bank line within a deed.

    A Stripe payout that names itself is posted under Stripe's name for it, so that
    Stripe's own message, sooner or later, finds it done.
    """
    bank_line = queries.bank_line(act.session, bank_line_id=bank_line_id)
    if bank_line is None:
        raise NoSuchBankLine(bank_line_id)
    if queries.is_settled(act.session, bank_line_id=bank_line_id):
        raise BankLineSettled(bank_line_id)
    if account in CONTROL_ACCOUNTS and party_id is None:
        raise PartyMissing(account)
    reference = payout_reference(bank_line)
    if account == STRIPE_BALANCE and reference is not None and bank_line.amount_minor > 0:
        first_open = books.first_open_month(act.session)
        open_now = first_open is None or books.is_open(act.session, on=bank_line.on)
        entry_id = post_payout(
            act,
            reference=reference,
            amount=Money(bank_line.amount_minor, bank_line.currency),
            on=bank_line.on if open_now or first_open is None else first_open.starts,
        )
        operations.match(
            act.session,
            id=match_id,
            bank_line_id=bank_line_id,
            entry_id=entry_id,
            line_number=0,
            reason=reference,
            at=act.now,
            matched_by=act.actor.person_id,
        )
        return
    operations.book(
        act.session,
        id=match_id,
        bank_line_id=bank_line_id,
        account=account,
        memo=memo or bank_line.words,
        at=act.now,
        posted_by=act.actor.person_id,
        party_id=party_id,
        pool=pool,
        fund=fund,
    )
