"""Lots committed before a vote opens and revealed after it."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

_EARLY = (
    "EXISTS (SELECT 1 FROM proposal p WHERE p.id = NEW.proposal_id AND p.state = 'deliberation')"
)


def upgrade() -> None:
    op.create_table(
        "vote_lot",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("commitment", sa.String(64), nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.CheckConstraint("secret <> commitment", name="ck_vote_lot_apart"),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name="fk_vote_lot_proposal_id"),
        sa.PrimaryKeyConstraint("proposal_id", name="pk_vote_lot"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION voting_lot_new() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN "
            f"IF ({_EARLY}) IS NOT TRUE THEN RAISE EXCEPTION 'the lot is fixed at notice' "
            "USING ERRCODE = '23514'; END IF; RETURN NEW; END$$"
        )
        op.execute(
            "CREATE TRIGGER lot_new BEFORE INSERT ON vote_lot "
            "FOR EACH ROW EXECUTE FUNCTION voting_lot_new()"
        )
        for deed in ("UPDATE", "DELETE", "TRUNCATE"):
            op.execute(
                f"CREATE TRIGGER lot_no_{deed.lower()} BEFORE {deed} ON vote_lot "
                "EXECUTE FUNCTION house_no_change()"
            )
        return
    op.execute(
        f"CREATE TRIGGER lot_new BEFORE INSERT ON vote_lot WHEN ({_EARLY}) IS NOT 1 "
        "BEGIN SELECT RAISE(ABORT, 'the lot is fixed at notice'); END"
    )
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER lot_no_{deed.lower()} BEFORE {deed} ON vote_lot "
            "BEGIN SELECT RAISE(ABORT, 'append-only: vote_lot'); END"
        )


def downgrade() -> None:
    raise NotImplementedError("A co-op's votes are not unwritten: restore a backup instead.")
