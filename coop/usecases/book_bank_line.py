"""Book a bank line straight to an account: a fee, the rent, a grant, a Stripe payout."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.settle_bank_line import settle
from ledger.reconciliation import queries
from ledger.reconciliation.errors import NoSuchBankLine
from ledger.reconciliation.matching import AccountPart


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
            bank_line = queries.bank_line(act.session, bank_line_id=bank_line_id)
            if bank_line is None:
                raise NoSuchBankLine(bank_line_id)
            part = AccountPart(account, bank_line.amount_minor, party_id, pool, fund)
            settle(act, match_id=act_id, bank_line_id=bank_line_id, parts=(part,), memo=memo)
            act.tell("bank.booked", account=account)
    return act_id
