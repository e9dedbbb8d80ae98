"""The treasurer's pages: what they show, keep and refuse."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission, Role
from coop.usecases.post_manual_entry import post_manual_entry
from ledger import journal, operations, queries
from tests.conftest import actor_with
from tests.fakes import KeptPrinter
from tests.makers.books import CLOSE_ANYWAY, EntryFactory, moved
from tests.makers.members import make_person

STATEMENT = (
    b"Date,Description,Amount\n"
    b"2026-03-03,River trust GR-20031,500.00\n"
    b"2026-03-04,Mill House Rent,-400.00\n"
)


REASONS = {f"reason-{item}": reason for item, reason in CLOSE_ANYWAY.items()}


@pytest.fixture
def treasurer(monkeypatch: pytest.MonkeyPatch) -> Actor:
    """Whoever calls is the treasurer."""
    actor = actor_with(Role.TREASURER)
    sees_as(monkeypatch, actor)
    return actor


def sees_as(monkeypatch: pytest.MonkeyPatch, actor: Actor) -> None:
    monkeypatch.setattr("coop.http.current_actor", lambda: actor)
    monkeypatch.setattr("coop.web.treasury.blueprint.current_actor", lambda: actor)


@pytest.fixture
def pages(app: Flask, treasurer: Actor) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


@pytest.fixture
def post(house: Container, treasurer: Actor) -> Callable[..., UUID]:
    def post_entry(minor: int, to: str, out_of: str, **about: Any) -> UUID:
        about = {"on": date(2026, 3, 2), "memo": "By hand", "act_id": ids.new_id()} | about
        return post_manual_entry(
            container=house, actor=treasurer, lines=moved(minor, to=to, out_of=out_of), **about
        )

    return post_entry


def bring(pages: FlaskClient, content: bytes = STATEMENT, name: str = "march.csv") -> TestResponse:
    return pages.post("/treasury/import", data={"file": (io.BytesIO(content), name)})


def line_ids(pages: FlaskClient) -> list[str]:
    return re.findall(r'id="line-([0-9a-f-]{36})"', pages.get("/treasury/inbox").text)


def balance(house: Container, account: str) -> int:
    with house.read() as session:
        return queries.balance(session, account=account)


def test_empty_books_say_what_to_do_next(pages: FlaskClient) -> None:
    for path, words in (
        ("/treasury", "The inbox is empty"),
        ("/treasury/inbox", "Nothing waits"),
        ("/treasury/settled", "Nothing is settled yet"),
        ("/treasury/entries", "The journal is empty"),
        ("/treasury/trial-balance", "Nothing posted by then"),
        ("/treasury/income", "Surplus"),
        ("/treasury/balance-sheet", "Liabilities and equity together"),
        ("/treasury/lines?account=1000", "No lines"),
    ):
        answer = pages.get(path)
        assert answer.status_code == 200, path
        assert words in answer.text, path


def test_a_statement_comes_in_and_is_settled_from_the_inbox(
    house: Container, pages: FlaskClient, post: Callable[..., UUID]
) -> None:
    post(50000, "1000", "4050", memo="Grant GR-20031")
    answer = bring(pages)
    assert answer.status_code == 303
    assert "2 lines were read." in pages.get(answer.location).text
    inbox = pages.get("/treasury/inbox").text
    assert "Accept the sure one" in inbox
    assert "the bank repeats “GR-20031”" in inbox
    pages.post("/treasury/inbox/accept-sure", data={"act_id": str(ids.new_id())})
    (rent,) = line_ids(pages)
    form = pages.get(f"/treasury/inbox/{rent}/book?account=6010")
    assert '<option value="6010" selected>' in form.text
    answer = pages.post(f"/treasury/inbox/{rent}/book", data={"account": "6010", "memo": "Rent"})
    assert answer.status_code == 303
    assert line_ids(pages) == []
    assert balance(house, "6010") == 40000
    settled = pages.get("/treasury/settled").text
    assert "Matched" in settled
    assert "Booked" in settled
    undo = re.findall(r'action="(/treasury/matches/[^"]+/undo)"', settled)
    for path in undo:
        assert pages.post(path).status_code == 303
    assert len(line_ids(pages)) == 2
    assert balance(house, "6010") == 0


def test_a_suggestion_is_accepted_one_by_one(pages: FlaskClient, post: Callable[..., UUID]) -> None:
    entry_id = post(50000, "1000", "4050", on=date(2026, 3, 5))
    bring(pages)
    (line, _rent) = line_ids(pages)
    path = f"/treasury/inbox/{line}/accept"
    assert pages.post(path, data={"part": "?"}).status_code == 303
    assert len(line_ids(pages)) == 2
    wanted = {"part": f"i:{entry_id}:0:50000"}
    pages.post(path, data=wanted)
    assert len(line_ids(pages)) == 1
    again = pages.post(path, data=wanted)
    assert again.status_code == 409
    assert "settled already" in again.text


def test_a_line_is_left_without_an_entry_for_a_reason(pages: FlaskClient) -> None:
    bring(pages)
    line = line_ids(pages)[0]
    answer = pages.post(f"/treasury/inbox/{line}/ignore", data={"reason": ""})
    assert answer.status_code == 422
    assert "Say why this line needs no entry." in answer.text
    pages.post(f"/treasury/inbox/{line}/ignore", data={"reason": "Shown twice"})
    assert len(line_ids(pages)) == 1
    assert "Shown twice" in pages.get("/treasury/settled").text


def test_a_malformed_file_lists_its_faults_by_line(pages: FlaskClient) -> None:
    answer = bring(pages, b"Date,Description,Amount\n2026-02-30,Tea,lots\n2026-03-03,Rent,-4.00\n")
    assert answer.status_code == 422
    assert "2 faults in the file" in answer.text
    assert "“2026-02-30” is not a day." in answer.text
    assert "“lots” is not an amount." in answer.text
    assert line_ids(pages) == []


def test_the_same_file_and_no_file_are_refused_in_words(pages: FlaskClient) -> None:
    bring(pages)
    answer = bring(pages, name="again.csv")
    assert answer.status_code == 409
    assert "This very file was imported before, as “march.csv”." in answer.text
    for data in ({}, {"file": (io.BytesIO(b""), "")}):
        answer = pages.post("/treasury/import", data=data)
        assert answer.status_code == 422
        assert "Choose a file." in answer.text


def rows(*lines: tuple[str, str, str]) -> dict[str, str]:
    filled = {"row_count": str(len(lines))}
    for number, (account, debit, credit) in enumerate(lines, start=1):
        filled |= {
            f"account-{number}": account, f"debit-{number}": debit, f"credit-{number}": credit,
        }  # fmt: skip
    return filled


def test_an_entry_is_written_by_hand(house: Container, pages: FlaskClient) -> None:
    assert 'value="2026-03-02"' in pages.get("/treasury/entries/new").text
    data = {"on": "2026-03-01", "memo": "Hosting", "act_id": str(ids.new_id())} | rows(
        ("6020", "12.50", ""), ("1000", "", "12.50"), ("", "", "")
    )
    answer = pages.post("/treasury/entries/new", data=data)
    assert answer.status_code == 303
    assert pages.post("/treasury/entries/new", data=data).location == answer.location
    assert balance(house, "6020") == 1250
    page = pages.get(answer.location).text
    assert "Hosting" in page
    assert "6020 Software and hosting" in page


def test_an_unbalanced_entry_says_by_how_much_and_keeps_what_was_typed(
    house: Container, pages: FlaskClient
) -> None:
    data = {"on": "2026-03-01", "memo": "Hosting"} | rows(
        ("6020", "12.50", ""), ("1000", "", "12.00")
    )
    answer = pages.post("/treasury/entries/new", data=data)
    assert answer.status_code == 422
    assert "debits exceed credits by 0.50 EUR" in answer.text
    for kept in ('value="12.50"', 'value="12.00"', 'value="Hosting"', '"6020" selected'):
        assert kept in answer.text
    assert balance(house, "6020") == 0


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([("6020", "", "")], "Line 1 has an account and no amount."),
        ([("", "5", "")], "Line 1 has an amount and no account."),
        ([("6020", "5", "5")], "Line 1 has a debit and a credit: use two lines."),
        ([("6020", "five", "")], "Line 1 needs an amount such as 12.50."),
        ([("6020", "5", "")], "An entry needs at least two lines"),
        (
            [("6020", "5", ""), ("2010", "", "5")],
            "What stands on account 2010 belongs to somebody.",
        ),
        ([("6020", "5", ""), ("9999", "", "5")], "There is no account 9999 in the chart."),
    ],
)
def test_a_line_that_cannot_stand_is_explained(
    pages: FlaskClient, lines: list[tuple[str, str, str]], sentence: str
) -> None:
    answer = pages.post(
        "/treasury/entries/new", data={"on": "2026-03-01", "memo": "x"} | rows(*lines)
    )
    assert answer.status_code == 422
    assert sentence in answer.text


def test_more_rows_are_had_without_losing_any(pages: FlaskClient) -> None:
    data = {"on": "", "memo": "Half done", "more": "1"} | rows(("6020", "5", ""))
    answer = pages.post("/treasury/entries/new", data=data)
    assert answer.status_code == 200
    assert 'name="account-5"' in answer.text
    assert 'value="Half done"' in answer.text


def test_an_entry_is_reversed_from_its_page(
    house: Container, pages: FlaskClient, post: Callable[..., UUID]
) -> None:
    entry_id = post(700, "6020", "1000")
    assert (
        f"/treasury/entries/{entry_id}/reverse" in pages.get(f"/treasury/entries/{entry_id}").text
    )
    path = f"/treasury/entries/{entry_id}/reverse"
    assert pages.post(path, data={"on": "2026-03-03", "memo": ""}).status_code == 422
    answer = pages.post(path, data={"on": "2026-03-03", "memo": "Twice"})
    assert answer.status_code == 303
    assert balance(house, "6020") == 0
    assert "This entry was reversed." in pages.get(f"/treasury/entries/{entry_id}").text
    assert "reversed before" in pages.post(path, data={"on": "2026-03-03", "memo": "x"}).text
    assert pages.get(f"/treasury/entries/{ids.new_id()}").status_code == 404


def test_an_entry_shows_what_else_its_cause_made(
    house: Container, pages: FlaskClient, treasurer: Actor
) -> None:
    payment = ids.new_id()
    entries = [
        EntryFactory(source_key=f"payment:{payment}:{part}", memo=f"The {part}")
        for part in ("paid", "fee")
    ]
    other = EntryFactory(source_key=f"payment:{ids.new_id()}:paid", memo="Another payment")
    with house.act(treasurer, Permission.ENTRY_POST, id=ids.new_id()) as act:
        operations.post(act.session, entries=[*entries, other], at=act.now, posted_by=None)
    page = pages.get(f"/treasury/entries/{entries[0].id}").text
    assert "From the same cause" in page
    assert f"/treasury/entries/{entries[1].id}" in page
    assert "Another payment" not in page


def test_every_figure_of_the_statements_opens_lines_that_make_it(
    pages: FlaskClient, post: Callable[..., UUID]
) -> None:
    post(50000, "1000", "4050", on=date(2026, 1, 5), memo="=HYPERLINK(1)")
    post(1000, "1010", "4020", on=date(2026, 2, 5))
    post(40000, "6010", "1000", on=date(2026, 3, 1))
    opened = 0
    for page in (
        "trial-balance", "income", "income?by=months", "income?by=pool", "income?by=fund",
        "income?by=before", "balance-sheet", "balance-sheet?beside=2026-01-31", "cash-flow",
        "general-ledger", "fees",
    ):  # fmt: skip
        text = pages.get(f"/treasury/{page}").text
        figures = re.findall(r'href="(/treasury/lines[^"]*)">(-?€[\d.,]+)</a>', text)
        for path, figure in figures:
            lines = pages.get(path.replace("&amp;", "&")).text
            plain = figure.lstrip("-")
            expected = (f"together {plain}", f"together -{plain}")
            if plain == "€0.00":
                expected = (*expected, "No lines")
            assert any(words in lines for words in expected), (path, figure)
            opened += 1
        joined = "&" if "?" in page else "?"
        answer = pages.get(f"/treasury/{page}{joined}format=csv")
        assert answer.mimetype == "text/csv"
        assert "attachment" in answer.headers["Content-Disposition"]
    assert opened >= 60
    table = pages.get("/treasury/lines?account=1000&format=csv").text
    assert "'=HYPERLINK(1)" in table
    assert "-400.00" in table


def test_each_statement_is_printed_with_its_figures_inside(
    house: Container, pages: FlaskClient, post: Callable[..., UUID]
) -> None:
    post(50000, "1000", "4050", on=date(2026, 1, 5))
    printer = house.printer
    assert isinstance(printer, KeptPrinter)
    for page, figure in (
        ("trial-balance", "500.00"), ("balance-sheet", "500.00"), ("income", "500.00"),
        ("cash-flow", "500.00"), ("general-ledger", "500.00"), ("fees", ""), ("payables", ""),
        ("lines?account=1000", "500.00"),
    ):  # fmt: skip
        answer = pages.get(f"/treasury/{page}{'&' if '?' in page else '?'}format=pdf")
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), page
        assert "Working copy, not an issued report" in printer.pages[-1]
        assert figure in printer.pages[-1]


def test_what_is_open_with_whom_is_shown_by_age(
    house: Container, pages: FlaskClient, treasurer: Actor, clock: StagedClock
) -> None:
    party_id = make_person(house, name="Ada Fenn").id
    for on, lines in (
        (date(2026, 1, 5), moved(8000, to="5000", out_of="2010", party_id=party_id)),
        (date(2026, 2, 20), moved(3000, to="2010", out_of="1000", party_id=party_id)),
    ):
        post_manual_entry(
            container=house, actor=treasurer, act_id=ids.new_id(), on=on, memo="", lines=lines
        )
    page = pages.get("/treasury/payables?on=2026-03-01").text
    assert "Ada Fenn" in page
    assert "€50.00" in page
    table = pages.get("/treasury/payables?on=2026-03-01&format=csv").text
    assert "2010 Coaches payable,,Ada Fenn,,50.00,,,,50.00" in table
    assert "Nobody owes the co-op" in pages.get("/treasury/receivables").text


def test_an_entry_leads_to_what_caused_it(
    house: Container, pages: FlaskClient, post: Callable[..., UUID]
) -> None:
    entry_id = post(50000, "1000", "4050")
    assert "A deed of an officer" in pages.get(f"/treasury/entries/{entry_id}").text
    bring(pages)
    (grant, _rent) = line_ids(pages)
    pages.post(f"/treasury/inbox/{grant}/book", data={"account": "4050", "memo": "Grant"})
    with house.read() as session:
        (booked,) = [
            posted.entry for posted in journal.recent(session, limit=5)
            if posted.entry.source_key.startswith("bank:")
        ]  # fmt: skip
    page = pages.get(f"/treasury/entries/{booked.id}").text
    assert "A line of a bank’s file" in page
    assert "River trust" in page


def test_statements_take_days_and_explain_wrong_ones(
    pages: FlaskClient, post: Callable[..., UUID]
) -> None:
    post(50000, "1000", "4050", on=date(2026, 1, 5))
    assert "€500.00" not in pages.get("/treasury/trial-balance?on=2026-01-04").text
    assert "€500.00" in pages.get("/treasury/trial-balance?on=2026-01-05").text
    assert pages.get("/treasury/trial-balance?on=soon").status_code == 422
    answer = pages.get("/treasury/income?start=2026-02-01&end=2026-01-01")
    assert answer.status_code == 422
    assert "The first day comes after the last." in answer.text
    assert pages.get("/treasury/lines?account=1000&start=soon").status_code == 422
    assert pages.get("/treasury/lines?account=9999").status_code == 404
    assert pages.get("/treasury/accounts/1000").location == "/treasury/lines?account=1000"


def test_a_long_history_is_paged_with_a_running_total(
    pages: FlaskClient, post: Callable[..., UUID]
) -> None:
    for _number in range(55):
        post(100, "1000", "4050")
    first = pages.get("/treasury/lines?account=1000").text
    assert "55 lines, together €55.00." in first
    assert "Earlier lines" not in first
    (later,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = pages.get(later.replace("&amp;", "&")).text
    assert "€55.00" in second
    assert second.count("<time") == 5
    assert "Later lines" not in second
    (earlier,) = re.findall(r'rel="prev" href="([^"]+)"', second)
    again = pages.get(earlier.replace("&amp;", "&")).text
    assert again.count("<time") == 50
    assert "Earlier lines" not in again
    assert pages.get("/treasury/lines?account=1000&after=nowhere").status_code == 200


def test_a_month_closes_by_checklist_and_check_your_answers(
    pages: FlaskClient, post: Callable[..., UUID], clock: StagedClock
) -> None:
    post(50000, "1000", "4050", on=date(2026, 2, 27))
    bring(pages, b"Date,Description,Amount\n2026-02-28,Grant,500.00\n")
    page = pages.get("/treasury/months/2026-02").text
    assert "1 bank line up to the end of the month waits in the inbox" in page
    assert "Stands in the way" in page
    assert pages.get("/treasury/months/2026-02/close").status_code == 303
    refused = pages.post("/treasury/months/2026-02/close")
    assert refused.status_code == 409
    assert "Something stands in the way" in refused.text
    (line,) = line_ids(pages)
    pages.post(f"/treasury/inbox/{line}/ignore", data={"reason": "Elsewhere"})
    answers = pages.get("/treasury/months/2026-02/close").text
    assert "Check before closing February 2026" in answers
    assert "€500.00" in answers
    silent = pages.post("/treasury/months/2026-02/close", data={"reason-unseen": "Next month"})
    assert silent.status_code == 422
    assert "why the month closes all the same" in silent.text
    assert 'value="Next month"' in silent.text
    done = pages.post("/treasury/months/2026-02/close", data=REASONS)
    assert (done.status_code, done.location) == (303, "/treasury/months/2026-02")
    life = pages.get("/treasury/months/2026-02").text
    assert "Closed and sealed" in life
    assert "Known, and looked at" in life
    assert "This month is closed" in pages.get("/treasury/months/2026-02").text
    assert pages.get("/treasury/months/2026-13").status_code == 404
    clock.at = datetime(2027, 1, 2, tzinfo=UTC)
    assert "An earlier month is open" in pages.get("/treasury/months/2026-12").text


def test_december_closes_with_its_year(
    house: Container, pages: FlaskClient, post: Callable[..., UUID], clock: StagedClock
) -> None:
    post(50000, "1000", "4050", on=date(2026, 12, 27))
    clock.at = datetime(2027, 1, 2, tzinfo=UTC)
    assert "This closes the year 2026 too" in pages.get("/treasury/months/2026-12").text
    done = pages.post("/treasury/months/2026-12/close", data=REASONS)
    assert done.status_code == 303
    assert balance(house, "3300") == -50000
    income = pages.get("/treasury/income?start=2026-01-01&end=2026-12-31").text
    assert "€500.00" in income


def test_the_check_is_a_button_and_its_outcome_stays(
    pages: FlaskClient, post: Callable[..., UUID]
) -> None:
    post(50000, "1000", "4050")
    assert "have not been checked yet" in pages.get("/treasury").text
    pages.post("/treasury/check")
    page = pages.get("/treasury").text
    assert "✓ The books hold" in page
    assert "1 entries read" in page or "1 entry read" in page


def test_the_journal_is_taken_away_in_three_formats(
    pages: FlaskClient, post: Callable[..., UUID]
) -> None:
    post(50000, "1000", "4050", memo="Grant")
    for form, words in (
        ("hledger", "account assets:1000 Bank"),
        ("beancount", "open Assets:1000-Bank"),
        ("csv", "entry_id,date"),
        ("other", "entry_id,date"),
    ):
        assert words in pages.get(f"/treasury/export?format={form}").text


def test_an_auditor_reads_and_is_offered_nothing_to_change(
    app: Flask, monkeypatch: pytest.MonkeyPatch, pages: FlaskClient, post: Callable[..., UUID]
) -> None:
    entry_id = post(50000, "1000", "4050", on=date(2026, 2, 1))
    bring(pages)
    sees_as(monkeypatch, actor_with(Role.AUDITOR))
    for path in ("", "/inbox", "/settled", "/entries", f"/entries/{entry_id}", "/months/2026-02"):
        answer = pages.get(f"/treasury{path}")
        assert answer.status_code == 200, path
        for word in ("Accept", "Reverse this", "Import a statement", "Write an entry", "Undo"):
            assert word not in answer.text, (path, word)
        assert 'href="/treasury/import"' not in answer.text, path
        assert 'href="/treasury/entries/new"' not in answer.text, path
    assert pages.get("/treasury/import").status_code == 403


def open_river_fund(pages: FlaskClient) -> TestResponse:
    return pages.post(
        "/treasury/funds",
        data={"code": "RIVER-26", "name": "River trust, otters", "restricted": "yes",
              "opened_on": "2026-01-01"},
    )  # fmt: skip


def test_a_grant_is_followed_from_the_bank_line_to_its_end(
    house: Container, pages: FlaskClient
) -> None:
    assert "No fund yet" in pages.get("/treasury/funds").text
    assert open_river_fund(pages).status_code == 303
    again = open_river_fund(pages)
    assert again.status_code == 409
    assert "There is a fund “RIVER-26” already." in again.text
    bring(pages)
    grant, rent = line_ids(pages)
    assert "RIVER-26 River trust, otters" in pages.get(f"/treasury/inbox/{grant}/book").text
    for line_id, account in ((grant, "4050"), (rent, "6010")):
        booked = pages.post(
            f"/treasury/inbox/{line_id}/book", data={"account": account, "fund": "RIVER-26"}
        )
        assert booked.status_code == 303
    shown = pages.get("/treasury/funds").text
    for figure in ("€500.00", "€400.00", "€100.00"):
        assert figure in shown
    alone = pages.get("/treasury/income?start=2026-01-01&end=2026-12-31&fund=RIVER-26").text
    assert "€100.00" in alone
    assert "fund=RIVER-26" in alone
    lines = pages.get("/treasury/lines?kind=expense&fund=RIVER-26").text
    assert "1 line, together €400.00." in lines
    refused = pages.post("/treasury/funds/RIVER-26/end", data={"on": "2026-03-31"})
    assert refused.status_code == 409
    assert "100.00 EUR are left" in refused.text
    rows = {
        "account-1": "6010", "debit-1": "100", "fund-1": "RIVER-26",
        "account-2": "1000", "credit-2": "100", "on": "2026-03-05", "memo": "The rest",
    }  # fmt: skip
    assert pages.post("/treasury/entries/new", data=rows).status_code == 303
    ended = pages.post("/treasury/funds/RIVER-26/end", data={"on": "2026-03-31"})
    assert ended.status_code == 303
    assert "The fund is ended." in pages.get("/treasury/funds").text


def test_a_fund_is_opened_with_a_code_that_fits_beside_lines(pages: FlaskClient) -> None:
    answer = pages.post("/treasury/funds", data={"code": "river trust 26", "name": "x"})
    assert answer.status_code == 422
    assert "Use letters, digits, dots and dashes" in answer.text
    assert "Say whether the giver bound the money to the purpose." in answer.text
    assert 'value="river trust 26"' in answer.text
    assert pages.get("/treasury/funds/NONE/end").status_code == 404
