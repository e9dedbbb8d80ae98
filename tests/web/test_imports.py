"""The pages on which files come in, are explained, looked at and taken back."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission, Role
from ledger.accounts import Account, AccountKind
from ledger.operations import open_account
from tests.conftest import actor_with
from tests.ledger.reconciliation import files
from tests.ledger.reconciliation.test_importing import FEE, GRANT, MARCH, RENT, following
from tests.makers.books import AT

UNKNOWN = (
    "Kontoauszug\n"
    "Tag;Wer;Wofür;Summe;Art\n"
    "03.02.2026;River trust;Zuschuss;500,00;H\n"
    "04.02.2026;Mill House;Miete;400,00;S\n"
)


@pytest.fixture
def pages(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    sees_as(monkeypatch, actor_with(Role.TREASURER))
    with app.test_client() as client:
        yield client


def sees_as(monkeypatch: pytest.MonkeyPatch, actor: Actor) -> None:
    monkeypatch.setattr("coop.http.current_actor", lambda: actor)
    monkeypatch.setattr("coop.web.treasury.blueprint.current_actor", lambda: actor)


def bring(pages: FlaskClient, text: str | bytes, **more: str) -> TestResponse:
    content = text if isinstance(text, bytes) else text.encode()
    return pages.post("/treasury/import", data={"file": (io.BytesIO(content), "a.txt"), **more})


def test_a_file_comes_in_shows_its_balance_and_is_taken_back(pages: FlaskClient) -> None:
    assert "No file came yet" in pages.get("/treasury/imports").text
    answer = bring(pages, files.camt(MARCH))
    assert answer.status_code == 303
    page = pages.get(answer.location).text
    assert "CAMT.053" in page
    assert "differs from the ledger by" in page
    assert "River trust" in page
    assert "Settle 2 lines that wait" in page
    history = pages.get("/treasury/imports").text
    assert "The statement’s balance differs from the ledger by" in history
    assert pages.post(f"{answer.location}/undo").status_code == 303
    assert "This import was undone" in pages.get(answer.location).text
    assert pages.post(f"{answer.location}/undo").status_code == 409
    assert "Undone" in pages.get("/treasury/imports").text
    assert "Nothing waits" in pages.get("/treasury/inbox").text
    assert bring(pages, files.camt(MARCH)).status_code == 303


def test_a_faulty_file_lists_its_faults_and_brings_nothing(pages: FlaskClient) -> None:
    answer = bring(pages, files.camt(MARCH).replace(">500.00<", ">499.00<"))
    assert answer.status_code == 422
    assert "do not make the closing balance: 1.00 EUR are missing" in answer.text
    assert bring(pages, b"PK\x03\x04zip").status_code == 422
    assert "No file came yet" in pages.get("/treasury/imports").text
    assert "Choose a file." in pages.post("/treasury/import", data={}).text


def test_a_gap_is_named_in_the_history(pages: FlaskClient) -> None:
    bring(pages, files.camt(MARCH))
    later = files.Told((FEE,), opening_minor=0, closes_on=FEE.on, opens_on=FEE.on)
    bring(pages, files.mt940(later))
    assert "Something is missing between statements" in pages.get("/treasury/imports").text


def test_lines_that_may_be_here_twice_are_marked(pages: FlaskClient) -> None:
    bring(pages, files.camt(MARCH))
    page = pages.get(
        bring(pages, files.csv(files.Told((replace(GRANT, bank_id=""),)))).location
    ).text
    assert "Perhaps here twice" in page
    assert "Twice?" in page


def test_an_unknown_table_is_explained_once_and_remembered(pages: FlaskClient) -> None:
    answer = bring(pages, UNKNOWN)
    assert answer.status_code == 303
    page = pages.get(answer.location)
    assert page.status_code == 200
    assert "What are the columns?" in page.text
    assert "River trust" in page.text
    said = {"separator": "semicolon", "date_order": "day-first", "heading": "yes"}
    wrong = pages.post(answer.location, data=said | {"meanings": ["none"] * 5, "do": "import"})
    assert wrong.status_code == 422
    assert "Choose the column of the day" in wrong.text
    meanings = ["on", "counterparty", "text", "amount", "sign"]
    preview = pages.post(answer.location, data=said | {"meanings": meanings, "do": "preview"})
    assert "The first 2 of 2 lines" in preview.text
    assert "−€400.00" in preview.text or "-€400.00" in preview.text
    done = pages.post(answer.location, data=said | {"meanings": meanings, "do": "import"})
    assert done.status_code == 303
    assert "2 lines were read." in pages.get(done.location).text
    assert pages.get(answer.location).status_code == 404
    again = bring(pages, UNKNOWN.replace("03.02.2026", "05.02.2026").replace("Konto", "Neuer "))
    assert "/treasury/imports/" in again.location
    history = pages.get("/treasury/imports").text
    (layout,) = re.findall(r'href="(/treasury/import/layouts/[^"]+)"', history)
    form = pages.get(layout)
    assert "Tag" in form.text
    changed = pages.post(layout, data=said | {"meanings": ["on", "text", "none", "amount", "sign"]})
    assert changed.status_code == 303
    assert pages.post(layout, data=said | {"meanings": ["none"] * 5}).status_code == 422
    assert pages.post(f"{layout}/forget").status_code == 303
    assert "/columns" in bring(pages, UNKNOWN.replace("03.02.", "06.02.")).location


def test_a_file_in_the_currency_of_another_account_goes_there_and_nowhere_else(
    house: Container, pages: FlaskClient
) -> None:
    with house.unit_of_work.act(
        actor_with(Role.TREASURER), Permission.STATEMENT_IMPORT, id=ids.new_id()
    ) as act:
        open_account(
            act.session, account=Account("1002", "Dollars", AccountKind.ASSET), currency="USD",
            at=AT,
        )  # fmt: skip
    dollars = files.camt(MARCH).replace("EUR", "USD")
    refused = bring(pages, dollars, account="1000")
    assert refused.status_code == 422
    assert "in USD, not in the currency" in refused.text
    page = pages.get(bring(pages, dollars, account="1002").location).text
    assert "US$500.00" in page or "$500.00" in page
    later = files.camt(following(MARCH, FEE, on=FEE.on)).replace("EUR", "USD")
    assert "1002 Dollars" in pages.get(bring(pages, later).location).text


def test_of_several_accounts_one_is_chosen_and_the_iban_remembered(
    house: Container, pages: FlaskClient
) -> None:
    with house.unit_of_work.act(
        actor_with(Role.TREASURER), Permission.STATEMENT_IMPORT, id=ids.new_id()
    ) as act:
        open_account(
            act.session, account=Account("1001", "Savings", AccountKind.ASSET), currency="EUR",
            at=AT,
        )  # fmt: skip
    unclear = bring(pages, files.camt(MARCH))
    assert unclear.status_code == 422
    assert "DE02120300000000202051" in unclear.text
    assert bring(pages, files.camt(MARCH), account="1001").status_code == 303
    april = files.camt(following(MARCH, FEE, on=FEE.on))
    mistaken = bring(pages, april, account="1000")
    assert mistaken.status_code == 409
    assert "which is account 1001" in mistaken.text
    assert "1001 Savings" in pages.get(bring(pages, april).location).text
    corrected = pages.post(
        "/treasury/imports/accounts",
        data={"account_id": "de02 1203 0000 0000 2020 51", "account": "1000"},
    )
    assert corrected.status_code == 303
    nowhere = {"account_id": "DE1", "account": "9999"}
    assert pages.post("/treasury/imports/accounts", data=nowhere).status_code == 422
    may = files.camt(following(MARCH, RENT, on=RENT.on))
    assert "1000 Bank" in pages.get(bring(pages, may).location).text
