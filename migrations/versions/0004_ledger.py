"""The books: journal, closed months, checkpoints, chain, bank lines; and what guards them.

What the triggers hold, whoever writes the SQL:

* an entry arrives lines first, header last; the header is refused unless it has exactly the
  lines it counts, all with its date, balanced in every currency, in an open month;
* a posted line or header never changes, goes, or gains a sister;
* a closed month stays closed, and nothing can be on its way into it while it closes.
"""

import sqlalchemy as sa
from alembic import op

from footing.tables import UtcDateTime

revision = "0004"
down_revision = "0003"

APPEND_ONLY = (
    "ledger_entry", "ledger_line", "ledger_period", "ledger_checkpoint", "ledger_seal",
    "ledger_entry_seal", "bank_statement", "bank_line",
)  # fmt: skip
NEVER_DELETED = ("ledger_account", "bank_match")


def upgrade() -> None:
    create_tables()
    if op.get_bind().dialect.name == "postgresql":
        guard_postgresql()
    else:
        guard_sqlite()


def create_tables() -> None:
    op.create_table(
        "ledger_account",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=9), nullable=False),
        sa.Column("parent", sa.String(length=20), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('asset', 'liability', 'equity', 'income', 'expense')",
            name="ck_ledger_account_kind",
        ),
        sa.ForeignKeyConstraint(
            ["parent"], ["ledger_account.code"], name="fk_ledger_account_parent"
        ),
        sa.PrimaryKeyConstraint("code", name="pk_ledger_account"),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("memo", sa.String(length=500), nullable=False),
        sa.Column("source_key", sa.String(length=200), nullable=False),
        sa.Column("payload_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("posted_by", sa.Uuid(), nullable=True),
        sa.Column("posted_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("line_count >= 2", name="ck_ledger_entry_line_count"),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["ledger_entry.id"], name="fk_ledger_entry_reverses_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_entry"),
        sa.UniqueConstraint(
            "id", "line_count", "dated", name="uq_ledger_entry_id_line_count_dated"
        ),
        sa.UniqueConstraint("reverses_id", name="uq_ledger_entry_reverses_id"),
        sa.UniqueConstraint("source_key", name="uq_ledger_entry_source_key"),
    )
    op.create_index("ix_ledger_entry_dated_id", "ledger_entry", ["dated", "id"], unique=False)
    op.create_index("ix_ledger_entry_kind_dated", "ledger_entry", ["kind", "dated"], unique=False)
    op.create_table(
        "ledger_period",
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("starts < ends", name="ck_ledger_period_span"),
        sa.PrimaryKeyConstraint("starts", name="pk_ledger_period"),
        sa.UniqueConstraint("ends", name="uq_ledger_period_ends"),
    )
    op.create_table(
        "ledger_seal",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_count", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("chain", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_ledger_seal"),
        sa.UniqueConstraint("chain", name="uq_ledger_seal_chain"),
    )
    op.create_table(
        "bank_statement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account", sa.String(length=20), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("new_count", sa.Integer(), nullable=False),
        sa.Column("imported_by", sa.Uuid(), nullable=True),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["ledger_account.code"], name="fk_bank_statement_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_bank_statement"),
        sa.UniqueConstraint("sha256", name="uq_bank_statement_sha256"),
    )
    op.create_table(
        "ledger_checkpoint",
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("account", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("debit_minor", sa.BigInteger(), nullable=False),
        sa.Column("credit_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "debit_minor >= 0 AND credit_minor >= 0", name="ck_ledger_checkpoint_unsigned"
        ),
        sa.ForeignKeyConstraint(
            ["account"], ["ledger_account.code"], name="fk_ledger_checkpoint_account"
        ),
        sa.ForeignKeyConstraint(["ends"], ["ledger_period.ends"], name="fk_ledger_checkpoint_ends"),
        sa.PrimaryKeyConstraint("ends", "account", "currency", name="pk_ledger_checkpoint"),
    )
    op.create_table(
        "ledger_entry_seal",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("seal_number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["ledger_entry.id"], name="fk_ledger_entry_seal_entry_id"
        ),
        sa.ForeignKeyConstraint(
            ["seal_number"], ["ledger_seal.number"], name="fk_ledger_entry_seal_seal_number"
        ),
        sa.PrimaryKeyConstraint("entry_id", name="pk_ledger_entry_seal"),
        sa.UniqueConstraint(
            "seal_number", "position", name="uq_ledger_entry_seal_seal_number_position"
        ),
    )
    op.create_table(
        "ledger_line",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("account", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("pool", sa.String(length=40), nullable=True),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("member_business", sa.Boolean(), nullable=True),
        sa.CheckConstraint("amount_minor <> 0", name="ck_ledger_line_amount"),
        sa.CheckConstraint("number >= 0 AND number < line_count", name="ck_ledger_line_number"),
        sa.ForeignKeyConstraint(
            ["account"], ["ledger_account.code"], name="fk_ledger_line_account"
        ),
        sa.ForeignKeyConstraint(
            ["entry_id", "line_count", "dated"],
            ["ledger_entry.id", "ledger_entry.line_count", "ledger_entry.dated"],
            name="fk_ledger_line_entry_id_line_count_dated",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("entry_id", "number", name="pk_ledger_line"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_ledger_line_balance",
        "ledger_line",
        ["account", "currency", "dated", "amount_minor"],
        unique=False,
    )
    op.create_index("ix_ledger_line_dated", "ledger_line", ["dated"], unique=False)
    op.create_index(
        "ix_ledger_line_party_id_account_dated",
        "ledger_line",
        ["party_id", "account", "dated"],
        unique=False,
    )
    op.create_table(
        "bank_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("account", sa.String(length=20), nullable=False),
        sa.Column("line_key", sa.String(length=80), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("counterparty", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.CheckConstraint("amount_minor <> 0", name="ck_bank_line_amount"),
        sa.ForeignKeyConstraint(["account"], ["ledger_account.code"], name="fk_bank_line_account"),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["bank_statement.id"], name="fk_bank_line_statement_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_bank_line"),
    )
    op.create_index("ix_bank_line_account_dated", "bank_line", ["account", "dated"], unique=False)
    op.create_index(
        "ix_bank_line_account_line_key", "bank_line", ["account", "line_key"], unique=True
    )
    op.create_table(
        "bank_match",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bank_line_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("line_number", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("matched_by", sa.Uuid(), nullable=True),
        sa.Column("matched_at", UtcDateTime(), nullable=False),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'ignored') = (entry_id IS NULL) AND "
            "(entry_id IS NULL) = (line_number IS NULL)",
            name="ck_bank_match_entry",
        ),
        sa.CheckConstraint("kind IN ('matched', 'booked', 'ignored')", name="ck_bank_match_kind"),
        sa.ForeignKeyConstraint(
            ["bank_line_id"], ["bank_line.id"], name="fk_bank_match_bank_line_id"
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger_entry.id"], name="fk_bank_match_entry_id"),
        sa.PrimaryKeyConstraint("id", name="pk_bank_match"),
    )
    op.create_index(
        "uq_bank_match_standing_entry",
        "bank_match",
        ["entry_id", "line_number"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_index(
        "uq_bank_match_standing_line",
        "bank_match",
        ["bank_line_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )


def guard_postgresql() -> None:
    op.execute(
        """
        CREATE FUNCTION ledger_entry_check() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF EXISTS (
            SELECT 1 FROM arrived a LEFT JOIN LATERAL (
              SELECT count(*) AS lines FROM ledger_line l WHERE l.entry_id = a.id
            ) counted ON true WHERE counted.lines <> a.line_count
          ) THEN
            RAISE EXCEPTION 'ledger: line count' USING ERRCODE = '23514';
          END IF;
          IF EXISTS (
            SELECT 1 FROM arrived a JOIN ledger_line l ON l.entry_id = a.id
            GROUP BY l.entry_id, l.currency HAVING sum(l.amount_minor) <> 0
          ) THEN
            RAISE EXCEPTION 'ledger: unbalanced' USING ERRCODE = '23514';
          END IF;
          IF EXISTS (
            SELECT 1 FROM arrived a JOIN ledger_period p ON a.dated <= p.ends
          ) THEN
            RAISE EXCEPTION 'ledger: period closed' USING ERRCODE = '23514';
          END IF;
          RETURN NULL;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER ledger_entry_check AFTER INSERT ON ledger_entry "
        "REFERENCING NEW TABLE AS arrived FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_check()"
    )
    # Whoever closes a month waits for the entries already on their way, and holds back the rest.
    op.execute(
        """
        CREATE FUNCTION ledger_period_lock() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          LOCK TABLE ledger_entry IN SHARE ROW EXCLUSIVE MODE;
          RETURN NULL;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER ledger_period_lock BEFORE INSERT ON ledger_period "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_period_lock()"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION house_no_change()"
        )
    for table in NEVER_DELETED:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION house_no_change()"
        )
    for table in APPEND_ONLY + NEVER_DELETED:
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "EXECUTE FUNCTION house_no_change()"
        )


def guard_sqlite() -> None:
    # The checks repeat what the foreign keys say, so that they hold with foreign keys off.
    op.execute(
        """
        CREATE TRIGGER ledger_entry_check BEFORE INSERT ON ledger_entry BEGIN
          SELECT RAISE(ABORT, 'ledger: duplicate') WHERE EXISTS (
            SELECT 1 FROM ledger_entry
            WHERE id = NEW.id OR source_key = NEW.source_key OR reverses_id = NEW.reverses_id);
          SELECT RAISE(ABORT, 'ledger: line count') WHERE NEW.line_count <> (
            SELECT count(*) FROM ledger_line WHERE entry_id = NEW.id
              AND line_count = NEW.line_count AND dated = NEW.dated);
          SELECT RAISE(ABORT, 'ledger: stray line') WHERE NEW.line_count <> (
            SELECT count(*) FROM ledger_line WHERE entry_id = NEW.id);
          SELECT RAISE(ABORT, 'ledger: unknown account') WHERE EXISTS (
            SELECT 1 FROM ledger_line l WHERE l.entry_id = NEW.id
              AND NOT EXISTS (SELECT 1 FROM ledger_account WHERE code = l.account));
          SELECT RAISE(ABORT, 'ledger: unbalanced') WHERE EXISTS (
            SELECT 1 FROM ledger_line WHERE entry_id = NEW.id
            GROUP BY currency HAVING sum(amount_minor) <> 0);
          SELECT RAISE(ABORT, 'ledger: period closed') WHERE EXISTS (
            SELECT 1 FROM ledger_period WHERE NEW.dated <= ends);
        END
        """
    )
    op.execute(
        """
        CREATE TRIGGER ledger_line_late BEFORE INSERT ON ledger_line BEGIN
          SELECT RAISE(ABORT, 'ledger: late line') WHERE EXISTS (
            SELECT 1 FROM ledger_entry WHERE id = NEW.entry_id);
        END
        """
    )
    keys = {
        "ledger_line": "entry_id = NEW.entry_id AND number = NEW.number",
        "ledger_period": "starts = NEW.starts OR ends = NEW.ends",
        "ledger_checkpoint": (
            "ends = NEW.ends AND account = NEW.account AND currency = NEW.currency"
        ),
        "ledger_seal": "number = NEW.number OR chain = NEW.chain",
        "ledger_entry_seal": (
            "entry_id = NEW.entry_id OR (seal_number = NEW.seal_number AND position = NEW.position)"
        ),
        "ledger_account": "code = NEW.code",
        "bank_statement": "id = NEW.id OR sha256 = NEW.sha256",
        "bank_line": "id = NEW.id OR (account = NEW.account AND line_key = NEW.line_key)",
        "bank_match": "id = NEW.id",
    }
    # `INSERT OR REPLACE` deletes without asking the delete triggers: meet it on its way in.
    for table, same in keys.items():
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
        )
    for table in APPEND_ONLY + NEVER_DELETED:
        deeds = ("DELETE",) if table in NEVER_DELETED else ("UPDATE", "DELETE")
        for deed in deeds:
            op.execute(
                f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
            )


def downgrade() -> None:
    raise NotImplementedError("A co-op's books are not unwritten: restore a backup instead.")
