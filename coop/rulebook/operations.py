"""Changes of the rulebook: only by adding a version, only by a resolution."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coop.rulebook import queries
from coop.rulebook.catalogue import DEFINITIONS
from coop.rulebook.definitions import RuleKey
from coop.rulebook.errors import RuleBackdated, RulebookAlreadyFounded
from coop.rulebook.rules import RuleVersion, parse_changes, stored
from coop.rulebook.tables import RuleVersionRow


def found(session: Session, *, resolution_id: UUID, at: datetime) -> None:
    """This function will write the founding value of every rule, in force from `at`.

    Raises `RulebookAlreadyFounded` when the rulebook holds anything.
    """
    if queries.founded(session):
        raise RulebookAlreadyFounded
    enact(
        session,
        changes={key: definition.founding for key, definition in DEFINITIONS.items()},
        resolution_id=resolution_id,
        at=at,
        effective_at=at,
    )


def enact(
    session: Session,
    *,
    changes: Mapping[str, str],
    resolution_id: UUID,
    at: datetime,
    effective_at: datetime,
) -> tuple[RuleVersion, ...]:
    """This function will add a version to each rule named, and return the versions.

    `changes` maps keys to values as a person types them. A resolution enacted
    twice adds nothing the second time. Raises `RuleChangeEmpty`,
    `RuleChangesRefused` with every fault, or `RuleBackdated`; adds all or nothing.
    """
    values = parse_changes(changes=changes)
    if effective_at < at:
        raise RuleBackdated(effective_at, at)
    already = {version.key for version in queries.set_by(session, resolution_id=resolution_id)}
    numbers = _last_numbers(session, keys=tuple(values))
    for key, value in values.items():
        if key in already:
            continue
        session.add(
            RuleVersionRow(
                # The same resolution makes the same version: a repeat cannot make a second one.
                id=uuid5(resolution_id, key),
                key=key,
                number=numbers.get(key, 0) + 1,
                value=stored(value),
                resolution_id=resolution_id,
                effective_at=effective_at,
                set_at=at,
            )
        )
    session.flush()
    return queries.set_by(session, resolution_id=resolution_id)


def _last_numbers(session: Session, *, keys: tuple[RuleKey, ...]) -> dict[str, int]:
    rows = session.execute(
        select(RuleVersionRow.key, func.max(RuleVersionRow.number))
        .where(RuleVersionRow.key.in_(keys))
        .group_by(RuleVersionRow.key)
    )
    return {row[0]: row[1] for row in rows}
