"""Money as whole minor units of one currency, and the only way to split it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from footing.errors import Refusal

_DIGITS_ELSEWHERE = {
    "BHD": 3, "CLP": 0, "IQD": 3, "ISK": 0, "JOD": 3, "JPY": 0, "KRW": 0, "KWD": 3, "LYD": 3,
    "OMR": 3, "PYG": 0, "RWF": 0, "TND": 3, "UGX": 0, "VND": 0, "XAF": 0, "XOF": 0, "XPF": 0,
}  # fmt: skip
"""Currencies whose minor unit is not a hundredth (ISO 4217, table A.1)."""


MOST_MINOR = 10**15
"""The largest amount of one line, minor units: sums of millions of them stay within 64 bits."""
ANY_CURRENCY = "XXX"
"""The currency of an account that takes lines in every currency (ISO 4217: none in particular)."""


class CurrencyMismatch(Refusal):
    """Two currencies met where one was expected."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__(left, right)
        self.left = left
        self.right = right


class CannotAllocate(Refusal):
    """There is something to share out, and nobody with a weight to share it among."""

    def __init__(self, total_minor: int) -> None:
        super().__init__(total_minor)
        self.total_minor = total_minor


@dataclass(frozen=True, slots=True)
class Money:
    """An amount: `minor` whole units (cents, pence), `currency` an ISO 4217 code."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"money is counted in whole minor units, not {self.minor!r}")

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __abs__(self) -> "Money":
        return Money(abs(self.minor), self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._same(other)

    def _same(self, other: "Money") -> int:
        if self.currency != other.currency:
            raise CurrencyMismatch(self.currency, other.currency)
        return other.minor


def total(moneys: Iterable[Money], *, currency: str) -> Money:
    """This function will add amounts up, starting from nothing in the given currency.

    Raises `CurrencyMismatch`.
    """
    result = Money(0, currency)
    for money in moneys:
        result = result + money
    return result


def minor_digits(*, currency: str) -> int:
    """This function will return how many decimal digits the currency's minor unit has."""
    return _DIGITS_ELSEWHERE.get(currency, 2)


def decimal_text(*, minor: int, currency: str) -> str:
    """This function will write an amount as plain digits with a point: `-1234.50`."""
    digits = minor_digits(currency=currency)
    sign = "-" if minor < 0 else ""
    whole, part = divmod(abs(minor), 10**digits)
    return f"{sign}{whole}.{part:0{digits}d}" if digits else f"{sign}{whole}"


class _Sortable(Protocol):
    def __lt__(self, other: Any, /) -> bool: ...


K = TypeVar("K", bound=_Sortable)


def allocate(*, total_minor: int, weights: Mapping[K, int]) -> dict[K, int]:
    """This function will share out a whole amount in proportion to whole weights.

    Hamilton's method of the largest remainder: everyone gets the floor of the
    exact share, and the units left over go one each to the largest remainders;
    among equal remainders the larger weight goes first, then the smaller key.
    A negative total is the mirror image of the positive one. The parts always
    sum to the total. Raises `CannotAllocate` where a non-zero total meets no
    positive weight, `ValueError` for a negative weight.
    """
    if any(weight < 0 for weight in weights.values()):
        raise ValueError("a weight cannot be negative")
    if total_minor < 0:
        mirrored = allocate(total_minor=-total_minor, weights=weights)
        return {key: -part for key, part in mirrored.items()}
    whole = sum(weights.values())
    if whole == 0:
        if total_minor:
            raise CannotAllocate(total_minor)
        return dict.fromkeys(weights, 0)
    parts: dict[K, int] = {}
    remainders: dict[K, int] = {}
    for key, weight in weights.items():
        parts[key], remainders[key] = divmod(total_minor * weight, whole)
    left_over = total_minor - sum(parts.values())
    by_key = sorted(weights)
    by_claim = sorted(by_key, key=lambda key: (-remainders[key], -weights[key]))
    for key in by_claim[:left_over]:
        parts[key] += 1
    if sum(parts.values()) != total_minor:
        raise ArithmeticError("the parts do not make the whole")
    return parts
