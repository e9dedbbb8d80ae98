"""The rules a co-op may set: what each is called, means, may be, and was at the founding."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any
from uuid import UUID

from coop.rulebook.errors import (
    RuleChangeEmpty,
    RuleChangesRefused,
    RuleNotInForce,
    RuleValueOutOfBounds,
    RuleValueUnreadable,
    UnknownRule,
)
from coop.words import lazy
from footing.errors import Refusal
from voting import decision_text

RuleValue = int | Fraction | str
DECISION_LENGTH_MAX = 200
MONEY_DIGITS = 2
"""Decimals of the money that people type into a rule: euros and cents."""


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


def _days(key: RuleKey, founding: str, title: Any, explanation: Any, most: int) -> RuleDefinition:
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


def _count(
    key: RuleKey, founding: str, title: Any, unit: Any, explanation: Any, least: int, most: int
) -> RuleDefinition:
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


def _share(
    key: RuleKey,
    founding: str,
    title: Any,
    unit: Any,
    explanation: Any,
    least: Fraction = Fraction(0),
    most: Fraction = Fraction(1),
) -> RuleDefinition:
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


def _money(key: RuleKey, founding: str, title: Any, unit: Any, explanation: Any) -> RuleDefinition:
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


def _decision(key: RuleKey, founding: str, title: Any) -> RuleDefinition:
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


_HALF = Fraction(1, 2)
_SOMETHING = Fraction(1, 1000)

_DEFINITIONS = (
    _days(
        RuleKey.VOTE_NOTICE_CLEAR_DAYS,
        "7",
        lazy("Notice of a vote"),
        lazy("Whole days that must lie between the letter announcing a vote and its opening."),
        60,
    ),
    _days(
        RuleKey.VOTE_OPEN_DAYS,
        "7",
        lazy("How long a vote stays open"),
        lazy("Days from the opening of a vote until it closes and is counted."),
        60,
    ),
    _count(
        RuleKey.VOTE_SPONSORS,
        "2",
        lazy("Sponsors of a proposal"),
        lazy("members"),
        lazy("Members besides the author who must support a proposal before it is deliberated."),
        0,
        50,
    ),
    _share(
        RuleKey.VOTE_ORDINARY_QUORUM,
        "3/10",
        lazy("Quorum of a resolution"),
        lazy("of all voting members"),
        lazy("The share of voting members who must take part for a resolution to count."),
        _SOMETHING,
    ),
    _share(
        RuleKey.VOTE_ORDINARY_MAJORITY,
        "1/2",
        lazy("Majority of an ordinary resolution"),
        lazy("of yes and no votes, to be exceeded"),
        lazy("An ordinary resolution is adopted when the yes votes are more than this share."),
        _HALF,
        Fraction(99, 100),
    ),
    _share(
        RuleKey.VOTE_SPECIAL_MAJORITY,
        "3/4",
        lazy("Majority of a special resolution"),
        lazy("of yes and no votes, at least"),
        lazy(
            "A special resolution, and any change of these rules, needs at least this share of yes."
        ),
        _HALF,
    ),
    _share(
        RuleKey.VOTE_ELECTION_QUORUM,
        "1/5",
        lazy("Quorum of an election"),
        lazy("of all voting members"),
        lazy("The share of voting members who must vote for an election of the board to stand."),
        _SOMETHING,
    ),
    _decision(
        RuleKey.VOTE_ORDINARY_RULE,
        "quorum >= vote.ordinary.quorum of members and yes > vote.ordinary.majority of yes+no",
        lazy("What an ordinary resolution takes"),
    ),
    _decision(
        RuleKey.VOTE_SPECIAL_RULE,
        "quorum >= vote.ordinary.quorum of members and yes >= vote.special.majority of yes+no",
        lazy("What a special resolution takes"),
    ),
    _decision(
        RuleKey.VOTE_RULE_CHANGE_RULE,
        "quorum >= vote.ordinary.quorum of members and yes >= vote.special.majority of yes+no",
        lazy("What a change of the rules takes"),
    ),
    _decision(
        RuleKey.VOTE_ELECTION_RULE,
        "quorum >= vote.election.quorum of members and filled >= 1",
        lazy("What an election and a budget take"),
    ),
    _count(
        RuleKey.VOTE_MINIMUM_MEMBERSHIP_DAYS,
        "0",
        lazy("Membership before the first vote"),
        lazy("days of owning without a break"),
        lazy("Who has owned for fewer days at the record date is not on the roll."),
        0,
        366,
    ),
    RuleDefinition(
        key=RuleKey.VOTE_WEIGHTS,
        kind=Kind.WEIGHTS,
        title=lazy("Votes of a member of each class"),
        unit="",
        founding="A 1, B 1",
        explanation=lazy(
            "How many votes each member of a share class has, however many shares it holds. One "
            "member, one vote is the co-operative principle; a co-op of organisations may weigh."
        ),
    ),
    _count(
        RuleKey.VOTE_PROXY_CAP,
        "5",
        lazy("Proxies one member may hold"),
        lazy("members in any one vote"),
        lazy("For how many others a member may vote by proxy; at 0 everybody votes in person."),
        0,
        50,
    ),
    _days(
        RuleKey.VOTE_PROXY_DAYS,
        "365",
        lazy("How long a standing proxy may last"),
        lazy("A proxy for all votes to come runs out after at most so many days."),
        1096,
    ),
    _days(
        RuleKey.VOTE_WRITTEN_DAYS,
        "28",
        lazy("Life of a written resolution"),
        lazy("Days, the first included, in which it must pass or else lapses."),
        60,
    ),
    _share(
        RuleKey.VOTE_WRITTEN_MAJORITY,
        "1/2",
        lazy("Majority of a written resolution"),
        lazy("of all voting members, to be exceeded"),
        lazy("A written resolution passes as soon as more than this share of all members agree."),
        _HALF,
        Fraction(99, 100),
    ),
    RuleDefinition(
        key=RuleKey.VOTE_CONSENT_FALLBACK,
        kind=Kind.TEXT,
        title=lazy("Where consent fails"),
        unit="",
        founding="ordinary",
        explanation=lazy(
            "What follows when objections still stand at the end of the last round of consent."
        ),
        options=MappingProxyType(
            {
                "ordinary": lazy("the matter goes to an ordinary resolution"),
                "special": lazy("the matter goes to a special resolution"),
                "none": lazy("the matter falls"),
            }
        ),
    ),
    _count(
        RuleKey.BOARD_SEATS,
        "5",
        lazy("Seats on the board"),
        lazy("seats"),
        lazy("How many people the members elect to the board."),
        3,
        25,
    ),
    _count(
        RuleKey.BOARD_TERM_YEARS,
        "3",
        lazy("Length of a term on the board"),
        lazy("years at most"),
        lazy("A term runs out after so many years; the retiring may stand again."),
        1,
        6,
    ),
    _count(
        RuleKey.BOARD_TERM_LIMIT,
        "3",
        lazy("Terms on the board in a row"),
        lazy("elected terms"),
        lazy("Whoever was elected so often without a year’s break cannot stand again."),
        1,
        12,
    ),
    _share(
        RuleKey.BOARD_RETIRE_SHARE,
        "1/3",
        lazy("Part of the board that retires each year"),
        lazy("of those elected, to the nearest whole"),
        lazy("Those longest in office retire first; a lot decides between equal ones."),
        _SOMETHING,
    ),
    RuleDefinition(
        key=RuleKey.BOARD_CO_OPTION,
        kind=Kind.TEXT,
        title=lazy("Filling a casual vacancy"),
        unit="",
        founding="yes",
        explanation=lazy(
            "Whether the board may ask a member into an empty seat until the next election."
        ),
        options=MappingProxyType(
            {
                "yes": lazy("the board may co-opt until the next election"),
                "no": lazy("the seat stays empty until the next election"),
            }
        ),
    ),
    _share(
        RuleKey.BOARD_RECALL_REQUISITION,
        "1/10",
        lazy("Members who may ask for a recall"),
        lazy("of all voting members"),
        lazy("The share of voting members who must sponsor the recall of a director."),
        _SOMETHING,
    ),
    _days(
        RuleKey.MEETING_GENERAL_NOTICE_CLEAR_DAYS,
        "14",
        lazy("Notice of a general meeting"),
        lazy("Whole days that must lie between the notice and the day of the meeting."),
        60,
    ),
    _share(
        RuleKey.MEETING_GENERAL_QUORUM,
        "3/10",
        lazy("Quorum of a general meeting"),
        lazy("of the voting members, and never fewer than two"),
        lazy("The share of voting members who must be present, themselves or by proxy."),
        _SOMETHING,
    ),
    _days(
        RuleKey.MEETING_BOARD_NOTICE_CLEAR_DAYS,
        "3",
        lazy("Notice of a board meeting"),
        lazy("Whole days that must lie between the notice and the day of the meeting."),
        60,
    ),
    _share(
        RuleKey.MEETING_BOARD_QUORUM,
        "1/2",
        lazy("Quorum of a board meeting"),
        lazy("of the directors, and never fewer than two"),
        lazy("The share of the board that must be present for it to decide anything."),
        _SOMETHING,
    ),
    _share(
        RuleKey.MEETING_SHORT_NOTICE_SHARE,
        "9/10",
        lazy("Agreement to short notice"),
        lazy("of those invited, at least"),
        lazy("With the consent of so many a meeting may be held on shorter notice."),
        _HALF,
    ),
    _money(
        RuleKey.FEES_DUES_YEAR,
        "60.00",
        lazy("Membership dues"),
        lazy("a year"),
        lazy("What a member pays a year towards the community; earned month by month."),
    ),
    _money(
        RuleKey.FEES_FELLOWSHIP_INDIVIDUAL,
        "1200.00",
        lazy("Fellowship, individual"),
        lazy("a place"),
        lazy("The list price of a fellowship for a person paying alone."),
    ),
    _money(
        RuleKey.FEES_FELLOWSHIP_GROUP,
        "1800.00",
        lazy("Fellowship, community group"),
        lazy("a place"),
        lazy("The list price of a fellowship for a small community group."),
    ),
    _money(
        RuleKey.FEES_FELLOWSHIP_ENTERPRISE,
        "4800.00",
        lazy("Fellowship, enterprise"),
        lazy("a place"),
        lazy("The list price of a fellowship paid for by an employer."),
    ),
    _money(
        RuleKey.FEES_COACHING_SESSION,
        "100.00",
        lazy("Coaching session"),
        lazy("a session"),
        lazy("What a session of coaching costs the person coached."),
    ),
    _share(
        RuleKey.FEES_COACHING_COMMISSION,
        "1/5",
        lazy("Commission on coaching"),
        lazy("of the fee"),
        lazy("The part of a coaching fee that stays with the co-op."),
        most=_HALF,
    ),
    _share(
        RuleKey.FEES_MARKETPLACE_COMMISSION,
        "1/10",
        lazy("Commission on sales"),
        lazy("of the price before tax"),
        lazy("The part of a sale in the market that stays with the co-op."),
        most=_HALF,
    ),
    _money(
        RuleKey.FEES_MARKETPLACE_MINIMUM,
        "1.00",
        lazy("Least commission on a sale"),
        lazy("a sale"),
        lazy("The commission is never less than this, however small the sale."),
    ),
    _share(
        RuleKey.FEES_MARKETPLACE_TAX,
        "1/5",
        lazy("Tax on commission"),
        lazy("of the commission"),
        lazy("Sales tax added to the marketplace commission and passed to the tax office."),
        most=_HALF,
    ),
    _share(
        RuleKey.PATRONAGE_RESERVE,
        "1/5",
        lazy("Statutory reserve"),
        lazy("of the surplus on members' business, at least"),
        lazy("The part of the surplus kept in the co-op's reserve before any is shared."),
    ),
    _share(
        RuleKey.PATRONAGE_CASH,
        "1/5",
        lazy("Patronage paid in cash"),
        lazy("of each member's allocation, at least"),
        lazy("The part of each allocation paid out; the rest is kept as the member's own equity."),
    ),
    RuleDefinition(
        key=RuleKey.PATRONAGE_OVERHEAD_KEY,
        kind=Kind.TEXT,
        title=lazy("How overheads are shared"),
        unit="",
        founding="income",
        explanation=lazy(
            "What decides how much of the common costs each part of the business bears."
        ),
        options=MappingProxyType(
            {
                "income": lazy("by income"),
                "evenly": lazy("evenly"),
            }
        ),
    ),
    _money(
        RuleKey.LEDGER_FOUR_EYES,
        "1000.00",
        lazy("Four eyes"),
        lazy("an entry"),
        lazy("An entry made by hand above this amount needs a second officer."),
    ),
)

DEFINITIONS: Mapping[RuleKey, RuleDefinition] = MappingProxyType(
    {definition.key: definition for definition in _DEFINITIONS}
)
"""Every rule, in the order in which the rulebook lists them."""


def definition_of(*, key: str) -> RuleDefinition:
    """This function will return a rule's definition; raises `UnknownRule`."""
    try:
        return DEFINITIONS[RuleKey(key)]
    except ValueError:
        raise UnknownRule(key) from None


def parse(*, key: str, text: str) -> RuleValue:
    """This function will read a rule's value from what a person typed, exactly.

    A share may be typed as `75%`, `3/4` or `0.75`; money as `60` or `60.00`
    (returned in minor units). Raises `UnknownRule`, `RuleValueUnreadable` or
    `RuleValueOutOfBounds`.
    """
    definition = definition_of(key=key)
    text = " ".join(text.split())
    if definition.kind is Kind.TEXT:
        if text not in definition.options:
            raise RuleValueUnreadable(key, text)
        return text
    if definition.kind is Kind.DECISION:
        return _read_decision(key, text)
    value = _READERS[definition.kind](text)
    if value is None:
        raise RuleValueUnreadable(key, text)
    if isinstance(value, str):
        return value
    if not definition.least <= value <= definition.most:
        raise RuleValueOutOfBounds(key, text)
    return value


def parse_changes(*, changes: Mapping[str, str]) -> dict[RuleKey, RuleValue]:
    """This function will read every change of a proposal, or report every fault at once.

    Raises `RuleChangeEmpty`, or `RuleChangesRefused` carrying one refusal a fault.
    """
    if not changes:
        raise RuleChangeEmpty
    values: dict[RuleKey, RuleValue] = {}
    faults: list[Refusal] = []
    for key, text in changes.items():
        try:
            values[RuleKey(definition_of(key=key).key)] = parse(key=key, text=text)
        except Refusal as fault:
            faults.append(fault)
    if faults:
        raise RuleChangesRefused(faults)
    return values


def stored(value: RuleValue) -> str:
    """This function will write a value as the rulebook keeps it: `7`, `3/10`, `6000`, `income`."""
    return str(value)


def restored(*, key: RuleKey, text: str) -> RuleValue:
    """This function will read back what `stored` wrote."""
    match DEFINITIONS[key].kind:
        case Kind.INTEGER | Kind.MONEY:
            return int(text)
        case Kind.FRACTION:
            return Fraction(text)
        case Kind.TEXT | Kind.WEIGHTS | Kind.DECISION:
            return text


def weights_of(value: str) -> dict[str, int]:
    """This function will return the votes of a member by share class, as the rule has them.

    A class that the rule does not name has one.
    """
    pairs = (part.split() for part in value.split(",") if part.strip())
    return {code: int(number) for code, number in pairs}


def typed(*, key: RuleKey, value: RuleValue) -> str:
    """This function will write a value as a person would type it, so that `parse` reads it back.

    Shares become per cent where that is exact to two decimals, else a fraction.
    """
    if isinstance(value, Fraction):
        hundredths = value * 10_000
        if hundredths.denominator != 1:
            return str(value)
        per_cent = Decimal(hundredths.numerator).scaleb(-2)
        return f"{per_cent.normalize():f}%"
    if isinstance(value, int) and DEFINITIONS[key].kind is Kind.MONEY:
        return f"{Decimal(value).scaleb(-MONEY_DIGITS):f}"
    return str(value)


def _read_integer(text: str) -> int | None:
    plain = text.replace(",", "").replace(" ", "")
    return int(plain) if plain.isascii() and plain.isdecimal() else None


def _read_fraction(text: str) -> Fraction | None:
    over_hundred = text.endswith("%")
    text = text.removesuffix("%").strip()
    top, slash, bottom = (part.strip() for part in text.partition("/"))
    if slash:
        if (
            over_hundred
            or not (top.isascii() and top.isdecimal())
            or not (bottom.isascii() and bottom.isdecimal() and int(bottom))
        ):
            return None
        return Fraction(int(top), int(bottom))
    number = _read_decimal(text)
    return None if number is None else Fraction(number) / (100 if over_hundred else 1)


def _read_decision(key: str, text: str) -> str:
    """This function will return the text of a decision rule that can be read.

    It may name rules whose values are shares. Raises `DecisionUnreadable` with the place.
    """
    if len(text) > DECISION_LENGTH_MAX:
        raise RuleValueUnreadable(key, text)
    shares = {
        definition.key.value: _HALF
        for definition in _DEFINITIONS
        if definition.kind is Kind.FRACTION
    }
    decision_text.parse(text, values=shares)
    return text


def _read_weights(text: str) -> str | None:
    """This function will return `A 1, B 3`, by class, or none for anything else."""
    parts = [part.split() for part in text.upper().replace(":", " ").split(",")]
    if not all(
        len(part) == 2
        and part[0].isalnum()
        and len(part[0]) <= 4
        and part[1].isascii()
        and part[1].isdecimal()
        and 1 <= int(part[1]) <= 100
        for part in parts
    ):
        return None
    weights = {code: int(number) for code, number in parts}
    if len(weights) != len(parts):
        return None
    return ", ".join(f"{code} {weights[code]}" for code in sorted(weights))


def _read_money(text: str) -> int | None:
    number = _read_decimal(text.replace(",", ""))
    if number is None:
        return None
    minor = number.scaleb(MONEY_DIGITS)
    return int(minor) if minor == minor.to_integral_value() else None


def _read_decimal(text: str) -> Decimal | None:
    if not text.replace(".", "", 1).isdecimal() or not text.isascii() or len(text) > 20:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


_READERS = {
    Kind.INTEGER: _read_integer,
    Kind.FRACTION: _read_fraction,
    Kind.MONEY: _read_money,
    Kind.WEIGHTS: _read_weights,
}


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """One value a rule has had: since when, and by which resolution."""

    id: UUID
    key: RuleKey
    number: int
    value: RuleValue
    resolution_id: UUID
    effective_at: datetime
    set_at: datetime


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Every rule as it stood at one instant: `book[RuleKey.VOTE_OPEN_DAYS]` is its value."""

    on: datetime
    versions: Mapping[RuleKey, RuleVersion]

    def __getitem__(self, key: RuleKey) -> Any:
        """This function will return the typed value; raises `RuleNotInForce`."""
        return self.in_force(key).value

    def version(self, key: RuleKey) -> UUID:
        """This function will return the id of the version in force, kept with what used it."""
        return self.in_force(key).id

    def in_force(self, key: RuleKey) -> RuleVersion:
        """This function will return the version in force; raises `RuleNotInForce`."""
        try:
            return self.versions[key]
        except KeyError:
            raise RuleNotInForce(key, self.on) from None
