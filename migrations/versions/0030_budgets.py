"""Budgets by account, pool and month, in force by a resolution.

What the triggers hold, whoever writes the SQL: a budget begins as a draft and moves along
its table; its year, currency and figures stand once it is proposed; none ever goes.
"""

import sqlalchemy as sa
from alembic import op

from footing.tables import UtcDateTime

revision = "0030"
down_revision = "0029"

_WRONG_MOVE = (
    "(NEW.state <> OLD.state AND NOT CASE OLD.state "
    "WHEN 'draft' THEN NEW.state IN ('proposed', 'withdrawn') "
    "WHEN 'proposed' THEN NEW.state IN ('in_force', 'withdrawn') "
    "WHEN 'in_force' THEN NEW.state = 'superseded' ELSE false END)"
)
_OTHER_FIGURES = (
    "(NEW.id <> OLD.id OR NEW.year <> OLD.year OR NEW.currency <> OLD.currency "
    "OR (OLD.state <> 'draft' AND (NEW.digest <> OLD.digest "
    "OR NEW.proposal_id {differs} OLD.proposal_id)))"
)
_NOT_DRAFT = (
    "coalesce((SELECT b.state FROM ledger_budget b WHERE b.id = {row}.budget_id), '') <> 'draft'"
)


def upgrade() -> None:
    op.create_table(
        "ledger_budget",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=True),
        sa.Column("prepared_by", sa.Uuid(), nullable=True),
        sa.Column("prepared_at", UtcDateTime(), nullable=False),
        sa.Column("adopted_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'proposed', 'in_force', 'superseded', 'withdrawn')",
            name="ck_ledger_budget_state",
        ),
        sa.CheckConstraint("year BETWEEN 1900 AND 9999", name="ck_ledger_budget_year"),
        sa.CheckConstraint(
            "state NOT IN ('proposed', 'in_force', 'superseded') OR proposal_id IS NOT NULL",
            name="ck_ledger_budget_resolved",
        ),
        sa.CheckConstraint(
            "(state IN ('in_force', 'superseded')) = (adopted_at IS NOT NULL)",
            name="ck_ledger_budget_adopted",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name="xfk_ledger_budget_proposal"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_budget"),
    )
    op.create_index(
        "uq_ledger_budget_in_force",
        "ledger_budget",
        ["year"],
        unique=True,
        sqlite_where=sa.text("state = 'in_force'"),
        postgresql_where=sa.text("state = 'in_force'"),
    )
    op.create_index("ix_ledger_budget_year_prepared_at", "ledger_budget", ["year", "prepared_at"])
    op.create_index("ix_ledger_budget_proposal_id", "ledger_budget", ["proposal_id"])
    op.create_table(
        "ledger_budget_line",
        sa.Column("budget_id", sa.Uuid(), nullable=False),
        sa.Column("account", sa.String(length=20), nullable=False),
        sa.Column("pool", sa.String(length=40), nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name="ck_ledger_budget_line_month"),
        sa.CheckConstraint("amount_minor <> 0", name="ck_ledger_budget_line_amount"),
        sa.ForeignKeyConstraint(
            ["account"], ["ledger_account.code"], name="fk_ledger_budget_line_account"
        ),
        sa.ForeignKeyConstraint(
            ["budget_id"], ["ledger_budget.id"], name="fk_ledger_budget_line_budget_id"
        ),
        sa.PrimaryKeyConstraint(
            "budget_id", "account", "pool", "month", name="pk_ledger_budget_line"
        ),
    )
    if op.get_bind().dialect.name == "postgresql":
        guard_postgresql()
    else:
        guard_sqlite()


def guard_postgresql() -> None:
    other = _OTHER_FIGURES.format(differs="IS DISTINCT FROM")
    op.execute(
        f"""
        CREATE FUNCTION ledger_budget_check() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'INSERT' THEN
            IF NEW.state <> 'draft' THEN
              RAISE EXCEPTION 'ledger: a budget begins as a draft' USING ERRCODE = '23514';
            END IF;
          ELSIF {_WRONG_MOVE} OR {other} THEN
            RAISE EXCEPTION 'ledger: a budget stands' USING ERRCODE = '23514';
          END IF;
          RETURN NEW;
        END $$
        """
    )
    op.execute(
        f"""
        CREATE FUNCTION ledger_budget_line_check() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP <> 'INSERT' AND {_NOT_DRAFT.format(row="OLD")} THEN
            RAISE EXCEPTION 'ledger: a budget stands' USING ERRCODE = '23514';
          END IF;
          IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
          IF {_NOT_DRAFT.format(row="NEW")} THEN
            RAISE EXCEPTION 'ledger: a budget stands' USING ERRCODE = '23514';
          END IF;
          RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER ledger_budget_check BEFORE INSERT OR UPDATE ON ledger_budget "
        "FOR EACH ROW EXECUTE FUNCTION ledger_budget_check()"
    )
    op.execute(
        "CREATE TRIGGER ledger_budget_line_check BEFORE INSERT OR UPDATE OR DELETE "
        "ON ledger_budget_line FOR EACH ROW EXECUTE FUNCTION ledger_budget_line_check()"
    )
    op.execute(
        "CREATE TRIGGER ledger_budget_no_delete BEFORE DELETE OR TRUNCATE ON ledger_budget "
        "EXECUTE FUNCTION house_no_change()"
    )
    op.execute(
        "CREATE TRIGGER ledger_budget_line_no_truncate BEFORE TRUNCATE ON ledger_budget_line "
        "EXECUTE FUNCTION house_no_change()"
    )


def guard_sqlite() -> None:
    other = _OTHER_FIGURES.format(differs="IS NOT")
    op.execute(
        "CREATE TRIGGER ledger_budget_new BEFORE INSERT ON ledger_budget "
        "WHEN NEW.state <> 'draft' OR EXISTS (SELECT 1 FROM ledger_budget WHERE id = NEW.id) "
        "BEGIN SELECT RAISE(ABORT, 'ledger: a budget begins as a draft'); END"
    )
    op.execute(
        "CREATE TRIGGER ledger_budget_check BEFORE UPDATE ON ledger_budget "
        f"WHEN {_WRONG_MOVE} OR {other} "
        "BEGIN SELECT RAISE(ABORT, 'ledger: a budget stands'); END"
    )
    op.execute(
        "CREATE TRIGGER ledger_budget_no_delete BEFORE DELETE ON ledger_budget "
        "BEGIN SELECT RAISE(ABORT, 'append-only: ledger_budget'); END"
    )
    for deed, rows in (("INSERT", ["NEW"]), ("UPDATE", ["OLD", "NEW"]), ("DELETE", ["OLD"])):
        stands = " OR ".join(_NOT_DRAFT.format(row=row) for row in rows)
        op.execute(
            f"CREATE TRIGGER ledger_budget_line_{deed.lower()} BEFORE {deed} "
            f"ON ledger_budget_line WHEN {stands} "
            "BEGIN SELECT RAISE(ABORT, 'ledger: a budget stands'); END"
        )


def downgrade() -> None:
    raise NotImplementedError("A co-op's books are not unwritten: restore a backup instead.")
