"""Decision rules as text: one line that people can read and the house can judge by.

    quorum >= max(2, 3/10 of members) and yes > 1/2 of yes+no
    quorum >= 1/2 of members and yes >= 3/4 of cast and yes > 1/2 of yes+no in each class
    pooled(A 1/2, B 3/10, C 1/5) > 1/2
    capped(C 1/10) > 1/2
    quorum >= vote.election.quorum of members and filled >= 1
    yes >= 2/3 of yes+no then yes > 1/2 of yes+no

A share is `3/4`, `75%` or the name of another rule of the rulebook, whose value is put in its place
when notice is given. `then` begins what a second meeting must meet.
"""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import NoReturn

from voting.decision_rules import (
    EACH,
    Base,
    Capped,
    Clause,
    DecisionRule,
    Filled,
    Majority,
    NoObjection,
    Pooled,
    Quorum,
)
from voting.errors import DecisionUnreadable

LENGTH_MAX = 400
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d{1,9}(?:/\d{1,9}|%)?)|(?P<base>yes\+no)|(?P<name>[A-Za-z][A-Za-z0-9_.]*)"
    r"|(?P<sign>>=|>|=|\(|\)|,))"
)


def parse(text: str, *, values: Mapping[str, Fraction] | None = None) -> DecisionRule:
    """This function will read a rule, putting `values` in the place of rules' names.

    Raises `DecisionUnreadable` with the place of the fault, counted from 1.
    """
    return _Reader(text, values or {}).read()


def named_values(text: str) -> tuple[str, ...]:
    """This function will list the other rules a text names, such as `vote.ordinary.quorum`."""
    return tuple(dict.fromkeys(re.findall(r"[a-z]+(?:\.[a-z_]+)+", text)))


def write(rule: DecisionRule) -> str:
    """This function will write a rule in the one way that `parse` reads back."""
    text = " and ".join(_clause(one) for one in rule.clauses)
    return f"{text} then {write(rule.then)}" if rule.then else text


def _clause(clause: Clause) -> str:
    match clause:
        case Quorum(least, share, scope):
            amount = f"{_fraction(share)} of members" if share else str(least)
            if share and least:
                amount = f"max({least}, {_fraction(share)} of members)"
            return f"quorum >= {amount}{_scope(scope)}"
        case Majority(share, of, more_than, scope):
            return f"yes {_sign(more_than)} {_fraction(share)} of {of.value}{_scope(scope)}"
        case Pooled(weights, share, more_than):
            classes = ", ".join(f"{name} {_fraction(weight)}" for name, weight in weights)
            return f"pooled({classes}) {_sign(more_than)} {_fraction(share)}"
        case Capped(name, cap, share, more_than):
            return f"capped({name} {_fraction(cap)}) {_sign(more_than)} {_fraction(share)}"
        case Filled(least):
            return f"filled >= {least}"
        case NoObjection():
            return "objections = 0"


def _fraction(share: Fraction) -> str:
    return f"{share.numerator}/{share.denominator}"


def _sign(more_than: bool) -> str:
    return ">" if more_than else ">="


def _scope(scope: str) -> str:
    if not scope:
        return ""
    return " in each class" if scope == EACH else f" in class {scope}"


class _Reader:
    def __init__(self, text: str, values: Mapping[str, Fraction]) -> None:
        self.text, self.values = text, values
        self.tokens: list[tuple[str, int]] = []
        self.next = 0

    def read(self) -> DecisionRule:
        if len(self.text) > LENGTH_MAX:
            raise DecisionUnreadable(LENGTH_MAX, "shorter")
        place = 0
        text = self.text.rstrip()
        while place < len(text):
            found = _TOKEN.match(text, place)
            if found is None:
                blank = len(text[place:]) - len(text[place:].lstrip())
                raise DecisionUnreadable(place + blank + 1, "word")
            self.tokens.append((found.group().strip(), found.end() - len(found.group().strip())))
            place = found.end()
        parts = [self._clauses()]
        while self._take("then"):
            parts.append(self._clauses())
        if self.next < len(self.tokens):
            self._fault("and")
        if len(parts) > 2:
            raise DecisionUnreadable(len(self.text), "one second meeting")
        then = DecisionRule(parts[1]) if len(parts) == 2 else None
        return DecisionRule(parts[0], then)

    def _clauses(self) -> tuple[Clause, ...]:
        clauses = [self._one()]
        while self._take("and"):
            clauses.append(self._one())
        return tuple(clauses)

    def _one(self) -> Clause:
        readers: dict[str, Callable[[], Clause]] = {
            "quorum": self._quorum,
            "yes": self._majority,
            "pooled": self._pooled,
            "capped": self._capped,
            "filled": self._filled,
            "objections": self._objections,
        }
        word = self._peek()
        if word not in readers:
            self._fault("quorum, yes, pooled, capped, filled or objections")
        self.next += 1
        return readers[word]()

    def _quorum(self) -> Quorum:
        self._need(">=")
        if self._take("max"):
            self._need("(")
            least = self._whole()
            self._need(",")
            share = self._share()
            self._need("of")
            self._need("members")
            self._need(")")
            return Quorum(least, share, self._scope())
        if self._peek().isdecimal():
            return Quorum(self._whole(), Fraction(0), self._scope())
        share = self._share()
        self._need("of")
        self._need("members")
        return Quorum(0, share, self._scope())

    def _majority(self) -> Majority:
        more_than = self._comparison()
        share = self._share()
        self._need("of")
        word = self._peek()
        if word not in {base.value for base in Base}:
            self._fault("members, cast, yes+no or present")
        self.next += 1
        return Majority(share, Base(word), more_than, self._scope())

    def _pooled(self) -> Pooled:
        self._need("(")
        weights = [(self._class(), self._share())]
        while self._take(","):
            weights.append((self._class(), self._share()))
        self._need(")")
        if len({name for name, _share in weights}) != len(weights):
            self._fault("each class once")
        more_than = self._comparison()
        return Pooled(tuple(weights), self._share(), more_than)

    def _capped(self) -> Capped:
        self._need("(")
        name, cap = self._class(), self._share()
        self._need(")")
        if cap >= 1:
            self._fault("a cap below 1")
        more_than = self._comparison()
        return Capped(name, cap, self._share(), more_than)

    def _filled(self) -> Filled:
        self._need(">=")
        return Filled(self._whole())

    def _objections(self) -> NoObjection:
        self._need("=")
        if self._whole():
            self._fault("0")
        return NoObjection()

    def _scope(self) -> str:
        if not self._take("in"):
            return ""
        if self._take("each"):
            self._need("class")
            return EACH
        self._need("class")
        return self._class()

    def _class(self) -> str:
        word = self._peek()
        if not re.fullmatch(r"[A-Z][A-Za-z0-9_]{0,19}", word):
            self._fault("a class such as A")
        self.next += 1
        return word

    def _comparison(self) -> bool:
        if self._take(">"):
            return True
        self._need(">=")
        return False

    def _whole(self) -> int:
        word = self._peek()
        if not word.isdecimal():
            self._fault("a whole number")
        self.next += 1
        return int(word)

    def _share(self) -> Fraction:
        word = self._peek()
        if "." in word and word in self.values:
            self.next += 1
            return self.values[word]
        try:
            share = Fraction(int(word[:-1]), 100) if word.endswith("%") else Fraction(word)
        except (ValueError, ZeroDivisionError):
            self._fault("a share such as 3/4")
        if not 0 <= share <= 1:
            self._fault("a share from 0 to 1")
        self.next += 1
        return share

    def _peek(self) -> str:
        return self.tokens[self.next][0] if self.next < len(self.tokens) else ""

    def _take(self, word: str) -> bool:
        if self._peek() != word:
            return False
        self.next += 1
        return True

    def _need(self, word: str) -> None:
        if not self._take(word):
            self._fault(word)

    def _fault(self, wanted: str) -> NoReturn:
        at = self.tokens[self.next][1] if self.next < len(self.tokens) else len(self.text)
        raise DecisionUnreadable(at + 1, wanted)
