"""Circles: who shares a subject, and what they post."""

import sqlalchemy as sa
from alembic import op

from footing.tables import UtcDateTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "circle",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_key", sa.String(length=160), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=False),
        sa.Column("started_at", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_circle"),
        sa.UniqueConstraint("name_key", name="uq_circle_name_key"),
    )
    op.create_table(
        "circle_membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("joined_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= joined_at", name="ck_circle_membership_ends_after"
        ),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circle.id"], name="fk_circle_membership_circle_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_circle_membership"),
        sa.UniqueConstraint(
            "id", "circle_id", "person_id", name="uq_circle_membership_id_circle_id_person_id"
        ),
    )
    current = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_circle_membership_current",
        "circle_membership",
        ["circle_id", "person_id"],
        unique=True,
        sqlite_where=current,
        postgresql_where=current,
    )
    op.create_index("ix_circle_membership_person_id", "circle_membership", ["person_id"])
    op.create_table(
        "circle_post",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("circle_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("reply_to_id", sa.Uuid(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("posted_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("answered_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('ask', 'offer', 'note', 'reply')", name="ck_circle_post_kind"),
        sa.CheckConstraint(
            "(kind = 'reply') = (reply_to_id IS NOT NULL)", name="ck_circle_post_reply"
        ),
        sa.CheckConstraint("answered_at IS NULL OR kind = 'ask'", name="ck_circle_post_answered"),
        sa.ForeignKeyConstraint(["circle_id"], ["circle.id"], name="fk_circle_post_circle_id"),
        sa.ForeignKeyConstraint(
            ["membership_id", "circle_id", "author_id"],
            ["circle_membership.id", "circle_membership.circle_id", "circle_membership.person_id"],
            name="fk_circle_post_membership",
        ),
        sa.ForeignKeyConstraint(
            ["reply_to_id", "circle_id"],
            ["circle_post.id", "circle_post.circle_id"],
            name="fk_circle_post_thread",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_circle_post"),
        sa.UniqueConstraint("id", "circle_id", name="uq_circle_post_id_circle_id"),
    )
    op.create_index("ix_circle_post_circle_id_posted_at", "circle_post", ["circle_id", "posted_at"])
    op.create_index(
        "ix_circle_post_reply_to_id_posted_at", "circle_post", ["reply_to_id", "posted_at"]
    )
    open_ask = sa.text("kind = 'ask' AND answered_at IS NULL")
    op.create_index(
        "ix_circle_post_open_ask",
        "circle_post",
        ["circle_id"],
        sqlite_where=open_ask,
        postgresql_where=open_ask,
    )
    _keep_memberships()


def _keep_memberships() -> None:
    """A membership is never deleted, and once ended it stays as it is."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION circle_membership_kept() RETURNS trigger LANGUAGE plpgsql AS "
            "$$BEGIN RAISE EXCEPTION 'a circle membership ends and is kept' "
            "USING ERRCODE = '23514'; END$$"
        )
        op.execute(
            "CREATE TRIGGER circle_membership_no_delete BEFORE DELETE ON circle_membership "
            "FOR EACH ROW EXECUTE FUNCTION circle_membership_kept()"
        )
        op.execute(
            "CREATE TRIGGER circle_membership_no_return BEFORE UPDATE ON circle_membership "
            "FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL) "
            "EXECUTE FUNCTION circle_membership_kept()"
        )
        return
    kept = "BEGIN SELECT RAISE(ABORT, 'a circle membership ends and is kept'); END"
    op.execute(
        f"CREATE TRIGGER circle_membership_no_delete BEFORE DELETE ON circle_membership {kept}"
    )
    op.execute(
        "CREATE TRIGGER circle_membership_no_return BEFORE UPDATE ON circle_membership "
        f"WHEN OLD.ended_at IS NOT NULL {kept}"
    )


def downgrade() -> None:
    raise NotImplementedError("A co-op's books are not unwritten: restore a backup instead.")
