"""What the co-op earns from: payments, fellowships, coaching, the marketplace."""

import sqlalchemy as sa
from alembic import op

from footing.tables import UtcDateTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "coach",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("headline", sa.String(length=120), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("since", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_coach"),
    )
    op.create_table(
        "fellowship_round",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("applications_close_on", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("opened_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "applications_close_on < starts_on", name="ck_fellowship_round_closes_before_start"
        ),
        sa.CheckConstraint("months BETWEEN 1 AND 24", name="ck_fellowship_round_months"),
        sa.CheckConstraint("places BETWEEN 1 AND 500", name="ck_fellowship_round_places"),
        sa.PrimaryKeyConstraint("id", name="pk_fellowship_round"),
    )
    op.create_index(
        "ix_fellowship_round_starts_on", "fellowship_round", ["starts_on"], unique=False
    )
    op.create_table(
        "listing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seller_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("offered_by", sa.Uuid(), nullable=True),
        sa.Column("offered_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("price_minor > 0", name="ck_listing_price"),
        sa.PrimaryKeyConstraint("id", name="pk_listing"),
    )
    op.create_index(
        "ix_listing_closed_at_offered_at", "listing", ["closed_at", "offered_at"], unique=False
    )
    op.create_index("ix_listing_seller_id", "listing", ["seller_id"], unique=False)
    op.create_table(
        "payee_payout",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=30), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name="ck_payee_payout_amount"),
        sa.PrimaryKeyConstraint("id", name="pk_payee_payout"),
    )
    op.create_index(
        "ix_payee_payout_party_id_made_at", "payee_payout", ["party_id", "made_at"], unique=False
    )
    op.create_table(
        "payment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=30), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("checkout_reference", sa.String(length=255), nullable=True),
        sa.Column("checkout_url", sa.Text(), nullable=True),
        sa.Column("reference", sa.String(length=255), nullable=True),
        sa.Column("fee_minor", sa.BigInteger(), nullable=True),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("requested_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("opened_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("paid_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'paid') = (paid_at IS NOT NULL AND reference IS NOT NULL)",
            name="ck_payment_paid",
        ),
        sa.CheckConstraint(
            "refunded_minor = 0 OR state = 'paid'", name="ck_payment_refunded_when_paid"
        ),
        sa.CheckConstraint(
            "state IN ('due', 'open', 'paid', 'cancelled')", name="ck_payment_state"
        ),
        sa.CheckConstraint("amount_minor > 0", name="ck_payment_amount"),
        sa.CheckConstraint("fee_minor >= 0", name="ck_payment_fee"),
        sa.CheckConstraint(
            "refunded_minor >= 0 AND refunded_minor <= amount_minor", name="ck_payment_refunded"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_payment"),
        sa.UniqueConstraint("reference", name="uq_payment_reference"),
    )
    op.create_index("ix_payment_about", "payment", ["about"], unique=False)
    op.create_index(
        "ix_payment_party_id_requested_at", "payment", ["party_id", "requested_at"], unique=False
    )
    op.create_table(
        "processor_event",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=100), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("received_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("handled_at", UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_processor_event"),
    )
    op.create_index(
        "ix_processor_event_kind_received_at",
        "processor_event",
        ["kind", "received_at"],
        unique=False,
    )
    op.create_table(
        "processor_payout",
        sa.Column("reference", sa.String(length=255), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("arrived_on", sa.Date(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("noted_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_processor_payout"),
    )
    op.create_table(
        "coaching_slot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("coach_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("offered_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name="ck_coaching_slot_lasts"),
        sa.ForeignKeyConstraint(["coach_id"], ["coach.id"], name="fk_coaching_slot_coach_id"),
        sa.PrimaryKeyConstraint("id", name="pk_coaching_slot"),
    )
    op.create_index("ix_coaching_slot_starts_at", "coaching_slot", ["starts_at"], unique=False)
    op.create_index(
        "uq_coaching_slot_offered",
        "coaching_slot",
        ["coach_id", "starts_at"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "fellowship_application",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_type", sa.String(length=10), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("submitted_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("feedback", sa.Text(), nullable=True),
        sa.Column("price_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("rule_version_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "buyer_type IN ('individual', 'group', 'enterprise')",
            name="ck_fellowship_application_buyer_type",
        ),
        sa.CheckConstraint(
            "state IN ('submitted', 'offered', 'accepted', 'declined', 'withdrawn')",
            name="ck_fellowship_application_state",
        ),
        sa.CheckConstraint(
            "state NOT IN ('offered', 'accepted') OR rule_version_id IS NOT NULL",
            name="ck_fellowship_application_offer_has_rule",
        ),
        sa.CheckConstraint(
            "(price_minor IS NULL) = (currency IS NULL)",
            name="ck_fellowship_application_price_has_currency",
        ),
        sa.CheckConstraint(
            "(price_minor IS NULL) = (rule_version_id IS NULL)",
            name="ck_fellowship_application_price_has_rule",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["fellowship_round.id"], name="fk_fellowship_application_round_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_fellowship_application"),
    )
    op.create_index(
        "ix_fellowship_application_person_id", "fellowship_application", ["person_id"], unique=False
    )
    op.create_index(
        "uq_fellowship_application_standing",
        "fellowship_application",
        ["round_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'withdrawn'"),
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )
    op.create_table(
        "market_order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("seller_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_person_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("commission_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("seller_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("commission_rate", sa.String(length=40), nullable=False),
        sa.Column("commission_version_id", sa.Uuid(), nullable=False),
        sa.Column("minimum_minor", sa.BigInteger(), nullable=False),
        sa.Column("minimum_version_id", sa.Uuid(), nullable=False),
        sa.Column("tax_rate", sa.String(length=40), nullable=False),
        sa.Column("tax_version_id", sa.Uuid(), nullable=False),
        sa.Column("member_business", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("placed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("paid_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("refund_asked_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("refund_reason", sa.String(length=200), nullable=True),
        sa.Column("payout_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "payout_id IS NULL OR state IN ('confirmed', 'refunded')",
            name="ck_market_order_paid_out",
        ),
        sa.CheckConstraint(
            "state IN ('unpaid', 'paid', 'confirmed', 'refunded', 'cancelled')",
            name="ck_market_order_state",
        ),
        sa.CheckConstraint(
            "commission_minor >= 0 AND tax_minor >= 0", name="ck_market_order_parts"
        ),
        sa.CheckConstraint(
            "price_minor = seller_minor + commission_minor + tax_minor AND seller_minor > 0",
            name="ck_market_order_split",
        ),
        sa.CheckConstraint("seller_id <> buyer_id", name="ck_market_order_two_sides"),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name="fk_market_order_listing_id"),
        sa.ForeignKeyConstraint(
            ["payout_id"],
            ["payee_payout.id"],
            name="fk_market_order_payout_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_market_order"),
    )
    op.create_index(
        "ix_market_order_buyer_person_id_placed_at",
        "market_order",
        ["buyer_person_id", "placed_at"],
        unique=False,
    )
    op.create_index("ix_market_order_listing_id", "market_order", ["listing_id"], unique=False)
    op.create_index(
        "ix_market_order_seller_id_state", "market_order", ["seller_id", "state"], unique=False
    )
    op.create_table(
        "refund",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=255), nullable=True),
        sa.Column("fee_lost_minor", sa.BigInteger(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("unwanted", sa.Boolean(), nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("done_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'done') = (done_at IS NOT NULL AND reference IS NOT NULL)",
            name="ck_refund_done",
        ),
        sa.CheckConstraint("state IN ('asked', 'done', 'refused')", name="ck_refund_state"),
        sa.CheckConstraint("amount_minor > 0", name="ck_refund_amount"),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name="fk_refund_payment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_refund"),
        sa.UniqueConstraint("reference", name="uq_refund_reference"),
    )
    op.create_index("ix_refund_payment_id", "refund", ["payment_id"], unique=False)
    op.create_table(
        "coaching_booking",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slot_id", sa.Uuid(), nullable=False),
        sa.Column("coach_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("commission_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("commission_rate", sa.String(length=40), nullable=False),
        sa.Column("price_version_id", sa.Uuid(), nullable=False),
        sa.Column("commission_version_id", sa.Uuid(), nullable=False),
        sa.Column("member_business", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("held_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("held_until", UtcDateTime(timezone=True), nullable=False),
        sa.Column("paid_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("payout_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "payout_id IS NULL OR state = 'delivered'", name="ck_coaching_booking_paid_out"
        ),
        sa.CheckConstraint(
            "state IN ('held', 'paid', 'delivered', 'released', 'cancelled')",
            name="ck_coaching_booking_state",
        ),
        sa.CheckConstraint(
            "commission_minor >= 0 AND commission_minor <= price_minor",
            name="ck_coaching_booking_commission",
        ),
        sa.CheckConstraint("price_minor > 0", name="ck_coaching_booking_price"),
        sa.ForeignKeyConstraint(
            ["payout_id"],
            ["payee_payout.id"],
            name="fk_coaching_booking_payout_id",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["coaching_slot.id"], name="fk_coaching_booking_slot_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_coaching_booking"),
    )
    op.create_index(
        "ix_coaching_booking_coach_id_state",
        "coaching_booking",
        ["coach_id", "state"],
        unique=False,
    )
    op.create_index(
        "ix_coaching_booking_person_id", "coaching_booking", ["person_id"], unique=False
    )
    op.create_index(
        "ix_coaching_booking_state_held_until",
        "coaching_booking",
        ["state", "held_until"],
        unique=False,
    )
    op.create_index(
        "uq_coaching_booking_live",
        "coaching_booking",
        ["slot_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('held', 'paid', 'delivered')"),
        postgresql_where=sa.text("state IN ('held', 'paid', 'delivered')"),
    )
    op.create_table(
        "fellowship_place",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_type", sa.String(length=10), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("rule_version_id", sa.Uuid(), nullable=False),
        sa.Column("member_business", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("recognised_months", sa.Integer(), nullable=False),
        sa.Column("kept_months", sa.Integer(), nullable=True),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column("accepted_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("paid_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "buyer_type IN ('individual', 'group', 'enterprise')",
            name="ck_fellowship_place_buyer_type",
        ),
        sa.CheckConstraint(
            "state IN ('unpaid', 'running', 'withdrawn', 'cancelled')",
            name="ck_fellowship_place_state",
        ),
        sa.CheckConstraint("kept_months BETWEEN 0 AND months", name="ck_fellowship_place_kept"),
        sa.CheckConstraint("price_minor > 0", name="ck_fellowship_place_price"),
        sa.CheckConstraint(
            "recognised_months >= 0 AND recognised_months <= coalesce(kept_months, months)",
            name="ck_fellowship_place_recognised",
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["fellowship_application.id"],
            name="fk_fellowship_place_application_id",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["fellowship_round.id"], name="fk_fellowship_place_round_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_fellowship_place"),
        sa.UniqueConstraint("application_id", name="uq_fellowship_place_application_id"),
    )
    op.create_index(
        "ix_fellowship_place_next_due_on", "fellowship_place", ["next_due_on"], unique=False
    )
    op.create_index(
        "ix_fellowship_place_person_id", "fellowship_place", ["person_id"], unique=False
    )
    op.create_index("ix_fellowship_place_round_id", "fellowship_place", ["round_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("A co-op's books are not unwritten: restore a backup instead.")
