"""Wordings, the sponsors who are asked again, and writing together."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from coop import ids
from coop.container import Container
from coop.members.errors import RepresentativeUnknown
from coop.unit_of_work.permissions import Actor
from coop.usecases.co_authors import (
    accept_co_authorship,
    invite_co_author,
    leave_co_authorship,
)
from coop.usecases.revise_proposal import revise_proposal
from coop.usecases.sponsor_proposal import sponsor_proposal
from coop.usecases.stand_by_proposal import stand_by_proposal
from tests.makers.members import Owner, make_owner, make_person
from tests.makers.votes import (
    bring_to_notice,
    letters,
    make_draft,
    make_owners,
    move,
    read,
    secretary,
)
from voting.errors import (
    AlreadySponsored,
    GuardNotMet,
    MoveNotAllowed,
    NotTheDrafter,
    OwnersOnly,
    OwnProposal,
    TextFrozen,
)
from voting.proposals import State, digest
from voting.wording import queries
from voting.wording.errors import AlreadyCoAuthor, NotAskedToWrite, NotASponsor, SameWords


def revise(house: Container, actor: Actor, proposal_id: UUID, text: str, **more: str) -> None:
    revise_proposal(
        container=house, actor=actor, act_id=ids.new_id(), proposal_id=proposal_id,
        title=more.get("title", "Plant a hedge along the lower field"), text=text,
    )  # fmt: skip


def deed(act: object, house: Container, owner: Owner, proposal_id: UUID, **more: object) -> None:
    act(  # type: ignore[operator]
        container=house, actor=owner.actor, act_id=ids.new_id(), proposal_id=proposal_id, **more
    )


def sponsored(house: Container, drafter: Owner, *sponsors: Owner) -> UUID:
    proposal_id = make_draft(house, actor=drafter.actor)
    move(house, proposal_id, "submit", drafter.actor)
    for one in sponsors:
        deed(sponsor_proposal, house, one, proposal_id)
    return proposal_id


def test_every_wording_is_kept_with_its_hash(house: Container) -> None:
    drafter = make_owner(house)
    proposal_id = make_draft(house, actor=drafter.actor)
    revise(house, drafter.actor, proposal_id, "A pond instead.")
    with house.read() as session:
        first, second = queries.versions(session, proposal_id=proposal_id)
    assert (first.number, first.by) == (1, drafter.person_id)
    assert (second.number, second.text) == (2, "A pond instead.")
    assert second.hash == digest({"title": second.title, "text": second.text})
    assert read(house, proposal_id).text == "A pond instead."


def test_the_same_words_are_no_new_wording(house: Container) -> None:
    drafter = make_owner(house)
    proposal_id = make_draft(house, actor=drafter.actor)
    with pytest.raises(SameWords):
        revise(house, drafter.actor, proposal_id, "We resolve to plant two hundred hazels.")


def test_an_edit_after_sponsorship_asks_the_sponsors_again(house: Container) -> None:
    drafter, first, second = make_owners(house, 3)
    proposal_id = sponsored(house, drafter, first, second)
    move(house, proposal_id, "begin_deliberation", secretary())
    revise(house, drafter.actor, proposal_id, "A pond instead.")
    assert read(house, proposal_id).state is State.SEEKING_SPONSORS
    assert {one["to"] for one in letters(house, "sponsors_asked_again")} == {
        first.email, second.email,
    }  # fmt: skip
    with house.read() as session:
        kept = queries.sponsorships(session, proposal_id=proposal_id)
    assert [(one.person_id, one.stands) for one in kept] == [
        (first.person_id, False), (second.person_id, False),
    ]  # fmt: skip
    with pytest.raises(GuardNotMet):
        move(house, proposal_id, "begin_deliberation", secretary())
    deed(stand_by_proposal, house, first, proposal_id)
    with pytest.raises(AlreadySponsored):
        deed(stand_by_proposal, house, first, proposal_id)
    deed(stand_by_proposal, house, second, proposal_id)
    move(house, proposal_id, "begin_deliberation", secretary())
    with pytest.raises(MoveNotAllowed):
        deed(stand_by_proposal, house, second, proposal_id)


def test_while_sponsors_are_sought_those_found_are_asked_again(house: Container) -> None:
    drafter, first, second, third = make_owners(house, 4)
    proposal_id = sponsored(house, drafter, first)
    revise(house, drafter.actor, proposal_id, "A pond instead.")
    deed(sponsor_proposal, house, second, proposal_id)
    deed(sponsor_proposal, house, third, proposal_id)
    with house.read() as session:
        assert queries.standing_sponsors(session, proposal_id=proposal_id) == 2
    with pytest.raises(NotASponsor):
        deed(stand_by_proposal, house, drafter, proposal_id)


def test_the_offices_own_proposals_ask_nobody_again(house: Container) -> None:
    make_owner(house)
    office = secretary()
    proposal_id = make_draft(house, actor=office)
    move(house, proposal_id, "submit", office)
    move(house, proposal_id, "begin_deliberation", office)
    revise(house, office, proposal_id, "A pond instead.")
    assert read(house, proposal_id).state is State.DELIBERATION


def test_notice_ends_all_rewording(house: Container) -> None:
    owner, other = make_owners(house, 2)
    proposal_id = make_draft(house)
    bring_to_notice(house, proposal_id)
    drafter = Actor.person(read(house, proposal_id).drafter_id)
    with pytest.raises(TextFrozen):
        revise(house, drafter, proposal_id, "A pond instead.")
    assert owner != other


def test_a_co_author_writes_after_accepting_and_sponsors_no_more(house: Container) -> None:
    drafter, helper, sponsor = make_owners(house, 3)
    proposal_id = make_draft(house, actor=drafter.actor)
    deed(invite_co_author, house, drafter, proposal_id, email=helper.email)
    (letter,) = letters(house, "coauthor_invited")
    assert letter["to"] == helper.email
    with pytest.raises(NotTheDrafter):
        revise(house, helper.actor, proposal_id, "A pond instead.")
    deed(accept_co_authorship, house, helper, proposal_id)
    revise(house, helper.actor, proposal_id, "A pond instead.")
    with house.read() as session:
        assert queries.versions(session, proposal_id=proposal_id)[-1].by == helper.person_id
    move(house, proposal_id, "submit", drafter.actor)
    with pytest.raises(OwnProposal):
        deed(sponsor_proposal, house, helper, proposal_id)
    deed(sponsor_proposal, house, sponsor, proposal_id)
    deed(leave_co_authorship, house, helper, proposal_id)
    with pytest.raises(NotTheDrafter):
        revise(house, helper.actor, proposal_id, "Two ponds.")
    deed(sponsor_proposal, house, helper, proposal_id)


def test_a_sponsor_who_becomes_a_co_author_no_longer_counts(house: Container) -> None:
    drafter, helper = make_owners(house, 2)
    proposal_id = sponsored(house, drafter, helper)
    deed(invite_co_author, house, drafter, proposal_id, email=helper.email)
    deed(accept_co_authorship, house, helper, proposal_id)
    with house.read() as session:
        assert queries.standing_sponsors(session, proposal_id=proposal_id) == 0


def test_who_may_be_asked_and_who_may_ask(house: Container) -> None:
    drafter, helper, other = make_owners(house, 3)
    guest = make_person(house)
    proposal_id = make_draft(house, actor=drafter.actor)
    with pytest.raises(RepresentativeUnknown):
        deed(invite_co_author, house, drafter, proposal_id, email="nobody@elsewhere.example")
    with pytest.raises(OwnProposal):
        deed(invite_co_author, house, drafter, proposal_id, email=drafter.email)
    with pytest.raises(NotTheDrafter):
        deed(invite_co_author, house, other, proposal_id, email=helper.email)
    deed(invite_co_author, house, drafter, proposal_id, email=helper.email)
    with pytest.raises(AlreadyCoAuthor):
        deed(invite_co_author, house, drafter, proposal_id, email=helper.email)
    with pytest.raises(NotAskedToWrite):
        deed(accept_co_authorship, house, other, proposal_id)
    deed(leave_co_authorship, house, helper, proposal_id)
    deed(invite_co_author, house, drafter, proposal_id, email=helper.email)
    deed(invite_co_author, house, drafter, proposal_id, email=guest.email)
    with pytest.raises(OwnersOnly):
        accept_co_authorship(
            container=house,
            actor=Actor.person(guest.id),
            act_id=ids.new_id(),
            proposal_id=proposal_id,
        )


def test_the_databases_keep_versions_and_co_authors(house: Container) -> None:
    drafter, helper = make_owners(house, 2)
    proposal_id = make_draft(house, actor=drafter.actor)
    deed(invite_co_author, house, drafter, proposal_id, email=helper.email)
    frozen = make_draft(house)
    bring_to_notice(house, frozen)
    engine = house.unit_of_work.engine
    at = frozen.hex if engine.dialect.name == "sqlite" else frozen
    for statement, said in (
        ("UPDATE proposal_version SET text = 'forged'", "append-only"),
        ("DELETE FROM proposal_version", "append-only"),
        ("INSERT INTO proposal_version SELECT proposal_id, 9, title, text, by, amendment_id, at,"
         " hash FROM proposal_version WHERE proposal_id = :at", "notice froze"),
        ("UPDATE proposal_author SET person_id = invited_by", "accepts and leaves"),
        ("DELETE FROM proposal_author", "never deleted"),
        ("UPDATE proposal SET special = NOT special WHERE id = :at", "notice froze"),
    ):  # fmt: skip
        values = {"at": at} if ":at" in statement else {}
        with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
            connection.execute(text(statement), values)
        assert said in str(caught.value.orig)
