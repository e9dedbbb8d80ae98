"""The rules by which bank lines are proposed for booking, and the choices they came from."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from ledger import queries
from ledger.reconciliation import rule_queries


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """A choice that a rule was learned from; `stands` until it is taken back."""

    entry_id: UUID | None
    on: date
    amount_minor: int
    currency: str
    words: str
    stands: bool


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule as a person reads it."""

    id: UUID
    money_in: bool
    words: str
    is_whole: bool
    account: str
    account_name: str
    party_id: UUID | None
    pool: str
    fund: str
    memo: str
    is_learned: bool
    is_on: bool
    changed_at: datetime
    choices: tuple[ChoiceView, ...]


def booking_rules(*, container: Container, actor: Actor) -> tuple[RuleView, ...]:
    """This function will return every rule, by its words."""
    actor.require(Permission.BOOKS_READ)
    with container.read() as session:
        chart = queries.chart(session)
        return tuple(
            _view(kept, chart[kept.rule.account].name) for kept in rule_queries.rules(session)
        )


def booking_rule(*, container: Container, actor: Actor, rule_id: UUID) -> RuleView:
    """This function will return one rule. Raises `NoSuchRule`."""
    actor.require(Permission.BOOKS_READ)
    with container.read() as session:
        kept = rule_queries.rule(session, rule_id=rule_id)
        return _view(kept, queries.chart(session)[kept.rule.account].name)


def _view(kept: rule_queries.KeptRule, account_name: str) -> RuleView:
    rule = kept.rule
    return RuleView(
        id=rule.id,
        money_in=rule.money_in,
        words=rule.words,
        is_whole=rule.is_whole,
        account=rule.account,
        account_name=account_name,
        party_id=rule.party_id,
        pool=rule.pool or "",
        fund=rule.fund or "",
        memo=rule.memo,
        is_learned=kept.origin == "learned",
        is_on=kept.is_on,
        changed_at=kept.changed_at,
        choices=tuple(
            ChoiceView(
                choice.entry_id, choice.on, choice.amount_minor, choice.currency, choice.words,
                choice.stands,
            )
            for choice in kept.choices
        ),
    )  # fmt: skip
