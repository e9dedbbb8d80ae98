"""An order knows how much of the seller's share went back to the buyer before it was paid out.

The books know it already, of every sale that was refunded in part: 2020 was debited for it.
"""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE market_order ADD COLUMN returned_minor BIGINT NOT NULL DEFAULT 0 "
        "CONSTRAINT ck_market_order_returned CHECK (returned_minor BETWEEN 0 AND seller_minor)"
    )
    orders = sa.table(
        "market_order",
        sa.column("id", sa.Uuid()),
        sa.column("payout_id", sa.Uuid()),
        sa.column("returned_minor", sa.BigInteger()),
    )
    connection = op.get_bind()
    refunds = connection.execute(
        sa.text(
            "SELECT e.source_key, l.amount_minor FROM ledger_entry e "
            "JOIN ledger_line l ON l.entry_id = e.id "
            "WHERE e.kind = 'marketplace.refunded' AND l.account = '2020'"
        )
    )
    for source_key, minor in refunds.all():
        order_id = UUID(source_key.split(":")[1])
        connection.execute(
            sa.update(orders)
            .where(orders.c.id == order_id, orders.c.payout_id.is_(None))
            .values(returned_minor=orders.c.returned_minor + minor)
        )


def downgrade() -> None:
    raise NotImplementedError("A co-op's books are not unwritten: restore a backup instead.")
