"""The one place that wires the house together."""

import os
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from coop import cli, paths, rendering
from coop.clock import SystemClock
from coop.config import Config, read_config
from coop.container import Container
from coop.database import make_engine
from coop.http import guard
from coop.rendering import Renderer
from coop.unit_of_work.unit_of_work import UnitOfWork
from services.documents.printer import Printer
from services.messages.mailbox import Mailbox
from services.messages.mailer import Mailer
from services.messages.smtp import SmtpMailer
from services.payments.gateway import Gateway
from services.payments.practice import PracticeDesk

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig

BLUEPRINTS = (
    "coop.web.public",
    "coop.web.home",
    "coop.web.account",
    "coop.web.members",
    "coop.web.board",
    "coop.web.shares",
    "coop.web.rules",
    "coop.web.votes",
    "coop.web.ballots",
    "coop.web.electorate",
    "coop.web.meetings",
    "coop.web.treasury",
    "coop.web.fellowships",
    "coop.web.coaching",
    "coop.web.market",
    "coop.web.payments",
    "coop.web.patronage",
    "coop.web.reports",
    "coop.web.circles",
    "coop.api.stripe",
)
UPLOAD_BYTES_MAX = 10 * 1024 * 1024


def build_container(config: Config) -> Container:
    """This function will build the working parts that the settings ask for."""
    clock = SystemClock()
    return Container(
        config=config,
        clock=clock,
        unit_of_work=UnitOfWork(engine=make_engine(config.database_url), clock=clock),
        renderer=Renderer(config.base_url),
        gateway=_gateway(config),
        printer=LatePrinter(),
        mailer=_mailer(config),
    )


class LatePrinter:
    """Loads WeasyPrint at the first print.

    Loading it and Stripe's library takes longer than all the rest of the start, and
    neither a page nor `coop count` needs them: hence the late imports of this file,
    Alembic's among them.
    """

    def __init__(self) -> None:
        self._printer: Printer | None = None

    def print(self, *, html: str, identifier: str, attachments: Mapping[str, bytes]) -> bytes:
        """This function will print with WeasyPrint; see `Printer.print`."""
        if self._printer is None:
            from services.documents.weasyprint import WeasyPrinter

            self._printer = WeasyPrinter(
                fonts=paths.STATIC / "fonts",
                stylesheet=paths.TEMPLATES / "documents" / "print.css",
            )
        return self._printer.print(html=html, identifier=identifier, attachments=attachments)


def _gateway(config: Config) -> Gateway:
    if config.stripe_key:
        from services.payments.stripe import StripeGateway

        return StripeGateway(
            key=config.stripe_key,
            webhook_secret=config.stripe_webhook_secret,
            api_base=config.stripe_api_base or None,
        )
    return PracticeDesk(base_url=config.base_url, secret=config.secret_key)


def _mailer(config: Config) -> Mailer:
    if config.smtp_host:
        return SmtpMailer(
            host=config.smtp_host,
            port=config.smtp_port,
            user=config.smtp_user,
            password=config.smtp_password,
            tls=config.smtp_tls,
            sender=config.mail_from,
        )
    return Mailbox(folder=config.var / "mail", sender=config.mail_from)


def create_app(container: Container | None = None) -> Flask:
    """This function will return the web application over a container."""
    container = container or build_container(read_config())
    config = container.config
    app = Flask("coop", template_folder=str(paths.TEMPLATES), static_folder=str(paths.STATIC))
    app.config.update(
        SECRET_KEY=config.secret_key,
        MAX_CONTENT_LENGTH=UPLOAD_BYTES_MAX,
        SESSION_COOKIE_NAME="__Host-coppice" if config.in_production else "coppice",
        SESSION_COOKIE_SECURE=config.in_production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.extensions["coppice"] = container
    if config.in_production:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    rendering.prepare(app.jinja_env)
    rendering.speak_html(app.jinja_env)
    app.jinja_env.globals.update(base_url=config.base_url, development=not config.in_production)
    for name in BLUEPRINTS:
        app.register_blueprint(import_module(name).bp)
    import_module("coop.web.account").init_login(app)
    guard(app)
    return app


def upgrade_database(config: Config) -> None:
    """This function will bring a database up to the newest migration."""
    make_engine(config.database_url).dispose()
    from alembic import command

    command.upgrade(alembic_config(config.database_url), "head")


def alembic_config(database_url: str) -> "AlembicConfig":
    """This function will return Alembic's settings for a database."""
    from alembic.config import Config as AlembicConfig

    settings = AlembicConfig()
    settings.set_main_option("script_location", str(paths.MIGRATIONS))
    settings.attributes["database_url"] = database_url
    return settings


def main() -> None:
    """This function will run the `coop` command."""
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    cli.coop(obj=cli.Wiring(build_container=build_container, upgrade_database=upgrade_database))
