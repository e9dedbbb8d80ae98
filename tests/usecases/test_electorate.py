"""Who is on the roll, with how many votes, and who stands aside: on both databases."""

import json
from datetime import timedelta
from threading import Barrier, Thread
from uuid import UUID

import pytest
from sqlalchemy import select

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.members import queries as members
from coop.members.tables import ShareEventRow
from coop.readmodels.results.files import ballots_file
from coop.rulebook import operations as rulebook
from coop.unit_of_work.permissions import Actor, Permission, Role
from coop.unit_of_work.tables import EventRow, JobRow
from coop.usecases.count_file import count_file
from coop.usecases.draft_proposal import Option
from coop.usecases.move_proposal import move_proposal
from tests.makers.members import make_organisation, make_owner, make_person
from tests.makers.proxies import make_interest
from tests.makers.votes import bring_to_notice, cast, close, make_draft, make_open_vote, make_owners
from voting import queries
from voting.electorate import queries as electorate
from voting.errors import (
    AlreadyRecused,
    EmptyRoll,
    NotOnRoll,
    Recused,
    TooLateToRecuse,
)
from voting.meetings import paper_box
from voting.proof.verifier import verify
from voting.proposals import Proposal, State


def set_rule(house: Container, key: str, value: str) -> None:
    resolution_id = ids.new_id()
    with house.act(Actor.worker(), Permission.RULEBOOK_ENACT, id=resolution_id) as act:
        rulebook.enact(
            act.session, changes={key: value}, resolution_id=resolution_id, at=act.now,
            effective_at=act.now,
        )  # fmt: skip


def names_on(house: Container, vote: Proposal) -> set[str]:
    with house.read() as session:
        return {one.name for one in queries.roll(session, proposal_id=vote.id)}


def submitted(house: Container, actor: Actor) -> UUID:
    proposal_id = make_draft(house, actor=actor)
    move_proposal(
        container=house, actor=actor, act_id=ids.new_id(), proposal_id=proposal_id, move="submit"
    )
    return proposal_id


def test_who_owns_for_too_short_a_time_is_not_on_the_roll(
    house: Container, clock: StagedClock
) -> None:
    old = make_owner(house)
    clock.at += timedelta(days=90)
    new = make_owner(house)
    set_rule(house, "vote.minimum_membership_days", "90")
    vote = bring_to_notice(house, make_draft(house))
    assert names_on(house, vote) == {old.name}
    assert "vote.minimum_membership_days" in (vote.rules or {})["versions"]
    clock.at += timedelta(days=90)
    assert names_on(house, bring_to_notice(house, make_draft(house))) == {old.name, new.name}
    with house.read() as session:
        told = session.scalars(
            select(EventRow.facts).where(EventRow.kind == "proposal.notice_given")
        ).all()
    assert [facts["too_new"] for facts in told] == [1, 0]


def test_a_break_in_owning_starts_the_days_anew(house: Container, clock: StagedClock) -> None:
    start = clock.at
    owner, steady = make_owners(house, 2)
    clock.at += timedelta(days=10)
    with house.act(
        Actor.person(make_person(house, roles=[Role.SECRETARY]).id, frozenset({Role.SECRETARY})),
        Permission.SHARES_ISSUE,
        id=ids.new_id(),
    ) as act:
        line = max(act.session.scalars(select(ShareEventRow.line)))
        for offset, (kind, number) in enumerate((("withdrawn", -1), ("transferred", 1)), start=1):
            act.session.add(
                ShareEventRow(
                    line=line + offset, id=ids.new_id(), party_id=owner.party_id, share_class="A",
                    kind=kind, shares=number, amount_minor=5000 * number,
                    at=act.now + timedelta(days=offset), entered_by=None,
                )
            )  # fmt: skip
            act.session.flush()
    with house.read() as session:
        now = clock.at + timedelta(days=30)
        held = members.owners_without_break(session, at=now, since=start)
        assert held == {steady.party_id}
        later = members.owners_without_break(session, at=now, since=now - timedelta(days=5))
        assert later == {owner.party_id, steady.party_id}


def test_a_class_may_weigh_more_where_the_rulebook_says_so(
    house: Container, clock: StagedClock
) -> None:
    set_rule(house, "vote.weights", "A 1, B 3")
    people = make_owners(house, 3)
    body = make_owner(house, share_class="B", organisation=make_organisation(house))
    vote = make_open_vote(house, clock)
    for owner in people[:2]:
        cast(house, vote, owner, "yes")
    cast(house, vote, body, "no")
    assert close(house, clock, vote).state is State.REJECTED
    with house.read() as session:
        archive = json.loads(queries.result(session, proposal_id=vote.id).archive)  # type: ignore[union-attr]
        classes = electorate.roll_classes(session, proposal_id=vote.id)
    assert archive["result"] == {"rule": "majority", "yes": 2, "no": 3, "abstain": 0}
    assert (classes["B"].electors, classes["B"].weight) == (1, 3)
    assert verify(archive) == ()


def test_a_weighed_budget_taken_away_as_a_file_is_counted_alike(
    house: Container, clock: StagedClock
) -> None:
    set_rule(house, "vote.weights", "A 1, B 3")
    people = make_owners(house, 2)
    body = make_owner(house, share_class="B", organisation=make_organisation(house))
    paper = (Option("Pond", cost_minor=300_00), Option("Hedge", cost_minor=400_00))
    vote = make_open_vote(
        house, clock, kind="budget", method="phragmen", options=paper, budget=(400_00, "EUR")
    )
    for owner in people:
        cast(house, vote, owner, "1")
    cast(house, vote, body, "2")
    close(house, clock, vote)
    file = ballots_file(container=house, actor=body.actor, proposal_id=vote.id, ending="pb")
    assert file is not None
    counted = count_file(content=file.content.encode(), name=file.name, rule="phragmen")
    with house.read() as session:
        archive = json.loads(queries.result(session, proposal_id=vote.id).archive)  # type: ignore[union-attr]
    assert list(counted.count.winners) == archive["result"]["winners"] == [2]
    assert counted.count.votes == archive["result"]["votes"] == 5


def test_one_member_has_one_vote_unless_the_rulebook_weighs(house: Container) -> None:
    make_owner(house)
    make_owner(house, share_class="B", organisation=make_organisation(house))
    vote = bring_to_notice(house, make_draft(house))
    with house.read() as session:
        assert {one.weight for one in queries.roll(session, proposal_id=vote.id)} == {1}
    assert (vote.rules or {})["classes"] is False


def test_an_interest_declared_before_notice_leaves_the_member_off_the_roll(
    house: Container, clock: StagedClock
) -> None:
    wren, robin = make_owners(house, 2)
    secretary = make_person(house, roles=[Role.SECRETARY])
    proposal_id = make_draft(house)
    with pytest.raises(TooLateToRecuse):
        make_interest(house, wren, proposal_id)
    drafted = submitted(house, robin.actor)
    make_interest(house, wren, drafted)
    with pytest.raises(AlreadyRecused):
        make_interest(house, wren, drafted)
    vote = notice_of(house, drafted)
    assert names_on(house, vote) == {robin.name}
    with house.read() as session:
        jobs = session.scalars(select(JobRow).where(JobRow.kind == "mail.send"))
        sent = [j.payload["to"] for j in jobs if j.payload.get("template") == "interest_declared"]
        facts = session.scalars(
            select(EventRow.facts).where(EventRow.kind == "proposal.notice_given")
        ).all()
    assert sorted(sent) == sorted([wren.email, secretary.email])
    assert [each["recused"] for each in facts] == [1]


def notice_of(house: Container, proposal_id: UUID) -> Proposal:
    from coop.usecases.give_notice import give_notice
    from coop.usecases.sponsor_proposal import sponsor_proposal
    from tests.makers.votes import read, secretary

    for sponsor in make_owners_of_nothing_here(house):
        sponsor_proposal(
            container=house, actor=sponsor, act_id=ids.new_id(), proposal_id=proposal_id
        )
    office = secretary()
    move_proposal(
        container=house, actor=office, act_id=ids.new_id(), proposal_id=proposal_id,
        move="begin_deliberation",
    )  # fmt: skip
    give_notice(container=house, actor=office, act_id=ids.new_id(), proposal_id=proposal_id)
    return read(house, proposal_id)


def make_owners_of_nothing_here(house: Container) -> list[Actor]:
    """Two owners without a vote, who may sponsor and do not appear on the roll."""
    return [make_owner(house, share_class="C").actor for _ in range(2)]


@pytest.mark.parametrize("secret", [True, False])
def test_an_interest_declared_after_notice_bars_the_ballot_and_keeps_the_roll(
    house: Container, clock: StagedClock, secret: bool
) -> None:
    wren, robin = make_owners(house, 2)
    vote = make_open_vote(house, clock, secret=secret)
    make_interest(house, wren, vote)
    with pytest.raises(Recused):
        cast(house, vote, wren, "yes")
    cast(house, vote, robin, "yes")
    with pytest.raises(TooLateToRecuse):
        make_interest(house, robin, vote)
    with house.read() as session:
        assert not queries.votes_of(session, proposal_id=vote.id, caster_id=wren.person_id)
        assert not queries.waiting_votes(session, caster_id=wren.person_id, at=clock.now())
        assert queries.not_voted(session, proposal_id=vote.id) == ()
    assert names_on(house, vote) == {wren.name, robin.name}
    assert close(house, clock, vote).state is State.ADOPTED
    with pytest.raises(TooLateToRecuse):
        make_interest(house, wren, vote)


def test_a_stranger_declares_nothing_on_a_roll(house: Container, clock: StagedClock) -> None:
    make_owners(house, 1)
    vote = make_open_vote(house, clock)
    with pytest.raises(NotOnRoll):
        make_interest(house, make_owner(house), vote)


def test_where_all_stand_aside_notice_is_refused(house: Container) -> None:
    (wren,) = make_owners(house, 1)
    drafted = submitted(house, wren.actor)
    make_interest(house, wren, drafted)
    with pytest.raises(EmptyRoll):
        notice_of(house, drafted)


def test_declaring_and_casting_at_once_leave_one_of_the_two(
    house: Container, clock: StagedClock
) -> None:
    owners = make_owners(house, 8)
    vote = make_open_vote(house, clock, secret=True)
    barrier = Barrier(16)
    went: list[tuple[UUID, str]] = []

    def race(number: int) -> None:
        owner = owners[number // 2]
        barrier.wait()
        try:
            if number % 2:
                make_interest(house, owner, vote)
            else:
                cast(house, vote, owner, "yes")
        except (Recused, TooLateToRecuse):
            return
        went.append((owner.party_id, "aside" if number % 2 else "cast"))

    threads = [Thread(target=race, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(party for party, _ in went) == sorted(owner.party_id for owner in owners)
    with house.read() as session:
        voted = queries.turnout(session, proposal_id=vote.id).voted
    assert voted == [deed for _, deed in went].count("cast")


def test_who_stands_aside_takes_no_paper_and_who_took_one_does_not_stand_aside(
    house: Container, clock: StagedClock
) -> None:
    wren, robin = make_owners(house, 2)
    vote = make_open_vote(house, clock, secret=True)
    make_interest(house, wren, vote)

    def hand_out(elector_id: UUID) -> None:
        chair = Actor.person(robin.person_id, frozenset({Role.SECRETARY}))
        with house.act(chair, Permission.PROPOSAL_STEER, id=ids.new_id()) as act:
            paper_box.hand_out(act.session, proposal_id=vote.id, elector_id=elector_id, at=act.now)

    with pytest.raises(Recused):
        hand_out(wren.party_id)
    hand_out(robin.party_id)
    with pytest.raises(TooLateToRecuse):
        make_interest(house, robin, vote)
