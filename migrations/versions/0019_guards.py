"""The journal's guards, closed where plain SQL could still get round them; and faster to ask.

What the triggers hold beside 0004, whoever writes the SQL:

* SQLite takes no line while its foreign keys are off, so that a line without a header cannot
  be; it takes no text, no fraction and no made-up date for a number or a day, whatever its
  loose typing and `ignore_check_constraints` would let through;
* no amount is so large that sums of many could leave the number's range;
* a line is in its account's currency (an account of currency XXX takes them all);
* a reversal is the mirror of what it names;
* an account keeps its number, kind and currency.

PostgreSQL asks all of it in one pass over the entries that arrived.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

MOST_MINOR = 10**15
FIXED = ("code", "kind", "currency", "opened_at")
_MIRROR = """
  SELECT 1 FROM ledger_line l
  LEFT JOIN ledger_line o ON o.entry_id = {row}.reverses_id AND o.number = l.number
    AND o.line_count = l.line_count AND o.account = l.account
    AND o.currency = l.currency AND o.amount_minor = -l.amount_minor
  WHERE l.entry_id = {row}.id AND o.entry_id IS NULL
"""


def upgrade() -> None:
    make_indexes()
    if op.get_bind().dialect.name == "postgresql":
        guard_postgresql()
    else:
        guard_sqlite()


def make_indexes() -> None:
    """An account's history in order with its amounts, and a day's lines with theirs."""
    op.drop_index("ix_ledger_line_balance", "ledger_line")
    op.drop_index("ix_ledger_line_dated", "ledger_line")
    op.drop_index("ix_ledger_line_party_id_account_dated", "ledger_line")
    op.create_index(
        "ix_ledger_line_history",
        "ledger_line",
        ["account", "currency", "dated", "entry_id", "number", "amount_minor"],
    )
    op.create_index(
        "ix_ledger_line_day", "ledger_line", ["dated", "account", "currency", "amount_minor"]
    )
    op.create_index(
        "ix_ledger_line_party_id_account_dated",
        "ledger_line",
        ["party_id", "account", "dated"],
        sqlite_where=sa.text("party_id IS NOT NULL"),
        postgresql_where=sa.text("party_id IS NOT NULL"),
    )


def guard_postgresql() -> None:
    op.execute(
        "ALTER TABLE ledger_line ADD CONSTRAINT ck_ledger_line_limit "
        f"CHECK (amount_minor BETWEEN -{MOST_MINOR} AND {MOST_MINOR})"
    )
    op.execute("DROP TRIGGER ledger_entry_funds ON ledger_entry")
    op.execute("DROP FUNCTION ledger_entry_funds()")
    # A session keeps a function's plan while the journal grows from nothing to millions: only
    # the way through the keys is right at every size.
    op.execute(
        f"""
        CREATE OR REPLACE FUNCTION ledger_entry_check() RETURNS trigger LANGUAGE plpgsql
        SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
        AS $$
        DECLARE fault text;
        BEGIN
          SELECT found.fault INTO fault FROM (
            SELECT CASE
              WHEN sum(count(l.entry_id)) OVER (PARTITION BY a.id) <> a.line_count
                THEN 'line count'
              WHEN sum(l.amount_minor) <> 0 THEN 'unbalanced'
              WHEN bool_or(k.currency NOT IN (l.currency, 'XXX')) THEN 'currency'
              WHEN bool_or(f.ended_on < a.dated) AND a.kind NOT IN ('reversal', 'close-year')
                THEN 'fund ended'
              END AS fault
            FROM arrived a
            LEFT JOIN ledger_line l ON l.entry_id = a.id
            LEFT JOIN ledger_account k ON k.code = l.account
            LEFT JOIN ledger_fund f ON f.code = l.fund
            GROUP BY a.id, a.line_count, a.kind, l.currency
          ) found WHERE found.fault IS NOT NULL LIMIT 1;
          IF fault IS NOT NULL THEN
            RAISE EXCEPTION 'ledger: %', fault USING ERRCODE = '23514';
          END IF;
          IF EXISTS (
            SELECT 1 FROM arrived a WHERE a.dated <= (SELECT max(p.ends) FROM ledger_period p)
          ) THEN
            RAISE EXCEPTION 'ledger: period closed' USING ERRCODE = '23514';
          END IF;
          IF EXISTS (
            SELECT 1 FROM arrived a WHERE a.reverses_id IS NOT NULL
              AND EXISTS ({_MIRROR.format(row="a")})
          ) THEN
            RAISE EXCEPTION 'ledger: no mirror' USING ERRCODE = '23514';
          END IF;
          RETURN NULL;
        END $$
        """
    )
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FIXED)
    op.execute(
        "CREATE TRIGGER ledger_account_no_update BEFORE UPDATE ON ledger_account "
        f"FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION house_no_change()"
    )


def guard_sqlite() -> None:
    op.execute("DROP TRIGGER ledger_line_late")
    op.execute("DROP TRIGGER ledger_entry_check")
    op.execute("DROP TRIGGER ledger_entry_funds")
    # Line 0 asks whether foreign keys are on, which no one can change within a transaction;
    # the others ask for the line before them, and so stand on that answer.
    op.execute(
        f"""
        CREATE TRIGGER ledger_line_check BEFORE INSERT ON ledger_line BEGIN
          SELECT RAISE(ABORT, 'ledger: foreign keys are off')
            WHERE NEW.number = 0 AND (SELECT foreign_keys FROM pragma_foreign_keys) IS NOT 1;
          SELECT RAISE(ABORT, 'ledger: line out of order') WHERE NEW.number IS NOT 0
            AND NOT EXISTS (SELECT 1 FROM ledger_line
              WHERE entry_id = NEW.entry_id AND number = NEW.number - 1);
          SELECT RAISE(ABORT, 'ledger: late line') WHERE EXISTS (
            SELECT 1 FROM ledger_entry WHERE id = NEW.entry_id);
          SELECT RAISE(ABORT, 'ledger: not a line') WHERE
            typeof(NEW.number) <> 'integer' OR typeof(NEW.line_count) <> 'integer'
            OR NEW.number < 0 OR NEW.number >= NEW.line_count
            OR typeof(NEW.amount_minor) <> 'integer' OR NEW.amount_minor = 0
            OR NEW.amount_minor NOT BETWEEN -{MOST_MINOR} AND {MOST_MINOR}
            OR typeof(NEW.dated) <> 'text' OR NEW.dated IS NOT date(NEW.dated)
            OR typeof(NEW.currency) <> 'text' OR typeof(NEW.account) <> 'text';
        END
        """
    )
    op.execute(
        f"""
        CREATE TRIGGER ledger_entry_check BEFORE INSERT ON ledger_entry BEGIN
          SELECT RAISE(ABORT, 'ledger: not an entry') WHERE
            typeof(NEW.line_count) <> 'integer' OR NEW.line_count < 2
            OR typeof(NEW.id) <> 'text' OR length(NEW.id) <> 32 OR NEW.id GLOB '*[^0-9a-f]*'
            OR typeof(NEW.source_key) <> 'text' OR typeof(NEW.kind) <> 'text'
            OR typeof(NEW.memo) <> 'text' OR typeof(NEW.payload_hash) <> 'blob'
            OR length(NEW.payload_hash) <> 32
            OR typeof(NEW.dated) <> 'text' OR NEW.dated IS NOT date(NEW.dated)
            OR typeof(NEW.posted_at) <> 'text' OR datetime(NEW.posted_at) IS NULL;
          SELECT RAISE(ABORT, 'ledger: duplicate') WHERE EXISTS (
              SELECT 1 FROM ledger_entry WHERE id = NEW.id)
            OR EXISTS (SELECT 1 FROM ledger_entry WHERE source_key = NEW.source_key)
            OR EXISTS (SELECT 1 FROM ledger_entry WHERE reverses_id = NEW.reverses_id);
          SELECT RAISE(ABORT, 'ledger: line count') WHERE NEW.line_count <> (
            SELECT count(*) FROM ledger_line WHERE entry_id = NEW.id);
          SELECT RAISE(ABORT, 'ledger: stray line') WHERE EXISTS (
            SELECT 1 FROM ledger_line l
            LEFT JOIN ledger_account k ON k.code = l.account
            LEFT JOIN ledger_fund f ON f.code = l.fund
            WHERE l.entry_id = NEW.id AND (
              l.line_count <> NEW.line_count OR l.dated <> NEW.dated
              OR k.code IS NULL OR k.currency NOT IN (l.currency, 'XXX')
              OR (l.fund IS NOT NULL AND f.code IS NULL)
              OR (f.ended_on < NEW.dated AND NEW.kind NOT IN ('reversal', 'close-year'))));
          SELECT RAISE(ABORT, 'ledger: unbalanced') WHERE EXISTS (
            SELECT 1 FROM ledger_line WHERE entry_id = NEW.id
            GROUP BY currency HAVING sum(amount_minor) <> 0);
          SELECT RAISE(ABORT, 'ledger: period closed') WHERE NEW.dated <= (
            SELECT max(ends) FROM ledger_period);
          SELECT RAISE(ABORT, 'ledger: no mirror') WHERE NEW.reverses_id IS NOT NULL
            AND EXISTS ({_MIRROR.format(row="NEW")});
        END
        """
    )
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in FIXED)
    op.execute(
        f"CREATE TRIGGER ledger_account_no_update BEFORE UPDATE ON ledger_account WHEN {changed} "
        "BEGIN SELECT RAISE(ABORT, 'append-only: ledger_account'); END"
    )


def downgrade() -> None:
    raise NotImplementedError("A co-op's books are not unwritten: restore a backup instead.")
