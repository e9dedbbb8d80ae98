"""Import, match, book, ignore, undo: on both databases."""

import threading
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from coop import ids
from ledger import closing
from ledger import operations as journal
from ledger import queries as books_queries
from ledger.errors import PeriodClosed, UnknownAccount
from ledger.periods import Month
from ledger.proof import check
from ledger.reconciliation import (
    importing,
    imports,
    operations,
    queries,
    rule_operations,
    suggestion_queries,
)
from ledger.reconciliation.errors import (
    BankLineSettled,
    BookedOnItself,
    JournalLineTaken,
    MatchDiffers,
    NoSuchBankLine,
    NoSuchMatch,
    ReasonMissing,
    StatementKnown,
)
from ledger.reconciliation.formats import csv
from ledger.reconciliation.matching import BankLine, Sureness
from tests.makers.books import AT, EntryFactory, moved

LATER = datetime(2026, 5, 3, 9, 0, tzinfo=UTC)
HEADING = "Date,Description,Amount\n"
GRANT = "2026-03-04,River trust grant GR-20031,500.00\n"
RENT = "2026-03-05,Mill House Rent,-400.00\n"


def bring(session: Session, text: str, name: str = "march.csv") -> imports.Imported:
    content = text.encode()
    (statement,) = csv.read(content=content, currency="EUR")
    return importing.import_file(
        session, id=ids.new_id(), file_name=name, content=content, format="csv",
        parts=[("1000", statement)], at=AT, imported_by=None,
    )  # fmt: skip


def waiting(session: Session) -> tuple[BankLine, ...]:
    return queries.waiting_lines(session)


def post(session: Session, **about: Any) -> UUID:
    entry = EntryFactory(**about)
    return journal.post(session, entries=[entry], at=AT, posted_by=None)[0]


def match(session: Session, bank_line_id: UUID, entry_id: UUID, line_number: int = 0) -> UUID:
    match_id = ids.new_id()
    operations.match(
        session, id=match_id, bank_line_id=bank_line_id, entry_id=entry_id,
        line_number=line_number, reason="reference", at=AT, matched_by=None,
    )  # fmt: skip
    return match_id


def book(session: Session, bank_line_id: UUID, account: str, **more: Any) -> Any:
    return operations.book(
        session, id=ids.new_id(), bank_line_id=bank_line_id, account=account, memo="Rent",
        at=AT, posted_by=None, **more,
    )  # fmt: skip


def undo(session: Session, match_id: UUID) -> UUID:
    return operations.undo(
        session, match_id=match_id, reversal_id=ids.new_id(), memo="Undone", at=AT, undone_by=None
    )


def test_the_same_file_comes_in_once(session: Session) -> None:
    outcome = bring(session, HEADING + GRANT + RENT)
    assert (outcome.line_count, outcome.new_count) == (2, 2)
    with pytest.raises(StatementKnown) as refusal:
        bring(session, HEADING + GRANT + RENT, name="copy.csv")
    assert refusal.value.file_name == "march.csv"
    assert len(waiting(session)) == 2


def test_overlapping_files_add_nothing_twice_and_repeats_survive(session: Session) -> None:
    bring(session, HEADING + GRANT + RENT)
    outcome = bring(session, HEADING + RENT + RENT + "2026-03-06,Bank fee,-2.50\n")
    assert (outcome.line_count, outcome.new_count) == (3, 2)
    assert sorted(line.amount_minor for line in waiting(session)) == [
        -40000, -40000, -250, 50000,
    ]  # fmt: skip
    statement = imports.statements(session, limit=9)[0]
    assert (statement.new_count, statement.waiting_count) == (2, 3)


def test_a_line_is_matched_once_and_so_is_the_entry(session: Session) -> None:
    bring(session, HEADING + GRANT + "2026-03-09,Grant,500.00\n")
    first, second = waiting(session)
    entry_id = post(session, memo="Grant GR-20031")
    suggestions = suggestion_queries.suggestions(session, lines=(first, second), currency="EUR")
    assert suggestions[first.id][0].sureness is Sureness.SURE
    assert suggestions[second.id] == ()
    match(session, first.id, entry_id)
    with pytest.raises(BankLineSettled):
        match(session, first.id, entry_id)
    with pytest.raises(JournalLineTaken):
        match(session, second.id, entry_id)
    assert suggestion_queries.open_items(session, account="1000", currency="EUR") == ()
    assert queries.is_matched(session, entry_id=entry_id)
    assert check(session).holds


def test_a_reference_makes_a_sure_suggestion(session: Session) -> None:
    bring(session, HEADING + GRANT)
    (line,) = waiting(session)
    entry_id = post(session, memo="Grant GR-20031")
    (suggestion,) = suggestion_queries.suggestions(session, lines=(line,), currency="EUR")[line.id]
    assert (suggestion.entry_id, suggestion.line_number) == (entry_id, 0)
    assert suggestion.sureness is Sureness.SURE


def test_what_differs_is_not_matched(session: Session) -> None:
    bring(session, HEADING + GRANT)
    (line,) = waiting(session)
    smaller = post(session, lines=moved(49999, to="1000", out_of="4050"))
    with pytest.raises(MatchDiffers):
        match(session, line.id, smaller)
    with pytest.raises(MatchDiffers):
        match(session, line.id, smaller, line_number=1)
    with pytest.raises(MatchDiffers):
        match(session, line.id, ids.new_id())
    with pytest.raises(NoSuchBankLine):
        match(session, ids.new_id(), smaller)


def test_a_match_is_undone_and_made_again(session: Session) -> None:
    bring(session, HEADING + GRANT)
    (line,) = waiting(session)
    entry_id = post(session)
    match_id = match(session, line.id, entry_id)
    assert undo(session, match_id) == line.id
    assert waiting(session) == (line,)
    with pytest.raises(NoSuchMatch):
        undo(session, match_id)
    match(session, line.id, entry_id)
    assert waiting(session) == ()


def test_a_booked_line_posts_its_entry_and_undoing_reverses_it(session: Session) -> None:
    bring(session, HEADING + RENT)
    (line,) = waiting(session)
    with pytest.raises(BookedOnItself):
        book(session, line.id, "1000")
    with pytest.raises(UnknownAccount):
        book(session, line.id, "6999")
    entry_id, on = book(session, line.id, "6010")
    assert on == line.on
    assert books_queries.balance(session, account="6010") == 40000
    assert books_queries.balance(session, account="1000") == -40000
    undo(session, entry_id)
    assert books_queries.balance(session, account="6010") == 0
    assert waiting(session) == (line,)
    assert suggestion_queries.open_items(session, account="1000", currency="EUR") == ()
    again, _on = book(session, line.id, "6010")
    assert again != entry_id
    assert check(session).holds


def test_booking_is_remembered_for_the_next_such_line(session: Session) -> None:
    bring(session, HEADING + RENT)
    (march,) = waiting(session)
    book(session, march.id, "6010")
    rule_operations.learn(
        session, id=ids.new_id(), match_id=queries.settled(session, limit=1)[0].match_id,
        bank_line=march, account="6010", party_id=None, pool=None, memo="", at=AT, by=None,
    )  # fmt: skip
    bring(session, HEADING + "2026-04-05,Mill House Rent,-410.00\n")
    (line,) = waiting(session)
    (suggestion,) = suggestion_queries.suggestions(session, lines=(line,), currency="EUR")[line.id]
    assert (suggestion.account, suggestion.sureness) == ("6010", Sureness.LIKELY)


def test_a_line_is_ignored_for_a_reason(session: Session) -> None:
    bring(session, HEADING + RENT)
    (line,) = waiting(session)
    match_id = ids.new_id()
    for reason, refusal in (("  ", ReasonMissing), ("Shown twice by the bank", None)):
        about: Any = {
            "id": match_id, "bank_line_id": line.id, "reason": reason, "at": AT,
            "matched_by": None,
        }  # fmt: skip
        if refusal:
            with pytest.raises(refusal):
                operations.ignore(session, **about)
        else:
            operations.ignore(session, **about)
    assert waiting(session) == ()
    assert queries.settled(session, limit=5)[0].reason == "Shown twice by the bank"
    undo(session, match_id)
    assert waiting(session) == (line,)


def test_nothing_is_undone_once_its_month_is_closed(session: Session) -> None:
    bring(session, HEADING + GRANT + RENT)
    grant, rent = waiting(session)
    matched = match(session, grant.id, post(session))
    booked, _on = book(session, rent.id, "6010")
    closing.close_period(session, month=Month(2026, 3), at=LATER, closed_by=None)
    for match_id in (matched, booked):
        with pytest.raises(PeriodClosed):
            undo(session, match_id)


def test_a_line_of_a_closed_month_is_booked_on_the_first_open_day(session: Session) -> None:
    post(session)
    closing.close_period(session, month=Month(2026, 3), at=LATER, closed_by=None)
    bring(session, HEADING + RENT)
    _entry_id, on = book(session, waiting(session)[0].id, "6010")
    assert on == date(2026, 4, 1)
    assert check(session).holds


def test_two_treasurers_deciding_at_once_leave_one_decision(books: Engine) -> None:
    with Session(books) as session, session.begin():
        bring(session, HEADING + RENT)
        (line,) = waiting(session)
    outcomes: list[str] = []
    start = threading.Barrier(6)

    def decide() -> None:
        start.wait()
        try:
            with Session(books) as session, session.begin():
                book(session, line.id, "6010")
            outcomes.append("booked")
        except BankLineSettled:
            outcomes.append("refused")

    threads = [threading.Thread(target=decide) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["booked"] + ["refused"] * 5
    with Session(books) as session:
        assert books_queries.balance(session, account="6010") == 40000


def test_overlapping_files_imported_at_once_add_nothing_twice(books: Engine) -> None:
    start = threading.Barrier(4)

    def deliver(number: int) -> None:
        start.wait()
        with Session(books) as session, session.begin():
            bring(session, HEADING + GRANT + RENT + f"2026-03-07,Fee {number},-1.00\n")

    threads = [threading.Thread(target=deliver, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Session(books) as session:
        assert len(waiting(session)) == 2 + 4
