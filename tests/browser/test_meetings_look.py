"""The pages of a meeting in a browser: axe finds nothing, and a phone shows them whole."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from coop import ids
from coop.clock import StagedClock
from coop.unit_of_work.permissions import Actor, Role
from coop.usecases.enter_paper_ballot import enter_paper_ballot, hand_out_paper
from coop.usecases.keep_minutes import draft_minutes
from coop.usecases.open_poll import demand_poll, open_poll
from coop.usecases.take_show_of_hands import take_show_of_hands
from tests.browser.live import (
    LiveHouse,
    axe_is_clean,
    fits_the_width,
    no_console_faults,
    served,
    sign_in,
)
from tests.browser.looking import PHONE, new_window, small_targets
from tests.makers.meetings import (
    add_item,
    arrive,
    begin,
    close,
    give_notice_of,
    make_meeting,
    make_session,
)
from tests.makers.members import make_owner, make_person

PICTURES = os.environ.get("COOP_PICTURES", "")
"""A folder to keep pictures in, for whoever wants to look."""


@pytest.fixture
def met(migrated_sqlite: Path, tmp_path: Path) -> Iterator[LiveHouse]:
    path = tmp_path / "met.sqlite3"
    shutil.copy(migrated_sqlite, path)
    clock = StagedClock(datetime(2026, 3, 2, 10, tzinfo=UTC))
    with served(database_url=f"sqlite:///{path}", var=tmp_path, clock=clock) as house:
        yield house


def addresses(house: LiveHouse, secretary: Actor) -> list[str]:
    """A year of meetings: one written up, one in session with a poll, one announced, one planned.

    The pages that the secretary opens.
    """
    container, clock = house.container, house.clock
    names = ("Ada Alder", "Bram Birch", "Chidi Cedar", "Dilys Dogwood", "Esme Elm")
    owners = [make_owner(container, name=name) for name in names]
    first = make_session(container, clock, secretary, owners[:3])
    arrive(container, secretary, first, owners[3], mode="proxy", holder=owners[0])
    item = begin(container, secretary, first)
    take_show_of_hands(
        container=container, actor=secretary, act_id=ids.new_id(), meeting_id=first,
        item_id=item.id, in_favour=3, against=1, abstained=0, declared="carried",
    )  # fmt: skip
    close(container, secretary, first)
    draft_minutes(container=container, actor=secretary, act_id=ids.new_id(), meeting_id=first)
    second = make_session(
        container, clock, secretary, owners[:4], title="Summer general meeting",
        day=date(2026, 6, 20),
    )  # fmt: skip
    item = begin(container, secretary, second, 1)
    demand_poll(
        container=container, actor=owners[1].actor, act_id=ids.new_id(), meeting_id=second,
        item_id=item.id,
    )  # fmt: skip
    poll = open_poll(
        container=container, actor=secretary, act_id=ids.new_id(), meeting_id=second,
        item_id=item.id, minutes_open=60, secret=True,
    )  # fmt: skip
    hand_out_paper(
        container=container, actor=secretary, act_id=ids.new_id(), proposal_id=poll,
        elector_id=owners[2].party_id,
    )  # fmt: skip
    for teller, ballot in ((secretary, "yes"), (auditor(house), "no")):
        enter_paper_ballot(
            container=container, actor=teller, act_id=ids.new_id(), proposal_id=poll, serial=7,
            ballot=ballot,
        )  # fmt: skip
    begin(container, secretary, second, 0)
    third = make_meeting(
        container, secretary, title="Extraordinary general meeting", day=date(2026, 6, 25)
    )
    give_notice_of(container, secretary, third, short=True)
    fourth = make_meeting(
        container, secretary, title="Board in July", kind="board", day=date(2026, 7, 20)
    )
    add_item(container, secretary, fourth, title="The accounts of the spring")
    return [
        "/meetings", "/meetings?shown=past", "/meetings/new", f"/meetings/{first}",
        f"/meetings/{first}/minutes", f"/meetings/{first}/minutes/words", f"/meetings/{second}",
        f"/meetings/{second}/chair", f"/meetings/papers/{poll}", f"/meetings/{third}",
        f"/meetings/{fourth}",
    ]  # fmt: skip


def auditor(house: LiveHouse) -> Actor:
    person = make_person(house.container, name="Theo Teller", roles=[Role.AUDITOR])
    return Actor.person(person.id, frozenset({Role.AUDITOR}))


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "light"), (1280, "dark")])
def test_every_page_of_a_meeting_is_accessible_and_fits(
    browser: Browser, met: LiveHouse, width: int, scheme: str
) -> None:
    person = met.member(name="Sela Secretary", roles=[Role.SECRETARY])
    secretary = Actor.person(person.id, frozenset({Role.SECRETARY}))
    make_owner(met.container, person=person)
    pages = addresses(met, secretary)
    window = new_window(browser, met, width=width, scheme=scheme)
    sign_in(window.page, person.email)
    for place, address in enumerate(pages):
        page = window.open(address)
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{place:02d}-{scheme}.png", full_page=True)
        axe_is_clean(page)
        fits_the_width(page)
        no_console_faults(page)
        assert not small_targets(page), address
    window.context.close()
