"""Decision rules as expressions: houses founded before have the ones they were founded with."""

from datetime import UTC, datetime
from uuid import UUID, uuid5

import sqlalchemy as sa
from alembic import op

from footing.tables import UtcDateTime

revision = "0013"
down_revision = "0012"

FOUNDING_VALUES = {
    "vote.ordinary.rule": (
        "quorum >= vote.ordinary.quorum of members and yes > vote.ordinary.majority of yes+no"
    ),
    "vote.special.rule": (
        "quorum >= vote.ordinary.quorum of members and yes >= vote.special.majority of yes+no"
    ),
    "vote.rule_change.rule": (
        "quorum >= vote.ordinary.quorum of members and yes >= vote.special.majority of yes+no"
    ),
    "vote.election.rule": "quorum >= vote.election.quorum of members and filled >= 1",
}


def upgrade() -> None:
    _give_the_rulebook_its_new_rules()


def _give_the_rulebook_its_new_rules() -> None:
    """A co-op founded before today gets the founding values, under its founding resolution."""
    versions = sa.table(
        "rule_version",
        sa.column("id", sa.Uuid()),
        sa.column("key", sa.String()),
        sa.column("number", sa.Integer()),
        sa.column("value", sa.String()),
        sa.column("resolution_id", sa.Uuid()),
        sa.column("effective_at", UtcDateTime()),
        sa.column("set_at", UtcDateTime()),
    )
    bind = op.get_bind()
    founding: UUID | None = bind.execute(
        sa.select(versions.c.resolution_id).where(
            versions.c.key == "vote.sponsors", versions.c.number == 1
        )
    ).scalar()
    if founding is None:
        return
    now = datetime.now(UTC)
    known = set(bind.execute(sa.select(versions.c.key)).scalars())
    for key, value in FOUNDING_VALUES.items():
        if key not in known:
            bind.execute(
                sa.insert(versions).values(
                    id=uuid5(founding, key), key=key, number=1, value=value,
                    resolution_id=founding, effective_at=now, set_at=now,
                )
            )  # fmt: skip


def downgrade() -> None:
    raise NotImplementedError("A co-op's rules are not unwritten: restore a backup instead.")
