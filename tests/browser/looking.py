"""Windows on the live house: at a width, in light or dark, with what their pages complained of."""

from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.live import Faults, LiveHouse

PHONE, DESKTOP = 390, 1280
"""Widths in CSS pixels."""
SCHEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Window:
    """One browser window with its own cookies."""

    house: LiveHouse
    context: BrowserContext
    page: Page

    def open(self, address: str) -> Page:
        """This function will open a page of the house, which must be there, and let it settle."""
        answer = self.page.goto(self.house.url + address)
        assert answer is not None
        assert answer.ok, f"{address}: {answer.status}"
        self.page.evaluate("document.fonts.ready.then(() => true)")
        return self.page


def new_window(
    browser: Browser, house: LiveHouse, *, width: int = DESKTOP, scheme: str = "light"
) -> Window:
    """This function will open a window of a width (CSS pixels) in light or dark.

    Its page carries `house_url` and `faults`, as the functions of `live` expect.
    """
    context = browser.new_context(
        viewport={"width": width, "height": 844},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.house_url = house.url  # type: ignore[attr-defined]
    page.faults = Faults(page)  # type: ignore[attr-defined]
    return Window(house=house, context=context, page=page)


def small_targets(page: Page) -> list[str]:
    """This function will list what can be pressed and is under 24 by 24 CSS pixels.

    Links inside a sentence are excepted, as WCAG 2.2 success criterion 2.5.8 excepts them.
    """
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
          .filter(each => each.checkVisibility() && each.type !== "hidden")
          .filter(each => !(each.tagName === "A" && getComputedStyle(each).display === "inline"))
          .filter(each => !each.matches(".skip, [aria-hidden=true]"))
          .filter(each => { const box = each.getBoundingClientRect();
            return box.width < 24 || box.height < 24; })
          .map(each => each.tagName + " " + (each.textContent.trim() || each.name))"""
    )
    return found
