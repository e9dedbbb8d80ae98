"""Prove the books: read everything again, and keep what was found; every night by itself."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from coop import ids
from coop.container import Container
from coop.members import queries as members
from coop.members.shares import queries as shares
from coop.proving import subledgers
from coop.proving.checklist import CHECKED
from coop.unit_of_work.permissions import Actor, Permission, Role
from coop.unit_of_work.queries import is_done
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.bookkeeping import write_to
from ledger import proof
from ledger.proof import Proof, ShareRegister

JOB = "books.check"
FROM_HOUR = 2
"""From this hour of the co-op's own night on the books are checked."""
_DIFFERENCES_KEPT_MAX = 200
_READERS = (Role.TREASURER, Role.AUDITOR)


def prove_books(*, container: Container) -> Proof:
    """This function will check the books, the share register and the rooms' own tables.

    What a room says it owes is held against its control account. It writes nothing.
    """
    with container.read() as session:
        register: dict[str, int] = {}
        for total in shares.share_totals(session, at=container.clock.now()):
            register[total.capital_account] = (
                register.get(total.capital_account, 0) + total.amount_minor
            )
        outcome = proof.check(
            session, share_register=ShareRegister(container.config.currency, register)
        )
        apart = tuple(subledgers.differences(session, currency=container.config.currency))
    return replace(outcome, differences=outcome.differences + apart)


def check_books(*, container: Container, actor: Actor, act_id: UUID) -> Proof:
    """This function will check the books and keep the outcome for the treasurer's start page.

    The reading happens before the deed's transaction, so that nobody waits for it.
    """
    actor.require(Permission.BOOKS_READ)
    outcome = prove_books(container=container)
    with container.act(actor, Permission.BOOKS_READ, id=act_id) as act:
        if not act.repeated:
            _keep(act, outcome)
    return outcome


def ask_for_nightly_check(container: Container) -> None:
    """This function will leave one check of the books a night for the worker: a duty.

    The night is the co-op's own. It asks one question by key when the night's is left already.
    """
    local = container.clock.now().astimezone(ZoneInfo(container.config.time_zone))
    if local.hour < FROM_HOUR:
        return
    act_id = ids.id_for(f"{JOB}:{local.date()}:asked")
    with container.read() as session:
        if is_done(session, act_id=act_id):
            return
    with container.act(Actor.worker(), Permission.BOOKS_READ, id=act_id) as act:
        if not act.repeated:
            night = local.date().isoformat()
            act.enqueue(JOB, {"night": night}, key=f"{JOB}:{night}")


def check_by_night(container: Container, payload: dict[str, Any]) -> None:
    """This function will do a job of kind `books.check`: check, keep it, and write of faults.

    Once a night however often it is tried; treasurer and auditor get a letter
    where something differs.
    """
    act_id = ids.id_for(f"{JOB}:{payload['night']}")
    with container.read() as session:
        if is_done(session, act_id=act_id):
            return
    outcome = prove_books(container=container)
    with container.act(Actor.worker(), Permission.BOOKS_READ, id=act_id) as act:
        if act.repeated:
            return
        _keep(act, outcome)
        if not outcome.holds:
            _write_of_faults(act, outcome, at=act.now)


def _keep(act: Act, outcome: Proof) -> None:
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


def _write_of_faults(act: Act, outcome: Proof, *, at: datetime) -> None:
    readers: dict[UUID, str] = {}
    for role in _READERS:
        readers |= members.holders_of(act.session, role=role)
    for person_id in readers:
        write_to(
            act,
            party_id=person_id,
            template="books_differ",
            facts={
                "checked_at": at.isoformat(),
                "number": len(outcome.differences),
                "path": "/treasury#check",
            },
        )
