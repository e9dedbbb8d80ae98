"""The members tables. Member numbers and the share register are only ever added to."""

import sqlalchemy as sa
from alembic import op

from footing.tables import UtcDateTime

revision = "0002"
down_revision = "0001"

APPEND_ONLY = ("member_number", "share_event")


def upgrade() -> None:
    _create_tables()
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _create_tables() -> None:
    op.create_table(
        "party",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('person', 'organisation')", name="ck_party_kind"),
        sa.CheckConstraint("name <> ''", name="ck_party_name"),
        sa.PrimaryKeyConstraint("id", name="pk_party"),
    )
    op.create_index("ix_party_name", "party", ["name"])
    op.create_table(
        "share_class",
        sa.Column("code", sa.String(4), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("holder_kind", sa.String(12), nullable=False),
        sa.Column("par_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.Column("voting", sa.Boolean(), nullable=False),
        sa.Column("transferable", sa.Boolean(), nullable=False),
        sa.Column("withdrawable", sa.Boolean(), nullable=False),
        sa.Column("capital_account", sa.String(10), nullable=False),
        sa.Column("founded_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("minimum >= 1 AND maximum >= minimum", name="ck_share_class_bounds"),
        sa.CheckConstraint(
            "holder_kind IN ('person', 'organisation', 'either')", name="ck_share_class_holder_kind"
        ),
        sa.CheckConstraint("par_minor > 0", name="ck_share_class_par"),
        sa.PrimaryKeyConstraint("code", name="pk_share_class"),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_attempt"),
    )
    op.create_index("ix_sign_in_attempt_subject_at", "sign_in_attempt", ["subject", "at"])
    op.create_table(
        "member_number",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("number >= 1", name="ck_member_number_number"),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name="fk_member_number_party_id"),
        sa.PrimaryKeyConstraint("number", name="pk_member_number"),
        sa.UniqueConstraint("party_id", name="uq_member_number_party_id"),
    )
    op.create_table(
        "organisation",
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("registration", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name="fk_organisation_party_id"),
        sa.PrimaryKeyConstraint("party_id", name="pk_organisation"),
    )
    op.create_table(
        "person",
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("email_key", sa.String(254), nullable=False),
        sa.Column("verified_at", UtcDateTime(), nullable=True),
        sa.Column("password_hash", sa.String(200), nullable=True),
        sa.Column("locale", sa.String(12), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name="fk_person_party_id"),
        sa.PrimaryKeyConstraint("party_id", name="pk_person"),
        sa.UniqueConstraint("email_key", name="uq_person_email_key"),
    )
    op.create_table(
        "account_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(12), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('verify', 'sign_in', 'reset')", name="ck_account_link_purpose"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.party_id"], name="fk_account_link_person_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_account_link"),
        sa.UniqueConstraint("token_hash", name="uq_account_link_token_hash"),
    )
    op.create_index("ix_account_link_person_id_purpose", "account_link", ["person_id", "purpose"])
    op.create_table(
        "ownership_application",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.Column("share_class", sa.String(4), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("applied_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("shares", sa.Integer(), nullable=True),
        sa.Column("payment_id", sa.Uuid(), nullable=True),
        sa.Column("subscribed_at", UtcDateTime(), nullable=True),
        sa.Column("paid_at", UtcDateTime(), nullable=True),
        sa.Column("issued_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('subscribed', 'paid', 'issued')) = (shares IS NOT NULL)",
            name="ck_ownership_application_shares",
        ),
        sa.CheckConstraint(
            "shares IS NULL OR shares > 0", name="ck_ownership_application_some_shares"
        ),
        sa.CheckConstraint(
            "state IN ('applied', 'approved', 'declined', 'withdrawn', 'subscribed', 'paid',"
            " 'issued')",
            name="ck_ownership_application_state",
        ),
        sa.ForeignKeyConstraint(
            ["applicant_id"], ["person.party_id"], name="fk_ownership_application_applicant_id"
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name="fk_ownership_application_party_id"
        ),
        sa.ForeignKeyConstraint(
            ["share_class"], ["share_class.code"], name="fk_ownership_application_share_class"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_ownership_application"),
        sa.UniqueConstraint("payment_id", name="uq_ownership_application_payment_id"),
    )
    op.create_index(
        "ix_ownership_application_state_applied_at",
        "ownership_application",
        ["state", "applied_at"],
    )
    op.create_index(
        "uq_ownership_application_open",
        "ownership_application",
        ["party_id", "share_class"],
        unique=True,
        sqlite_where=sa.text("state IN ('applied', 'approved', 'subscribed', 'paid')"),
        postgresql_where=sa.text("state IN ('applied', 'approved', 'subscribed', 'paid')"),
    )
    op.create_table(
        "representation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("named_by", sa.Uuid(), nullable=False),
        sa.Column("named_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= named_at", name="ck_representation_order"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.party_id"], name="fk_representation_organisation_id"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.party_id"], name="fk_representation_person_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_representation"),
    )
    op.create_index("ix_representation_person_id", "representation", ["person_id"])
    op.create_index(
        "uq_representation_current",
        "representation",
        ["organisation_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("granted_at", UtcDateTime(), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= granted_at", name="ck_role_grant_order"
        ),
        sa.CheckConstraint(
            "role IN ('member', 'coach', 'secretary', 'treasurer', 'board', 'auditor')",
            name="ck_role_grant_role",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.party_id"], name="fk_role_grant_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_role_grant"),
    )
    op.create_index("ix_role_grant_role", "role_grant", ["role"])
    op.create_index(
        "uq_role_grant_current",
        "role_grant",
        ["person_id", "role"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("browser", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.party_id"], name="fk_sign_in_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in"),
        sa.UniqueConstraint("token_hash", name="uq_sign_in_token_hash"),
    )
    op.create_index("ix_sign_in_person_id", "sign_in", ["person_id"])
    op.create_table(
        "share_event",
        sa.Column("line", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("share_class", sa.String(4), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("shares", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=True),
        sa.Column("application_id", sa.Uuid(), nullable=True),
        sa.Column("certificate_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("kind <> 'issued' OR shares > 0", name="ck_share_event_issue"),
        sa.CheckConstraint(
            "kind IN ('issued', 'withdrawn', 'transferred')", name="ck_share_event_kind"
        ),
        sa.CheckConstraint("line >= 1", name="ck_share_event_line"),
        sa.CheckConstraint("shares <> 0", name="ck_share_event_shares"),
        sa.CheckConstraint(
            "(shares > 0 AND amount_minor > 0) OR (shares < 0 AND amount_minor < 0)",
            name="ck_share_event_signs",
        ),
        sa.CheckConstraint("kind <> 'withdrawn' OR shares < 0", name="ck_share_event_withdrawal"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["ownership_application.id"], name="fk_share_event_application_id"
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name="fk_share_event_party_id"),
        sa.ForeignKeyConstraint(
            ["share_class"], ["share_class.code"], name="fk_share_event_share_class"
        ),
        sa.PrimaryKeyConstraint("line", name="pk_share_event"),
        sa.UniqueConstraint("application_id", name="uq_share_event_application_id"),
        sa.UniqueConstraint("id", name="uq_share_event_id"),
    )
    op.create_index(
        "ix_share_event_party_id_share_class_at", "share_event", ["party_id", "share_class", "at"]
    )
    op.create_index("ix_share_event_share_class_at", "share_event", ["share_class", "at"])


def _guard_postgresql() -> None:
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION house_no_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "EXECUTE FUNCTION house_no_change()"
        )
    op.execute(
        """
        CREATE FUNCTION share_event_within_bounds() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            most integer;
            par bigint;
            held bigint;
        BEGIN
            SELECT maximum, par_minor INTO most, par
                FROM share_class WHERE code = NEW.share_class FOR NO KEY UPDATE;
            SELECT coalesce(sum(shares), 0) INTO held FROM share_event
                WHERE party_id = NEW.party_id AND share_class = NEW.share_class;
            IF held + NEW.shares < 0 OR held + NEW.shares > most THEN
                RAISE EXCEPTION 'share register: a holding out of bounds' USING ERRCODE = '23514';
            END IF;
            IF NEW.amount_minor <> NEW.shares * par THEN
                RAISE EXCEPTION 'share register: not at par' USING ERRCODE = '23514';
            END IF;
            IF NEW.line <> (SELECT coalesce(max(line), 0) + 1 FROM share_event) THEN
                RAISE EXCEPTION 'share register: a gap in its lines' USING ERRCODE = '23514';
            END IF;
            RETURN NEW;
        END$$
        """
    )
    op.execute(
        "CREATE TRIGGER share_event_bounds BEFORE INSERT ON share_event "
        "FOR EACH ROW EXECUTE FUNCTION share_event_within_bounds()"
    )


def _guard_sqlite() -> None:
    for table in APPEND_ONLY:
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
            )
    op.execute(
        """
        CREATE TRIGGER share_event_bounds BEFORE INSERT ON share_event BEGIN
            SELECT RAISE(ABORT, 'share register: a holding out of bounds') WHERE
                (SELECT coalesce(sum(shares), 0) FROM share_event
                    WHERE party_id = NEW.party_id AND share_class = NEW.share_class) + NEW.shares
                NOT BETWEEN 0 AND (SELECT maximum FROM share_class WHERE code = NEW.share_class);
            SELECT RAISE(ABORT, 'share register: not at par') WHERE NEW.amount_minor <>
                NEW.shares * (SELECT par_minor FROM share_class WHERE code = NEW.share_class);
            SELECT RAISE(ABORT, 'share register: a gap in its lines') WHERE
                NEW.line <> (SELECT coalesce(max(line), 0) + 1 FROM share_event);
        END
        """
    )


def downgrade() -> None:
    raise NotImplementedError("A share register is not unwritten: restore a backup instead.")
