"""Looks at pages as a person would: at a width, in light or dark, by keyboard."""

from dataclasses import dataclass, field
from uuid import UUID

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from coop.container import Container
from coop.web.account import sign_in_for_tests

PHONE, DESKTOP = 390, 1280
"""Widths in CSS pixels."""
SCHEMES = ("light", "dark")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True, slots=True)
class LiveServer:
    """A real server over the test's house."""

    url: str
    app: Flask
    container: Container


@dataclass(slots=True)
class Visitor:
    """One browser window on the live server, which remembers what the console said."""

    context: BrowserContext
    page: Page
    server: LiveServer
    complaints: list[str] = field(default_factory=list)

    def open(self, address: str) -> Page:
        """This function will open a page of the house and wait until it stands."""
        self.page.goto(self.server.url + address)
        self.page.evaluate("document.fonts.ready.then(() => true)")
        return self.page

    def sign_in(self, person_id: UUID) -> None:
        """This function will give the window the cookie that the log-in page would."""
        client = self.server.app.test_client()
        sign_in_for_tests(client, self.server.container, person_id)
        name = self.server.app.config["SESSION_COOKIE_NAME"]
        cookie = client.get_cookie(name)
        assert cookie is not None
        self.context.add_cookies([{"name": name, "value": cookie.value, "url": self.server.url}])

    def hear(self, message: ConsoleMessage) -> None:
        """This function will note what the browser complains of, broken policies included."""
        answered = "the server responded with a status of 4"  # a page of faults, as meant
        if message.type in ("error", "warning") and answered not in message.text:
            self.complaints.append(message.text)


def new_visitor(
    browser: Browser, server: LiveServer, *, width: int = DESKTOP, scheme: str = "light"
) -> Visitor:
    """This function will open a window of a width (CSS pixels) in light or dark."""
    context = browser.new_context(
        viewport={"width": width, "height": 844},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    visitor = Visitor(context=context, page=page, server=server)
    page.on("console", lambda message: visitor.hear(message))
    page.on("pageerror", lambda fault: visitor.complaints.append(str(fault)))
    return visitor


def axe_is_clean(page: Page) -> None:
    """This function will fail with axe-core's own words when it finds anything."""
    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()


def stays_within(page: Page) -> None:
    """This function will fail, naming who sticks out, when a page scrolls sideways."""
    wide = page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          return [...document.querySelectorAll("body *")]
            .filter(each => each.getBoundingClientRect().right > width + 1)
            .map(each => each.tagName + "." + each.className).slice(0, 8);
        }"""
    )
    assert wide == [], f"{page.url} is wider than the window: {wide}"


def small_targets(page: Page) -> list[str]:
    """This function will list what can be pressed and is under 24 by 24 CSS pixels.

    Links inside a sentence are excepted, as WCAG 2.2 success criterion 2.5.8 excepts them.
    """
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
          .filter(each => each.checkVisibility() && each.type !== "hidden")
          .filter(each => !(each.tagName === "A" && getComputedStyle(each).display === "inline"))
          .filter(each => !each.matches(".skip"))
          .filter(each => { const box = each.getBoundingClientRect();
            return box.width < 24 || box.height < 24; })
          .map(each => each.tagName + " " + (each.textContent.trim() || each.name))"""
    )
    return found
