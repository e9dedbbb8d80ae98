"""Put a year's budget to the members."""

from uuid import UUID

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.draft_proposal import BUDGET_ADOPTION, draft_proposal
from coop.usecases.move_proposal import move_proposal
from coop.words import _
from ledger import queries as books
from ledger.budgets import operations, queries
from ledger.budgets.errors import BudgetEmpty, BudgetMoved
from ledger.budgets.rules import BudgetState, totals
from ledger.money import decimal_text


def propose_budget(*, container: Container, actor: Actor, act_id: UUID, budget_id: UUID) -> UUID:
    """This function will draft and submit the resolution that adopts it; returns the proposal.

    Three deeds, each with an id made from the budget's and its figures, so that a crash
    between them is mended by asking again. Raises `NoSuchBudget`, `BudgetMoved`, `BudgetEmpty`.
    """
    actor.require(Permission.BUDGET_DRAFT)
    with container.read() as session:
        found = queries.budget(session, budget_id=budget_id)
        chart = books.chart(session)
    if found.state is BudgetState.PROPOSED and found.proposal_id:
        return found.proposal_id
    if found.state is not BudgetState.DRAFT:
        raise BudgetMoved(budget_id, found.state)
    if not found.amounts:
        raise BudgetEmpty
    income, expense = totals(found.amounts, chart=chart)

    def said(minor: int) -> str:
        return f"{found.currency} {decimal_text(minor=minor, currency=found.currency)}"

    key = f"budget:{budget_id}:{found.digest}"
    proposal_id = draft_proposal(
        container=container,
        actor=actor,
        act_id=ids.id_for(f"{key}:proposal"),
        kind="ordinary",
        title=_("Adopt the budget of %(year)s") % {"year": found.year},
        text=_(
            "The members adopt the budget of %(year)s: income of %(income)s, expense of "
            "%(expense)s, which leaves %(surplus)s. It is set out by account, pool and month at "
            "%(address)s; the figures have the digest %(digest)s. Once adopted it is in force, in "
            "place of any budget of that year before it."
        )
        % {
            "year": found.year,
            "income": said(income),
            "expense": said(expense),
            "surplus": said(income - expense),
            "address": f"/treasury/budgets/{budget_id}",
            "digest": found.digest,
        },
        effect={"kind": BUDGET_ADOPTION, "budget_id": str(budget_id), "digest": found.digest},
    )
    move_proposal(
        container=container,
        actor=actor,
        act_id=ids.id_for(f"{key}:submit"),
        proposal_id=proposal_id,
        move="submit",
    )
    with container.act(actor, Permission.BUDGET_DRAFT, id=act_id, about=budget_id) as act:
        if not act.repeated:
            operations.propose(
                act.session, budget_id=budget_id, proposal_id=proposal_id, digest=found.digest
            )
            act.tell("budget.proposed", proposal_id=str(proposal_id))
    return proposal_id
