"""Issued documents: numbered without gaps, frozen, replaced only by newer ones."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.print_document import print_document
from services.documents import operations, queries
from services.documents.errors import (
    AlreadySuperseded,
    PrintedDifferently,
    SupersedesAnotherSeries,
)
from services.documents.rules import canonical, code_for, tidy_code


def issue(container: Container, *, series: str = "report", **more: Any) -> tuple[UUID, int]:
    document_id = ids.new_id()
    with container.act(Actor.worker(), Permission.DOCUMENT_PRINT, id=ids.new_id()) as act:
        number = operations.request(
            act.session,
            id=document_id,
            series=series,
            template="note",
            title="A note",
            facts=more.pop("facts", {"total_minor": 120}),
            party_id=None,
            about=None,
            at=act.now,
            requested_by=None,
            **more,
        )
    return document_id, number


def test_each_series_counts_by_itself(container: Container) -> None:
    numbers = [issue(container, series=series)[1] for series in ("a", "a", "b", "a")]
    assert numbers == [1, 2, 1, 3]


def test_a_document_that_fails_half_way_gives_its_number_back(container: Container) -> None:
    issue(container)

    def fail_half_way() -> None:
        with container.act(Actor.worker(), Permission.DOCUMENT_PRINT, id=ids.new_id()) as act:
            operations.request(
                act.session,
                id=ids.new_id(),
                series="report",
                template="note",
                title="Lost",
                facts={},
                party_id=None,
                about=None,
                at=act.now,
                requested_by=None,
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert issue(container)[1] == 2


def test_forty_racing_issuers_leave_no_gap_and_no_double(container: Container) -> None:
    with ThreadPoolExecutor(max_workers=16) as pool:
        numbers = list(pool.map(lambda _: issue(container)[1], range(40)))
    assert sorted(numbers) == list(range(1, 41))


def test_asking_twice_issues_once(container: Container) -> None:
    document_id = ids.new_id()
    numbers = []
    for _ in range(2):
        with container.act(Actor.worker(), Permission.DOCUMENT_PRINT, id=ids.new_id()) as act:
            numbers.append(
                operations.request(
                    act.session,
                    id=document_id,
                    series="report",
                    template="note",
                    title="Once",
                    facts={},
                    party_id=None,
                    about=None,
                    at=act.now,
                    requested_by=None,
                )
            )
    assert numbers == [1, 1]


def test_the_facts_are_frozen_with_their_hash_and_their_code(container: Container) -> None:
    facts = {"zeta": 1, "alpha": ["£", {"deep_minor": 5}]}
    document_id, _number = issue(container, facts=facts)
    with container.read() as session:
        kept = queries.document(session, document_id=document_id)
        assert kept.facts == facts
        assert (
            kept.facts_sha256
            == hashlib.sha256(
                json.dumps(
                    facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False
                ).encode()
            ).hexdigest()
        )
        typed = kept.code.lower().replace("-", " ")
        found = queries.document_by_code(session, code=tidy_code(typed))
        assert found is not None
        assert found.id == document_id
    assert code_for(document_id=document_id, facts_hash="other") != kept.code


def test_no_float_ever_stands_on_a_document() -> None:
    with pytest.raises(TypeError):
        canonical({"rows": [{"amount": 1.5}]})


def test_a_newer_document_stands_in_place_of_the_older_once(container: Container) -> None:
    older, _number = issue(container)
    newer, number = issue(container, supersedes_id=older, reason="A late entry")
    with container.read() as session:
        kept = queries.document(session, document_id=older)
        assert (kept.is_current, kept.superseded_by_id) == (False, newer)
        assert queries.document(session, document_id=newer).reason == "A late entry"
        current = queries.issued(session, current_only=True)
        assert [document.id for document in current] == [newer]
        assert queries.issued_count(session) == 2
    with pytest.raises(AlreadySuperseded):
        issue(container, supersedes_id=older)
    with pytest.raises(SupersedesAnotherSeries):
        issue(container, series="other", supersedes_id=newer)
    assert number == 2


def test_racing_successors_leave_one(container: Container) -> None:
    older, _number = issue(container)

    def supersede(_: int) -> bool:
        try:
            issue(container, supersedes_id=older)
        except AlreadySuperseded:
            return False
        return True

    with ThreadPoolExecutor(max_workers=8) as pool:
        assert sum(pool.map(supersede, range(12))) == 1


def test_a_print_is_kept_once_and_other_bytes_are_refused(container: Container) -> None:
    document_id, _number = issue(container)
    for pdf, refused in ((b"%PDF one", False), (b"%PDF one", False), (b"%PDF two", True)):
        with container.act(Actor.worker(), Permission.DOCUMENT_PRINT, id=ids.new_id()) as act:
            if refused:
                with pytest.raises(PrintedDifferently):
                    operations.keep_print(act.session, document_id=document_id, pdf=pdf, at=act.now)
            else:
                operations.keep_print(act.session, document_id=document_id, pdf=pdf, at=act.now)
    with container.read() as session:
        printed = queries.printed(session, document_id=document_id)
        assert printed is not None
        assert printed.pdf == b"%PDF one"
        found = queries.document_by_pdf(session, sha256=printed.sha256)
        assert found is not None


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE document SET title = 'Another'",
        "UPDATE document SET facts = '{}'",
        "DELETE FROM document",
        "UPDATE document_print SET pdf = pdf",
        "DELETE FROM document_print",
        "UPDATE document_series SET last_number = 9",
        "DELETE FROM document_series",
    ],
)
def test_the_database_refuses_to_rewrite_a_document(container: Container, deed: str) -> None:
    document_id, _number = issue(container)
    with container.act(Actor.worker(), Permission.DOCUMENT_PRINT, id=ids.new_id()) as act:
        operations.keep_print(act.session, document_id=document_id, pdf=b"%PDF", at=act.now)
    with Session(container.unit_of_work.engine) as session, pytest.raises(DatabaseError):
        session.execute(text(deed))


def test_the_database_refuses_a_number_that_leaves_a_gap(container: Container) -> None:
    issue(container)
    leap = text(
        "INSERT INTO document (id, series, number, template, title, facts, facts_sha256, "
        "code, issued_at) SELECT :id, series, 7, template, title, facts, facts_sha256, "
        "'other', issued_at FROM document"
    )
    with Session(container.unit_of_work.engine) as session, pytest.raises(DatabaseError):
        session.execute(leap, {"id": uuid4().hex})


def test_the_worker_prints_once(house: Container) -> None:
    facts = {
        "holder": "Sedge Warbler Trust", "member_number": 7, "shares": 2, "share_class": "B",
        "par_minor": 25000, "amount_minor": 50000, "currency": "EUR", "register_line": 1,
        "class_name": "Organisations", "voting": True, "withdrawable": True,
        "transferable": False,
    }  # fmt: skip
    document_id = ids.new_id()
    with house.act(Actor.worker(), Permission.DOCUMENT_PRINT, id=ids.new_id()) as act:
        operations.request(
            act.session, id=document_id, series="share-certificate",
            template="share_certificate", title="Share certificate", facts=facts, party_id=None,
            about=None, at=act.now, requested_by=None,
        )  # fmt: skip
    for _ in range(2):
        print_document(house, {"document_id": str(document_id)})
    pages = house.printer.pages  # type: ignore[attr-defined]
    assert len(pages) == 1
    assert "Sedge Warbler Trust" in pages[0]
    assert "Wildways Co-operative" in pages[0]
