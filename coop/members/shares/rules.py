"""Share classes, the life of an application, and what a subscription may be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from coop.members.errors import ApplicationMovedOn, ClassNotForParty, SharesOutOfRange
from coop.members.rules import PartyKind


class ApplicationState(StrEnum):
    """Where an application stands."""

    APPLIED = "applied"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    SUBSCRIBED = "subscribed"
    PAID = "paid"
    ISSUED = "issued"


class ApplicationMove(StrEnum):
    """What can be done to an application."""

    APPROVE = "approve"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    SUBSCRIBE = "subscribe"
    RECONSIDER = "reconsider"
    """Give an unpaid subscription up, to take another number of shares."""
    PAY = "pay"
    ISSUE = "issue"


MOVES: dict[tuple[ApplicationState, ApplicationMove], ApplicationState] = {
    (ApplicationState.APPLIED, ApplicationMove.APPROVE): ApplicationState.APPROVED,
    (ApplicationState.APPLIED, ApplicationMove.DECLINE): ApplicationState.DECLINED,
    (ApplicationState.APPLIED, ApplicationMove.WITHDRAW): ApplicationState.WITHDRAWN,
    (ApplicationState.APPROVED, ApplicationMove.WITHDRAW): ApplicationState.WITHDRAWN,
    (ApplicationState.APPROVED, ApplicationMove.SUBSCRIBE): ApplicationState.SUBSCRIBED,
    (ApplicationState.SUBSCRIBED, ApplicationMove.WITHDRAW): ApplicationState.WITHDRAWN,
    (ApplicationState.SUBSCRIBED, ApplicationMove.RECONSIDER): ApplicationState.APPROVED,
    (ApplicationState.SUBSCRIBED, ApplicationMove.PAY): ApplicationState.PAID,
    (ApplicationState.PAID, ApplicationMove.ISSUE): ApplicationState.ISSUED,
}
"""Every move an application can make; anything else is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareClass:
    """A class of shares: who may hold it, for how much, and with which rights."""

    code: str
    name: str
    holder_kind: str
    """`person`, `organisation` or `either`."""
    par_minor: int
    currency: str
    minimum: int
    maximum: int
    voting: bool
    transferable: bool
    withdrawable: bool
    capital_account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """A wish to own shares, and how far it has come."""

    id: UUID
    party_id: UUID
    applicant_id: UUID
    share_class: str
    statement: str
    state: ApplicationState
    applied_at: datetime
    decided_at: datetime | None
    reason: str
    shares: int | None
    payment_id: UUID | None
    subscribed_at: datetime | None
    paid_at: datetime | None
    issued_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareEvent:
    """One line of the share register."""

    line: int
    id: UUID
    party_id: UUID
    holder: str
    member_number: int
    share_class: str
    kind: str
    shares: int
    amount_minor: int
    at: datetime
    application_id: UUID | None
    certificate_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What a party holds of a class at a moment."""

    party_id: UUID
    holder: str
    kind: PartyKind
    member_number: int
    share_class: str
    shares: int
    amount_minor: int
    since: datetime
    """When the party first held the class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareTotal:
    """What the register says of one class: its total must be its capital account's balance."""

    share_class: str
    name: str
    capital_account: str
    currency: str
    holders: int
    shares: int
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedShares:
    """What an issue of shares wrote into the register."""

    event_id: UUID
    line: int
    member_number: int
    party_id: UUID
    share_class: str
    shares: int
    amount_minor: int
    currency: str
    capital_account: str
    certificate_id: UUID
    at: datetime


def founding_classes(currency: str) -> tuple[ShareClass, ...]:
    """This function will return the three classes a new co-op starts with (its Rules, shares)."""
    return (
        ShareClass(
            code="A", name="Individual member", holder_kind="person", par_minor=5_000,
            currency=currency, minimum=1, maximum=20, voting=True, transferable=False,
            withdrawable=True, capital_account="3000",
        ),
        ShareClass(
            code="B", name="Member organisation", holder_kind="organisation", par_minor=25_000,
            currency=currency, minimum=1, maximum=40, voting=True, transferable=False,
            withdrawable=True, capital_account="3010",
        ),
        ShareClass(
            code="C", name="Supporter", holder_kind="either", par_minor=10_000,
            currency=currency, minimum=1, maximum=1_000, voting=False, transferable=True,
            withdrawable=False, capital_account="3020",
        ),
    )  # fmt: skip


def after(
    *, application_id: UUID, state: ApplicationState, move: ApplicationMove
) -> ApplicationState:
    """This function will return the state after a move, or raise `ApplicationMovedOn`."""
    try:
        return MOVES[state, move]
    except KeyError:
        raise ApplicationMovedOn(
            application_id=application_id, state=state.value, move=move.value
        ) from None


def require_class_fits(*, share_class: ShareClass, kind: PartyKind) -> None:
    """This function will return quietly, or raise `ClassNotForParty`."""
    if share_class.holder_kind not in ("either", kind.value):
        raise ClassNotForParty(code=share_class.code, kind=kind.value)


def classes_for(*, classes: Iterable[ShareClass], kind: PartyKind) -> tuple[ShareClass, ...]:
    """This function will return the classes that a person, or an organisation, may hold."""
    return tuple(each for each in classes if each.holder_kind in ("either", kind.value))


def price_of(*, share_class: ShareClass, shares: int, held: int) -> int:
    """This function will return what a subscription costs, in minor units.

    Raises `SharesOutOfRange` when, with what is held already, the holder would
    have less than the class's minimum or more than its maximum.
    """
    if shares < 1 or not share_class.minimum <= held + shares <= share_class.maximum:
        raise SharesOutOfRange(
            code=share_class.code,
            asked=shares,
            held=held,
            least=max(1, share_class.minimum - held),
            most=share_class.maximum - held,
        )
    return shares * share_class.par_minor
