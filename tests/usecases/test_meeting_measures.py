"""What a vote at a meeting is measured by: who is there, and all who could be. Both databases."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.readmodels.results.page import ResultPage, result
from coop.unit_of_work.permissions import Actor, Role
from coop.usecases.close_due_votes import close_due_votes
from coop.usecases.open_poll import open_poll
from coop.usecases.run_meeting import open_meeting
from coop.usecases.take_show_of_hands import take_show_of_hands
from tests.makers import votes as make
from tests.makers.meetings import (
    add_item,
    arrive,
    begin,
    give_notice_of,
    items_of,
    make_meeting,
    make_session,
    read_meeting,
)
from tests.makers.members import Owner, make_owner, make_person
from tests.usecases.test_decision_rules import archive_of, set_rule
from voting import listing, queries
from voting.errors import DeclarationContradicts, NotByHands, ProposalNotForAgenda
from voting.proof.verifier import verify
from voting.proposals import Proposal, Relation, State


@pytest.fixture
def office(house: Container) -> Actor:
    person = make_person(house, name="Sela Secretary", roles=[Role.SECRETARY])
    return Actor.person(person.id, frozenset({Role.SECRETARY}))


def in_session(
    house: Container, clock: StagedClock, office: Actor, there: list[Owner], proposal_id: UUID
) -> tuple[UUID, UUID]:
    """A meeting with a proposal before it; returns the meeting's and the item's id."""
    meeting_id = make_meeting(house, office)
    add_item(house, office, meeting_id, proposal_id=proposal_id)
    give_notice_of(house, office, meeting_id)
    clock.at = read_meeting(house, meeting_id).starts_at
    for owner in there:
        arrive(house, office, meeting_id, owner)
    open_meeting(container=house, actor=office, act_id=ids.new_id(), meeting_id=meeting_id)
    return meeting_id, begin(house, office, meeting_id, 1).id


def polled(
    house: Container, clock: StagedClock, office: Actor, there: list[Owner], **words: Any
) -> Proposal:
    """A proposal on which a poll is open in a meeting."""
    proposal_id = make.make_draft(house, **words)
    make.bring_to_deliberation(house, proposal_id)
    meeting_id, item_id = in_session(house, clock, office, there, proposal_id)
    open_poll(
        container=house, actor=office, act_id=ids.new_id(), meeting_id=meeting_id,
        item_id=item_id, minutes_open=10,
    )  # fmt: skip
    return make.read(house, proposal_id)


@pytest.mark.parametrize(
    ("rule", "said", "state", "part", "whole"),
    [
        # Three of five are there; one of them casts no ballot.
        ("yes > 1/2 of present", ("yes", "no"), State.REJECTED, 1, 3),
        ("yes > 1/2 of present", ("yes", "yes"), State.ADOPTED, 2, 3),
        ("yes >= 3/5 of members", ("yes", "yes"), State.REJECTED, 2, 5),
        ("yes >= 2/5 of members", ("yes", "yes"), State.ADOPTED, 2, 5),
        # Who is there makes the quorum, and ballots do not.
        ("quorum >= 3/5 of members and yes > 1/2 of yes+no", ("yes",), State.ADOPTED, 1, 1),
        ("quorum >= 4 and yes > 1/2 of yes+no", ("yes", "yes"), State.INQUORATE, 2, 2),
    ],
)
def test_shares_are_of_those_present_or_of_all(
    house: Container,
    clock: StagedClock,
    office: Actor,
    rule: str,
    said: tuple[str, ...],
    state: State,
    part: int,
    whole: int,
) -> None:
    owners = make.make_owners(house, 5)
    set_rule(house, "vote.ordinary.rule", rule)
    vote = polled(house, clock, office, owners[:3])
    for owner, ballot in zip(owners, said, strict=False):
        make.cast(house, vote, owner, ballot)
    assert make.close(house, clock, vote).state is state
    archive = archive_of(house, vote)
    (measured,) = [one for one in archive["reason"]["steps"] if one["name"] == "majority"]
    assert (measured["part"], measured["whole"]) == (part, whole)
    assert len(archive["roll"]) == 3
    assert archive["rules"]["members"] == {"A": [5, 5]}
    assert verify(archive) == ()
    archive["rules"]["members"] = {"A": [2, 2]}
    assert "members" in {one.what for one in verify(archive)}


def test_each_class_is_measured_by_its_own_members_there(
    house: Container, clock: StagedClock, office: Actor
) -> None:
    users, workers = make.make_owners(house, 3), [make_owner(house, share_class="B")]
    workers.append(make_owner(house, share_class="B"))
    set_rule(
        house, "vote.ordinary.rule",
        "quorum >= 1/2 of members in each class and yes > 1/2 of present in each class",
    )  # fmt: skip
    there = [*users[:2], *workers]
    vote = polled(house, clock, office, there, secret=True)
    for owner in (*users[:2], workers[0]):
        make.cast(house, vote, owner, "yes")
    assert make.close(house, clock, vote).state is State.REJECTED
    archive = archive_of(house, vote)
    seen = {
        (one["name"], one["scope"]): (one["part"], one["whole"], one["met"])
        for one in archive["reason"]["steps"]
    }
    assert seen == {
        ("presence", "A"): (2, 3, True),
        ("presence", "B"): (2, 2, True),
        ("majority", "A"): (2, 2, True),
        ("majority", "B"): (1, 2, False),
    }
    assert verify(archive) == ()


def results_of(house: Container, actor: Actor, proposal_id: UUID) -> ResultPage:
    page = result(container=house, actor=actor, proposal_id=proposal_id)
    assert page is not None
    return page


def hands(
    house: Container, office: Actor, meeting_id: UUID, item_id: UUID, raised: int, declared: str
) -> None:
    take_show_of_hands(
        container=house, actor=office, act_id=ids.new_id(), meeting_id=meeting_id,
        item_id=item_id, in_favour=raised, against=0, abstained=0, declared=declared,
    )  # fmt: skip


def test_hands_are_declared_by_the_rule_that_counts_them(
    house: Container, clock: StagedClock, office: Actor
) -> None:
    owners = make.make_owners(house, 4)
    set_rule(house, "vote.ordinary.rule", "yes >= 3/4 of members")
    proposal_id = make.make_draft(house)
    make.bring_to_deliberation(house, proposal_id)
    meeting_id, item_id = in_session(house, clock, office, owners[:3], proposal_id)
    with pytest.raises(DeclarationContradicts):
        hands(house, office, meeting_id, item_id, 2, "carried")
    hands(house, office, meeting_id, item_id, 2, "lost")
    clock.at += timedelta(seconds=1)
    close_due_votes(house)
    assert make.read(house, proposal_id).state is State.REJECTED
    with house.read() as session:
        listed = listing.listed(session, wanted=listing.Wanted(), states=list(State))
    assert [one.by_hands for one in listed] == [True]
    page = results_of(house, owners[0].actor, proposal_id)
    assert "2 of 4 (50%) is not at least 75% of all members" in page.because
    assert page.by_hands


def test_hands_show_no_class(house: Container, clock: StagedClock, office: Actor) -> None:
    owners = make.make_owners(house, 3)
    set_rule(house, "vote.ordinary.rule", "yes > 1/2 of yes+no in each class")
    proposal_id = make.make_draft(house)
    make.bring_to_deliberation(house, proposal_id)
    meeting_id, item_id = in_session(house, clock, office, owners, proposal_id)
    with pytest.raises(NotByHands):
        hands(house, office, meeting_id, item_id, 3, "carried")
    assert make.read(house, proposal_id).state is State.DELIBERATION


def test_a_second_meeting_asks_what_the_first_vote_asked_of_it(
    house: Container, clock: StagedClock, office: Actor
) -> None:
    owners = make.make_owners(house, 5)
    set_rule(house, "vote.special.rule", "yes >= 2/3 of yes+no then yes > 1/2 of yes+no")
    first = polled(house, clock, office, owners, kind="special")
    for owner in owners:
        make.cast(house, first, owner, "yes")
    assert make.close(house, clock, first).state is State.CONFIRMING
    with house.read() as session:
        (second,) = [
            one for one in queries.proposals(session) if one.parent_as is Relation.CONFIRMS
        ]
    later = make_meeting(house, office, day=date(2026, 4, 24), title="Second meeting")
    add_item(house, office, later, proposal_id=second.id)
    give_notice_of(house, office, later)
    clock.at = read_meeting(house, later).starts_at
    for owner in owners:
        arrive(house, office, later, owner)
    open_meeting(container=house, actor=office, act_id=ids.new_id(), meeting_id=later)
    about = [one.proposal_id for one in items_of(house, later)]
    item_id = begin(house, office, later, about.index(second.id)).id
    # Three fifths: enough for a confirmation, and not for a special resolution.
    take_show_of_hands(
        container=house, actor=office, act_id=ids.new_id(), meeting_id=later, item_id=item_id,
        in_favour=3, against=2, abstained=0, declared="carried",
    )  # fmt: skip
    clock.at += timedelta(seconds=1)
    close_due_votes(house)
    assert make.read(house, first.id).state is State.ADOPTED


def test_the_board_decides_by_its_own_rules_and_never_what_is_the_members(
    house: Container, clock: StagedClock, office: Actor
) -> None:
    directors = [make_owner(house, roles=[Role.BOARD]) for _ in range(4)]
    set_rule(house, "vote.ordinary.rule", "yes > 1/2 of members in each class")
    proposal_id = make.make_draft(house)
    make.bring_to_deliberation(house, proposal_id)
    planned = make_meeting(house, office, kind="board", day=date(2026, 3, 6))
    with pytest.raises(ProposalNotForAgenda):
        add_item(house, office, planned, proposal_id=proposal_id)
    meeting_id = make_session(house, clock, office, directors[:3], kind="board")
    item = begin(house, office, meeting_id)
    poll_id = open_poll(
        container=house, actor=office, act_id=ids.new_id(), meeting_id=meeting_id,
        item_id=item.id, minutes_open=10,
    )  # fmt: skip
    vote = make.read(house, poll_id)
    make.cast(house, vote, directors[0], "yes")
    assert make.close(house, clock, vote).state is State.ADOPTED
    archive = archive_of(house, vote)
    assert archive["rules"]["members"] == {"board": [4, 4]}
    assert [one["part"] for one in archive["reason"]["steps"]] == [3, 1]
    assert archive["rules"]["versions"].keys() == {
        "meeting.board.quorum",
        "vote.ordinary.majority",
    }


def test_a_written_resolution_has_no_meeting(
    house: Container, clock: StagedClock, office: Actor
) -> None:
    make.make_owners(house, 3)
    proposal_id = make.make_draft(house, kind="written")
    make.bring_to_deliberation(house, proposal_id)
    with pytest.raises(ProposalNotForAgenda):
        add_item(house, office, make_meeting(house, office), proposal_id=proposal_id)
