"""Rounds of consent: objections raised, answered, met, or put to the fallback vote."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.unit_of_work.permissions import Actor
from coop.usecases.answer_objection import answer_objection
from coop.usecases.prepare_next_round import prepare_next_round
from tests.makers.members import make_owner
from tests.makers.votes import (
    bring_to_deliberation,
    cast,
    close,
    letters,
    make_draft,
    make_open_vote,
    make_owners,
    notify,
    read,
    secretary,
)
from voting.errors import MoveNotAllowed, NotTheDrafter
from voting.objections import queries
from voting.objections.errors import (
    NextRoundDrafted,
    NothingToIntegrate,
    ObjectionNeedsReason,
    ObjectionNotFound,
    ObjectionSettled,
)
from voting.objections.queries import Objection, ObjectionState
from voting.proposals import Kind, Proposal, Relation, State
from voting.wording import queries as words
from voting.wording.errors import RoundUnderWay, SameWords

WHY = "The lower field floods: hazels would drown."


def objections(house: Container, vote: Proposal) -> tuple[Objection, ...]:
    with house.read() as session:
        return queries.objections(session, proposal_id=vote.id)


def drafter_of(vote: Proposal) -> Actor:
    return Actor.person(vote.drafter_id)


def answer(house: Container, vote: Proposal, actor: Actor, objection_id: UUID) -> None:
    answer_objection(
        container=house, actor=actor, act_id=ids.new_id(), proposal_id=vote.id,
        objection_id=objection_id, text="They stand on the bank.",
    )  # fmt: skip


def next_round(
    house: Container, vote: Proposal, *met: UUID, text: str = "We plant willows.", **more: Actor
) -> UUID:
    return prepare_next_round(
        container=house, actor=more.get("actor") or drafter_of(vote), act_id=ids.new_id(),
        proposal_id=vote.id, title=vote.title, text=text, objection_ids=met,
    )  # fmt: skip


def set_fallback(house: Container, clock: StagedClock, value: str) -> None:
    from coop.rulebook import operations
    from coop.unit_of_work.permissions import Permission

    with house.act(Actor.worker(), Permission.RULEBOOK_ENACT, id=ids.new_id()) as act:
        operations.enact(
            act.session, changes={"vote.consent.fallback": value}, resolution_id=ids.new_id(),
            at=clock.at, effective_at=clock.at,
        )  # fmt: skip


def test_nobody_objects_and_it_is_carried(house: Container, clock: StagedClock) -> None:
    owners = make_owners(house, 3)
    vote = make_open_vote(house, clock, kind="consent")
    assert not vote.secret
    for owner, position in zip(owners, ("agree", "stand_aside", "abstain"), strict=True):
        cast(house, vote, owner, position)
    assert close(house, clock, vote).state is State.ADOPTED


def test_an_objection_carries_its_reason_and_reaches_who_wrote(
    house: Container, clock: StagedClock
) -> None:
    drafter, objector = make_owners(house, 2)
    from tests.usecases.test_proposal_versions import sponsored

    others = make_owners(house, 2)
    assert sponsored(house, drafter, *others)
    proposal_id = make_draft(house, kind="consent")
    vote = make_open_vote(house, clock, kind="consent", actor=office_owner(house))
    for reason in ("", "   "):
        with pytest.raises(ObjectionNeedsReason):
            cast(house, vote, objector, "object", reason=reason)
    assert not objections(house, vote), "the ballot and its objection are one"
    cast(house, vote, objector, "object", reason=WHY)
    (raised,) = objections(house, vote)
    assert (raised.reason, raised.state) == (WHY, ObjectionState.RAISED)
    assert raised.elector_id == objector.party_id
    (letter,) = letters(house, "objection_raised")
    assert letter["facts"]["reason"] == WHY
    assert proposal_id != vote.id


def office_owner(house: Container) -> Actor:
    """Somebody stored who sits in the office and drafts."""
    from coop.unit_of_work.permissions import Role

    owner = make_owner(house, roles=[Role.SECRETARY])
    return Actor.person(owner.person_id, frozenset({Role.SECRETARY}))


def test_an_answer_that_satisfies_takes_the_objection_back(
    house: Container, clock: StagedClock
) -> None:
    objector, other = make_owners(house, 2)
    vote = make_open_vote(house, clock, kind="consent")
    cast(house, vote, objector, "object", reason=WHY)
    cast(house, vote, other, "agree")
    (raised,) = objections(house, vote)
    with pytest.raises(NotTheDrafter):
        answer(house, vote, other.actor, raised.id)
    answer(house, vote, drafter_of(vote), raised.id)
    (letter,) = letters(house, "objection_answered")
    assert letter["to"] == objector.email
    (answered,) = objections(house, vote)
    assert answered.state is ObjectionState.ANSWERED
    assert answered.stands
    cast(house, vote, objector, "stand_aside")
    (settled,) = objections(house, vote)
    assert settled.state is ObjectionState.WITHDRAWN
    with pytest.raises(ObjectionSettled):
        answer(house, vote, drafter_of(vote), raised.id)
    assert close(house, clock, vote).state is State.ADOPTED


def test_an_objection_with_another_reason_replaces_the_first(
    house: Container, clock: StagedClock
) -> None:
    objector, _other = make_owners(house, 2)
    vote = make_open_vote(house, clock, kind="consent")
    cast(house, vote, objector, "object", reason=WHY)
    cast(house, vote, objector, "object", reason=WHY)
    cast(house, vote, objector, "object")
    assert len(objections(house, vote)) == 1
    cast(house, vote, objector, "object", reason="And who waters them?")
    first, second = objections(house, vote)
    assert (first.state, second.state) == (ObjectionState.WITHDRAWN, ObjectionState.RAISED)


def test_standing_objections_open_the_fallback_vote(house: Container, clock: StagedClock) -> None:
    objector, other = make_owners(house, 2)
    vote = make_open_vote(house, clock, kind="consent")
    cast(house, vote, objector, "object", reason=WHY)
    cast(house, vote, other, "agree")
    assert close(house, clock, vote).state is State.REJECTED
    with house.read() as session:
        (child,) = words.children(session, proposal_id=vote.id)
    fallback = read(house, child.id)
    assert (fallback.kind, fallback.parent_as) == (Kind.ORDINARY, Relation.FALLBACK)
    assert (fallback.state, fallback.text) == (State.DELIBERATION, vote.text)
    told = letters(house, "vote_result")
    assert {one["facts"]["fallback_path"] for one in told} == {f"/proposals/{fallback.id}"}
    assert len(told) == 2
    assert notify(house, fallback.id).state is State.NOTICE


def test_the_rulebook_may_have_another_fallback_or_none(
    house: Container, clock: StagedClock
) -> None:
    objector, other = make_owners(house, 2)
    for value, kinds in (("special", [Kind.SPECIAL]), ("none", [])):
        set_fallback(house, clock, value)
        vote = make_open_vote(house, clock, kind="consent")
        cast(house, vote, objector, "object", reason=WHY)
        cast(house, vote, other, "agree")
        close(house, clock, vote)
        with house.read() as session:
            found = words.children(session, proposal_id=vote.id)
        assert [Kind(one.kind) for one in found] == kinds


def test_a_lack_of_quorum_opens_no_fallback(house: Container, clock: StagedClock) -> None:
    objector, *_others = make_owners(house, 5)
    vote = make_open_vote(house, clock, kind="consent")
    cast(house, vote, objector, "object", reason=WHY)
    assert close(house, clock, vote).state is State.INQUORATE
    with house.read() as session:
        assert not words.children(session, proposal_id=vote.id)


def test_an_objection_is_integrated_in_a_next_round(house: Container, clock: StagedClock) -> None:
    objector, other = make_owners(house, 2)
    vote = make_open_vote(house, clock, kind="consent")
    cast(house, vote, objector, "object", reason=WHY)
    cast(house, vote, other, "agree")
    (raised,) = objections(house, vote)
    with pytest.raises(NotTheDrafter):
        next_round(house, vote, raised.id, actor=other.actor)
    with pytest.raises(NothingToIntegrate):
        next_round(house, vote)
    with pytest.raises(SameWords):
        next_round(house, vote, raised.id, text=vote.text)
    with pytest.raises(ObjectionNotFound):
        next_round(house, vote, ids.new_id())
    following = next_round(house, vote, raised.id)
    with pytest.raises(NextRoundDrafted):
        next_round(house, vote, raised.id)
    (met,) = objections(house, vote)
    assert (met.state, met.integrated_in) == (ObjectionState.INTEGRATED, following)
    assert [one["to"] for one in letters(house, "next_round")] == [objector.email]
    second = read(house, following)
    assert (second.kind, second.parent_as, second.state) == (
        Kind.CONSENT, Relation.NEXT_ROUND, State.DELIBERATION,
    )  # fmt: skip
    with pytest.raises(RoundUnderWay):
        notify(house, following)
    assert close(house, clock, vote).state is State.REJECTED
    with house.read() as session:
        kin = words.children(session, proposal_id=vote.id)
    assert [one.related_as for one in kin] == [Relation.NEXT_ROUND], "no fallback beside it"
    assert notify(house, following).state is State.NOTICE


def test_the_databases_keep_objections(house: Container, clock: StagedClock) -> None:
    objector, other = make_owners(house, 2)
    vote = make_open_vote(house, clock, kind="consent")
    cast(house, vote, other, "agree")
    cast(house, vote, objector, "object", reason=WHY)
    for statement, said in (
        ("UPDATE objection SET reason = 'forged'", "answered and settled"),
        ("UPDATE objection SET settled_at = raised_at", "settled"),
        ("DELETE FROM objection", "never deleted"),
        ("INSERT INTO objection (id, proposal_id, elector_id, raised_by, reason, raised_at, state)"
         " SELECT proposal_id, proposal_id, elector_id, caster_id, 'forged', '2026-01-01',"
         " 'raised' FROM roll r WHERE elector_id NOT IN (SELECT elector_id FROM objection)",
         "raised with a ballot that objects"),
    ):  # fmt: skip
        engine = house.unit_of_work.engine
        statement = (
            statement.replace("'2026-01-01'", "now()")
            if engine.dialect.name == "postgresql"
            else statement
        )
        with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
            connection.execute(text(statement))
        assert said in str(caught.value.orig)


def test_the_office_answers_too_and_nobody_rewords_an_open_round(
    house: Container, clock: StagedClock
) -> None:
    (objector,) = make_owners(house, 1)
    vote = make_open_vote(house, clock, kind="consent")
    cast(house, vote, objector, "object", reason=WHY)
    (raised,) = objections(house, vote)
    answer(house, vote, secretary(), raised.id)
    with pytest.raises(MoveNotAllowed):
        bring_to_deliberation(house, vote.id)


def test_every_letter_of_a_round_can_be_written(house: Container, clock: StagedClock) -> None:
    from coop.jobs import Worker

    drafter = office_owner(house)
    objector, other = make_owners(house, 2)
    vote = make_open_vote(house, clock, kind="consent", actor=drafter)
    cast(house, vote, objector, "object", reason=WHY)
    cast(house, vote, other, "agree")
    (raised,) = objections(house, vote)
    answer(house, vote, drafter, raised.id)
    next_round(house, vote, raised.id)
    close(house, clock, vote)
    second = make_open_vote(house, clock, kind="consent", actor=drafter)
    cast(house, second, objector, "object", reason=WHY)
    cast(house, second, other, "agree")
    close(house, clock, second)
    Worker(house).drain()
    sent = house.mailer.letters  # type: ignore[attr-defined]
    subjects = {one.subject.split(":")[0] for one in sent}
    assert subjects >= {
        "An objection to answer",
        "Your objection is answered",
        "A next round of consent",
        "Result",
    }
    told = [one for one in sent if one.subject.startswith("An objection to answer")]
    assert WHY in told[0].text
    assert "/proposals/" in told[0].text
    assert any("the matter goes to a vote" in one.text for one in sent)
    assert any("objections stand" in one.text for one in sent)
