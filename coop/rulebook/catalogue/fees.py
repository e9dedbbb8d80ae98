"""Fees and commissions: the rules of this part of the rulebook, as the founders chose them."""

from coop.rulebook.definitions import HALF, RuleKey, money, share
from coop.words import lazy

DEFINITIONS = (
    money(
        RuleKey.FEES_DUES_YEAR,
        "60.00",
        lazy("Membership dues"),
        lazy("a year"),
        lazy("What a member pays a year towards the community; earned month by month."),
    ),
    money(
        RuleKey.FEES_FELLOWSHIP_INDIVIDUAL,
        "1200.00",
        lazy("Fellowship, individual"),
        lazy("a place"),
        lazy("The list price of a fellowship for a person paying alone."),
    ),
    money(
        RuleKey.FEES_FELLOWSHIP_GROUP,
        "1800.00",
        lazy("Fellowship, community group"),
        lazy("a place"),
        lazy("The list price of a fellowship for a small community group."),
    ),
    money(
        RuleKey.FEES_FELLOWSHIP_ENTERPRISE,
        "4800.00",
        lazy("Fellowship, enterprise"),
        lazy("a place"),
        lazy("The list price of a fellowship paid for by an employer."),
    ),
    money(
        RuleKey.FEES_COACHING_SESSION,
        "100.00",
        lazy("Coaching session"),
        lazy("a session"),
        lazy("What a session of coaching costs the person coached."),
    ),
    share(
        RuleKey.FEES_COACHING_COMMISSION,
        "1/5",
        lazy("Commission on coaching"),
        lazy("of the fee"),
        lazy("The part of a coaching fee that stays with the co-op."),
        most=HALF,
    ),
    share(
        RuleKey.FEES_MARKETPLACE_COMMISSION,
        "1/10",
        lazy("Commission on sales"),
        lazy("of the price before tax"),
        lazy("The part of a sale in the market that stays with the co-op."),
        most=HALF,
    ),
    money(
        RuleKey.FEES_MARKETPLACE_MINIMUM,
        "1.00",
        lazy("Least commission on a sale"),
        lazy("a sale"),
        lazy("The commission is never less than this, however small the sale."),
    ),
    share(
        RuleKey.FEES_MARKETPLACE_TAX,
        "1/5",
        lazy("Tax on commission"),
        lazy("of the commission"),
        lazy("Sales tax added to the marketplace commission and passed to the tax office."),
        most=HALF,
    ),
)
