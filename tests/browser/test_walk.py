"""One member's year, walked in a browser: join, own, vote, keep the books, share, report.

Every page that is opened is checked with axe-core and for complaints in the console.
"""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import Error as PlaywrightError

from coop import ids
from coop.clock import StagedClock
from coop.unit_of_work.permissions import Actor, Role
from coop.usecases.close_period import close_period
from ledger.periods import Month
from tests.browser.live import (
    PASSWORD,
    Faults,
    LiveHouse,
    axe_is_clean,
    fits_the_width,
    no_console_faults,
    served,
    sign_in,
)
from tests.makers.books import CLOSE_ANYWAY

YEAR = 2026


@pytest.fixture
def walked(migrated_sqlite: Path, tmp_path: Path) -> Iterator[LiveHouse]:
    """A founded house with nobody in it, served at its own address."""
    path = tmp_path / "walk.sqlite3"
    shutil.copy(migrated_sqlite, path)
    clock = StagedClock(datetime(YEAR, 3, 2, 10, tzinfo=UTC))
    with served(database_url=f"sqlite:///{path}", var=tmp_path, clock=clock) as house:
        yield house


class Walker:
    """Somebody with a browser of their own, on a phone or at a desk."""

    def __init__(self, browser: Browser, house: LiveHouse, *, width: int = 1280) -> None:
        self.house = house
        self.email = ""
        self.context = browser.new_context(
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
            accept_downloads=True,
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.house_url = house.url  # type: ignore[attr-defined]
        self.page.faults = Faults(self.page)  # type: ignore[attr-defined]

    def open(self, path: str) -> "Walker":
        try:
            self.page.goto(self.house.url + path)
        except PlaywrightError as moved:
            # The page that waits for the processor looks again by itself, at any moment.
            if "interrupted by another navigation" not in moved.message:
                raise
            self.page.goto(self.house.url + path)
        if "/login" in self.page.url and self.email:
            # Weeks have passed on the house's clock: the sign-in has run out, as it should.
            sign_in(self.page, self.email)
            self.page.goto(self.house.url + path)
        return self.look()

    def look(self) -> "Walker":
        """This function will hold the page to what every page must be."""
        axe_is_clean(self.page)
        fits_the_width(self.page)
        no_console_faults(self.page)
        return self

    def fill(self, label: str, text: str) -> "Walker":
        self.page.get_by_label(label).fill(text)
        return self

    def choose(self, label: str) -> "Walker":
        self.page.get_by_label(label, exact=False).first.check()
        return self

    def press(self, name: str) -> "Walker":
        self.page.get_by_role("button", name=name).first.click()
        self.page.wait_for_load_state()
        expect(self.page.locator(".htmx-request")).to_have_count(0)
        return self.look()

    def follow(self, name: str) -> "Walker":
        self.page.get_by_role("main").get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()
        return self.look()

    def sees(self, text: str) -> "Walker":
        expect(self.page.get_by_role("main")).to_contain_text(text)
        return self

    def signs_in(self, email: str) -> "Walker":
        self.email = email
        sign_in(self.page, email)
        return self.look()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_members_year(browser: Browser, walked: LiveHouse) -> None:
    secretary_email = walked.member(name="Maren Holt", roles=[Role.SECRETARY]).email
    treasurer_email = walked.member(name="Tomasz Wrona", roles=[Role.TREASURER]).email
    coach_email = walked.member(name="Jonas Lind", roles=[Role.COACH]).email
    member = Walker(browser, walked, width=390)
    secretary, treasurer = Walker(browser, walked), Walker(browser, walked)
    coach = Walker(browser, walked)
    secretary.signs_in(secretary_email)
    treasurer.signs_in(treasurer_email)
    coach.signs_in(coach_email)

    join(member)
    own(member, secretary)
    earn(member, coach)
    vote(member, secretary)
    reconcile(treasurer)
    close(treasurer)
    share(member, secretary, treasurer)
    report(member, secretary)


def join(member: Walker) -> None:
    member.open("/").open("/join")
    member.press("Join").sees("There is something to put right")
    member.fill("Your name", "Ines Carvalho").fill("E-mail address", "ines@example.org")
    member.press("Join")
    member.house.work()
    link = re.search(r"/verify/[\w-]+", member.house.letters()[-1].replace("=\n", ""))
    assert link is not None
    member.open(link[0])
    member.page.locator("input[name=way][value=password]").check()
    member.page.locator("input[name=password]").fill(PASSWORD)
    member.press("Confirm and sign in")
    member.email = "ines@example.org"
    member.open("/home").open("/me")


def own(member: Walker, secretary: Walker) -> None:
    house = member.house
    member.open("/shares").follow("Apply for ownership")
    member.page.locator("input[name=choice]").first.check()
    member.page.locator("textarea[name=statement]").fill("I use what we share and want a say.")
    member.press("Send the application")
    secretary.open("/board/applications").sees("Ines Carvalho").press("Approve")
    house.work()
    member.open("/shares")
    member.page.get_by_role("main").locator("a[href*='/shares/applications/']").first.click()
    member.look().follow("Choose your shares")
    member.page.locator("input[name=shares]").fill("2")
    member.press("Go on").press("Subscribe and pay")
    member.press("Continue to payment").press("Pay")
    house.work()
    secretary.open("/shares/issue")
    secretary.page.locator("input[name=application_ids]").first.check()
    secretary.press("Issue the shares chosen")
    house.work()
    member.open("/shares").sees("2")
    secretary.open("/register").sees("Ines Carvalho")


def earn(member: Walker, coach: Walker) -> None:
    """A coaching session is offered, booked, paid for and held."""
    house = member.house
    coach.open("/coaching/desk/profile")
    coach.page.locator("input[name=headline]").fill("Prototyping sensors for field teams")
    coach.page.locator("textarea[name=about]").fill("Twelve years of trying things outdoors.")
    coach.press("Save").open("/coaching/desk")
    coach.page.locator("input[name=day]").fill(f"{YEAR}-03-05")
    coach.page.locator("input[name=time]").fill("14:00")
    coach.page.locator("input[name=minutes]").fill("60")
    coach.press("Offer this time")
    member.open("/coaching").follow("Jonas Lind")
    member.page.get_by_role("main").locator("a[href*='/coaching/times/']").first.click()
    member.look().press("Book this time").press("Continue to payment").press("Pay")
    house.work()
    house.clock.at = datetime(YEAR, 3, 5, 16, tzinfo=UTC)
    coach.open("/coaching/desk").press("Mark as held")


def vote(member: Walker, secretary: Walker) -> None:
    house = member.house
    secretary.open("/proposals").follow("Draft a proposal")
    secretary.page.locator("a[href$='/proposals/new/ordinary']").first.click()
    secretary.look()
    secretary.page.locator("input[name=title]").fill("Publish our methods")
    secretary.page.locator("textarea[name=text]").fill("Every method is published for all to use.")
    secretary.press("Keep the draft")
    address = secretary.page.url.removeprefix(house.url)
    walk_to_open(secretary, address)
    cast(member, address)
    house.clock.at += timedelta(days=8)
    house.work()
    member.open(address).follow("See the result").sees("Adopted")


def walk_to_open(secretary: Walker, address: str) -> None:
    """The secretary steers a draft to the moment it opens."""
    house = secretary.house
    secretary.open(address)
    for move in ("submit", "begin_deliberation", "give_notice"):
        form = secretary.page.locator(f"form:has(input[name=move][value={move}])")
        if form.count() == 0:
            continue
        form.get_by_role("button").click()
        secretary.page.wait_for_load_state()
        secretary.look().open(address)
    house.work()
    house.clock.at += timedelta(days=9)
    house.work()


def cast(member: Walker, address: str) -> None:
    """The member votes on a phone: open, choose, check, cast."""
    member.open(address)
    member.page.get_by_role("main").locator("a[href*='/ballot']").first.click()
    member.look()
    member.page.locator("button[name=choice][value=yes]").click()
    member.press("Cast my ballot")


def reconcile(treasurer: Walker) -> None:
    treasurer.open("/treasury").open("/treasury/import")
    broken = "Date,Description,Amount\n2026-03-09,Rent,-12.3.4\nyesterday,Fee,-1.00\n"
    give(treasurer, broken, name="broken.csv")
    treasurer.sees("2").sees("3")
    good = (
        "Date,Description,Amount,Reference\n"
        f"{YEAR}-03-09,Field station rent,-5.00,\n"
        f"{YEAR}-03-10,STRIPE PAYOUT po_walk1,50.00,po_walk1\n"
    )
    give(treasurer, good, name="march.csv")
    treasurer.open("/treasury/inbox").press("Accept")
    treasurer.page.get_by_role("main").locator("a[href$='/book']").first.click()
    treasurer.look()
    treasurer.page.locator("select[name=account]").select_option("6000")
    treasurer.press("Book it")
    for statement in ("trial-balance", "income", "balance-sheet"):
        treasurer.open(f"/treasury/{statement}")
    treasurer.open("/treasury").press("Check the books now")


def give(treasurer: Walker, text: str, *, name: str) -> None:
    treasurer.open("/treasury/import")
    treasurer.page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    )
    treasurer.press("Import")


def close(treasurer: Walker) -> None:
    """March by hand, the months between by use case, and the year by hand."""
    house = treasurer.house
    house.clock.at = datetime(YEAR + 1, 1, 4, 9, tzinfo=UTC)
    house.work()
    close_by_hand(treasurer, f"{YEAR}-03", "Close March")
    actor = Actor.person(ids.new_id(), frozenset({Role.TREASURER}))
    for number in range(4, 12):
        close_period(
            container=house.container,
            actor=actor,
            act_id=ids.new_id(),
            month=Month(YEAR, number),
            reasons=CLOSE_ANYWAY,
        )
    close_by_hand(treasurer, f"{YEAR}-12", "Close the year")


def close_by_hand(treasurer: Walker, month: str, button: str) -> None:
    """From the checklist to the close, with a reason for whatever is not in order."""
    treasurer.open(f"/treasury/months/{month}").follow("Close")
    for reason in treasurer.page.locator("input[name^=reason-]").all():
        reason.fill("Known, and looked at")
    treasurer.press(button)


def share(member: Walker, secretary: Walker, treasurer: Walker) -> None:
    house = member.house
    treasurer.open("/patronage").follow(f"Prepare the division of {YEAR}")
    treasurer.press("Draft this division").press("Put it to the members")
    address = treasurer.page.url.removeprefix(house.url)
    walk_to_open(secretary, address)
    cast(member, address)
    house.clock.at += timedelta(days=8)
    house.work()
    member.open("/patronage").sees("Your business earned back")
    treasurer.open("/patronage").follow(str(YEAR)).follow("Pay the cash part")
    treasurer.press("Book the payment").sees("Paid")
    member.open("/patronage").sees("paid")


def report(member: Walker, secretary: Walker) -> None:
    """The year's report is previewed, issued, printed and verified; the member has a statement."""
    house = member.house
    secretary.open("/reports").open("/reports/new")
    secretary.open(f"/reports/new/{YEAR}").press("Continue").press("Issue the report")
    house.work()
    address = secretary.page.url.removeprefix(house.url)
    secretary.open(address)
    pdf = secretary.context.request.get(house.url + address + ".pdf")
    assert pdf.status == 200
    assert pdf.body().startswith(b"%PDF")
    code = re.search(r"[2-9A-Z]{5}(?:-[2-9A-Z]{5}){3}", secretary.page.content())
    assert code is not None
    member.open("/verify")
    member.page.locator("input[name=code]").fill(code[0])
    member.press("Check the code").sees("in force")
    member.open("/patronage").follow("Statement (PDF)")
