"""The report centre and the rulebook's pages, as officers, members and strangers meet them."""

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission, Role
from coop.usecases.close_period import close_period
from coop.usecases.issue_financial_report import issue_financial_report
from coop.usecases.print_document import print_document
from ledger import operations
from ledger.periods import Month
from services.documents import operations as documents
from services.documents import queries
from services.documents.errors import AlreadyReported, NoSuchPeriod, ReportForOpenPeriod
from tests.conftest import actor_with
from tests.makers.books import CLOSE_ANYWAY, EntryFactory, moved
from tests.makers.members import make_person

SignIn = Callable[[UUID], FlaskClient]
TREASURER = actor_with(Role.TREASURER)


def page(answer: TestResponse, status: int = 200) -> str:
    assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
    return " ".join(answer.get_data(as_text=True).split())


@pytest.fixture
def books(house: Container, clock: StagedClock) -> Container:
    """A grant in January and rent in February; January is closed."""
    for minor, to, out_of, on in (
        (50000, "1000", "4050", date(2026, 1, 12)),
        (12000, "6000", "1000", date(2026, 2, 3)),
    ):
        with house.act(Actor.worker(), Permission.ENTRY_POST, id=ids.new_id()) as act:
            entry = EntryFactory.build(on=on, lines=moved(minor, to=to, out_of=out_of))
            operations.post(act.session, entries=[entry], at=act.now, posted_by=None)
    close_period(
        container=house,
        actor=TREASURER,
        act_id=ids.new_id(),
        month=Month(2026, 1),
        reasons=CLOSE_ANYWAY,
    )
    return house


def issue(container: Container, **more: object) -> UUID:
    given = {"act_id": ids.new_id(), "period": "2026-01"} | more
    return issue_financial_report(container=container, actor=TREASURER, **given)  # type: ignore[arg-type]


def test_a_report_says_what_the_ledger_says_and_is_printed(books: Container) -> None:
    document_id = issue(books)
    print_document(books, {"document_id": str(document_id)})
    with books.read() as session:
        kept = queries.document(session, document_id=document_id)
    facts = kept.facts
    assert (kept.number, kept.series) == (1, "financial-report")
    assert facts["income"]["total_minor"] == facts["surplus_minor"] == 50000
    assert facts["assets"]["total_minor"] == facts["funded_minor"] == 50000
    assert facts["debit_minor"] == facts["credit_minor"] == 50000
    assert facts["check"]["entries"] == 2
    assert '"500.00"' in facts["attachments"]["income-2026-01.csv"]
    assert kept.pdf_sha256 is not None
    assert "€500.00" in books.printer.pages[0]  # type: ignore[attr-defined]


def test_a_report_is_refused_on_open_books_and_on_no_period(books: Container) -> None:
    for period, refusal in (("2026-02", ReportForOpenPeriod), ("soon", NoSuchPeriod),
                            ("2026", ReportForOpenPeriod), ("2026-13", NoSuchPeriod)):  # fmt: skip
        with pytest.raises(refusal):
            issue(books, period=period)


def test_a_second_report_on_a_period_must_name_the_first(books: Container) -> None:
    first = issue(books)
    with pytest.raises(AlreadyReported):
        issue(books)
    second = issue(books, supersedes_id=first, reason="A better chart")
    with books.read() as session:
        assert queries.document(session, document_id=first).superseded_by_id == second
        assert queries.document(session, document_id=second).number == 2


def test_a_second_click_issues_one_report(books: Container) -> None:
    act_id = ids.new_id()
    assert issue(books, act_id=act_id) == issue(books, act_id=act_id)
    with books.read() as session:
        assert queries.issued_count(session) == 1


def test_the_treasurer_previews_checks_and_issues(books: Container, sign_in: SignIn) -> None:
    client = sign_in(make_person(books, roles=[Role.TREASURER]).id)
    assert "Nothing issued yet" in page(client.get("/reports"))
    chosen = page(client.get("/reports/new"))
    assert "/reports/new/2026-01" in chosen
    assert "Still open" in chosen
    refused = page(client.get("/reports/new/2026-02"))
    assert "still open" in refused
    assert "Continue" not in refused
    assert "€500.00" in page(client.get("/reports/new/2026-01"))
    act_id = str(uuid4())
    check = page(client.post("/reports/new/2026-01", data={"act_id": act_id, "step": "check"}))
    assert "Check before you issue" in check
    done = client.post("/reports/new/2026-01", data={"act_id": act_id, "step": "issue"})
    assert done.status_code == 303
    shown = page(client.get(done.location))
    assert "being printed" in shown
    assert client.get(f"{done.location}.pdf").status_code == 409
    print_document(books, {"document_id": act_id})
    assert "Open the PDF" in page(client.get(done.location))
    assert client.get(f"{done.location}.pdf").data.startswith(b"%PDF")
    assert "Financial report, January 2026" in page(
        client.get("/reports?series=financial-report&year=2026&current=1")
    )
    assert "Nothing matches" in page(client.get("/reports?year=2025"))


def test_replacing_a_report_asks_why(books: Container, sign_in: SignIn) -> None:
    first = issue(books)
    client = sign_in(make_person(books, roles=[Role.TREASURER]).id)
    asked = page(
        client.post("/reports/new/2026-01", data={"supersedes_id": str(first), "step": "issue"}),
        422,
    )
    assert "Say why a newer report is needed." in asked
    data = {"supersedes_id": str(first), "step": "issue", "reason": "A late invoice"}
    done = client.post("/reports/new/2026-01", data=data)
    assert done.status_code == 303
    assert "A late invoice" in page(client.get(done.location))
    assert "newer document stands" in page(client.get(f"/documents/{first}"))
    code = re.search(r"verify\?code=([A-Z0-9-]+)", page(client.get(f"/documents/{first}")))
    assert code is not None
    assert "replaced by no. 2" in page(client.get(f"/verify?code={code[1]}"))


def test_members_read_the_coops_reports_and_nobody_elses_papers(
    books: Container, sign_in: SignIn
) -> None:
    report = issue(books)
    reader, other = make_person(books), make_person(books)
    papers = {}
    for person in (reader, other):
        papers[person.id] = ids.new_id()
        with books.act(Actor.worker(), Permission.DOCUMENT_PRINT, id=ids.new_id()) as act:
            documents.request(
                act.session, id=papers[person.id], series="note", template="note", title="Note",
                facts={}, party_id=person.id, about=None, at=act.now, requested_by=None,
            )  # fmt: skip
    client = sign_in(reader.id)
    listed = page(client.get("/reports"))
    assert str(report) in listed
    assert str(papers[reader.id]) in listed
    assert str(papers[other.id]) not in listed
    assert client.get(f"/documents/{papers[reader.id]}").status_code == 200
    for address in (f"/documents/{papers[other.id]}", f"/documents/{papers[other.id]}.pdf"):
        assert client.get(address).status_code == 403
    assert client.get("/reports/new").status_code == 403
    assert client.get(f"/documents/{uuid4()}").status_code == 404


def test_a_stranger_can_check_a_paper(books: Container, client: FlaskClient) -> None:
    document_id = issue(books)
    print_document(books, {"document_id": str(document_id)})
    with books.read() as session:
        code = queries.document(session, document_id=document_id).code
        printed = queries.printed(session, document_id=document_id)
    assert printed is not None
    assert "it is in force" in page(client.get(f"/verify?code={code.lower()}"))
    assert "No document of ours" in page(client.get("/verify?code=AAAAA-BBBBB"))
    for contents, answer in ((printed.pdf, "byte for byte"), (printed.pdf + b" ", "not one of")):
        file = (io.BytesIO(contents), "paper.pdf")
        assert answer in page(client.post("/verify", data={"file": file}))
    assert "Choose the PDF" in page(client.post("/verify", data={}), 422)
    assert client.get("/reports").status_code == 303


def test_the_rulebook_lists_every_rule_and_its_history(
    house: Container, sign_in: SignIn, clock: StagedClock
) -> None:
    client = sign_in(make_person(house).id)
    listed = page(client.get("/rulebook"))
    assert "Majority of a special resolution" in listed
    assert "75%" in listed
    assert "€1,200.00" in listed
    one = page(client.get("/rulebook/fees.dues.year"))
    assert "€60.00" in one
    assert "founding resolution" in one
    assert "rule=fees.dues.year" in one
    assert client.get("/rulebook/no.such.rule").status_code == 404
    assert clock.at == datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
