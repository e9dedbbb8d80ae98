"""Listings, orders, and how the price of a sale is split."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from ledger.money import Money, allocate
from services.marketplace.errors import PriceTooLow
from services.payments.rules import share_minor


class OrderState(StrEnum):
    UNPAID = "unpaid"
    PAID = "paid"
    CONFIRMED = "confirmed"
    """The buyer has it."""
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommissionRule:
    """The fee rule of a sale: a rate of the price before tax, a least sum, and the tax on it.

    The seller bears all of it. Each part names the rulebook version it came from.
    """

    rate: Fraction
    rate_version_id: UUID
    minimum_minor: int
    minimum_version_id: UUID
    tax_rate: Fraction
    tax_version_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Where every unit of a price goes. The three parts sum to the price."""

    price: Money
    commission: Money
    tax: Money
    """Tax on the commission."""
    seller: Money

    def of_refund(self, *, before: Money, refund: Money) -> "Split":
        """This function will return what each part gives back of a refund.

        `before` is what went back earlier. Parts are taken cumulatively, by
        largest remainder, so that a whole refund takes exactly the whole split.
        """
        then, now = self._part(before), self._part(before + refund)
        code = self.price.currency
        return Split(
            price=refund,
            commission=Money(now["commission"] - then["commission"], code),
            tax=Money(now["tax"] - then["tax"], code),
            seller=Money(now["seller"] - then["seller"], code),
        )

    def _part(self, amount: Money) -> dict[str, int]:
        return allocate(
            total_minor=amount.minor,
            weights={
                "commission": self.commission.minor,
                "seller": self.seller.minor,
                "tax": self.tax.minor,
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Something a member sells."""

    id: UUID
    seller_id: UUID
    title: str
    description: str
    price: Money
    open: bool
    offered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One sale, with the split and the rule it was made under."""

    id: UUID
    listing_id: UUID
    seller_id: UUID
    buyer_id: UUID
    buyer_person_id: UUID
    title: str
    split: Split
    commission_rate: Fraction
    commission_version_id: UUID
    member_business: bool
    """Whether the seller was a member-owner when the order was placed."""
    state: OrderState
    placed_at: datetime
    refund_asked_at: datetime | None
    refund_reason: str | None
    paid_out: bool
    returned: Money
    """Of the seller's part, what went back to the buyer before it was paid out."""

    @property
    def due(self) -> Money:
        """What a payout of this order sends to the seller."""
        return self.split.seller - self.returned


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerFigures:
    """A seller's statement in one line; every figure in minor units of `currency`."""

    seller_id: UUID
    currency: str
    sales: int
    sold_minor: int
    commission_minor: int
    tax_minor: int
    refunded_minor: int
    paid_out_minor: int
    held_minor: int
    """Paid by buyers, not yet confirmed."""
    owed_minor: int
    """Confirmed and waiting to be paid out."""


def commission_minor(*, price_before_tax_minor: int, rate: Fraction, minimum_minor: int) -> int:
    """This function will return a commission in minor units: the rate, or the minimum if more.

    Always of the price before tax (opencollective issue 4492); halves rounded up.
    """
    return max(minimum_minor, share_minor(amount_minor=price_before_tax_minor, rate=rate))


def split(*, price: Money, rule: CommissionRule) -> Split:
    """This function will say where every unit of a price goes.

    Commission and the tax on it are each rounded once, halves up; the seller has
    the rest. Raises `PriceTooLow` when nothing would be left for the seller.
    """
    commission = commission_minor(
        price_before_tax_minor=price.minor, rate=rule.rate, minimum_minor=rule.minimum_minor
    )
    tax = share_minor(amount_minor=commission, rate=rule.tax_rate)
    seller = price.minor - commission - tax
    if seller <= 0:
        least = rule.minimum_minor + share_minor(
            amount_minor=rule.minimum_minor, rate=rule.tax_rate
        )
        raise PriceTooLow(least_minor=least + 1, currency=price.currency)
    code = price.currency
    return Split(
        price=price,
        commission=Money(commission, code),
        tax=Money(tax, code),
        seller=Money(seller, code),
    )
