"""Parts, splits, holds, batches and rules: exact, whoever writes the SQL, on both databases."""

import threading
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, insert, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from coop import ids
from ledger import closing
from ledger import queries as books_queries
from ledger.periods import Month
from ledger.proof import Fault, check
from ledger.reconciliation import operations, queries, rule_operations, rule_queries
from ledger.reconciliation import suggestion_queries as suggesting
from ledger.reconciliation.errors import (
    BookedOnItself,
    HoldNotAhead,
    JournalLineTaken,
    MatchDiffers,
    NoSuchMatch,
    NoSuchRule,
    NoteMissing,
    PartsDiffer,
    RuleExists,
    RuleWithoutWords,
)
from ledger.reconciliation.matching import AccountPart, BankLine, ItemPart, Part, Sureness
from ledger.reconciliation.tables import BankMatchItemRow, BankMatchRow
from ledger.tables import table_of
from tests.ledger.reconciliation.test_operations import HEADING, LATER, bring, post, undo, waiting
from tests.makers.books import AT, moved

ADA = ids.new_id()


def lines_of(session: Session, *amounts: str) -> tuple[BankLine, ...]:
    rows = [f"2026-03-0{2 + at},Line {at},{each}\n" for at, each in enumerate(amounts)]
    bring(session, HEADING + "".join(rows), name=f"{ids.new_id()}.csv")
    return waiting(session)


def settle(session: Session, line: BankLine, *parts: Part, **more: Any) -> UUID:
    match_id = ids.new_id()
    about: dict[str, Any] = {"memo": "Split", "reason": "", "at": AT, "settled_by": None} | more
    operations.settle(session, id=match_id, bank_line_id=line.id, parts=parts, **about)
    return match_id


def in_bank(session: Session, minor: int, **about: Any) -> UUID:
    to, out_of = ("1000", "4050") if minor > 0 else ("6020", "1000")
    return post(session, lines=moved(abs(minor), to=to, out_of=out_of), **about)


def receivable(session: Session, minor: int, party_id: UUID = ADA, **about: Any) -> UUID:
    lines = (
        moved(minor, to="1100", out_of="4000", party_id=party_id)[0],
        moved(minor, to="1100", out_of="4000")[1],
    )
    return post(session, lines=lines, **about)


def left(session: Session) -> list[int]:
    items = suggesting.open_items(session, account="1000", currency="EUR")
    return sorted(item.amount_minor for item in items)


def expected(session: Session) -> list[tuple[UUID, int]]:
    items = suggesting.expected_items(session, currency="EUR")
    return [(item.entry_id, item.amount_minor) for item in items]


# parts -----------------------------------------------------------------------------


def test_one_line_is_several_entries_and_a_fee(session: Session) -> None:
    (line,) = lines_of(session, "147.50")
    first, second = in_bank(session, 10000), in_bank(session, 5000)
    match_id = settle(
        session, line, ItemPart(first, 0, 10000), ItemPart(second, 0, 5000),
        AccountPart("6040", -250),
    )  # fmt: skip
    (settled,) = queries.settled(session, limit=2)
    assert (settled.kind, [part.amount_minor for part in settled.parts]) == (
        "split", [10000, 5000, -250],
    )  # fmt: skip
    assert left(session) == []
    assert books_queries.balance(session, account="6040") == 250
    assert check(session).holds
    undo(session, match_id)
    assert left(session) == [5000, 10000]
    assert books_queries.balance(session, account="6040") == 0
    assert check(session).holds


def test_a_line_pays_a_part_and_the_rest_stays_open_for_the_next(session: Session) -> None:
    first, second, third = lines_of(session, "60.00", "40.00", "1.00")
    entry_id = in_bank(session, 10000)
    settle(session, first, ItemPart(entry_id, 0, 6000))
    assert left(session) == [4000]
    with pytest.raises(JournalLineTaken):
        settle(session, third, ItemPart(entry_id, 0, 5000), AccountPart("6040", -4900))
    settle(session, second, ItemPart(entry_id, 0, 4000))
    assert left(session) == []
    with pytest.raises(JournalLineTaken):
        settle(session, third, ItemPart(entry_id, 0, 100))
    assert len(queries.bank_lines_of(session, entry_id=entry_id)) == 2
    assert check(session).holds


def test_parts_that_do_not_add_up_or_cannot_stand_are_refused(session: Session) -> None:
    (line,) = lines_of(session, "100.00")
    entry_id, out = in_bank(session, 10000), in_bank(session, -500)
    refused: list[tuple[type[Exception], tuple[Part, ...]]] = [
        (PartsDiffer, ()),
        (PartsDiffer, (ItemPart(entry_id, 0, 9999),)),
        (PartsDiffer, (ItemPart(entry_id, 0, 10000), AccountPart("6040", 0))),
        (BookedOnItself, (AccountPart("1000", 10000),)),
        (MatchDiffers, (ItemPart(entry_id, 1, 10000),)),
        (MatchDiffers, (ItemPart(entry_id, 7, 10000),)),
        (MatchDiffers, (ItemPart(out, 1, 10000),)),
        (MatchDiffers, (ItemPart(entry_id, 0, 10001), AccountPart("6040", -1))),
        (MatchDiffers, (ItemPart(entry_id, 0, 6000), ItemPart(entry_id, 0, 6000),
                        AccountPart("6040", -2000))),
    ]  # fmt: skip
    for refusal, parts in refused:
        with pytest.raises(refusal):
            settle(session, line, *parts)
    assert waiting(session) == (line,)


def test_what_somebody_owes_is_paid_by_the_entry_made_from_the_line(session: Session) -> None:
    first, second = lines_of(session, "70.00", "30.00")
    entry_id = receivable(session, 10000)
    assert expected(session) == [(entry_id, 10000)]
    match_id = settle(session, first, ItemPart(entry_id, 0, 7000))
    assert expected(session) == [(entry_id, 3000)]
    assert books_queries.balance(session, account="1100", party_id=ADA) == 3000
    settle(session, second, ItemPart(entry_id, 0, 3000))
    assert expected(session) == []
    assert left(session) == []
    assert check(session).holds
    undo(session, match_id)
    assert expected(session) == [(entry_id, 7000)]
    assert books_queries.balance(session, account="1100", party_id=ADA) == 7000


def test_payments_that_name_no_item_have_paid_the_oldest(session: Session) -> None:
    receivable(session, 4000, on=date(2026, 1, 5))
    newer = receivable(session, 6000, on=date(2026, 2, 5))
    post(session, lines=(
        moved(4500, to="1010", out_of="1100")[0],
        moved(4500, to="1010", out_of="1100", party_id=ADA)[1],
    ))  # fmt: skip
    assert expected(session) == [(newer, 5500)]


# what the database holds -------------------------------------------------------------


def raw(session: Session, line: BankLine, *items: tuple[str, UUID, int, int], **more: Any) -> None:
    match_id = ids.new_id()
    about: dict[str, Any] = {
        "id": match_id, "bank_line_id": line.id, "kind": "matched", "item_count": len(items),
        "reason": "", "matched_at": AT,
    } | more  # fmt: skip
    if items:
        session.execute(
            insert(table_of(BankMatchItemRow)),
            [
                {
                    "match_id": match_id, "number": number, "item_count": about["item_count"],
                    "role": role, "entry_id": entry_id, "line_number": line_number,
                    "amount_minor": minor,
                }
                for number, (role, entry_id, line_number, minor) in enumerate(items)
            ],
        )  # fmt: skip
    session.execute(insert(table_of(BankMatchRow)).values(about))


def test_the_database_refuses_what_does_not_add_up(session: Session) -> None:
    line, other = lines_of(session, "100.00", "50.00")
    entry_id = in_bank(session, 10000)
    settle(session, other, ItemPart(in_bank(session, 5000), 0, 5000))
    attacks: list[tuple[tuple[tuple[str, UUID, int, int], ...], dict[str, Any]]] = [
        ((("bank", entry_id, 0, 9999),), {}),
        ((("bank", entry_id, 0, 10001), ("bank", entry_id, 0, -1)), {}),
        ((("bank", entry_id, 0, 12000), ("bank", entry_id, 0, -2000)), {}),
        ((("bank", entry_id, 1, 10000),), {}),
        ((("owed", entry_id, 0, 10000),), {}),
        ((("bank", entry_id, 0, 10000),), {"item_count": 2}),
        ((("bank", entry_id, 0, 10000),), {"kind": "booked"}),
        ((("bank", entry_id, 0, 10000),), {"kind": "ignored"}),
        ((), {}),
    ]  # fmt: skip
    for items, more in attacks:
        with pytest.raises(IntegrityError), session.begin_nested():
            raw(session, line, *items, **more)
            session.execute(text("SELECT 1"))
    raw(session, line, ("bank", entry_id, 0, 10000))
    assert check(session).holds


def test_the_database_lets_a_match_only_be_marked_once(session: Session) -> None:
    (line,) = lines_of(session, "100.00")
    entry_id = in_bank(session, 10000)
    match_id = settle(session, line, ItemPart(entry_id, 0, 10000))
    match, item = table_of(BankMatchRow), table_of(BankMatchItemRow)
    late = {
        "match_id": match_id, "number": 0, "item_count": 1, "role": "bank", "entry_id": entry_id,
        "line_number": 0, "amount_minor": 1,
    }  # fmt: skip
    attacks: list[Any] = [
        update(match).values(kind="ignored"),
        update(match).values(undone_at=None),
        update(item).values(amount_minor=1),
        insert(item).values(late),
        insert(item).values(late | {"number": 1, "item_count": 2}),
        match.delete(),
        item.delete(),
    ]
    for attack in attacks:
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(attack)
            if session.get_bind().dialect.name == "postgresql":
                session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    undo(session, match_id)
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(update(match).values(undone_at=LATER))


def test_the_proof_finds_a_line_matched_beyond_its_amount(books: Engine) -> None:
    with Session(books) as session, session.begin():
        first, second = lines_of(session, "100.00", "100.00")
        entry_id = in_bank(session, 10000)
        settle(session, first, ItemPart(entry_id, 0, 10000))
    with Session(books) as session:
        if books.dialect.name == "postgresql":
            session.execute(text("ALTER TABLE bank_match DISABLE TRIGGER bank_match_check"))
        else:
            session.execute(text("DROP TRIGGER bank_match_check"))
        raw(session, second, ("bank", entry_id, 0, 9000))
        faults = [difference.fault for difference in check(session).differences]
    assert faults == [Fault.MATCH_DIFFERS, Fault.MATCH_DIFFERS]


def test_two_parts_at_once_never_take_more_than_there_is(books: Engine) -> None:
    with Session(books) as session, session.begin():
        lines = lines_of(session, *["60.00"] * 4)
        entry_id = in_bank(session, 10000)
    outcomes: list[str] = []
    start = threading.Barrier(len(lines))

    def take(line: BankLine) -> None:
        start.wait()
        try:
            with Session(books) as session, session.begin():
                settle(session, line, ItemPart(entry_id, 0, 6000))
            outcomes.append("taken")
        except JournalLineTaken:
            outcomes.append("refused")

    threads = [threading.Thread(target=take, args=(line,)) for line in lines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 3 + ["taken"]
    with Session(books) as session:
        assert left(session) == [4000]
        assert check(session).holds


# batches and holds -------------------------------------------------------------------


def test_what_was_decided_at_once_is_undone_at_once(session: Session) -> None:
    lines = lines_of(session, "10.00", "20.00", "30.00")
    batch_id = ids.new_id()
    for line in lines:
        settle(session, line, AccountPart("4050", line.amount_minor), batch_id=batch_id)
    undo(session, queries.settled(session, limit=1)[0].match_id)
    again: dict[str, Any] = {"batch_id": batch_id, "memo": "Undone", "at": AT, "undone_by": None}
    assert operations.undo_batch(session, **again) == 2
    assert len(waiting(session)) == 3
    assert books_queries.balance(session, account="4050") == 0
    with pytest.raises(NoSuchMatch):
        operations.undo_batch(session, **again)


def hold(session: Session, line: BankLine, **more: Any) -> None:
    about: dict[str, Any] = {
        "id": ids.new_id(), "note": "Asked the bank", "until": date(2026, 3, 9), "at": AT,
        "held_by": None,
    } | more  # fmt: skip
    operations.hold(session, bank_line_id=line.id, **about)


def test_a_line_is_put_aside_until_a_day(session: Session) -> None:
    (line,) = lines_of(session, "10.00")
    with pytest.raises(NoteMissing):
        hold(session, line, note=" ")
    with pytest.raises(HoldNotAhead):
        hold(session, line, until=AT.date())
    hold(session, line)
    hold(session, line, note="Asked again", until=date(2026, 3, 20))
    assert queries.held(session, on=date(2026, 3, 19))[line.id].note == "Asked again"
    assert queries.held(session, on=date(2026, 3, 20)) == {}
    operations.lift(session, bank_line_id=line.id, at=LATER, lifted_by=None)
    assert queries.held(session, on=date(2026, 3, 3)) == {}
    # The month cannot be closed over a line that is only put aside.
    hold(session, line)
    assert queries.waiting_count(session, until=Month(2026, 3).ends) == 1


# rules -----------------------------------------------------------------------------


def learn(session: Session, line: BankLine, account: str) -> None:
    match_id = settle(session, line, AccountPart(account, line.amount_minor))
    rule_operations.learn(
        session, id=ids.new_id(), match_id=match_id, bank_line=line, account=account,
        party_id=None, pool=None, memo="", at=AT, by=None,
    )  # fmt: skip


def best(session: Session, line: BankLine) -> str | None:
    found = suggesting.suggestions(session, lines=(line,), currency="EUR")[line.id]
    assert all(each.sureness is not Sureness.SURE for each in found)
    return found[0].account if found else None


def test_a_rule_names_the_choices_it_came_from_and_the_latest_wins(session: Session) -> None:
    first, second, third, fourth = lines_of(session, *["-5.00"] * 4)
    learn(session, first, "6040")
    learn(session, second, "6040")
    (kept,) = rule_queries.rules(session)
    assert (kept.rule.words, kept.rule.account, kept.origin) == ("LINE", "6040", "learned")
    assert [choice.amount_minor for choice in kept.choices] == [-500, -500]
    assert best(session, third) == "6040"
    learn(session, third, "6020")
    assert best(session, fourth) == "6020"


def test_a_rule_is_changed_switched_off_and_deleted(session: Session) -> None:
    first, second = lines_of(session, "-5.00", "-6.00")
    learn(session, first, "6040")
    (kept,) = rule_queries.rules(session)
    by: dict[str, Any] = {"rule_id": kept.rule.id, "at": AT, "by": None}
    rule_operations.switch(session, on=False, **by)
    assert best(session, second) is None
    rule_operations.switch(session, on=True, **by)
    change: dict[str, Any] = {"account": "6020", "party_id": None, "pool": None, "memo": "", **by}
    rule_operations.change(session, words="Li ne", **change)
    assert best(session, second) is None
    rule_operations.change(session, words="line", **change)
    assert best(session, second) == "6020"
    with pytest.raises(RuleWithoutWords):
        rule_operations.change(session, words="123", **change)
    about: dict[str, Any] = {
        "id": ids.new_id(), "bank_account": "1000", "money_in": False, "account": "6030",
        "party_id": None, "pool": None, "memo": "", "at": AT, "by": None,
    }  # fmt: skip
    with pytest.raises(RuleExists):
        rule_operations.write(session, words="LINE", **about)
    rule_operations.delete(session, **by)
    with pytest.raises(NoSuchRule):
        rule_operations.switch(session, on=True, **by)
    assert best(session, second) is None
    rule_operations.write(session, words="LINE", **about)
    assert best(session, second) == "6030"


def test_the_payer_is_learned_from_what_was_accepted(session: Session) -> None:
    words = "{},Dues DE89370400440532013000,{}.00\n"
    bring(session, HEADING + words.format("2026-03-03", "70"))
    (line,) = waiting(session)
    settle(session, line, ItemPart(receivable(session, 7000), 0, 7000))
    wanted = receivable(session, 5000)
    receivable(session, 5000, party_id=ids.new_id())
    bring(session, HEADING + words.format("2026-03-05", "50"))
    (line,) = waiting(session)
    (suggestion,) = suggesting.suggestions(session, lines=(line,), currency="EUR")[line.id]
    assert (suggestion.why, suggestion.entry_id) == ("payer", wanted)
    # What is paid is taken back with its month open only.
    closing.close_period(session, month=Month(2026, 3), at=LATER, closed_by=None)
