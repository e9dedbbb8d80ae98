"""A month's life: open, softly closed, closed, opened again by two.

What the triggers hold, whoever writes the SQL:

* a month's life is append-only, moves only along its table, and tells two people apart;
* a closed month stands while the last line of its life says closed, and no longer; its kept
  balances go only with the move that opens it again;
* the last closed month is the first to be opened again, and no month of a year whose surplus
  is before the members or divided;
* a softly closed month takes adjustments alone, made by somebody, with words;
* nothing can be on its way into a month while it moves.
"""

import sqlalchemy as sa
from alembic import op

from footing.tables import UtcDateTime

revision = "0022"
down_revision = "0021"

_LAST = (
    "(SELECT m.name FROM ledger_period_move m WHERE m.{key} = {row}.{key} "
    "ORDER BY m.number DESC LIMIT 1)"
)
_SOFT_UNTIL = (
    "(SELECT max(m.ends) FROM ledger_period_move m WHERE m.name IN ('soften', 'reopen') "
    "AND NOT EXISTS (SELECT 1 FROM ledger_period_move later "
    "WHERE later.starts = m.starts AND later.number > m.number))"
)
_NOT_ADJUSTING = (
    "({row}.kind NOT IN ('adjustment', 'reversal', 'close-year', 'bank') "
    "OR {row}.posted_by IS NULL "
    "OR ({row}.memo = '' AND {row}.kind IN ('adjustment', 'reversal')))"
)
_WRONG_MOVE = """(
    NEW.number <> 1 + coalesce(
      (SELECT max(m.number) FROM ledger_period_move m WHERE m.starts = NEW.starts), 0)
    OR EXISTS (SELECT 1 FROM ledger_period_move m
      WHERE m.starts = NEW.starts AND m.ends <> NEW.ends)
    OR NOT CASE NEW.name
      WHEN 'soften' THEN coalesce({last}, 'open') = 'open'
      WHEN 'open' THEN coalesce({last}, 'open') IN ('soften', 'reopen')
      WHEN 'close' THEN coalesce({last}, 'open') <> 'close'
      ELSE coalesce({last}, 'open') = 'close'
    END
)""".format(last=_LAST.format(key="starts", row="NEW"))
_LATER_CLOSED = (
    "(NEW.name = 'reopen' AND EXISTS (SELECT 1 FROM ledger_period p WHERE p.ends > NEW.ends))"
)
_DIVIDED = (
    "(NEW.name = 'reopen' AND EXISTS (SELECT 1 FROM patronage_declaration d "
    "WHERE d.state IN ('proposed', 'declared', 'paid') AND d.year = {year}))"
)


def upgrade() -> None:
    op.create_table(
        "ledger_period_move",
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=7), nullable=False),
        sa.Column("moved_by", sa.Uuid(), nullable=True),
        sa.Column("seconded_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("waived", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("starts < ends", name="ck_ledger_period_move_span"),
        sa.CheckConstraint("number >= 1", name="ck_ledger_period_move_number"),
        sa.CheckConstraint(
            "name IN ('soften', 'open', 'close', 'reopen')", name="ck_ledger_period_move_name"
        ),
        sa.CheckConstraint(
            "name <> 'reopen' OR (moved_by IS NOT NULL AND seconded_by IS NOT NULL "
            "AND moved_by <> seconded_by AND reason <> '')",
            name="ck_ledger_period_move_two",
        ),
        sa.PrimaryKeyConstraint("starts", "number", name="pk_ledger_period_move"),
    )
    op.create_index("ix_ledger_period_move_ends", "ledger_period_move", ["ends"], unique=False)
    op.execute(
        "INSERT INTO ledger_period_move (starts, number, ends, name, moved_by, reason, waived, at) "
        "SELECT starts, 1, ends, 'close', closed_by, '', '[]', closed_at FROM ledger_period"
    )
    if op.get_bind().dialect.name == "postgresql":
        guard_postgresql()
    else:
        guard_sqlite()


def guard_postgresql() -> None:
    divided = _DIVIDED.format(year="extract(year FROM NEW.starts)")
    op.execute(
        f"""
        CREATE FUNCTION ledger_period_move_check() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF {_WRONG_MOVE} THEN
            RAISE EXCEPTION 'ledger: no such move of a month' USING ERRCODE = '23514';
          END IF;
          IF {_LATER_CLOSED} THEN
            RAISE EXCEPTION 'ledger: a later month is closed' USING ERRCODE = '23514';
          END IF;
          IF {divided} THEN
            RAISE EXCEPTION 'ledger: the year is divided' USING ERRCODE = '23514';
          END IF;
          RETURN NEW;
        END $$
        """
    )
    op.execute(
        f"""
        CREATE FUNCTION ledger_period_new() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF {_LAST.format(key="starts", row="NEW")} IS DISTINCT FROM 'close' THEN
            RAISE EXCEPTION 'ledger: nobody closed this month' USING ERRCODE = '23514';
          END IF;
          RETURN NEW;
        END $$
        """
    )
    op.execute(
        f"""
        CREATE FUNCTION ledger_period_gone() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF {_LAST.format(key="ends", row="OLD")} IS DISTINCT FROM 'reopen' THEN
            RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME USING ERRCODE = '23514';
          END IF;
          RETURN OLD;
        END $$
        """
    )
    op.execute(
        f"""
        CREATE FUNCTION ledger_entry_soft() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF EXISTS (
            SELECT 1 FROM arrived a
            WHERE a.dated <= {_SOFT_UNTIL} AND {_NOT_ADJUSTING.format(row="a")}
          ) THEN
            RAISE EXCEPTION 'ledger: period softly closed' USING ERRCODE = '23514';
          END IF;
          RETURN NULL;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER ledger_entry_soft AFTER INSERT ON ledger_entry "
        "REFERENCING NEW TABLE AS arrived FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_soft()"
    )
    op.execute(
        "CREATE TRIGGER a_ledger_period_move_lock BEFORE INSERT ON ledger_period_move "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_period_lock()"
    )
    op.execute(
        "CREATE TRIGGER ledger_period_move_check BEFORE INSERT ON ledger_period_move "
        "FOR EACH ROW EXECUTE FUNCTION ledger_period_move_check()"
    )
    op.execute(
        "CREATE TRIGGER ledger_period_move_no_change BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON ledger_period_move EXECUTE FUNCTION house_no_change()"
    )
    op.execute(
        "CREATE TRIGGER ledger_period_new BEFORE INSERT ON ledger_period "
        "FOR EACH ROW EXECUTE FUNCTION ledger_period_new()"
    )
    for table in ("ledger_period", "ledger_checkpoint"):
        op.execute(f"DROP TRIGGER {table}_no_change ON {table}")
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION house_no_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_gone BEFORE DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION ledger_period_gone()"
        )


def guard_sqlite() -> None:
    divided = _DIVIDED.format(year="CAST(strftime('%Y', NEW.starts) AS INTEGER)")
    op.execute(
        f"""
        CREATE TRIGGER ledger_period_move_check BEFORE INSERT ON ledger_period_move BEGIN
          SELECT RAISE(ABORT, 'ledger: no such move of a month') WHERE {_WRONG_MOVE};
          SELECT RAISE(ABORT, 'ledger: a later month is closed') WHERE {_LATER_CLOSED};
          SELECT RAISE(ABORT, 'ledger: the year is divided') WHERE {divided};
        END
        """
    )
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER ledger_period_move_no_{deed.lower()} BEFORE {deed} "
            "ON ledger_period_move "
            "BEGIN SELECT RAISE(ABORT, 'append-only: ledger_period_move'); END"
        )
    op.execute(
        "CREATE TRIGGER ledger_period_new BEFORE INSERT ON ledger_period "
        f"WHEN {_LAST.format(key='starts', row='NEW')} IS NOT 'close' "
        "BEGIN SELECT RAISE(ABORT, 'ledger: nobody closed this month'); END"
    )
    for table in ("ledger_period", "ledger_checkpoint"):
        op.execute(f"DROP TRIGGER {table}_no_delete")
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"WHEN {_LAST.format(key='ends', row='OLD')} IS NOT 'reopen' "
            f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
        )
    op.execute(
        "CREATE TRIGGER ledger_entry_soft BEFORE INSERT ON ledger_entry "
        f"WHEN NEW.dated <= {_SOFT_UNTIL} AND {_NOT_ADJUSTING.format(row='NEW')} "
        "BEGIN SELECT RAISE(ABORT, 'ledger: period softly closed'); END"
    )


def downgrade() -> None:
    raise NotImplementedError("A co-op's books are not unwritten: restore a backup instead.")
