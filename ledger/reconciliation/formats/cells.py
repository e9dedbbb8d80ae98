"""Cells of a bank's table: days and amounts as people and banks write them (pure)."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import date

from ledger.money import minor_digits

_ISO = re.compile(r"^(\d{4})[\-/.](\d{2})[\-/.](\d{2})(?:[T ].*)?$")
_DAY_FIRST = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?: .*)?$")
_NAMED_MONTH = re.compile(r"^(\d{1,2})[ \-]([A-Za-z]{3,9})[ \-](\d{4}|\d{2})$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR_MIN, _YEAR_MAX = 1990, 2099
"""A statement dated outside is a slip of the pen."""
_NOISE = re.compile(r"[\s\u00a0\u202f'’]|[€£$]|^[A-Z]{3}(?=[\d\s+\-(])|(?<=[\d\s)])[A-Z]{3}$")
_SIGNED = re.compile(r"^([+\-\u2212]?)([\d.,]+)([+\-\u2212]?)$")


def plain_word(text: str) -> str:
    """This function will return a heading's letters and digits, lower case, without accents."""
    unaccented = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in unaccented.lower() if letter.isascii() and letter.isalnum())


def day(text: str, *, month_first: bool = False) -> date | None:
    """This function will read `2026-03-31`, `31/03/2026`, `31.3.26`; nothing if it is no day.

    Where the month comes first, `03/31/2026`. Four digits in front are always the year.
    """
    if found := _ISO.match(text):
        year, month, number = (int(part) for part in found.groups())
    elif found := _DAY_FIRST.match(text):
        number, month, year = (int(part) for part in found.groups())
        number, month = (month, number) if month_first else (number, month)
        year += 2000 if len(found[3]) == 2 else 0
    elif (found := _NAMED_MONTH.match(text)) and found[2][:3].lower() in _MONTHS:
        number, year = int(found[1]), int(found[3])
        month = _MONTHS.index(found[2][:3].lower()) + 1
        year += 2000 if len(found[3]) == 2 else 0
    else:
        return None
    if not _YEAR_MIN <= year <= _YEAR_MAX:
        return None
    try:
        return date(year, month, number)
    except ValueError:
        return None


def decimal_mark(texts: Iterable[str], *, currency: str) -> str:
    """This function will say which mark a column's amounts use, `.` or `,`.

    An amount with both marks has its decimal mark last; one with a single mark tells
    where the digits after it cannot be a group of thousands. Where nothing tells, it
    is the point.
    """
    digits = minor_digits(currency=currency)
    votes: Counter[str] = Counter()
    for text in texts:
        plain = _NOISE.sub("", text)
        last = max(plain.rfind("."), plain.rfind(","))
        if last < 0:
            continue
        after = len(re.sub(r"\D+$", "", plain[last + 1 :]))
        both = "." in plain and "," in plain
        once = plain.count(plain[last]) == 1
        if both or (once and (after != 3 or digits == 3)):
            votes[plain[last]] += 1
    return "," if votes[","] > votes["."] else "."


def amount(text: str, *, mark: str, currency: str) -> int | None:
    """This function will read an amount into minor units; nothing if it is no amount.

    Currency signs, thousands marks, brackets or a minus on either side, and `CR`/`DR`
    are understood. More decimals than the currency has are refused, not rounded.
    """
    plain = _NOISE.sub("", text.strip())
    negative = False
    if plain.startswith("(") and plain.endswith(")"):
        negative, plain = True, plain[1:-1]
    if plain.upper().endswith(("CR", "DR")):
        negative, plain = negative or plain.upper().endswith("DR"), plain[:-2]
    found = _SIGNED.match(plain)
    if found is None or (found[1] and found[3]):
        return None
    if (found[1] or found[3]) in ("-", "\u2212"):
        negative = not negative
    group = "," if mark == "." else "."
    digits = minor_digits(currency=currency)
    decimals = rf"(?:{re.escape(mark)}(\d{{0,{digits}}}))?" if digits else "()"
    grouped = rf"^(\d{{1,3}}(?:{re.escape(group)}\d{{3}})+|\d+){decimals}$"
    parts = re.match(grouped, found[2])
    if parts is None:
        return None
    minor = int(parts[1].replace(group, "") + (parts[2] or "").ljust(digits, "0"))
    return -minor if negative else minor


def exact(text: str, *, mark: str, currency: str) -> int | None:
    """This function will read an amount that a machine wrote: digits, one mark, no groups.

    Decimals beyond the currency's must be noughts: nothing is rounded. None if it is no amount.
    """
    found = re.fullmatch(rf"([+\-]?)(\d{{1,15}})(?:{re.escape(mark)}(\d{{0,10}}))?", text.strip())
    if found is None or not found[2].isascii() or not (found[3] or "").isascii():
        return None
    digits = minor_digits(currency=currency)
    decimals = found[3] or ""
    if decimals[digits:].strip("0"):
        return None
    minor = int(found[2] + decimals[:digits].ljust(digits, "0"))
    return -minor if found[1] == "-" else minor


def compact_day(text: str) -> date | None:
    """This function will read `20260331` with whatever hour follows; nothing if it is no day."""
    found = re.match(r"(\d{4})(\d{2})(\d{2})", text.strip())
    return day("-".join(found.groups())) if found and text.isascii() else None
