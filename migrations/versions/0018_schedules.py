"""Schedules: entries that come round by the month, amounts spread over months.

What the triggers hold: a version arrives lines first and balances; versions, lines and
postings never change or go; no version reaches back over a month that is posted, and no
month is posted under a version that a later one has taken over.
"""

import sqlalchemy as sa
from alembic import op

from footing.tables import UtcDateTime

revision = "0018"
down_revision = "0017"

APPEND_ONLY = ("ledger_schedule_version", "ledger_schedule_line", "ledger_schedule_posting")
_PREPAID = "1130"


def upgrade() -> None:
    create_tables()
    # Books that are open already get the account that a new chart now starts with.
    op.execute(
        "INSERT INTO ledger_account (code, name, kind, parent, currency, opened_at) "
        f"SELECT '{_PREPAID}', 'Prepaid expenses', 'asset', NULL, currency, opened_at "
        "FROM ledger_account WHERE code = '1000' AND NOT EXISTS "
        f"(SELECT 1 FROM ledger_account WHERE code = '{_PREPAID}')"
    )
    if op.get_bind().dialect.name == "postgresql":
        guard_postgresql()
    else:
        guard_sqlite()


def create_tables() -> None:
    op.create_table(
        "ledger_schedule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=9), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("next_month", sa.Date(), nullable=True),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column("refusal", sa.String(length=500), nullable=True),
        sa.Column("retry_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('recurring', 'deferred')", name="ck_ledger_schedule_kind"),
        sa.CheckConstraint(
            "(next_month IS NULL) = (next_due_on IS NULL)", name="ck_ledger_schedule_next"
        ),
        sa.CheckConstraint(
            "(refusal IS NULL) = (retry_at IS NULL)", name="ck_ledger_schedule_refusal"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_schedule"),
    )
    op.create_index("ix_ledger_schedule_next_due_on", "ledger_schedule", ["next_due_on"])
    op.create_table(
        "ledger_schedule_version",
        sa.Column("schedule_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("change", sa.String(length=5), nullable=False),
        sa.Column("first_month", sa.Date(), nullable=False),
        sa.Column("last_month", sa.Date(), nullable=True),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("memo", sa.String(length=300), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "change IN ('plan', 'pause', 'end')", name="ck_ledger_schedule_version_change"
        ),
        sa.CheckConstraint("number >= 1", name="ck_ledger_schedule_version_number"),
        sa.CheckConstraint("day BETWEEN 1 AND 31", name="ck_ledger_schedule_version_day"),
        sa.CheckConstraint("last_month >= first_month", name="ck_ledger_schedule_version_span"),
        sa.CheckConstraint(
            "CASE change WHEN 'plan' THEN line_count >= 2 WHEN 'pause' THEN line_count = 0"
            " ELSE line_count IN (0, 2) END",
            name="ck_ledger_schedule_version_lines",
        ),
        sa.ForeignKeyConstraint(
            ["schedule_id"],
            ["ledger_schedule.id"],
            name="fk_ledger_schedule_version_schedule_id",
        ),
        sa.PrimaryKeyConstraint("schedule_id", "number", name="pk_ledger_schedule_version"),
        sa.UniqueConstraint(
            "schedule_id",
            "number",
            "line_count",
            name="uq_ledger_schedule_version_schedule_id_number_line_count",
        ),
    )
    op.create_table(
        "ledger_schedule_line",
        sa.Column("schedule_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("pool", sa.String(length=40), nullable=True),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("member_business", sa.Boolean(), nullable=True),
        sa.Column("fund", sa.String(length=20), nullable=True),
        sa.CheckConstraint("amount_minor <> 0", name="ck_ledger_schedule_line_amount"),
        sa.CheckConstraint(
            "number >= 0 AND number < line_count", name="ck_ledger_schedule_line_number"
        ),
        sa.ForeignKeyConstraint(
            ["account"], ["ledger_account.code"], name="fk_ledger_schedule_line_account"
        ),
        sa.ForeignKeyConstraint(
            ["fund"], ["ledger_fund.code"], name="fk_ledger_schedule_line_fund"
        ),
        sa.ForeignKeyConstraint(
            ["schedule_id", "version", "line_count"],
            [
                "ledger_schedule_version.schedule_id",
                "ledger_schedule_version.number",
                "ledger_schedule_version.line_count",
            ],
            name="fk_ledger_schedule_line_schedule_id_version_line_count",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("schedule_id", "version", "number", name="pk_ledger_schedule_line"),
    )
    op.create_table(
        "ledger_schedule_posting",
        sa.Column("schedule_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["ledger_entry.id"], name="fk_ledger_schedule_posting_entry_id"
        ),
        sa.ForeignKeyConstraint(
            ["schedule_id", "version"],
            ["ledger_schedule_version.schedule_id", "ledger_schedule_version.number"],
            name="fk_ledger_schedule_posting_schedule_id_version",
        ),
        sa.PrimaryKeyConstraint("schedule_id", "month", name="pk_ledger_schedule_posting"),
        sa.UniqueConstraint("entry_id", name="uq_ledger_schedule_posting_entry_id"),
    )


_FAULTS_OF_VERSION = (
    ("line count", "NEW.line_count <> (SELECT count(*) FROM ledger_schedule_line l"
     " WHERE l.schedule_id = NEW.schedule_id AND l.version = NEW.number)"),
    ("unbalanced", "EXISTS (SELECT 1 FROM ledger_schedule_line l"
     " WHERE l.schedule_id = NEW.schedule_id AND l.version = NEW.number"
     " GROUP BY l.currency HAVING sum(l.amount_minor) <> 0)"),
    ("out of order", "NEW.number <> 1 + (SELECT count(*) FROM ledger_schedule_version v"
     " WHERE v.schedule_id = NEW.schedule_id)"),
    ("month posted", "EXISTS (SELECT 1 FROM ledger_schedule_posting p"
     " WHERE p.schedule_id = NEW.schedule_id AND p.month >= NEW.first_month)"),
    ("ended", "EXISTS (SELECT 1 FROM ledger_schedule_version v"
     " WHERE v.schedule_id = NEW.schedule_id AND v.change = 'end')"),
)  # fmt: skip
_LATE_LINE = (
    "EXISTS (SELECT 1 FROM ledger_schedule_version v"
    " WHERE v.schedule_id = NEW.schedule_id AND v.number = NEW.version)"
)
_TAKEN_OVER = (
    "EXISTS (SELECT 1 FROM ledger_schedule_version v WHERE v.schedule_id = NEW.schedule_id"
    " AND v.number > NEW.version AND v.first_month <= NEW.month)"
)
_SAME_SCHEDULE = (
    "NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.title <> OLD.title"
    " OR NEW.opened_at <> OLD.opened_at"
)


def guard_postgresql() -> None:
    def check(name: str, faults: tuple[tuple[str, str], ...], *, table: str, when: str) -> None:
        tests = " ".join(
            f"IF {condition} THEN RAISE EXCEPTION 'schedule: {words}' "
            "USING ERRCODE = '23514'; END IF;"
            for words, condition in faults
        )
        # Whoever changes or posts a schedule has it to himself until the transaction ends.
        lock = (
            ""
            if table == "ledger_schedule"
            else "PERFORM 1 FROM ledger_schedule WHERE id = NEW.schedule_id FOR UPDATE; "
        )
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$BEGIN {lock}{tests} RETURN NEW; END$$"
        )
        op.execute(
            f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )

    check(
        "ledger_schedule_version_check",
        _FAULTS_OF_VERSION,
        table="ledger_schedule_version",
        when="BEFORE INSERT",
    )
    check(
        "ledger_schedule_line_check",
        (("late line", _LATE_LINE),),
        table="ledger_schedule_line",
        when="BEFORE INSERT",
    )
    check(
        "ledger_schedule_posting_check",
        (("taken over", _TAKEN_OVER),),
        table="ledger_schedule_posting",
        when="BEFORE INSERT",
    )
    check(
        "ledger_schedule_check",
        (("fixed", _SAME_SCHEDULE),),
        table="ledger_schedule",
        when="BEFORE UPDATE",
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION house_no_change()"
        )
    op.execute(
        "CREATE TRIGGER ledger_schedule_no_change BEFORE DELETE ON ledger_schedule "
        "FOR EACH ROW EXECUTE FUNCTION house_no_change()"
    )
    for table in (*APPEND_ONLY, "ledger_schedule"):
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "EXECUTE FUNCTION house_no_change()"
        )


def guard_sqlite() -> None:
    checks = "".join(
        f"SELECT RAISE(ABORT, 'schedule: {words}') WHERE {condition}; "
        for words, condition in _FAULTS_OF_VERSION
    )
    op.execute(
        "CREATE TRIGGER ledger_schedule_version_check BEFORE INSERT ON ledger_schedule_version "
        f"BEGIN {checks}END"
    )
    for name, table, when, words, condition in (
        ("ledger_schedule_line_check", "ledger_schedule_line", "INSERT", "late line", _LATE_LINE),
        (
            "ledger_schedule_posting_check",
            "ledger_schedule_posting",
            "INSERT",
            "taken over",
            _TAKEN_OVER,
        ),
        ("ledger_schedule_check", "ledger_schedule", "UPDATE", "fixed", _SAME_SCHEDULE),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, 'schedule: {words}'); END"
        )
    keys = {
        "ledger_schedule": "id = NEW.id",
        "ledger_schedule_version": "schedule_id = NEW.schedule_id AND number = NEW.number",
        "ledger_schedule_line": (
            "schedule_id = NEW.schedule_id AND version = NEW.version AND number = NEW.number"
        ),
        "ledger_schedule_posting": (
            "(schedule_id = NEW.schedule_id AND month = NEW.month) OR entry_id = NEW.entry_id"
        ),
    }
    # `INSERT OR REPLACE` deletes without asking the delete triggers: meet it on its way in.
    for table, same in keys.items():
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
        )
    for table in (*APPEND_ONLY, "ledger_schedule"):
        deeds = ("DELETE",) if table == "ledger_schedule" else ("UPDATE", "DELETE")
        for deed in deeds:
            op.execute(
                f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
            )


def downgrade() -> None:
    raise NotImplementedError("A co-op's books are not unwritten: restore a backup instead.")
