"""Prove the books: read everything again, and keep what was found."""

from uuid import UUID

from coop.container import Container
from coop.members.shares import queries as shares
from coop.proving.checklist import CHECKED
from coop.unit_of_work.permissions import Actor, Permission
from ledger import proof
from ledger.proof import Proof, ShareRegister

_DIFFERENCES_KEPT_MAX = 200


def prove_books(*, container: Container) -> Proof:
    """This function will check the books and the share register against them; it writes nothing."""
    with container.read() as session:
        register: dict[str, int] = {}
        for total in shares.share_totals(session, at=container.clock.now()):
            register[total.capital_account] = (
                register.get(total.capital_account, 0) + total.amount_minor
            )
        return proof.check(
            session, share_register=ShareRegister(container.config.currency, register)
        )


def check_books(*, container: Container, actor: Actor, act_id: UUID) -> Proof:
    """This function will check the books and keep the outcome for the treasurer's start page.

    The reading happens before the deed's transaction, so that nobody waits for it.
    """
    actor.require(Permission.BOOKS_READ)
    outcome = prove_books(container=container)
    with container.act(actor, Permission.BOOKS_READ, id=act_id) as act:
        if not act.repeated:
            act.tell(
                CHECKED,
                entries=outcome.entry_count,
                seals=outcome.seal_count,
                head=outcome.head.hex(),
                difference_count=len(outcome.differences),
                differences=[
                    [difference.fault, difference.subject, difference.expected, difference.found]
                    for difference in outcome.differences[:_DIFFERENCES_KEPT_MAX]
                ],
            )
    return outcome
