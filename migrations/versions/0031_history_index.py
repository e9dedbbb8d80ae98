"""An account's lines by day whatever their currency: one index for its balance and its history."""

from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.drop_index("ix_ledger_line_history", "ledger_line")
    op.create_index(
        "ix_ledger_line_history",
        "ledger_line",
        ["account", "dated", "entry_id", "number", "currency", "amount_minor"],
    )


def downgrade() -> None:
    op.drop_index("ix_ledger_line_history", "ledger_line")
    op.create_index(
        "ix_ledger_line_history",
        "ledger_line",
        ["account", "currency", "dated", "entry_id", "number", "amount_minor"],
    )
