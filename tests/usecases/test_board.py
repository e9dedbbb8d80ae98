"""The board through its year: elections, retirement by rotation, vacancies, recall."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.jobs import Worker
from coop.members import queries as members
from coop.members.board import queries
from coop.members.board.rules import Ending, Filled, Term, Why
from coop.members.errors import (
    AlreadySeated,
    CaseClosed,
    CoOptionBarred,
    MayNotStand,
    NotSeated,
    NotYourCase,
    NoVacantSeat,
    RecallByMeetingOnly,
    RepresentativeUnknown,
    TermLimitReached,
    TooManySeats,
)
from coop.members.rules import OfficeRole
from coop.rulebook import operations as rulebook
from coop.unit_of_work.permissions import Actor, NotPermitted, Permission, Role
from coop.unit_of_work.tables import EventRow, JobRow
from coop.usecases.answer_recall import answer_recall
from coop.usecases.co_opt_director import co_opt_director
from coop.usecases.give_notice import give_notice
from coop.usecases.move_proposal import move_proposal
from coop.usecases.name_retiring import name_retiring
from coop.usecases.open_due_votes import open_due_votes
from coop.usecases.resign_board_seat import resign_board_seat
from coop.usecases.sponsor_proposal import sponsor_proposal
from coop.usecases.vacate_board_seat import vacate_board_seat
from tests.makers.members import Owner, make_person
from tests.makers.votes import (
    cast,
    close,
    instant,
    make_draft,
    make_open_vote,
    make_owners,
    read,
    secretary,
)
from voting import queries as vote_queries
from voting.proposals import Proposal, State

BOARD = Actor.person(ids.new_id(), frozenset({Role.BOARD}))


def elect(
    house: Container, clock: StagedClock, voters: list[Owner], standing: list[Owner], **more: object
) -> Proposal:
    """An election in which everybody votes for `standing` in just that order."""
    vote = make_open_vote(
        house, clock, kind="election", title="The board", text="Who shall sit.",
        candidates=[one.person_id for one in standing], **more,
    )  # fmt: skip
    paper = sorted(standing, key=lambda one: (one.name.casefold(), one.person_id))
    ballot = ">".join(str(paper.index(one) + 1) for one in standing)
    for voter in voters:
        cast(house, vote, voter, ballot)
    declared = close(house, clock, vote)
    assert declared.state is State.ENACTED
    return declared


def sitting(house: Container) -> dict[UUID, Term]:
    with house.read() as session:
        assert queries.disagreements(session) == ()
        found = {one.person_id: one for one in queries.sitting(session)}
        assert set(found) == set(members.holders_of(session, role=OfficeRole.BOARD))
    return found


def resign(house: Container, person_id: UUID, act_id: UUID | None = None) -> None:
    resign_board_seat(
        container=house, actor=Actor.person(person_id, frozenset({Role.BOARD})),
        act_id=act_id or ids.new_id(), note="Moving to the coast",
    )  # fmt: skip


def co_opt(house: Container, owner: Owner) -> None:
    co_opt_director(
        container=house, actor=BOARD, act_id=ids.new_id(), email=owner.email, reason="Minute 7"
    )


def test_the_first_election_relieves_the_founders_and_staggers_the_terms(
    house: Container, clock: StagedClock
) -> None:
    founder = make_person(house, roles=[Role.BOARD])
    owners = make_owners(house, 6)
    vote = elect(house, clock, owners, owners[:5], seats=5)
    board = sitting(house)
    assert set(board) == {one.person_id for one in owners[:5]}
    year = clock.now().year
    with house.read() as session:
        declared = vote_queries.result(session, proposal_id=vote.id)
        assert declared is not None
        archive = json.loads(declared.archive)
        elected_first = archive["result"]["winners"][0]
        candidates = vote_queries.candidates(session, proposal_id=vote.id)
        past = [one for one in queries.history(session) if one.ended_at]
    assert sorted(one.due_at.year - year for one in board.values()) == [1, 1, 2, 2, 3]
    first = next(one.person_id for one in candidates if one.number == elected_first)
    assert first is not None
    assert board[first].due_at.year - year == 3, "the longest term to the one elected first"
    assert [(one.person_id, one.ending) for one in past] == [(founder.id, Ending.SERVED)]
    assert {one.resolution_id for one in board.values()} == {vote.id}


def test_a_year_later_those_due_retire_and_may_be_elected_again(
    house: Container, clock: StagedClock
) -> None:
    owners = make_owners(house, 7)
    elect(house, clock, owners, owners[:5])
    before = sitting(house)
    clock.at += timedelta(days=330)
    due = {one.person_id for one in before.values() if one.due_at < clock.at + timedelta(days=183)}
    assert len(due) == 2
    again = next(one for one in owners if one.person_id in due)
    newcomer = owners[5]
    vote = elect(house, clock, owners, [again, newcomer])
    assert (vote.seats, vote.effect is not None) == (2, True)
    board = sitting(house)
    assert set(board) == set(before) - due | {again.person_id, newcomer.person_id}
    assert board[again.person_id].id != before[again.person_id].id, "a new term, the old one served"
    with house.read() as session:
        assert queries.waiting_retirement(session) is None
        (named,) = queries.retirements(session)
    assert {one.why for one in named.retiring} == {Why.TERM_DUE}


def test_an_election_fills_what_is_vacant_and_what_retires_and_no_more(
    house: Container, clock: StagedClock
) -> None:
    owners = make_owners(house, 6)
    elect(house, clock, owners, owners[:3], seats=3)
    people = [one.person_id for one in owners]
    with pytest.raises(TooManySeats) as caught:
        make_draft(house, kind="election", candidates=people[3:], seats=4)
    assert (caught.value.asked, caught.value.free) == (4, 3)
    staying = set(sitting(house)) - retiring(house)
    with pytest.raises(AlreadySeated):
        make_draft(house, kind="election", candidates=[*people[3:], *staying])
    draft = read(house, make_draft(house, kind="election", candidates=people[3:]))
    assert draft.seats == 3


def retiring(house: Container) -> set[UUID]:
    with house.read() as session:
        named = queries.waiting_retirement(session)
    return {one.term.person_id for one in named.retiring} if named else set()


def test_a_full_board_of_which_nobody_retires_needs_no_election(
    house: Container, clock: StagedClock
) -> None:
    change(house, clock, "board.retire_share", "1/100")
    owners = make_owners(house, 6)
    elect(house, clock, owners, owners[:5])
    with house.act(Actor.worker(), Permission.RULEBOOK_ENACT, id=ids.new_id()) as act:
        rulebook.enact(
            act.session, changes={"board.seats": "3"}, resolution_id=act.id, at=act.now,
            effective_at=act.now,
        )  # fmt: skip
    with pytest.raises(NoVacantSeat):
        make_draft(house, kind="election", candidates=[owners[5].person_id])
    with pytest.raises(NoVacantSeat):
        name_retiring(container=house, actor=secretary(), act_id=ids.new_id())


def change(house: Container, clock: StagedClock, key: str, value: str) -> None:
    clock.at += timedelta(seconds=1)
    with house.act(Actor.worker(), Permission.RULEBOOK_ENACT, id=ids.new_id()) as act:
        rulebook.enact(
            act.session, changes={key: value}, resolution_id=act.id, at=act.now,
            effective_at=act.now,
        )  # fmt: skip


def test_a_candidate_over_the_term_limit_is_refused_at_drafting(
    house: Container, clock: StagedClock
) -> None:
    change(house, clock, "board.term_limit", "1")
    owners = make_owners(house, 7)
    elect(house, clock, owners, owners[:5])
    clock.at += timedelta(days=330)
    name_retiring(container=house, actor=secretary(), act_id=ids.new_id())
    leaving = next(iter(retiring(house)))
    with pytest.raises(TermLimitReached) as caught:
        make_draft(house, kind="election", candidates=[leaving, owners[5].person_id])
    assert caught.value.terms == 1
    elect(house, clock, owners, owners[5:7])
    clock.at += timedelta(days=366)
    draft = make_draft(house, kind="election", candidates=[leaving], seats=1)
    assert read(house, draft).state is State.DRAFT, "a year away, and the count begins anew"


def test_who_retires_is_drawn_by_a_lot_that_is_told_and_kept(
    house: Container, clock: StagedClock
) -> None:
    change(house, clock, "board.term_years", "1")
    owners = make_owners(house, 6)
    elect(house, clock, owners, owners[:5])
    with pytest.raises(NotPermitted):
        name_retiring(container=house, actor=owners[0].actor, act_id=ids.new_id())
    act_id = ids.new_id()
    named = name_retiring(container=house, actor=secretary(), act_id=act_id)
    with house.read() as session:
        waiting = queries.waiting_retirement(session)
        told = session.scalars(
            select(EventRow.facts).where(EventRow.kind == "board.retiring_named")
        ).all()
    assert waiting is not None
    assert waiting.id == named
    assert [one.why for one in waiting.retiring] == [Why.LOT, Why.LOT]
    assert [fact["seed"] for fact in told] == [waiting.seed]
    assert waiting.seed is not None
    assert name_retiring(container=house, actor=secretary(), act_id=ids.new_id()) == named
    draft = read(
        house, make_draft(house, kind="election", candidates=[owners[5].person_id], seats=1)
    )
    assert draft.effect is not None
    assert draft.effect["retirement_id"] == str(named)
    assert set(draft.effect["retiring"]) == {str(one) for one in retiring(house)}


def test_a_vacancy_is_co_opted_until_the_election_then_filled_for_the_rest(
    house: Container, clock: StagedClock
) -> None:
    owners = make_owners(house, 8)
    elect(house, clock, owners, owners[:5])
    longest = max(sitting(house).values(), key=lambda one: one.due_at)
    act_id = ids.new_id()
    resign(house, longest.person_id, act_id)
    resign(house, longest.person_id, act_id)
    with pytest.raises(NotSeated):
        resign(house, longest.person_id)
    with house.read() as session:
        left = queries.terms_of(session, person_ids=[longest.person_id])[longest.person_id][-1]
    assert (left.ending, left.note) == (Ending.RESIGNED, "Moving to the coast")
    co_opt(house, owners[5])
    asked_in = sitting(house)[owners[5].person_id]
    assert (asked_in.filled, asked_in.seat) == (Filled.CO_OPTED, longest.seat)
    with pytest.raises(NoVacantSeat):
        co_opt(house, owners[6])
    clock.at += timedelta(days=300)
    vote = elect(house, clock, owners, [owners[6], owners[7], owners[5]])
    assert vote.seats == 3, "two retire, and the co-opted"
    board = sitting(house)
    assert owners[5].person_id in board
    assert board[owners[5].person_id].filled is Filled.ELECTED
    at_the_seat = next(one for one in board.values() if one.seat == longest.seat)
    assert at_the_seat.due_at == longest.due_at, "the rest of the term, not a new one"


def test_co_opting_is_for_voters_where_the_rulebook_allows_it(
    house: Container, clock: StagedClock
) -> None:
    owner = make_owners(house, 1)[0]
    free = make_person(house)
    with pytest.raises(MayNotStand):
        co_opt_director(
            container=house, actor=BOARD, act_id=ids.new_id(), email=free.email, reason="no"
        )
    with pytest.raises(RepresentativeUnknown):
        co_opt_director(
            container=house, actor=BOARD, act_id=ids.new_id(), email="no@where.example", reason="-"
        )
    with pytest.raises(NotPermitted):
        co_opt_director(
            container=house, actor=secretary(), act_id=ids.new_id(), email=owner.email, reason="-"
        )
    co_opt(house, owner)
    with pytest.raises(AlreadySeated):
        co_opt(house, owner)
    change(house, clock, "board.co_option", "no")
    with pytest.raises(CoOptionBarred):
        co_opt(house, make_owners(house, 1)[0])


def test_the_office_records_a_death_and_nothing_it_may_not(house: Container) -> None:
    director = make_person(house, roles=[Role.BOARD])
    given = {
        "container": house, "actor": secretary(), "person_id": director.id, "note": "Certificate",
    }  # fmt: skip
    with pytest.raises(ValueError, match="removed"):
        vacate_board_seat(act_id=ids.new_id(), ending="removed", **given)  # type: ignore[arg-type]
    act_id = ids.new_id()
    for _ in range(2):
        vacate_board_seat(act_id=act_id, ending="died", **given)  # type: ignore[arg-type]
    assert sitting(house) == {}
    with house.read() as session:
        assert [one.ending for one in queries.history(session)] == [Ending.DIED]


def draft_recall(house: Container, director: UUID, actor: Actor, kind: str = "ordinary") -> UUID:
    return make_draft(
        house, kind=kind, title="Recall", text="Because.", actor=actor,
        effect={"kind": "board.recall", "person_id": str(director)},
    )  # fmt: skip


def test_a_recall_needs_a_tenth_of_the_members_even_from_the_office(house: Container) -> None:
    owners = make_owners(house, 11)
    director = make_person(house, roles=[Role.BOARD])
    for actor in (owners[0].actor, secretary()):
        assert read(house, draft_recall(house, director.id, actor)).sponsors_needed == 2
    with pytest.raises(NotSeated):
        draft_recall(house, owners[1].person_id, owners[0].actor)
    for kind in ("special", "written", "poll"):
        with pytest.raises(RecallByMeetingOnly):
            draft_recall(house, director.id, secretary(), kind)


def test_the_director_is_written_to_answers_and_is_recalled(
    house: Container, clock: StagedClock
) -> None:
    owners = make_owners(house, 5)
    director = make_person(house, roles=[Role.BOARD])
    proposal_id = draft_recall(house, director.id, owners[0].actor)

    def step(actor: Actor, move: str) -> None:
        move_proposal(
            container=house, actor=actor, act_id=ids.new_id(), proposal_id=proposal_id, move=move
        )

    def answer(actor: Actor, words: str) -> None:
        answer_recall(
            container=house, actor=actor, act_id=ids.new_id(), proposal_id=proposal_id, words=words
        )

    step(owners[0].actor, "submit")
    with house.read() as session:
        jobs = session.scalars(select(JobRow).where(JobRow.key == f"recall_proposed:{proposal_id}"))
        assert [job.payload["to"] for job in jobs] == [director.email]
    Worker(house).drain()
    subjects = [letter.subject for letter in house.mailer.letters]  # type: ignore[attr-defined]
    assert "Your recall from the board is proposed" in subjects
    sponsor_proposal(
        container=house, actor=owners[1].actor, act_id=ids.new_id(), proposal_id=proposal_id
    )
    with pytest.raises(NotYourCase):
        answer(owners[0].actor, "Not mine")
    answer(Actor.person(director.id), "It rained.")
    answer(Actor.person(director.id), "It rained, and the van was stuck.")
    with house.read() as session:
        case = queries.case_of(session, proposal_id=proposal_id)
    assert case == ("It rained, and the van was stuck.", clock.now())
    step(secretary(), "begin_deliberation")
    vote = open_now(house, clock, proposal_id)
    with pytest.raises(CaseClosed):
        answer(Actor.person(director.id), "Too late")
    for owner in owners[:3]:
        cast(house, vote, owner, "yes")
    cast(house, vote, owners[3], "no")
    assert close(house, clock, vote).state is State.ENACTED
    assert sitting(house) == {}
    with house.read() as session:
        [term] = queries.history(session)
    assert (term.ending, term.note) == (Ending.REMOVED, "Recall")


def open_now(house: Container, clock: StagedClock, proposal_id: UUID) -> Proposal:
    give_notice(container=house, actor=secretary(), act_id=ids.new_id(), proposal_id=proposal_id)
    vote = read(house, proposal_id)
    clock.at = instant(vote.opens_at)
    open_due_votes(house)
    return read(house, proposal_id)


def test_a_recall_of_somebody_who_left_meanwhile_changes_nothing(
    house: Container, clock: StagedClock
) -> None:
    owners = make_owners(house, 2)
    director = make_person(house, roles=[Role.BOARD])
    proposal_id = draft_recall(house, director.id, owners[0].actor)
    move_proposal(
        container=house, actor=owners[0].actor, act_id=ids.new_id(), proposal_id=proposal_id,
        move="submit",
    )  # fmt: skip
    sponsor_proposal(
        container=house, actor=owners[1].actor, act_id=ids.new_id(), proposal_id=proposal_id
    )
    move_proposal(
        container=house, actor=secretary(), act_id=ids.new_id(), proposal_id=proposal_id,
        move="begin_deliberation",
    )  # fmt: skip
    vote = open_now(house, clock, proposal_id)
    resign(house, director.id)
    cast(house, vote, owners[0], "yes")
    assert close(house, clock, vote).state is State.ENACTED
    with house.read() as session:
        [term] = queries.history(session)
    assert term.ending is Ending.RESIGNED
