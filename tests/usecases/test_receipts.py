"""Receipts, whole: kept once under their hash, replaced, taken down, never edited."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor, NotPermitted, Role
from coop.usecases.book_bank_line import book_bank_line
from coop.usecases.check_books import prove_books
from coop.usecases.import_bank_statement import import_bank_statement
from coop.usecases.keep_receipt import attach_receipt, replace_receipt, withdraw_receipt
from coop.usecases.post_manual_entry import post_manual_entry
from coop.usecases.reverse_entry import reverse_entry
from ledger.attachments import queries
from ledger.attachments.errors import (
    AttachedAlready,
    AttachmentGone,
    NothingToHangOn,
    WhyMissing,
)
from ledger.attachments.tables import FileRow
from ledger.proof import Fault
from ledger.reconciliation import queries as bank
from tests.conftest import actor_with
from tests.makers.books import moved

PDF = b"%PDF-1.7\nan invoice for forty euros"
BETTER = b"%PDF-1.7\nan invoice for forty euros, both pages"
YEAR = {"start": date(2026, 1, 1), "end": date(2026, 12, 31), "currency": "EUR", "limit": 10}


@pytest.fixture
def treasurer() -> Actor:
    return actor_with(Role.TREASURER)


@pytest.fixture
def post(house: Container, treasurer: Actor) -> Callable[..., UUID]:
    def post_entry(minor: int = 4000, memo: str = "Paint") -> UUID:
        return post_manual_entry(
            container=house, actor=treasurer, act_id=ids.new_id(), on=date(2026, 3, 2), memo=memo,
            lines=moved(minor, to="6000", out_of="1000"),
        )  # fmt: skip

    return post_entry


@pytest.fixture
def attach(house: Container, treasurer: Actor) -> Callable[..., UUID]:
    def attach_file(subject_id: UUID, content: bytes = PDF, **about: Any) -> UUID:
        about = {"act_id": ids.new_id(), "subject_kind": "entry", "file_name": "a.pdf"} | about
        return attach_receipt(
            container=house, actor=treasurer, subject_id=subject_id, content=content, **about
        )

    return attach_file


def files(house: Container) -> int:
    with house.read() as session:
        return session.scalar(select(func.count()).select_from(FileRow)) or 0


def names_without(house: Container, above_minor: int = 1) -> list[str]:
    with house.read() as session:
        found = queries.without_receipt(session, above_minor=above_minor, **YEAR)
    return [each.memo for each in found]


def test_a_file_is_kept_once_and_hangs_where_it_is_asked(
    house: Container, post: Callable[..., UUID], attach: Callable[..., UUID]
) -> None:
    first, second, act_id = post(), post(), ids.new_id()
    assert attach(first, act_id=act_id) == attach(first, act_id=act_id)
    with pytest.raises(AttachedAlready):
        attach(first)
    attach(second)
    assert files(house) == 1
    with house.read() as session:
        hung = queries.attachments_of_entry(session, entry_id=first)
        assert [each.id for each in hung] == [act_id]
        assert queries.content(session, sha256=hung[0].sha256) == PDF
        (others,) = queries.elsewhere(session, hung=hung).values()
        assert [each.subject_id for each in others] == [second], "perhaps paid twice"
    with pytest.raises(NothingToHangOn):
        attach(ids.new_id())


def test_a_receipt_is_replaced_or_withdrawn_and_stays_readable(
    house: Container, treasurer: Actor, post: Callable[..., UUID], attach: Callable[..., UUID]
) -> None:
    entry_id = post()
    old = attach(entry_id)
    about = {"container": house, "actor": treasurer, "attachment_id": old}
    better = {"content": BETTER, "file_name": "b.pdf", "reason": "Both pages"}
    with pytest.raises(WhyMissing):
        replace_receipt(act_id=ids.new_id(), **about, **(better | {"reason": " "}))
    new = replace_receipt(act_id=ids.new_id(), **about, **better)
    for deed in (
        lambda: replace_receipt(act_id=ids.new_id(), **about, **better),
        lambda: withdraw_receipt(act_id=ids.new_id(), **about, reason="Twice"),
    ):
        with pytest.raises(AttachmentGone):
            deed()
    assert names_without(house) == []
    act_id = ids.new_id()
    for _turn in range(2):
        withdraw_receipt(
            container=house, actor=treasurer, act_id=act_id, attachment_id=new, reason="Not ours"
        )
    assert names_without(house) == ["Paint"]
    with house.read() as session:
        hung = queries.attachments_of_entry(session, entry_id=entry_id)
    assert [(each.stands, each.reason, each.withdrawn_reason) for each in hung] == [
        (False, "", ""),
        (False, "Both pages", "Not ours"),
    ]
    assert attach(entry_id), "the same file may hang there again"


def test_a_bank_lines_receipt_goes_with_it_to_its_entry(
    house: Container, treasurer: Actor, attach: Callable[..., UUID]
) -> None:
    import_bank_statement(
        container=house, actor=treasurer, act_id=ids.new_id(), file_name="march.csv",
        content=b"Date,Description,Amount\n2026-03-04,Mill House Rent,-400.00\n",
    )  # fmt: skip
    with house.read() as session:
        (line,) = bank.waiting_lines(session)
    attach(line.id, subject_kind="bank-line")
    entry_id = book_bank_line(
        container=house, actor=treasurer, act_id=ids.new_id(), bank_line_id=line.id, account="6010"
    )
    with house.read() as session:
        (hung,) = queries.attachments_of_entry(session, entry_id=entry_id)
    assert hung.subject_id == line.id
    assert names_without(house) == []


def test_entries_without_a_receipt_are_named_the_largest_first(
    house: Container, treasurer: Actor, post: Callable[..., UUID], attach: Callable[..., UUID]
) -> None:
    post(500, "Tea")
    post(90000, "Boat")
    attach(post(70000, "Oars"))
    undone = post(80000, "Mistake")
    reverse_entry(
        container=house, actor=treasurer, act_id=ids.new_id(), entry_id=undone,
        on=date(2026, 3, 2), memo="Back",
    )  # fmt: skip
    assert names_without(house) == ["Boat", "Tea"]
    assert names_without(house, above_minor=501) == ["Boat"]


def test_only_who_keeps_the_books_may(house: Container, post: Callable[..., UUID]) -> None:
    entry_id = post()
    for role in (Role.AUDITOR, Role.MEMBER):
        with pytest.raises(NotPermitted):
            attach_receipt(
                container=house, actor=actor_with(role), act_id=ids.new_id(),
                subject_kind="entry", subject_id=entry_id, content=PDF, file_name="a.pdf",
            )  # fmt: skip


def test_the_database_lets_nothing_be_edited_and_the_check_sees_what_was_doctored(
    house: Container, treasurer: Actor, post: Callable[..., UUID], attach: Callable[..., UUID]
) -> None:
    old = attach(post())
    engine = house.unit_of_work.engine
    for attack in (
        "UPDATE ledger_file SET media_type = 'text/plain'",
        "DELETE FROM ledger_file",
        "UPDATE ledger_attachment SET file_name = 'other.pdf'",
        "DELETE FROM ledger_attachment",
        "INSERT INTO ledger_attachment_withdrawal SELECT id, '', attached_by, attached_at"
        " FROM ledger_attachment",
    ):
        with pytest.raises(DBAPIError), engine.begin() as connection:
            connection.execute(text(attack))
    replace_receipt(
        container=house, actor=treasurer, act_id=ids.new_id(), attachment_id=old, content=BETTER,
        file_name="b.pdf", reason="Better",
    )  # fmt: skip
    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO ledger_attachment_withdrawal SELECT supersedes_id, 'x', attached_by,"
                " attached_at FROM ledger_attachment WHERE supersedes_id IS NOT NULL"
            )
        )
    assert prove_books(container=house).holds
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER ledger_file_no_update"))
            doctored = "CAST(replace(CAST(content AS TEXT), 'forty', 'ninty') AS BLOB)"
        else:
            connection.execute(text("ALTER TABLE ledger_file DISABLE TRIGGER USER"))
            doctored = "replace(encode(content, 'escape'), 'forty', 'ninty')::bytea"
        connection.execute(text(f"UPDATE ledger_file SET content = {doctored}"))
    found = prove_books(container=house).differences
    assert [each.fault for each in found] == [Fault.FILE_CHANGED] * 2
