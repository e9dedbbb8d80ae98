"""Accept, at one click, every suggestion that is sure, or the best of every chosen line."""

from collections.abc import Collection, Iterable
from uuid import UUID, uuid5

from coop.container import Container
from coop.members import queries as members
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.settle_bank_line import settle
from ledger.reconciliation import operations, queries, suggestion_queries
from ledger.reconciliation.matching import Suggestion, Sureness


def accept_sure_matches(
    *, container: Container, actor: Actor, act_id: UUID, account: str | None = None
) -> int:
    """This function will settle each waiting line whose suggestion is sure; return how many.

    Of one bank account, or of all. What is sure is decided again here, not taken from
    the page that was looked at.
    Lines on hold stay where they are. All of it can be undone at once (`undo_batch`).
    """
    with container.act(actor, Permission.STATEMENT_RECONCILE, id=act_id) as act:
        if act.repeated:
            return 0
        operations.one_at_a_time(act.session)
        held = queries.held(act.session, on=act.now.date())
        best = (
            suggestion
            for bank_line_id, suggestion in _best(container, act, account).items()
            if bank_line_id not in held and suggestion.sureness is Sureness.SURE
        )
        return _accept(act, best)


def accept_chosen_matches(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    bank_line_ids: Collection[UUID],
    account: str | None = None,
) -> int:
    """This function will settle the chosen lines by the best suggestion of each; return how many.

    Lines of which nothing better than a possibility is known, or which were settled
    meanwhile, are passed over.
    """
    with container.act(actor, Permission.STATEMENT_RECONCILE, id=act_id) as act:
        if act.repeated:
            return 0
        operations.one_at_a_time(act.session)
        best = _best(container, act, account)
        chosen = (best[bank_line_id] for bank_line_id in bank_line_ids if bank_line_id in best)
        return _accept(
            act, (each for each in chosen if each.sureness is not Sureness.POSSIBLE)
        )  # fmt: skip


def _best(container: Container, act: Act, account: str | None) -> dict[UUID, Suggestion]:
    lines = queries.waiting_lines(act.session, account=account)
    found: dict[UUID, tuple[Suggestion, ...]] = {}
    for code in sorted({line.account for line in lines}):
        found |= suggestion_queries.suggestions(
            act.session,
            lines=lines,
            currency=container.config.currency,
            account=code,
            names_of=lambda ids: members.names_of(act.session, party_ids=ids),
        )
    return {
        bank_line_id: suggestions[0]
        for bank_line_id, suggestions in found.items()
        if suggestions and not suggestions[0].rest_minor
    }


def _accept(act: Act, suggestions: Iterable[Suggestion]) -> int:
    count = 0
    for suggestion in suggestions:
        count += 1
        settle(
            act,
            match_id=uuid5(act.id, str(suggestion.bank_line_id)),
            bank_line_id=suggestion.bank_line_id,
            parts=suggestion.parts,
            memo=suggestion.memo,
            reason=suggestion.fact,
            batch_id=act.id,
        )
    act.tell("bank.several_accepted", lines=count)
    return count
