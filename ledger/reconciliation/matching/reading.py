"""Reading what a bank wrote: references, account numbers, names (pure)."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from string import ascii_uppercase

REFERENCE_MIN = 6
_WORD = re.compile(r"[A-Z0-9]+")
_TOKEN = re.compile(r"[A-Z0-9][A-Z0-9/_\-]{4,}")
_IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_GRAM_WORDS_MAX = 6
_GRAM_LENGTH_MAX = 40
_AS_DIGITS = {ord(letter): str(int(letter, 36)) for letter in ascii_uppercase}
_TITLES = frozenset({"MR", "MRS", "MS", "MX", "DR", "PROF", "HERR", "FRAU", "MME", "M", "SIG"})


def references_of(text: str) -> dict[str, str]:
    """This function will return what in our own words is a reference: squashed → as written.

    Six characters or more, a digit among them, and no date such as 2026-03.
    """
    found = {squashed(token): token for token in _TOKEN.findall(text.upper())}
    return {token: written for token, written in found.items() if _is_reference(token)}


def _is_reference(token: str) -> bool:
    return (
        len(token) >= REFERENCE_MIN
        and any(map(str.isdigit, token))
        and not _is_date(token)
    )  # fmt: skip


def _is_date(token: str) -> bool:
    if not token.isdigit() or len(token) not in (6, 8):
        return False
    orders = (
        (token[:4], token[4:6], token[6:] or "01"),
        (token[-4:], token[-6:-4], token[:-6] or "01"),
    )
    for year, month, day in orders:
        try:
            if 1990 <= date(int(year), int(month), int(day)).year < 2100:
                return True
        except ValueError:
            continue
    return False


def spoken(text: str) -> tuple[str, ...]:
    """This function will return what a bank's words could be read as: runs of whole words.

    `FEE F26 00012` gives FEE, FEEF26, F26, F2600012 and so on, longest last: banks
    break references and drop their dashes. A reference never starts inside a word.
    """
    words = _WORD.findall(text.upper())
    found: dict[str, None] = {}
    for first in range(len(words)):
        run = ""
        for word in words[first : first + _GRAM_WORDS_MAX]:
            run += word
            if len(run) > _GRAM_LENGTH_MAX:
                break
            if len(run) >= REFERENCE_MIN - 1:
                found[run] = None
    return tuple(found)


def squashed(text: str) -> str:
    """This function will return letters and digits alone, in capitals."""
    return "".join(_WORD.findall(text.upper()))


def is_strong(reference: str) -> bool:
    """This function will say whether a reference could hardly be met by chance."""
    digits = sum(map(str.isdigit, reference))
    return has_check_digits(reference) or (digits >= 5 and digits < len(reference))


def with_check_digits(body: str) -> str:
    """This function will end letters and digits with two check digits (ISO 7064, mod 97-10).

    Any single wrong character, and any two exchanged, make it invalid.
    """
    return f"{body}{98 - _as_number(squashed(body) + '00') % 97:02d}"


@lru_cache(maxsize=100_000)
def has_check_digits(reference: str) -> bool:
    """This function will say whether a reference is long enough and its check digits hold.

    Both our own way and the creditor reference of ISO 11649 (`RF18…`) count.
    """
    if len(reference) < 8 or not reference[-2:].isdigit():
        return False
    if reference.startswith("RF") and _as_number(reference[4:] + reference[:4]) % 97 == 1:
        return True
    return _as_number(reference) % 97 == 1


def _as_number(text: str) -> int:
    return int(text.translate(_AS_DIGITS))


def shortened(token: str) -> Iterator[str]:
    """This function will yield a token and the token with each one of its characters left out.

    Two tokens one typing error apart have one of these in common.
    """
    yield token
    for at in range(len(token)):
        yield token[:at] + token[at + 1 :]


def one_error_apart(left: str, right: str) -> bool:
    """This function will say whether one wrong, missing, added or exchanged character differs."""
    if left == right or abs(len(left) - len(right)) > 1:
        return False
    if len(left) > len(right):
        left, right = right, left
    at = next((i for i, letter in enumerate(left) if letter != right[i]), len(left))
    if len(left) < len(right):
        return left[at:] == right[at + 1 :]
    return left[at + 1 :] == right[at + 1 :] or (
        left[at : at + 2] == right[at : at + 2][::-1] and left[at + 2 :] == right[at + 2 :]
    )


def account_number(text: str) -> str | None:
    """This function will return the IBAN in a bank's words, if its check digits hold."""
    for found in _IBAN.findall(text.upper()):
        plain = found.replace(" ", "")
        while len(plain) >= 15:
            if _as_number(plain[4:] + plain[:4]) % 97 == 1:
                return str(plain)
            # The run may have taken in the start of the word behind it.
            plain = plain[:-1]
    return None


def name_words(text: str) -> tuple[str, ...]:
    """This function will return a name's words in capitals, without accents, titles and order."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().upper()
    words = re.findall(r"[A-Z]+", plain)
    return tuple(sorted(word for word in words if word not in _TITLES))
