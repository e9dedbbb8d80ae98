"""A real house with a real server over it, for tests that open a browser."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Response
from werkzeug.serving import WSGIRequestHandler, make_server

from coop.app import build_container, create_app
from coop.clock import StagedClock
from coop.config import Config
from coop.container import Container
from coop.database import make_engine
from coop.jobs import Worker
from coop.members.accounts.passwords import hash_password
from coop.members.rules import Person
from coop.unit_of_work.permissions import Role
from coop.unit_of_work.unit_of_work import UnitOfWork
from coop.usecases.found_cooperative import found_cooperative
from tests.makers.members import make_person

PASSWORD = "heron over quiet water"
"""What everybody made for a browser test logs in with."""


class QuietHandler(WSGIRequestHandler):
    """Answers without a line in the log for each."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        return


@dataclass(frozen=True, slots=True)
class LiveHouse:
    """A founded co-op, served at `url`; server and worker share its clock."""

    url: str
    container: Container
    clock: StagedClock

    def work(self) -> int:
        """This function will do all that is due, as the worker would; returns the jobs done."""
        return Worker(self.container).drain()

    def letters(self) -> list[str]:
        """This function will return the kept letters as they would be sent, oldest first."""
        kept = (self.container.config.var / "mail").glob("**/*.eml")
        return [path.read_text() for path in sorted(kept, key=lambda path: path.stat().st_mtime_ns)]

    def member(self, *, name: str | None = None, roles: Iterable[Role] = ()) -> Person:
        """This function will make a member who can log in with `PASSWORD`."""
        return make_person(
            self.container,
            name=name,
            roles=roles,
            password_hash=hash_password(PASSWORD, cost="low"),
        )


@contextmanager
def served(
    *, database_url: str, var: Path, clock: StagedClock, found: bool = True
) -> Iterator[LiveHouse]:
    """This function will serve a house on a free port until the block ends.

    The parts are those that `coop serve` would build: the practice payment desk,
    the kept letters, the real printer. Only the clock is staged, and passwords are cheap.
    """
    config = Config(
        database_url=database_url, secret_key="browser tests only", var=var, password_cost="low"
    )
    engine = make_engine(database_url)
    built = build_container(config)
    built.unit_of_work.engine.dispose()
    container = replace(built, clock=clock, unit_of_work=UnitOfWork(engine=engine, clock=clock))
    if found:
        found_cooperative(container=container, name="Wildways Co-operative")
    app = create_app(container)
    app.testing = True
    from coop.http import limiter

    was_limiting, limiter.enabled = limiter.enabled, False
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, name="live house", daemon=True)
    thread.start()
    try:
        yield LiveHouse(f"http://127.0.0.1:{server.server_port}", container, clock)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        engine.dispose()
        limiter.enabled = was_limiting


class Faults:
    """Everything that a page complained of: scripts, refused styles, answers of 500."""

    def __init__(self, page: Page) -> None:
        self.found: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda fault: self.found.append(f"script: {fault}"))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        refused = "Content Security Policy" in message.text
        # A form sent back with its faults answers 422, and a line that the test itself cut
        # leaves its request unanswered: neither is a fault of the page.
        expected = any(
            each in message.text for each in ("status of 4", "ERR_INTERNET_DISCONNECTED")
        )
        if refused or (message.type == "error" and not expected):
            self.found.append(f"{message.type}: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.found.append(f"{response.status} {response.url}")


def no_console_faults(page: Page) -> None:
    """This function will fail where the page complained since it was opened."""
    faults: Faults = page.faults  # type: ignore[attr-defined]
    assert not faults.found, "\n".join(faults.found)


def axe_is_clean(page: Page) -> None:
    """This function will fail, naming each place, where axe-core finds anything on the page."""
    found = Axe().run(page).response["violations"]
    said = [
        f"{page.url} {each['id']}: {each['help']}\n    "
        + "\n    ".join(
            f"{node['html'][:160]} — {node['failureSummary'].splitlines()[1].strip()}"
            for node in each["nodes"][:4]
        )
        for each in found
    ]
    assert not said, "\n".join(said)


def fits_the_width(page: Page) -> None:
    """This function will fail where the page can be scrolled sideways, and name what sticks out."""
    over = page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          const out = [...document.querySelectorAll("main *, header *, footer *")].filter(
            (each) => each.getBoundingClientRect().right > width + 1 && !each.closest(".scroll"));
          return out.slice(0, 5).map((each) => each.outerHTML.slice(0, 140)).concat("too wide");
        }"""
    )
    assert not over, "\n".join([page.url, *over])


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """This function will log in through the real form; the page must be on the house's address."""
    page.goto(page.house_url + "/login")  # type: ignore[attr-defined]
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()
    page.get_by_role("button", name="Log out").wait_for()


def sign_out(page: Page) -> None:
    """This function will log out through the real button."""
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("link", name="Log in").first.wait_for(state="attached")
