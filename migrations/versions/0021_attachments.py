"""Receipts: files under their hash, what they hang on, and what was taken down.

What the triggers hold: nothing here changes or goes; a receipt hangs on an entry or bank
line that is there; it takes the place of a standing one on the same thing alone; one that
was replaced is not withdrawn, nor the other way round. PostgreSQL also computes the hash.
"""

import sqlalchemy as sa
from alembic import op

from footing.tables import UtcDateTime

revision = "0021"
down_revision = "0020"

TABLES = ("ledger_file", "ledger_attachment", "ledger_attachment_withdrawal")

_FAULTS = {
    "ledger_attachment": (
        (
            "nothing to hang on",
            "(NEW.subject_kind = 'entry' AND NOT EXISTS"
            " (SELECT 1 FROM ledger_entry e WHERE e.id = NEW.subject_id))"
            " OR (NEW.subject_kind = 'bank-line' AND NOT EXISTS"
            " (SELECT 1 FROM bank_line b WHERE b.id = NEW.subject_id))",
        ),
        (
            "another place",
            "NEW.supersedes_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ledger_attachment a"
            " WHERE a.id = NEW.supersedes_id AND a.subject_kind = NEW.subject_kind"
            " AND a.subject_id = NEW.subject_id)",
        ),
        (
            "withdrawn",
            "EXISTS (SELECT 1 FROM ledger_attachment_withdrawal w"
            " WHERE w.attachment_id = NEW.supersedes_id)",
        ),
    ),
    "ledger_attachment_withdrawal": (
        (
            "replaced",
            "EXISTS (SELECT 1 FROM ledger_attachment a WHERE a.supersedes_id = NEW.attachment_id)",
        ),
    ),
}


def upgrade() -> None:
    op.create_table(
        "ledger_file",
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("media_type", sa.String(length=20), nullable=False),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "byte_count > 0 AND byte_count = length(content)", name="ck_ledger_file_bytes"
        ),
        sa.CheckConstraint("length(sha256) = 32", name="ck_ledger_file_sha256"),
        sa.PrimaryKeyConstraint("sha256", name="pk_ledger_file"),
    )
    op.create_table(
        "ledger_attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.String(length=9), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("supersedes_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("attached_by", sa.Uuid(), nullable=True),
        sa.Column("attached_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "subject_kind IN ('entry', 'draft', 'bank-line')",
            name="ck_ledger_attachment_subject_kind",
        ),
        sa.CheckConstraint(
            "(supersedes_id IS NULL) = (reason = '')", name="ck_ledger_attachment_reason"
        ),
        sa.CheckConstraint("supersedes_id <> id", name="ck_ledger_attachment_not_itself"),
        sa.ForeignKeyConstraint(
            ["sha256"], ["ledger_file.sha256"], name="fk_ledger_attachment_sha256"
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["ledger_attachment.id"], name="fk_ledger_attachment_supersedes_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_attachment"),
        sa.UniqueConstraint("supersedes_id", name="uq_ledger_attachment_supersedes_id"),
    )
    op.create_index("ix_ledger_attachment_subject_id", "ledger_attachment", ["subject_id"])
    op.create_index("ix_ledger_attachment_sha256", "ledger_attachment", ["sha256"])
    op.create_table(
        "ledger_attachment_withdrawal",
        sa.Column("attachment_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("reason <> ''", name="ck_ledger_attachment_withdrawal_reason"),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["ledger_attachment.id"],
            name="fk_ledger_attachment_withdrawal_attachment_id",
        ),
        sa.PrimaryKeyConstraint("attachment_id", name="pk_ledger_attachment_withdrawal"),
    )
    if op.get_bind().dialect.name == "postgresql":
        guard_postgresql()
    else:
        guard_sqlite()


def guard_postgresql() -> None:
    faults = {**_FAULTS, "ledger_file": (("hash", "sha256(NEW.content) <> NEW.sha256"),)}
    for table, tests in faults.items():
        body = " ".join(
            f"IF {condition} THEN RAISE EXCEPTION 'receipt: {words}' "
            "USING ERRCODE = '23514'; END IF;"
            for words, condition in tests
        )
        op.execute(
            f"CREATE FUNCTION {table}_check() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$BEGIN {body} RETURN NEW; END$$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_check BEFORE INSERT ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_check()"
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
    for table, tests in _FAULTS.items():
        body = "".join(
            f"SELECT RAISE(ABORT, 'receipt: {words}') WHERE {condition}; "
            for words, condition in tests
        )
        op.execute(f"CREATE TRIGGER {table}_check BEFORE INSERT ON {table} BEGIN {body}END")
    # `INSERT OR REPLACE` deletes without asking the delete triggers: meet it on its way in.
    for table, same in {
        "ledger_file": "sha256 = NEW.sha256",
        "ledger_attachment": "id = NEW.id OR supersedes_id = NEW.supersedes_id",
        "ledger_attachment_withdrawal": "attachment_id = NEW.attachment_id",
    }.items():
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
        )
    for table in TABLES:
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
            )


def downgrade() -> None:
    raise NotImplementedError("A co-op's books are not unwritten: restore a backup instead.")
