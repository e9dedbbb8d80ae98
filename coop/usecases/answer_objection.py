"""Answer an objection: say how it is met, or why it need not be."""

from uuid import UUID

from coop.container import Container
from coop.members import queries as members
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.revise_proposal import require_writer
from voting import queries
from voting.objections import operations
from voting.objections import queries as objections
from voting.objections.errors import ObjectionNotFound


def answer_objection(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    proposal_id: UUID,
    objection_id: UUID,
    text: str,
) -> None:
    """This function will store an answer and send it to whoever objected.

    The drafter, co-authors and the office answer. Raises `NotTheDrafter`,
    `ObjectionNotFound`, `ObjectionSettled`.
    """
    with container.act(actor, Permission.PROPOSAL_DRAFT, id=act_id, about=proposal_id) as act:
        if act.repeated:
            return
        proposal = queries.proposal(act.session, proposal_id=proposal_id)
        require_writer(act, proposal)
        raised = objections.objection(act.session, objection_id=objection_id)
        if raised.proposal_id != proposal_id:
            raise ObjectionNotFound
        answered = operations.answer(
            act.session,
            objection_id=objection_id,
            text=text,
            by=actor.signed_in_id,
            at=act.now,
        )
        act.tell("objection.answered", objection_id=str(objection_id))
        people = members.people(act.session, person_ids=[answered.raised_by])
        names = members.names_of(act.session, party_ids=[actor.signed_in_id])
        for person in people.values():
            act.mail(
                to=person.email,
                template="objection_answered",
                facts={
                    "name": person.name,
                    "answerer": names.get(actor.signed_in_id, ""),
                    "title": proposal.title,
                    "answer": text,
                    "path": f"/proposals/{proposal_id}#objections",
                },
                locale=person.locale,
            )
