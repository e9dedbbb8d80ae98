"""A year of bank lines and open items whose truth is known, as noisy as people are.

Prices are few, so amounts collide; names are shared, shortened and turned round; references
are broken, mistyped, left out, copied from last month or another's; payments are merged,
split, paid in part, paid twice or have nothing to do with us. Everything comes from the seed.
"""

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from ledger.accounts import BANK, STRIPE_BALANCE
from ledger.reconciliation.matching import BankLine, BookingRule, Known, OpenItem, Suggestion
from ledger.reconciliation.matching.reading import squashed, with_check_digits

_FIRST_NAMES = (
    "Ada Bea Cem Dia Eli Fay Gus Hana Ivo Jo Kai Lea Max Noa Oki Pia Quin Ria Sol Tam Uma Vic "
    "Wen Xia Yan Zoe Anders Brigid Chidi Dalia Emeka Farah Goran Hedda Ines Jarek"
)
_LAST_NAMES = (
    "Smith Garcia Okafor Nguyen Kowalski Haddad Ivanov Rossi Silva Dubois Yilmaz Chen Khan "
    "Mbeki Sato Lopez Moreau Novak Berg Costa Adeyemi Brandt Castellanos Dvorak Eriksen "
    "Fofanah Grieg Holloway Ibarra Jansen Kaplan Lindqvist Marchetti Nakamura Oyelaran Petrov"
)
FIRST, LAST = _FIRST_NAMES.split(), _LAST_NAMES.split()
PRICES = (2_500, 5_000, 7_500, 12_500, 15_000, 25_000, 40_000, 60_000)
COSTS = (
    ("FIELD STATION RENT", "6010", 38_000),
    ("HOSTING AND TELEPHONE", "6020", 6_450),
    ("MUTUAL INSURANCE SOCIETY", "6030", 11_900),
    ("BANK CHARGES", "6040", 900),
    ("LEDGER AND CO ACCOUNTANTS", "6050", 21_000),
)
START = date(2026, 1, 1)

Truth = frozenset[tuple[object, int]]
"""What a line really is: (item's key or account, minor units) of each part."""


@dataclass(slots=True)
class BankYear:
    """Lines in the order of their days; `truth` of a line is empty where it is none of ours."""

    lines: list[BankLine] = field(default_factory=list)
    items: list[OpenItem] = field(default_factory=list)
    truth: dict[UUID, Truth] = field(default_factory=dict)
    sort: dict[UUID, str] = field(default_factory=dict)
    """What was done to the line: `clean`, `typo`, `merged` and so on."""
    known: Known = field(default_factory=Known)


def answer(suggestion: Suggestion) -> Truth:
    """This function will return what a suggestion says a line is, to hold against the truth."""
    items = {((part.entry_id, part.line_number), part.amount_minor) for part in suggestion.items}
    if suggestion.account is not None:
        return frozenset({(suggestion.account, sum(p.amount_minor for p in suggestion.parts))})
    return frozenset(items)


@dataclass(slots=True)
class _Maker:
    chance: random.Random
    year: BankYear = field(default_factory=BankYear)
    names: dict[UUID, str] = field(default_factory=dict)
    ibans: dict[UUID, str] = field(default_factory=dict)
    paid: set[tuple[UUID, int]] = field(default_factory=set)
    by_party: defaultdict[UUID, list[OpenItem]] = field(default_factory=lambda: defaultdict(list))
    closed: set[str] = field(default_factory=set)
    number: int = 0

    # what is there ---------------------------------------------------------------

    def new_id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def people(self, count: int) -> None:
        for _ in range(count):
            party_id = self.new_id()
            self.names[party_id] = f"{self.chance.choice(FIRST)} {self.chance.choice(LAST)}"
            body = f"{self.chance.randrange(10**18):018d}"
            check = 98 - int(body + "131400") % 97
            self.ibans[party_id] = f"DE{check:02d}{body}"

    def amount(self) -> int:
        if self.chance.random() < 0.7:
            return self.chance.choice(PRICES)
        return self.chance.randrange(2_000, 80_000)

    def item(self, minor: int, memo: str, *, account: str, party_id: UUID | None) -> OpenItem:
        on = START + timedelta(days=self.chance.randrange(320))
        made = OpenItem(
            self.new_id(), 0, on, minor, memo, "usecase:bill", account, party_id
        )  # fmt: skip
        self.year.items.append(made)
        if party_id is not None:
            self.by_party[party_id].append(made)
        return made

    def reference(self) -> str:
        self.number += 1
        return with_check_digits(f"F26{self.number:05d}")

    def bill(self, party_id: UUID) -> OpenItem:
        """Three in four of our bills carry check digits; the rest is numbered plainly."""
        if self.chance.random() < 0.75:
            memo = f"Fee {self.reference()}"
        else:
            self.number += 1
            memo = f"Invoice INV-{self.number:06d}"
        return self.item(self.amount(), memo, account="1100", party_id=party_id)

    def payable(self, party_id: UUID) -> OpenItem:
        self.number += 1
        memo = f"Coach payout CP-2026-{self.number:05d}"
        return self.item(-self.amount(), memo, account=BANK, party_id=party_id)

    # how people write --------------------------------------------------------------

    def named(self, party_id: UUID) -> str:
        name, x = self.names[party_id], self.chance.random()
        first, last = name.split()
        if x < 0.45:
            return name.upper()
        if x < 0.65:
            return f"{last} {first}"
        if x < 0.8:
            return f"{first[0]}. {last}"
        return name

    def written(self, item: OpenItem) -> str:
        reference = item.memo.split()[-1]
        x = self.chance.random()
        if x < 0.55:
            return reference
        if x < 0.75:
            return reference.replace("-", "").lower()
        at = self.chance.randrange(3, 6)
        return f"{reference[:at]} {reference[at:]}"

    def slipped(self, text: str) -> str:
        at = self.chance.randrange(2, len(text) - 1)
        x = self.chance.random()
        if x < 0.5:
            return text[:at] + self.chance.choice("0123456789") + text[at + 1 :]
        if x < 0.7:
            return text[:at] + text[at + 1 :]
        if x < 0.85:
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        return text[:at] + self.chance.choice("0123456789") + text[at:]

    def line(
        self,
        sort: str,
        parts: list[tuple[object, int]],
        *,
        on: date,
        payer: UUID | None,
        text: str,
        minor: int | None = None,
        counterparty: str | None = None,
    ) -> BankLine:
        iban = ""
        if payer is not None and self.chance.random() < 0.8:
            iban = f" {self.ibans[payer]}"
        who = counterparty if counterparty is not None else self.named(payer) if payer else ""
        amount = sum(part for _key, part in parts) if minor is None else minor
        made = BankLine(self.new_id(), BANK, on, amount, "EUR", who, f"{text}{iban}", "")
        self.year.lines.append(made)
        self.year.truth[made.id] = frozenset(parts)
        self.year.sort[made.id] = sort
        return made

    def unpaid(self, items: list[OpenItem], *, money_in: bool = True) -> list[OpenItem]:
        return [
            item
            for item in items
            if item.key not in self.paid and (item.amount_minor > 0) == money_in
        ]

    def late(self, item: OpenItem) -> date:
        return item.on + timedelta(days=self.chance.choice((-3, 0, 1, 2, 5, 9, 14, 21, 30, 38)))

    # what they do --------------------------------------------------------------------

    def pay(self, item: OpenItem, sort: str, text: str, *, payer: UUID | None = None) -> None:
        self.paid.add(item.key)
        self.line(
            sort, [(item.key, item.amount_minor)], on=self.late(item),
            payer=payer or item.party_id, text=text,
        )  # fmt: skip

    def clean(self, item: OpenItem) -> None:
        somebody_else = self.chance.random() < 0.05
        payer = self.chance.choice(list(self.names)) if somebody_else else None
        self.pay(item, "clean", f"FEE {self.written(item)}", payer=payer)

    def typo(self, item: OpenItem) -> None:
        reference = squashed(item.memo.split()[-1])
        wrong = self.slipped(reference)
        self.pay(item, "clean" if wrong == reference else "typo", f"fee {wrong}")

    def nameless(self, item: OpenItem) -> None:
        self.pay(item, "no reference", self.chance.choice(("thanks", "membership", "for the fee")))

    def stale(self, item: OpenItem) -> None:
        """Last month's reference, which is settled, on this month's payment."""
        old = self.reference()
        self.closed.add(squashed(old))
        self.pay(item, "stale reference", f"FEE {old}")

    def merged(self, item: OpenItem) -> None:
        mine = self.unpaid(self.by_party[item.party_id])  # type: ignore[index]
        others = [
            each for each in mine if each.key != item.key and abs((each.on - item.on).days) < 60
        ]
        some = [item, *others[: self.chance.choice((1, 1, 2))]]
        if len(some) == 1:
            return self.clean(item)
        self.paid.update(each.key for each in some)
        told = self.chance.random() < 0.5
        text = " ".join(self.written(each) for each in some) if told else "several fees"
        self.line(
            "merged, named" if told else "merged",
            [(each.key, each.amount_minor) for each in some],
            on=max(self.late(each) for each in some), payer=item.party_id, text=text,
        )  # fmt: skip
        return None

    def in_part(self, item: OpenItem) -> None:
        self.paid.add(item.key)
        share = item.amount_minor * self.chance.choice((25, 50, 60)) // 100
        self.line(
            "part, named", [(item.key, share)], on=self.late(item), payer=item.party_id,
            text=f"part of {self.written(item)}",
        )  # fmt: skip

    def split(self, item: OpenItem) -> None:
        """Two transfers for one bill, with its reference or without."""
        self.paid.add(item.key)
        first = item.amount_minor * self.chance.choice((30, 40, 55)) // 100 + 1
        told = self.chance.random() < 0.5
        on = self.late(item)
        for share in (first, item.amount_minor - first):
            self.line(
                "split, named" if told else "split", [(item.key, share)], on=on,
                payer=item.party_id, text=self.written(item) if told else "instalment",
            )  # fmt: skip
            on += timedelta(days=self.chance.randrange(3, 20))

    def too_much(self, item: OpenItem) -> None:
        """The amount is off: more than the bill, by cents or by a gift."""
        self.paid.add(item.key)
        more = self.chance.choice((1, 50, 100, 1_000))
        self.line(
            "too much", [(item.key, item.amount_minor)], on=self.late(item), payer=item.party_id,
            text=f"fee {self.written(item)}", minor=item.amount_minor + more,
        )  # fmt: skip

    def twice(self, item: OpenItem) -> None:
        """The same bill paid twice: neither can be sure, and the second is none of it."""
        text = f"fee {item.memo.split()[-1]}"
        self.pay(item, "paid twice", text)
        self.line(
            "paid again", [], on=self.late(item) + timedelta(days=2), payer=item.party_id,
            text=text, minor=item.amount_minor,
        )  # fmt: skip

    def batch(self, people: list[UUID]) -> None:
        """One transfer pays several coaches, under one reference."""
        self.number += 1
        reference = f"PR-2026-{self.number:05d}"
        on = START + timedelta(days=self.chance.randrange(320))
        parts: list[tuple[object, int]] = []
        for party_id in people:
            made = self.item(
                -self.amount(), f"Payout run {reference}", account=BANK, party_id=party_id
            )
            self.paid.add(made.key)
            parts.append((made.key, made.amount_minor))
        self.line(
            "batch", parts, on=on, payer=None, text=f"COLLECTIVE {reference.replace('-', '')}",
            counterparty="",
        )  # fmt: skip

    def paid_out(self, party_id: UUID) -> None:
        made = self.payable(party_id)
        self.paid.add(made.key)
        named = self.chance.random() < 0.4
        text = made.memo.split()[-1] if named else "coaching"
        self.line(
            "paid out, named" if named else "paid out", [(made.key, made.amount_minor)],
            on=made.on + timedelta(days=self.chance.randrange(0, 5)), payer=party_id, text=text,
        )  # fmt: skip

    def cost(self) -> None:
        words, account, minor = self.chance.choice(COSTS)
        self.line(
            "recurring", [(account, -minor)], on=START + timedelta(days=self.chance.randrange(340)),
            payer=None, text=f"{words} {self.chance.randrange(10**6)}", counterparty="",
        )  # fmt: skip

    def payout(self) -> None:
        minor = self.chance.randrange(20_000, 200_000)
        self.line(
            "processor", [(STRIPE_BALANCE, minor)],
            on=START + timedelta(days=self.chance.randrange(340)), payer=None,
            text=f"STRIPE PAYOUT po_{self.new_id().hex[:14]}", counterparty="",
        )  # fmt: skip

    def foreign(self) -> None:
        """Nothing of ours: somebody's amount that happens to be one of our prices."""
        payer = self.chance.choice(list(self.names)) if self.chance.random() < 0.5 else None
        self.line(
            "none of ours", [], on=START + timedelta(days=self.chance.randrange(340)),
            payer=payer, text=self.chance.choice(("gift", "raffle", "transfer", "thank you")),
            minor=self.chance.choice(PRICES), counterparty=None if payer else "UNKNOWN SENDER",
        )  # fmt: skip


def bank_year(*, seed: int, lines: int = 10_000, items: int = 20_000) -> BankYear:
    """This function will make about so many lines and items; the same seed makes the same."""
    maker = _Maker(random.Random(seed))
    maker.people(max(60, items // 5))
    people = list(maker.names)
    for _ in range(items * 96 // 100):
        maker.bill(maker.chance.choice(people))
    bills = maker.year.items[:]
    maker.chance.shuffle(bills)
    of_a_bill: list[tuple[int, Callable[[OpenItem], None]]] = [
        (46, maker.clean), (8, maker.typo), (13, maker.nameless), (1, maker.stale),
        (8, maker.merged), (5, maker.in_part), (3, maker.split), (1, maker.too_much),
        (1, maker.twice),
    ]  # fmt: skip
    of_nobody: list[tuple[int, Callable[[], None]]] = [
        (5, lambda: maker.paid_out(maker.chance.choice(people))),
        (1, lambda: maker.batch(maker.chance.sample(people, maker.chance.randrange(3, 9)))),
        (7, maker.cost), (3, maker.payout), (3, maker.foreign),
    ]  # fmt: skip
    weights = [weight for weight, _ in of_a_bill] + [weight for weight, _ in of_nobody]
    while len(maker.year.lines) < lines:
        at = maker.chance.choices(range(len(weights)), weights)[0]
        if at >= len(of_a_bill):
            of_nobody[at - len(of_a_bill)][1]()
            continue
        item = bills.pop()
        if item.key not in maker.paid:
            of_a_bill[at][1](item)
    return _finished(maker)


def _finished(maker: _Maker) -> BankYear:
    year = maker.year
    year.lines.sort(key=lambda line: (line.on, line.id))
    learned = [
        (f"iban:{iban}", party_id)
        for party_id, iban in maker.ibans.items()
        if maker.chance.random() < 0.5
    ]
    year.known = Known(
        stripe_balance_minor=10**12,
        rules=tuple(
            BookingRule(maker.new_id(), False, words, True, account, None, None, "")
            for words, account, _minor in COSTS
        ),
        learned=learned,
        names=dict(maker.names),
        closed_references=frozenset(maker.closed),
    )
    return year
