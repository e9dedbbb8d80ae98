"""What waits for a second person: the list, and one deed with all of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from coop.approvals import queries
from coop.approvals.rules import Approval, ApprovalKind, ApprovalState
from coop.container import Container
from coop.members import queries as members
from coop.readmodels import book_words
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _, lazy, ngettext
from ledger import journal
from ledger import queries as books
from ledger.entries import Line
from ledger.money import Money
from ledger.periods import Month
from ledger.written import lines_from_plain
from services.payments import queries as payments

RECENT_SHOWN = 20

KIND_NAMES = {
    ApprovalKind.ENTRY: lazy("An entry by hand"),
    ApprovalKind.REVERSAL: lazy("A reversal"),
    ApprovalKind.COACH_PAYOUT: lazy("A payment to a coach"),
    ApprovalKind.SELLER_PAYOUT: lazy("A payment to a seller"),
    ApprovalKind.PATRONAGE_PAYMENT: lazy("The cash part of the patronage"),
    ApprovalKind.REFUND: lazy("A refund"),
    ApprovalKind.REOPENING: lazy("Opening a closed month again"),
}
STATE_NAMES = {
    ApprovalState.WAITING: (lazy("Waits"), "warning"),
    ApprovalState.APPROVED: (lazy("Approved"), "good"),
    ApprovalState.DECLINED: (lazy("Declined"), "bad"),
    ApprovalState.WITHDRAWN: (lazy("Taken back"), "neutral"),
    ApprovalState.EXPIRED: (lazy("Lapsed"), "neutral"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLine:
    """One deed in a list; `yours` says whether the reader can decide it."""

    id: UUID
    kind_name: str
    about: str
    amount: Money | None
    asked_by: str
    asked_at: datetime
    expires_at: datetime
    state_name: str
    tone: str
    yours: bool


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of an entry as it will be posted; the amount on its side, minor units."""

    account: str
    account_name: str
    whose: str
    debit: Money | None
    credit: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalPage:
    """One deed, whole: `facts` and `lines` are everything that will be carried out."""

    line: WaitingLine
    digest: str
    facts: tuple[tuple[str, Any], ...]
    lines: tuple[ShownLine, ...]
    consequence: str
    may_decide: bool
    may_withdraw: bool
    own: bool
    waits: bool
    answer: str
    decided_by: str
    decided_at: datetime | None
    entry_id: UUID | None
    month: str | None


@dataclass(frozen=True, slots=True)
class ApprovalsPage:
    """What waits for the reader, what waits for others, what was decided lately."""

    yours: tuple[WaitingLine, ...]
    others: tuple[WaitingLine, ...]
    decided: tuple[WaitingLine, ...]


def approvals_page(*, container: Container, actor: Actor) -> ApprovalsPage:
    """This function will list what waits for a second person."""
    actor.require(Permission.BOOKS_READ)
    with container.read() as session:
        waiting = queries.waiting(session, at=container.clock.now())
        decided = queries.recent(session, limit=RECENT_SHOWN)
        names = _names(session, (*waiting, *decided))
        lines = [_line(each, names, actor) for each in waiting]
        return ApprovalsPage(
            yours=tuple(line for line in lines if line.yours),
            others=tuple(line for line in lines if not line.yours),
            decided=tuple(_line(each, names, actor) for each in decided),
        )


def waiting_for(session: Session, *, actor: Actor, at: datetime) -> int:
    """This function will count what the reader could decide now."""
    if not actor.may(Permission.APPROVAL_DECIDE):
        return 0
    return sum(1 for each in queries.waiting(session, at=at) if _may_decide(each, actor))


def is_approval(*, container: Container, approval_id: UUID) -> bool:
    """This function will say whether a deed waits, or waited, under this id."""
    with container.read() as session:
        return queries.find(session, approval_id=approval_id) is not None


def approval_page(*, container: Container, actor: Actor, approval_id: UUID) -> ApprovalPage:
    """This function will show one deed with all that will be carried out; `NoSuchApproval`."""
    actor.require(Permission.BOOKS_READ)
    with container.read() as session:
        found = queries.approval(session, approval_id=approval_id)
        names = _names(session, [found])
        waits = found.state is ApprovalState.WAITING and container.clock.now() < found.expires_at
        own = found.asked_by == actor.person_id
        posted = journal.entries_by_id(session, ids=[found.id])
        return ApprovalPage(
            line=_line(found, names, actor),
            digest=found.digest.hex(),
            facts=_FACTS[found.kind](session, found, names),
            lines=tuple(_shown(session, found)),
            consequence=str(_CONSEQUENCES[found.kind]),
            may_decide=waits and _may_decide(found, actor),
            may_withdraw=waits and own and actor.may(Permission.APPROVAL_DECIDE),
            own=own,
            waits=waits,
            answer=found.answer,
            decided_by=names.get(found.decided_by, "") if found.decided_by else "",
            decided_at=found.decided_at,
            entry_id=found.id if found.id in posted else None,
            month=found.payload.get("month"),
        )


def _may_decide(found: Approval, actor: Actor) -> bool:
    return actor.may(Permission.APPROVAL_DECIDE) and actor.person_id not in (
        found.asked_by,
        found.payee_id,
    )


def _names(session: Session, several: Iterable[Approval]) -> dict[UUID, str]:
    ids = {
        each
        for found in several
        for each in (found.asked_by, found.decided_by, found.payee_id)
        if each is not None
    }
    return members.names_of(session, party_ids=ids)


def _line(found: Approval, names: Mapping[UUID, str], actor: Actor) -> WaitingLine:
    name, tone = STATE_NAMES[found.state]
    return WaitingLine(
        id=found.id,
        kind_name=str(KIND_NAMES[found.kind]),
        about=_about(found, names),
        amount=found.amount,
        asked_by=names.get(found.asked_by, ""),
        asked_at=found.asked_at,
        expires_at=found.expires_at,
        state_name=str(name),
        tone=tone,
        yours=found.state is ApprovalState.WAITING and _may_decide(found, actor),
    )


def _about(found: Approval, names: Mapping[UUID, str]) -> str:
    if found.kind is ApprovalKind.REOPENING:
        return book_words.month_name(Month.parse(found.payload["month"]).starts)
    if found.kind is ApprovalKind.PATRONAGE_PAYMENT:
        return str(found.payload["year"])
    if found.payee_id is not None:
        return names.get(found.payee_id, "")
    return str(found.payload.get("memo", ""))


Facts = tuple[tuple[str, Any], ...]


def _entry_facts(session: Session, found: Approval, names: Mapping[UUID, str]) -> Facts:
    return (
        (_("Day in the books"), date.fromisoformat(found.payload["on"])),
        (_("What for"), found.payload["memo"]),
        (_("Kind"), book_words.entry_kind(found.payload["kind"])),
    )


def _reversal_facts(session: Session, found: Approval, names: Mapping[UUID, str]) -> Facts:
    return (
        (_("Day in the books"), date.fromisoformat(found.payload["on"])),
        (_("Why"), found.payload["memo"]),
    )


def _payout_facts(session: Session, found: Approval, names: Mapping[UUID, str]) -> Facts:
    number = len(found.payload["items"])
    return (
        (_("Payee"), names.get(found.payee_id, "") if found.payee_id else ""),
        (
            _("For"),
            ngettext("%(number)s delivered", "%(number)s delivered", number) % {"number": number},
        ),
        (_("Amount"), found.amount),
    )


def _patronage_facts(session: Session, found: Approval, names: Mapping[UUID, str]) -> Facts:
    return (
        (_("Year"), str(found.payload["year"])),
        (_("Members"), str(found.payload["members"])),
        (_("Cash in all"), found.amount),
        (_("Digest of the division"), found.payload["figures_sha256"]),
    )


def _refund_facts(session: Session, found: Approval, names: Mapping[UUID, str]) -> Facts:
    payment = payments.payment(session, payment_id=UUID(found.payload["payment_id"]))
    return (
        (_("Goes back to"), names.get(found.payee_id, "") if found.payee_id else ""),
        (_("Paid"), payment.amount),
        (_("Goes back"), found.amount),
        (_("Reason"), found.payload["reason"]),
    )


def _reopening_facts(session: Session, found: Approval, names: Mapping[UUID, str]) -> Facts:
    return (
        (_("Month"), book_words.month_name(Month.parse(found.payload["month"]).starts)),
        (_("Why it must open again"), found.payload["reason"]),
    )


_FACTS: dict[ApprovalKind, Callable[[Session, Approval, Mapping[UUID, str]], Facts]] = {
    ApprovalKind.ENTRY: _entry_facts,
    ApprovalKind.REVERSAL: _reversal_facts,
    ApprovalKind.COACH_PAYOUT: _payout_facts,
    ApprovalKind.SELLER_PAYOUT: _payout_facts,
    ApprovalKind.PATRONAGE_PAYMENT: _patronage_facts,
    ApprovalKind.REFUND: _refund_facts,
    ApprovalKind.REOPENING: _reopening_facts,
}
_CONSEQUENCES = {
    ApprovalKind.ENTRY: lazy("Approving posts this entry, exactly as it stands here."),
    ApprovalKind.REVERSAL: lazy("Approving posts the mirror image of the entry below."),
    ApprovalKind.COACH_PAYOUT: lazy(
        "Approving books 2010 Coaches payable / 1000 Bank and writes to the coach."
    ),
    ApprovalKind.SELLER_PAYOUT: lazy(
        "Approving books 2020 Seller funds held / 1010 Stripe balance and writes to the seller."
    ),
    ApprovalKind.PATRONAGE_PAYMENT: lazy(
        "Approving books 2300 Patronage payable / 1000 Bank and writes to every member."
    ),
    ApprovalKind.REFUND: lazy("Approving asks the processor to send this money back."),
    ApprovalKind.REOPENING: lazy(
        "Approving opens the month softly: its kept balances go until it closes again, and the "
        "seals stand. A closed December gives the year’s result back too."
    ),
}


def _shown(session: Session, found: Approval) -> Iterable[ShownLine]:
    lines: tuple[Line, ...] = ()
    if found.kind is ApprovalKind.ENTRY:
        lines = lines_from_plain(found.payload["lines"])
    elif found.kind is ApprovalKind.REVERSAL:
        original = UUID(found.payload["entry_id"])
        lines = journal.entries_by_id(session, ids=[original])[original].entry.lines
    chart = books.chart(session)
    parties = members.names_of(
        session, party_ids={line.party_id for line in lines if line.party_id is not None}
    )
    for line in lines:
        positive = line.amount.minor > 0
        yield ShownLine(
            account=line.account,
            account_name=chart[line.account].name if line.account in chart else "",
            whose=parties.get(line.party_id, "") if line.party_id else "",
            debit=line.amount if positive else None,
            credit=None if positive else -line.amount,
        )
