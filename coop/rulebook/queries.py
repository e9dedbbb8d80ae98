"""Questions to the rulebook."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from coop.rulebook.definitions import RuleKey
from coop.rulebook.rules import Rulebook, RuleVersion, restored
from coop.rulebook.tables import RuleVersionRow

_KNOWN = tuple(RuleKey)


def rulebook_on(session: Session, *, on: datetime) -> Rulebook:
    """This function will return every rule as it stood at an instant.

    Of the versions that had taken effect, the last to do so is in force; of two
    that took effect together, the one set later.
    """
    rows = session.scalars(
        select(RuleVersionRow)
        .where(RuleVersionRow.effective_at <= on, RuleVersionRow.key.in_(_KNOWN))
        .order_by(RuleVersionRow.effective_at, RuleVersionRow.number)
    )
    return Rulebook(on, {RuleKey(row.key): _version(row) for row in rows})


def history(session: Session, *, key: RuleKey) -> tuple[RuleVersion, ...]:
    """This function will return every version of a rule, newest first, those to come included."""
    rows = session.scalars(
        select(RuleVersionRow)
        .where(RuleVersionRow.key == key)
        .order_by(RuleVersionRow.effective_at.desc(), RuleVersionRow.number.desc())
    )
    return tuple(_version(row) for row in rows)


def set_by(session: Session, *, resolution_id: UUID) -> tuple[RuleVersion, ...]:
    """This function will return the versions that one resolution made."""
    rows = session.scalars(
        select(RuleVersionRow)
        .where(RuleVersionRow.resolution_id == resolution_id, RuleVersionRow.key.in_(_KNOWN))
        .order_by(RuleVersionRow.key)
    )
    return tuple(_version(row) for row in rows)


def founded(session: Session) -> bool:
    """This function will say whether the rulebook holds anything yet."""
    return session.scalar(select(RuleVersionRow.id).limit(1)) is not None


def _version(row: RuleVersionRow) -> RuleVersion:
    key = RuleKey(row.key)
    return RuleVersion(
        row.id,
        key,
        row.number,
        restored(key=key, text=row.value),
        row.resolution_id,
        row.effective_at,
        row.set_at,
    )
