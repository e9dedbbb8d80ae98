"""What the currencies refuse, one class a refusal, each carrying its facts."""

from datetime import date

from footing.errors import Refusal
from ledger.faults import LineFault


class NoRate(Refusal):
    """No rate between the two is known on the day or before it."""

    def __init__(self, base: str, quote: str, on: date) -> None:
        super().__init__(base, quote, on)
        self.base = base
        self.quote = quote
        self.on = on


class BadRate(Refusal):
    """A rate is a number above nothing, of at most twelve decimals, between two currencies."""


class MalformedRates(Refusal):
    """The file of rates cannot be kept; every fault is listed, and nothing was kept."""

    def __init__(self, faults: tuple[LineFault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults


class NotForeign(Refusal):
    """An account in another currency is an asset or a liability, and not in the books' own."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotExchanged(Refusal):
    """Lines in another currency go with what they are worth: they are posted by exchanging."""

    def __init__(self, account: str) -> None:
        super().__init__(account)
        self.account = account


class AmountMissing(Refusal):
    """Neither what goes out nor what comes in was given."""


class SameAccount(Refusal):
    """Money is moved between two accounts."""


class AmountsDiffer(Refusal):
    """Within one currency as much comes in as goes out."""
