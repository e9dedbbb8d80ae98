"""Reminders: to those without a ballot, whoever casts it, once a day, never saying how."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.jobs import Worker
from coop.unit_of_work.permissions import Actor, NotPermitted, Permission
from coop.unit_of_work.tables import EventRow
from coop.usecases.open_due_votes import open_due_votes, remind_voters
from coop.usecases.remind_electors import remind_electors
from tests.makers.members import Owner, make_organisation, make_owner
from tests.makers.proxies import cast_for, make_interest, make_proxy
from tests.makers.votes import (
    bring_to_notice,
    cast,
    close,
    letters,
    make_draft,
    make_open_vote,
    make_owners,
    secretary,
)
from voting.errors import RemindedToday, VoteClosed, VoteNotOpen
from voting.meetings import paper_box
from voting.proposals import Proposal


def remind(house: Container, vote: Proposal, actor: Actor | None = None) -> None:
    remind_electors(
        container=house, actor=actor or secretary(), act_id=ids.new_id(), proposal_id=vote.id
    )


def reminded(house: Container) -> list[tuple[str, str]]:
    """(address, elector) of every reminder."""
    return sorted(
        (letter["to"], letter["facts"]["elector"])
        for letter in letters(house, "vote_open")
        if letter["facts"]["reminder"]
    )


def last_day(house: Container, clock: StagedClock, vote: Proposal) -> None:
    assert vote.closes_at is not None
    clock.at = vote.closes_at - timedelta(hours=23)
    remind_voters(house, {"proposal_id": str(vote.id)})


def test_the_button_writes_to_those_without_a_ballot_alone(
    house: Container, clock: StagedClock
) -> None:
    voter, sleeper = make_owners(house, 2)
    vote = make_open_vote(house, clock)
    cast(house, vote, voter, "no")
    remind(house, vote)
    assert reminded(house) == [(sleeper.email, sleeper.name)]
    with house.read() as session:
        (told,) = session.scalars(select(EventRow).where(EventRow.kind == "vote.reminded"))
    assert (told.about, told.facts) == (vote.id, {"electors": 1})


def test_once_a_day_whoever_presses(house: Container, clock: StagedClock) -> None:
    make_owners(house, 2)
    vote = make_open_vote(house, clock)
    remind(house, vote)
    clock.at += timedelta(hours=2)
    with pytest.raises(RemindedToday):
        remind(house, vote)
    assert len(reminded(house)) == 2
    clock.at += timedelta(days=1)
    remind(house, vote)
    assert len(reminded(house)) == 4


def test_a_second_click_is_one_reminder(house: Container, clock: StagedClock) -> None:
    make_owner(house)
    vote = make_open_vote(house, clock)
    office, act_id = secretary(), ids.new_id()
    for _click in range(2):
        remind_electors(container=house, actor=office, act_id=act_id, proposal_id=vote.id)
    assert len(reminded(house)) == 1


def test_the_letter_of_the_last_day_stays_away_where_the_button_was_pressed(
    house: Container, clock: StagedClock
) -> None:
    make_owners(house, 2)
    vote = make_open_vote(house, clock)
    assert vote.closes_at is not None
    clock.at = vote.closes_at - timedelta(hours=24)
    remind(house, vote)
    remind_voters(house, {"proposal_id": str(vote.id)})
    assert len(reminded(house)) == 2


def test_nobody_is_reminded_before_the_opening_or_after_the_close(
    house: Container, clock: StagedClock
) -> None:
    owner = make_owner(house)
    vote = bring_to_notice(house, make_draft(house))
    with pytest.raises(VoteNotOpen):
        remind(house, vote)
    with pytest.raises(NotPermitted):
        remind(house, vote, owner.actor)
    assert vote.opens_at is not None
    clock.at = vote.opens_at
    open_due_votes(house)
    close(house, clock, vote)
    with pytest.raises(VoteClosed):
        remind(house, vote)
    assert reminded(house) == []


def test_the_holder_of_a_free_proxy_is_reminded_beside_the_member(
    house: Container, clock: StagedClock
) -> None:
    giver, holder, other = make_owners(house, 3)
    vote = make_open_vote(house, clock)
    make_proxy(house, giver, holder, vote=vote)
    cast(house, vote, holder, "yes")
    cast(house, vote, other, "yes")
    last_day(house, clock, vote)
    assert reminded(house) == sorted([(giver.email, giver.name), (holder.email, giver.name)])


@pytest.mark.parametrize("secret", [False, True])
def test_a_ballot_cast_by_proxy_needs_no_reminder(
    house: Container, clock: StagedClock, secret: bool
) -> None:
    giver, holder, other = make_owners(house, 3)
    vote = make_open_vote(house, clock, secret=secret)
    make_proxy(house, giver, holder, vote=vote)
    cast_for(house, vote, giver=giver, holder=holder, ballot="no")
    last_day(house, clock, vote)
    assert reminded(house) == sorted([(holder.email, holder.name), (other.email, other.name)])


def test_who_has_directed_a_proxy_is_left_in_peace(house: Container, clock: StagedClock) -> None:
    giver, holder = make_owners(house, 2)
    vote = make_open_vote(house, clock)
    make_proxy(house, giver, holder, vote=vote, direction="yes")
    last_day(house, clock, vote)
    assert reminded(house) == [(holder.email, holder.name)]


def test_an_organisation_is_reminded_through_its_representative(
    house: Container, clock: StagedClock
) -> None:
    person = make_owner(house)
    trust: Owner = make_owner(house, share_class="B", organisation=make_organisation(house))
    vote = make_open_vote(house, clock)
    cast(house, vote, person, "yes")
    last_day(house, clock, vote)
    assert reminded(house) == [(trust.email, trust.name)]


def test_who_declared_an_interest_gets_neither_paper_nor_reminder(
    house: Container, clock: StagedClock
) -> None:
    other, interested = make_owners(house, 2)
    vote = bring_to_notice(house, make_draft(house))
    make_interest(house, interested, vote)
    assert vote.opens_at is not None
    clock.at = vote.opens_at
    open_due_votes(house)
    last_day(house, clock, vote)
    assert {letter["to"] for letter in letters(house, "vote_open")} == {other.email}


def test_who_took_a_ballot_paper_is_left_in_peace(house: Container, clock: StagedClock) -> None:
    here, there = make_owners(house, 2)
    vote = make_open_vote(house, clock)
    with house.act(secretary(), Permission.PROPOSAL_STEER, id=ids.new_id()) as act:
        paper_box.hand_out(act.session, proposal_id=vote.id, elector_id=here.party_id, at=act.now)
    last_day(house, clock, vote)
    assert reminded(house) == [(there.email, there.name)]


def test_no_reminder_says_how_anybody_voted(house: Container, clock: StagedClock) -> None:
    voters, sleeper = make_owners(house, 3), make_owner(house)
    vote = make_open_vote(house, clock, title="A pond", text="We resolve to dig.")
    for voter, ballot in zip(voters, ("yes", "abstain", "no"), strict=True):
        cast(house, vote, voter, ballot)
    last_day(house, clock, vote)
    Worker(house).drain()
    found = [
        letter
        for letter in house.mailer.letters  # type: ignore[attr-defined]
        if letter.to == sleeper.email and letter.subject.startswith("One day left")
    ]
    assert len(found) == 1
    words = set(found[0].text.lower().replace(".", " ").split())
    assert not words & {"yes", "no", "abstain", "abstained", "1", "2", "3"} - {"no"}
    assert "No ballot is in yet for" in found[0].text
    for voter in voters:
        assert voter.name not in found[0].text


def test_an_earlier_reminder_does_not_call_it_the_last_day(
    house: Container, clock: StagedClock
) -> None:
    owner: Owner = make_owner(house)
    vote = make_open_vote(house, clock, title="A pond")
    remind(house, vote)
    Worker(house).drain()
    subjects = [
        letter.subject
        for letter in house.mailer.letters  # type: ignore[attr-defined]
        if letter.to == owner.email
    ]
    assert "There is still time to vote: A pond" in subjects
