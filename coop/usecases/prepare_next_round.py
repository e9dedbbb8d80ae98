"""Prepare the next round of consent, with words that meet objections."""

from collections.abc import Collection
from uuid import UUID

from coop.container import Container
from coop.members import queries as members
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.consent_rounds import next_round_of, put_before_members
from coop.usecases.revise_proposal import require_writer
from voting import operations, queries
from voting.objections import operations as objections
from voting.objections.errors import NextRoundDrafted, NothingToIntegrate
from voting.proposals import Kind, Relation, State
from voting.wording.errors import SameWords


def prepare_next_round(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    proposal_id: UUID,
    title: str,
    text: str,
    objection_ids: Collection[UUID],
) -> UUID:
    """This function will bring new words into deliberation and mark the objections they meet.

    The round before runs to its close, and then no fallback vote opens. Raises
    `NotTheDrafter`, `NothingToIntegrate`, `NextRoundDrafted`, `SameWords`,
    `ObjectionNotFound`, `ObjectionSettled`.
    """
    with container.act(actor, Permission.PROPOSAL_DRAFT, id=act_id, about=proposal_id) as act:
        if act.repeated:
            return act_id
        operations.locked(act.session, proposal_id=proposal_id)
        before = queries.proposal(act.session, proposal_id=proposal_id)
        require_writer(act, before)
        if before.kind is not Kind.CONSENT or before.state not in (State.OPEN, State.REJECTED):
            raise NothingToIntegrate
        if next_round_of(act, proposal_id) is not None:
            raise NextRoundDrafted
        if before.text == text:
            raise SameWords
        put_before_members(
            act,
            id=act_id,
            kind=Kind.CONSENT,
            title=title,
            text=text,
            parent=before,
            relation=Relation.NEXT_ROUND,
        )
        met = objections.integrate(
            act.session,
            proposal_id=proposal_id,
            objection_ids=objection_ids,
            into=act_id,
            at=act.now,
        )
        people = members.people(act.session, person_ids={one.raised_by for one in met})
        for one in met:
            act.tell("objection.integrated", objection_id=str(one.id), into=str(act_id))
        for person in people.values():
            act.mail(
                to=person.email,
                template="next_round",
                facts={
                    "name": person.name,
                    "title": title,
                    "path": f"/proposals/{act_id}",
                },
                key=f"next_round:{act_id}:{person.id}",
                locale=person.locale,
            )
    return act_id
