"""What the processor's payouts are made of, and what it says it holds."""

import sqlalchemy as sa
from alembic import op

from footing.tables import UtcDateTime

revision = "0029"
down_revision = "0028"

APPEND_ONLY = {
    "payout_report": "reference = NEW.reference",
    "balance_transaction": "id = NEW.id",
    "processor_balance": "id = NEW.id",
}


def upgrade() -> None:
    op.create_table(
        "payout_report",
        sa.Column("reference", sa.String(255), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("arrives_on", sa.Date(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("is_automatic", sa.Boolean(), nullable=False),
        sa.Column("kept_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_payout_report"),
    )
    op.create_index("ix_payout_report_arrives_on", "payout_report", ["arrives_on"])
    op.create_table(
        "balance_transaction",
        sa.Column("id", sa.String(255), nullable=False),
        sa.Column("payout_reference", sa.String(255), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("category", sa.String(60), nullable=False),
        sa.Column("source", sa.String(255), nullable=False),
        sa.Column("payment_reference", sa.String(255), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("description", sa.String(200), nullable=False),
        sa.CheckConstraint(
            "net_minor = amount_minor - fee_minor", name="ck_balance_transaction_net"
        ),
        sa.ForeignKeyConstraint(
            ["payout_reference"], ["payout_report.reference"],
            name="fk_balance_transaction_payout_reference",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_balance_transaction"),
    )  # fmt: skip
    op.create_index(
        "ix_balance_transaction_payout_reference_position", "balance_transaction",
        ["payout_reference", "position"],
    )  # fmt: skip
    op.create_table(
        "processor_balance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("held_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_processor_balance"),
    )
    op.create_index("ix_processor_balance_currency_at", "processor_balance", ["currency", "at"])
    # Of one entry one payout: whoever adopts a line that was booked by hand meets this.
    op.create_index("uq_processor_payout_entry_id", "processor_payout", ["entry_id"], unique=True)
    for table, same in APPEND_ONLY.items():
        guard(table, same)


def guard(table: str, same: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION house_no_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "EXECUTE FUNCTION house_no_change()"
        )
        return
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
