"""Put a division of the surplus to the members."""

from uuid import UUID

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.draft_proposal import draft_proposal
from coop.usecases.move_proposal import move_proposal
from coop.words import _
from ledger.money import decimal_text
from services.patronage import operations, queries
from services.patronage.errors import DeclarationMoved
from services.patronage.rules import DeclarationState, Division

EFFECT = "patronage.declare"


def propose_patronage(
    *, container: Container, actor: Actor, act_id: UUID, declaration_id: UUID
) -> UUID:
    """This function will draft and submit the resolution that declares it; returns the proposal.

    Three deeds, each with an id made from the declaration's, so that a crash
    between them is mended by asking again. Raises `DeclarationMoved`.
    """
    actor.require(Permission.PATRONAGE_PREPARE)
    with container.read() as session:
        declaration = queries.declaration(session, declaration_id=declaration_id)
    if declaration.state is DeclarationState.PROPOSED and declaration.proposal_id:
        return declaration.proposal_id
    if declaration.state is not DeclarationState.DRAFT:
        raise DeclarationMoved(declaration_id, declaration.state.value)
    proposal_id = draft_proposal(
        container=container,
        actor=actor,
        act_id=ids.id_for(f"patronage:{declaration_id}:proposal"),
        kind="patronage",
        title=_("Share the surplus of %(year)s") % {"year": declaration.year},
        text=resolution_text(declaration.division),
        effect={
            "kind": EFFECT,
            "declaration_id": str(declaration_id),
            "figures_sha256": declaration.figures_sha256,
        },
    )
    move_proposal(
        container=container,
        actor=actor,
        act_id=ids.id_for(f"patronage:{declaration_id}:submit"),
        proposal_id=proposal_id,
        move="submit",
    )
    with container.act(actor, Permission.PATRONAGE_PREPARE, id=act_id, about=declaration_id) as act:
        if not act.repeated:
            operations.propose(act.session, declaration_id=declaration_id, proposal_id=proposal_id)
            act.tell("patronage.proposed", proposal_id=str(proposal_id))
    return proposal_id


def resolution_text(division: Division) -> str:
    """This function will write the resolution out in words and figures."""

    def said(minor: int) -> str:
        return f"{division.currency} {decimal_text(minor=minor, currency=division.currency)}"

    return _(
        "The year %(year)s ended with a surplus of %(surplus)s. The members resolve that "
        "%(reserve)s goes to the statutory reserve, %(unallocated)s, which members' business "
        "did not earn, stays with the co-operative undivided, and %(allocated)s is shared among "
        "%(members)s members in proportion to the fees their business brought: %(cash)s in "
        "cash and %(retained)s kept as their own equity in the co-operative."
    ) % {
        "year": division.year,
        "surplus": said(division.surplus),
        "reserve": said(division.reserve),
        "unallocated": said(division.unallocated),
        "allocated": said(division.allocated),
        "members": len(division.shares),
        "cash": said(division.cash),
        "retained": said(division.retained),
    }
