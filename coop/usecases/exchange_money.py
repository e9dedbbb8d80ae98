"""Move money between accounts of which one or both are in another currency."""

from datetime import date
from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.post_manual_entry import post_or_wait
from ledger.currencies.exchanges import Movement, make_ready
from ledger.currencies.rules import EXCHANGED
from ledger.entries import Entry


def exchange_money(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    on: date,
    memo: str,
    out_of: str,
    out_minor: int | None,
    into: str,
    in_minor: int | None,
    party_id: UUID | None = None,
) -> UUID:
    """This function will post an exchange and return its entry's id: the deed's own.

    It buys and sells currency, books an invoice in another currency, and settles it: the
    realised difference goes to 4950 or 6950. An amount that is not given is computed at the
    day's rate. What is worth more than `ledger.four_eyes` waits for a second person with the
    lines it has now. Raises what `ledger.currencies.exchanges.make_ready` and
    `ledger.operations.post` raise.
    """
    with container.act(actor, Permission.ENTRY_POST, id=act_id) as act:
        if not act.repeated:
            movement = Movement(
                on=on, out_of=out_of, out_minor=out_minor, into=into, in_minor=in_minor,
                party_id=party_id,
            )  # fmt: skip
            ready = make_ready(act.session, movement=movement, base=container.config.currency)
            entry = Entry(act_id, f"usecase:{act_id}", EXCHANGED, on, memo, ready.exchanged.lines)
            if post_or_wait(act, entry=entry, amount=ready.worth):
                act.tell("ledger.exchanged")
    return act_id
