"""Posting, reversing, racing: on both databases."""

import threading
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from coop import ids
from ledger import operations, queries
from ledger.accounts import Account, AccountKind
from ledger.entries import Entry
from ledger.errors import (
    AccountExists,
    AlreadyReversed,
    EntryIdTaken,
    NoSuchEntry,
    SourceKeyReused,
    UnknownAccount,
)
from ledger.journal import entries_by_id
from ledger.tables import EntryRow, LineRow
from tests.makers.books import AT, EntryFactory, eur, moved


def post(session: Session, *entries: Entry) -> tuple[object, ...]:
    return operations.post(session, entries=entries, at=AT, posted_by=None)


def count_of(session: Session, row: type) -> int:
    return session.execute(select(func.count()).select_from(row)).scalar_one()


def test_a_posted_entry_is_read_back_as_it_was(session: Session) -> None:
    party_id, item_id = ids.new_id(), ids.new_id()
    entry = EntryFactory(
        lines=moved(
            1234, to="1010", out_of="4020",
            party_id=party_id, pool="coaching", item_id=item_id, member_business=True,
        )
    )  # fmt: skip
    assert post(session, entry) == (entry.id,)
    found = entries_by_id(session, ids=[entry.id])[entry.id]
    assert found.entry == entry
    assert found.posted_at == AT
    assert found.reversed_by_id is None


def test_posting_the_same_cause_twice_leaves_one_entry(session: Session) -> None:
    entry = EntryFactory()
    again = replace(entry, id=ids.new_id())
    assert post(session, entry) == post(session, again) == (entry.id,)
    assert count_of(session, EntryRow) == 1
    assert count_of(session, LineRow) == 2


def test_the_same_cause_twice_in_one_call_leaves_one_entry(session: Session) -> None:
    entry = EntryFactory()
    again = replace(entry, id=ids.new_id())
    posted = post(session, entry, again)
    assert posted[0] == posted[1]
    assert count_of(session, EntryRow) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"memo": "Something else"},
        {"on": date(2026, 3, 3)},
        {"kind": "gift"},
        {"lines": moved(50001, to="1000", out_of="4050")},
        {"lines": moved(50000, to="1000", out_of="4050", pool="coaching")},
    ],
)
def test_the_same_key_for_something_else_is_refused(
    session: Session, change: dict[str, object]
) -> None:
    entry = EntryFactory()
    post(session, entry)
    with pytest.raises(SourceKeyReused) as refusal:
        post(session, replace(entry, **change))
    assert refusal.value.entry_id == entry.id
    with pytest.raises(SourceKeyReused):
        post(session, EntryFactory(source_key="twin"), EntryFactory(source_key="twin", **change))


def test_an_unknown_account_is_refused(session: Session) -> None:
    with pytest.raises(UnknownAccount) as refusal:
        post(session, EntryFactory(lines=moved(1, to="1000", out_of="9999")))
    assert refusal.value.code == "9999"


def test_an_id_in_use_is_refused(session: Session) -> None:
    entry = EntryFactory()
    post(session, entry)
    with pytest.raises(EntryIdTaken):
        post(session, EntryFactory(id=entry.id, source_key="another cause"))


def test_a_refusal_in_a_batch_posts_nothing(session: Session) -> None:
    with pytest.raises(UnknownAccount):
        post(session, EntryFactory(), EntryFactory(lines=moved(1, to="1000", out_of="9999")))
    assert count_of(session, EntryRow) == 0


def test_a_large_batch_posts_whole(session: Session) -> None:
    entries = [EntryFactory(lines=moved(n + 1, to="1000", out_of="4050")) for n in range(1100)]
    assert post(session, *entries) == tuple(entry.id for entry in entries)
    assert queries.balance(session, account="1000") == sum(range(1, 1101))
    assert post(session, *entries) == tuple(entry.id for entry in entries)


def test_a_reversal_mirrors_its_original_and_comes_once(session: Session) -> None:
    entry = EntryFactory()
    post(session, entry)
    reversal_id = ids.new_id()

    def reverse(key: str) -> object:
        return operations.reverse(
            session, entry_id=entry.id, id=reversal_id, source_key=key,
            on=date(2026, 3, 9), memo="Posted twice", at=AT, posted_by=None,
        )  # fmt: skip

    assert reverse("undo") == reverse("undo") == reversal_id
    found = entries_by_id(session, ids=[entry.id, reversal_id])
    assert found[entry.id].reversed_by_id == reversal_id
    assert found[reversal_id].entry.reverses_id == entry.id
    assert [line.amount for line in found[reversal_id].entry.lines] == [eur(-50000), eur(50000)]
    assert queries.balance(session, account="1000") == 0
    with pytest.raises(AlreadyReversed):
        reverse("undo again")


def test_reversing_what_is_not_there_is_refused(session: Session) -> None:
    with pytest.raises(NoSuchEntry):
        operations.reverse(
            session, entry_id=ids.new_id(), id=ids.new_id(), source_key="x",
            on=date(2026, 3, 9), memo="", at=AT, posted_by=None,
        )  # fmt: skip


def test_opening_the_chart_twice_changes_nothing_and_accounts_can_be_added(
    session: Session,
) -> None:
    operations.open_chart(session, currency="EUR", at=AT)
    woodland = Account("6070", "Woodland rent", AccountKind.EXPENSE, parent="6000")
    operations.open_account(session, account=woodland, currency="EUR", at=AT)
    assert queries.chart(session)["6070"] == woodland
    with pytest.raises(AccountExists):
        operations.open_account(session, account=woodland, currency="EUR", at=AT)
    with pytest.raises(UnknownAccount):
        operations.open_account(
            session, account=replace(woodland, code="6071", parent="66"), currency="EUR", at=AT
        )


def test_fifty_threads_with_the_same_cause_leave_one_entry(books: Engine) -> None:
    entry = EntryFactory()
    answers: list[object] = []
    start = threading.Barrier(50)

    def deliver() -> None:
        start.wait()
        with Session(books) as session, session.begin():
            answers.extend(post(session, replace(entry, id=ids.new_id())))

    threads = [threading.Thread(target=deliver) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Session(books) as session:
        assert count_of(session, EntryRow) == 1
        assert count_of(session, LineRow) == 2
        stored = session.execute(select(EntryRow.id)).scalar_one()
    assert answers == [stored] * 50


def test_two_reversals_racing_leave_one(books: Engine) -> None:
    entry = EntryFactory()
    with Session(books) as session, session.begin():
        post(session, entry)
    outcomes: list[str] = []
    start = threading.Barrier(8)

    def undo(number: int) -> None:
        start.wait()
        try:
            with Session(books) as session, session.begin():
                operations.reverse(
                    session, entry_id=entry.id, id=ids.new_id(), source_key=f"undo:{number}",
                    on=date(2026, 3, 9), memo="", at=AT, posted_by=None,
                )  # fmt: skip
            outcomes.append("reversed")
        except AlreadyReversed:
            outcomes.append("refused")

    threads = [threading.Thread(target=undo, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 7 + ["reversed"]
    with Session(books) as session:
        assert queries.balance(session, account="1000") == 0
