"""Rules of decision at work: by class, refused where impossible, and confirmed by a second vote."""

import json
from typing import Any

import pytest

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.rulebook import operations as rulebook
from coop.rulebook.errors import RuleChangesRefused
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.give_notice import give_notice
from coop.usecases.open_due_votes import open_due_votes
from tests.makers import votes as make
from voting import queries
from voting.errors import DecisionImpossible, DecisionUnreadable
from voting.proof.verifier import verify
from voting.proposals import Proposal, Relation, State


def set_rule(container: Container, key: str, text: str) -> None:
    """Put a rule in force, as an adopted change would."""
    with container.act(Actor.worker(), Permission.RULEBOOK_ENACT, id=ids.new_id()) as act:
        rulebook.enact(
            act.session,
            changes={key: text},
            resolution_id=ids.new_id(),
            at=act.now,
            effective_at=act.now,
        )


def archive_of(container: Container, vote: Proposal) -> dict[str, Any]:
    with container.read() as session:
        declared = queries.result(session, proposal_id=vote.id)
    assert declared is not None
    found: dict[str, Any] = json.loads(declared.archive)
    return found


def change(container: Container, key: str, text: str) -> Any:
    return make.make_draft(
        container,
        kind="rule_change",
        effect={"kind": "rulebook.change", "changes": {key: text}},
    )


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("vote.ordinary.rule", "quorum >= 99 and yes > 1/2 of yes+no"),
        ("vote.ordinary.rule", "yes > 1/2 of yes+no in class Z"),
        ("vote.special.rule", "pooled(A 1/2, B 1/3) > 1/2"),
        ("vote.election.rule", "quorum >= 1"),
        ("vote.election.rule", "filled >= 1 and yes > 1/2 of cast"),
    ],
)
def test_a_rule_that_nothing_could_meet_is_refused_when_proposed(
    house: Container, key: str, text: str
) -> None:
    make.make_owners(house, 3)
    with pytest.raises(RuleChangesRefused) as caught:
        change(house, key, text)
    assert all(isinstance(fault, DecisionImpossible) for fault in caught.value.faults)


def test_a_rule_that_cannot_be_read_says_where(house: Container) -> None:
    make.make_owners(house, 3)
    with pytest.raises(RuleChangesRefused) as caught:
        change(house, "vote.ordinary.rule", "yes > most of cast")
    (fault,) = caught.value.faults
    assert isinstance(fault, DecisionUnreadable)
    assert fault.place == 7


def test_a_vote_is_judged_class_by_class_and_the_archive_says_so(
    house: Container, clock: StagedClock
) -> None:
    owners = make.make_owners(house, 3)
    set_rule(house, "vote.ordinary.rule", "quorum >= 2 and yes > 1/2 of yes+no in each class")
    vote = make.make_open_vote(house, clock, secret=True)
    for owner, said in zip(owners, ("yes", "yes", "no"), strict=True):
        make.cast(house, vote, owner, said)
    closed = make.close(house, clock, vote)
    assert closed.state is State.ADOPTED
    archive = archive_of(house, vote)
    assert {line[2] for line in archive["ballots"]} == {"A"}
    assert archive["reason"]["steps"][1]["scope"] == "A"
    assert verify(archive) == ()
    archive["rules"]["decision"] = "yes >= 3/4 of yes+no"
    assert "outcome" in {one.what for one in verify(archive)}


@pytest.mark.parametrize(("second", "state"), [("yes", State.ADOPTED), ("no", State.REJECTED)])
def test_a_second_meeting_confirms_the_first(
    house: Container, clock: StagedClock, second: str, state: State
) -> None:
    owners = make.make_owners(house, 3)
    set_rule(house, "vote.special.rule", "yes >= 2/3 of yes+no then yes > 1/2 of yes+no")
    vote = make.make_open_vote(house, clock, kind="special")
    for owner in owners:
        make.cast(house, vote, owner, "yes")
    first = make.close(house, clock, vote)
    assert first.state is State.CONFIRMING
    with house.read() as session:
        (confirming,) = [
            one for one in queries.proposals(session) if one.parent_as is Relation.CONFIRMS
        ]
    assert (confirming.parent_id, confirming.state) == (vote.id, State.DELIBERATION)
    give_notice(
        container=house, actor=make.secretary(), act_id=ids.new_id(), proposal_id=confirming.id
    )
    noticed = make.read(house, confirming.id)
    assert noticed.rules is not None
    assert noticed.rules["decision"] == "yes > 1/2 of yes+no"
    clock.at = make.instant(noticed.opens_at)
    open_due_votes(house)
    for owner in owners:
        make.cast(house, noticed, owner, second)
    make.close(house, clock, noticed)
    assert make.read(house, vote.id).state is state
