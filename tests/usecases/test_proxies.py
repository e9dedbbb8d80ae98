"""Voting by proxy, from giving to the count, on both databases."""

import json
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.jobs import Worker
from coop.members import queries as members
from coop.unit_of_work.permissions import Actor, NotSignedIn, Permission
from coop.unit_of_work.tables import EventRow, JobRow
from coop.usecases.accept_proxy import accept_proxy
from coop.usecases.decline_proxy import decline_proxy
from coop.usecases.revoke_proxy import revoke_proxy
from footing.errors import Refusal
from tests.makers.members import Owner, make_organisation, make_owner, make_person
from tests.makers.proxies import cast_for, make_interest, make_proxy
from tests.makers.votes import bring_to_notice, cast, close, make_draft, make_open_vote, make_owners
from voting import queries
from voting.electorate import queries as electorate
from voting.errors import (
    AlreadyVoted,
    DirectedProxy,
    DirectionInSecret,
    DirectionTooEarly,
    HolderHasGiven,
    HolderNotElector,
    HoldsProxies,
    InvalidBallot,
    NotOnRoll,
    ProxyNotFound,
    ProxyNotNow,
    ProxyTermTooLong,
    TooManyProxies,
    VotedInPerson,
    VotesOnPaper,
)
from voting.meetings import paper_box
from voting.objections.errors import ObjectionNeedsReason
from voting.proof.verifier import verify
from voting.proposals import Proposal, State
from voting.tables import NamedBallotRow


def ballots(house: Container, vote: Proposal) -> dict[str, str]:
    with house.read() as session:
        return {
            row.elector_id.hex: row.ballot
            for row in session.scalars(select(NamedBallotRow))
            if row.proposal_id == vote.id
        }


def letters(house: Container, template: str) -> list[str]:
    with house.read() as session:
        jobs = session.scalars(select(JobRow).where(JobRow.kind == "mail.send"))
        return [job.payload["to"] for job in jobs if job.payload.get("template") == template]


def revoke(house: Container, giver: Owner, delegation_id: object) -> None:
    revoke_proxy(
        container=house, actor=giver.actor, act_id=ids.new_id(),
        delegation_id=delegation_id,  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_holder_sees_and_casts_the_givers_ballot_by_name(
    house: Container, clock: StagedClock
) -> None:
    wren, robin = make_owners(house, 2)
    vote = make_open_vote(house, clock)
    make_proxy(house, wren, robin, vote=vote)
    with house.read() as session:
        mine = queries.votes_of(
            session, proposal_id=vote.id, caster_id=robin.person_id, at=clock.now()
        )
        assert vote.id in queries.waiting_votes(session, caster_id=robin.person_id, at=clock.now())
    assert [(one.elector.elector_id, one.by_proxy) for one in mine] == [
        (robin.party_id, False),
        (wren.party_id, True),
    ]
    cast_for(house, vote, giver=wren, holder=robin, ballot="no")
    cast(house, vote, robin, "yes")
    assert ballots(house, vote) == {wren.party_id.hex: "no", robin.party_id.hex: "yes"}
    assert letters(house, "proxy_given") == [robin.email]
    assert letters(house, "proxy_cast") == [wren.email]
    with house.read() as session:
        told = session.scalars(select(EventRow.facts).where(EventRow.kind == "ballot.cast")).all()
    assert {"by_proxy_for": str(wren.party_id)} in told


def test_the_givers_own_vote_takes_the_holders_place_and_is_never_taken_back(
    house: Container, clock: StagedClock
) -> None:
    wren, robin = make_owners(house, 2)
    vote = make_open_vote(house, clock)
    make_proxy(house, wren, robin, vote=vote)
    cast_for(house, vote, giver=wren, holder=robin, ballot="no")
    cast_for(house, vote, giver=wren, holder=robin, ballot="abstain")
    assert cast(house, vote, wren, "yes").changed
    with pytest.raises(VotedInPerson):
        cast_for(house, vote, giver=wren, holder=robin, ballot="no")
    assert ballots(house, vote) == {wren.party_id.hex: "yes"}
    with pytest.raises(VotedInPerson):
        make_proxy(house, wren, robin, vote=vote)


def test_in_a_secret_vote_the_holder_casts_with_a_receipt_of_its_own(
    house: Container, clock: StagedClock
) -> None:
    wren, robin = make_owners(house, 2)
    vote = make_open_vote(house, clock, secret=True)
    make_proxy(house, wren, robin, vote=vote)
    receipt = cast_for(house, vote, giver=wren, holder=robin, ballot="no")
    with pytest.raises(AlreadyVoted):
        cast(house, vote, wren, "yes")
    with pytest.raises(AlreadyVoted):
        make_proxy(house, wren, robin, vote=vote)
    # Whoever is handed the receipt can change the ballot, the giver as well as the holder.
    assert cast(house, vote, wren, "yes", receipt=receipt).changed
    cast(house, vote, robin, "yes")
    assert close(house, clock, vote).state is State.ADOPTED
    with house.read() as session:
        archive = json.loads(queries.result(session, proposal_id=vote.id).archive)  # type: ignore[union-attr]
        told = session.scalars(select(EventRow.facts).where(EventRow.kind == "ballot.cast")).all()
    assert archive["result"]["yes"] == 2
    assert verify(archive) == ()
    assert all(facts == {} for facts in told), "nothing tells for whom a secret ballot was cast"


def test_in_a_secret_vote_the_giver_votes_in_person_as_long_as_the_holder_has_not(
    house: Container, clock: StagedClock
) -> None:
    wren, robin = make_owners(house, 2)
    vote = make_open_vote(house, clock, secret=True)
    make_proxy(house, wren, robin, vote=vote)
    cast(house, vote, wren, "yes")
    with pytest.raises(AlreadyVoted):
        cast_for(house, vote, giver=wren, holder=robin, ballot="no")


def test_a_direction_is_cast_by_the_house_at_the_close(
    house: Container, clock: StagedClock
) -> None:
    wren, robin, heron, third = make_owners(house, 4)
    vote = make_open_vote(house, clock)
    make_proxy(house, wren, robin, vote=vote, direction="yes")
    make_proxy(house, heron, robin, vote=vote, direction="no")
    with house.read() as session:
        mine = queries.votes_of(
            session, proposal_id=vote.id, caster_id=robin.person_id, at=clock.now()
        )
    assert [one.elector.elector_id for one in mine] == [robin.party_id]
    with pytest.raises(DirectedProxy):
        cast_for(house, vote, giver=wren, holder=robin, ballot="no")
    cast(house, vote, heron, "abstain")
    cast(house, vote, third, "yes")
    assert close(house, clock, vote).state is State.ADOPTED
    with house.read() as session:
        archive = json.loads(queries.result(session, proposal_id=vote.id).archive)  # type: ignore[union-attr]
    assert archive["result"] == {"rule": "majority", "yes": 2, "no": 0, "abstain": 1}
    said = {row[0]: row[1] for row in archive["ballots"]}
    assert said[wren.party_id.hex] == "yes"
    assert verify(archive) == ()


def test_a_direction_taken_back_is_not_cast(house: Container, clock: StagedClock) -> None:
    wren, robin = make_owners(house, 2)
    vote = make_open_vote(house, clock)
    given = make_proxy(house, wren, robin, vote=vote, direction="yes")
    revoke(house, wren, given)
    cast(house, vote, robin, "no")
    assert close(house, clock, vote).state is State.REJECTED
    with pytest.raises(ProxyNotFound):
        revoke(house, wren, given)


def test_a_direction_is_refused_where_it_would_break_the_secret_or_the_wording(
    house: Container, clock: StagedClock
) -> None:
    wren, robin = make_owners(house, 2)
    secret = make_open_vote(house, clock, secret=True)
    with pytest.raises(DirectionInSecret):
        make_proxy(house, wren, robin, vote=secret, direction="yes")
    vote = make_open_vote(house, clock)
    with pytest.raises(InvalidBallot):
        make_proxy(house, wren, robin, vote=vote, direction="1>2")
    with pytest.raises(ProxyNotNow):
        make_proxy(house, wren, robin, vote=make_draft(house))
    deliberated = make_draft(house, actor=wren.actor)
    from coop.usecases.move_proposal import move_proposal

    move_proposal(
        container=house, actor=wren.actor, act_id=ids.new_id(), proposal_id=deliberated,
        move="submit",
    )  # fmt: skip
    with pytest.raises(DirectionTooEarly):
        make_proxy(house, wren, robin, vote=deliberated, direction="yes")
    make_proxy(house, wren, robin, vote=deliberated)


def test_a_standing_proxy_serves_every_vote_until_its_day(
    house: Container, clock: StagedClock
) -> None:
    wren, robin = make_owners(house, 2)
    make_proxy(house, wren, robin, until=date(2026, 3, 12))
    vote = make_open_vote(house, clock)
    assert vote.opens_at is not None
    cast_for(house, vote, giver=wren, holder=robin, ballot="yes")
    clock.at = clock.at.replace(day=13)
    with pytest.raises(NotOnRoll):
        cast_for(house, vote, giver=wren, holder=robin, ballot="no")


@pytest.mark.parametrize("day", [date(2026, 3, 2), date(2027, 3, 3)])
def test_a_standing_proxy_ends_within_the_rulebooks_days(house: Container, day: date) -> None:
    wren, robin = make_owners(house, 2)
    with pytest.raises(ProxyTermTooLong):
        make_proxy(house, wren, robin, until=day)


def test_a_proxy_for_this_vote_goes_before_the_standing_one(
    house: Container, clock: StagedClock
) -> None:
    wren, robin, heron = make_owners(house, 3)
    make_proxy(house, wren, robin)
    vote = make_open_vote(house, clock)
    make_proxy(house, wren, heron, vote=vote)
    with pytest.raises(NotOnRoll):
        cast_for(house, vote, giver=wren, holder=robin, ballot="no")
    cast_for(house, vote, giver=wren, holder=heron, ballot="yes")


def test_a_proxy_given_anew_takes_the_place_of_the_former(
    house: Container, clock: StagedClock
) -> None:
    wren, robin, heron = make_owners(house, 3)
    vote = make_open_vote(house, clock)
    make_proxy(house, wren, robin, vote=vote)
    make_proxy(house, wren, heron, vote=vote)
    assert letters(house, "proxy_ended") == [robin.email]
    with pytest.raises(NotOnRoll):
        cast_for(house, vote, giver=wren, holder=robin, ballot="no")


def test_a_held_vote_is_not_passed_on_and_nobody_holds_too_many(
    house: Container, clock: StagedClock
) -> None:
    givers = make_owners(house, 5)
    holder, late = make_owners(house, 2)
    vote = make_open_vote(house, clock)
    for giver in givers:
        make_proxy(house, giver, holder, vote=vote)
    with pytest.raises(TooManyProxies):
        make_proxy(house, late, holder, vote=vote)
    with pytest.raises(HoldsProxies):
        make_proxy(house, holder, late, vote=vote)
    with pytest.raises(HolderHasGiven):
        make_proxy(house, late, givers[0], vote=vote)
    make_proxy(house, givers[0], late, vote=vote)


def test_a_holder_accepts_or_declines_and_the_giver_hears_of_it(
    house: Container, clock: StagedClock
) -> None:
    wren, robin, heron = make_owners(house, 3)
    vote = make_open_vote(house, clock)
    given = make_proxy(house, wren, robin, vote=vote)
    act_id = ids.new_id()
    for _ in range(2):
        accept_proxy(container=house, actor=robin.actor, act_id=act_id, delegation_id=given)
    with pytest.raises(ProxyNotFound):
        decline_proxy(container=house, actor=heron.actor, act_id=ids.new_id(), delegation_id=given)
    decline_proxy(container=house, actor=robin.actor, act_id=ids.new_id(), delegation_id=given)
    assert letters(house, "proxy_accepted") == [wren.email]
    assert letters(house, "proxy_ended") == [wren.email]
    with pytest.raises(NotOnRoll):
        cast_for(house, vote, giver=wren, holder=robin, ballot="no")
    with house.read() as session:
        kinds = [event.kind for event in session.scalars(select(EventRow).order_by(EventRow.at))]
    assert [kind for kind in kinds if kind.startswith("proxy.")] == [
        "proxy.given", "proxy.accepted", "proxy.declined",
    ]  # fmt: skip


def test_only_who_gave_a_proxy_takes_it_back(house: Container, clock: StagedClock) -> None:
    wren, robin = make_owners(house, 2)
    given = make_proxy(house, wren, robin, vote=make_open_vote(house, clock))
    with pytest.raises(ProxyNotFound):
        revoke(house, robin, given)


def test_a_ballot_the_holder_cast_stands_when_the_proxy_ends(
    house: Container, clock: StagedClock
) -> None:
    wren, robin = make_owners(house, 2)
    vote = make_open_vote(house, clock)
    given = make_proxy(house, wren, robin, vote=vote)
    cast_for(house, vote, giver=wren, holder=robin, ballot="yes")
    revoke(house, wren, given)
    with pytest.raises(NotOnRoll):
        cast_for(house, vote, giver=wren, holder=robin, ballot="no")
    assert close(house, clock, vote).state is State.ADOPTED
    with pytest.raises(ProxyNotNow):
        make_proxy(house, wren, robin, vote=vote)


def test_an_organisation_gives_its_proxy_through_its_representative(
    house: Container, clock: StagedClock
) -> None:
    speaker, robin = make_owners(house, 2)
    with house.read() as session:
        person = members.person(session, person_id=speaker.person_id)
    body = make_owner(
        house, share_class="B", organisation=make_organisation(house, representative=person)
    )
    vote = make_open_vote(house, clock)
    with pytest.raises(NotOnRoll):
        make_proxy(
            house, Owner(party_id=body.party_id, person_id=robin.person_id, name="", email="",
                         share_class="B", shares=1), speaker, vote=vote,
        )  # fmt: skip
    make_proxy(house, body, robin, vote=vote)
    cast_for(house, vote, giver=body, holder=robin, ballot="yes")
    assert ballots(house, vote) == {body.party_id.hex: "yes"}


def test_a_holder_votes_on_the_same_roll_and_has_declared_no_interest(
    house: Container, clock: StagedClock
) -> None:
    wren, robin = make_owners(house, 2)
    outsider = make_person(house)
    supporter = make_owner(house, share_class="C")
    for stranger in (
        Owner(party_id=outsider.id, person_id=outsider.id, name="", email="", share_class="",
              shares=0),
        supporter,
    ):  # fmt: skip
        with pytest.raises(HolderNotElector):
            make_proxy(house, wren, stranger)
    make_proxy(house, wren, robin)
    vote = make_open_vote(house, clock)
    make_interest(house, robin, vote)
    with pytest.raises(NotOnRoll):
        cast_for(house, vote, giver=wren, holder=robin, ballot="yes")
    with pytest.raises(HolderNotElector):
        make_proxy(house, wren, robin, vote=vote)
    with house.read() as session:
        assert electorate.held_for(
            session, proposal_id=vote.id, holder_id=robin.person_id, at=clock.now()
        )
        assert not queries.votes_of(
            session, proposal_id=vote.id, caster_id=robin.person_id, at=clock.now()
        )


def test_holders_are_written_to_when_a_vote_opens_and_before_it_closes(
    house: Container, clock: StagedClock
) -> None:
    wren, robin = make_owners(house, 2)
    make_proxy(house, wren, robin)
    vote = bring_to_notice(house, make_draft(house))
    assert vote.opens_at is not None
    assert vote.closes_at is not None
    worker = Worker(house)
    worker.drain()
    clock.at = vote.opens_at
    worker.drain()
    cast(house, vote, robin, "yes")
    clock.at = vote.closes_at - timedelta(hours=12)
    worker.drain()
    sent = house.mailer.letters  # type: ignore[attr-defined]
    opened = [letter for letter in sent if "vote is open" in letter.subject]
    reminded = [letter for letter in sent if "One day left" in letter.subject]
    assert sorted(letter.to for letter in opened) == sorted([wren.email, robin.email, robin.email])
    assert sorted(letter.to for letter in reminded) == sorted([wren.email, robin.email])
    assert any(wren.name in one.text and "You hold the proxy" in one.text for one in opened)
    assert any("proxy of" in letter.subject for letter in sent)


@pytest.mark.parametrize("secret", [True, False])
def test_holder_and_giver_racing_leave_one_ballot_and_by_name_the_givers(
    house: Container, clock: StagedClock, secret: bool
) -> None:
    wren, robin = make_owners(house, 2)
    vote = make_open_vote(house, clock, secret=secret)
    make_proxy(house, wren, robin, vote=vote)
    barrier = Barrier(40)
    went: list[tuple[bool, str]] = []

    def race(number: int) -> None:
        own = number % 2 == 0
        barrier.wait()
        try:
            if own:
                cast(house, vote, wren, "yes")
            else:
                cast_for(house, vote, giver=wren, holder=robin, ballot="no")
        except (AlreadyVoted, VotedInPerson) as refusal:
            went.append((own, type(refusal).__name__))
        else:
            went.append((own, "in"))

    threads = [Thread(target=race, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(went) == 40
    with house.read() as session:
        assert queries.turnout(session, proposal_id=vote.id).voted == 1
    if secret:
        assert [deed for _, deed in went].count("in") == 1
    else:
        assert ballots(house, vote) == {wren.party_id.hex: "yes"}
        assert all(deed == "in" for own, deed in went if own)


def test_proxies_given_both_ways_at_once_make_no_circle(
    house: Container, clock: StagedClock
) -> None:
    people = make_owners(house, 6)
    vote = make_open_vote(house, clock)
    barrier = Barrier(6)
    refused: list[Refusal] = []

    def race(number: int) -> None:
        barrier.wait()
        try:
            make_proxy(house, people[number], people[(number + 1) % 6], vote=vote)
        except (HoldsProxies, HolderHasGiven) as refusal:
            refused.append(refusal)

    threads = [Thread(target=race, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with house.read() as session:
        given = electorate.proxies(session, proposal_id=vote.id, at=clock.now())
    assert len(given) + len(refused) == 6
    assert given
    assert not set(given) & {one.holder_id for one in given.values()}


def test_a_visitor_gives_no_proxy(house: Container) -> None:
    from coop.usecases.give_proxy import give_proxy

    with pytest.raises(NotSignedIn):
        give_proxy(
            container=house, actor=Actor.visitor(), act_id=ids.new_id(), holder_id=ids.new_id()
        )


def test_who_took_a_paper_votes_with_it_and_neither_holder_nor_direction_does(
    house: Container, clock: StagedClock
) -> None:
    wren, robin, heron = make_owners(house, 3)
    vote = make_open_vote(house, clock)
    make_proxy(house, wren, robin, vote=vote, direction="yes")
    for owner in (wren, heron):
        with house.act(robin.actor, Permission.BALLOT_CAST, id=ids.new_id()) as act:
            paper_box.hand_out(
                act.session, proposal_id=vote.id, elector_id=owner.party_id, at=act.now
            )
    with pytest.raises(VotesOnPaper):
        make_proxy(house, heron, robin, vote=vote)
    cast(house, vote, robin, "no")
    close(house, clock, vote)
    with house.read() as session:
        assert queries.turnout(session, proposal_id=vote.id).voted == 1


def test_an_objection_to_consent_is_not_directed(house: Container, clock: StagedClock) -> None:
    wren, robin = make_owners(house, 2)
    vote = make_open_vote(house, clock, kind="consent")
    with pytest.raises(ObjectionNeedsReason):
        make_proxy(house, wren, robin, vote=vote, direction="object")
    make_proxy(house, wren, robin, vote=vote, direction="stand_aside")
    cast(house, vote, robin, "agree")
    assert close(house, clock, vote).state is State.ADOPTED
