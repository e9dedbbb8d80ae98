"""The look: axe-core finds nothing, nothing is wider than a phone, focus is never hidden."""

import pytest

from tests.browser.conftest import Visit
from tests.browser.looking import PHONE, SCHEMES, axe_is_clean, small_targets, stays_within
from tests.makers.circles import make_circle, make_post
from tests.makers.members import make_person

OPEN_PAGES = ("/", "/about", "/styleguide", "/circles", "/join", "/login")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_on_the_pages_that_anybody_may_open(visit: Visit, scheme: str):
    visitor = visit(scheme=scheme)
    for address in OPEN_PAGES:
        axe_is_clean(visitor.open(address))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_phone_shows_every_open_page_without_scrolling_sideways(visit: Visit, scheme: str):
    visitor = visit(width=PHONE, scheme=scheme)
    for address in OPEN_PAGES:
        page = visitor.open(address)
        stays_within(page)
        assert small_targets(page) == []
        axe_is_clean(page)


def test_the_menu_of_a_phone_opens_without_script(visit: Visit):
    page = visit(width=PHONE).open("/")
    menu = page.locator(".nav-small")
    assert not menu.locator("nav").is_visible()
    menu.locator("summary").click()
    assert menu.get_by_role("link", name="Circles").is_visible()
    axe_is_clean(page)
    stays_within(page)


def test_the_first_tab_offers_to_skip_to_the_content(visit: Visit):
    page = visit().open("/styleguide")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    box = page.locator(".skip").bounding_box()
    assert box is not None
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_keyboard_reaches_everything_and_its_place_is_always_to_be_seen(
    visit: Visit, scheme: str
):
    page = visit(scheme=scheme).open("/styleguide")
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


def test_a_fault_is_put_before_the_reader_and_leads_to_its_field(visit: Visit):
    visitor = visit()
    visitor.sign_in(make_person(visitor.server.container).id)
    page = visitor.open("/circles/new")
    page.get_by_label("purpose").first.fill("Kept words")
    page.locator("main form button").last.click()
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.locator(".error-summary a").first.click()
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    assert page.get_by_label("purpose").first.input_value() == "Kept words"
    axe_is_clean(page)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_member_starts_and_reads_circles_on_a_phone(visit: Visit, scheme: str):
    visitor = visit(width=PHONE, scheme=scheme)
    house = visitor.server.container
    person_id = make_person(house, name="Wren Rowan").id
    circle_id = make_circle(house, starter_id=person_id, name="Hedges and headlands")
    post_id = make_post(house, circle_id=circle_id, author_id=person_id, body="Who lays hedges?")
    visitor.sign_in(person_id)
    for address in (
        "/home",
        "/circles",
        f"/circles/{circle_id}",
        f"/circles/{circle_id}/posts/{post_id}",
        "/circles/new",
    ):
        page = visitor.open(address)
        stays_within(page)
        axe_is_clean(page)
