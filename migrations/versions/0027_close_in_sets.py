"""A close asks its rules once a statement, not once a ballot: PostgreSQL's triggers over sets.

SQLite's triggers stay as they are: it has none over sets, and its rows cost little.
"""

from alembic import op

revision = "0027"
down_revision = "0026"

# Each rule: trigger, table, deed, the set that is told of, the rows of it that keep the rule, and
# what is said where some do not. Rules and words are those that were asked of each row before.
_SETS = (
    (
        "board_new", "board", "INSERT", "NEW TABLE AS changed",
        "JOIN proposal p ON p.id = c.proposal_id AND p.state = 'counted'",
        "the board is written by the count alone",
    ),
    (
        "box_kept", "ballot_box", "DELETE", "OLD TABLE AS changed",
        "JOIN board b ON b.proposal_id = c.proposal_id AND b.key = c.key AND b.ballot = c.ballot",
        "a ballot leaves the box for the board only",
    ),
    (
        "named_kept", "named_ballot", "DELETE", "OLD TABLE AS changed",
        "JOIN board b ON b.proposal_id = c.proposal_id"
        " AND b.key = replace(CAST(c.elector_id AS text), '-', '') AND b.ballot = c.ballot",
        "a ballot leaves for the board only",
    ),
)  # fmt: skip

# EXECUTE plans anew each time: a plan made for three ballots would serve a million badly.
_FUNCTION = """
CREATE OR REPLACE FUNCTION voting_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept boolean;
BEGIN
    EXECUTE $sql$SELECT (SELECT count(*) FROM changed)
        = (SELECT count(*) FROM changed c {keeping})$sql$ INTO kept;
    IF kept IS NOT TRUE THEN
        RAISE EXCEPTION '{said}' USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END$$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for name, table, deed, named, keeping, said in _SETS:
        op.execute(f"DROP TRIGGER {name} ON {table}")
        op.execute(_FUNCTION.format(name=name, keeping=keeping, said=said))
        op.execute(
            f"CREATE TRIGGER {name} AFTER {deed} ON {table} REFERENCING {named} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION voting_{name}()"
        )
    # The close rewrites every line of a roll as it is: where nothing changes, nothing can be wrong.
    op.execute("DROP TRIGGER roll_same ON roll")
    op.execute(
        "CREATE TRIGGER roll_same BEFORE UPDATE ON roll FOR EACH ROW "
        "WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION voting_roll_same()"
    )
    # Every line is written twice in its life, once when its elector votes and once at the close:
    # with room kept beside it, the indexes need no new entry for it.
    op.execute("ALTER TABLE roll SET (fillfactor = 50)")
    # An archive is mostly hashes, which do not compress; as it is, it is stored and cut quickly.
    op.execute("ALTER TABLE vote_result ALTER COLUMN archive SET STORAGE EXTERNAL")


def downgrade() -> None:
    raise NotImplementedError("A co-op's votes are not unwritten: restore a backup instead.")
