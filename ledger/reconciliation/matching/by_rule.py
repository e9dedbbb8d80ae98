"""Tier 5: lines like this one were booked this way before, or shall be (pure)."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from ledger.reconciliation.matching.values import (
    AccountPart,
    BankLine,
    Suggestion,
    Sureness,
    Why,
)


@dataclass(frozen=True, slots=True)
class BookingRule:
    """Lines in one direction that say `words` are booked to `account`.

    `words` are capitals, letters only; `is_whole` asks that a line says nothing else.
    """

    id: UUID
    money_in: bool
    words: str
    is_whole: bool
    account: str
    party_id: UUID | None
    pool: str | None
    memo: str
    fund: str | None = None


def habit_words(line: BankLine) -> str:
    """This function will return what makes two bank lines alike: who, else what; letters only."""
    return letters_of(line.counterparty or line.text)[:200]


def letters_of(text: str) -> str:
    """This function will return a text's letters in capitals, words one space apart."""
    return re.sub(r"[^A-Z]+", " ", text.upper()).strip()


def by_rule(lines: Iterable[BankLine], rules: Sequence[BookingRule]) -> list[Suggestion]:
    """This function will propose what a rule says; the rule that asks for more words wins."""
    whole: dict[tuple[bool, str], BookingRule] = {}
    within: defaultdict[bool, list[BookingRule]] = defaultdict(list)
    for each in rules:
        if each.is_whole:
            whole[each.money_in, each.words] = each
        else:
            within[each.money_in].append(each)
    for several in within.values():
        several.sort(key=lambda each: (-len(each.words), each.words))
    found: list[Suggestion] = []
    for line in lines:
        money_in = line.amount_minor > 0
        said = f" {letters_of(line.words)} "
        rule = whole.get((money_in, habit_words(line))) or next(
            (each for each in within[money_in] if f" {each.words} " in said), None
        )
        if rule is not None:
            found.append(_as_rule_says(line, rule))
    return found


def _as_rule_says(line: BankLine, rule: BookingRule) -> Suggestion:
    booked = AccountPart(rule.account, line.amount_minor, rule.party_id, rule.pool, rule.fund)
    return Suggestion(
        line.id,
        Why.RULE,
        Sureness.LIKELY,
        rule.words,
        (booked,),
        rule_id=rule.id,
        memo=rule.memo,
    )
