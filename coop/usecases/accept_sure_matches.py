"""Accept, at one click, every suggestion that is sure."""

from uuid import UUID, uuid5

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.book_bank_line import settle_on_account
from ledger.accounts import BANK
from ledger.reconciliation import operations, queries
from ledger.reconciliation.matching import Suggestion, Sureness


def accept_sure_matches(
    *, container: Container, actor: Actor, act_id: UUID, account: str = BANK
) -> int:
    """This function will settle each waiting line whose suggestion is sure; return how many.

    What is sure is decided again here, not taken from the page that was looked at.
    """
    currency = container.config.currency
    with container.act(actor, Permission.STATEMENT_RECONCILE, id=act_id) as act:
        if act.repeated:
            return 0
        lines = queries.waiting_lines(act.session, account=account)
        found = queries.suggestions(
            act.session, lines=lines, currency=currency, account=account
        )  # fmt: skip
        sure = [
            suggestions[0]
            for suggestions in found.values()
            if suggestions and suggestions[0].sureness is Sureness.SURE
        ]
        for suggestion in sure:
            _accept(act, suggestion)
        act.tell("bank.sure_accepted", lines=len(sure))
        return len(sure)


def _accept(act: Act, suggestion: Suggestion) -> None:
    match_id = uuid5(act.id, str(suggestion.bank_line_id))
    if suggestion.entry_id is not None and suggestion.line_number is not None:
        operations.match(
            act.session,
            id=match_id,
            bank_line_id=suggestion.bank_line_id,
            entry_id=suggestion.entry_id,
            line_number=suggestion.line_number,
            reason=suggestion.fact,
            at=act.now,
            matched_by=act.actor.person_id,
        )
    elif suggestion.account is not None:
        settle_on_account(
            act,
            match_id=match_id,
            bank_line_id=suggestion.bank_line_id,
            account=suggestion.account,
            memo="",
        )
