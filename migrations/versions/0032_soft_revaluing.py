"""A softly closed month takes its revaluing at the closing rates too: a person's last work on it.

The rest is as 0022 has it: adjustments and reversals with words, bank lines of its days, the
closing of a year, all made by somebody.
"""

from alembic import op

revision = "0032"
down_revision = "0031"

_SOFT_UNTIL = (
    "(SELECT max(m.ends) FROM ledger_period_move m WHERE m.name IN ('soften', 'reopen') "
    "AND NOT EXISTS (SELECT 1 FROM ledger_period_move later "
    "WHERE later.starts = m.starts AND later.number > m.number))"
)
_NOT_ADJUSTING = (
    "({row}.kind NOT IN ('adjustment', 'reversal', 'close-year', 'bank', 'exchange.revalued', "
    "'exchange.revalued-back') OR {row}.posted_by IS NULL "
    "OR ({row}.memo = '' AND {row}.kind IN ('adjustment', 'reversal')))"
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"""
            CREATE OR REPLACE FUNCTION ledger_entry_soft() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF EXISTS (
                SELECT 1 FROM arrived a
                WHERE a.dated <= {_SOFT_UNTIL} AND {_NOT_ADJUSTING.format(row="a")}
              ) THEN
                RAISE EXCEPTION 'ledger: period softly closed' USING ERRCODE = '23514';
              END IF;
              RETURN NULL;
            END $$
            """
        )
        return
    op.execute("DROP TRIGGER ledger_entry_soft")
    op.execute(
        "CREATE TRIGGER ledger_entry_soft BEFORE INSERT ON ledger_entry "
        f"WHEN NEW.dated <= {_SOFT_UNTIL} AND {_NOT_ADJUSTING.format(row='NEW')} "
        "BEGIN SELECT RAISE(ABORT, 'ledger: period softly closed'); END"
    )


def downgrade() -> None:
    raise NotImplementedError("A co-op's books are not unwritten: restore a backup instead.")
