"""What each bank file brought: lines it shares with others, balances, undoing, layouts.

A line counts while a file that holds it stands. Undoing an import is a mark, and no
line that is settled loses its last file: two triggers hold that from both sides.
"""

import sqlalchemy as sa
from alembic import op

from footing.tables import UtcDateTime

revision = "0025"
down_revision = "0024"

APPEND_ONLY = {
    "bank_statement_part": "statement_id = NEW.statement_id AND number = NEW.number",
    "bank_import_undo": "statement_id = NEW.statement_id",
}
_STANDS = (
    "EXISTS (SELECT 1 FROM bank_statement_line s "
    "WHERE s.bank_line_id = {line} AND s.withdrawn_at IS NULL)"
)
_ANOTHER_FILE = (
    "EXISTS (SELECT 1 FROM bank_statement_line s WHERE s.bank_line_id = OLD.bank_line_id "
    "AND s.statement_id <> OLD.statement_id AND s.withdrawn_at IS NULL)"
)
_SETTLED = (
    "EXISTS (SELECT 1 FROM bank_match m "
    "WHERE m.bank_line_id = OLD.bank_line_id AND m.undone_at IS NULL)"
)
_FIXED = ("statement_id", "bank_line_id", "part_number", "line_number", "is_new")


def upgrade() -> None:
    op.execute("ALTER TABLE bank_statement ADD COLUMN format VARCHAR(10) NOT NULL DEFAULT 'csv'")
    op.create_table(
        "bank_statement_part",
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(20), nullable=False),
        sa.Column("account_id", sa.String(50), nullable=False),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("opening_minor", sa.BigInteger(), nullable=True),
        sa.Column("closing_minor", sa.BigInteger(), nullable=True),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("new_count", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "new_count >= 0 AND new_count <= line_count", name="ck_bank_statement_part_new"
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["bank_statement.id"], name="fk_bank_statement_part_statement_id"
        ),
        sa.ForeignKeyConstraint(
            ["account"], ["ledger_account.code"], name="fk_bank_statement_part_account"
        ),
        sa.PrimaryKeyConstraint("statement_id", "number", name="pk_bank_statement_part"),
    )
    op.create_index(
        "ix_bank_statement_part_account_closes_on", "bank_statement_part", ["account", "closes_on"]
    )
    op.create_table(
        "bank_statement_line",
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("bank_line_id", sa.Uuid(), nullable=False),
        sa.Column("part_number", sa.Integer(), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["bank_statement.id"], name="fk_bank_statement_line_statement_id"
        ),
        sa.ForeignKeyConstraint(
            ["bank_line_id"], ["bank_line.id"], name="fk_bank_statement_line_bank_line_id"
        ),
        sa.PrimaryKeyConstraint("statement_id", "bank_line_id", name="pk_bank_statement_line"),
    )
    op.create_index("ix_bank_statement_line_bank_line_id", "bank_statement_line", ["bank_line_id"])
    op.create_table(
        "bank_import_undo",
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["bank_statement.id"], name="fk_bank_import_undo_statement_id"
        ),
        sa.PrimaryKeyConstraint("statement_id", name="pk_bank_import_undo"),
    )
    create_memory()
    carry_over()
    if op.get_bind().dialect.name == "postgresql":
        guard_postgresql()
    else:
        guard_sqlite()


def create_memory() -> None:
    op.create_table(
        "bank_identifier",
        sa.Column("account_id", sa.String(50), nullable=False),
        sa.Column("account", sa.String(20), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=True),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["ledger_account.code"], name="fk_bank_identifier_account"
        ),
        sa.PrimaryKeyConstraint("account_id", name="pk_bank_identifier"),
    )
    op.create_table(
        "bank_csv_layout",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account", sa.String(20), nullable=False),
        sa.Column("heading", sa.String(64), nullable=False),
        sa.Column("heading_text", sa.Text(), nullable=False),
        sa.Column("separator", sa.String(1), nullable=False),
        sa.Column("encoding", sa.String(20), nullable=False),
        sa.Column("date_order", sa.String(11), nullable=False),
        sa.Column("decimal_mark", sa.String(1), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=True),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "date_order IN ('day-first', 'month-first')", name="ck_bank_csv_layout_date_order"
        ),
        sa.CheckConstraint(
            "decimal_mark IN ('', '.', ',')", name="ck_bank_csv_layout_decimal_mark"
        ),
        sa.ForeignKeyConstraint(
            ["account"], ["ledger_account.code"], name="fk_bank_csv_layout_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_bank_csv_layout"),
    )
    op.create_index(
        "ix_bank_csv_layout_account_heading", "bank_csv_layout", ["account", "heading"],
        unique=True,
    )  # fmt: skip
    op.create_table(
        "bank_upload",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account", sa.String(20), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=True),
        sa.Column("uploaded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["ledger_account.code"], name="fk_bank_upload_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_bank_upload"),
    )
    op.create_index("ix_bank_upload_uploaded_at", "bank_upload", ["uploaded_at"])


def carry_over() -> None:
    """Every file imported so far had one account and no balances, and holds what it brought."""
    op.execute(
        "INSERT INTO bank_statement_part (statement_id, number, account, account_id, name, "
        "currency, opens_on, closes_on, line_count, new_count) "
        "SELECT s.id, 0, s.account, '', '', a.currency, "
        "(SELECT min(l.dated) FROM bank_line l WHERE l.statement_id = s.id), "
        "(SELECT max(l.dated) FROM bank_line l WHERE l.statement_id = s.id), "
        "s.line_count, s.new_count "
        "FROM bank_statement s JOIN ledger_account a ON a.code = s.account"
    )
    op.execute(
        "INSERT INTO bank_statement_line (statement_id, bank_line_id, part_number, line_number, "
        "is_new) SELECT statement_id, id, 0, line_number, true FROM bank_line"
    )


def guard_postgresql() -> None:
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION house_no_change()"
        )
    op.execute(
        "CREATE TRIGGER bank_statement_line_no_change BEFORE DELETE ON bank_statement_line "
        "FOR EACH ROW EXECUTE FUNCTION house_no_change()"
    )
    for table in (*APPEND_ONLY, "bank_statement_line"):
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "EXECUTE FUNCTION house_no_change()"
        )
    changed = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _FIXED)
    op.execute(
        f"""
        CREATE FUNCTION bank_line_withdrawal() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL OR {changed} THEN
            RAISE EXCEPTION 'append-only: bank_statement_line' USING ERRCODE = '23514';
          END IF;
          PERFORM 1 FROM bank_line WHERE id = OLD.bank_line_id FOR UPDATE;
          IF {_SETTLED} AND NOT {_ANOTHER_FILE} THEN
            RAISE EXCEPTION 'bank: the line is settled' USING ERRCODE = '23514';
          END IF;
          RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER bank_statement_line_withdrawal BEFORE UPDATE ON bank_statement_line "
        "FOR EACH ROW EXECUTE FUNCTION bank_line_withdrawal()"
    )
    # After the key to the line was checked, which waits for whoever withdraws the line.
    op.execute(
        f"""
        CREATE FUNCTION bank_match_standing() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NOT {_STANDS.format(line="NEW.bank_line_id")} THEN
            RAISE EXCEPTION 'bank: the line was withdrawn' USING ERRCODE = '23514';
          END IF;
          RETURN NULL;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER bank_match_standing AFTER INSERT ON bank_match "
        "FOR EACH ROW EXECUTE FUNCTION bank_match_standing()"
    )


def guard_sqlite() -> None:
    for table, same in (
        *APPEND_ONLY.items(),
        (
            "bank_statement_line",
            "statement_id = NEW.statement_id AND bank_line_id = NEW.bank_line_id",
        ),
    ):
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
        )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
        )
    changed = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _FIXED)
    op.execute(
        f"""
        CREATE TRIGGER bank_statement_line_withdrawal BEFORE UPDATE ON bank_statement_line BEGIN
          SELECT RAISE(ABORT, 'append-only: bank_statement_line')
            WHERE OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL OR {changed};
          SELECT RAISE(ABORT, 'bank: the line is settled') WHERE {_SETTLED} AND NOT {_ANOTHER_FILE};
        END
        """
    )
    op.execute(
        f"""
        CREATE TRIGGER bank_match_standing BEFORE INSERT ON bank_match BEGIN
          SELECT RAISE(ABORT, 'bank: the line was withdrawn')
            WHERE NOT {_STANDS.format(line="NEW.bank_line_id")};
        END
        """
    )


def downgrade() -> None:
    raise NotImplementedError("A co-op's books are not unwritten: restore a backup instead.")
