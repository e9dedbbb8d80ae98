"""The voting tables, and the triggers that keep a vote honest on both databases."""

import sqlalchemy as sa
from alembic import op

from footing.tables import UtcDateTime

revision = "0005"
down_revision = "0004"

PAIRS = (
    ("draft", "seeking_sponsors"),
    ("seeking_sponsors", "deliberation"),
    ("deliberation", "notice"),
    ("notice", "open"),
    ("open", "counted"),
    ("counted", "adopted"),
    ("counted", "rejected"),
    ("counted", "inquorate"),
    ("adopted", "enacted"),
    ("enacted", "reviewed"),
    ("draft", "withdrawn"),
    ("seeking_sponsors", "withdrawn"),
    ("deliberation", "withdrawn"),
    ("notice", "withdrawn"),
)
"""Every step a proposal's state may take, in any transaction, whoever asks."""

FROZEN = (
    "kind", "title", "text", "effect", "seats", "secret", "drafter_id", "text_hash", "rules",
    "roll_hash", "drafted_at", "record_at", "opens_at", "closes_at",
)  # fmt: skip
"""What notice freezes."""


def upgrade() -> None:
    _create_proposals()
    _create_ballots()
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _create_proposals() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("effect", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("drafter_id", sa.Uuid(), nullable=False),
        sa.Column("sponsors_needed", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=True),
        sa.Column("rules", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("roll_hash", sa.String(64), nullable=True),
        sa.Column("drafted_at", UtcDateTime(), nullable=False),
        sa.Column("record_at", UtcDateTime(), nullable=True),
        sa.Column("opens_at", UtcDateTime(), nullable=True),
        sa.Column("closes_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('ordinary', 'special', 'election', 'rule_change', 'patronage')",
            name="ck_proposal_kind",
        ),
        sa.CheckConstraint(
            "(kind = 'election') = (seats IS NOT NULL)", name="ck_proposal_seats_of_elections"
        ),
        sa.CheckConstraint("seats > 0", name="ck_proposal_seats"),
        sa.CheckConstraint("opens_at < closes_at", name="ck_proposal_times"),
        sa.CheckConstraint(
            "state IN ('draft', 'seeking_sponsors', 'deliberation', 'withdrawn')"
            " OR (text_hash IS NOT NULL AND rules IS NOT NULL AND roll_hash IS NOT NULL"
            " AND record_at IS NOT NULL AND opens_at IS NOT NULL AND closes_at IS NOT NULL)",
            name="ck_proposal_notice_freezes",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_proposal"),
        sa.UniqueConstraint("id", "text_hash", name="uq_proposal_id_text_hash"),
    )
    op.create_index("ix_proposal_state_closes_at", "proposal", ["state", "closes_at"])
    op.create_table(
        "proposal_move",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("move", sa.String(30), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("target", sa.String(20), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name="fk_proposal_move_proposal_id"
        ),
        sa.PrimaryKeyConstraint("proposal_id", "number", name="pk_proposal_move"),
    )
    op.create_table(
        "proposal_candidate",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.CheckConstraint("number > 0", name="ck_proposal_candidate_number"),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name="fk_proposal_candidate_proposal_id"
        ),
        sa.PrimaryKeyConstraint("proposal_id", "number", name="pk_proposal_candidate"),
        sa.UniqueConstraint(
            "proposal_id", "person_id", name="uq_proposal_candidate_proposal_id_person_id"
        ),
    )
    op.create_table(
        "proposal_sponsor",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name="fk_proposal_sponsor_proposal_id"
        ),
        sa.PrimaryKeyConstraint("proposal_id", "person_id", name="pk_proposal_sponsor"),
    )


def _create_ballots() -> None:
    op.create_table(
        "roll",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("elector_id", sa.Uuid(), nullable=False),
        sa.Column("share_class", sa.String(20), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("caster_id", sa.Uuid(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("voted", sa.Boolean(), nullable=False),
        sa.CheckConstraint("weight = 1", name="ck_roll_weight"),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name="fk_roll_proposal_id"),
        sa.PrimaryKeyConstraint("proposal_id", "elector_id", name="pk_roll"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_roll_proposal_id_caster_id", "roll", ["proposal_id", "caster_id"])
    op.create_table(
        "ballot_box",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("ballot", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id", "text_hash"],
            ["proposal.id", "proposal.text_hash"],
            name="fk_ballot_box_proposal_id_text_hash",
        ),
        sa.PrimaryKeyConstraint("proposal_id", "key", name="pk_ballot_box"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "named_ballot",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("elector_id", sa.Uuid(), nullable=False),
        sa.Column("ballot", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("cast_by", sa.Uuid(), nullable=False),
        sa.Column("cast_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id", "elector_id"],
            ["roll.proposal_id", "roll.elector_id"],
            name="fk_named_ballot_roll",
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id", "text_hash"],
            ["proposal.id", "proposal.text_hash"],
            name="fk_named_ballot_text",
        ),
        sa.PrimaryKeyConstraint("proposal_id", "elector_id", name="pk_named_ballot"),
    )
    op.create_table(
        "board",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("ballot", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name="fk_board_proposal_id"),
        sa.PrimaryKeyConstraint("proposal_id", "key", name="pk_board"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "vote_result",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("archive", sa.Text(), nullable=False),
        sa.Column("archive_hash", sa.String(64), nullable=False),
        sa.Column("declared_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('adopted', 'rejected', 'inquorate')", name="ck_vote_result_outcome"
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name="fk_vote_result_proposal_id"
        ),
        sa.PrimaryKeyConstraint("proposal_id", name="pk_vote_result"),
    )


# Each rule: name, table, deed, what must hold (SQL over OLD and NEW), and what is said otherwise.
# The few words that differ between the databases are handed in, so that both keep one set of rules.

_STATE_IS = "EXISTS (SELECT 1 FROM proposal p WHERE p.id = {row}.proposal_id AND {holds})"


def _rules(*, distinct: str, elector: str, text_of: str) -> list[tuple[str, str, str, str, str]]:
    def proposal(row: str, holds: str) -> str:
        return _STATE_IS.format(row=row, holds=holds)

    def kept(*columns: str) -> str:
        return " AND ".join(f"NOT ({distinct.format(column=column)})" for column in columns)

    json_columns = {"effect", "rules"}
    frozen = " AND ".join(
        f"NOT ({distinct.format(column=text_of.format(column=c) if c in json_columns else c)})"
        for c in FROZEN
    )
    pairs = " OR ".join(f"(OLD.state = '{a}' AND NEW.state = '{b}')" for a, b in PAIRS)
    never = "1 = 0"
    on_board = (
        "EXISTS (SELECT 1 FROM board b WHERE b.proposal_id = OLD.proposal_id "
        "AND b.key = {key} AND b.ballot = OLD.ballot)"
    )
    return [
        ("proposal_moves", "proposal", "UPDATE", f"OLD.state = NEW.state OR {pairs}",
         "a proposal makes no such move"),
        ("proposal_frozen", "proposal", "UPDATE", f"OLD.text_hash IS NULL OR ({frozen})",
         "notice froze this proposal"),
        ("proposal_kept", "proposal", "DELETE", never, "a proposal is withdrawn, never deleted"),
        ("move_added", "proposal_move", "UPDATE", never, "append-only: proposal_move"),
        ("move_kept", "proposal_move", "DELETE", never, "append-only: proposal_move"),
        ("candidate_new", "proposal_candidate", "INSERT",
         proposal("NEW", "p.text_hash IS NULL"), "notice froze the candidates"),
        ("candidate_same", "proposal_candidate", "UPDATE",
         proposal("OLD", "p.text_hash IS NULL"), "notice froze the candidates"),
        ("candidate_kept", "proposal_candidate", "DELETE",
         proposal("OLD", "p.text_hash IS NULL"), "notice froze the candidates"),
        ("roll_new", "roll", "INSERT", proposal("NEW", "p.state = 'deliberation'") +
         " AND NOT NEW.voted", "the roll is made at notice"),
        ("roll_same", "roll", "UPDATE",
         kept("proposal_id", "elector_id", "share_class", "name", "caster_id", "weight")
         + " AND (NEW.voted = OLD.voted OR (NEW.voted AND "
         + proposal("NEW", "p.state = 'open'") + "))",
         "the roll changes by voting alone"),
        ("roll_kept", "roll", "DELETE", never, "the roll is kept"),
        ("box_new", "ballot_box", "INSERT", proposal("NEW", "p.state = 'open' AND p.secret"),
         "this vote takes no secret ballots now"),
        ("box_same", "ballot_box", "UPDATE",
         kept("proposal_id", "key", "text_hash") + " AND "
         + proposal("NEW", "p.state = 'open' AND p.secret"),
         "this vote takes no secret ballots now"),
        ("box_kept", "ballot_box", "DELETE", on_board.format(key="OLD.key"),
         "a ballot leaves the box for the board only"),
        ("named_new", "named_ballot", "INSERT",
         proposal("NEW", "p.state = 'open' AND NOT p.secret"),
         "this vote takes no named ballots now"),
        ("named_same", "named_ballot", "UPDATE",
         kept("proposal_id", "elector_id", "text_hash") + " AND "
         + proposal("NEW", "p.state = 'open' AND NOT p.secret"),
         "this vote takes no named ballots now"),
        ("named_kept", "named_ballot", "DELETE", on_board.format(key=elector),
         "a ballot leaves for the board only"),
        ("board_new", "board", "INSERT", proposal("NEW", "p.state = 'counted'"),
         "the board is written by the count alone"),
        ("board_same", "board", "UPDATE", never, "append-only: board"),
        ("board_kept", "board", "DELETE", never, "append-only: board"),
        ("result_new", "vote_result", "INSERT",
         proposal("NEW", "p.state = 'counted'")
         + " AND (SELECT count(*) FROM board b WHERE b.proposal_id = NEW.proposal_id)"
         " = (SELECT count(*) FROM roll r WHERE r.proposal_id = NEW.proposal_id AND r.voted)",
         "a result needs one ballot for each elector who voted"),
        ("result_same", "vote_result", "UPDATE", never, "append-only: vote_result"),
        ("result_kept", "vote_result", "DELETE", never, "append-only: vote_result"),
    ]  # fmt: skip


_NEEDS_LOCK = {"roll_same", "box_new", "box_same", "named_new", "named_same"}
"""Rules that must hold until the end of the transaction: they hold the proposal's row."""


def _guard_postgresql() -> None:
    rules = _rules(
        distinct="OLD.{column} IS DISTINCT FROM NEW.{column}",
        elector="replace(CAST(OLD.elector_id AS text), '-', '')",
        text_of="{column}::text",
    )
    for name, table, deed, holds, said in rules:
        back = "OLD" if deed == "DELETE" else "NEW"
        lock = ""
        if name in _NEEDS_LOCK:
            lock = f"PERFORM 1 FROM proposal WHERE id = {back}.proposal_id FOR SHARE; "
        op.execute(
            f"CREATE FUNCTION voting_{name}() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN "
            f"{lock}IF ({holds}) IS NOT TRUE THEN "
            f"RAISE EXCEPTION '{said}' USING ERRCODE = '23514'; END IF; RETURN {back}; END$$"
        )
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {deed} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION voting_{name}()"
        )
    for table in sorted({rule[1] for rule in rules}):
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "EXECUTE FUNCTION house_no_change()"
        )


def _guard_sqlite() -> None:
    rules = _rules(
        distinct="OLD.{column} IS NOT NEW.{column}", elector="OLD.elector_id", text_of="{column}"
    )
    for name, table, deed, holds, said in rules:
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {deed} ON {table} WHEN ({holds}) IS NOT 1 "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )


def downgrade() -> None:
    raise NotImplementedError("A co-op's votes are not unwritten: restore a backup instead.")
