"""The board: the published ballots of a vote, each chained to the one before it.

A line is (key, ballot, class, weight), in key order. Its mark is two halves of 32 hex digits: a
hash of the line alone, and a hash of the mark before it with the line (the first line's, of the
wording's hash). So the verifier can name a line that was changed, put in or taken out.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

from voting.proposals import canonical_json

Line = tuple[str, str, str, int]
"""Key, canonical ballot, class (empty where none is noted) and weight."""

Marked = tuple[str, str, str, int, str]
"""A line and its mark."""

_HALF = 32
_SEARCHES_MAX = 100
"""For so many faults it is looked up where the line was chained to; a board in another order
altogether has as many faults as lines, and each look goes through all of them."""


def first_mark(text_hash: str) -> str:
    """This function will return what the first ballot is chained to: the question itself."""
    return sha256(f"board/{text_hash}".encode()).hexdigest()


def mark(*, before: str, line: Line) -> str:
    """This function will return the mark of a line that stands behind the mark `before`."""
    return _mark(before, _text(line))


def _text(line: Line) -> str:
    """This function will write a line as canonical JSON: a part at a time, for there are many."""
    key, ballot, share_class, weight = line
    said = f"{canonical_json(key)},{canonical_json(ballot)},{canonical_json(share_class)}"
    return f"[{said},{weight}]"


def _mark(before: str, text: str) -> str:
    return _short(text) + _short(before + text)


def _short(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:_HALF]


def marked(*, lines: Iterable[Line], text_hash: str) -> Iterator[Marked]:
    """This function will chain lines in the order they come, one at a time."""
    before = first_mark(text_hash)
    for line in lines:
        before = mark(before=before, line=line)
        yield (*line, before)


def marked_texts(*, lines: Iterable[Line], text_hash: str) -> Iterator[tuple[str, str]]:
    """This function will chain lines as `marked` does: each as canonical JSON, and its mark."""
    before = first_mark(text_hash)
    for line in lines:
        text = _text(line)
        before = _mark(before, text)
        yield f'{text[:-1]},"{before}"]', before


def head(*, lines: Sequence[Sequence[str | int]], text_hash: str) -> str:
    """This function will return the last mark of marked lines: one hash for the whole board."""
    return str(lines[-1][4]) if lines else first_mark(text_hash)


def broken(*, lines: Sequence[Sequence[str | int]], text_hash: str) -> Iterator[tuple[str, str]]:
    """This function will name every place where the chain does not hold, as (what, key).

    `changed`: the line is not what was marked. `added`: the line stands where
    its neighbours were chained to each other. `dropped`: a line that stood
    right before this one is gone. After a fault it goes on from the stated
    mark, so that each is told once.
    """
    marks = [first_mark(text_hash)]
    searches = 0
    for place, (key, ballot, share_class, weight, stated) in enumerate(lines):
        line = (str(key), str(ballot), str(share_class), int(weight))
        due = mark(before=marks[-1], line=line)
        if due[:_HALF] != str(stated)[:_HALF]:
            yield "changed", str(key)
        elif due != stated:
            searches += 1
            before = marks if searches <= _SEARCHES_MAX else ()
            fits = [n for n, one in enumerate(before) if mark(before=one, line=line) == stated]
            if fits:
                yield from (("added", str(lines[n][0])) for n in range(fits[-1], place))
            else:
                yield "dropped", str(key)
        marks.append(str(stated))
