"""A Chromium and a live house, shared by every test that looks."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from coop.clock import StagedClock
from tests.browser.live import LiveHouse, no_console_faults, served
from tests.browser.looking import Window, new_window

CHROMIUM = Path("/usr/bin/chromium")
"""The system's own browser; where there is none, the one Playwright installed."""

OpenWindow = Callable[..., Window]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture
def live_server(migrated_sqlite: Path, tmp_path: Path, clock: StagedClock) -> Iterator[LiveHouse]:
    """A founded co-op over a fresh SQLite file, answering on a free port."""
    path = tmp_path / "coop.sqlite3"
    shutil.copy(migrated_sqlite, path)
    with served(database_url=f"sqlite:///{path}", var=tmp_path, clock=clock) as house:
        yield house


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium without a screen."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM if CHROMIUM.exists() else None,
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        yield opened
        opened.close()


@pytest.fixture
def open_window(browser: Browser, live_server: LiveHouse) -> Iterator[OpenWindow]:
    """Opens windows (`width`, `scheme`); at the end no page of theirs may have complained."""
    windows: list[Window] = []

    def opened(**how: int | str) -> Window:
        windows.append(new_window(browser, live_server, **how))  # type: ignore[arg-type]
        return windows[-1]

    yield opened
    for window in windows:
        window.context.close()
        no_console_faults(window.page)


@pytest.fixture
def page(open_window: OpenWindow) -> Page:
    """A page of a desktop window, in light."""
    return open_window().page
