"""One month of the bank as a treasurer meets it: some three hundred lines, and a few puzzles."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID

from coop.demo.bank import BankLine
from coop.demo.stage import Stage
from coop.usecases.keep_booking_rules import write_booking_rule
from coop.usecases.post_manual_entry import post_manual_entry
from ledger.entries import credit, debit
from ledger.money import Money
from ledger.periods import Month
from ledger.reconciliation.matching.reading import with_check_digits

CARDS = (
    ("CORNER BAKERY", "6060", 940, "Bread for a gathering"),
    ("RAIL TICKETS", "6060", 3_720, "Train to the field station"),
    ("POST OFFICE", "6000", 1_180, "Stamps"),
    ("PRINT SHOP", "6000", 4_460, "Printing"),
    ("HARDWARE AND ROPE", "6000", 2_890, "Tools for the restoration days"),
)
"""The bank's words, the account, about how much, and what for."""
PRICES = (6_000, 9_000, 12_000, 24_000)
GIFTS = (2_500, 4_000, 10_000)


@dataclass(slots=True)
class BusyMonth:
    """Bills, payouts and purchases of a month, and the lines by which the bank shows them."""

    stage: Stage
    treasurer: UUID
    month: Month
    people: Sequence[tuple[UUID, str]]
    """Parties who are billed, with their names."""
    lines: list[BankLine] = field(default_factory=list)
    chance: Random = field(default_factory=lambda: Random(300))  # noqa: S311 - a story
    """Its own, so that the rest of the story goes on as it would without this month."""
    _bills: int = 0

    def play(self) -> list[BankLine]:
        """This function will post what is expected, and return the bank's lines about it."""
        if not self.people:
            return []
        self._write_rules()
        deeds: tuple[tuple[int, Callable[[], None]], ...] = (
            (116, self._paid_by_reference), (20, self._mistyped), (10, self._paid_in_part),
            (3, self._paid_in_two), (8, self._two_at_once), (4, self._payout_run),
            (20, self._without_reference), (5, self._two_without_reference),
            (44, self._card), (18, self._known_by_amount),
        )  # fmt: skip
        for count, deed in deeds:
            for _turn in range(count):
                deed()
        self._puzzles()
        return self.lines

    # what is expected ----------------------------------------------------------------

    def _write_rules(self) -> None:
        for words, account, _minor, memo in CARDS:
            write_booking_rule(
                container=self.stage.container,
                actor=self.stage.actor(self.treasurer),
                act_id=self.stage.new_id(),
                money_in=False,
                words=words,
                account=account,
                memo=memo,
            )

    def _day(self, first: int = 1, last: int = 25) -> date:
        return self.month.starts + timedelta(days=self.chance.randrange(first - 1, last))

    def _post(self, memo: str, minor: int, *, to: str, out_of: str, on: date,
              party_id: UUID | None = None) -> None:  # fmt: skip
        money = Money(minor, self.stage.container.config.currency)
        post_manual_entry(
            container=self.stage.container,
            actor=self.stage.actor(self.treasurer),
            act_id=self.stage.new_id(),
            on=on,
            memo=memo,
            lines=(
                debit(to, money, party_id=party_id if to == "1100" else None),
                credit(out_of, money, party_id=party_id if out_of == "1100" else None),
            ),
        )

    def _bill(self, *, on: date | None = None, odd: bool = False) -> tuple[str, int, str, date]:
        """Dues of a year, billed: the reference, the amount, the member's name and the day.

        Each bill of one member is of another amount, and an odd one is like no other.
        """
        party_id, name = self.people[self._bills % len(self.people)]
        turn = self._bills // len(self.people)
        minor = PRICES[(self._bills + turn) % len(PRICES)] + (self._bills if odd else turn * 500)
        self._bills += 1
        reference = with_check_digits(f"D{self.month.year % 100}{self._bills:05d}")
        on = on or self._day(1, 18)
        self._post(
            f"Dues {reference}, {name}", minor, to="1100", out_of="2120", on=on, party_id=party_id
        )
        return reference, minor, name, on

    def _line(self, on: date, text: str, minor: int, name: str = "") -> None:
        self.lines.append(BankLine(min(on, self.month.ends), text, minor, name=name))

    def _soon(self, on: date) -> date:
        return on + timedelta(days=self.chance.randrange(1, 9))

    # what the bank shows -------------------------------------------------------------

    def _paid_by_reference(self) -> None:
        reference, minor, name, on = self._bill()
        written = self.chance.choice(
            (reference, reference.lower(), f"{reference[:3]} {reference[3:]}")
        )
        self._line(self._soon(on), f"DUES {written}", minor, name)

    def _mistyped(self) -> None:
        reference, minor, name, on = self._bill(odd=True)
        at = self.chance.randrange(3, 8)
        wrong = reference[:at] + str((int(reference[at]) + 1) % 10) + reference[at + 1 :]
        self._line(self._soon(on), f"dues {wrong}", minor, name)

    def _paid_in_part(self) -> None:
        reference, minor, name, on = self._bill()
        self._line(self._soon(on), f"first half {reference}", minor // 2, name)

    def _paid_in_two(self) -> None:
        reference, minor, name, on = self._bill()
        first = minor * 2 // 5
        self._line(self._soon(on), f"{reference} 1 of 2", first, name)
        self._line(self._soon(on), f"{reference} 2 of 2", minor - first, name)

    def _two_at_once(self) -> None:
        first, second = self._bill(), self._bill()
        self._line(
            self._soon(max(first[3], second[3])), f"dues {first[0]} {second[0]}",
            first[1] + second[1], first[2],
        )  # fmt: skip

    def _payout_run(self) -> None:
        self._bills += 1
        reference, on = f"PR-{self.month.year}-{self._bills:05d}", self._day()
        total = 0
        for _party_id, name in list(self.people)[:6]:
            minor = self.chance.randrange(1_500, 9_000)
            total += minor
            self._post(f"Travel, {name}, {reference}", minor, to="6060", out_of="1000", on=on)
        self._line(on + timedelta(days=1), f"COLLECTIVE ORDER {reference.replace('-', '')}", -total)

    def _without_reference(self) -> None:
        _reference, minor, name, on = self._bill(odd=True)
        first, _space, last = name.partition(" ")
        self._line(self._soon(on), "with thanks", minor, f"{last} {first}".strip().upper())

    def _two_without_reference(self) -> None:
        """Two bills of one member, whose place comes round after everybody's."""
        party_id, name = self.people[self.chance.randrange(len(self.people))]
        on, total = self._day(1, 15), 0
        for _turn in range(2):
            self._bills += 1
            minor = 3_000 + self._bills * 7
            total += minor
            self._post(
                f"Workshop fee, {name}", minor, to="1100", out_of="2120", on=on, party_id=party_id
            )
        self._line(self._soon(on), "both workshops", total, name)

    def _card(self) -> None:
        words, _account, minor, _memo = self.chance.choice(CARDS)
        number = self.chance.randrange(10**6)
        about = minor + self.chance.randrange(-200, 900)
        self._line(self._day(), f"CARD {number} {words}", -about)

    def _known_by_amount(self) -> None:
        self._bills += 1
        minor, on = 10_000 + self._bills * 13, self._day()
        self._post("Seedlings and hire of tools", minor, to="6000", out_of="1000", on=on)
        self._line(on + timedelta(days=2), "ORDER EXECUTED", -minor)

    def _puzzles(self) -> None:
        """What a person has to think about."""
        for minor in GIFTS:
            self._line(self._day(), "GIFT FOR THE HEDGEROWS", minor)
        reference, minor, name, on = self._bill(odd=True)
        self._line(self._soon(on), f"dues {reference} and a gift", minor + 1_500, name)
        _reference, first_minor, name, on = self._bill(odd=True)
        self._line(self._soon(on), "dues less your transfer fee", first_minor - 250, name)
        for text in ("CORRECTION OF THE BANK", "CORRECTION OF THE BANK, BOOKED TWICE"):
            self._line(self.month.starts + timedelta(days=19), text, -777)
        self._line(self._day(), "DIRECT DEBIT 88120 NORTHERN COLLECTIONS", -4_333)
        self._line(self._day(), "TRANSFER FROM AN ACCOUNT ABROAD", 31_750)
