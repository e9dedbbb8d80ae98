"""A price or rate with the rule that sets it, so that any page can say who decided it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from coop.rulebook import queries
from coop.rulebook.rules import Rulebook, RuleKey, definition_of
from coop.rulebook.wording import said


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleShown:
    """One rule in force: what it says, since when, and which resolution set it."""

    key: str
    title: str
    value: str
    version_id: UUID
    number: int
    resolution_id: UUID
    since: datetime


def shown(*, book: Rulebook, key: RuleKey) -> RuleShown:
    """This function will return a rule in force as a page explains it."""
    version: Any = book.in_force(key)
    return RuleShown(
        key=str(key),
        title=str(definition_of(key=key).title),
        value=said(key=key, value=version.value),
        version_id=version.id,
        number=version.number,
        resolution_id=version.resolution_id,
        since=version.effective_at,
    )


def shown_version(session: Session, *, key: RuleKey, version_id: UUID) -> RuleShown | None:
    """This function will return one version of a rule, whether or not it is still in force."""
    for version in queries.history(session, key=key):
        if version.id == version_id:
            return RuleShown(
                key=str(key),
                title=str(definition_of(key=key).title),
                value=said(key=key, value=version.value),
                version_id=version.id,
                number=version.number,
                resolution_id=version.resolution_id,
                since=version.effective_at,
            )
    return None
