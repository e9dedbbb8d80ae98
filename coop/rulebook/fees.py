"""The fee rules in force, in the shape each service copies onto its orders."""

from uuid import UUID

from coop.rulebook.definitions import RuleKey
from coop.rulebook.rules import Rulebook
from ledger.money import Money
from services.fellowships.rules import BuyerType
from services.marketplace.rules import CommissionRule

FELLOWSHIP_PRICE: dict[BuyerType, RuleKey] = {
    BuyerType.INDIVIDUAL: RuleKey.FEES_FELLOWSHIP_INDIVIDUAL,
    BuyerType.GROUP: RuleKey.FEES_FELLOWSHIP_GROUP,
    BuyerType.ENTERPRISE: RuleKey.FEES_FELLOWSHIP_ENTERPRISE,
}


def fellowship_price(*, book: Rulebook, buyer_type: BuyerType, currency: str) -> tuple[Money, UUID]:
    """This function will return what a fellowship costs such a buyer, and the rule's version."""
    key = FELLOWSHIP_PRICE[buyer_type]
    return Money(book[key], currency), book.version(key)


def marketplace_rule(*, book: Rulebook) -> CommissionRule:
    """This function will return how a sale is split today."""
    return CommissionRule(
        rate=book[RuleKey.FEES_MARKETPLACE_COMMISSION],
        rate_version_id=book.version(RuleKey.FEES_MARKETPLACE_COMMISSION),
        minimum_minor=book[RuleKey.FEES_MARKETPLACE_MINIMUM],
        minimum_version_id=book.version(RuleKey.FEES_MARKETPLACE_MINIMUM),
        tax_rate=book[RuleKey.FEES_MARKETPLACE_TAX],
        tax_version_id=book.version(RuleKey.FEES_MARKETPLACE_TAX),
    )
