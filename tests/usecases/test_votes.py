"""A vote from draft to effect, on both databases."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.jobs import Worker
from coop.members import queries as members
from coop.members.rules import OfficeRole
from coop.rulebook.definitions import RuleKey
from coop.rulebook.queries import rulebook_on
from coop.unit_of_work.permissions import Actor, NotPermitted, Role
from coop.unit_of_work.tables import ActRow, EventRow, JobRow
from coop.usecases.close_due_votes import close_vote
from coop.usecases.draft_proposal import draft_proposal
from coop.usecases.enact import EFFECTS
from coop.usecases.move_proposal import move_proposal
from coop.usecases.revise_proposal import revise_proposal
from coop.usecases.sponsor_proposal import sponsor_proposal
from tests.makers.members import make_organisation, make_owner, make_person
from tests.makers.votes import (
    bring_to_notice,
    cast,
    close,
    make_draft,
    make_open_vote,
    make_owners,
    read,
    secretary,
)
from voting import queries
from voting.errors import (
    AlreadySponsored,
    AlreadyVoted,
    BallotTextChanged,
    EmptyRoll,
    GuardNotMet,
    InvalidBallot,
    MoveNotAllowed,
    NotOnRoll,
    NotTheDrafter,
    OwnersOnly,
    OwnProposal,
    TextFrozen,
    TooFewCandidates,
    UnknownCandidate,
    VoteClosed,
    VoteNotOpen,
)
from voting.proof.verifier import verify
from voting.proposals import Kind, State


def letters(container: Container, template: str) -> list[JobRow]:
    with container.read() as session:
        jobs = session.scalars(select(JobRow).where(JobRow.kind == "mail.send"))
        return [job for job in jobs if job.payload.get("template") == template]


def test_a_resolution_goes_from_draft_to_adopted(house: Container, clock: StagedClock) -> None:
    owners = make_owners(house, 10)
    vote = make_open_vote(house, clock)
    assert len(letters(house, "vote_notice")) == 10
    for owner, choice in zip(owners, ["yes"] * 3 + ["no", "abstain"], strict=False):
        cast(house, vote, owner, choice)
    declared = close(house, clock, vote)
    assert declared.state is State.ADOPTED
    with house.read() as session:
        result = queries.result(session, proposal_id=vote.id)
        states = [made.target for made in queries.moves(session, proposal_id=vote.id)]
    assert result is not None
    archive = json.loads(result.archive)
    assert archive["result"] == {"rule": "majority", "yes": 3, "no": 1, "abstain": 1}
    assert verify(archive) == ()
    assert states == [
        State.SEEKING_SPONSORS, State.DELIBERATION, State.NOTICE,
        State.OPEN, State.COUNTED, State.ADOPTED,
    ]  # fmt: skip


def test_notice_runs_in_clear_days_by_the_offices_calendar(
    house: Container, clock: StagedClock
) -> None:
    make_owners(house, 1)
    clock.at = datetime(2026, 3, 20, 23, 30, tzinfo=UTC)
    vote = bring_to_notice(house, make_draft(house))
    # Seven clear days after the 20th: the 28th; the clocks go forward on the 29th.
    assert vote.opens_at == datetime(2026, 3, 28, 9, 0, tzinfo=UTC)
    assert vote.closes_at == datetime(2026, 4, 4, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "choices", "state"),
    [
        ("ordinary", "yn", State.REJECTED),
        ("ordinary", "yyn", State.ADOPTED),
        ("ordinary", "yy", State.INQUORATE),
        ("ordinary", "aaa", State.REJECTED),
        ("special", "yyyn", State.ADOPTED),
        ("special", "yyn", State.REJECTED),
    ],
)
def test_the_rulebooks_thresholds_decide(
    house: Container, clock: StagedClock, kind: str, choices: str, state: State
) -> None:
    owners = make_owners(house, 7 if state is State.INQUORATE else max(len(choices), 2))
    vote = make_open_vote(house, clock, kind=kind)
    for owner, letter in zip(owners, choices, strict=False):
        cast(house, vote, owner, {"y": "yes", "n": "no", "a": "abstain"}[letter])
    assert close(house, clock, vote).state is state


def test_an_adopted_rule_change_is_in_force_at_once(house: Container, clock: StagedClock) -> None:
    owner = make_owner(house)
    effect = {"kind": "rulebook.change", "changes": {"vote.notice_clear_days": "10"}}
    vote = make_open_vote(house, clock, kind="rule_change", effect=effect)
    cast(house, vote, owner, "yes")
    assert close(house, clock, vote).state is State.ENACTED
    with house.read() as session:
        book = rulebook_on(session, on=clock.now())
        assert book[RuleKey.VOTE_NOTICE_CLEAR_DAYS] == 10
        assert book.in_force(RuleKey.VOTE_NOTICE_CLEAR_DAYS).resolution_id == vote.id
    assert Worker(house).work_off_one() in (True, False)


def test_an_election_seats_the_board(house: Container, clock: StagedClock) -> None:
    owners = make_owners(house, 6)
    sitting = make_person(house, roles=[Role.BOARD])
    names = sorted(owners, key=lambda owner: (owner.name.casefold(), owner.person_id))
    vote = make_open_vote(
        house, clock, kind="election", title="Board of 2026", seats=2,
        candidates=[owner.person_id for owner in owners[:3]],
        effect={"kind": "board.elect", "ends_terms": True},
    )  # fmt: skip
    assert vote.secret
    standing = [owner for owner in names if owner in owners[:3]]
    for owner in owners[:4]:
        cast(house, vote, owner, "1>2")
    for owner in owners[4:]:
        cast(house, vote, owner, "2>1")
    assert close(house, clock, vote).state is State.ENACTED
    with house.read() as session:
        board = members.holders_of(session, role=OfficeRole.BOARD)
        archive = json.loads(queries.result(session, proposal_id=vote.id).archive)  # type: ignore[union-attr]
    assert set(board) == {standing[0].person_id, standing[1].person_id}
    assert sitting.id not in board
    assert archive["result"]["rule"] == "stv-scottish"
    assert verify(archive) == ()


def test_an_organisation_votes_through_its_one_representative(
    house: Container, clock: StagedClock
) -> None:
    speaker = make_owner(house)
    with house.read() as session:
        person = members.person(session, person_id=speaker.person_id)
    body = make_owner(
        house, share_class="B", organisation=make_organisation(house, representative=person)
    )
    outsider = make_person(house)
    vote = make_open_vote(house, clock)
    cast(house, vote, speaker, "yes")
    cast(house, vote, body, "no")
    with house.read() as session:
        mine = queries.votes_of(session, proposal_id=vote.id, caster_id=speaker.person_id)
        assert [(one.elector.elector_id, one.ballot) for one in mine] == [
            (speaker.party_id, "yes"),
            (body.party_id, "no"),
        ]
    with pytest.raises(NotOnRoll):
        cast(house, vote, replace(body, person_id=outsider.id), "yes")


def test_supporters_without_a_vote_are_not_on_the_roll(
    house: Container, clock: StagedClock
) -> None:
    make_owner(house)
    supporter = make_owner(house, share_class="C")
    vote = make_open_vote(house, clock)
    with pytest.raises(NotOnRoll):
        cast(house, vote, supporter, "yes")


def test_who_joins_after_the_record_date_is_not_on_the_roll(
    house: Container, clock: StagedClock
) -> None:
    make_owner(house)
    vote = make_open_vote(house, clock)
    with pytest.raises(NotOnRoll):
        cast(house, vote, make_owner(house), "yes")


def test_a_named_ballot_changes_by_casting_again_until_the_close(
    house: Container, clock: StagedClock
) -> None:
    owner = make_owner(house)
    vote = make_open_vote(house, clock)
    assert cast(house, vote, owner, "yes").changed is False
    assert cast(house, vote, owner, "no").changed is True
    clock.at = vote.closes_at or clock.at
    with pytest.raises(VoteClosed):
        cast(house, vote, owner, "yes")
    assert close(house, clock, vote).state is State.REJECTED
    with pytest.raises(VoteClosed):
        cast(house, vote, owner, "yes")


def test_a_detached_ballot_changes_only_with_its_receipt(
    house: Container, clock: StagedClock
) -> None:
    owner = make_owner(house)
    vote = make_open_vote(house, clock, secret=True)
    receipt = cast(house, vote, owner, "yes").receipt
    with pytest.raises(AlreadyVoted):
        cast(house, vote, owner, "no")
    assert cast(house, vote, owner, "no", receipt=str(receipt).lower().replace("-", " ")).changed
    assert close(house, clock, vote).state is State.REJECTED


def test_a_second_click_shows_the_same_receipt_and_casts_nothing(
    house: Container, clock: StagedClock
) -> None:
    owner = make_owner(house)
    vote = make_open_vote(house, clock, secret=True)
    act_id, receipt = ids.new_id(), ids.readable_code()
    first = cast(house, vote, owner, "yes", act_id=act_id, receipt=receipt)
    assert cast(house, vote, owner, "yes", act_id=act_id, receipt=receipt) == first
    with pytest.raises(AlreadyVoted):
        cast(house, vote, owner, "no", act_id=act_id, receipt=ids.readable_code())
    with house.read() as session:
        assert queries.turnout(session, proposal_id=vote.id).voted == 1


def test_ballots_that_say_nothing_or_the_wrong_thing_are_refused(
    house: Container, clock: StagedClock
) -> None:
    owners = make_owners(house, 2)
    people = [owner.person_id for owner in owners]
    election = make_open_vote(house, clock, kind="election", seats=1, candidates=people)
    with pytest.raises(UnknownCandidate):
        cast(house, election, owners[0], "1>7")
    for bad in ("", "1>1", "yes", "2>"):
        with pytest.raises(InvalidBallot):
            cast(house, election, owners[0], bad)
    with house.read() as session:
        assert queries.turnout(session, proposal_id=election.id).voted == 0


def test_a_ballot_for_another_wording_is_refused(house: Container, clock: StagedClock) -> None:
    owner = make_owner(house)
    vote = make_open_vote(house, clock)
    with pytest.raises(BallotTextChanged):
        cast(house, replace(vote, text_hash="0" * 64), owner, "yes")


def test_nobody_votes_before_the_opening(house: Container) -> None:
    owner = make_owner(house)
    vote = bring_to_notice(house, make_draft(house))
    with pytest.raises(VoteNotOpen) as caught:
        cast(house, vote, owner, "yes")
    assert caught.value.opens_at == vote.opens_at


def test_members_need_sponsors_and_cannot_sponsor_themselves(house: Container) -> None:
    drafter, first, second = make_owners(house, 3)
    proposal_id = make_draft(house, actor=drafter.actor)

    def step(actor: Actor, move: str) -> None:
        move_proposal(
            container=house, actor=actor, act_id=ids.new_id(), proposal_id=proposal_id, move=move
        )

    def sponsor(actor: Actor) -> None:
        sponsor_proposal(container=house, actor=actor, act_id=ids.new_id(), proposal_id=proposal_id)

    with pytest.raises(MoveNotAllowed):
        sponsor(first.actor)
    with pytest.raises(NotTheDrafter):
        step(first.actor, "submit")
    step(drafter.actor, "submit")
    with pytest.raises(OwnProposal):
        sponsor(drafter.actor)
    sponsor(first.actor)
    with pytest.raises(AlreadySponsored):
        sponsor(first.actor)
    with pytest.raises(OwnersOnly):
        sponsor(Actor.person(make_person(house).id))
    with pytest.raises(GuardNotMet):
        step(secretary(), "begin_deliberation")
    sponsor(second.actor)
    with pytest.raises(NotPermitted):
        step(drafter.actor, "begin_deliberation")
    step(secretary(), "begin_deliberation")
    assert read(house, proposal_id).state is State.DELIBERATION


def test_who_owns_nothing_cannot_draft(house: Container) -> None:
    with pytest.raises(OwnersOnly):
        make_draft(house, actor=Actor.person(make_person(house).id))


def test_members_do_not_call_elections(house: Container) -> None:
    owner = make_owner(house)
    with pytest.raises(NotPermitted):
        make_draft(house, kind="election", actor=owner.actor, candidates=[owner.person_id])


def test_an_election_needs_as_many_candidates_as_seats(house: Container) -> None:
    with pytest.raises(TooFewCandidates):
        make_draft(house, kind="election", seats=2, candidates=[make_owner(house).person_id])


def test_drafting_twice_with_one_form_drafts_once(house: Container) -> None:
    actor, act_id = secretary(), ids.new_id()
    for _ in range(2):
        made = draft_proposal(
            container=house, actor=actor, act_id=act_id, kind="ordinary", title="A", text="B"
        )
        assert made == act_id
    with house.read() as session:
        assert len(queries.proposals(session, kinds=[Kind.ORDINARY])) == 1


def test_the_wording_freezes_at_notice(house: Container) -> None:
    make_owner(house)
    proposal_id = make_draft(house)

    def revise(title: str) -> None:
        revise_proposal(
            container=house, actor=secretary(), act_id=ids.new_id(),
            proposal_id=proposal_id, title=title, text="better",
        )  # fmt: skip

    revise("A better title")
    vote = bring_to_notice(house, proposal_id)
    assert vote.title == "A better title"
    with pytest.raises(TextFrozen):
        revise("Another")


def test_a_proposal_can_be_withdrawn_until_it_opens(house: Container, clock: StagedClock) -> None:
    make_owner(house)
    vote = bring_to_notice(house, make_draft(house))
    move_proposal(
        container=house, actor=secretary(), act_id=ids.new_id(), proposal_id=vote.id,
        move="take_off",
    )  # fmt: skip
    assert read(house, vote.id).state is State.WITHDRAWN
    opened = make_open_vote(house, clock)
    with pytest.raises(MoveNotAllowed):
        move_proposal(
            container=house, actor=secretary(), act_id=ids.new_id(), proposal_id=opened.id,
            move="take_off",
        )  # fmt: skip


def test_notice_to_nobody_is_refused(house: Container) -> None:
    with pytest.raises(EmptyRoll):
        bring_to_notice(house, make_draft(house))


def test_a_vote_closes_once_and_not_before_its_time(house: Container, clock: StagedClock) -> None:
    owner = make_owner(house)
    vote = make_open_vote(house, clock)
    cast(house, vote, owner, "yes")
    with pytest.raises(GuardNotMet):
        close_vote(house, vote.id)
    close(house, clock, vote)
    close_vote(house, vote.id)
    with house.read() as session:
        assert len(queries.moves(session, proposal_id=vote.id)) == 6


def test_the_worker_opens_reminds_counts_and_sweeps(house: Container, clock: StagedClock) -> None:
    voter, sleeper = make_owners(house, 2)
    vote = bring_to_notice(house, make_draft(house, secret=True))
    worker = Worker(house)
    worker.drain()
    assert vote.opens_at is not None
    assert vote.closes_at is not None
    clock.at = vote.opens_at
    worker.drain()
    cast(house, vote, voter, "yes")
    clock.at = vote.closes_at - timedelta(hours=12)
    worker.drain()
    clock.at = vote.closes_at
    worker.drain()
    assert read(house, vote.id).state is State.ADOPTED
    mailer = house.mailer
    subjects = [(letter.to, letter.subject) for letter in mailer.letters]  # type: ignore[attr-defined]
    title = vote.title
    for owner in (voter, sleeper):
        for subject in (f"Notice of a vote: {title}", f"Your vote is open: {title}"):
            assert (owner.email, subject) in subjects
        assert (owner.email, f"Result: {title}") in subjects
    assert (voter.email, f"Your ballot is in: {title}") in subjects
    assert (sleeper.email, f"One day left to vote: {title}") in subjects
    assert (voter.email, f"One day left to vote: {title}") not in subjects
    with house.read() as session:
        sweeps = session.scalars(select(JobRow).where(JobRow.kind == "vote.sweep")).all()
    assert [job.last_error for job in sweeps] == [None]
    assert all(job.done_at for job in sweeps)


def test_what_is_told_of_a_ballot_is_that_it_was_cast(house: Container, clock: StagedClock) -> None:
    owner = make_owner(house)
    vote = make_open_vote(house, clock, secret=True)
    act_id = ids.new_id()
    cast(house, vote, owner, "yes", act_id=act_id)
    with house.read() as session:
        act = session.get(ActRow, act_id)
        events = session.scalars(select(EventRow).where(EventRow.act_id == act_id)).all()
    assert act is not None
    assert act.about == vote.id
    assert [(event.kind, event.facts) for event in events] == [("ballot.cast", {})]


def test_a_result_stands_though_its_effect_fails_and_the_effect_is_tried_again(
    house: Container, clock: StagedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object) -> None:
        raise OwnersOnly

    owner = make_owner(house)
    effect = {"kind": "rulebook.change", "changes": {"vote.open_days": "9"}}
    vote = make_open_vote(house, clock, kind="rule_change", effect=effect)
    cast(house, vote, owner, "yes")
    with monkeypatch.context() as patch:
        patch.setitem(EFFECTS, "rulebook.change", stumble)
        assert close(house, clock, vote).state is State.ADOPTED
        Worker(house).drain()
        assert read(house, vote.id).state is State.ADOPTED
    clock.at += timedelta(hours=2)
    Worker(house).drain()
    assert read(house, vote.id).state is State.ENACTED
    with house.read() as session:
        assert rulebook_on(session, on=clock.now())[RuleKey.VOTE_OPEN_DAYS] == 9
