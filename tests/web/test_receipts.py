"""The pages of receipts: files come in checked, and go out without power."""

import io
import re
from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Role
from coop.usecases.post_manual_entry import post_manual_entry
from tests.conftest import actor_with
from tests.makers.books import moved
from tests.web.test_treasury import sees_as

PDF = b"%PDF-1.7\nan invoice"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


@pytest.fixture
def treasurer(monkeypatch: pytest.MonkeyPatch) -> Actor:
    actor = actor_with(Role.TREASURER)
    sees_as(monkeypatch, actor)
    return actor


@pytest.fixture
def books(app: Flask, treasurer: Actor) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


@pytest.fixture
def entry_id(house: Container, treasurer: Actor) -> UUID:
    return post_manual_entry(
        container=house, actor=treasurer, act_id=ids.new_id(), on=date(2026, 3, 2), memo="Boat",
        lines=moved(90000, to="6000", out_of="1000"),
    )  # fmt: skip


def test_a_receipt_is_attached_served_replaced_and_withdrawn(
    books: FlaskClient, entry_id: UUID
) -> None:
    assert "Boat" in books.get("/treasury/receipts/missing").text
    path = f"/treasury/entries/{entry_id}/receipts"
    assert "at most 8 MB" in books.get(path).text
    sent = books.post(path, data={"file": (io.BytesIO(PDF), "../boat.pdf"), "note": "Yard"})
    assert sent.status_code == 303
    assert "Every such entry has a receipt" in books.get("/treasury/receipts/missing").text
    page = books.get(f"/treasury/entries/{entry_id}").text
    (receipt,) = re.findall(r'href="(/treasury/receipts/[0-9a-f-]{36})"', page)
    file = books.get(f"{receipt}/file")
    assert file.data == PDF
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.headers["Content-Disposition"] == "attachment; filename=boat.pdf"
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert "Its hash" in books.get(receipt).text
    picture = {"file": (io.BytesIO(PNG), "boat.png"), "reason": "Readable"}
    assert books.post(f"{receipt}/replace", data=picture).status_code == 303
    page = books.get(f"/treasury/entries/{entry_id}").text
    assert "In place of an older one: Readable" in page
    newer = next(
        each for each in re.findall(r'href="(/treasury/receipts/[0-9a-f-]{36})"', page)
        if each != receipt
    )  # fmt: skip
    assert f'<img src="{newer}/file"' in books.get(newer).text
    assert books.get(f"{newer}/file").headers["Content-Disposition"].startswith("inline")
    assert books.get(f"{newer}/withdraw").status_code == 200
    assert books.post(f"{newer}/withdraw", data={"reason": ""}).status_code == 422
    assert books.post(f"{newer}/withdraw", data={"reason": "Wrong"}).status_code == 303
    assert "Withdrawn: Wrong" in books.get(f"/treasury/entries/{entry_id}").text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_faults_are_said(books: FlaskClient, entry_id: UUID) -> None:
    path = f"/treasury/entries/{entry_id}/receipts"
    for data, sentence in (
        ({}, "Choose a file."),
        ({"file": (io.BytesIO(PDF), "")}, "Choose a file."),
        ({"file": (io.BytesIO(b"MZ\x90\x00"), "a.pdf")}, "is none of the kinds that are kept"),
        ({"file": (io.BytesIO(b""), "a.pdf")}, "The file is empty."),
    ):
        answer = books.post(path, data=data)
        assert answer.status_code == 422
        assert sentence in answer.text
    assert books.get(f"/treasury/entries/{ids.new_id()}/receipts").status_code == 404
    assert books.get(f"/treasury/receipts/{ids.new_id()}/file").status_code == 404
    assert books.get("/treasury/receipts/missing?above=much").status_code == 422
