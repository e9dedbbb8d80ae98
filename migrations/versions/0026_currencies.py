"""Rates by date, accounts in another currency, and the accounts of exchange differences.

What the triggers hold: a rate is corrected by a later row, never edited; in every entry what
a foreign account takes in its currency is met on its exchange account.
"""

import sqlalchemy as sa
from alembic import op

from footing.tables import UtcDateTime

revision = "0026"
down_revision = "0025"

TABLES = ("ledger_rate", "ledger_foreign_account")
_ACCOUNTS = (
    ("4950", "Exchange gains", "income"),
    ("4960", "Exchange gains, unrealised", "income"),
    ("6950", "Exchange losses", "expense"),
    ("6960", "Exchange losses, unrealised", "expense"),
)
_UNMET = (
    "SELECT 1 FROM ledger_foreign_account f JOIN ledger_line l"
    " ON l.account IN (f.account, f.exchange_account) AND l.currency = f.currency"
    " WHERE l.entry_id = {row}.id GROUP BY f.account HAVING sum(l.amount_minor) <> 0"
)


def upgrade() -> None:
    op.create_table(
        "ledger_rate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("base", sa.String(length=3), nullable=False),
        sa.Column("quote", sa.String(length=3), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("mantissa", sa.BigInteger(), nullable=False),
        sa.Column("scale", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("base <> quote", name="ck_ledger_rate_pair"),
        sa.CheckConstraint("mantissa > 0", name="ck_ledger_rate_mantissa"),
        sa.CheckConstraint("scale BETWEEN 0 AND 12", name="ck_ledger_rate_scale"),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_rate"),
    )
    op.create_index(
        "ix_ledger_rate_base_quote_dated_number",
        "ledger_rate",
        ["base", "quote", "dated", "number"],
        unique=True,
    )
    op.create_table(
        "ledger_foreign_account",
        sa.Column("account", sa.String(length=20), nullable=False),
        sa.Column("exchange_account", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.CheckConstraint("account <> exchange_account", name="ck_ledger_foreign_account_apart"),
        sa.ForeignKeyConstraint(
            ["account"], ["ledger_account.code"], name="fk_ledger_foreign_account_account"
        ),
        sa.ForeignKeyConstraint(
            ["exchange_account"],
            ["ledger_account.code"],
            name="fk_ledger_foreign_account_exchange_account",
        ),
        sa.PrimaryKeyConstraint("account", name="pk_ledger_foreign_account"),
        sa.UniqueConstraint("exchange_account", name="uq_ledger_foreign_account_exchange_account"),
    )
    # Books that are open already get the accounts that a new chart now starts with.
    for code, name, kind in _ACCOUNTS:
        op.execute(
            "INSERT INTO ledger_account (code, name, kind, parent, currency, opened_at) "
            f"SELECT '{code}', '{name}', '{kind}', NULL, currency, opened_at "
            "FROM ledger_account WHERE code = '1000' AND NOT EXISTS "
            f"(SELECT 1 FROM ledger_account WHERE code = '{code}')"
        )
    if op.get_bind().dialect.name == "postgresql":
        guard_postgresql()
    else:
        guard_sqlite()


def guard_postgresql() -> None:
    op.execute(
        f"""
        CREATE FUNCTION ledger_entry_exchanged() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF EXISTS (SELECT 1 FROM ledger_foreign_account) AND EXISTS (
            SELECT 1 FROM arrived a CROSS JOIN LATERAL ({_UNMET.format(row="a")}) unmet
          ) THEN
            RAISE EXCEPTION 'ledger: not exchanged' USING ERRCODE = '23514';
          END IF;
          RETURN NULL;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER ledger_entry_exchanged AFTER INSERT ON ledger_entry "
        "REFERENCING NEW TABLE AS arrived FOR EACH STATEMENT "
        "EXECUTE FUNCTION ledger_entry_exchanged()"
    )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION house_no_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "EXECUTE FUNCTION house_no_change()"
        )


def guard_sqlite() -> None:
    op.execute(
        "CREATE TRIGGER ledger_entry_exchanged BEFORE INSERT ON ledger_entry "
        "WHEN EXISTS (SELECT 1 FROM ledger_foreign_account) BEGIN "
        "SELECT RAISE(ABORT, 'ledger: not exchanged') "
        f"WHERE EXISTS ({_UNMET.format(row='NEW')}); END"
    )
    # `INSERT OR REPLACE` deletes without asking the delete triggers: meet it on its way in.
    for table, same in {
        "ledger_rate": (
            "id = NEW.id OR (base = NEW.base AND quote = NEW.quote AND dated = NEW.dated"
            " AND number = NEW.number)"
        ),
        "ledger_foreign_account": (
            "account = NEW.account OR exchange_account = NEW.exchange_account"
        ),
    }.items():
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
        )
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
            )


def downgrade() -> None:
    raise NotImplementedError("A co-op's books are not unwritten: restore a backup instead.")
