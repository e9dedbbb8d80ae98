"""What changed between two wordings, paragraph by paragraph and word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

_BREAK = "\n\n"


class Change(StrEnum):
    """What became of some words."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words in a row with one fate."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """The later wording with the earlier one's lost words in their places."""

    paragraphs: tuple[tuple[Piece, ...], ...]
    words_added: int
    words_removed: int


def difference(*, before: str, after: str) -> Difference:
    """This function will compare two texts by their words; blanks and line ends do not count.

    Paragraphs are told apart by free lines. Those that stayed are matched first, so
    that words are compared only inside what changed. Source: the matching of
    Ratcliff and Obershelp, "Pattern Matching: The Gestalt Approach" (1988), as `difflib` has it.
    """
    old, new = _paragraphs(before), _paragraphs(after)
    changes: list[tuple[Change, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            changes += [(Change.SAME, word) for word in _words(new[c:d])]
        else:
            changes += _by_words(_words(old[a:b]), _words(new[c:d]))
    return Difference(
        paragraphs=tuple(_pieces(changes)),
        words_added=_number(changes, Change.ADDED),
        words_removed=_number(changes, Change.REMOVED),
    )


def _paragraphs(text: str) -> list[str]:
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n"))
    return [" ".join(part.split()) for part in parts if part.strip()]


def _words(paragraphs: Sequence[str]) -> list[str]:
    return [word for one in paragraphs for word in (*one.split(), _BREAK)]


def _by_words(old: list[str], new: list[str]) -> Iterator[tuple[Change, str]]:
    for _tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if old[a:b] == new[c:d]:
            yield from ((Change.SAME, word) for word in new[c:d])
            continue
        yield from ((Change.REMOVED, word) for word in old[a:b])
        yield from ((Change.ADDED, word) for word in new[c:d])


def _pieces(changes: list[tuple[Change, str]]) -> Iterator[tuple[Piece, ...]]:
    """This function will gather words of one fate, and break them into paragraphs."""
    paragraph: list[tuple[Change, str]] = []
    for change, word in (*changes, (Change.SAME, _BREAK)):
        if word != _BREAK:
            paragraph.append((change, word))
        elif paragraph:
            yield tuple(
                Piece(fate, " ".join(text for _fate, text in words))
                for fate, words in groupby(paragraph, key=lambda one: one[0])
            )
            paragraph = []


def _number(changes: list[tuple[Change, str]], wanted: Change) -> int:
    return sum(change is wanted and word != _BREAK for change, word in changes)
