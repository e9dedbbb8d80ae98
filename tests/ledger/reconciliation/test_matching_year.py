"""A year whose truth is known: nothing wrong is called sure, and nearly all is found."""

import pytest

from benchmarks.generate_bank_year import answer, bank_year
from ledger.reconciliation.matching import Sureness, suggest


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_nothing_wrong_is_called_sure_and_nearly_all_is_found(seed: int) -> None:
    year = bank_year(seed=seed, lines=1_500, items=3_000)
    found = suggest(bank_lines=year.lines, open_items=year.items, known=year.known)
    first = {line_id: each[0] for line_id, each in found.items() if each}
    wrong = [
        (year.sort[line_id], each)
        for line_id, each in first.items()
        if each.sureness is Sureness.SURE and answer(each) != year.truth[line_id]
    ]
    assert wrong == []
    matchable = {line_id for line_id, truth in year.truth.items() if truth}
    right = {line_id for line_id, each in first.items() if answer(each) == year.truth[line_id]}
    assert len(right & matchable) >= len(matchable) * 95 // 100
    # Far more than half needs no thought at all.
    sure = sum(each.sureness is Sureness.SURE for each in first.values())
    assert sure * 2 > len(year.lines)


@pytest.mark.parametrize("seed", [11])
def test_what_is_sure_can_all_be_accepted_together(seed: int) -> None:
    year = bank_year(seed=seed, lines=1_500, items=3_000)
    left = {item.key: item.amount_minor for item in year.items}
    amounts = {line.id: line.amount_minor for line in year.lines}
    for line_id, each in suggest(
        bank_lines=year.lines, open_items=year.items, known=year.known
    ).items():
        if each and each[0].sureness is not Sureness.POSSIBLE:
            assert sum(part.amount_minor for part in each[0].parts) == amounts[line_id]
            for part in each[0].items:
                left[part.entry_id, part.line_number] -= part.amount_minor
    assert all(
        rest == 0 or (rest > 0) == (item.amount_minor > 0)
        for item in year.items
        for rest in (left[item.key],)
    )
