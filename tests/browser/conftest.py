"""A Chromium and a real server, shared by every test that looks."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from coop.app import create_app
from coop.container import Container
from tests.browser.looking import DESKTOP, LiveServer, Visitor, new_visitor

CHROMIUM = Path("/usr/bin/chromium")
"""The system's own browser; where there is none, the one Playwright installed."""

Visit = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture
def database(migrated_sqlite: Path, tmp_path: Path) -> str:
    """A fresh, migrated SQLite file: the browser looks at the embedded house alone."""
    path = tmp_path / "coop.sqlite3"
    shutil.copy(migrated_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture
def app(house: Container) -> Flask:
    """The application with its fences up: tokens are checked as they are outside."""
    app = create_app(house)
    app.config.update(TESTING=True, RATELIMIT_ENABLED=False)
    return app


@pytest.fixture
def live_server(app: Flask, house: Container) -> Iterator[LiveServer]:
    """The house, answering on a free port of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield LiveServer(url=f"http://127.0.0.1:{server.server_port}", app=app, container=house)
    server.shutdown()
    thread.join()
    server.server_close()


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
def visit(browser: Browser, live_server: LiveServer) -> Iterator[Visit]:
    """Opens windows; at the end none may have heard a complaint in its console."""
    visitors: list[Visitor] = []

    def open_window(*, width: int = DESKTOP, scheme: str = "light") -> Visitor:
        visitors.append(new_visitor(browser, live_server, width=width, scheme=scheme))
        return visitors[-1]

    yield open_window
    for visitor in visitors:
        visitor.context.close()
        assert visitor.complaints == []
