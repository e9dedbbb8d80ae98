"""Reads Pabulib's `.pb`: every fault with its line, or the whole election."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from voting.counting.funding import Project
from voting.counting.papers import Approval, Scores
from voting.errors import BrokenFile, Fault
from voting.formats.pabulib_election import APPROVING, POINTING, BudgetElection, Vote, VoteType
from voting.formats.semicolons import Record, records, shown

_FAULTS_MAX = 1000
"""Past this many faults the file is not a budget file at all."""

_DIGITS_MAX = 18
_DECIMALS_MAX = 6

_AMOUNT = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?", re.ASCII)
_SECTIONS = ("META", "PROJECTS", "VOTES")
_SECTION = re.compile(r"^[ \t]*(META|PROJECTS|VOTES)[; \t]*$", re.IGNORECASE | re.MULTILINE)
_NOTHING = ("", "none")


@dataclass(frozen=True, slots=True)
class _Amount:
    """A sum of money as it is printed: its digits, and how many of them are decimals."""

    digits: int
    decimals: int

    def minor(self, scale: int) -> int:
        return self.digits * scale // int(10**self.decimals)


class Reader:
    def __init__(self, text: str) -> None:
        self.faults: list[Fault] = []
        text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        self.text = text
        self.lines = text.split("\n")
        self.last_line = max(len(text.rstrip("\n").split("\n")), 1)
        self.meta: dict[str, tuple[int, str]] = {}
        self.vote_type: VoteType | None = None
        self.number_of: dict[str, int] = {}
        self.names: list[str] = []
        self.costs: list[_Amount] = []
        self.lengths = (1, 1)
        """The fewest and the most projects that a vote may name which is not empty."""
        self.selected: set[int] | None = None
        self.totals: dict[int, tuple[int, int]] = {}
        """Project number to the line and figure of its published total."""

    def fault(self, line: int, what: str) -> None:
        self.faults.append(Fault(line, what))
        if len(self.faults) == _FAULTS_MAX:
            self.faults.append(Fault(line, "too many faults; the rest of the file was not read"))
            raise BrokenFile(tuple(self.faults))

    def read(self) -> BudgetElection:
        if not any(line.strip() for line in self.lines):
            raise BrokenFile((Fault(1, "the file is empty"),))
        starts = self._sections()
        if starts is None:
            raise BrokenFile(tuple(self.faults))
        meta, projects, votes = starts
        self._read_meta(self._records(meta, projects - 1))
        budget = self._read_settings(meta)
        self._read_projects(self._records(projects, votes - 1), projects)
        ballots = self._read_votes(votes)
        self._check_numbers(ballots)
        if self.faults or budget is None or self.vote_type is None:
            raise BrokenFile(tuple(sorted(self.faults, key=lambda fault: fault.line)))
        scale = int(10 ** max(amount.decimals for amount in (budget, *self.costs)))
        told = ("description", "num_projects", "num_votes", "budget", "vote_type")
        return BudgetElection(
            title=self.meta.get("description", (0, ""))[1],
            budget_minor=budget.minor(scale),
            scale=scale,
            projects=tuple(
                Project(number, name, cost.minor(scale))
                for number, (name, cost) in enumerate(zip(self.names, self.costs, strict=True), 1)
            ),
            project_ids=tuple(self.number_of),
            vote_type=self.vote_type,
            ballots=tuple(ballots.items()),
            selected=None if self.selected is None else frozenset(self.selected),
            meta=tuple((key, value) for key, (_, value) in self.meta.items() if key not in told),
        )

    def _sections(self) -> tuple[int, int, int] | None:
        """This function will find the index after each section's name: META, PROJECTS, VOTES."""
        found = [
            (match[1].upper(), self.text.count("\n", 0, match.end()) + 1)
            for match in _SECTION.finditer(self.text)
        ]
        first = next(index for index, line in enumerate(self.lines, 1) if line.strip())
        if found and found[0][1] != first:
            self.fault(first, f"the file must begin with META, not {shown(self.lines[first - 1])}")
        for name in _SECTIONS:
            places = [line for other, line in found if other == name]
            if not places:
                self.fault(self.last_line, f"the section {name} is missing")
            for place in places[1:]:
                self.fault(place, f"the section {name} stands twice")
        if self.faults:
            return None
        if [name for name, _ in found] != list(_SECTIONS):
            self.fault(found[0][1], "the sections must follow as META, PROJECTS, VOTES")
            return None
        return found[0][1], found[1][1], found[2][1]

    def _records(self, start: int, end: int | None = None) -> Iterator[Record]:
        return records(self.lines[start:end], first=start + 1, fault=self.fault)

    def _heading(self, records: Iterator[Record], section: str, line: int) -> list[str]:
        heading = next(records, None)
        if heading is None:
            self.fault(line, f"the section {section} is empty")
            return []
        names = [name.lower() for name in heading.fields]
        for name, times in Counter(names).items():
            if times > 1 and name:
                self.fault(heading.line, f"the column {shown(name)} stands twice")
        return names

    def _column(self, names: list[str], name: str, section: str, line: int) -> int | None:
        if name in names:
            return names.index(name)
        if names:
            self.fault(line + 1, f"the section {section} has no column {name}")
        return None

    def _read_meta(self, records: Iterator[Record]) -> None:
        for record in records:
            key, value = record.fields[0].lower(), ";".join(record.fields[1:]).strip()
            if (key, value.lower()) == ("key", "value"):
                continue
            if not key or len(record.fields) < 2:
                self.fault(record.line, f"META wants a key and a value, not {shown(key)}")
            elif key in self.meta:
                self.fault(record.line, f"{shown(key)} is told twice")
            else:
                self.meta[key] = (record.line, value)

    def _read_settings(self, meta: int) -> _Amount | None:
        """This function will return the budget, and note what kind of votes there are."""
        for key in ("budget", "vote_type"):
            if key not in self.meta:
                self.fault(meta, f"META does not tell the {key}")
        if "vote_type" in self.meta:
            line, kind = self.meta["vote_type"]
            try:
                self.vote_type = VoteType(kind.lower())
            except ValueError:
                self.fault(line, f"votes of type {shown(kind)} are not known")
        if "budget" not in self.meta:
            return None
        return self._amount(*self.meta["budget"], "the budget")

    def _amount(self, line: int, text: str, what: str) -> _Amount | None:
        found = _AMOUNT.fullmatch(text)
        decimals = (found[2] or "").rstrip("0") if found else ""
        if found is None or len(found[1]) > _DIGITS_MAX or len(decimals) > _DECIMALS_MAX:
            self.fault(line, f"{what} must be an amount of money, not {shown(text)}")
            return None
        digits = int(found[1] + decimals)
        if digits == 0:
            self.fault(line, f"{what} must be more than nothing")
        return _Amount(digits, len(decimals))

    def _whole(self, line: int, text: str, what: str) -> int | None:
        if text.isascii() and text.isdecimal() and len(text) <= _DIGITS_MAX:
            return int(text)
        self.fault(line, f"{what} must be a whole number, not {shown(text)}")
        return None

    def _read_projects(self, records: Iterator[Record], line: int) -> None:
        names = self._heading(records, "PROJECTS", line)
        id_at = self._column(names, "project_id", "PROJECTS", line)
        cost_at = self._column(names, "cost", "PROJECTS", line)
        if id_at is None or cost_at is None:
            return
        name_at, votes_at, selected_at = (
            names.index(name) if name in names else None for name in ("name", "votes", "selected")
        )
        if selected_at is not None:
            self.selected = set()
        for record in records:
            fields = record.fields
            if len(fields) != len(names):
                self.fault(
                    record.line,
                    f"a project has {len(names)} fields, and here are {len(fields)}",
                )
                continue
            project_id = fields[id_at]
            if not project_id or "," in project_id:
                self.fault(record.line, f"{shown(project_id)} cannot be a project's id")
            elif project_id in self.number_of:
                self.fault(record.line, f"the project {shown(project_id)} stands twice")
                continue
            number = self.number_of[project_id] = len(self.number_of) + 1
            cost = self._amount(record.line, fields[cost_at], "the cost")
            self.costs.append(cost or _Amount(1, 0))
            self.names.append((fields[name_at] if name_at is not None else "") or project_id)
            if votes_at is not None and fields[votes_at].lower() not in _NOTHING:
                total = self._whole(record.line, fields[votes_at], "a project's votes")
                if total is not None:
                    self.totals[number] = (record.line, total)
            if self.selected is not None and selected_at is not None:
                self._read_selected(record.line, number, fields[selected_at])
        if not self.number_of:
            self.fault(line, "there are no projects")

    def _read_selected(self, line: int, number: int, text: str) -> None:
        # 2 marks a project that lost to one elected at another level: not funded here.
        if text not in {"0", "1", "2"}:
            self.fault(line, f"selected must be 0 or 1, not {shown(text)}")
        elif text == "1" and self.selected is not None:
            self.selected.add(number)

    def _read_votes(self, line: int) -> dict[Vote, int]:
        records = self._records(line)
        names = self._heading(records, "VOTES", line)
        voter_at = self._column(names, "voter_id", "VOTES", line)
        vote_at = self._column(names, "vote", "VOTES", line)
        points_at = None
        if self.vote_type in POINTING:
            points_at = self._column(names, "points", "VOTES", line)
            if points_at is None:
                return {}
        if voter_at is None or vote_at is None or self.vote_type is None:
            return {}
        self.lengths = self._lengths()
        if points_at is None and (quick := self._quick_votes(line, len(names), voter_at, vote_at)):
            return quick
        voters: dict[str, int] = {}
        texts: dict[tuple[str, str] | str, list[int]] = {}
        for record in records:
            fields = record.fields
            if len(fields) != len(names):
                self.fault(
                    record.line, f"a vote has {len(names)} fields, and here are {len(fields)}"
                )
                continue
            voter = fields[voter_at]
            if voter in voters:
                self.fault(
                    record.line, f"voter {shown(voter)} has voted already, in line {voters[voter]}"
                )
                continue
            voters[voter] = record.line
            text = fields[vote_at] if points_at is None else (fields[vote_at], fields[points_at])
            texts.setdefault(text, []).append(record.line)
        return self._understand(texts)

    def _quick_votes(
        self, line: int, width: int, voter_at: int, vote_at: int
    ) -> dict[Vote, int] | None:
        """This function will read votes without quotation marks, blank lines between or faults.

        Almost every file is such a one. None where this one is not: then the
        votes are read one by one, and what is wrong is told.
        """
        heading = next(at for at in range(line, len(self.lines)) if self.lines[at].strip())
        rows = [text for text in self.lines[heading + 1 :] if text]
        # Parted all at once: where every line has as many fields, each column is a stride of them.
        joined = ";".join(rows)
        if '"' in joined or {text.count(";") for text in rows} != {width - 1}:
            return None
        fields = joined.split(";")
        if len(set(map(str.strip, fields[voter_at::width]))) < len(rows):
            return None
        number_of = self.number_of.__getitem__
        ordered = sorted if self.vote_type in APPROVING else list
        ballots: dict[Vote, int] = {}
        for text, number in Counter(fields[vote_at::width]).items():
            try:
                vote = tuple(ordered(map(number_of, text.split(",")))) if text else ()
            except KeyError:
                return None
            ballots[vote] = ballots.get(vote, 0) + number
        lengths = list(map(len, ballots))
        shortest, longest = self.lengths
        named = [length for length in lengths if length]
        if lengths != list(map(len, map(set, ballots))):
            return None
        if named and not shortest <= min(named) <= max(named) <= longest:
            return None
        return ballots

    def _understand(self, texts: dict[tuple[str, str] | str, list[int]]) -> dict[Vote, int]:
        ballots: dict[Vote, int] = {}
        shortest, longest = self.lengths
        sets = self.vote_type in APPROVING
        for text, lines in texts.items():
            vote: Vote | None
            if isinstance(text, tuple):
                vote = self._scores(*text, lines)
            else:
                numbers = self._numbers(text, lines)
                vote = None if numbers is None else tuple(sorted(numbers) if sets else numbers)
            if vote is None:
                continue
            if not shortest <= len(vote) <= longest and vote:
                self._fault_each(lines, f"a vote names {shortest} to {longest} projects")
            ballots[vote] = ballots.get(vote, 0) + len(lines)
        return ballots

    def _lengths(self) -> tuple[int, int]:
        """This function will return the fewest and most projects of a vote that is not empty."""
        if self.vote_type is VoteType.CHOOSE_ONE:
            return 1, 1
        found = {"min_length": 1, "max_length": len(self.number_of)}
        for key in found:
            if key in self.meta and self.meta[key][1].lower() not in _NOTHING:
                line, text = self.meta[key]
                figure = self._whole(line, text, key)
                found[key] = found[key] if figure is None else figure
        return found["min_length"], found["max_length"]

    def _numbers(self, text: str, lines: list[int]) -> list[int] | None:
        """This function will look up the projects a vote names; none where it is faulty."""
        try:
            numbers = [self.number_of[one] for one in text.split(",")]
        except KeyError:
            if text.strip().lower() in _NOTHING:
                return []
            words = [word.strip() for word in text.split(",")]
            unknown = [word for word in words if word not in self.number_of]
            for word in dict.fromkeys(unknown):
                self._fault_each(lines, f"there is no project {shown(word)}")
            if unknown:
                return None
            numbers = [self.number_of[word] for word in words]
        if len(set(numbers)) != len(numbers):
            self._fault_each(lines, f"a vote names a project twice: {shown(text)}")
            return None
        return numbers

    def _scores(self, text: str, points: str, lines: list[int]) -> Scores | None:
        numbers = self._numbers(text, lines)
        if numbers is None:
            return None
        words = [] if points.strip().lower() in _NOTHING else points.split(",")
        if len(words) != len(numbers):
            self._fault_each(lines, f"points for {len(words)} projects where {len(numbers)} stand")
            return None
        given = [self._whole(lines[0], word.strip(), "points") for word in words]
        return tuple(
            (number, figure)
            for number, figure in sorted(zip(numbers, given, strict=True))
            if figure
        )

    def _fault_each(self, lines: list[int], what: str) -> None:
        for line in lines:
            self.fault(line, what)

    def _check_numbers(self, ballots: dict[Vote, int]) -> None:
        """This function will hold what the file says of itself to what it contains."""
        if self.faults:
            return
        there = {"num_projects": len(self.number_of), "num_votes": sum(ballots.values())}
        for key, found in there.items():
            if key in self.meta:
                line, text = self.meta[key]
                told = self._whole(line, text, key)
                if told is not None and told != found:
                    self.fault(line, f"{key} says {told}, and there are {found}")
        if self.totals and self.vote_type in APPROVING:
            votes = [0] * (len(self.number_of) + 1)
            for vote, times in ballots.items():
                for project in cast("Approval", vote):
                    votes[project] += times
            for number, (line, told) in self.totals.items():
                if votes[number] != told:
                    self.fault(line, f"the project has {votes[number]} votes, not {told}")
