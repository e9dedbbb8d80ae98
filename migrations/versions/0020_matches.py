"""A bank line stands for several journal lines, or parts of them; lines on hold; booking rules.

What the triggers hold, whoever writes the SQL:

* a match arrives items first, itself last; it is refused unless it has exactly the items it
  counts, and those on the bank's account add up to the bank line;
* no journal line stands for more than its amount in all matches that stand;
* an item never changes or goes; of a match only the mark of undoing is ever written, once.
"""

import re
from uuid import uuid5

import sqlalchemy as sa
from alembic import op

from footing.tables import UtcDateTime

revision = "0020"
down_revision = "0019"

APPEND_ONLY = ("bank_match_item", "bank_rule_choice")
NEVER_DELETED = ("bank_match", "bank_hold", "bank_rule")
FIXED = {
    "bank_match": (
        "id", "bank_line_id", "kind", "item_count", "posted_entry_id", "reason", "batch_id",
        "matched_by", "matched_at",
    ),
    "bank_hold": ("id", "bank_line_id", "note", "until", "held_by", "held_at"),
}  # fmt: skip
MARKS = {"bank_match": "undone_at", "bank_hold": "lifted_at"}


def upgrade() -> None:
    before = op.get_bind().execute(sa.text("SELECT count(*) FROM bank_match")).scalar_one()
    kept = take_out_the_old()
    create_tables()
    bring_in(kept)
    if op.get_bind().dialect.name == "postgresql":
        guard_postgresql()
    else:
        guard_sqlite()
    after = op.get_bind().execute(sa.text("SELECT count(*) FROM bank_match")).scalar_one()
    if before != after:
        raise ValueError(f"{before} matches became {after}")


# what was there ------------------------------------------------------------------


def _old_match() -> sa.TableClause:
    return sa.table(
        "bank_match",
        sa.column("id", sa.Uuid()),
        sa.column("bank_line_id", sa.Uuid()),
        sa.column("kind", sa.String()),
        sa.column("entry_id", sa.Uuid()),
        sa.column("line_number", sa.Integer()),
        sa.column("reason", sa.String()),
        sa.column("matched_by", sa.Uuid()),
        sa.column("matched_at", UtcDateTime()),
        sa.column("undone_by", sa.Uuid()),
        sa.column("undone_at", UtcDateTime()),
    )


def take_out_the_old() -> list[dict[str, object]]:
    """Every match with its bank line's amount; the table goes, its triggers with it."""
    match = _old_match()
    line = _bank_line()
    rows = op.get_bind().execute(
        sa.select(match, line.c.amount_minor).join(line, line.c.id == match.c.bank_line_id)
    )
    kept = [dict(row) for row in rows.mappings()]
    op.drop_table("bank_match")
    return kept


def _bank_line() -> sa.TableClause:
    return sa.table(
        "bank_line",
        sa.column("id", sa.Uuid()),
        sa.column("account", sa.String()),
        sa.column("amount_minor", sa.BigInteger()),
        sa.column("counterparty", sa.String()),
        sa.column("text", sa.String()),
    )


def bring_in(kept: list[dict[str, object]]) -> None:
    metadata = sa.MetaData()
    match = sa.Table("bank_match", metadata, autoload_with=op.get_bind())
    item = sa.Table("bank_match_item", metadata, autoload_with=op.get_bind())
    for table in (match, item):
        for column in table.columns:
            if column.name.endswith("_at"):
                column.type = UtcDateTime()
            elif column.name == "id" or column.name.endswith(("_id", "_by")):
                column.type = sa.Uuid()
    items = [
        {
            "match_id": row["id"],
            "number": 0,
            "item_count": 1,
            "role": "bank",
            "entry_id": row["entry_id"],
            "line_number": row["line_number"],
            "amount_minor": row["amount_minor"],
        }
        for row in kept
        if row["entry_id"] is not None
    ]
    matches = [
        {
            "id": row["id"],
            "bank_line_id": row["bank_line_id"],
            "kind": row["kind"],
            "item_count": 0 if row["entry_id"] is None else 1,
            "posted_entry_id": row["entry_id"] if row["kind"] == "booked" else None,
            "reason": row["reason"],
            "batch_id": None,
            "matched_by": row["matched_by"],
            "matched_at": row["matched_at"],
            "undone_by": row["undone_by"],
            "undone_at": row["undone_at"],
        }
        for row in kept
    ]
    if items:
        op.get_bind().execute(sa.insert(item), items)
    if matches:
        op.get_bind().execute(sa.insert(match), matches)
    keep_habits()


def keep_habits() -> None:
    """What was proposed because it had been booked before is now a rule that can be seen."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.text(
            "SELECT m.id, m.matched_at, b.account, b.amount_minor, b.counterparty, b.text, "
            "l.account AS booked_to FROM bank_match m JOIN bank_line b ON b.id = m.bank_line_id "
            "JOIN ledger_line l ON l.entry_id = m.posted_entry_id AND l.number = 1 "
            "WHERE m.kind = 'booked' AND m.undone_at IS NULL AND l.line_count = 2 "
            "AND l.account <> b.account ORDER BY m.matched_at, m.id"
        ).columns(id=sa.Uuid(), matched_at=UtcDateTime())
    ).all()
    habits: dict[tuple[str, bool, str], dict[str, object]] = {}
    choices: dict[tuple[str, bool, str], list[object]] = {}
    for row in rows:
        words = re.sub(r"[^A-Z]+", " ", (row.counterparty or row.text).upper()).strip()[:200]
        if not words:
            continue
        key = (row.account, row.amount_minor > 0, words)
        first = habits.get(key)
        if first is None or first["account"] != row.booked_to:
            choices[key] = []
        habits[key] = {
            "id": first["id"] if first else uuid5(row.id, "rule"),
            "bank_account": row.account,
            "money_in": row.amount_minor > 0,
            "words": words,
            "is_whole": True,
            "account": row.booked_to,
            "memo": "",
            "origin": "learned",
            "is_on": True,
            "changed_at": row.matched_at,
        }
        choices[key].append(row.id)
    rule = sa.table(
        "bank_rule",
        sa.column("id", sa.Uuid()),
        *(sa.column(name) for name in ("bank_account", "words", "account", "memo", "origin")),
        *(sa.column(name, sa.Boolean()) for name in ("money_in", "is_whole", "is_on")),
        sa.column("changed_at", UtcDateTime()),
    )
    choice = sa.table(
        "bank_rule_choice", sa.column("rule_id", sa.Uuid()), sa.column("match_id", sa.Uuid())
    )
    if habits:
        connection.execute(sa.insert(rule), list(habits.values()))
        connection.execute(
            sa.insert(choice),
            [
                {"rule_id": habits[key]["id"], "match_id": match_id}
                for key, ids in choices.items()
                for match_id in ids
            ],
        )


# what is there now ---------------------------------------------------------------


def create_tables() -> None:
    standing = {
        "sqlite_where": sa.text("undone_at IS NULL"),
        "postgresql_where": sa.text("undone_at IS NULL"),
    }
    op.create_table(
        "bank_match",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bank_line_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("item_count", sa.Integer(), nullable=False),
        sa.Column("posted_entry_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("matched_by", sa.Uuid(), nullable=True),
        sa.Column("matched_at", UtcDateTime(), nullable=False),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('matched', 'booked', 'split', 'ignored')", name="ck_bank_match_kind"
        ),
        sa.CheckConstraint("(kind = 'ignored') = (item_count = 0)", name="ck_bank_match_items"),
        sa.CheckConstraint(
            "(kind IN ('booked', 'split')) = (posted_entry_id IS NOT NULL)",
            name="ck_bank_match_entry",
        ),
        sa.ForeignKeyConstraint(
            ["bank_line_id"], ["bank_line.id"], name="fk_bank_match_bank_line_id"
        ),
        sa.ForeignKeyConstraint(
            ["posted_entry_id"], ["ledger_entry.id"], name="fk_bank_match_posted_entry_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_bank_match"),
        sa.UniqueConstraint("id", "item_count", name="uq_bank_match_id_item_count"),
    )
    op.create_index(
        "uq_bank_match_standing_line", "bank_match", ["bank_line_id"], unique=True, **standing
    )
    op.create_index("ix_bank_match_batch_id", "bank_match", ["batch_id"])
    op.create_index("ix_bank_match_matched_at", "bank_match", ["matched_at"])
    op.create_table(
        "bank_match_item",
        sa.Column("match_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("item_count", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=4), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor <> 0", name="ck_bank_match_item_amount"),
        sa.CheckConstraint("number >= 0 AND number < item_count", name="ck_bank_match_item_number"),
        sa.CheckConstraint("role IN ('bank', 'owed')", name="ck_bank_match_item_role"),
        sa.ForeignKeyConstraint(
            ["match_id", "item_count"],
            ["bank_match.id", "bank_match.item_count"],
            name="fk_bank_match_item_match_id_item_count",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["ledger_entry.id"], name="fk_bank_match_item_entry_id"
        ),
        sa.ForeignKeyConstraint(
            ["entry_id", "line_number"],
            ["ledger_line.entry_id", "ledger_line.number"],
            name="fk_bank_match_item_entry_id_line_number",
        ),
        sa.PrimaryKeyConstraint("match_id", "number", name="pk_bank_match_item"),
    )
    op.create_index(
        "ix_bank_match_item_entry_id_line_number", "bank_match_item", ["entry_id", "line_number"]
    )
    create_holds_and_rules()


def create_holds_and_rules() -> None:
    op.create_table(
        "bank_hold",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bank_line_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("held_by", sa.Uuid(), nullable=True),
        sa.Column("held_at", UtcDateTime(), nullable=False),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bank_line_id"], ["bank_line.id"], name="fk_bank_hold_bank_line_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_bank_hold"),
    )
    op.create_index(
        "uq_bank_hold_standing",
        "bank_hold",
        ["bank_line_id"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    op.create_table(
        "bank_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bank_account", sa.String(length=20), nullable=False),
        sa.Column("money_in", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("account", sa.String(length=20), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("pool", sa.String(length=40), nullable=True),
        sa.Column("fund", sa.String(length=20), nullable=True),
        sa.Column("memo", sa.String(length=500), nullable=False),
        sa.Column("origin", sa.String(length=7), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("words <> ''", name="ck_bank_rule_words"),
        sa.CheckConstraint("account <> bank_account", name="ck_bank_rule_account"),
        sa.CheckConstraint("origin IN ('learned', 'written')", name="ck_bank_rule_origin"),
        sa.ForeignKeyConstraint(
            ["bank_account"], ["ledger_account.code"], name="fk_bank_rule_bank_account"
        ),
        sa.ForeignKeyConstraint(["account"], ["ledger_account.code"], name="fk_bank_rule_account"),
        sa.ForeignKeyConstraint(["fund"], ["ledger_fund.code"], name="fk_bank_rule_fund"),
        sa.PrimaryKeyConstraint("id", name="pk_bank_rule"),
    )
    op.create_index(
        "uq_bank_rule_standing",
        "bank_rule",
        ["bank_account", "money_in", "words", "is_whole"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "bank_rule_choice",
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("match_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["rule_id"], ["bank_rule.id"], name="fk_bank_rule_choice_rule_id"),
        sa.ForeignKeyConstraint(
            ["match_id"], ["bank_match.id"], name="fk_bank_rule_choice_match_id"
        ),
        sa.PrimaryKeyConstraint("rule_id", "match_id", name="pk_bank_rule_choice"),
    )


# what guards it ------------------------------------------------------------------

_OVER = """
    SELECT 1 FROM bank_match_item i
      JOIN ledger_line l ON l.entry_id = i.entry_id AND l.number = i.line_number
    WHERE i.match_id = NEW.id AND (
      (i.amount_minor > 0) <> (l.amount_minor > 0)
      OR abs(l.amount_minor) < (
        SELECT abs(sum(o.amount_minor)) FROM bank_match_item o
        WHERE o.entry_id = i.entry_id AND o.line_number = i.line_number
          AND (o.match_id = NEW.id OR EXISTS (
            SELECT 1 FROM bank_match m WHERE m.id = o.match_id AND m.undone_at IS NULL))))
"""
_ELSEWHERE = """
    SELECT 1 FROM bank_match_item i
      JOIN ledger_line l ON l.entry_id = i.entry_id AND l.number = i.line_number
      JOIN bank_line b ON b.id = NEW.bank_line_id
    WHERE i.match_id = NEW.id AND (
      l.currency <> b.currency OR (i.role = 'bank') <> (l.account = b.account))
"""
_COUNT = "(SELECT count(*) FROM bank_match_item i WHERE i.match_id = NEW.id)"
_SUM = (
    "(SELECT coalesce(sum(i.amount_minor), 0) FROM bank_match_item i "
    "WHERE i.match_id = NEW.id AND i.role = 'bank')"
)
_AMOUNT = "(SELECT b.amount_minor FROM bank_line b WHERE b.id = NEW.bank_line_id)"


def guard_postgresql() -> None:
    # Whoever matches a line holds it until the end: two parts of it wait for each other.
    op.execute(
        f"""
        CREATE FUNCTION bank_match_check() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM 1 FROM ledger_line l
            WHERE (l.entry_id, l.number) IN (
              SELECT i.entry_id, i.line_number FROM bank_match_item i WHERE i.match_id = NEW.id)
            ORDER BY l.entry_id, l.number FOR NO KEY UPDATE;
          IF {_COUNT} <> NEW.item_count THEN
            RAISE EXCEPTION 'bank: item count' USING ERRCODE = '23514';
          END IF;
          IF NEW.kind <> 'ignored' AND {_SUM} <> {_AMOUNT} THEN
            RAISE EXCEPTION 'bank: sum' USING ERRCODE = '23514';
          END IF;
          IF EXISTS ({_ELSEWHERE}) THEN
            RAISE EXCEPTION 'bank: other account' USING ERRCODE = '23514';
          END IF;
          IF NEW.undone_at IS NULL AND EXISTS ({_OVER}) THEN
            RAISE EXCEPTION 'bank: more than the line' USING ERRCODE = '23514';
          END IF;
          RETURN NULL;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER bank_match_check AFTER INSERT ON bank_match "
        "FOR EACH ROW EXECUTE FUNCTION bank_match_check()"
    )
    for table, columns in FIXED.items():
        mark = MARKS[table]
        differs = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in columns)
        op.execute(
            f"""
            CREATE FUNCTION {table}_mark() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF OLD.{mark} IS NOT NULL OR NEW.{mark} IS NULL OR {differs} THEN
                RAISE EXCEPTION 'append-only: {table}' USING ERRCODE = '23514';
              END IF;
              RETURN NEW;
            END $$
            """
        )
        op.execute(
            f"CREATE TRIGGER {table}_mark BEFORE UPDATE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_mark()"
        )
    for table in APPEND_ONLY + NEVER_DELETED:
        deeds = "DELETE" if table in NEVER_DELETED else "UPDATE OR DELETE"
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE {deeds} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION house_no_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "EXECUTE FUNCTION house_no_change()"
        )


def guard_sqlite() -> None:
    op.execute(
        f"""
        CREATE TRIGGER bank_match_check BEFORE INSERT ON bank_match BEGIN
          SELECT RAISE(ABORT, 'bank: item count') WHERE {_COUNT} <> NEW.item_count;
          SELECT RAISE(ABORT, 'bank: item count') WHERE EXISTS (
            SELECT 1 FROM bank_match_item i
            WHERE i.match_id = NEW.id AND i.item_count <> NEW.item_count);
          SELECT RAISE(ABORT, 'bank: no such line') WHERE EXISTS (
            SELECT 1 FROM bank_match_item i WHERE i.match_id = NEW.id AND NOT EXISTS (
              SELECT 1 FROM ledger_line l
              WHERE l.entry_id = i.entry_id AND l.number = i.line_number));
          SELECT RAISE(ABORT, 'bank: sum') WHERE NEW.kind <> 'ignored' AND {_SUM} IS NOT {_AMOUNT};
          SELECT RAISE(ABORT, 'bank: other account') WHERE EXISTS ({_ELSEWHERE});
          SELECT RAISE(ABORT, 'bank: more than the line')
            WHERE NEW.undone_at IS NULL AND EXISTS ({_OVER});
        END
        """
    )
    op.execute(
        """
        CREATE TRIGGER bank_match_item_late BEFORE INSERT ON bank_match_item BEGIN
          SELECT RAISE(ABORT, 'bank: late item') WHERE EXISTS (
            SELECT 1 FROM bank_match WHERE id = NEW.match_id);
        END
        """
    )
    for table, columns in FIXED.items():
        mark = MARKS[table]
        differs = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in columns)
        op.execute(
            f"CREATE TRIGGER {table}_mark BEFORE UPDATE ON {table} "
            f"WHEN OLD.{mark} IS NOT NULL OR NEW.{mark} IS NULL OR {differs} "
            f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
        )
    keys = {
        "bank_match": (
            "id = NEW.id OR (bank_line_id = NEW.bank_line_id AND undone_at IS NULL "
            "AND NEW.undone_at IS NULL)"
        ),
        "bank_match_item": "match_id = NEW.match_id AND number = NEW.number",
        "bank_hold": (
            "id = NEW.id OR (bank_line_id = NEW.bank_line_id AND lifted_at IS NULL "
            "AND NEW.lifted_at IS NULL)"
        ),
        "bank_rule": "id = NEW.id",
        "bank_rule_choice": "rule_id = NEW.rule_id AND match_id = NEW.match_id",
    }
    # `INSERT OR REPLACE` deletes without asking the delete triggers: meet it on its way in.
    for table, same in keys.items():
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
        )
    for table in APPEND_ONLY + NEVER_DELETED:
        deeds = ("DELETE",) if table in NEVER_DELETED else ("UPDATE", "DELETE")
        for deed in deeds:
            op.execute(
                f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
            )


def downgrade() -> None:
    raise NotImplementedError("A co-op's books are not unwritten: restore a backup instead.")
