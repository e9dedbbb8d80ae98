"""The `coop` command."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, BinaryIO

import click

from coop.config import Config, read_config
from coop.container import Container
from coop.demo import cast
from coop.demo.story import tell_story
from coop.jobs import Worker
from coop.readmodels import book_words
from coop.refusals import sentence_of
from coop.unit_of_work.permissions import Actor
from coop.usecases import count_file, verify_archive
from coop.usecases.allocate_file import MalformedAllocation, allocate_file
from coop.usecases.appoint_founder import appoint_founder
from coop.usecases.check_books import prove_books
from coop.usecases.export_journal import JournalFormat, export_journal
from coop.usecases.found_cooperative import found_cooperative, is_founded
from coop.usecases.import_journal import import_journal
from coop.words import _, ngettext
from footing.errors import Refusal
from ledger.errors import MalformedJournal
from ledger.statements.columns import Span
from voting.counting.funding import Completion
from voting.errors import BrokenFile, CannotCount


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
    server("coop.app:create_app", host=host, port=port, workers=workers).serve()


def server(target: str, *, host: str, port: int, workers: int) -> Any:
    """This function will return the server we run in production, over an application factory."""
    from granian.constants import Interfaces
    from granian.server import Server

    return Server(
        target,
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=2 * (os.cpu_count() or 2),
        backpressure=64,
        log_access=False,
    )


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


@coop.command()
@click.argument("file", type=click.File("rb"))
@click.option(
    "--rule",
    type=click.Choice(count_file.RULE_NAMES),
    help="The file's own by default: stv-scottish for BLT, equal-shares for approvals in .pb.",
)
@click.option(
    "--seats",
    type=click.IntRange(min=1),
    help="Seats to fill; the file's by default, or one where it has none.",
)
@click.option(
    "--completion",
    type=click.Choice([Completion.ADD1.value]),
    help="How equal-shares spends what is left over; by default not at all, or as a closed"
    " vote did.",
)
@click.option(
    "--unranked",
    type=click.Choice(count_file.UNRANKED),
    help="What a ballot says of whom it leaves out: last or ignored where pairs are compared,"
    " zero, average or modified for borda.",
)
@click.option("--seed", help="Orders the lot for ties; the order of the paper by default.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def count(
    file: BinaryIO,
    rule: str | None,
    seats: int | None,
    completion: str | None,
    unranked: str | None,
    seed: str | None,
    form: str,
) -> None:
    """Count FILE: no database, every stage, total and pair shown.

    FILE is an election in BLT, a budget in Pabulib's .pb, or the archive of a
    closed vote. Rules for other papers read what the ballots say: plurality the
    first preference of a ranking, approval everybody a ranking names. Nothing
    is counted where FILE is broken: each fault is listed with its line, exit 2.
    """
    try:
        counted = count_file.count_file(
            content=file.read(),
            name=file.name,
            rule=rule,
            seats=seats,
            completion=completion,
            seed=seed,
            unranked=unranked,
        )
    except BrokenFile as broken:
        for fault in broken.faults:
            click.echo(str(fault), err=True)
        raise click.exceptions.Exit(2) from broken
    except CannotCount as refusal:
        click.echo(sentence_of(refusal), err=True)
        raise click.exceptions.Exit(2) from refusal
    if form == "json":
        click.echo(json.dumps(counted.plain(), ensure_ascii=False, indent=2))
    else:
        click.echo(counted.text())


@coop.command()
@click.argument("file", type=click.File("rb"))
@click.option(
    "--against", type=click.File("rb"), help="Another copy: every ballot that differs is named."
)
@click.option("--receipt", help="Find one ballot by the receipt its voter kept.")
@click.option("--fingerprint", help="The archive's, as the result page shows it.")
def verify(
    file: BinaryIO, against: BinaryIO | None, receipt: str | None, fingerprint: str | None
) -> None:
    """Recount a closed vote from its archive FILE; exit 1 where anything differs."""
    content = file.read()
    try:
        differences = verify_archive.verify_archive(
            content=content, other=against.read() if against else None
        )
        found = verify_archive.find_in_archive(content=content, receipt=receipt or "")
        own = verify_archive.fingerprint_of(content=content)
    except BrokenFile as broken:
        for fault in broken.faults:
            click.echo(str(fault), err=True)
        raise click.exceptions.Exit(2) from broken
    for difference in differences:
        click.echo(
            _("%(what)s: the file says %(stated)s, its contents give %(found)s")
            % {"what": difference.what, "stated": difference.stated, "found": difference.found}
        )
    another = fingerprint is not None and fingerprint.strip().lower() != own
    if another:
        click.echo(
            _("This is not the archive that was published: its fingerprint is %(hash)s.")
            % {"hash": own}
        )
    if receipt and found:
        click.echo(_("Your ballot is in the archive. It says: %(ballot)s") % {"ballot": found})
    elif receipt:
        click.echo(_("No ballot in this archive has that receipt."))
    if differences or another or (receipt and not found):
        raise click.exceptions.Exit(1)
    click.echo(
        _("The archive holds: wording, notice, roll, ballots, lot, count and outcome agree.")
    )
    click.echo(
        _("Fingerprint %(hash)s: the vote’s result page must show the same.") % {"hash": own}
    )


@coop.group()
def ledger() -> None:
    """The books: prove them, take them elsewhere, bring entries in."""


@ledger.command("check")
@click.pass_obj
def check_ledger(wiring: Wiring) -> None:
    """Read all books again; print each difference with its row, and exit 1 if there is one."""
    outcome = prove_books(container=wiring.container())
    for found in outcome.differences:
        click.echo(f"{found.fault:<18} {book_words.difference(found)}")
    click.echo(
        ngettext("%(number)s entry read", "%(number)s entries read", outcome.entry_count)
        % {"number": outcome.entry_count}
        + "; "
        + ngettext("%(number)s seal", "%(number)s seals", outcome.seal_count)
        % {"number": outcome.seal_count}
    )
    if outcome.differences:
        raise click.exceptions.Exit(1)
    click.echo(_("The books hold. Head of the chain: %(head)s") % {"head": outcome.head.hex()})


@ledger.command("export")
@click.option(
    "--format",
    "form",
    type=click.Choice([form.value for form in JournalFormat]),
    default="hledger",
    show_default=True,
)
@click.option("--period", help="A year or a month alone, such as 2026 or 2026-03.")
@click.pass_obj
def export_ledger(wiring: Wiring, form: str, period: str | None) -> None:
    """Write the journal, whole or of one period, to standard output.

    A period begins with the balances brought forward, so that it ends where the books do.
    """
    try:
        span = None if period is None else Span.parse(period)
    except ValueError:
        wanted = _("a year or a month, such as 2026 or 2026-03")
        raise click.BadParameter(wanted, param_hint="--period") from None
    lines = export_journal(
        container=wiring.container(),
        actor=Actor.worker(),
        format=JournalFormat(form),
        title=_("The books"),
        span=span,
    )
    for line in lines:
        click.echo(line)


@ledger.command("import")
@click.argument("file", type=click.File("rb"))
@click.pass_obj
def import_ledger(wiring: Wiring, file: BinaryIO) -> None:
    """Post every entry of a journal CSV FILE, or none and a list of its faults."""
    try:
        count = import_journal(
            container=wiring.container(), actor=Actor.worker(), content=file.read()
        )
    except MalformedJournal as broken:
        for fault in broken.faults:
            click.echo(f"{fault.line_number}: {book_words.file_fault(fault)}", err=True)
        raise click.exceptions.Exit(2) from broken
    except Refusal as refusal:
        click.echo(sentence_of(refusal), err=True)
        raise click.exceptions.Exit(2) from refusal
    click.echo(
        ngettext("%(number)s entry is posted.", "%(number)s entries are posted.", count)
        % {"number": count}
    )


@coop.command()
@click.option("--if-empty", is_flag=True, help="Do nothing when a co-op is there already.")
@click.pass_obj
def demo(wiring: Wiring, if_empty: bool) -> None:
    """Seed the demonstration co-op: eighteen months, through the real deeds."""
    container = wiring.container()
    if container.config.in_production:
        raise click.ClickException("The demonstration is not for production.")
    if is_founded(container=container):
        if not if_empty:
            raise click.ClickException("A co-op is here already; use an empty database.")
    else:
        click.echo("Seeding the demonstration co-op; this takes about a minute.")
        tell_story(container=container, now=container.clock.now(), say=click.echo)
    click.echo(f"\nLog in at {container.config.base_url}/login as:")
    for one in (*cast.OFFICERS, cast.FREE_MEMBER):
        click.echo(f"  {one.email:<28} {cast.PASSWORD}   {one.about}")


@coop.group()
def patronage() -> None:
    """The surplus, back to those whose business made it."""


@patronage.command()
@click.argument("file", type=click.File("rb"))
def allocate(file: BinaryIO) -> None:
    """Share an amount by weights, to the cent; reads JSON, writes JSON, needs no database."""
    try:
        answer = allocate_file(content=file.read())
    except MalformedAllocation as refusal:
        for fault in refusal.faults:
            click.echo(f"{file.name}: {fault}", err=True)
        sys.exit(2)
    click.echo(json.dumps(answer, indent=2, ensure_ascii=False))
