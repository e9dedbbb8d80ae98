"""Write, change, switch and delete the rules by which bank lines are proposed for booking."""

from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from ledger import queries as books
from ledger.accounts import BANK, CONTROL_ACCOUNTS
from ledger.errors import PartyMissing, UnknownAccount
from ledger.reconciliation import rule_operations


def write_booking_rule(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    money_in: bool,
    words: str,
    account: str,
    party_id: UUID | None = None,
    pool: str | None = None,
    memo: str = "",
    fund: str | None = None,
    bank_account: str = BANK,
) -> UUID:
    """This function will keep a new rule about lines that say these words; return its id.

    Raises `RuleWithoutWords`, `RuleExists`, `UnknownAccount`, `PartyMissing`,
    `BookedOnItself`.
    """
    with container.act(actor, Permission.STATEMENT_RECONCILE, id=act_id) as act:
        if not act.repeated:
            _check(act, account, party_id)
            rule_operations.write(
                act.session,
                id=act_id,
                bank_account=bank_account,
                money_in=money_in,
                words=words,
                account=account,
                party_id=party_id,
                pool=pool,
                memo=memo,
                fund=fund,
                at=act.now,
                by=act.actor.person_id,
            )
            act.tell("bank.rule_written", words=words, account=account)
    return act_id


def change_booking_rule(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    rule_id: UUID,
    words: str,
    account: str,
    party_id: UUID | None = None,
    pool: str | None = None,
    memo: str = "",
    fund: str | None = None,
) -> None:
    """This function will change what a rule asks for and says.

    Raises `NoSuchRule`, `RuleWithoutWords`, `RuleExists`, `UnknownAccount`,
    `PartyMissing`, `BookedOnItself`.
    """
    with container.act(actor, Permission.STATEMENT_RECONCILE, id=act_id, about=rule_id) as act:
        if not act.repeated:
            _check(act, account, party_id)
            rule_operations.change(
                act.session,
                rule_id=rule_id,
                words=words,
                account=account,
                party_id=party_id,
                pool=pool,
                memo=memo,
                fund=fund,
                at=act.now,
                by=act.actor.person_id,
            )
            act.tell("bank.rule_changed", words=words, account=account)


def switch_booking_rule(
    *, container: Container, actor: Actor, act_id: UUID, rule_id: UUID, on: bool
) -> None:
    """This function will switch a rule on or off. Raises `NoSuchRule`."""
    with container.act(actor, Permission.STATEMENT_RECONCILE, id=act_id, about=rule_id) as act:
        if not act.repeated:
            rule_operations.switch(
                act.session, rule_id=rule_id, on=on, at=act.now, by=act.actor.person_id
            )
            act.tell("bank.rule_switched", on=on)


def delete_booking_rule(
    *, container: Container, actor: Actor, act_id: UUID, rule_id: UUID
) -> None:  # fmt: skip
    """This function will delete a rule. Raises `NoSuchRule`."""
    with container.act(actor, Permission.STATEMENT_RECONCILE, id=act_id, about=rule_id) as act:
        if not act.repeated:
            rule_operations.delete(act.session, rule_id=rule_id, at=act.now, by=act.actor.person_id)
            act.tell("bank.rule_deleted")


def _check(act: Act, account: str, party_id: UUID | None) -> None:
    if account not in books.chart(act.session):
        raise UnknownAccount(account)
    if account in CONTROL_ACCOUNTS and party_id is None:
        raise PartyMissing(account)
