"""The inbox by forms and by parts of the page: every deed, refused and done."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Role
from coop.usecases.post_manual_entry import post_manual_entry
from ledger.proof import check
from tests.conftest import FIRST_MOMENT, actor_with
from tests.makers.books import moved
from tests.web.test_treasury import balance, bring, line_ids, sees_as

HEADING = "Date,Description,Amount,Name\n"
SWAP = {"HX-Request": "true", "HX-Current-URL": "http://localhost/treasury/inbox?q=rent"}


@pytest.fixture
def treasurer(monkeypatch: pytest.MonkeyPatch) -> Actor:
    """Whoever calls is the treasurer."""
    actor = actor_with(Role.TREASURER)
    sees_as(monkeypatch, actor)
    return actor


@pytest.fixture
def pages(app: Flask, treasurer: Actor) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


@pytest.fixture
def post(house: Container, treasurer: Actor) -> Callable[..., UUID]:
    def post_entry(minor: int, to: str, out_of: str, *, memo: str, **about: Any) -> UUID:
        return post_manual_entry(
            container=house, actor=treasurer, act_id=ids.new_id(), memo=memo,
            on=about.get("on", date(2026, 3, 2)), lines=moved(minor, to=to, out_of=out_of),
        )  # fmt: skip

    return post_entry


def lines(pages: FlaskClient, *rows: str) -> list[str]:
    bring(pages, (HEADING + "".join(f"{row}\n" for row in rows)).encode(), f"{ids.new_id()}.csv")
    return line_ids(pages)


def said(answer: Any) -> str:
    found = re.search(r'id="inbox-said"[^>]*hx-swap-oob[^>]*>([^<]*)<', answer.text)
    assert found is not None
    return found[1]


def test_a_line_is_split_over_an_item_and_an_account(
    house: Container,
    pages: FlaskClient,
    post: Callable[..., UUID],
) -> None:
    entry_id = post(10000, "1000", "4050", memo="Invoice IN-20417")
    (line,) = lines(pages, "2026-03-05,IN-20417 and a gift,112.50,Ada")
    inbox = pages.get("/treasury/inbox").text
    assert "€12.50 left to explain" in inbox
    path = f"/treasury/inbox/{line}/split"
    form = pages.get(path).text
    assert f'value="i:{entry_id}:0" selected' in form
    row = {"what-1": f"i:{entry_id}:0", "amount-1": "100.00", "row_count": "6"}
    more = pages.post(path, data=row | {"more": "1"})
    assert more.text.count('name="what-') == 12
    for wrong, sentence in (
        ({"what-2": "a:4050", "amount-2": "12.49"}, "add up to 112.49"),
        ({"what-2": "a:4050", "what-3": "a:6040"}, "Only one part may take what is left"),
        ({"amount-2": "12.50"}, "Part 2 has an amount and no item or account."),
        ({"what-2": "a:2010"}, "belongs to somebody"),
    ):
        answer = pages.post(path, data=row | wrong)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert 'value="100.00"' in answer.text
    assert pages.post(path, data=row | {"what-2": "a:4050"}).status_code == 303
    assert line_ids(pages) == []
    assert balance(house, "4050") == -11250
    settled = pages.get("/treasury/settled").text
    assert "Split" in settled
    assert "Invoice IN-20417" in settled
    with house.read() as session:
        assert check(session).holds


def test_the_start_page_counts_the_lines_of_every_bank_account(pages: FlaskClient) -> None:
    account = {"code": "1005", "name": "Bank, dollars", "kind": "asset", "currency": "usd"}
    assert pages.post("/treasury/currencies/accounts/new", data=account).status_code == 303
    content = io.BytesIO((HEADING + "2026-03-05,Who is this,9.00,\n").encode())
    asked = {"file": (content, "dollars.csv"), "account": "1005"}
    assert pages.post("/treasury/import", data=asked).status_code == 303
    assert len(line_ids(pages)) == 1
    assert "1 bank line waits in the inbox" in pages.get("/treasury").text


def test_a_line_is_put_aside_and_taken_up_again(pages: FlaskClient) -> None:
    (line,) = lines(pages, "2026-03-05,Who is this,9.00,")
    path = f"/treasury/inbox/{line}/hold"
    until = (FIRST_MOMENT.date() + timedelta(days=9)).isoformat()
    assert (
        "Choose a day that is still to come."
        in pages.post(path, data={"note": "Asked", "until": "2026-03-02"}).text
    )
    answer = pages.post(path, data={"note": "", "until": until})
    assert answer.status_code == 422
    pages.post(path, data={"note": "Asked the bank", "until": until})
    assert line_ids(pages) == []
    held = pages.get("/treasury/inbox?state=held").text
    assert "Asked the bank" in held
    assert "bank line waits in the inbox" not in pages.get("/treasury").text
    pages.post(f"/treasury/inbox/{line}/lift")
    assert line_ids(pages) == [line]


def test_search_and_filters_narrow_the_list(pages: FlaskClient) -> None:
    lines(pages, "2026-03-02,Rent of the hut,-400.00,Mill", "2026-03-09,Tea,-4.00,Shop")
    for asked, count in (
        ("q=rent+mill", 1), ("q=400", 1), ("q=4.00", 1), ("start=2026-03-03", 1),
        ("end=2026-03-02", 1), ("least=5", 1), ("most=500", 2), ("state=unknown", 2),
        ("state=sure", 0), ("state=nonsense", 2), ("start=soon", 2), ("page=9", 2),
        ("account=1000", 2), ("account=1010", 0),
    ):  # fmt: skip
        text = pages.get(f"/treasury/inbox?{asked}").text
        assert len(re.findall(r'id="line-', text)) == count, asked
    assert "No such line" in pages.get("/treasury/inbox?q=nothing").text


def test_a_deed_answers_with_the_list_alone_and_says_what_was_done(
    pages: FlaskClient,
) -> None:
    rent, tea = lines(pages, "2026-03-02,Rent,-400.00,Mill", "2026-03-09,Tea,-4.00,Shop")
    form = pages.get(f"/treasury/inbox/{rent}/book", headers=SWAP)
    assert "<html" not in form.text
    fault = pages.post(f"/treasury/inbox/{rent}/book", data={"account": ""}, headers=SWAP)
    assert (fault.status_code, fault.headers["HX-Retarget"]) == (422, f"#panel-{rent}")
    answer = pages.post(f"/treasury/inbox/{rent}/book", data={"account": "6010"}, headers=SWAP)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<section id="inbox"')
    assert said(answer) == "The line is booked."
    # What the list was narrowed to stays.
    assert f"line-{tea}" not in answer.text
    again = pages.post(
        f"/treasury/inbox/{rent}/accept", data={"part": "a:6010:-40000:::"}, headers=SWAP
    )
    assert again.status_code == 409
    assert "settled already" in said(again)
    plain = pages.get("/treasury/inbox", headers=SWAP | {"HX-History-Restore-Request": "true"})
    assert "<html" in plain.text


def test_ticked_lines_are_accepted_left_and_put_aside_together(
    house: Container,
    pages: FlaskClient,
    post: Callable[..., UUID],
) -> None:
    post(500, "1000", "4050", memo="One", on=date(2026, 3, 5))
    post(700, "1000", "4050", memo="Two", on=date(2026, 3, 5))
    ticked = lines(
        pages, "2026-03-05,a,5.00,", "2026-03-05,b,7.00,", "2026-03-06,c,-1.00,",
        "2026-03-06,d,-2.00,",
    )  # fmt: skip

    def chosen(deed: str, *which: str, **more: str) -> str:
        data = {"line": list(which), "deed": deed, "act_id": str(ids.new_id())} | more
        return said(pages.post("/treasury/inbox/chosen", data=data, headers=SWAP))

    assert chosen("accept") == "Tick some lines first."
    assert chosen("accept", *ticked) == "2 lines are settled."
    left = line_ids(pages)
    assert len(left) == 2
    assert chosen("ignore", *left) == "Say why this line needs no entry."
    assert chosen("hold", *left, reason="Asked") == "Enter the day on which it waits again."
    assert chosen("hold", *left, reason="Asked", until="2026-03-20") == "2 lines are put aside."
    assert line_ids(pages) == []
    assert chosen("ignore", *left, reason="Twice") == "2 lines are left without an entry."
    undo = re.findall(r'action="(/treasury/batches/[^"]+/undo)"', pages.get("/treasury/inbox").text)
    answer = pages.post(undo[0], data={"act_id": str(ids.new_id())}, headers=SWAP)
    assert said(answer) == "2 lines wait in the inbox again."
    assert pages.post(undo[0], headers=SWAP).status_code == 404


def test_rules_are_seen_written_changed_switched_and_deleted(
    pages: FlaskClient,
) -> None:
    assert "No rules yet" in pages.get("/treasury/booking-rules").text
    march, april = lines(pages, "2026-03-02,Mill rent 1,-4.00,", "2026-03-09,Mill rent 2,-4.10,")
    pages.post(f"/treasury/inbox/{march}/book", data={"account": "6010", "memo": "Rent"})
    assert "Lines that say “MILL RENT” are booked this way." in pages.get("/treasury/inbox").text
    rules = pages.get("/treasury/booking-rules").text
    assert "Learned" in rules
    assert "From 1 choice of yours" in rules
    (rule,) = re.findall(r'id="rule-([0-9a-f-]{36})"', rules)
    pages.post(f"/treasury/booking-rules/{rule}/switch", data={"on": "false"})
    assert "Nothing in the books looks like it." in pages.get("/treasury/inbox").text
    pages.post(f"/treasury/booking-rules/{rule}/switch", data={"on": "true"})
    change = f"/treasury/booking-rules/{rule}"
    assert 'value="MILL RENT"' in pages.get(change).text
    assert pages.post(change, data={"words": "2026", "account": "6010"}).status_code == 422
    assert pages.post(change, data={"words": "rent", "account": "6000"}).status_code == 303
    assert "Book to 6000 Overheads" in pages.get("/treasury/inbox").text
    twin = {"words": "Rent", "direction": "out", "account": "6020"}
    assert pages.get("/treasury/booking-rules/new").status_code == 200
    answer = pages.post("/treasury/booking-rules/new", data=twin)
    assert answer.status_code == 409
    assert "There is a rule about “RENT” already." in answer.text
    pages.post(f"/treasury/booking-rules/{rule}/delete")
    assert pages.post(f"/treasury/booking-rules/{rule}/delete").status_code == 404
    assert pages.post("/treasury/booking-rules/new", data=twin).status_code == 303
    assert "Book to 6020" in pages.get("/treasury/inbox").text
    assert april


def test_an_auditor_sees_the_inbox_and_no_buttons(
    pages: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines(pages, "2026-03-02,Rent,-400.00,Mill")
    sees_as(monkeypatch, actor_with(Role.AUDITOR))
    text = pages.get("/treasury/inbox").text
    assert "Rent" in text
    assert "hx-post" not in text
    assert "Switch off" not in pages.get("/treasury/booking-rules").text
