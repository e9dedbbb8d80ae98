"""The statement of cash flows by the direct method (pure).

IAS 7.18(a): gross receipts and payments by class. An entry that moves cash names, in its
other lines, what the cash came from or went to; as the entry balances, those lines with
their sign turned are the change of cash, to the cent. Money moved from one cash account
to another has no other line, and so is no flow (IAS 7.9).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ledger.accounts import Account, AccountKind


class Activity(StrEnum):
    """The three kinds of flow, IAS 7.10."""

    OPERATING = "operating"
    INVESTING = "investing"
    FINANCING = "financing"


@dataclass(frozen=True, slots=True)
class Flow:
    """Cash that came in (positive) or went out by one account, minor units."""

    account: Account
    minor: int


@dataclass(frozen=True, slots=True)
class FlowSection:
    activity: Activity
    flows: tuple[Flow, ...]
    total_minor: int


@dataclass(frozen=True, slots=True)
class CashFlow:
    """Where cash came from and went to; `opening_minor` plus the flows is `closing_minor`."""

    currency: str
    opening_minor: int
    sections: tuple[FlowSection, ...]
    closing_minor: int

    @property
    def change_minor(self) -> int:
        return sum(section.total_minor for section in self.sections)

    @property
    def agrees(self) -> bool:
        """Whether the flows explain the whole change of the cash accounts."""
        return self.opening_minor + self.change_minor == self.closing_minor


def is_cash(account: Account) -> bool:
    """This function will say whether an account is cash: the chart's 10xx, bank and processor."""
    return account.kind is AccountKind.ASSET and account.code.startswith("10")


def activity_of(account: Account) -> Activity:
    """This function will say which kind of flow goes through an account.

    Financing (IAS 7.17, 7.34) is what owners put in and take out: equity, application
    money (2340), redemptions (2310), share interest (2320), patronage (2300), shares
    classed as debt and loans (24xx, 25xx). Investing (IAS 7.16) is long-lived assets
    (15xx to 19xx). All else is operating, with interest received or paid (IAS 7.33).
    """
    code = account.code
    if account.kind is AccountKind.EQUITY or (
        account.kind is AccountKind.LIABILITY
        and (code in ("2300", "2310", "2320", "2340") or code.startswith(("24", "25")))
    ):
        return Activity.FINANCING
    if account.kind is AccountKind.ASSET and "15" <= code[:2] <= "19":
        return Activity.INVESTING
    return Activity.OPERATING


def cash_flow(
    *,
    counterparts: Mapping[str, int],
    chart: Mapping[str, Account],
    currency: str,
    opening_minor: int,
    closing_minor: int,
) -> CashFlow:
    """This function will set out the flows by activity.

    `counterparts` is account → debit less credit, in minor units, of the lines that are
    not cash in entries that move cash.
    """
    flows = [Flow(chart[code], -minor) for code, minor in sorted(counterparts.items()) if minor]
    return CashFlow(
        currency=currency,
        opening_minor=opening_minor,
        sections=tuple(_section(activity, flows) for activity in Activity),
        closing_minor=closing_minor,
    )


def _section(activity: Activity, flows: Iterable[Flow]) -> FlowSection:
    ours = tuple(flow for flow in flows if activity_of(flow.account) is activity)
    return FlowSection(activity, ours, sum(flow.minor for flow in ours))
