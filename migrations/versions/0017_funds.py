"""Funds: the purpose that money was given for, as a mark on journal lines.

A fund is never deleted, and only its end is ever written. A line that carries an ended fund's
mark is refused with its entry, unless the entry takes another one back or closes a year.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

FIXED = ("code", "name", "restricted", "opened_on")


def upgrade() -> None:
    op.create_table(
        "ledger_fund",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("code <> ''", name="ck_ledger_fund_code"),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= opened_on", name="ck_ledger_fund_span"),
        sa.PrimaryKeyConstraint("code", name="pk_ledger_fund"),
    )
    # Both databases add a column with its foreign key in one statement, without a new table.
    op.execute(
        "ALTER TABLE ledger_line ADD COLUMN fund VARCHAR(20) "
        "CONSTRAINT fk_ledger_line_fund REFERENCES ledger_fund (code)"
    )
    op.create_index(
        "ix_ledger_line_fund_account_dated",
        "ledger_line",
        ["fund", "account", "dated"],
        unique=False,
        sqlite_where=sa.text("fund IS NOT NULL"),
        postgresql_where=sa.text("fund IS NOT NULL"),
    )
    if op.get_bind().dialect.name == "postgresql":
        guard_postgresql()
    else:
        guard_sqlite()


def guard_postgresql() -> None:
    op.execute(
        """
        CREATE FUNCTION ledger_entry_funds() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF EXISTS (
            SELECT 1 FROM arrived a
            JOIN ledger_line l ON l.entry_id = a.id
            JOIN ledger_fund f ON f.code = l.fund
            WHERE f.ended_on < a.dated AND a.kind NOT IN ('reversal', 'close-year')
          ) THEN
            RAISE EXCEPTION 'ledger: fund ended' USING ERRCODE = '23514';
          END IF;
          RETURN NULL;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER ledger_entry_funds AFTER INSERT ON ledger_entry "
        "REFERENCING NEW TABLE AS arrived FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_funds()"
    )
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FIXED)
    op.execute(
        "CREATE TRIGGER ledger_fund_no_change BEFORE UPDATE ON ledger_fund "
        f"FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION house_no_change()"
    )
    op.execute(
        "CREATE TRIGGER ledger_fund_no_delete BEFORE DELETE ON ledger_fund "
        "FOR EACH ROW EXECUTE FUNCTION house_no_change()"
    )
    op.execute(
        "CREATE TRIGGER ledger_fund_no_truncate BEFORE TRUNCATE ON ledger_fund "
        "EXECUTE FUNCTION house_no_change()"
    )


def guard_sqlite() -> None:
    op.execute(
        """
        CREATE TRIGGER ledger_entry_funds BEFORE INSERT ON ledger_entry BEGIN
          SELECT RAISE(ABORT, 'ledger: no such fund') WHERE EXISTS (
            SELECT 1 FROM ledger_line l WHERE l.entry_id = NEW.id AND l.fund IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM ledger_fund WHERE code = l.fund));
          SELECT RAISE(ABORT, 'ledger: fund ended') WHERE EXISTS (
            SELECT 1 FROM ledger_line l JOIN ledger_fund f ON f.code = l.fund
            WHERE l.entry_id = NEW.id AND f.ended_on < NEW.dated
              AND NEW.kind NOT IN ('reversal', 'close-year'));
        END
        """
    )
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in FIXED)
    op.execute(
        f"CREATE TRIGGER ledger_fund_no_update BEFORE UPDATE ON ledger_fund WHEN {changed} "
        "BEGIN SELECT RAISE(ABORT, 'append-only: ledger_fund'); END"
    )
    op.execute(
        "CREATE TRIGGER ledger_fund_no_delete BEFORE DELETE ON ledger_fund "
        "BEGIN SELECT RAISE(ABORT, 'append-only: ledger_fund'); END"
    )
    op.execute(
        "CREATE TRIGGER ledger_fund_no_replace BEFORE INSERT ON ledger_fund "
        "WHEN EXISTS (SELECT 1 FROM ledger_fund WHERE code = NEW.code) "
        "BEGIN SELECT RAISE(ABORT, 'append-only: ledger_fund'); END"
    )


def downgrade() -> None:
    raise NotImplementedError("A co-op's books are not unwritten: restore a backup instead.")
