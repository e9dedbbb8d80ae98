"""Proxies, interests and the roll in a real browser: legible, wide enough, by keyboard."""

from datetime import date

import pytest

from tests.browser.conftest import OpenWindow
from tests.browser.live import LiveHouse, axe_is_clean, fits_the_width, sign_in
from tests.browser.looking import DESKTOP, PHONE, small_targets
from tests.makers.members import Owner, make_organisation, make_owner
from tests.makers.proxies import make_interest, make_proxy
from tests.makers.votes import bring_to_notice, make_draft, make_open_vote, make_owners


def owner_who_logs_in(house: LiveHouse, name: str) -> Owner:
    person = house.member(name=name)
    return make_owner(house.container, person=person)


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")])
def test_the_pages_of_the_electorate_are_clean(
    live_server: LiveHouse, open_window: OpenWindow, width: int, scheme: str
) -> None:
    container, clock = live_server.container, live_server.clock
    wren = owner_who_logs_in(live_server, "Wren Meadow")
    robin, heron, otter, _ = make_owners(container, 4)
    make_owner(container, share_class="B", organisation=make_organisation(container))
    by_name = make_open_vote(container, clock)
    secret = bring_to_notice(container, make_draft(container, secret=True, title="The pond"))
    make_proxy(container, wren, robin, until=date(2026, 12, 31))
    make_proxy(container, wren, heron, vote=by_name, direction="yes")
    make_interest(container, otter, by_name, "My sister’s firm sells the hazels.")
    window = open_window(width=width, scheme=scheme)
    sign_in(window.page, wren.email)
    for address in (
        "/me/proxies",
        "/me/proxies/give",
        f"/me/proxies/give?proposal={by_name.id}&search={robin.name.split()[0]}",
        f"/me/proxies/give?proposal={secret.id}",
        f"/proposals/{by_name.id}",
        f"/proposals/{by_name.id}/interest",
        f"/proposals/{by_name.id}/roll",
    ):
        page = window.open(address)
        axe_is_clean(page)
        fits_the_width(page)
        assert small_targets(page) == [], address
