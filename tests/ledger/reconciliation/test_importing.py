"""Files that overlap, are undone, come again, and leave something out: on both databases."""

import threading
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from coop import ids
from ledger import operations as journal
from ledger.accounts import Account, AccountKind
from ledger.reconciliation import balances, importing, imports, operations, queries
from ledger.reconciliation.errors import (
    ImportSettled,
    ImportUndone,
    NoSuchBankLine,
    NoSuchImport,
    StatementKnown,
)
from ledger.reconciliation.formats import reading
from ledger.reconciliation.imports import Imported
from tests.ledger.reconciliation import files
from tests.ledger.reconciliation.files import Move, Told
from tests.makers.books import AT, EntryFactory, moved

GRANT = Move(date(2026, 3, 4), 50_000, "River trust", "Grant GR-20031", "GR20031", "BK000001")
RENT = Move(date(2026, 3, 5), -40_000, "Mill House", "Rent March", "RENT03", "BK000002")
FEE = Move(date(2026, 4, 2), -250, "Bank", "Fee", "", "BK000003")
MARCH = Told((GRANT, RENT))
LATER = datetime(2026, 4, 3, 9, 0, tzinfo=UTC)


def bring(session: Session, text: str, account: str = "1000") -> Imported:
    content = text.encode()
    file = reading.read(content=content, currency="EUR")
    return importing.import_file(
        session, id=ids.new_id(), file_name="a file", content=content, format=file.format,
        parts=[(account, each) for each in file.statements], at=AT, imported_by=None,
    )  # fmt: skip


def undo(session: Session, statement_id: UUID) -> int:
    return importing.undo_import(session, statement_id=statement_id, at=LATER, undone_by=None)


def ignore(session: Session, bank_line_id: UUID) -> None:
    operations.ignore(
        session, id=ids.new_id(), bank_line_id=bank_line_id, reason="Twice", at=AT, matched_by=None
    )


def waiting(session: Session) -> list[int]:
    return [line.amount_minor for line in queries.waiting_lines(session)]


def following(told: Told, *moves: Move, on: date) -> Told:
    return Told(moves, opening_minor=told.closing_minor, opens_on=on, closes_on=on, name="4")


def test_the_same_lines_in_another_file_of_the_bank_add_nothing(session: Session) -> None:
    bring(session, files.camt(MARCH))
    again = bring(session, files.camt(Told((GRANT, RENT, FEE), closes_on=date(2026, 4, 2))))
    assert (again.line_count, again.new_count) == (3, 1)
    assert waiting(session) == [50_000, -40_000, -250]


def test_what_another_format_brings_again_is_named_and_left_to_a_person(session: Session) -> None:
    bring(session, files.camt(MARCH))
    other = bring(session, files.ofx(Told((GRANT, FEE))).replace("BK000001", "77"))
    (twin,) = imports.twins(session, statement_id=other.statement_id)
    found = queries.bank_line(session, bank_line_id=twin)
    assert found is not None
    assert found.amount_minor == 50_000


def test_an_undone_import_leaves_the_inbox_and_may_come_again(session: Session) -> None:
    first = bring(session, files.camt(MARCH))
    (line, _rent) = queries.waiting_lines(session)
    assert undo(session, first.statement_id) == 2
    assert waiting(session) == []
    with pytest.raises(ImportUndone):
        undo(session, first.statement_id)
    with pytest.raises(NoSuchImport):
        undo(session, ids.new_id())
    with pytest.raises(NoSuchBankLine):
        ignore(session, line.id)
    assert imports.statements(session, limit=9) == ()
    for _ in range(2):
        again = bring(session, files.camt(MARCH))
        assert again.new_count == 2
        assert waiting(session) == [50_000, -40_000]
        with pytest.raises(StatementKnown):
            bring(session, files.camt(MARCH))
        undo(session, again.statement_id)


def test_an_import_that_went_astray_is_undone_and_brought_to_the_right_account(
    session: Session,
) -> None:
    savings = Account("1001", "Savings", AccountKind.ASSET)
    journal.open_account(session, account=savings, currency="EUR", at=AT)
    undo(session, bring(session, files.camt(MARCH), "1001").statement_id)
    bring(session, files.camt(MARCH), "1000")
    assert {line.account for line in queries.waiting_lines(session)} == {"1000"}
    assert [each.code for each in imports.bank_accounts(session)] == ["1000", "1001"]


def test_lines_that_another_file_holds_stay_when_one_is_undone(session: Session) -> None:
    first = bring(session, files.camt(MARCH))
    bring(session, files.camt(Told((RENT, FEE), closes_on=date(2026, 4, 2))))
    assert undo(session, first.statement_id) == 1
    assert waiting(session) == [-40_000, -250]


def test_an_import_with_a_settled_line_is_not_undone(session: Session) -> None:
    first = bring(session, files.camt(MARCH))
    (line, _rent) = queries.waiting_lines(session)
    ignore(session, line.id)
    with pytest.raises(ImportSettled) as refusal:
        undo(session, first.statement_id)
    assert refusal.value.count == 1
    bring(session, files.camt(Told((GRANT,), name="5")))
    assert undo(session, first.statement_id) == 1
    assert waiting(session) == []


def test_the_database_itself_keeps_settled_lines_and_what_files_said(session: Session) -> None:
    first = bring(session, files.camt(MARCH))
    (line, rent) = queries.waiting_lines(session)
    ignore(session, line.id)
    session.flush()
    withdraw = (
        "UPDATE bank_statement_line SET withdrawn_at = '2026-04-03 09:00:00' "
        "WHERE bank_line_id = :id"
    )
    for attack, about in (
        (withdraw, line.id),
        ("UPDATE bank_statement_line SET is_new = false WHERE bank_line_id = :id", rent.id),
        ("DELETE FROM bank_statement_line WHERE bank_line_id = :id", rent.id),
        ("UPDATE bank_statement_part SET closing_minor = 0 WHERE statement_id = :id",
         first.statement_id),
        ("DELETE FROM bank_statement_part WHERE statement_id = :id", first.statement_id),
    ):  # fmt: skip
        with pytest.raises((IntegrityError, DatabaseError)), session.begin_nested():
            session.execute(text(attack), {"id": _raw(session, about)})
    session.execute(text(withdraw), {"id": _raw(session, rent.id)})
    match = (
        "INSERT INTO bank_match (id, bank_line_id, kind, item_count, reason, matched_at) "
        "VALUES (:new, :id, 'ignored', 0, 'x', '2026-04-03 09:00:00')"
    )
    with pytest.raises((IntegrityError, DatabaseError)), session.begin_nested():
        session.execute(
            text(match), {"new": _raw(session, ids.new_id()), "id": _raw(session, rent.id)}
        )


def _raw(session: Session, id: UUID) -> UUID | str:
    return id if session.get_bind().dialect.name == "postgresql" else id.hex


def test_of_undoing_and_settling_at_once_one_wins(books: Engine) -> None:
    with Session(books) as session, session.begin():
        statement_id = bring(session, files.camt(MARCH)).statement_id
        line_id = queries.waiting_lines(session)[0].id
    together = threading.Barrier(2)
    refused: list[Exception] = []

    def run(deed) -> None:
        try:
            with Session(books) as session, session.begin():
                together.wait(timeout=30)
                deed(session)
        except Exception as fault:
            refused.append(fault)

    threads = [
        threading.Thread(target=run, args=(deed,))
        for deed in (lambda s: undo(s, statement_id), lambda s: ignore(s, line_id))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(refused) == 1, refused
    with Session(books) as session:
        undone = imports.is_undone(session, statement_id=statement_id)
        assert queries.is_settled(session, bank_line_id=line_id) is not undone


def test_a_closing_balance_is_held_against_the_ledger(session: Session) -> None:
    entry = EntryFactory(lines=moved(100_000, to="1000", out_of="4050"), on=date(2026, 2, 27))
    journal.post(session, entries=[entry], at=AT, posted_by=None)
    cheque = EntryFactory(lines=moved(700, to="6010", out_of="1000"), on=date(2026, 3, 9))
    journal.post(session, entries=[cheque], at=AT, posted_by=None)
    bring(session, files.camt(MARCH))
    check = balances.latest_check(session, account="1000", until=date(2026, 3, 31))
    assert check is not None
    assert (check.bank_minor, check.ledger_minor, check.differs_minor) == (110_000, 99_300, 10_700)
    assert check.waiting_minor == 10_000
    # The opening balance stands in the ledger and on no statement: nothing was imported before.
    assert check.unseen_minor == 100_000 - 700
    assert balances.latest_check(session, account="1000", until=date(2026, 3, 30)) is None


def test_a_gap_between_two_statements_is_named(session: Session) -> None:
    bring(session, files.camt(MARCH))
    april = following(MARCH, FEE, on=date(2026, 4, 2))
    bring(session, files.mt940(april))
    assert balances.gaps(session, account="1000") == ()
    lost = Told((), opening_minor=april.closing_minor - 900, closes_on=date(2026, 4, 9), name="6")
    bring(session, files.mt940(lost))
    (gap,) = balances.gaps(session, account="1000")
    assert (gap.missing_minor, gap.before.name, gap.after.name) == (-900, "4", "6")
    between = Move(date(2026, 4, 7), -900, "Cafe", "Tea", "", "BK000077")
    bring(session, files.camt(following(april, between, on=date(2026, 4, 7))))
    assert balances.gaps(session, account="1000") == ()


def test_overlapping_statements_leave_no_gap(session: Session) -> None:
    bring(session, files.camt(MARCH))
    overlap = Told(
        (RENT, FEE), opening_minor=MARCH.opening_minor + GRANT.minor, opens_on=date(2026, 3, 5),
        closes_on=date(2026, 4, 2), name="4",
    )  # fmt: skip
    bring(session, files.camt(overlap))
    assert balances.gaps(session, account="1000") == ()
