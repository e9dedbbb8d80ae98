"""Deeds that wait for a second person.

What the triggers hold, whoever writes the SQL: a deed is stored waiting, its content never
changes, it is decided once, and it never goes.
"""

import sqlalchemy as sa
from alembic import op

from footing.tables import UtcDateTime

revision = "0023"
down_revision = "0022"

CONTENT = (
    "id", "kind", "about", "payload", "digest", "amount_minor", "currency", "payee_id",
    "asked_by", "asked_at", "expires_at",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "approval",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("payee_id", sa.Uuid(), nullable=True),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'approved', 'declined', 'withdrawn', 'expired')",
            name="ck_approval_state",
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_at IS NULL)", name="ck_approval_decided"
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'declined') "
            "OR (decided_by IS NOT NULL AND decided_by <> asked_by)",
            name="ck_approval_two",
        ),
        sa.CheckConstraint(
            "state <> 'approved' OR decided_at < expires_at", name="ck_approval_in_time"
        ),
        sa.CheckConstraint(
            "state <> 'approved' OR payee_id IS NULL OR payee_id <> decided_by",
            name="ck_approval_own_money",
        ),
        sa.CheckConstraint(
            "state <> 'withdrawn' OR decided_by = asked_by", name="ck_approval_withdrawn"
        ),
        sa.CheckConstraint("state <> 'declined' OR answer <> ''", name="ck_approval_answer"),
        sa.CheckConstraint("asked_at < expires_at", name="ck_approval_span"),
        sa.CheckConstraint(
            "(amount_minor IS NULL) = (currency IS NULL)", name="ck_approval_amount"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_approval"),
    )
    op.create_index(
        "uq_approval_waiting",
        "approval",
        ["kind", "about"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index("ix_approval_state_expires_at", "approval", ["state", "expires_at"])
    op.create_index("ix_approval_about_asked_at", "approval", ["about", "asked_at"])
    if op.get_bind().dialect.name == "postgresql":
        changed = " OR ".join(
            f"NEW.{name}{'::text' if name == 'payload' else ''} IS DISTINCT FROM "
            f"OLD.{name}{'::text' if name == 'payload' else ''}"
            for name in CONTENT
        )
        op.execute(
            f"""
            CREATE FUNCTION approval_check() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF TG_OP = 'INSERT' THEN
                IF NEW.state <> 'waiting' THEN
                  RAISE EXCEPTION 'approval: it begins by waiting' USING ERRCODE = '23514';
                END IF;
              ELSIF OLD.state <> 'waiting' OR {changed} THEN
                RAISE EXCEPTION 'approval: decided once, never changed' USING ERRCODE = '23514';
              END IF;
              RETURN NEW;
            END $$
            """
        )
        op.execute(
            "CREATE TRIGGER approval_check BEFORE INSERT OR UPDATE ON approval "
            "FOR EACH ROW EXECUTE FUNCTION approval_check()"
        )
        op.execute(
            "CREATE TRIGGER approval_no_delete BEFORE DELETE OR TRUNCATE ON approval "
            "EXECUTE FUNCTION house_no_change()"
        )
        return
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in CONTENT)
    op.execute(
        "CREATE TRIGGER approval_new BEFORE INSERT ON approval "
        "WHEN NEW.state <> 'waiting' OR EXISTS (SELECT 1 FROM approval WHERE id = NEW.id) "
        "OR EXISTS (SELECT 1 FROM approval WHERE kind = NEW.kind AND about = NEW.about "
        "AND state = 'waiting') "
        "BEGIN SELECT RAISE(ABORT, 'approval: it begins by waiting'); END"
    )
    op.execute(
        "CREATE TRIGGER approval_check BEFORE UPDATE ON approval "
        f"WHEN OLD.state <> 'waiting' OR {changed} "
        "BEGIN SELECT RAISE(ABORT, 'approval: decided once, never changed'); END"
    )
    op.execute(
        "CREATE TRIGGER approval_no_delete BEFORE DELETE ON approval "
        "BEGIN SELECT RAISE(ABORT, 'append-only: approval'); END"
    )


def downgrade() -> None:
    raise NotImplementedError("A co-op's books are not unwritten: restore a backup instead.")
