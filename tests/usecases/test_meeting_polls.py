"""Polls opened in a meeting, and ballots on paper, on both databases."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.jobs import Worker
from coop.rulebook.definitions import RuleKey
from coop.rulebook.queries import rulebook_on
from coop.unit_of_work.permissions import Actor, NotPermitted, Role
from coop.usecases.close_due_votes import close_due_votes
from coop.usecases.enter_paper_ballot import enter_paper_ballot, hand_out_paper
from coop.usecases.keep_minutes import draft_minutes
from coop.usecases.move_proposal import move_proposal
from coop.usecases.open_poll import demand_poll, open_poll
from coop.usecases.run_meeting import open_meeting
from coop.usecases.take_show_of_hands import take_show_of_hands
from tests.makers.meetings import (
    add_item,
    arrive,
    begin,
    give_notice_of,
    make_meeting,
    make_session,
    read_meeting,
)
from tests.makers.meetings import close as close_meeting
from tests.makers.members import Owner, make_person
from tests.makers.votes import cast, make_draft, make_open_vote, make_owners, read
from voting import queries as votes
from voting.errors import (
    AlreadyDecided,
    AlreadyVoted,
    DeclarationContradicts,
    NoPaperWaits,
    NoQuorum,
    NotByHands,
    NotOnRoll,
    NotPresent,
    PaperNeedsAnotherPerson,
    PaperNeedsTheSameTwo,
    PaperSettled,
    VotesOnPaper,
)
from voting.meetings import paper_box, queries
from voting.proof.verifier import verify
from voting.proposals import Proposal, State


@pytest.fixture
def office(house: Container) -> Actor:
    person = make_person(house, name="Sela Secretary", roles=[Role.SECRETARY])
    return Actor.person(person.id, frozenset({Role.SECRETARY}))


@pytest.fixture
def tellers(house: Container) -> tuple[Actor, Actor, Actor]:
    people = [make_person(house, roles=[Role.AUDITOR]) for _ in range(3)]
    one, two, three = (Actor.person(each.id, frozenset({Role.AUDITOR})) for each in people)
    return one, two, three


@pytest.fixture
def owners(house: Container) -> list[Owner]:
    return make_owners(house, 4)


def poll(container: Container, office: Actor, meeting_id: UUID, item_id: UUID, **more) -> UUID:  # type: ignore[no-untyped-def]
    given = {"minutes_open": 15, "act_id": ids.new_id()} | more
    return open_poll(
        container=container, actor=office, meeting_id=meeting_id, item_id=item_id, **given
    )


def demand(container: Container, actor: Actor, meeting_id: UUID, item_id: UUID) -> None:
    demand_poll(
        container=container, actor=actor, act_id=ids.new_id(), meeting_id=meeting_id,
        item_id=item_id,
    )  # fmt: skip


def test_a_poll_is_a_vote_among_those_present_and_stands_in_the_minutes(
    house: Container, clock: StagedClock, office: Actor, owners: list[Owner]
) -> None:
    ada, bram, chidi, dilys = owners
    meeting_id = make_session(house, clock, office, [ada, bram])
    arrive(house, office, meeting_id, chidi, mode="proxy", holder=ada)
    item = begin(house, office, meeting_id)
    take_show_of_hands(
        container=house, actor=office, act_id=ids.new_id(), meeting_id=meeting_id,
        item_id=item.id, in_favour=2, against=1, abstained=0, declared="carried",
    )  # fmt: skip
    with pytest.raises(NotPresent):
        demand(house, dilys.actor, meeting_id, item.id)
    demand(house, bram.actor, meeting_id, item.id)
    with pytest.raises(AlreadyDecided):
        demand(house, ada.actor, meeting_id, item.id)
    act_id = ids.new_id()
    poll_id = poll(house, office, meeting_id, item.id, act_id=act_id)
    assert poll(house, office, meeting_id, item.id, act_id=act_id) == poll_id
    with pytest.raises(AlreadyDecided):
        poll(house, office, meeting_id, item.id)
    vote = read(house, poll_id)
    assert vote.state is State.OPEN
    assert vote.record_at == read_meeting(house, meeting_id).notice_at
    with pytest.raises(NotOnRoll):
        cast(house, vote, dilys, "no")
    cast(house, vote, ada, "no")
    cast(house, vote, bram, "no")
    with pytest.raises(NotOnRoll):
        cast(house, vote, chidi, "yes")
    proxy = Owner(
        party_id=chidi.party_id, person_id=ada.person_id, name="", email="", share_class="A",
        shares=1,
    )  # fmt: skip
    cast(house, vote, proxy, "yes")
    clock.at += timedelta(minutes=15)
    close_due_votes(house)
    assert read(house, poll_id).state is State.REJECTED
    with house.read() as session:
        result = votes.result(session, proposal_id=poll_id)
    assert result is not None
    assert not verify(json.loads(result.archive))
    close_meeting(house, office, meeting_id)
    draft_minutes(container=house, actor=office, act_id=ids.new_id(), meeting_id=meeting_id)
    with house.read() as session:
        minutes = queries.minutes(session, meeting_id=meeting_id)
    assert minutes is not None
    words = " ".join(minutes.sections[1]["facts"])
    assert f"{bram.name} demanded a poll." in words
    assert "among the 3 members present. 3 ballots were cast. The proposal was rejected." in words
    Worker(house).drain()
    letters = [one.subject for one in house.mailer.letters if one.to == bram.email]  # type: ignore[attr-defined]
    assert not [one for one in letters if "eminder" in one]


def test_a_proposal_on_the_agenda_is_polled_itself(
    house: Container, clock: StagedClock, office: Actor, owners: list[Owner]
) -> None:
    proposal_id = make_draft(house, actor=office, secret=True)
    for move in ("submit", "begin_deliberation"):
        move_proposal(
            container=house, actor=office, act_id=ids.new_id(), proposal_id=proposal_id, move=move
        )
    meeting_id = make_meeting(house, office)
    add_item(house, office, meeting_id, proposal_id=proposal_id)
    give_notice_of(house, office, meeting_id)
    clock.at = read_meeting(house, meeting_id).starts_at
    arrive(house, office, meeting_id, owners[0])
    open_meeting(container=house, actor=office, act_id=ids.new_id(), meeting_id=meeting_id)
    item = begin(house, office, meeting_id, 1)
    with pytest.raises(NoQuorum):
        poll(house, office, meeting_id, item.id)
    arrive(house, office, meeting_id, owners[1])
    with pytest.raises(NotByHands):
        take_show_of_hands(
            container=house, actor=office, act_id=ids.new_id(), meeting_id=meeting_id,
            item_id=item.id, in_favour=2, against=0, abstained=0, declared="carried",
        )  # fmt: skip
    assert poll(house, office, meeting_id, item.id) == proposal_id
    assert read(house, proposal_id).state is State.OPEN


def paper(container: Container, actor: Actor, vote: Proposal, serial: int, ballot: str, **more):  # type: ignore[no-untyped-def]
    return enter_paper_ballot(
        container=container, actor=actor, act_id=ids.new_id(), proposal_id=vote.id,
        serial=serial, ballot=ballot, **more,
    )  # fmt: skip


def hand_out(container: Container, actor: Actor, vote: Proposal, owner: Owner) -> None:
    hand_out_paper(
        container=container, actor=actor, act_id=ids.new_id(), proposal_id=vote.id,
        elector_id=owner.party_id,
    )  # fmt: skip


def test_two_people_who_agree_put_a_secret_paper_in_the_box(
    house: Container,
    clock: StagedClock,
    owners: list[Owner],
    tellers: tuple[Actor, Actor, Actor],
) -> None:
    one, two, three = tellers
    ada, bram, chidi, _dilys = owners
    vote = make_open_vote(house, clock, secret=True)
    hand_out(house, one, vote, ada)
    hand_out(house, one, vote, bram)
    with pytest.raises(VotesOnPaper):
        cast(house, vote, ada, "yes")
    cast(house, vote, chidi, "yes")
    with pytest.raises(AlreadyVoted):
        hand_out(house, one, vote, chidi)
    assert paper(house, one, vote, 17, "yes").state == "waits_for_second"
    with pytest.raises(PaperNeedsAnotherPerson):
        paper(house, one, vote, 17, "yes")
    assert paper(house, two, vote, 17, "no").state == "differs"
    with pytest.raises(PaperNeedsTheSameTwo):
        paper(house, three, vote, 17, "no")
    assert paper(house, two, vote, 17, "no").state == "waits_for_second"
    assert paper(house, one, vote, 17, "no").state == "settled"
    with pytest.raises(PaperSettled):
        paper(house, three, vote, 17, "no")
    assert paper(house, one, vote, 4, "abstain").state == "waits_for_second"
    assert paper(house, three, vote, 4, "abstain").state == "settled"
    paper(house, one, vote, 5, "yes")
    with pytest.raises(NoPaperWaits):
        paper(house, two, vote, 5, "yes")
    with house.read() as session:
        assert paper_box.tally(session, proposal_id=vote.id) == paper_box.PaperTally(2, 2)
        assert votes.turnout(session, proposal_id=vote.id).voted == 3
    clock.at = vote.closes_at or clock.at
    close_due_votes(house)
    closed = read(house, vote.id)
    assert closed.state is State.REJECTED
    with house.read() as session:
        grouped = votes.grouped_ballots(session, proposal_id=vote.id)
    assert [(each.ballot, each.number) for each in grouped] == [
        ("abstain", 1), ("no", 1), ("yes", 1),
    ]  # fmt: skip


def test_a_paper_in_a_vote_by_name_is_its_members(
    house: Container,
    clock: StagedClock,
    owners: list[Owner],
    tellers: tuple[Actor, Actor, Actor],
) -> None:
    one, two, _three = tellers
    ada, bram, *_rest = owners
    vote = make_open_vote(house, clock, secret=False)
    hand_out(house, one, vote, ada)
    with pytest.raises(NotOnRoll):
        paper(house, one, vote, 1, "yes", elector_id=bram.party_id)
    paper(house, one, vote, 1, "yes", elector_id=ada.party_id)
    paper(house, two, vote, 1, "yes", elector_id=ada.party_id)
    with house.read() as session:
        mine = votes.votes_of(session, proposal_id=vote.id, caster_id=ada.person_id)
    assert [(each.voted, each.ballot) for each in mine] == [(True, "yes")]
    with pytest.raises(NotPermitted):
        paper(house, ada.actor, vote, 2, "yes")


def deliberated(container: Container, office: Actor, **words: Any) -> UUID:
    proposal_id = make_draft(container, actor=office, **words)
    for move in ("submit", "begin_deliberation"):
        move_proposal(
            container=container, actor=office, act_id=ids.new_id(), proposal_id=proposal_id,
            move=move,
        )  # fmt: skip
    return proposal_id


def test_hands_on_a_proposal_decide_it_and_what_follows_follows(
    house: Container, clock: StagedClock, office: Actor, owners: list[Owner]
) -> None:
    proposal_id = deliberated(
        house, office, kind="rule_change", title="A longer notice",
        effect={"kind": "rulebook.change", "changes": {"vote.notice_clear_days": "9"}},
    )  # fmt: skip
    meeting_id = make_meeting(house, office)
    add_item(house, office, meeting_id, proposal_id=proposal_id)
    give_notice_of(house, office, meeting_id)
    clock.at = read_meeting(house, meeting_id).starts_at
    for owner in owners:
        arrive(house, office, meeting_id, owner)
    open_meeting(container=house, actor=office, act_id=ids.new_id(), meeting_id=meeting_id)
    item = begin(house, office, meeting_id, 1)
    given = {"container": house, "actor": office, "meeting_id": meeting_id, "item_id": item.id}
    with pytest.raises(DeclarationContradicts):
        take_show_of_hands(
            act_id=ids.new_id(), in_favour=2, against=1, abstained=0, declared="carried", **given
        )
    take_show_of_hands(
        act_id=ids.new_id(), in_favour=3, against=0, abstained=0, declared="carried", **given
    )
    with pytest.raises(AlreadyDecided):
        demand(house, owners[0].actor, meeting_id, item.id)
    with pytest.raises(AlreadyDecided):
        poll(house, office, meeting_id, item.id)
    clock.at += timedelta(seconds=1)
    close_due_votes(house)
    assert read(house, proposal_id).state is State.ENACTED
    with house.read() as session:
        assert rulebook_on(session, on=clock.at)[RuleKey.VOTE_NOTICE_CLEAR_DAYS] == 9
        result = votes.result(session, proposal_id=proposal_id)
        grouped = votes.grouped_ballots(session, proposal_id=proposal_id)
    assert [(each.ballot, each.number) for each in grouped] == [("abstain", 1), ("yes", 3)]
    assert result is not None
    assert not verify(json.loads(result.archive))
