"""Voting as people do it: three taps on a phone, the keyboard alone, a connection that breaks."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from coop.container import Container
from coop.usecases.draft_proposal import Option
from tests.browser.conftest import OpenWindow
from tests.browser.live import LiveHouse, axe_is_clean, fits_the_width, sign_in
from tests.browser.looking import DESKTOP, PHONE, Window, small_targets
from tests.makers.members import Owner, make_owner
from tests.makers.votes import cast, close, make_draft, make_open_vote, make_owners
from voting import queries
from voting.proposals import Proposal

OPTIONS = (
    Option("Alder", "Grows where it is wet.", cost_minor=300_00),
    Option("Birch", cost_minor=200_00),
    Option("Cedar", cost_minor=400_00),
)
PAPERS: dict[str, dict[str, Any]] = {
    "choice": {"kind": "ordinary"},
    "consent": {"kind": "consent"},
    "ranking": {"kind": "poll", "method": "stv-scottish", "options": OPTIONS, "seats": 1},
    "approval": {
        "kind": "budget", "method": "equal-shares", "options": OPTIONS, "budget": (600_00, "EUR"),
    },
    "score": {"kind": "poll", "method": "star", "options": OPTIONS, "seats": 1},
}  # fmt: skip
BALLOTS = {
    "choice": "yes", "consent": "agree", "ranking": "2>1", "approval": "1,2", "score": "1:5,2:3",
}  # fmt: skip

Count = Callable[[], int]


def voter_of(house: LiveHouse) -> Owner:
    """A member-owner who can log in, and one more so that a vote stays open."""
    person = house.member(name="Wren Meadow")
    make_owner(house.container)
    return make_owner(house.container, person=person)


def open_vote(house: LiveHouse, paper: str, **more: Any) -> Proposal:
    vote = make_open_vote(
        house.container, house.clock, title="The lower field", **{**PAPERS[paper], **more}
    )
    house.work()
    return vote


def counting_taps(window: Window) -> Count:
    """This function will count every tap or click on the window's pages."""
    taps: list[str] = []
    window.page.expose_function("tapped", lambda: taps.append("tap"))
    window.page.add_init_script("addEventListener('click', (e) => e.isTrusted && tapped(), true)")
    return lambda: len(taps)


def opened_letter(window: Window) -> Page:
    """This function will open the voter's letter in the mailbox."""
    page = window.open("/mailbox")
    letters = page.get_by_role("link", name="Your vote is open")
    for address in [each.get_attribute("href") for each in letters.all()]:
        page = window.open(str(address))
        if page.get_by_text("Wren Meadow").count():
            # The letter names the house's settled address; this server has a port of its own.
            page.evaluate(
                "document.querySelectorAll('main a[href*=\"/ballot/\"]')"
                ".forEach((link) => { link.href = link.pathname; })"
            )
            return page
    raise AssertionError("no letter to the voter")


def ballot_link(page: Page) -> str:
    return str(page.locator("main a[href*='/ballot/']").first.get_attribute("href"))


def kept(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "Object.keys(localStorage).filter((key) => key.startsWith('ballot:'))"
    )
    return found


def sound(page: Page) -> None:
    axe_is_clean(page)
    fits_the_width(page)
    assert small_targets(page) == [], page.url


def tab_to(page: Page, wanted: str, *, most: int = 60) -> None:
    """This function will press Tab until what fits a selector has the focus."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")


def test_three_taps_lead_from_the_letter_to_a_ballot_that_is_in(
    live_server: LiveHouse, open_window: OpenWindow
) -> None:
    voter_of(live_server)
    open_vote(live_server, "choice")
    window = open_window(width=PHONE)
    taps = counting_taps(window)
    page = opened_letter(window)
    page.locator("main a[href*='/ballot/']").first.click()
    page.get_by_role("button", name="Yes").click()
    page.get_by_role("button", name="Cast my ballot").click()
    expect(page.get_by_role("heading", name="Your ballot is in")).to_be_visible()
    assert taps() == 3
    assert kept(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_keyboard_alone_ranks_and_hears_where_everybody_stands(
    live_server: LiveHouse, open_window: OpenWindow, scheme: str
) -> None:
    voter_of(live_server)
    open_vote(live_server, "ranking")
    window = open_window(width=PHONE, scheme=scheme)
    page = window.open(ballot_link(opened_letter(window)))
    said = page.locator("[data-ranking-said]")
    assert said.get_attribute("aria-live") == "polite"
    for name, place in (("Birch", 1), ("Cedar", 2)):
        tab_to(page, f"button[aria-label='Rank {name} next']")
        page.keyboard.press("Enter")
        expect(said).to_have_text(f"{name} is now number {place}.")
    # The focus stays with whom it moved, so the next step is one key away.
    assert page.evaluate("document.activeElement.closest('li').dataset.number") == "3"
    page.locator("button[aria-label='Move Cedar up']").focus()
    page.keyboard.press("Enter")
    expect(said).to_have_text("Cedar is now number 1.")
    page.locator("button[aria-label='Take Birch off my ranking']").focus()
    page.keyboard.press("Space")
    expect(said).to_have_text("Birch is no longer ranked.")
    tab_to(page, "button[name=step]:not([aria-hidden])")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your order")).to_be_visible()
    assert page.locator("ol.answers li").all_inner_texts() == ["Cedar"]
    tab_to(page, "button[value=cast]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your ballot is in")).to_be_visible()


def test_the_keyboard_alone_ticks_and_gives_points(
    live_server: LiveHouse, open_window: OpenWindow
) -> None:
    voter = voter_of(live_server)
    ticks = open_vote(live_server, "approval")
    window = open_window()
    sign_in(window.page, voter.email)
    page = window.open(f"/proposals/{ticks.id}/ballot")
    for number in (1, 3):
        tab_to(page, f"#approve-{number}")
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("ul.answers li")).to_have_count(2)
    points = open_vote(live_server, "score")
    window = open_window()
    sign_in(window.page, voter.email)
    page = window.open(f"/proposals/{points.id}/ballot")
    tab_to(page, "#score-2")
    page.keyboard.press("5")
    tab_to(page, "button[name=step]:not([aria-hidden])")
    page.keyboard.press("Enter")
    expect(page.locator("ul.answers li")).to_have_count(1)
    expect(page.locator("ul.answers")).to_contain_text("Birch")


def test_a_half_filled_ranking_survives_a_lost_connection(
    live_server: LiveHouse, open_window: OpenWindow
) -> None:
    voter_of(live_server)
    vote = open_vote(live_server, "ranking", secret=True)
    window = open_window(width=PHONE)
    address = ballot_link(opened_letter(window))
    page = window.open(address)
    page.get_by_role("button", name="Rank Cedar next").click()
    page.get_by_role("button", name="Rank Alder next").click()
    window.context.set_offline(True)
    page.get_by_role("button", name="Check my ballot").last.click()
    expect(page.get_by_text("You are offline.")).to_be_visible()
    assert voted(live_server.container, vote.id) == 0
    window.context.set_offline(False)
    page.reload()
    assert order(page) == ["Cedar", "Alder"]
    expect(page.locator("[data-draft-said]")).to_be_visible()
    other = window.context.new_page()
    other.goto(live_server.url + address)
    assert order(other) == ["Cedar", "Alder"]
    other.close()
    page.get_by_role("button", name="Check my ballot").last.click()
    receipt = page.locator(".receipt").inner_text()
    page.wait_for_load_state()
    window.context.set_offline(True)
    page.get_by_role("button", name="Cast my ballot").click()
    expect(page.get_by_text("Your ballot is not cast yet")).to_be_visible()
    assert voted(live_server.container, vote.id) == 0
    window.context.set_offline(False)
    # The receipt is kept as well: had the cast gone through unseen, it could still be changed.
    assert receipt in str(page.evaluate("Object.values(localStorage)"))
    page.get_by_role("button", name="Cast my ballot").click()
    expect(page.get_by_role("heading", name="Your ballot is in")).to_be_visible()
    assert page.locator(".receipt").inner_text() == receipt
    assert voted(live_server.container, vote.id) == 1
    assert kept(page) == []


def order(page: Page) -> list[str]:
    return page.locator("li.ranked .who").all_inner_texts()


def voted(house: Container, proposal_id: UUID) -> int:
    with house.read() as session:
        return queries.turnout(session, proposal_id=proposal_id).voted


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")])
def test_every_paper_its_check_and_its_receipt_are_clean(
    live_server: LiveHouse, open_window: OpenWindow, width: int, scheme: str
) -> None:
    voter = voter_of(live_server)
    for paper in PAPERS:
        vote = open_vote(live_server, paper, **({"secret": True} if paper == "score" else {}))
        # Weeks pass between the votes: the sign-in of the last one has run out.
        window = open_window(width=width, scheme=scheme)
        sign_in(window.page, voter.email)
        page = window.open(f"/proposals/{vote.id}/ballot")
        sound(page)
        if paper in ("choice", "consent"):
            page.get_by_role("button", name="Agree" if paper == "consent" else "Yes").click()
        elif paper == "ranking":
            page.get_by_role("button", name="Rank Alder next").click()
            sound(page)
            page.get_by_role("button", name="Check my ballot").last.click()
        else:
            if paper == "approval":
                page.get_by_label("Alder").check()
            page.get_by_role("button", name="Check my ballot").last.click()
        expect(page.get_by_role("button", name="Cast my ballot")).to_be_visible()
        sound(page)
        page.get_by_role("button", name="Cast my ballot").click()
        expect(page.get_by_role("heading", name="Your ballot is in")).to_be_visible()
        sound(page)


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")])
def test_results_lists_and_the_rooms_beside_them_are_clean(
    live_server: LiveHouse, open_window: OpenWindow, width: int, scheme: str
) -> None:
    house, clock = live_server.container, live_server.clock
    voter = voter_of(live_server)
    others = make_owners(house, 2)
    addresses = ["/proposals", "/proposals?q=nothing+like+it", "/proposals?shown=decided"]
    for paper, ballot in BALLOTS.items():
        vote = make_open_vote(house, clock, title=f"A {paper}", **PAPERS[paper])
        for each in (voter, *others):
            cast(house, vote, each, ballot)
        close(house, clock, vote)
        addresses += [f"/proposals/{vote.id}", f"/proposals/{vote.id}/result"]
        if paper in ("ranking", "score"):
            addresses.append(f"/proposals/{vote.id}/comparison")
    tables = {"kind": "poll", "method": "schulze", "options": OPTIONS, "seats": 1}
    pairs = make_open_vote(house, clock, title="Pairs", **tables)
    cast(house, pairs, voter, "3>1")
    close(house, clock, pairs)
    standing = make_open_vote(house, clock, title="Open to see", kind="poll", results_open=True)
    cast(house, standing, voter, "yes")
    make_draft(house, title="Half a thought", actor=voter.actor)
    window = open_window(width=width, scheme=scheme)
    sign_in(window.page, voter.email)
    for address in (
        *addresses,
        f"/proposals/{pairs.id}/result",
        f"/proposals/{standing.id}",
        f"/proposals/{standing.id}/roll",
        "/me/proxies",
        "/board",
        "/meetings",
    ):
        sound(window.open(address))
