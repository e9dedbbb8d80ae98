"""Tier 1: the bank repeats our own reference (pure).

Sure is only what cannot well be chance: the exact amount, or a part of it under a
reference whose check digits hold, or one typing error that the check digits reveal.
"""

from ledger.accounts import RECEIVABLES
from ledger.reconciliation.matching.open_items import OpenItems
from ledger.reconciliation.matching.payers import Payers
from ledger.reconciliation.matching.reading import has_check_digits, is_strong, spoken
from ledger.reconciliation.matching.values import (
    BankLine,
    OpenItem,
    Suggestion,
    Sureness,
    Why,
    part,
    whole,
)

_TYPO_MIN = 7
_TYPO_DIGITS_MIN = 4
_TYPO_DAYS_BEFORE = 14
_TYPO_DAYS_AFTER = 120


def by_reference(line: BankLine, book: OpenItems, payers: Payers) -> Suggestion | None:
    """This function will return what a line's references say it is, or nothing."""
    tokens = spoken(line.words)
    named = _named(line, tokens, book)
    if not named:
        return _typing_error(line, tokens, book, payers)
    found = (
        _one(line, named, book, payers)
        or _several(line, named, book)
        or _batch(line, named, book)
        or _in_part(line, named, book, payers)
    )
    return found


def _named(
    line: BankLine, tokens: tuple[str, ...], book: OpenItems
) -> dict[str, list[OpenItem]]:  # fmt: skip
    """The references that the line repeats, and what is open under each, in its direction."""
    named: dict[str, list[OpenItem]] = {}
    for token in tokens:
        items = [
            item
            for item in book.by_reference.get(token, ())
            if (item.amount_minor > 0) == (line.amount_minor > 0)
        ]
        if items:
            named[token] = items
    longest = [
        token for token in named if not any(token != other and token in other for other in named)
    ]
    return {token: named[token] for token in longest}


def _one(
    line: BankLine, named: dict[str, list[OpenItem]], book: OpenItems, payers: Payers
) -> Suggestion | None:
    exact = {
        item.key: (token, item)
        for token, items in named.items()
        for item in items
        if item.amount_minor == line.amount_minor
    }
    if len(exact) != 1 or len(named) > 1:
        return None
    ((token, item),) = exact.values()
    sure = len(named[token]) == 1 and _is_sure(line, token, item, payers)
    if sure and not has_check_digits(token):
        sure = not _twin_one_error_away(token, item, book)
    return Suggestion(line.id, Why.REFERENCE, _called(sure), book.as_written(token), (whole(item),))


def _twin_one_error_away(token: str, item: OpenItem, book: OpenItems) -> bool:
    """Without check digits a slip could turn one reference into another of the same amount."""
    return any(
        other.amount_minor == item.amount_minor
        for reference in book.nearly(token)
        for other in book.by_reference.get(reference, ())
    )


def _several(
    line: BankLine, named: dict[str, list[OpenItem]], book: OpenItems
) -> Suggestion | None:
    """Several references, one item each, and together the exact amount."""
    if len(named) < 2 or any(len(items) != 1 for items in named.values()):
        return None
    items = {items[0].key: items[0] for items in named.values()}
    if sum(item.amount_minor for item in items.values()) != line.amount_minor:
        return None
    return Suggestion(
        line.id,
        Why.REFERENCES,
        _called(all(_may_be_sure(line, item) for item in items.values())),
        ", ".join(map(book.as_written, named)),
        tuple(whole(item) for item in items.values()),
    )


def _batch(line: BankLine, named: dict[str, list[OpenItem]], book: OpenItems) -> Suggestion | None:
    """One reference under which several items are open: all of them, if they add up."""
    if len(named) != 1:
        return None
    ((token, items),) = named.items()
    if len(items) < 2 or sum(item.amount_minor for item in items) != line.amount_minor:
        return None
    sure = is_strong(token) and all(_may_be_sure(line, item) for item in items)
    return Suggestion(
        line.id,
        Why.BATCH,
        _called(sure),
        book.as_written(token),
        tuple(whole(item) for item in items),
    )


def _in_part(
    line: BankLine, named: dict[str, list[OpenItem]], book: OpenItems, payers: Payers
) -> Suggestion | None:
    """Less than is open under a reference pays a part of it; more leaves a rest to explain."""
    alone = [(token, items[0]) for token, items in named.items() if len(items) == 1]
    if len(named) != 1 or len(alone) != 1 or not is_strong(alone[0][0]):
        return None
    token, item = alone[0]
    if abs(line.amount_minor) < abs(item.amount_minor):
        sure = _is_sure(line, token, item, payers) and (
            has_check_digits(token) or payers.of(line) == item.party_id is not None
        )
        paid = part(item, line.amount_minor)
        return Suggestion(
            line.id, Why.REFERENCE_PART, _called(sure), book.as_written(token), (paid,)
        )
    rest_minor = line.amount_minor - item.amount_minor
    return Suggestion(
        line.id,
        Why.REFERENCE_MORE,
        Sureness.POSSIBLE,
        book.as_written(token),
        (whole(item),),
        rest_minor,
    )


def _typing_error(
    line: BankLine, tokens: tuple[str, ...], book: OpenItems, payers: Payers
) -> Suggestion | None:
    """Exactly one of our references is one error away, and open with the exact amount."""
    near: dict[str, bool] = {}
    for token in tokens:
        if len(token) >= _TYPO_MIN and sum(map(str.isdigit, token)) >= _TYPO_DIGITS_MIN:
            if book.is_known(token):
                return None
            for reference in book.nearly(token):
                near[reference] = has_check_digits(reference) and not has_check_digits(token)
    open_items = {
        item.key: (reference, item)
        for reference in near
        for item in book.by_reference.get(reference, ())
        if item.amount_minor == line.amount_minor
        and -_TYPO_DAYS_BEFORE <= (line.on - item.on).days <= _TYPO_DAYS_AFTER
    }
    if len(open_items) != 1:
        return None
    ((reference, item),) = open_items.values()
    alone = len(near) == 1 and len(book.by_reference[reference]) == 1
    sure = alone and near[reference] and _is_sure(line, reference, item, payers)
    return Suggestion(
        line.id,
        Why.REFERENCE_TYPO,
        _called(sure),
        book.as_written(reference),
        (whole(item),),
    )


def _is_sure(line: BankLine, token: str, item: OpenItem, payers: Payers) -> bool:
    """Not where we know the payer to be somebody else, unless check digits stand for it."""
    if not _may_be_sure(line, item):
        return False
    known = payers.of(line)
    contradicted = None not in (known, item.party_id) and known != item.party_id
    return not contradicted or has_check_digits(token)


def _may_be_sure(line: BankLine, item: OpenItem) -> bool:
    """What is owed by us is also paid by deeds of our own: there a person looks first."""
    return item.account in (line.account, RECEIVABLES)


def _called(sure: bool) -> Sureness:
    return Sureness.SURE if sure else Sureness.LIKELY
