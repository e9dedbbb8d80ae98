"""Suggestions: right where sure, modest where not."""

from datetime import date
from typing import Any

from coop import ids
from ledger.reconciliation.matching import (
    BankLine,
    OpenItem,
    Suggestion,
    Sureness,
    Why,
    habit_key,
    suggest,
)


def bank_line(minor: int, text: str = "", *, day: int = 10, counterparty: str = "") -> BankLine:
    return BankLine(
        ids.new_id(), "1000", date(2026, 3, day), minor, "EUR", counterparty, text, ""
    )  # fmt: skip


def item(minor: int, memo: str = "", *, day: int = 10) -> OpenItem:
    return OpenItem(ids.new_id(), 0, date(2026, 3, day), minor, memo, "usecase:pay")


def suggested(*lines: BankLine, items: Any = (), **known: Any) -> list[tuple[Suggestion, ...]]:
    found = suggest(
        bank_lines=lines,
        open_items=items,
        habits=known.get("habits", {}),
        stripe_balance_minor=known.get("stripe_balance_minor", 0),
    )
    return [found[line.id] for line in lines]


def test_an_exact_reference_and_amount_is_sure_whenever_it_comes() -> None:
    ours = item(-8000, "Coach payout CP-2026-0007", day=1)
    twin = item(-8000, "Coach payout CP-2026-0008", day=10)
    ((match,),) = suggested(bank_line(-8000, "SEPA cp20260007 out", day=28), items=[twin, ours])
    assert (match.why, match.sureness) == (Why.REFERENCE, Sureness.SURE)
    assert match.entry_id == ours.entry_id
    assert match.fact == "CP-2026-0007"


def test_a_reference_with_another_amount_is_no_match() -> None:
    assert suggested(bank_line(-7999, "CP-2026-0007"), items=[item(-8000, "CP-2026-0007")]) == [()]


def test_one_equal_amount_near_in_time_is_likely() -> None:
    near, far = item(5000, "Dues", day=8), item(5000, "Dues", day=28)
    ((match,),) = suggested(bank_line(5000, "thanks"), items=[near, far])
    assert (match.why, match.sureness, match.fact) == (Why.AMOUNT_AND_DATE, Sureness.LIKELY, "2")
    assert match.entry_id == near.entry_id


def test_several_equal_amounts_are_left_to_a_person() -> None:
    items = [item(5000, "Dues", day=day) for day in (7, 9, 10, 12)]
    (matches,) = suggested(bank_line(5000), items=items)
    assert [match.sureness for match in matches] == [Sureness.POSSIBLE] * 3
    assert matches[0].entry_id == items[2].entry_id
    assert {match.why for match in matches} == {Why.AMOUNT_SHARED}


def test_two_bank_lines_after_one_journal_line_are_left_to_a_person() -> None:
    ours = item(5000, "Grant GR-10042")
    first, second = suggested(
        bank_line(5000, "GR-10042"), bank_line(5000, "GR-10042 again"), items=[ours]
    )
    assert first[0].sureness is second[0].sureness is Sureness.POSSIBLE


def test_a_stripe_payout_is_sure_while_the_stripe_balance_covers_it() -> None:
    first, second, out, unnamed = suggested(
        bank_line(6000, "STRIPE PAYMENTS EUROPE po_1Qx7", day=3),
        bank_line(6000, counterparty="Stripe", day=4),
        bank_line(-6000, "stripe", day=5),
        bank_line(4000, "stripe", day=6),
        stripe_balance_minor=10000,
    )
    assert (first[0].why, first[0].account, first[0].sureness) == (
        Why.STRIPE_PAYOUT, "1010", Sureness.SURE,
    )  # fmt: skip
    assert first[0].fact == "po_1Qx7"
    assert second[0].sureness is Sureness.POSSIBLE
    assert unnamed[0].sureness is Sureness.LIKELY
    assert out == ()


def test_what_was_booked_before_is_proposed_again() -> None:
    april = bank_line(-40000, "ignored text 04/26", counterparty="Mill House Rent 0042")
    may = bank_line(-41000, "other text 05/26", counterparty="Mill House Rent 0043")
    ((match,),) = suggested(may, habits={habit_key(april): "6010"})
    assert (match.why, match.account, match.sureness) == (
        Why.BOOKED_BEFORE, "6010", Sureness.LIKELY,
    )  # fmt: skip


def test_a_line_without_words_has_no_habit() -> None:
    assert suggested(bank_line(5, "2026-1"), habits={"": "6010"}) == [()]
