"""Amendments: other words, taken over or decided by the members."""

from uuid import UUID

import pytest

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.unit_of_work.permissions import Actor
from coop.usecases.move_proposal import move_proposal
from coop.usecases.open_due_votes import open_due_votes
from coop.usecases.propose_amendment import propose_amendment
from coop.usecases.revise_proposal import revise_proposal
from coop.usecases.take_over_amendment import take_over_amendment
from tests.makers.votes import (
    bring_to_deliberation,
    bring_to_notice,
    cast,
    close,
    instant,
    letters,
    make_draft,
    make_owners,
    move,
    notify,
    read,
    secretary,
)
from voting.errors import NotTheDrafter
from voting.proposals import Relation, State
from voting.wording import queries
from voting.wording.errors import (
    AmendmentOutdated,
    AmendmentsUnderWay,
    NotAmendable,
    SameWords,
)

OTHER = "We resolve to plant two hundred willows."


def amend(house: Container, parent: UUID, *, text: str = OTHER, actor: Actor | None = None) -> UUID:
    return propose_amendment(
        container=house, actor=actor or secretary(), act_id=ids.new_id(), proposal_id=parent,
        title="Amendment: willows", text=text, reason="The field floods.",
    )  # fmt: skip


def reword(house: Container, proposal_id: UUID, text: str) -> None:
    one = read(house, proposal_id)
    revise_proposal(
        container=house, actor=Actor.person(one.drafter_id), act_id=ids.new_id(),
        proposal_id=proposal_id, title=one.title, text=text,
    )  # fmt: skip


@pytest.fixture
def parent(house: Container) -> UUID:
    make_owners(house, 3)
    return bring_to_deliberation(house, make_draft(house)).id


def carried(house: Container, clock: StagedClock, amendment_id: UUID) -> None:
    from tests.makers.members import make_owner

    voters = [make_owner(house) for _ in range(4)]
    vote = notify(house, amendment_id)
    clock.at = instant(vote.opens_at)
    open_due_votes(house)
    for voter in voters:
        cast(house, vote, voter, "yes")
    assert close(house, clock, vote).state is State.ENACTED


def test_adopted_words_take_the_place_of_the_old(
    house: Container, clock: StagedClock, parent: UUID
) -> None:
    amendment_id = amend(house, parent)
    assert read(house, amendment_id).parent_as is Relation.AMENDS
    bring_to_deliberation(house, amendment_id)
    with pytest.raises(AmendmentsUnderWay):
        notify(house, parent)
    carried(house, clock, amendment_id)
    assert read(house, parent).text == OTHER
    with house.read() as session:
        *_first, last = queries.versions(session, proposal_id=parent)
    assert (last.by, last.amendment_id) == (None, amendment_id)
    assert notify(house, parent).state is State.NOTICE


def test_the_members_own_words_ask_no_sponsors_again(house: Container, clock: StagedClock) -> None:
    from tests.usecases.test_proposal_versions import sponsored

    drafter, *sponsors = make_owners(house, 3)
    parent = sponsored(house, drafter, *sponsors)
    move(house, parent, "begin_deliberation", secretary())
    amendment_id = amend(house, parent)
    bring_to_deliberation(house, amendment_id)
    carried(house, clock, amendment_id)
    assert read(house, parent).state is State.DELIBERATION
    with house.read() as session:
        assert queries.standing_sponsors(session, proposal_id=parent) == 2
    assert not letters(house, "sponsors_asked_again")


def test_its_author_is_told_and_may_take_the_words_over(house: Container) -> None:
    from tests.usecases.test_proposal_versions import sponsored

    drafter, *sponsors = make_owners(house, 3)
    parent = sponsored(house, drafter, *sponsors)
    move(house, parent, "begin_deliberation", secretary())
    amendment_id = amend(house, parent, actor=sponsors[0].actor)
    move(house, amendment_id, "submit", sponsors[0].actor)
    assert [one["to"] for one in letters(house, "amendment_proposed")] == [drafter.email]
    with pytest.raises(NotTheDrafter):
        take_over_amendment(
            container=house, actor=sponsors[0].actor, act_id=ids.new_id(),
            proposal_id=amendment_id,
        )  # fmt: skip
    act_id = ids.new_id()
    for _click in range(2):
        assert parent == take_over_amendment(
            container=house, actor=drafter.actor, act_id=act_id, proposal_id=amendment_id
        )
    assert read(house, parent).text == OTHER
    assert read(house, parent).state is State.SEEKING_SPONSORS
    assert read(house, amendment_id).state is State.WITHDRAWN
    assert len(letters(house, "sponsors_asked_again")) == 2


def test_amendments_are_put_one_at_a_time_and_on_the_words_as_they_stand(
    house: Container, clock: StagedClock, parent: UUID
) -> None:
    first, second = amend(house, parent), amend(house, parent, text="A pond.")
    for one in (first, second):
        bring_to_deliberation(house, one)
    notify(house, first)
    with pytest.raises(AmendmentOutdated):
        notify(house, second)
    with pytest.raises(AmendmentsUnderWay):
        reword(house, parent, "A meadow.")
    move(house, first, "take_off", secretary())
    reword(house, parent, "A meadow.")
    with pytest.raises(AmendmentOutdated):
        notify(house, second)
    reword(house, second, "A pond.")
    assert notify(house, second).state is State.NOTICE


def test_what_is_not_deliberated_takes_no_other_words(house: Container) -> None:
    make_owners(house, 2)
    draft = make_draft(house)
    with pytest.raises(NotAmendable):
        amend(house, draft)
    bring_to_notice(house, draft)
    with pytest.raises(NotAmendable):
        amend(house, draft)
    change = make_draft(
        house, kind="rule_change",
        effect={"kind": "rulebook.change", "changes": {"vote.open_days": "9"}},
    )  # fmt: skip
    bring_to_deliberation(house, change)
    with pytest.raises(NotAmendable):
        amend(house, change)


def test_the_same_words_are_no_amendment_and_none_is_amended(
    house: Container, parent: UUID
) -> None:
    with pytest.raises(SameWords):
        amend(house, parent, text=read(house, parent).text)
    amendment_id = amend(house, parent)
    bring_to_deliberation(house, amendment_id)
    with pytest.raises(NotAmendable):
        amend(house, amendment_id, text="A pond.")


def test_an_amendment_ends_with_its_proposal(
    house: Container, clock: StagedClock, parent: UUID
) -> None:
    sleeping, voted = amend(house, parent, text="A pond."), amend(house, parent)
    bring_to_deliberation(house, voted)
    vote = notify(house, voted)
    move(house, parent, "take_off", secretary())
    with pytest.raises(AmendmentOutdated):
        move_proposal(
            container=house, actor=Actor.person(read(house, sleeping).drafter_id),
            act_id=ids.new_id(), proposal_id=sleeping, move="submit",
        )  # fmt: skip
    clock.at = instant(vote.opens_at)
    open_due_votes(house)
    with house.read() as session:
        from voting.queries import roll

        electors = roll(session, proposal_id=voted)
    from coop.usecases.cast_ballot import cast_ballot

    for one in electors:
        cast_ballot(
            container=house, actor=Actor.person(one.caster_id), act_id=ids.new_id(),
            proposal_id=voted, elector_id=one.elector_id, ballot="yes",
            text_hash=read(house, voted).text_hash or "",
        )  # fmt: skip
    assert close(house, clock, vote).state is State.ENACTED
    assert read(house, parent).text != OTHER


def test_every_letter_about_words_can_be_written(house: Container) -> None:
    from coop.jobs import Worker
    from coop.usecases.co_authors import invite_co_author
    from tests.usecases.test_proposal_versions import deed, sponsored

    drafter, helper, *sponsors = make_owners(house, 4)
    proposal_id = sponsored(house, drafter, *sponsors)
    deed(invite_co_author, house, drafter, proposal_id, email=helper.email)
    move(house, proposal_id, "begin_deliberation", secretary())
    move(house, amend(house, proposal_id, actor=helper.actor), "submit", helper.actor)
    reword(house, proposal_id, "A pond.")
    Worker(house).drain()
    sent = {one.subject: one.text for one in house.mailer.letters}  # type: ignore[attr-defined]
    title = "Plant a hedge along the lower field"
    assert f"Hello {helper.name}" in sent[f"Will you write along? {title}"]
    assert "You can take them over at once" in sent[f"Other words are proposed: {title}"]
    again = sent[f"The words you sponsored have changed: {title}"]
    assert f"/proposals/{proposal_id}/difference?from=1&to=2" in again
