"""`coop ledger`: check, export, import, over a real database file."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from coop import cli, ids
from coop.clock import StagedClock
from coop.container import Container
from coop.unit_of_work.permissions import Role
from coop.usecases.close_period import close_period
from coop.usecases.post_manual_entry import post_manual_entry
from ledger.periods import Month
from tests.conftest import actor_with
from tests.makers.books import CLOSE_ANYWAY, moved


@pytest.fixture
def run(house: Container) -> Callable[..., Result]:
    """Runs `coop ledger …` over the test's house."""
    wiring = cli.Wiring(build_container=lambda _config: house, upgrade_database=lambda _c: None)

    def run_command(*words: str) -> Result:
        return CliRunner().invoke(cli.coop, ["ledger", *words], obj=wiring)

    return run_command


@pytest.fixture
def grants(house: Container, clock: StagedClock) -> list[object]:
    """Two grants; January, with the first, is closed."""
    treasurer = actor_with(Role.TREASURER)
    posted: list[object] = []
    for month in (1, 2):
        posted.append(
            post_manual_entry(
                container=house, actor=treasurer, act_id=ids.new_id(), on=date(2026, month, 5),
                memo=f"Grant {month}", lines=moved(50000, to="1000", out_of="4050"),
            )
        )  # fmt: skip
    clock.at = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    close_period(
        container=house,
        actor=treasurer,
        act_id=ids.new_id(),
        month=Month(2026, 1),
        reasons=CLOSE_ANYWAY,
    )
    return posted


def test_whole_books_pass(run: Callable[..., Result], grants: list[object]) -> None:
    result = run("check")
    assert result.exit_code == 0, result.output
    assert "2 entries read; 1 seal" in result.output
    assert "The books hold." in result.output


ATTACKS = {
    "a changed amount": (
        "UPDATE ledger_line SET amount_minor = amount_minor + 100 WHERE number = 0",
        ("unbalanced", "changed", "chain-broken", "checkpoint-differs"),
    ),
    "two amounts changed alike": (
        "UPDATE ledger_line SET amount_minor = amount_minor * 2",
        ("changed", "chain-broken", "checkpoint-differs"),
    ),
    "a changed memo": ("UPDATE ledger_entry SET memo = 'Gift'", ("changed", "chain-broken")),
    "a changed poster": (
        "UPDATE ledger_entry SET posted_by = '0123456789abcdef0123456789abcdef'",
        ("chain-broken",),
    ),
    "a deleted entry": (
        "DELETE FROM ledger_entry WHERE memo = 'Grant 1'",
        ("chain-broken", "stray-line"),
    ),
    "an entry gone with its lines": (
        "DELETE FROM ledger_line WHERE dated = '2026-01-05';"
        "DELETE FROM ledger_entry WHERE dated = '2026-01-05'",
        ("chain-broken", "checkpoint-differs"),
    ),
    "a deleted line": (
        "DELETE FROM ledger_line WHERE number = 1",
        ("unbalanced", "lines-missing", "changed", "chain-broken", "checkpoint-differs"),
    ),
    "a changed checkpoint": (
        "UPDATE ledger_checkpoint SET debit_minor = 1 WHERE account = '1000'",
        ("checkpoint-differs",),
    ),
    "a broken link": ("UPDATE ledger_seal SET chain = x'00'", ("chain-broken",)),
    "an unsealed closed month": (
        "DELETE FROM ledger_entry_seal; DELETE FROM ledger_seal",
        ("not-sealed",),
    ),
    "a month opened again by nobody": (
        "DELETE FROM ledger_checkpoint; DELETE FROM ledger_period",
        ("period-differs",),
    ),
    "an account that is not there": (
        "UPDATE ledger_line SET account = '9999' WHERE number = 0",
        ("unknown-account", "changed", "chain-broken"),
    ),
}


@pytest.mark.parametrize("attack", list(ATTACKS))
def test_a_doctored_file_is_caught_with_its_rows(
    house: Container, run: Callable[..., Result], grants: list[object], attack: str
) -> None:
    """Somebody with the file itself drops the triggers and writes what they like."""
    if not house.config.database_url.startswith("sqlite"):
        pytest.skip("a file is doctored")
    sql, kinds = ATTACKS[attack]
    path = Path(house.config.database_url.removeprefix("sqlite:///"))
    connection = sqlite3.connect(path)
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (name,) in triggers.fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.executescript(sql)
    connection.close()
    result = run("check")
    assert result.exit_code == 1
    told = {line.split()[0] for line in result.output.splitlines()[:-1]}
    assert set(kinds) <= told
    assert "The books hold" not in result.output


def test_the_export_is_imported_elsewhere_and_nothing_twice(
    run: Callable[..., Result], grants: list[object], tmp_path: Path
) -> None:
    for form in ("hledger", "beancount", "csv"):
        result = run("export", "--format", form)
        assert result.exit_code == 0, result.output
        assert "Grant 2" in result.output
    path = tmp_path / "journal.csv"
    rows = run("export", "--format", "csv").output.splitlines()
    path.write_text("\n".join(row for row in rows if "Grant 1" not in row))
    result = run("import", str(path))
    assert (result.exit_code, result.output) == (0, "1 entry is posted.\n")
    assert "2 entries read" in run("check").output


def test_a_part_of_the_journal_begins_with_what_was_brought_forward(
    run: Callable[..., Result], grants: list[object]
) -> None:
    part = run("export", "--format", "hledger", "--period", "2026-02").output
    assert "2026-02-01 * (opening:2026-02-01) opening balances | Brought forward" in part
    assert "Grant 2" in part
    assert "Grant 1" not in part
    assert "assets:1000 Bank  0.00 EUR = 1000.00 EUR" in part
    table = run("export", "--format", "csv", "--period", "2026").output
    assert "opening" not in table
    wrong = run("export", "--period", "spring")
    assert wrong.exit_code == 2
    assert "such as 2026 or 2026-03" in wrong.output


def test_a_faulty_journal_posts_nothing_and_names_its_lines(
    run: Callable[..., Result], grants: list[object], tmp_path: Path
) -> None:
    path = tmp_path / "journal.csv"
    rows = run("export", "--format", "csv").output
    fresh = rows.replace("Grant 2", "Grant 3").replace("usecase:", "elsewhere:")
    path.write_text(fresh.replace(",4050,", ",4999,"))
    result = run("import", str(path))
    assert result.exit_code == 2
    assert "3: There is no account “4999” in the chart." in result.output
    assert "2 entries read" in run("check").output
