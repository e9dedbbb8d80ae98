"""The rulebook: every version of every rule, append-only."""

import sqlalchemy as sa
from alembic import op

from footing.tables import UtcDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "rule_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(200), nullable=False),
        sa.Column("resolution_id", sa.Uuid(), nullable=False),
        sa.Column("effective_at", UtcDateTime(), nullable=False),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("number >= 1", name="ck_rule_version_number"),
        sa.CheckConstraint("effective_at >= set_at", name="ck_rule_version_not_backdated"),
        sa.PrimaryKeyConstraint("id", name="pk_rule_version"),
        sa.UniqueConstraint("key", "number", name="uq_rule_version_key_number"),
        sa.UniqueConstraint("resolution_id", "key", name="uq_rule_version_resolution_id_key"),
    )
    op.create_index("ix_rule_version_key_effective_at", "rule_version", ["key", "effective_at"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER rule_version_no_change BEFORE UPDATE OR DELETE ON rule_version "
            "FOR EACH ROW EXECUTE FUNCTION house_no_change()"
        )
        op.execute(
            "CREATE TRIGGER rule_version_no_truncate BEFORE TRUNCATE ON rule_version "
            "EXECUTE FUNCTION house_no_change()"
        )
    else:
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER rule_version_no_{deed.lower()} BEFORE {deed} ON rule_version "
                "BEGIN SELECT RAISE(ABORT, 'append-only: rule_version'); END"
            )


def downgrade() -> None:
    raise NotImplementedError("A co-op's rulebook is not unwritten: restore a backup instead.")
