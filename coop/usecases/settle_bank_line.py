"""Say what a bank line is: lines of the journal, what somebody owes, accounts, or some of each."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.record_processor_payout import BY_HAND_WITHIN, post_payout
from ledger import period_queries
from ledger.accounts import CONTROL_ACCOUNTS, STRIPE_BALANCE
from ledger.errors import PartyMissing
from ledger.money import Money
from ledger.reconciliation import operations, queries, rule_operations
from ledger.reconciliation.errors import BankLineSettled, NoSuchBankLine
from ledger.reconciliation.matching import (
    AccountPart,
    BankLine,
    ItemPart,
    Part,
    payout_reference,
)
from services.payments import payout_queries


def settle_bank_line(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    bank_line_id: UUID,
    parts: Sequence[Part],
    memo: str = "",
) -> UUID:
    """This function will settle a waiting bank line in parts, and return the match's id.

    The parts add up to the line exactly. What is booked to an account alone is
    remembered for the next such line. Raises `PartsDiffer`, `MatchDiffers`,
    `JournalLineTaken`, `BookedOnItself`, `UnknownAccount`, `PartyMissing`,
    `NoSuchBankLine`, `BankLineSettled`.
    """
    with container.act(actor, Permission.STATEMENT_RECONCILE, id=act_id, about=bank_line_id) as act:
        if not act.repeated:
            settle(act, match_id=act_id, bank_line_id=bank_line_id, parts=parts, memo=memo)
            act.tell("bank.settled", parts=len(parts))
    return act_id


def settle(
    act: Act,
    *,
    match_id: UUID,
    bank_line_id: UUID,
    parts: Sequence[Part],
    memo: str = "",
    reason: str = "",
    batch_id: UUID | None = None,
) -> None:
    """This function will settle a bank line within a deed."""
    bank_line = queries.bank_line(act.session, bank_line_id=bank_line_id)
    if bank_line is None:
        raise NoSuchBankLine(bank_line_id)
    if queries.is_settled(act.session, bank_line_id=bank_line_id):
        raise BankLineSettled(bank_line_id)
    for part in parts:
        if (
            isinstance(part, AccountPart)
            and part.account in CONTROL_ACCOUNTS
            and part.party_id is None
        ):
            raise PartyMissing(part.account)
    parts, payout = _as_payout(act, bank_line, parts)
    operations.settle(
        act.session,
        id=match_id,
        bank_line_id=bank_line_id,
        parts=parts,
        memo=memo or bank_line.words,
        reason=payout or reason,
        at=act.now,
        settled_by=act.actor.person_id,
        batch_id=batch_id,
    )
    if len(parts) == 1 and isinstance(parts[0], AccountPart):
        rule_operations.learn(
            act.session,
            id=uuid5(match_id, "rule"),
            match_id=match_id,
            bank_line=bank_line,
            account=parts[0].account,
            party_id=parts[0].party_id,
            pool=parts[0].pool,
            memo=memo if memo != bank_line.words else "",
            fund=parts[0].fund,
            at=act.now,
            by=act.actor.person_id,
        )


def _as_payout(
    act: Act, bank_line: BankLine, parts: Sequence[Part]
) -> tuple[Sequence[Part], str | None]:
    """A Stripe payout that names itself, or that Stripe told of, is posted under Stripe's name.

    So Stripe's own message, sooner or later, finds it done.
    """
    wanted = AccountPart(STRIPE_BALANCE, bank_line.amount_minor)
    if bank_line.amount_minor <= 0 or list(parts) != [wanted]:
        return parts, None
    reference = payout_reference(bank_line) or _told_payout(act, bank_line)
    if reference is None:
        return parts, None
    entry_id = post_payout(
        act,
        reference=reference,
        amount=Money(bank_line.amount_minor, bank_line.currency),
        on=period_queries.first_ordinary_day(act.session, on=bank_line.on),
    )
    return (ItemPart(entry_id, 0, bank_line.amount_minor),), reference


def _told_payout(act: Act, bank_line: BankLine) -> str | None:
    """The one payout of this sum that the processor told of about that day, not yet shown."""
    booked = payout_queries.booked_entries(act.session)
    found = [
        reference
        for reference in payout_queries.payouts_like(
            act.session, amount_minor=bank_line.amount_minor, currency=bank_line.currency,
            on=bank_line.on, days=BY_HAND_WITHIN.days,
        )
        if reference not in booked
        or not queries.is_matched(act.session, entry_id=booked[reference])
    ]  # fmt: skip
    return found[0] if len(found) == 1 else None
