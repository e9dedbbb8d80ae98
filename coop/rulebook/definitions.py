"""What a rule is: its key, its kind, its words, and what it may be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from coop.words import lazy

RuleValue = int | Fraction | str
HALF = Fraction(1, 2)
SOMETHING = Fraction(1, 1000)
"""The least share that still asks for somebody."""


class RuleKey(StrEnum):
    """Every rule the house asks the rulebook about."""

    VOTE_NOTICE_CLEAR_DAYS = "vote.notice_clear_days"
    VOTE_OPEN_DAYS = "vote.open_days"
    VOTE_SPONSORS = "vote.sponsors"
    VOTE_ORDINARY_QUORUM = "vote.ordinary.quorum"
    VOTE_ORDINARY_MAJORITY = "vote.ordinary.majority"
    VOTE_SPECIAL_MAJORITY = "vote.special.majority"
    VOTE_ELECTION_QUORUM = "vote.election.quorum"
    VOTE_ORDINARY_RULE = "vote.ordinary.rule"
    VOTE_SPECIAL_RULE = "vote.special.rule"
    VOTE_RULE_CHANGE_RULE = "vote.rule_change.rule"
    VOTE_ELECTION_RULE = "vote.election.rule"
    VOTE_WRITTEN_DAYS = "vote.written.days"
    VOTE_WRITTEN_MAJORITY = "vote.written.majority"
    VOTE_CONSENT_FALLBACK = "vote.consent.fallback"
    VOTE_MINIMUM_MEMBERSHIP_DAYS = "vote.minimum_membership_days"
    VOTE_WEIGHTS = "vote.weights"
    VOTE_PROXY_CAP = "vote.proxy.cap"
    VOTE_PROXY_DAYS = "vote.proxy.days"
    BOARD_SEATS = "board.seats"
    BOARD_TERM_YEARS = "board.term_years"
    BOARD_TERM_LIMIT = "board.term_limit"
    BOARD_RETIRE_SHARE = "board.retire_share"
    BOARD_CO_OPTION = "board.co_option"
    BOARD_RECALL_REQUISITION = "board.recall_requisition"
    MEETING_GENERAL_NOTICE_CLEAR_DAYS = "meeting.general.notice_clear_days"
    MEETING_GENERAL_QUORUM = "meeting.general.quorum"
    MEETING_BOARD_NOTICE_CLEAR_DAYS = "meeting.board.notice_clear_days"
    MEETING_BOARD_QUORUM = "meeting.board.quorum"
    MEETING_SHORT_NOTICE_SHARE = "meeting.short_notice.share"
    FEES_DUES_YEAR = "fees.dues.year"
    FEES_FELLOWSHIP_INDIVIDUAL = "fees.fellowship.individual"
    FEES_FELLOWSHIP_GROUP = "fees.fellowship.group"
    FEES_FELLOWSHIP_ENTERPRISE = "fees.fellowship.enterprise"
    FEES_COACHING_SESSION = "fees.coaching.session"
    FEES_COACHING_COMMISSION = "fees.coaching.commission"
    FEES_MARKETPLACE_COMMISSION = "fees.marketplace.commission"
    FEES_MARKETPLACE_MINIMUM = "fees.marketplace.minimum"
    FEES_MARKETPLACE_TAX = "fees.marketplace.tax"
    PATRONAGE_RESERVE = "patronage.reserve"
    PATRONAGE_CASH = "patronage.cash"
    PATRONAGE_OVERHEAD_KEY = "patronage.overhead_key"
    LEDGER_FOUR_EYES = "ledger.four_eyes"


class Kind(StrEnum):
    """What sort of value a rule holds."""

    INTEGER = "integer"
    FRACTION = "fraction"
    MONEY = "money"
    TEXT = "text"
    DECISION = "decision"
    """What it takes to decide, as `voting.decision_text` writes it."""
    WEIGHTS = "weights"
    """How many votes a member of each share class has: `A 1, B 3`."""


GROUPS: Mapping[str, Any] = MappingProxyType(
    {
        "vote": lazy("Voting"),
        "board": lazy("The board"),
        "meeting": lazy("Meetings"),
        "fees": lazy("Fees and commissions"),
        "patronage": lazy("Sharing the surplus"),
        "ledger": lazy("The books"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDefinition:
    """One rule: its words, its type, what it may be and what the founders chose.

    `least` and `most` bound integers, fractions and money (minor units), both
    included; `options` are the words a text rule may be.
    """

    key: RuleKey
    kind: Kind
    title: Any
    unit: Any
    explanation: Any
    founding: str
    least: int | Fraction = 0
    most: int | Fraction = 0
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def group(self) -> str:
        """The first part of the key, under which the rule is listed."""
        return self.key.partition(".")[0]


def days(key: RuleKey, founding: str, title: Any, explanation: Any, most: int) -> RuleDefinition:
    """This function will return a rule that is a number of days, at least one."""
    return RuleDefinition(
        key=key,
        kind=Kind.INTEGER,
        title=title,
        unit=lazy("days"),
        explanation=explanation,
        founding=founding,
        least=1,
        most=most,
    )


def count(
    key: RuleKey, founding: str, title: Any, unit: Any, explanation: Any, least: int, most: int
) -> RuleDefinition:
    """This function will return a rule that is a whole number between two bounds."""
    return RuleDefinition(
        key=key,
        kind=Kind.INTEGER,
        title=title,
        unit=unit,
        explanation=explanation,
        founding=founding,
        least=least,
        most=most,
    )


def share(
    key: RuleKey,
    founding: str,
    title: Any,
    unit: Any,
    explanation: Any,
    least: Fraction = Fraction(0),
    most: Fraction = Fraction(1),
) -> RuleDefinition:
    """This function will return a rule that is an exact share."""
    return RuleDefinition(
        key=key,
        kind=Kind.FRACTION,
        title=title,
        unit=unit,
        explanation=explanation,
        founding=founding,
        least=least,
        most=most,
    )


def money(key: RuleKey, founding: str, title: Any, unit: Any, explanation: Any) -> RuleDefinition:
    """This function will return a rule that is an amount of money, in minor units."""
    return RuleDefinition(
        key=key,
        kind=Kind.MONEY,
        title=title,
        unit=unit,
        explanation=explanation,
        founding=founding,
        least=0,
        most=100_000_000,
    )


def decision(key: RuleKey, founding: str, title: Any) -> RuleDefinition:
    """This function will return a rule that says what it takes to decide."""
    return RuleDefinition(
        key=key,
        kind=Kind.DECISION,
        title=title,
        unit="",
        founding=founding,
        explanation=lazy(
            "Every clause must hold. Names such as vote.ordinary.quorum stand for the values of "
            "those rules at the time of the notice."
        ),
    )
