"""The look: axe-core finds nothing, nothing is wider than a phone, focus is never hidden."""

import pytest

from tests.browser.conftest import OpenWindow
from tests.browser.live import axe_is_clean, fits_the_width, sign_in
from tests.browser.looking import PHONE, SCHEMES, small_targets
from tests.makers.circles import make_circle, make_post

OPEN_PAGES = ("/", "/about", "/styleguide", "/circles", "/join", "/login")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_on_the_pages_that_anybody_may_open(open_window: OpenWindow, scheme: str):
    window = open_window(scheme=scheme)
    for address in OPEN_PAGES:
        axe_is_clean(window.open(address))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_phone_shows_every_open_page_without_scrolling_sideways(
    open_window: OpenWindow, scheme: str
):
    window = open_window(width=PHONE, scheme=scheme)
    for address in OPEN_PAGES:
        page = window.open(address)
        fits_the_width(page)
        assert small_targets(page) == []
        axe_is_clean(page)


def test_the_menu_of_a_phone_opens_without_script(open_window: OpenWindow):
    page = open_window(width=PHONE).open("/")
    menu = page.locator(".nav-small")
    assert not menu.locator("nav").is_visible()
    menu.locator("summary").click()
    assert menu.get_by_role("link", name="Circles").is_visible()
    axe_is_clean(page)
    fits_the_width(page)


def test_the_first_tab_offers_to_skip_to_the_content(open_window: OpenWindow):
    page = open_window().open("/styleguide")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    box = page.locator(".skip").bounding_box()
    assert box is not None
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_keyboard_reaches_everything_and_its_place_is_always_to_be_seen(
    open_window: OpenWindow, scheme: str
):
    page = open_window(scheme=scheme).open("/styleguide")
    hidden = []
    for _ in range(80):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => { const each = document.activeElement;
              if (each === document.body) return null;
              const style = getComputedStyle(each), box = each.getBoundingClientRect();
              const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
              const there = box.bottom > 0 && box.top < innerHeight;
              return { who: each.outerHTML.slice(0, 90), shown: ringed && there }; }"""
        )
        if seen is None:
            break
        if not seen["shown"]:
            hidden.append(seen["who"])
    assert hidden == []


def test_a_fault_is_put_before_the_reader_and_leads_to_its_field(open_window: OpenWindow):
    window = open_window()
    sign_in(window.page, window.house.member().email)
    page = window.open("/circles/new")
    page.get_by_label("What it is about").fill("Kept words")
    page.locator("main form button").last.click()
    # The browser gives the focus when it first draws the page, a moment after it has it.
    page.wait_for_function("document.activeElement.className === 'error-summary'")
    page.locator(".error-summary a").first.click()
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    assert page.get_by_label("What it is about").input_value() == "Kept words"
    axe_is_clean(page)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_member_meets_no_fault_from_the_start_page_to_a_thread_on_a_phone(
    open_window: OpenWindow, scheme: str
):
    window = open_window(width=PHONE, scheme=scheme)
    house, person = window.house.container, window.house.member(name="Wren Rowan")
    person_id = person.id
    circle_id = make_circle(house, starter_id=person_id, name="Hedges and headlands")
    post_id = make_post(house, circle_id=circle_id, author_id=person_id, body="Who lays hedges?")
    sign_in(window.page, person.email)
    for address in (
        "/home",
        "/circles",
        f"/circles/{circle_id}",
        f"/circles/{circle_id}/posts/{post_id}",
        "/circles/new",
    ):
        page = window.open(address)
        fits_the_width(page)
        axe_is_clean(page)
