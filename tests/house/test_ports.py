"""What stands at a port, real or fake, has the shape its Protocol promises."""

import inspect

import pytest

from coop.app import LatePrinter
from services.documents.printer import Printer
from services.documents.weasyprint import WeasyPrinter
from services.messages.mailbox import Mailbox
from services.messages.mailer import Mailer
from services.messages.smtp import SmtpMailer
from services.payments.gateway import Gateway
from services.payments.practice import PracticeDesk
from services.payments.stripe import StripeGateway
from tests.fakes import KeptGateway, KeptMailer, KeptPrinter

STANDING_AT = [
    (Gateway, StripeGateway),
    (Gateway, PracticeDesk),
    (Gateway, KeptGateway),
    (Mailer, SmtpMailer),
    (Mailer, Mailbox),
    (Mailer, KeptMailer),
    (Printer, WeasyPrinter),
    (Printer, LatePrinter),
    (Printer, KeptPrinter),
]


@pytest.mark.parametrize(("port", "stands"), STANDING_AT)
def test_it_answers_every_call_of_its_port(port: type, stands: type) -> None:
    promised = [name for name in vars(port) if not name.startswith("_")]
    assert promised, "a port promises something"
    for name in promised:
        wanted = inspect.signature(getattr(port, name)).parameters
        given = inspect.signature(getattr(stands, name)).parameters
        assert [(p.name, p.kind) for p in given.values()] == [
            (p.name, p.kind) for p in wanted.values()
        ], f"{stands.__name__}.{name}"
