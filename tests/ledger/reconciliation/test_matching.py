"""Suggestions: right where sure, modest where not."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop import ids
from ledger.reconciliation.matching import (
    AccountPart,
    BankLine,
    BookingRule,
    ItemPart,
    Known,
    OpenItem,
    Suggestion,
    Sureness,
    Why,
    suggest,
)
from ledger.reconciliation.matching.reading import (
    account_number,
    has_check_digits,
    name_words,
    one_error_apart,
    references_of,
    spoken,
    with_check_digits,
)

ADA, BEA = ids.new_id(), ids.new_id()
NAMES = {ADA: "Ada Smith", BEA: "Bea Okafor"}
REFERENCE = with_check_digits("F26000417")
IBAN = "DE89370400440532013000"


def bank_line(minor: int, text: str = "", *, day: int = 10, counterparty: str = "") -> BankLine:
    return BankLine(
        ids.new_id(), "1000", date(2026, 3, day), minor, "EUR", counterparty, text, ""
    )  # fmt: skip


def item(
    minor: int, memo: str = "", *, day: int = 10, account: str = "1000", party: UUID | None = None
) -> OpenItem:
    return OpenItem(
        ids.new_id(), 0, date(2026, 3, day), minor, memo, "usecase:pay", account, party
    )  # fmt: skip


def owed(minor: int, memo: str = "", *, day: int = 1, party: UUID = ADA) -> OpenItem:
    return item(minor, memo, day=day, account="1100", party=party)


def suggested(*lines: BankLine, items: Any = (), **known: Any) -> list[tuple[Suggestion, ...]]:
    found = suggest(bank_lines=lines, open_items=items, known=Known(**{"names": NAMES} | known))
    return [found[line.id] for line in lines]


def rule(words: str, *, is_whole: bool = True, account: str = "6010", **more: Any) -> BookingRule:
    return replace(
        BookingRule(ids.new_id(), False, words, is_whole, account, None, None, ""), **more
    )


# references ------------------------------------------------------------------------


def test_an_exact_reference_and_amount_is_sure_whenever_it_comes() -> None:
    ours = item(-8000, "Coach payout CP-2026-0007", day=1)
    twin = item(-9000, "Coach payout CP-2026-0008", day=10)
    ((match,),) = suggested(bank_line(-8000, "SEPA cp20260007 out", day=28), items=[twin, ours])
    assert (match.why, match.sureness) == (Why.REFERENCE, Sureness.SURE)
    assert match.entry_id == ours.entry_id
    assert match.fact == "CP-2026-0007"


def test_a_reference_one_slip_from_another_of_the_same_amount_is_not_sure() -> None:
    ours = item(-8000, "Coach payout CP-2026-0007")
    twin = item(-8000, "Coach payout CP-2026-0008")
    ((match,),) = suggested(bank_line(-8000, "CP-2026-0007"), items=[twin, ours])
    assert (match.entry_id, match.sureness) == (ours.entry_id, Sureness.LIKELY)
    # Check digits would have told such a slip.
    checked = [owed(8000, REFERENCE), owed(8000, with_check_digits("F26000418"))]
    ((match,),) = suggested(bank_line(8000, REFERENCE), items=checked)
    assert (match.entry_id, match.sureness) == (checked[0].entry_id, Sureness.SURE)


def test_a_reference_inside_a_longer_word_or_in_a_date_is_none() -> None:
    items = [item(-8000, "Rent 2026-03 for 123456X"), item(-8000, "Other")]
    (matches,) = suggested(bank_line(-8000, "A123456X9 2026-03"), items=items)
    assert {match.why for match in matches} == {Why.AMOUNT_SHARED}


def test_less_than_is_open_under_a_reference_pays_a_part_and_more_leaves_a_rest() -> None:
    ours = owed(10000, f"Invoice {REFERENCE}")
    first, second, more = bank_line(6000, REFERENCE), bank_line(4000, REFERENCE), 15000
    for (match,), minor in zip(suggested(first, second, items=[ours]), (6000, 4000), strict=True):
        assert (match.why, match.sureness) == (Why.REFERENCE_PART, Sureness.SURE)
        assert match.parts == (ItemPart(ours.entry_id, 0, minor),)
    ((match,),) = suggested(bank_line(more, REFERENCE), items=[ours])
    assert (match.why, match.sureness, match.rest_minor) == (
        Why.REFERENCE_MORE, Sureness.POSSIBLE, 5000,
    )  # fmt: skip


def test_parts_that_exceed_the_item_together_are_left_to_a_person() -> None:
    ours = owed(10000, REFERENCE)
    for matches in suggested(bank_line(6000, REFERENCE), bank_line(7000, REFERENCE), items=[ours]):
        assert matches[0].sureness is Sureness.POSSIBLE


def test_a_part_under_a_reference_without_check_digits_needs_the_payer_too() -> None:
    ours = owed(10000, "INV-204187", party=ADA)
    stranger, ada = bank_line(5000, "INV-204187"), bank_line(5000, "INV-204187 Ada Smith")
    assert suggested(stranger, items=[ours])[0][0].sureness is Sureness.LIKELY
    assert suggested(ada, items=[ours])[0][0].sureness is Sureness.SURE


@pytest.mark.parametrize("written", ["F26000147", "F2600417", "F260004177"])
def test_a_typing_error_that_check_digits_reveal_is_sure(written: str) -> None:
    ours = owed(10000, REFERENCE)
    text = f"fee {written}{REFERENCE[-2:]}"
    ((match,),) = suggested(bank_line(10000, text), items=[ours, owed(10000, "other")])
    assert (match.why, match.sureness, match.entry_id) == (
        Why.REFERENCE_TYPO, Sureness.SURE, ours.entry_id,
    )  # fmt: skip


def test_a_typing_error_of_a_settled_reference_is_not_taken_for_another() -> None:
    ours = owed(10000, REFERENCE, party=BEA)
    settled = with_check_digits("F26000416")
    between = next(
        token
        for at in range(len(settled))
        for digit in "0123456789"
        if one_error_apart(token := settled[:at] + digit + settled[at + 1 :], REFERENCE)
        and one_error_apart(token, settled)
    )
    line = bank_line(10000, between)
    ((sure,),) = suggested(line, items=[ours])
    ((match,),) = suggested(line, items=[ours], closed_references=frozenset({settled}))
    assert (sure.sureness, match.sureness) == (Sureness.SURE, Sureness.LIKELY)
    # Nor is a settled reference a typing error at all.
    (matches,) = suggested(
        bank_line(10000, settled), items=[ours], closed_references=frozenset({settled})
    )
    assert all(match.why is not Why.REFERENCE_TYPO for match in matches)


def test_several_references_and_a_whole_batch_are_sure_when_they_add_up() -> None:
    first, second = owed(4000, REFERENCE), owed(6000, with_check_digits("F26000555"))
    ((match,),) = suggested(bank_line(10000, f"{first.memo} {second.memo}"), items=[first, second])
    assert (match.why, match.sureness, len(match.parts)) == (Why.REFERENCES, Sureness.SURE, 2)
    batch = [item(-minor, "Payout run PR-2026-0044") for minor in (100, 250, 300)]
    ((match,),) = suggested(bank_line(-650, "COLLECTIVE PR20260044"), items=batch)
    assert (match.why, match.sureness, len(match.parts)) == (Why.BATCH, Sureness.SURE, 3)
    assert suggested(bank_line(-350, "COLLECTIVE PR20260044"), items=batch) == [()]


def test_what_we_owe_is_never_sure() -> None:
    ours = item(-8000, REFERENCE, account="2010", party=ADA)
    ((match,),) = suggested(bank_line(-8000, REFERENCE), items=[ours])
    assert (match.why, match.sureness) == (Why.REFERENCE, Sureness.LIKELY)


def test_two_bank_lines_after_one_journal_line_are_left_to_a_person() -> None:
    ours = item(5000, "Grant GR-10042")
    first, second = suggested(
        bank_line(5000, "GR-10042"), bank_line(5000, "GR-10042 again"), items=[ours]
    )
    assert first[0].sureness is second[0].sureness is Sureness.POSSIBLE


# payers ----------------------------------------------------------------------------


@pytest.mark.parametrize("counterparty", ["SMITH ADA", "Ms Ada Smith", "A. Smith", "Ada Smíth"])
def test_the_payers_only_item_of_the_amount_is_likely(counterparty: str) -> None:
    items = [owed(5000, party=ADA), owed(5000, party=BEA)]
    ((match,),) = suggested(bank_line(5000, "thanks", counterparty=counterparty), items=items)
    assert (match.why, match.sureness, match.entry_id) == (
        Why.PAYER, Sureness.LIKELY, items[0].entry_id,
    )  # fmt: skip


def test_an_account_number_is_learned_and_beats_the_name() -> None:
    items = [owed(5000, party=ADA), owed(5000, party=BEA)]
    line = bank_line(5000, f"thanks {IBAN}", counterparty="Ada Smith")
    ((match,),) = suggested(line, items=items, learned=[(f"iban:{IBAN}", BEA)])
    assert match.entry_id == items[1].entry_id
    # One who is known under two parties is not known.
    both = [(f"iban:{IBAN}", BEA), (f"iban:{IBAN}", ADA)]
    (matches,) = suggested(line, items=items, learned=both)
    assert all(each.sureness is Sureness.POSSIBLE for each in matches)


def test_a_sure_reference_teaches_whose_account_it_is() -> None:
    items = [owed(7000, REFERENCE, party=BEA), owed(5000, party=BEA), owed(5000, party=ADA)]
    _first, (match,) = suggested(
        bank_line(7000, f"{REFERENCE} {IBAN}"), bank_line(5000, f"dues {IBAN}"), items=items
    )
    assert (match.why, match.entry_id) == (Why.PAYER, items[1].entry_id)


def test_as_many_lines_as_items_of_one_payer_are_paired_by_their_days() -> None:
    items = [owed(5000, day=day) for day in (1, 2)]
    lines = [bank_line(5000, "Ada Smith", day=day) for day in (4, 9)]
    found = suggested(*lines, items=items)
    assert [match.entry_id for (match,) in found] == [one.entry_id for one in items]
    assert {match.sureness for (match,) in found} == {Sureness.LIKELY}
    (alone,) = suggested(lines[0], items=items)
    assert alone[0].sureness is Sureness.POSSIBLE


# sums ------------------------------------------------------------------------------


def test_the_only_set_of_a_payers_items_that_adds_up_is_likely() -> None:
    items = [owed(minor) for minor in (1000, 2500, 7000, 20000)]
    ((match,),) = suggested(bank_line(9500, "several, Ada Smith"), items=items)
    assert (match.why, match.sureness) == (Why.PAYER_SUM, Sureness.LIKELY)
    assert [part.amount_minor for part in match.items] == [2500, 7000]


def test_two_sets_that_add_up_are_none_and_so_are_other_peoples_items() -> None:
    twice = [owed(minor) for minor in (1000, 2500, 7000, 8500)]
    assert suggested(bank_line(9500, "Ada Smith"), items=twice) == [()]
    others = [owed(2500), owed(7000, party=BEA)]
    assert suggested(bank_line(9500, "Ada Smith"), items=others) == [()]
    assert suggested(bank_line(9500, "somebody"), items=[owed(2500), owed(7000)]) == [()]


def test_several_lines_of_one_payer_pay_one_item() -> None:
    ours = owed(10000)
    found = suggested(
        *(bank_line(minor, "part", counterparty="Ada Smith", day=day)
          for minor, day in ((4000, 4), (6000, 20))),
        items=[ours],
    )  # fmt: skip
    assert [match.parts for (match,) in found] == [
        (ItemPart(ours.entry_id, 0, 4000),), (ItemPart(ours.entry_id, 0, 6000),),
    ]  # fmt: skip
    assert {match.why for (match,) in found} == {Why.PAYER_PARTS}


# payouts, rules, amounts -----------------------------------------------------------


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


def test_what_a_rule_says_comes_before_an_amount_alone() -> None:
    line = bank_line(-41000, "other text 05/26", counterparty="Mill House Rent 0043")
    learned = rule("MILL HOUSE RENT", memo="Rent")
    ((match,),) = suggested(line, items=[item(-41000)], rules=[learned])
    assert (match.why, match.sureness, match.rule_id) == (Why.RULE, Sureness.LIKELY, learned.id)
    assert (match.parts, match.memo) == ((AccountPart("6010", -41000),), "Rent")


def test_a_rule_may_ask_for_words_among_others_and_the_longer_wins() -> None:
    rules = [
        rule("MILL", is_whole=False, account="6040"),
        rule("MILL HOUSE", is_whole=False),
        rule("MILL HOUSE RENT", is_whole=False, money_in=True),
    ]
    line, other = bank_line(-5, "the mill house rent 3"), bank_line(-5, "windmill houses")
    (match,), nothing = suggested(line, other, rules=rules)
    assert (match.account, nothing) == ("6010", ())


def test_one_equal_amount_near_in_time_is_likely() -> None:
    near, far = item(5000, "Dues", day=8), item(5000, "Dues", day=28)
    ((match,),) = suggested(bank_line(5000, "thanks"), items=[near, far])
    assert (match.why, match.sureness, match.fact) == (Why.AMOUNT_AND_DATE, Sureness.LIKELY, "2")
    assert match.entry_id == near.entry_id


def test_an_equal_amount_of_somebody_else_is_only_possible() -> None:
    (matches,) = suggested(bank_line(5000, "Bea Okafor"), items=[owed(5000, party=ADA)])
    assert [match.sureness for match in matches] == [Sureness.POSSIBLE]


def test_several_equal_amounts_are_left_to_a_person() -> None:
    items = [item(5000, "Dues", day=day) for day in (7, 9, 10, 12)]
    (matches,) = suggested(bank_line(5000), items=items)
    assert [match.sureness for match in matches] == [Sureness.POSSIBLE] * 3
    assert matches[0].entry_id == items[2].entry_id
    assert {match.why for match in matches} == {Why.AMOUNT_SHARED}


# reading ---------------------------------------------------------------------------


def test_references_are_words_of_ours_with_digits() -> None:
    assert references_of("Grant GR-20031 of 2026-03, 31032026 and 202603") == {
        "GR20031": "GR-20031"
    }


def test_a_banks_words_are_read_in_runs() -> None:
    assert "F2600041712" in spoken("FEE F26 00041712 thanks")
    assert spoken("a b c") == ()


def test_an_iban_is_found_by_its_check_digits() -> None:
    assert account_number("From DE89 3704 0044 0532 0130 00 dues") == IBAN
    assert account_number("From DE88 3704 0044 0532 0130 00 dues") is None


def test_a_name_has_no_order_no_accents_and_no_title() -> None:
    assert name_words("Dr. Zoë  van-Dijk") == ("DIJK", "VAN", "ZOE")


@given(
    st.text("ABCDEFGHIJ0123456789", min_size=6, max_size=18),
    st.integers(0, 19),
    st.sampled_from("0123456789"),
)
def test_one_wrong_digit_never_passes_the_check(body: str, at: int, digit: str) -> None:
    reference = with_check_digits(body)
    assert has_check_digits(reference)
    at %= len(reference)
    wrong = reference[:at] + digit + reference[at + 1 :]
    if reference[at].isdigit() and digit != reference[at]:
        assert not has_check_digits(wrong)
        assert one_error_apart(wrong, reference)
