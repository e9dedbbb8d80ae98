"""A price or rate with the rule that sets it, so that any page can say who decided it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from coop.rendering import format_money
from coop.rulebook import queries
from coop.rulebook.catalogue import definition_of
from coop.rulebook.definitions import Kind, RuleKey
from coop.rulebook.rules import Rulebook, RuleVersion
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


def shown(*, book: Rulebook, key: RuleKey, currency: str) -> RuleShown:
    """This function will return a rule in force as a page explains it."""
    return _shown(book.in_force(key), currency=currency)


def shown_version(
    session: Session, *, key: RuleKey, version_id: UUID, currency: str
) -> RuleShown | None:
    """This function will return one version of a rule, whether or not it is still in force."""
    for version in queries.history(session, key=key):
        if version.id == version_id:
            return _shown(version, currency=currency)
    return None


def _shown(version: RuleVersion, *, currency: str) -> RuleShown:
    definition = definition_of(key=version.key)
    value = said(key=version.key, value=version.value)
    if definition.kind is Kind.MONEY and isinstance(version.value, int):
        value = format_money(version.value, currency)
    return RuleShown(
        key=str(version.key),
        title=str(definition.title),
        value=value,
        version_id=version.id,
        number=version.number,
        resolution_id=version.resolution_id,
        since=version.effective_at,
    )
