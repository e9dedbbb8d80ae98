"""The link in a letter: it opens one ballot paper, until the close, and nothing else."""

import logging
import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text, update
from werkzeug.test import TestResponse

from coop.app import create_app
from coop.cli import server
from coop.clock import StagedClock
from coop.container import Container
from coop.jobs import Worker
from coop.members.tables import RoleGrantRow
from coop.usecases.ballot_pass import write_pass
from tests.makers.members import Owner, make_owner, make_person
from tests.makers.proxies import make_proxy
from tests.makers.votes import (
    bring_to_notice,
    cast,
    close,
    make_draft,
    make_open_vote,
    make_owners,
)
from tests.web.test_votes import checked, hidden, page
from voting import queries
from voting.proposals import Proposal
from voting.tables import BoxRow


def opened(house: Container, clock: StagedClock, **words: object) -> Proposal:
    """A vote that is open, its letters sent."""
    vote = make_open_vote(house, clock, **words)
    Worker(house).drain()
    return vote


def letter_to(house: Container, owner: Owner) -> str:
    """The words of the last letter to somebody that has a pass in it."""
    found = [
        each.text
        for each in house.mailer.letters  # type: ignore[attr-defined]
        if each.to == owner.email and "/ballot/" in each.text
    ]
    return str(found[-1])


def link_in(letter: str) -> str:
    found = re.search(r"(https?://\S+/ballot/\S+)", letter)
    assert found is not None
    return urlsplit(found[1]).path


def filled(paper: str, **answers: str) -> dict[str, str]:
    """What the paper would send: no cookie, no token against forged forms."""
    return {
        **{name: hidden(paper, name) for name in ("act_id", "elector", "text_hash")},
        "step": "check",
        **answers,
    }


def is_guarded(answer: TestResponse) -> None:
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.fixture
def strict(house: Container) -> Flask:
    """The pages with the fence against forged forms up, as a co-op runs them."""
    app = create_app(house)
    app.config.update(TESTING=True, RATELIMIT_ENABLED=False)
    return app


def test_the_letters_link_leads_to_a_cast_ballot_without_cookies(
    strict: Flask, house: Container, clock: StagedClock
) -> None:
    voter, _other = make_owners(house, 2)
    vote = opened(house, clock)
    address = link_in(letter_to(house, voter))
    visitor = strict.test_client(use_cookies=False)
    first = visitor.get(address, base_url="https://coop.example")
    is_guarded(first)
    html = page(first)
    assert voter.name in html
    second = visitor.post(address, data=filled(html, choice="yes"), base_url="https://coop.example")
    is_guarded(second)
    third = visitor.post(address, data=checked(page(second)), base_url="https://coop.example")
    is_guarded(third)
    assert "Your ballot is in" in page(third)
    with house.read() as session:
        assert queries.turnout(session, proposal_id=vote.id).voted == 1
        (mine,) = queries.votes_of(session, proposal_id=vote.id, caster_id=voter.person_id)
    assert mine.ballot == "yes"


def test_signed_in_pages_still_ask_for_their_token(
    strict: Flask, house: Container, clock: StagedClock
) -> None:
    from coop.web.account import sign_in_for_tests

    voter, _other = make_owners(house, 2)
    vote = opened(house, clock)
    client = strict.test_client()
    sign_in_for_tests(client, house, voter.person_id)
    address = f"/proposals/{vote.id}/ballot"
    html = page(client.get(address))
    assert client.post(address, data=filled(html, choice="yes")).status_code == 400


def test_a_pass_opens_one_paper_and_nothing_else(
    client: FlaskClient, house: Container, clock: StagedClock
) -> None:
    voter, other = make_owners(house, 2)
    vote = opened(house, clock)
    address = link_in(letter_to(house, voter))
    page(client.get(address))
    for closed in (f"/proposals/{vote.id}", f"/proposals/{vote.id}/ballot", "/home", "/me"):
        answer = client.get(closed)
        assert (answer.status_code, "/login" in answer.location) == (303, True)
    elsewhere = client.get(f"{address}?elector={other.party_id}")
    assert elsewhere.status_code == 403
    is_guarded(elsewhere)
    html = page(client.get(address))
    mine = filled(html, choice="no")
    theirs = client.post(address, data={**mine, "elector": str(other.party_id)})
    assert theirs.status_code == 403
    sent = client.post(
        address,
        data={**mine, "step": "cast", "ballot": "no", "elector": str(other.party_id)},
    )
    assert sent.status_code == 403
    with house.read() as session:
        assert queries.turnout(session, proposal_id=vote.id).voted == 0
    assert client.get(f"{address}/result").status_code == 404


def test_a_pass_of_one_vote_casts_in_no_other(
    client: FlaskClient, house: Container, clock: StagedClock
) -> None:
    voter, _other = make_owners(house, 2)
    first = bring_to_notice(house, make_draft(house, title="A pond"))
    second = opened(house, clock, title="A barn")
    Worker(house).drain()
    html = page(client.get(link_in(letter_to(house, voter))))
    if first.title in html:
        first, second = second, first
    here = write_pass(config=house.config, proposal_id=first.id, caster_id=voter.person_id)
    assert first.title in page(client.get(f"/ballot/{here}"))
    # What was read on one paper cannot be sent to another: it is bound to its words.
    answer = client.post(f"/ballot/{here}", data=filled(html, choice="yes"))
    assert answer.status_code == 409


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1],
        lambda token: token[1:],
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: token.rsplit(".", 1)[0],
        lambda token: "x",
        lambda token: "W10.abc",
    ],
)
def test_a_forged_or_cut_link_is_answered_plainly(
    client: FlaskClient, house: Container, clock: StagedClock, spoil: object
) -> None:
    voter = make_owner(house)
    vote = opened(house, clock)
    token = write_pass(config=house.config, proposal_id=vote.id, caster_id=voter.person_id)
    answer = client.get(f"/ballot/{spoil(token)}")  # type: ignore[operator]
    is_guarded(answer)
    html = page(answer, 404)
    assert vote.title not in html
    assert voter.name not in html


def test_a_pass_signed_with_another_key_or_for_nothing_is_refused(
    client: FlaskClient, house: Container, clock: StagedClock
) -> None:
    voter = make_owner(house)
    vote = opened(house, clock)
    forged = write_pass(
        config=replace(house.config, secret_key="another"),
        proposal_id=vote.id,
        caster_id=voter.person_id,
    )
    nothing = write_pass(config=house.config, proposal_id=uuid4(), caster_id=voter.person_id)
    nobody = write_pass(config=house.config, proposal_id=vote.id, caster_id=uuid4())
    for token in (forged, nothing, nobody):
        answer = client.get(f"/ballot/{token}")
        assert answer.status_code == 404
        is_guarded(answer)


def test_who_is_no_longer_a_member_is_not_let_in(
    client: FlaskClient, house: Container, clock: StagedClock
) -> None:
    voter, _other = make_owners(house, 2)
    opened(house, clock)
    address = link_in(letter_to(house, voter))
    page(client.get(address))
    end_membership(house, voter.person_id)
    page(client.get(address), 404)


def end_membership(house: Container, person_id: UUID) -> None:
    with house.unit_of_work.engine.begin() as connection:
        connection.execute(
            update(RoleGrantRow)
            .where(RoleGrantRow.person_id == person_id)
            .values(ended_at=house.clock.now())
        )


def test_a_member_off_the_roll_is_told_so(
    client: FlaskClient, house: Container, clock: StagedClock
) -> None:
    make_owner(house)
    stranger = make_person(house)
    vote = opened(house, clock)
    token = write_pass(config=house.config, proposal_id=vote.id, caster_id=stranger.id)
    assert "roll" in page(client.get(f"/ballot/{token}"), 403)


def test_before_the_opening_and_after_the_close_the_pass_says_so(
    client: FlaskClient, house: Container, clock: StagedClock
) -> None:
    voter = make_owner(house)
    vote = bring_to_notice(house, make_draft(house))
    token = write_pass(config=house.config, proposal_id=vote.id, caster_id=voter.person_id)
    assert "opens" in page(client.get(f"/ballot/{token}"), 409)
    clock.at = vote.opens_at or clock.at
    Worker(house).drain()
    page(client.get(f"/ballot/{token}"))
    close(house, clock, vote)
    answer = client.get(f"/ballot/{token}")
    is_guarded(answer)
    assert "closed" in page(answer, 409)


def test_the_pass_is_written_nowhere_but_in_the_letter(
    client: FlaskClient,
    house: Container,
    clock: StagedClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    voter, _other = make_owners(house, 2)
    with caplog.at_level(logging.DEBUG):
        vote = opened(house, clock, secret=True)
        address = link_in(letter_to(house, voter))
        html = page(client.get(address))
        page(client.post(address, data=filled(html, choice="yes")))
        client.get(address[:-2])
    token = address.rsplit("/", 1)[1]
    signature = token.rsplit(".", 1)[1]
    assert signature not in caplog.text
    with house.read() as session:
        engine = house.unit_of_work.engine
        names = [
            row[0]
            for row in session.execute(
                text(
                    "SELECT name FROM sqlite_master WHERE type = 'table'"
                    if engine.dialect.name == "sqlite"
                    else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                )
            )
        ]
        assert "job" in names
        for name in names:
            for row in session.execute(text(f'SELECT * FROM "{name}"')):
                assert signature not in str(row), name
                assert token not in str(row), name
    assert vote.secret


def test_the_server_keeps_no_log_of_addresses() -> None:
    # A line in an access log would be a key to somebody's ballot paper.
    assert server("coop.app:create_app", host="127.0.0.1", port=0, workers=1).log_access is False


def test_a_fault_of_ours_is_logged_without_the_address(
    house: Container,
    clock: StagedClock,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    voter = make_owner(house)
    vote = opened(house, clock)
    token = write_pass(config=house.config, proposal_id=vote.id, caster_id=voter.person_id)
    app = create_app(house)

    def broken(**_asked: object) -> None:
        raise RuntimeError("a hedgehog in the works")

    monkeypatch.setattr("coop.web.ballots.pages.paper", broken)
    answer = app.test_client().get(f"/ballot/{token}")
    assert answer.status_code == 500
    is_guarded(answer)
    assert "hedgehog" in caplog.text
    assert token not in caplog.text


def test_every_letter_of_an_open_vote_carries_its_own_pass_and_the_calendar(
    house: Container, clock: StagedClock
) -> None:
    owners = make_owners(house, 3)
    vote = opened(house, clock)
    clock.at = (vote.closes_at or clock.at) - timedelta(hours=12)
    Worker(house).drain()
    links = {link_in(letter_to(house, owner)) for owner in owners}
    assert len(links) == 3
    for each in house.mailer.letters:  # type: ignore[attr-defined]
        if "/ballot/" in each.text:
            assert f"/proposals/{vote.id}/closing.ics" in each.text
            assert f"/proposals/{vote.id}/closing.ics" in each.html


def test_a_holders_letter_opens_the_holders_paper(
    client: FlaskClient, house: Container, clock: StagedClock
) -> None:
    giver, holder = make_owners(house, 2)
    vote = bring_to_notice(house, make_draft(house))
    make_proxy(house, giver, holder, vote=vote)
    clock.at = vote.opens_at or clock.at
    Worker(house).drain()
    html = page(client.get(link_in(letter_to(house, holder))))
    assert holder.name in html
    assert f"Vote for {giver.name} instead" in html
    assert f"Vote for {holder.name} instead" not in page(
        client.get(link_in(letter_to(house, giver)))
    )


def test_the_closing_time_is_a_valid_calendar(
    client: FlaskClient, house: Container, clock: StagedClock
) -> None:
    make_owner(house)
    vote = opened(house, clock, title="Ponds, hedges; and a “wall”\\")
    answer = client.get(f"/proposals/{vote.id}/closing.ics")
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Content-Disposition"].endswith('.ics"')
    calendar = icalendar.Calendar.from_ical(answer.get_data())
    assert calendar["version"] == "2.0"
    (event,) = calendar.events
    assert event.decoded("dtstart") == vote.closes_at
    assert str(event["summary"]).endswith(vote.title)
    assert str(vote.id) in str(event["uid"])
    assert str(event["url"]).endswith(f"/proposals/{vote.id}")
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("trigger") == -timedelta(days=1)
    for line in answer.get_data().split(b"\r\n"):
        assert len(line) <= 75


def test_a_draft_has_no_closing_time_and_shows_nothing(
    client: FlaskClient, house: Container
) -> None:
    draft_id = make_draft(house, title="Not yet for everybody")
    answer = client.get(f"/proposals/{draft_id}/closing.ics")
    assert answer.status_code == 409
    assert "Not yet for everybody" not in answer.get_data(as_text=True)
    assert client.get(f"/proposals/{uuid4()}/closing.ics").status_code == 404


def test_a_changed_ballot_by_letter_keeps_to_the_receipt(
    client: FlaskClient, house: Container, clock: StagedClock
) -> None:
    voter, _other = make_owners(house, 2)
    vote = opened(house, clock, secret=True)
    done = cast(house, vote, voter, "yes")
    address = link_in(letter_to(house, voter))
    html = page(client.get(address))
    assert "changed only by showing its receipt" in html
    again = client.post(address, data=filled(html, choice="no", receipt=done.receipt or ""))
    assert "Your ballot is changed" in page(client.post(address, data=checked(page(again))))
    with house.read() as session:
        assert session.scalars(select(BoxRow.ballot)).all() == ["no"]


def test_an_objection_sent_by_the_letters_link_keeps_its_reason(
    client: FlaskClient, house: Container, clock: StagedClock
) -> None:
    voter, _other = make_owners(house, 2)
    vote = opened(house, clock, kind="consent")
    address = link_in(letter_to(house, voter))
    html = page(client.get(address))
    bare = client.post(address, data=filled(html, choice="object"))
    assert "Write why you object" in page(bare, 422)
    why = "The hedge would shade the seedlings."
    shown = page(client.post(address, data=filled(html, choice="object", reason=why)))
    assert why in shown
    sent = {**checked(shown), "reason": hidden(shown, "reason")}
    assert "Your ballot is in" in page(client.post(address, data=sent))
    with house.read() as session:
        (mine,) = queries.votes_of(session, proposal_id=vote.id, caster_id=voter.person_id)
    assert mine.ballot == "object"
