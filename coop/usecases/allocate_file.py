"""Share a surplus read from a file to the cent, with no database."""

import json
from fractions import Fraction
from typing import Any

from footing.errors import Refusal
from ledger.money import allocate, decimal_text, minor_digits
from services.patronage.rules import ceil_share


class MalformedAllocation(Refusal):
    """The file is not what `coop patronage allocate` reads; every fault is listed."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def allocate_file(*, content: bytes) -> dict[str, Any]:
    """This function will read `{"currency", "total", "weights", "cash_percent"?}` and divide.

    `total` is decimal text (`"4000.00"`), `weights` maps ids to whole numbers,
    `cash_percent` is a number or decimal text. Returns `allocations` and, with a
    percentage, `cash` (rounded up, 26 U.S.C. 1388(c)) and `retained`: decimal text
    by id. Raises `MalformedAllocation` with every fault.
    """
    try:
        asked = json.loads(content, parse_float=str)
    except ValueError as fault:
        raise MalformedAllocation([f"not JSON: {fault}"]) from None
    currency, total_minor, weights, cash_rate = _read(asked)
    parts = allocate(total_minor=total_minor, weights=weights)
    answer: dict[str, Any] = {"allocations": _texts(parts, currency)}
    if cash_rate is not None:
        cash = {key: ceil_share(part, cash_rate) for key, part in parts.items()}
        answer["cash"] = _texts(cash, currency)
        answer["retained"] = _texts(
            {key: part - cash[key] for key, part in parts.items()}, currency
        )
    return answer


def _read(asked: Any) -> tuple[str, int, dict[str, int], Fraction | None]:
    if not isinstance(asked, dict):
        raise MalformedAllocation(["the file must hold one object"])
    faults: list[str] = []
    currency, weights, percent = asked.get("currency"), asked.get("weights"), None
    if not (isinstance(currency, str) and len(currency) == 3 and currency.isupper()):
        faults.append("currency: three capital letters, such as EUR")
        currency = "EUR"
    total = _exact(asked.get("total"))
    total_minor = Fraction(1, 2) if total is None else total * 10 ** minor_digits(currency=currency)
    if total_minor.denominator != 1:
        faults.append('total: an amount with no more decimals than the currency has, "4000.00"')
    if not (
        isinstance(weights, dict)
        and all(type(weight) is int and weight >= 0 for weight in weights.values())
        and any(weights.values())
    ):
        faults.append("weights: ids with whole numbers from 0 up, at least one above 0")
    if asked.get("cash_percent") is not None:
        percent = _exact(asked["cash_percent"])
        if percent is None or not 0 <= percent <= 100:
            faults.append("cash_percent: a number from 0 to 100")
    if faults:
        raise MalformedAllocation(faults)
    cash_rate = None if percent is None else percent / 100
    return str(currency), total_minor.numerator, dict(weights or {}), cash_rate


def _exact(value: Any) -> Fraction | None:
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return None
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError):
        return None


def _texts(parts: dict[str, int], currency: str) -> dict[str, str]:
    return {key: decimal_text(minor=part, currency=currency) for key, part in parts.items()}
