"""The `coop` command."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import click

from coop.config import Config, read_config
from coop.container import Container
from coop.jobs import Worker
from coop.usecases.appoint_founder import appoint_founder
from coop.usecases.found_cooperative import found_cooperative


@dataclass(frozen=True, slots=True)
class Wiring:
    """What `coop.app` hands the command line: how to build the house, not the house itself."""

    build_container: Callable[[Config], Container]
    upgrade_database: Callable[[Config], None]

    def container(self) -> Container:
        return self.build_container(read_config())


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def coop() -> None:
    """Coppice: a co-operative's membership, votes, books and shared surplus."""


@coop.command()
def config() -> None:
    """List every setting, its value and where it comes from."""
    settings = read_config()
    for setting in fields(Config):
        value: Any = getattr(settings, setting.name)
        if setting.metadata["secret"] and value:
            value = "(set, not shown)"
        click.echo(
            f"{setting.metadata['variable']:<28} {value or '-'!s:<40} {setting.metadata['about']}"
        )


@coop.group()
def db() -> None:
    """The database's shape."""


@db.command()
@click.pass_obj
def upgrade(wiring: Wiring) -> None:
    """Bring the database up to this version; safe to run again."""
    wiring.upgrade_database(read_config())
    click.echo("The database is up to date.")


@coop.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option(
    "--workers",
    default=1,
    show_default=True,
    help="Processes; keep to 1 on SQLite, where one writer waits for another.",
)
def serve(host: str, port: int, workers: int) -> None:
    """Serve the pages."""
    from granian.constants import Interfaces
    from granian.server import Server

    Server(
        "coop.app:create_app",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=16,
        log_access=False,
    ).serve()


@coop.command()
@click.option("--once", is_flag=True, help="Do what is due, then stop.")
@click.pass_obj
def worker(wiring: Wiring, once: bool) -> None:
    """Send letters, print documents, close votes, settle payments."""
    at_work = Worker(wiring.container())
    if once:
        click.echo(f"{at_work.drain()} jobs done.")
    else:
        at_work.run()


@coop.command()
@click.option("--name", required=True, help="The co-operative's name.")
@click.option(
    "--secretary",
    nargs=2,
    required=True,
    metavar="NAME EMAIL",
    help="Who steers proposals and approves owners until the first election.",
)
@click.option("--treasurer", nargs=2, metavar="NAME EMAIL", help="Who keeps the books.")
@click.pass_obj
def found(
    wiring: Wiring, name: str, secretary: tuple[str, str], treasurer: tuple[str, str] | None
) -> None:
    """Found a real co-operative in an empty database; safe to run again."""
    container = wiring.container()
    found_cooperative(container=container, name=name)
    appoint_founder(
        container=container, name=secretary[0], email=secretary[1], roles=("secretary", "board")
    )
    if treasurer:
        appoint_founder(
            container=container, name=treasurer[0], email=treasurer[1], roles=("treasurer",)
        )
    click.echo(f"{name} is founded. Officers sign in at {container.config.base_url}/login.")
