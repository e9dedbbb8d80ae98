"""Keep rates of exchange: one by hand, or a whole file."""

from datetime import date
from uuid import UUID

from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from ledger.currencies import operations, rate_files
from ledger.currencies.rules import Rate, rate_parts


def enter_rate(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    base: str,
    quote: str,
    on: date,
    rate: str,
    source: str,
) -> int:
    """This function will keep what one unit of `base` is worth in `quote` on a day.

    A rate that is there for the day is corrected by it. Returns how many were new: one, or
    none where it says the same. Raises `BadRate`.
    """
    actor.require(Permission.CURRENCY_KEEP)
    mantissa, scale = rate_parts(rate)
    return _keep(container, actor, act_id, (Rate(base, quote, on, mantissa, scale, source),))


def import_rates(
    *, container: Container, actor: Actor, act_id: UUID, file_name: str, content: bytes
) -> tuple[int, int]:
    """This function will keep every rate of a CSV file; returns how many it holds and were new.

    Raises `MalformedRates` with every fault and its line; nothing is kept then.
    """
    actor.require(Permission.CURRENCY_KEEP)
    rates = rate_files.read(content=content, source=file_name)
    return len(rates), _keep(container, actor, act_id, rates)


def _keep(container: Container, actor: Actor, act_id: UUID, rates: tuple[Rate, ...]) -> int:
    with container.act(actor, Permission.CURRENCY_KEEP, id=act_id) as act:
        if act.repeated:
            return 0
        new = operations.keep_rates(
            act.session, rates=rates, new_id=act.new_id, at=act.now,
            entered_by=act.actor.person_id,
        )  # fmt: skip
        act.tell("rates.kept", rates=len(rates), new=new)
    return new
