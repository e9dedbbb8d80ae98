"""A deed that waits: what it is, where it stands, and the digest that binds what was shown."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from ledger.money import Money

WAITS = timedelta(days=14)
"""How long a deed waits before it lapses."""
REASON_MAX = 500


class ApprovalKind(StrEnum):
    """What waits. Each is carried out by the very code that does it below the amount."""

    ENTRY = "entry"
    REVERSAL = "reversal"
    COACH_PAYOUT = "coach-payout"
    SELLER_PAYOUT = "seller-payout"
    PATRONAGE_PAYMENT = "patronage-payment"
    REFUND = "refund"
    REOPENING = "reopening"


class ApprovalState(StrEnum):
    """A waiting deed moves once, and stays."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One deed and what became of it. `payload` is all of it, as JSON-plain facts."""

    id: UUID
    kind: ApprovalKind
    about: UUID
    payload: Mapping[str, Any]
    digest: bytes
    amount: Money | None
    payee_id: UUID | None
    """Who would get the money, where somebody would."""
    asked_by: UUID
    asked_at: datetime
    expires_at: datetime
    state: ApprovalState
    decided_by: UUID | None
    decided_at: datetime | None
    answer: str
    """Why it was declined."""


def digest_of(
    *, kind: ApprovalKind, about: UUID, payload: Mapping[str, Any], asked_by: UUID
) -> bytes:
    """This function will return the SHA-256 of a deed's canonical JSON: what the second person
    sees and what is carried out are the same bytes.
    """
    text = json.dumps(
        [kind.value, str(about), str(asked_by), payload],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hashlib.sha256(text.encode()).digest()
