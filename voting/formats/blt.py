"""Election files in BLT, the format ballots of ranked elections have travelled in since 1992.

Source: "Voting matters" and OpenSTV's description. A first line `candidates seats`;
perhaps `-3 -7` for those withdrawn; ballots `how-many first second … 0`; a line `0`;
one name a line, in the paper's order; the title. Names may be quoted; `#` starts a comment
outside quotes.
"""

import re
from collections import Counter
from dataclasses import dataclass

from voting.counting.papers import Ranking
from voting.errors import BrokenFile, Fault

_ORDINARY = re.compile(r"[1-9][0-9]{0,17}(?: +[1-9][0-9]{0,17})+ +0", re.ASCII)
"""A ballot as nearly every line of a file writes it; anything else is read word by word."""

_LINE_END = re.compile(r"\r\n|\r|\n")

_FAULTS_MAX = 1000
"""Past this many faults the file is not an election file at all."""


@dataclass(frozen=True, slots=True)
class Election:
    """An election as its file gives it; candidates are numbered from 1."""

    title: str
    seats: int
    candidates: tuple[str, ...]
    withdrawn: frozenset[int]
    ballots: tuple[tuple[Ranking, int], ...]
    """Identical rankings already added together, in the order they first appear."""


def read(text: str) -> Election:
    """This function will read a BLT file, or raise `BrokenFile` with every fault and its line."""
    return _Reader(text).read()


def write(election: Election) -> str:
    """This function will write an election as BLT that `read` returns unchanged."""
    lines = [f"{len(election.candidates)} {election.seats}"]
    if election.withdrawn:
        lines.append(" ".join(f"-{number}" for number in sorted(election.withdrawn)))
    for ranking, number in election.ballots:
        lines.append(" ".join(map(str, (number, *ranking, 0))))
    lines.append("0")
    lines += [_quoted(name) for name in election.candidates]
    lines.append(_quoted(election.title))
    return "\n".join(lines) + "\n"


def _quoted(name: str) -> str:
    return '"' + _LINE_END.sub(" ", name).replace('"', "'") + '"'


class _Reader:
    def __init__(self, text: str) -> None:
        self.faults: list[Fault] = []
        self.ballots: Counter[Ranking] = Counter()
        self.withdrawn: set[int] = set()
        self.candidates = 0
        self.seats = 0
        # Not `splitlines`: a name may hold what Unicode calls a line's end and no editor does.
        lines = _LINE_END.split(text.removeprefix("\ufeff"))
        lines = lines[:-1] if not lines[-1] else lines
        self.last_line = max(len(lines), 1)
        if "#" in text:
            lines = [_without_comment(line) for line in lines]
        bare = ((number, line.strip()) for number, line in enumerate(lines, 1))
        self.lines = [(number, line) for number, line in bare if line]

    def fault(self, line: int, what: str) -> None:
        self.faults.append(Fault(line, what))
        if len(self.faults) == _FAULTS_MAX:
            self.faults.append(Fault(line, "too many faults; the rest of the file was not read"))
            raise BrokenFile(tuple(self.faults))

    def read(self) -> Election:
        if not self.lines:
            raise BrokenFile((Fault(1, "the file is empty"),))
        heading_line, heading = self.lines[0]
        self._read_heading(heading_line, heading)
        after_ballots = self._read_ballots()
        names, title = self._read_names(after_ballots)
        if self.faults:
            raise BrokenFile(tuple(sorted(self.faults, key=lambda fault: fault.line)))
        return Election(
            title=title,
            seats=self.seats,
            candidates=names,
            withdrawn=frozenset(self.withdrawn),
            ballots=tuple(self.ballots.items()),
        )

    def _read_heading(self, line: int, heading: str) -> None:
        words = heading.split()
        if len(words) != 2 or not all(word.isascii() and word.isdecimal() for word in words):
            self.fault(
                line,
                "the first line must be two whole numbers, candidates and seats, "
                f"not {_shown(heading)}",
            )
            return
        self.candidates, self.seats = map(int, words)
        if self.candidates < 1:
            self.fault(line, "there must be at least one candidate")
        if self.seats < 1:
            self.fault(line, "there must be at least one seat")

    def _read_ballots(self) -> int:
        """This function will read up to the lone `0` and return the index of the line after."""
        for index, (line, text) in enumerate(self.lines[1:], start=1):
            if text == "0":
                return index + 1
            if _ORDINARY.fullmatch(text) and self._read_ordinary(text):
                continue
            if text[0] == '"':
                self.fault(line, "the ballots must end with a line of 0 before the names")
                return index
            words = text.split()
            numbers: list[int] = []
            for word in words:
                digits = word.removeprefix("-")
                if digits.isascii() and digits.isdecimal() and len(digits) < 19:
                    numbers.append(int(word))
                else:
                    self.fault(line, f"{_shown(word)} is not a whole number")
            if len(numbers) < len(words):
                continue
            if all(number < 0 for number in numbers):
                self._read_withdrawn(line, numbers)
            else:
                self._read_ballot(line, numbers)
        self.fault(self.last_line, "the ballots must end with a line of 0, and there is none")
        return len(self.lines)

    def _read_ordinary(self, text: str) -> bool:
        """This function will read a ballot nothing is wrong with; false where something is."""
        numbers = tuple(map(int, text.split()))
        ranking = numbers[1:-1]
        if len(set(ranking)) != len(ranking) or max(ranking) > self.candidates:
            return False
        self.ballots[ranking] = self.ballots.get(ranking, 0) + numbers[0]
        return True

    def _read_withdrawn(self, line: int, numbers: list[int]) -> None:
        for number in numbers:
            if self.candidates and -number > self.candidates:
                self.fault(line, f"withdrawn candidate {-number} does not stand")
            self.withdrawn.add(-number)

    def _read_ballot(self, line: int, numbers: list[int]) -> None:
        copies, *ranking = numbers
        before = len(self.faults)
        if copies < 1:
            self.fault(line, f"a ballot must be cast at least once, not {copies} times")
        if 0 not in ranking:
            self.fault(line, "a ballot must end with 0")
        else:
            end = ranking.index(0)
            if end < len(ranking) - 1:
                self.fault(line, "a ballot must have nothing after its 0")
            ranking = ranking[:end]
        seen: set[int] = set()
        for number in ranking:
            if number < 0 or (self.candidates and number > self.candidates):
                self.fault(line, f"candidate {number} does not stand (there are {self.candidates})")
            if number in seen:
                self.fault(line, f"candidate {number} is ranked twice")
            seen.add(number)
        if len(self.faults) == before and ranking:
            self.ballots[tuple(ranking)] += copies

    def _read_names(self, start: int) -> tuple[tuple[str, ...], str]:
        rest = [(line, self._name(line, text)) for line, text in self.lines[start:]]
        if self.candidates and start < len(self.lines) and len(rest) < self.candidates:
            self.fault(
                self.last_line,
                f"there are {self.candidates} candidates but names for only {len(rest)}",
            )
        elif self.candidates and start >= len(self.lines) and not self.faults:
            self.fault(self.last_line, "the names of the candidates are missing")
        for line, name in rest[: self.candidates]:
            if not name:
                self.fault(line, "a candidate's name is empty")
        for line, name in rest[self.candidates + 1 :] if self.candidates else []:
            self.fault(line, f"nothing may follow the title, but {_shown(name)} does")
        names = tuple(name for _, name in rest[: self.candidates])
        title = rest[self.candidates][1] if len(rest) > self.candidates else ""
        return names, title

    def _name(self, line: int, text: str) -> str:
        if not text.startswith('"'):
            return text
        if len(text) < 2 or not text.endswith('"'):
            self.fault(line, f"the quotation mark of {_shown(text)} is never closed")
        return text.strip('"').strip()


def _without_comment(line: str) -> str:
    """This function will cut a `#` comment that does not stand inside quotation marks."""
    if "#" not in line:
        return line
    quoted = False
    for index, letter in enumerate(line):
        if letter == '"':
            quoted = not quoted
        elif letter == "#" and not quoted and (index == 0 or line[index - 1].isspace()):
            return line[:index]
    return line


def _shown(text: str) -> str:
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"
