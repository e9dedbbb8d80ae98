"""Every kind of document, really printed: accessible, and the same bytes twice."""

import io
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pypdf
import pytest

from coop import paths
from coop.config import Config
from coop.rendering import Renderer
from coop.usecases.print_document import CoOp, attachments, rendered
from services.documents.rules import Document, code_for, facts_sha256
from services.documents.weasyprint import ForeignAddress, WeasyPrinter
from tests.verapdf import faults_of

CERTIFICATE = {
    "holder": "Żaneta Őri-Łukasz", "member_number": 7, "shares": 2, "share_class": "B",
    "par_minor": 25000, "amount_minor": 50000, "currency": "EUR", "register_line": 1,
    "class_name": "Organisations", "voting": True, "withdrawable": True, "transferable": False,
}  # fmt: skip
STATEMENT = {
    "year": 2025, "member_name": "Sedge Warbler Trust", "member_number": 7, "currency": "EUR",
    "lines": [
        {"pool": "coaching", "business_minor": 40000, "pool_business_minor": 123456,
         "pool_surplus_minor": 60011, "allocation_minor": 19444},
        {"pool": "fellowship", "business_minor": 120000, "pool_business_minor": 480000,
         "pool_surplus_minor": 99999, "allocation_minor": 25000},
    ],
    "allocation_minor": 44444, "cash_minor": 8889, "retained_minor": 35555,
    "cash_percent": "20%", "resolution_title": "Share the surplus of 2025",
    "resolution_id": str(UUID(int=3)), "adopted_on": "2026-03-02",
}  # fmt: skip


def _rows(kind: str, number: int) -> dict[str, Any]:
    rows = [
        {"code": f"{kind}{at:03d}", "name": f"Account {at}", "minor": at * 1234567,
         "before_minor": at * 1000}
        for at in range(1, number + 1)
    ]  # fmt: skip
    return {
        "rows": rows,
        "total_minor": sum(row["minor"] for row in rows),
        "before_minor": sum(row["before_minor"] for row in rows),
    }


REPORT = {
    "period": "2026-01", "period_name": "January 2026", "before_name": "December 2025",
    "start": "2026-01-01", "end": "2026-01-31", "currency": "EUR", "income": _rows("4", 6),
    "expense": _rows("5", 5), "surplus_minor": 7407402, "surplus_before_minor": -6000,
    "assets": _rows("1", 5), "liabilities": _rows("2", 9), "equity": _rows("3", 8),
    "open_surplus_minor": 12, "open_surplus_before_minor": 0, "funded_minor": 99,
    "funded_before_minor": 98,
    "trial": [{"code": f"{at}000", "name": f"Account {at}", "debit_minor": at, "credit_minor": 0}
              for at in range(1, 40)],
    "debit_minor": 780, "credit_minor": 780, "check": {"entries": 1234, "head": "ab" * 32},
    "attachments": {"trial-balance-2026-01.csv": "account,debit\r\n1000,12.00\r\n"},
}  # fmt: skip
MEETING = {
    "kind": "general", "kind_name": "General meeting", "title": "Spring general meeting",
    "starts": "20 March 2026, 18:00 GMT", "day": "20 March 2026", "place": "The barn, Long Lane",
    "online": "https://meet.example/spring", "opened": "", "closed": "",
}  # fmt: skip
ITEMS = [
    {"title": "Minutes of the meeting of 5 January 2026", "kind": "minutes", "paragraphs": []},
    {"title": "Plant a hedge", "kind": "proposal", "paragraphs": ["We resolve.", "To plant."]},
    {"title": "Any other business", "kind": "plain", "paragraphs": []},
]
NOTICE = MEETING | {
    "notice_at": "2 March 2026, 10:00 GMT", "clear_days": 14, "short_notice": True,
    "short_share": "90%", "agenda": ITEMS, "called_by": "Żaneta Őri-Łukasz",
}  # fmt: skip
ATTENDANCE = MEETING | {
    "opened": "20 March 2026, 18:02 GMT", "closed": "20 March 2026, 19:40 GMT",
    "lines": [
        {"name": f"Member {at}", "speaker": "Her Proxy" if at % 7 == 0 else "",
         "mode": "by proxy" if at % 7 == 0 else "in person",
         "since": "20 March 2026, 18:00 GMT", "until": "20 March 2026, 19:40 GMT"}
        for at in range(1, 45)
    ],
    "apologies": ["Dilys Dogwood", "Esme Elm"], "invited": 60, "came": 44, "needed": 18,
    "quorum_share": "30%",
    "turns": [{"at": "20 March 2026, 18:00 GMT", "present": 44, "met": True},
              {"at": "20 March 2026, 19:10 GMT", "present": 17, "met": False}],
}  # fmt: skip
MINUTES = ATTENDANCE | {
    "version": 2, "adopted_by": "Adopted by the meeting “Summer general meeting”.",
    "chair": "Sela Secretary",
    "sections": [
        {"heading": "Opening", "facts": ["Notice was given to 60 members."], "text": ""},
        {"heading": "1. Plant a hedge", "facts": ["Taken up.", "On a show of hands 30 were for."],
         "text": "There was much talk of hazel.\n\nAlso of hawthorn."},
        {"heading": "Close", "facts": ["The meeting was closed."], "text": ""},
    ],
}  # fmt: skip
KINDS = {
    "meeting_notice": NOTICE,
    "agenda": MEETING | {"agenda": ITEMS},
    "attendance_list": ATTENDANCE,
    "minutes": MINUTES,
    "share_certificate": CERTIFICATE,
    "patronage_statement": STATEMENT,
    "financial_report": REPORT,
}


class House:
    """The two working parts that printing needs."""

    config = Config()
    renderer = Renderer(config.base_url)


@pytest.fixture(scope="module")
def printer() -> WeasyPrinter:
    return WeasyPrinter(
        fonts=paths.STATIC / "fonts", stylesheet=paths.TEMPLATES / "documents" / "print.css"
    )


def document_of(template: str) -> Document:
    facts = KINDS[template]
    identity = UUID(int=len(template))
    hashed = facts_sha256(facts)
    return Document(
        id=identity, series=template.replace("_", "-"), number=12, template=template,
        title=f"Our {template.replace('_', ' ')}", facts=facts, facts_sha256=hashed,
        code=code_for(document_id=identity, facts_hash=hashed), party_id=None, about=None,
        issued_at=datetime(2026, 3, 2, 10, 0, tzinfo=UTC), issued_by=None,
        supersedes_id=UUID(int=1), reason="A late entry came in", superseded_by_id=None,
        pdf_sha256=None,
    )  # fmt: skip


def print_again(printer: WeasyPrinter, document: Document) -> bytes:
    html = rendered(
        container=House(),  # type: ignore[arg-type]
        document=document,
        co_op=CoOp("Wildways Co-operative"),
    )
    return printer.print(html=html, identifier=str(document.id), attachments=attachments(document))


@pytest.mark.parametrize("template", KINDS)
def test_every_kind_of_document_is_accessible_and_prints_the_same_twice(
    printer: WeasyPrinter, template: str
) -> None:
    document = document_of(template)
    pdf = print_again(printer, document)
    assert faults_of(pdf) == {}
    other = WeasyPrinter(
        fonts=paths.STATIC / "fonts", stylesheet=paths.TEMPLATES / "documents" / "print.css"
    )
    assert print_again(other, document) == pdf
    words = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    assert document.code in words
    assert "page 1 of" in words


def test_the_figures_travel_inside_the_report_as_csv(printer: WeasyPrinter) -> None:
    reader = pypdf.PdfReader(io.BytesIO(print_again(printer, document_of("financial_report"))))
    inside = {name: contents[0] for name, contents in reader.attachments.items()}
    assert inside == {"trial-balance-2026-01.csv": b"account,debit\r\n1000,12.00\r\n"}


@pytest.mark.parametrize(
    "source",
    ["https://example.com/a.png", "file:///etc/passwd", "/etc/passwd", "other.png"],
)
def test_a_document_reaches_nothing_outside_the_house(printer: WeasyPrinter, source: str) -> None:
    with pytest.raises(ForeignAddress):
        printer.print(
            html=f'<html lang="en"><title>x</title><img alt="x" src="{source}">',
            identifier="x",
            attachments={},
        )
