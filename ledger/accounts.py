"""The chart of accounts: what each number is called and on which side it grows."""

from dataclasses import dataclass
from enum import StrEnum

YEAR_SURPLUS = "3300"
"""Where a year's income and expense go when the year is closed."""
BANK = "1000"
STRIPE_BALANCE = "1010"
SUSPENSE = "1900"
"""Where money stands that nobody has explained yet; it is empty when the books are in order."""
RECEIVABLES = "1100"


class AccountKind(StrEnum):
    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"

    @property
    def grows_by_debit(self) -> bool:
        """Assets and expenses grow on the debit side, all others on the credit side."""
        return self in (AccountKind.ASSET, AccountKind.EXPENSE)

    @property
    def is_temporary(self) -> bool:
        """Income and expense start each year at nothing."""
        return self in (AccountKind.INCOME, AccountKind.EXPENSE)


@dataclass(frozen=True, slots=True)
class Account:
    """An account. `parent` names the account whose total it belongs to."""

    code: str
    name: str
    kind: AccountKind
    parent: str | None = None


_A, _L, _Q = AccountKind.ASSET, AccountKind.LIABILITY, AccountKind.EQUITY
_I, _X = AccountKind.INCOME, AccountKind.EXPENSE

DEFAULT_CHART: tuple[Account, ...] = (
    Account(BANK, "Bank", _A),
    Account(STRIPE_BALANCE, "Stripe balance", _A),
    Account(RECEIVABLES, "Receivables", _A),
    Account("1120", "Contract asset", _A),
    Account("1130", "Prepaid expenses", _A),
    Account("1150", "Recoverable from sellers", _A),
    Account(SUSPENSE, "Suspense, to be explained", _A),
    Account("2010", "Coaches payable", _L),
    Account("2020", "Seller funds held", _L),
    Account("2030", "Refund liability", _L),
    Account("2100", "Deferred fellowships", _L),
    Account("2110", "Deferred coaching", _L),
    Account("2120", "Deferred dues", _L),
    Account("2130", "Solidarity pot", _L),
    Account("2200", "Sales tax / VAT", _L),
    Account("2210", "Withholding", _L),
    Account("2300", "Patronage payable", _L),
    Account("2310", "Redemptions payable", _L),
    Account("2320", "Share interest payable", _L),
    Account("2340", "Share application money", _L),
    Account("2400", "Shares classed as debt", _L),
    Account("3000", "Member shares A", _Q),
    Account("3010", "Organisation shares B", _Q),
    Account("3020", "Supporter shares C (non-voting)", _Q),
    Account("3090", "Unpaid on shares (contra)", _Q),
    Account("3100", "Allocated equity, qualified", _Q),
    Account("3110", "Allocated equity, non-qualified", _Q),
    Account("3200", "Statutory reserve", _Q),
    Account("3210", "Indivisible reserve", _Q),
    Account("3220", "Unallocated, non-patronage", _Q),
    Account(YEAR_SURPLUS, "Surplus of the year", _Q),
    Account("4000", "Dues", _I),
    Account("4010", "Fellowships, individual", _I),
    Account("4011", "Fellowships, community group", _I),
    Account("4012", "Fellowships, enterprise", _I),
    Account("4020", "Coaching commission", _I),
    Account("4030", "Marketplace commission", _I),
    Account("4050", "Grants", _I),
    Account("4900", "Bursaries (contra)", _I),
    Account("4950", "Exchange gains", _I),
    Account("4960", "Exchange gains, unrealised", _I),
    Account("5000", "Coach cost", _X),
    Account("5010", "Processor fees", _X),
    Account("5020", "Fees lost on refund", _X),
    Account("5030", "Disputes", _X),
    Account("6000", "Overheads", _X),
    Account("6010", "Rent", _X, parent="6000"),
    Account("6020", "Software and hosting", _X, parent="6000"),
    Account("6030", "Insurance", _X, parent="6000"),
    Account("6040", "Bank charges", _X, parent="6000"),
    Account("6050", "Professional fees", _X, parent="6000"),
    Account("6060", "Gatherings and travel", _X, parent="6000"),
    Account("6950", "Exchange losses", _X),
    Account("6960", "Exchange losses, unrealised", _X),
    Account("7100", "Tax", _X),
)
"""The chart a new co-op starts with (`ledger-events.md`); it may rename and add."""

SHARE_ACCOUNTS: dict[str, str] = {"A": "3000", "B": "3010", "C": "3020"}
"""Share class → the account its nominal capital stands on."""

CONTROL_ACCOUNTS: frozenset[str] = frozenset({
    "1100", "1150", "2010", "2020", "2300", "2310", "2320", "2340",
    "3000", "3010", "3020", "3100", "3110",
})  # fmt: skip
"""Accounts owed to or by somebody: every line on them names the party, so that the sums by
party (the sub-ledger) equal the account."""

EXPECTED_ACCOUNTS: dict[str, bool] = {
    RECEIVABLES: True, "2010": False, "2020": False, "2300": False, "2310": False, "2320": False,
    "2340": False,
}  # fmt: skip
"""Accounts of somebody's on which money is expected through the bank → whether it comes in."""
