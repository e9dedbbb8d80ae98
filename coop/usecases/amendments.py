"""Amendments: what they ask, when they may be put, and what their adoption does."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from coop.members import queries as members
from coop.members.rules import Person
from coop.unit_of_work.unit_of_work import Act
from voting import operations, queries
from voting.proposals import Kind, Proposal, Relation, State
from voting.wording import operations as wording
from voting.wording import queries as words
from voting.wording.errors import (
    AmendmentOutdated,
    AmendmentsUnderWay,
    NotAmendable,
    RoundUnderWay,
    SameWords,
)
from voting.wording.rules import AMENDABLE, BEFORE_NOTICE

AMEND = "proposal.amend"


def effect_of(act: Act, *, parent_id: UUID, text: str, reason: str) -> dict[str, Any]:
    """This function will return an amendment's effect: its text replaces that of its parent.

    Raises `NotAmendable` unless the parent is being deliberated, `SameWords`.
    """
    parent = queries.proposal(act.session, proposal_id=parent_id)
    if parent.kind not in AMENDABLE or parent.state is not State.DELIBERATION:
        raise NotAmendable
    if parent.text == text:
        raise SameWords
    return {
        "kind": AMEND,
        "proposal_id": str(parent_id),
        "from_version": words.latest_number(act.session, proposal_id=parent_id),
        "reason": reason,
    }


def require_parent_open(act: Act, proposal: Proposal) -> None:
    """This function will hold an amendment's parent, which has to be before its own notice.

    It returns quietly for what is no amendment; raises `AmendmentOutdated`.
    """
    if proposal.kind is not Kind.AMENDMENT or proposal.parent_id is None:
        return
    parent = operations.locked(act.session, proposal_id=proposal.parent_id)
    if State(parent.state) not in BEFORE_NOTICE:
        raise AmendmentOutdated


def require_ready_for_notice(act: Act, proposal: Proposal) -> None:
    """This function will return quietly when nothing that is related has to be settled first.

    A proposal waits for its amendments; an amendment is put on the words as they
    stand, one at a time; a next round waits for the end of the one before. Holds
    the parent before the proposal itself. Raises `AmendmentsUnderWay`,
    `AmendmentOutdated`, `RoundUnderWay`.
    """
    require_parent_open(act, proposal)
    operations.locked(act.session, proposal_id=proposal.id)
    deciding = words.amendments_deciding(act.session, proposal_id=proposal.id)
    if deciding:
        raise AmendmentsUnderWay(len(deciding))
    if proposal.parent_id is None:
        return
    if proposal.parent_as is Relation.AMENDS and proposal.effect is not None:
        latest = words.latest_number(act.session, proposal_id=proposal.parent_id)
        others = words.amendments_fixed(act.session, proposal_id=proposal.parent_id)
        if proposal.effect["from_version"] != latest or others:
            raise AmendmentOutdated
    if proposal.parent_as is Relation.NEXT_ROUND:
        before = queries.proposal(act.session, proposal_id=proposal.parent_id)
        if before.state not in (State.REJECTED, State.INQUORATE):
            raise RoundUnderWay


def rebase(act: Act, proposal: Proposal) -> None:
    """This function will note that an amendment is meant for its parent's words as they are."""
    if proposal.parent_id is None or proposal.effect is None:
        return
    row = operations.locked(act.session, proposal_id=proposal.id)
    latest = words.latest_number(act.session, proposal_id=proposal.parent_id)
    row.effect = {**proposal.effect, "from_version": latest}
    act.session.flush()


def write_to_writers(act: Act, amendment: Proposal) -> None:
    """This function will tell who wrote a proposal that other words are proposed for it."""
    if amendment.parent_id is None:
        return
    parent = queries.proposal(act.session, proposal_id=amendment.parent_id)
    names = members.names_of(act.session, party_ids=[amendment.drafter_id])
    for person in writers(act, parent):
        act.mail(
            to=person.email,
            template="amendment_proposed",
            facts={
                "name": person.name,
                "proposer": names.get(amendment.drafter_id, ""),
                "title": parent.title,
                "path": f"/proposals/{amendment.id}",
            },
            key=f"amendment:{amendment.id}:{person.id}",
            locale=person.locale,
        )


def writers(act: Act, proposal: Proposal) -> tuple[Person, ...]:
    """This function will return who wrote a proposal: the drafter and the co-authors."""
    along = words.co_authors(act.session, proposal_id=proposal.id)
    wanted = [proposal.drafter_id, *(one.person_id for one in along if one.accepted)]
    people = members.people(act.session, person_ids=wanted)
    return tuple(people[person_id] for person_id in wanted if person_id in people)


def enact(act: Act, proposal_id: UUID, effect: Mapping[str, Any]) -> None:
    """This function will put an adopted amendment's words in its parent's place.

    Where the parent was withdrawn meanwhile nothing is left to change, and that is noted.
    """
    amendment = queries.proposal(act.session, proposal_id=proposal_id)
    parent = queries.proposal(act.session, proposal_id=UUID(effect["proposal_id"]))
    if parent.state not in BEFORE_NOTICE or parent.text == amendment.text:
        act.tell("amendment.lapsed", parent_id=str(parent.id))
        return
    number = wording.rewrite(
        act.session,
        proposal_id=parent.id,
        title=parent.title,
        text=amendment.text,
        by=None,
        at=act.now,
        amendment_id=proposal_id,
    )
    act.tell("proposal.revised", about=parent.id, version=number, amendment_id=str(proposal_id))
