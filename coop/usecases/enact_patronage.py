"""The members' resolution declares the patronage: only now is anything posted."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from coop import ids
from coop.members import queries as members
from coop.members.shares import queries as shares
from coop.rendering import format_percent
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.bookkeeping import post_entry, write_to
from ledger import queries as books
from ledger.accounts import YEAR_SURPLUS
from ledger.entries import Line, credit, debit
from ledger.money import Money
from ledger.periods import Month
from services.documents import operations as documents
from services.patronage import operations, queries
from services.patronage.errors import NotResolved, SurplusChanged, YearNotClosed
from services.patronage.rules import Declaration, DeclarationState, Division, Share
from voting import queries as votes

SERIES = "patronage-statement"
RESERVE, UNALLOCATED = "3200", "3220"
PAYABLE, RETAINED = "2300", "3100"
SHARES_AN_ENTRY = 200
"""An entry keeps to a few hundred lines; a large co-op's patronage is several."""


def enact(act: Act, proposal_id: UUID, effect: Mapping[str, Any]) -> None:
    """This function will post the division that the members adopted, and issue the statements.

    Dr 3300; Cr 3200 reserve, 3220 unallocated, 2300 cash and 3100 retained by
    member. Raises `NotResolved` where the resolution is on other figures,
    `SurplusChanged` where the books no longer hold the surplus.
    """
    declaration = queries.declaration(act.session, declaration_id=UUID(effect["declaration_id"]))
    if (
        declaration.state is not DeclarationState.PROPOSED
        or declaration.proposal_id != proposal_id
        or declaration.figures_sha256 != effect["figures_sha256"]
    ):
        raise NotResolved(declaration.id)
    division = declaration.division
    held = -books.balance(act.session, account=YEAR_SURPLUS, currency=division.currency)
    if held < division.surplus:
        raise SurplusChanged(division.surplus, held)
    _post(act, declaration)
    if Month(division.year, 12) not in books.closed_months(act.session):
        # Asked with the entries in: whoever opens the year again waits for them, or came first.
        raise YearNotClosed(division.year)
    operations.declare(act.session, declaration_id=declaration.id, at=act.now)
    title = votes.proposal(act.session, proposal_id=proposal_id).title
    for share in division.shares:
        _state(act, declaration, share, resolution=title)
    act.tell("patronage.declared", about=declaration.id, allocated_minor=division.allocated)


def _post(act: Act, declaration: Declaration) -> None:
    division = declaration.division
    set_aside = _money(division, division.reserve + division.unallocated)
    if set_aside:
        post_entry(
            act,
            source_key=f"patronage:{declaration.id}:set-aside",
            kind="patronage.set_aside",
            memo=f"Surplus of {division.year}: reserve and unallocated",
            lines=(
                debit(YEAR_SURPLUS, set_aside),
                credit(RESERVE, _money(division, division.reserve)),
                credit(UNALLOCATED, _money(division, division.unallocated)),
            ),
        )
    for first in range(0, len(division.shares), SHARES_AN_ENTRY):
        part = division.shares[first : first + SHARES_AN_ENTRY]
        lines: list[Line] = [
            debit(YEAR_SURPLUS, _money(division, sum(share.allocation for share in part)))
        ]
        for share in part:
            lines.append(credit(PAYABLE, _money(division, share.cash), party_id=share.party_id))
            lines.append(
                credit(RETAINED, _money(division, share.retained), party_id=share.party_id)
            )
        post_entry(
            act,
            source_key=f"patronage:{declaration.id}:shares:{first}",
            kind="patronage.declared",
            memo=f"Patronage of {division.year}",
            lines=lines,
        )


def _state(act: Act, declaration: Declaration, share: Share, *, resolution: str) -> None:
    """This function will issue one member's statement, and write that it is there."""
    division = declaration.division
    pools = {pool.pool: pool for pool in division.pools}
    document_id = ids.id_for(f"patronage-statement:{declaration.id}:{share.party_id}")
    documents.request(
        act.session,
        id=document_id,
        series=SERIES,
        template="patronage_statement",
        title=f"Patronage statement {division.year}",
        facts={
            "year": division.year,
            "member_name": members.party(act.session, party_id=share.party_id).name,
            "member_number": shares.member_number(act.session, party_id=share.party_id),
            "currency": division.currency,
            "lines": [
                {
                    "pool": line.pool,
                    "business_minor": line.business,
                    "pool_business_minor": pools[line.pool].member_income,
                    "pool_surplus_minor": pools[line.pool].allocated,
                    "allocation_minor": line.allocation,
                }
                for line in share.lines
            ],
            "allocation_minor": share.allocation,
            "cash_minor": share.cash,
            "retained_minor": share.retained,
            "cash_percent": format_percent(division.cash_rate),
            "resolution_title": resolution,
            "resolution_id": str(declaration.proposal_id),
            "adopted_on": act.now.date().isoformat(),
        },
        party_id=share.party_id,
        about=declaration.id,
        at=act.now,
        requested_by=None,
    )
    act.enqueue("document.print", {"document_id": str(document_id)}, key=f"print:{document_id}")
    write_to(
        act,
        party_id=share.party_id,
        template="patronage_declared",
        facts={
            "year": division.year,
            "allocation_minor": share.allocation,
            "cash_minor": share.cash,
            "retained_minor": share.retained,
            "currency": division.currency,
            "path": f"/patronage/{declaration.id}",
        },
    )


def _money(division: Division, minor: int) -> Money:
    return Money(minor, division.currency)
