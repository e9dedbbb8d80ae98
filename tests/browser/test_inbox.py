"""A month of three hundred bank lines, emptied by hand: every key and every click is counted."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from coop.clock import StagedClock
from coop.demo.bank import Books
from coop.demo.busy_month import BusyMonth
from coop.demo.stage import Stage
from coop.unit_of_work.permissions import Role
from ledger.periods import Month
from ledger.proof import check
from ledger.reconciliation import queries
from tests.browser.live import LiveHouse, axe_is_clean, fits_the_width, sign_in

MARCH = Month(2026, 3)
KEY_S, CLICK_S, MINUTES = 1, 2, 5
"""The model of a person's time: one second a key, two a click. Thinking is not in it, typing is."""
NAMES = (
    "Ada Smith", "Bea Okafor", "Cem Yilmaz", "Dia Nguyen", "Eli Haddad", "Fay Moreau", "Gus Berg",
    "Hana Sato", "Ivo Novak", "Jo Costa", "Kai Lopez", "Lea Dubois", "Max Khan", "Noa Silva",
    "Oki Mbeki", "Pia Rossi", "Quin Garcia", "Ria Chen", "Sol Ivanov", "Tam Kowalski",
)  # fmt: skip


class Hands:
    """A person at the keyboard, with a mouse; counts what is done."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = self.clicks = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.keys += len(text)

    def click(self, thing: Locator) -> None:
        thing.click()
        self.clicks += 1

    @property
    def seconds(self) -> int:
        return self.keys * KEY_S + self.clicks * CLICK_S


@pytest.fixture
def clock() -> Iterator[StagedClock]:
    return StagedClock(datetime(2026, 4, 3, 8, tzinfo=UTC))  # type: ignore[return-value]


@pytest.fixture
def busy(live_server: LiveHouse, page: Page) -> Page:
    """A treasurer, logged in, whose inbox holds all of March."""
    house = live_server
    treasurer = house.member(name="Thea Holm", roles=[Role.TREASURER])
    people = [(house.member(name=name).id, name) for name in NAMES]
    stage = Stage.over(
        house.container, start=datetime(2026, 4, 3, 9, tzinfo=UTC), seed=7, say=lambda _: None
    )
    month = BusyMonth(stage, treasurer.id, MARCH, people)
    Books(stage, treasurer=treasurer.id).import_month(MARCH, payout=None, more=month.play)
    sign_in(page, treasurer.email)
    page.goto(house.url + "/treasury/inbox")
    return page


def count(page: Page, state: str) -> int:
    return int(page.locator(f"[data-count={state}]").inner_text())


def settled(page: Page) -> Callable[[], None]:
    """Waits until the list was put in place of the old one."""
    page.evaluate("document.getElementById('inbox').dataset.old = 'yes'")

    def wait() -> None:
        page.wait_for_selector("#inbox:not([data-old])", timeout=60_000)

    return wait


@pytest.mark.slow
def test_a_month_of_three_hundred_lines_is_emptied_in_five_minutes(
    busy: Page, live_server: LiveHouse
) -> None:
    page, hands = busy, Hands(busy)
    assert 250 <= count(page, "waiting") <= 320
    axe_is_clean(page)
    page.evaluate("window.neverReloaded = true")
    wait = settled(page)
    hands.press("a")
    wait()
    said = page.locator("#inbox-said")
    expect(said).to_contain_text("lines are settled")
    while (left := count(page, "waiting")) > 0:
        wait = settled(page)
        decide(page, hands)
        wait()
        assert count(page, "waiting") == left - 1
        if count(page, "waiting"):
            # The focus moved on to the line that took the old one's place.
            assert page.evaluate("document.activeElement.matches('[data-line]')")
    expect(page.get_by_role("heading", name="Nothing waits")).to_be_visible()
    assert page.evaluate("window.neverReloaded") is True
    print(f"\n{hands.keys} keys and {hands.clicks} clicks: {hands.seconds} s")
    assert hands.seconds < MINUTES * 60
    with live_server.container.read() as session:
        assert check(session).holds
        assert queries.waiting_count(session) == len(
            queries.held(session, on=datetime(2026, 4, 3, tzinfo=UTC).date())
        )


def decide(page: Page, hands: Hands) -> None:
    """What a treasurer does about the line in focus."""
    line = page.locator("[data-line]").first
    words = line.inner_text()
    if line.locator("[data-accept]").count():
        hands.press("Enter")
    elif "GIFT FOR" in words:
        book(page, hands, line, "4050")
    elif "and a gift" in words or "left to explain" in words:
        split(page, hands, line, "4050")
    elif "CORRECTION" in words:
        hands.press("i")
        line.locator("[data-panel] input[name=reason]:focus").wait_for()
        hands.type("Nets out")
        hands.press("Enter")
    elif line.locator("[data-number]").count():
        hands.press("1")
    elif "less your" in words:
        book(page, hands, line, "4050")
    else:
        hands.press("h")
        line.locator("[data-panel] input[name=note]:focus").wait_for()
        hands.type("Asked")
        hands.press("Tab")
        hands.type("04202026")
        hands.press("Enter")


def book(page: Page, hands: Hands, line: Locator, account: str) -> None:
    hands.press("b")
    choose(hands, line.locator("[data-panel] select[name=account]"), account)
    hands.press("Control+Enter")


def split(page: Page, hands: Hands, line: Locator, account: str) -> None:
    """The item is filled in; the next row has the focus and takes what is left."""
    hands.press("s")
    choose(hands, line.locator("[data-panel] select[name=what-2]"), f"a:{account}")
    hands.press("Control+Enter")


def choose(hands: Hands, select: Locator, value: str) -> None:
    """Types the account once the list has the focus.

    A browser begins a new search where two keys come a second apart, as they may on a machine
    that is busy: what was typed is then chosen outright.
    """
    expect(select).to_be_focused()
    hands.type(value.removeprefix("a:"))
    if select.input_value() != value:
        select.select_option(value)


@pytest.mark.slow
def test_keys_move_open_close_undo_search_and_tick(busy: Page) -> None:
    page, hands = busy, Hands(busy)
    lines = page.locator("[data-line]")
    hands.press("j", "j", "ArrowDown", "k")
    assert (
        page.evaluate(
            "[...document.querySelectorAll('[data-line]')].indexOf(document.activeElement)"
        )
        == 1
    )
    hands.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    hands.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    # A form opens below the line; nonsense comes back with its fault; Escape leads back.
    hands.press("h")
    panel = lines.nth(1).locator("[data-panel]")
    panel.locator("input[name=note]:focus").wait_for()
    axe_is_clean(page)
    hands.press("Enter")
    expect(panel.get_by_role("alert")).to_contain_text("Say what you are waiting for.")
    panel.locator("input[name=note]").focus()
    hands.press("Escape")
    expect(panel).to_be_empty()
    assert page.evaluate("document.activeElement.matches('[data-line]')")
    # Several are ticked and left at one click, and taken back at one key.
    before = count(page, "waiting")
    hands.press("x", "j", "x")
    page.locator(".inbox-chosen summary").click()
    page.get_by_label("Reason or note").fill("Shown twice")
    wait = settled(page)
    page.locator("#chosen").get_by_role("button", name="Leave without an entry").click()
    wait()
    expect(page.locator("#inbox-said")).to_have_text("2 lines are left without an entry.")
    assert count(page, "waiting") == before - 2
    page.locator("[data-line]").first.focus()
    wait = settled(page)
    hands.press("u")
    wait()
    assert count(page, "waiting") == before
    # The search narrows the list as one types, and what is done keeps it narrowed.
    wait = settled(page)
    hands.press("/")
    hands.type("hedgerows")
    wait()
    expect(lines).to_have_count(3)
    expect(page).to_have_url(re.compile("q=hedgerows"))
    wait = settled(page)
    book_first(page, hands)
    wait()
    expect(lines).to_have_count(2)


@pytest.mark.slow
def test_keys_pressed_ahead_of_a_form_are_neither_lost_nor_taken_for_deeds(busy: Page) -> None:
    page, hands = busy, Hands(busy)
    before = count(page, "waiting")
    line = page.locator("[data-line]:has([data-accept])").first
    panel = line.locator("[data-panel]")
    stopped: list[Route] = []
    page.route(re.compile(r"/inbox/.*/(book|hold)$"), lambda route: stopped.append(route))
    line.focus()
    hands.press("b")
    form = taken(page, stopped)
    # A one would accept what is proposed: here it is the first figure of an account.
    hands.type("1010")
    form.continue_()
    select = panel.locator("select[name=account]")
    expect(select).to_be_focused()
    expect(select).to_have_value("1010")
    hands.press("Escape")
    expect(panel).to_be_empty()
    # A form no longer wanted is let go before it comes, and the keys are deeds again.
    hands.press("b")
    unwanted = taken(page, stopped)
    hands.press("Escape", "h")
    form = taken(page, stopped)
    hands.type("Asked the bank")
    with page.expect_response(re.compile("/book$")):
        unwanted.continue_()
    expect(panel).to_be_empty()
    form.continue_()
    expect(panel.locator("input[name=note]")).to_have_value("Asked the bank")
    assert count(page, "waiting") == before


def taken(page: Page, stopped: list[Route]) -> Route:
    """Waits until a request was stopped on its way, and takes it."""
    while not stopped:
        page.wait_for_timeout(10)
    return stopped.pop()


def book_first(page: Page, hands: Hands) -> None:
    page.locator("[data-line]").first.focus()
    book(page, hands, page.locator("[data-line]").first, "4050")


@pytest.mark.slow
def test_the_inbox_fits_a_phone_and_works_without_a_script(
    busy: Page, open_window: Callable[..., object], live_server: LiveHouse
) -> None:
    busy.set_viewport_size({"width": 390, "height": 844})
    busy.reload()
    fits_the_width(busy)
    axe_is_clean(busy)
    plain = busy.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    plain.add_cookies(busy.context.cookies())  # type: ignore[arg-type]
    page = plain.new_page()
    page.goto(live_server.url + "/treasury/inbox?q=hedgerows")
    page.get_by_role("link", name="Book to an account").first.click()
    page.locator("select[name=account]").select_option("4050")
    page.get_by_role("button", name="Book it").click()
    expect(page.get_by_text("The line is booked.")).to_be_visible()
    plain.close()
