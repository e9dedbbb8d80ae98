"""Patronage declarations: figures frozen, states forward only, shares append-only."""

import sqlalchemy as sa
from alembic import op

from footing.tables import UtcDateTime

revision = "0009"
down_revision = "0008"

STATES = "'draft', 'proposed', 'declared', 'paid', 'withdrawn'"


def upgrade() -> None:
    op.create_table(
        "patronage_declaration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("figures_sha256", sa.String(64), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=True),
        sa.Column("prepared_by", sa.Uuid(), nullable=True),
        sa.Column("prepared_at", UtcDateTime(), nullable=False),
        sa.Column("declared_at", UtcDateTime(), nullable=True),
        sa.Column("paid_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(f"state IN ({STATES})", name="ck_patronage_declaration_state"),
        sa.CheckConstraint(
            "state NOT IN ('proposed', 'declared', 'paid') OR proposal_id IS NOT NULL",
            name="ck_patronage_declaration_resolved",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name="xfk_patronage_declaration_proposal_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_patronage_declaration"),
    )
    op.create_index(
        "uq_patronage_declaration_year",
        "patronage_declaration",
        ["year"],
        unique=True,
        sqlite_where=sa.text("state <> 'withdrawn'"),
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )
    op.create_index(
        "ix_patronage_declaration_proposal_id", "patronage_declaration", ["proposal_id"]
    )
    op.create_table(
        "patronage_share",
        sa.Column("declaration_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("allocation_minor", sa.BigInteger(), nullable=False),
        sa.Column("cash_minor", sa.BigInteger(), nullable=False),
        sa.Column("retained_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("allocation_minor > 0", name="ck_patronage_share_allocation"),
        sa.CheckConstraint(
            "cash_minor >= 0 AND retained_minor >= 0", name="ck_patronage_share_parts"
        ),
        sa.CheckConstraint(
            "cash_minor + retained_minor = allocation_minor", name="ck_patronage_share_whole"
        ),
        sa.ForeignKeyConstraint(
            ["declaration_id"],
            ["patronage_declaration.id"],
            name="fk_patronage_share_declaration_id",
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name="xfk_patronage_share_party_id"),
        sa.PrimaryKeyConstraint("declaration_id", "party_id", name="pk_patronage_share"),
    )
    op.create_index("ix_patronage_share_party_id", "patronage_share", ["party_id"])
    if op.get_bind().dialect.name == "postgresql":
        _guard_on_postgresql()
    else:
        _guard_on_sqlite()


_FROZEN = (
    "NEW.id <> OLD.id OR NEW.year <> OLD.year OR NEW.figures_sha256 <> OLD.figures_sha256 "
    "OR CAST(NEW.figures AS TEXT) <> CAST(OLD.figures AS TEXT)"
)
_BACKWARDS = (
    "NOT (NEW.state = OLD.state OR (OLD.state = 'draft' AND NEW.state IN ('proposed', 'withdrawn'))"
    " OR (OLD.state = 'proposed' AND NEW.state IN ('declared', 'withdrawn'))"
    " OR (OLD.state = 'declared' AND NEW.state = 'paid'))"
)


def _guard_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION patronage_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN "
        f"IF TG_OP = 'DELETE' OR {_FROZEN} OR {_BACKWARDS} THEN "
        "RAISE EXCEPTION 'a declaration only moves on' USING ERRCODE = '23514'; "
        "END IF; RETURN NEW; END$$"
    )
    op.execute(
        "CREATE TRIGGER patronage_moves_on BEFORE UPDATE OR DELETE ON patronage_declaration "
        "FOR EACH ROW EXECUTE FUNCTION patronage_moves_on()"
    )
    op.execute(
        "CREATE TRIGGER patronage_share_no_change BEFORE UPDATE OR DELETE ON patronage_share "
        "FOR EACH ROW EXECUTE FUNCTION house_no_change()"
    )
    for table in ("patronage_declaration", "patronage_share"):
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "EXECUTE FUNCTION house_no_change()"
        )


def _guard_on_sqlite() -> None:
    op.execute(
        "CREATE TRIGGER patronage_moves_on BEFORE UPDATE ON patronage_declaration "
        f"WHEN {_FROZEN} OR {_BACKWARDS} "
        "BEGIN SELECT RAISE(ABORT, 'a declaration only moves on'); END"
    )
    op.execute(
        "CREATE TRIGGER patronage_no_delete BEFORE DELETE ON patronage_declaration "
        "BEGIN SELECT RAISE(ABORT, 'a declaration only moves on'); END"
    )
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER patronage_share_no_{deed.lower()} BEFORE {deed} ON patronage_share "
            "BEGIN SELECT RAISE(ABORT, 'append-only: patronage_share'); END"
        )


def downgrade() -> None:
    raise NotImplementedError("Declared patronage is not undeclared: restore a backup instead.")
