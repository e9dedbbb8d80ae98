"""Room for every kind of vote: counting rules, options, budgets, classes on ballots."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

KINDS = (
    "kind IN ('ordinary', 'special', 'written', 'consent', 'poll', 'election', 'budget',"
    " 'rule_change', 'patronage', 'amendment')"
)
SEATS = "(method IN ('majority', 'consent', 'equal-shares', 'phragmen')) = (seats IS NULL)"
MONEY = (
    "(kind = 'budget') = (budget_minor IS NOT NULL) AND (budget_minor IS NULL) = (currency IS NULL)"
)
OUTCOMES = "outcome IN ('adopted', 'rejected', 'inquorate', 'advised')"

NEW_PAIRS = (
    ("counted", "advised"),
    ("advised", "reviewed"),
    ("counted", "confirming"),
    ("confirming", "adopted"),
    ("confirming", "rejected"),
    ("deliberation", "seeking_sponsors"),
)
"""The steps a proposal's state may take from now on, beside those of 0005."""

NEWLY_FROZEN = (
    "method", "results_open", "budget_minor", "currency", "constraints", "parent_id", "parent_as",
)  # fmt: skip

CHANGED = ("proposal_moves", "proposal_frozen", "box_same")
"""The triggers whose rule changes here."""


def upgrade() -> None:
    bind = op.get_bind()
    if bind.dialect.name == "postgresql":
        _upgrade_postgresql()
    else:
        _upgrade_sqlite(bind)


def _new_rules(**words: str) -> list[tuple[str, str, str, str, str]]:
    """This function will return 0005's rules with this revision's steps and columns in them."""
    script: Any = op.get_context().script
    voting = script.get_revision("0005").module
    distinct, text_of = words["distinct"], words["text_of"]
    pairs = " OR ".join(f"(OLD.state = '{a}' AND NEW.state = '{b}')" for a, b in NEW_PAIRS)
    kept = " AND ".join(
        f"NOT ({distinct.format(column=text_of.format(column=c) if c == 'constraints' else c)})"
        for c in NEWLY_FROZEN
    )
    noted = " AND ".join(
        f"NOT ({distinct.format(column=column)})" for column in ("share_class", "weight")
    )
    more = {
        "proposal_moves": lambda holds: f"{holds} OR {pairs}",
        "proposal_frozen": lambda holds: f"OLD.text_hash IS NULL OR (({holds}) AND {kept})",
        "box_same": lambda holds: f"{holds} AND {noted}",
    }
    return [
        (name, table, deed, more[name](holds) if name in more else holds, said)
        for name, table, deed, holds, said in voting._rules(**words)
    ]


def _upgrade_postgresql() -> None:
    _add_columns()
    for table, name, rule in (
        ("proposal", "kind", KINDS),
        ("proposal", "seats_of_elections", SEATS),
        ("roll", "weight", "weight >= 1"),
        ("vote_result", "outcome", OUTCOMES),
    ):
        op.drop_constraint(f"ck_{table}_{name}", table, type_="check")
        if name == "seats_of_elections":
            # Declared elections are frozen: their method is set beneath the trigger.
            op.execute("ALTER TABLE proposal DISABLE TRIGGER USER")
            op.execute("UPDATE proposal SET method = 'stv-scottish' WHERE kind = 'election'")
            op.execute("ALTER TABLE proposal ENABLE TRIGGER USER")
        op.create_check_constraint(f"ck_{table}_{name}", table, rule)
    op.create_check_constraint("ck_proposal_money_of_budgets", "proposal", MONEY)
    op.create_check_constraint("ck_proposal_budget", "proposal", "budget_minor > 0")
    op.create_check_constraint(
        "ck_proposal_parent", "proposal", "(parent_id IS NULL) = (parent_as IS NULL)"
    )
    op.create_check_constraint("ck_proposal_not_its_own_parent", "proposal", "parent_id <> id")
    op.create_check_constraint("ck_proposal_candidate_cost", "proposal_candidate", "cost_minor > 0")
    op.create_foreign_key("fk_proposal_parent_id", "proposal", "proposal", ["parent_id"], ["id"])
    op.alter_column("proposal_candidate", "person_id", nullable=True)
    rules = _new_rules(
        distinct="OLD.{column} IS DISTINCT FROM NEW.{column}",
        elector="replace(CAST(OLD.elector_id AS text), '-', '')",
        text_of="{column}::text",
    )
    for name, _table, _deed, holds, said in rules:
        if name not in CHANGED:
            continue
        lock = ""
        if name == "box_same":
            lock = "PERFORM 1 FROM proposal WHERE id = NEW.proposal_id FOR SHARE; "
        op.execute(
            f"CREATE OR REPLACE FUNCTION voting_{name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$BEGIN {lock}IF ({holds}) IS NOT TRUE THEN "
            f"RAISE EXCEPTION '{said}' USING ERRCODE = '23514'; END IF; RETURN NEW; END$$"
        )


def _add_columns() -> None:
    small = sa.String(20)
    for table, column in (
        ("proposal", sa.Column("method", small, nullable=False, server_default="majority")),
        ("proposal", sa.Column("results_open", sa.Boolean(), nullable=False,
                               server_default=sa.false())),
        ("proposal", sa.Column("budget_minor", sa.BigInteger())),
        ("proposal", sa.Column("currency", sa.String(3))),
        ("proposal", sa.Column("constraints", sa.JSON(), nullable=False, server_default="[]")),
        ("proposal", sa.Column("parent_id", sa.Uuid())),
        ("proposal", sa.Column("parent_as", small)),
        ("proposal_candidate", sa.Column("cost_minor", sa.BigInteger())),
        ("proposal_candidate", sa.Column("group_name", sa.String(60), nullable=False,
                                         server_default="")),
        ("ballot_box", sa.Column("share_class", small, nullable=False, server_default="")),
        ("ballot_box", sa.Column("weight", sa.Integer(), nullable=False, server_default="1")),
        ("board", sa.Column("share_class", small, nullable=False, server_default="")),
        ("board", sa.Column("weight", sa.Integer(), nullable=False, server_default="1")),
    ):  # fmt: skip
        op.add_column(table, column)
    op.create_index("ix_proposal_parent_id", "proposal", ["parent_id"])


def _upgrade_sqlite(bind: sa.Connection) -> None:
    """This function will rebuild the tables whose CHECKs change: SQLite's own twelve steps.

    Source: https://www.sqlite.org/lang_altertable.html#otheralter
    """
    triggers = bind.execute(
        sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    ).all()
    # A rebuilt table takes its triggers with it, and those of others may name it meanwhile.
    for name, _sql in triggers:
        op.execute(f'DROP TRIGGER "{name}"')
    _add_columns()
    op.execute("UPDATE proposal SET method = 'stv-scottish' WHERE kind = 'election'")
    _rebuild(bind, "proposal", (
        ("kind IN ('ordinary', 'special', 'election', 'rule_change', 'patronage')", KINDS),
        ("(kind = 'election') = (seats IS NOT NULL)", SEATS),
        ("CONSTRAINT ck_proposal_times",
         f"CONSTRAINT ck_proposal_money_of_budgets CHECK ({MONEY}), "
         "CONSTRAINT ck_proposal_budget CHECK (budget_minor > 0), "
         "CONSTRAINT ck_proposal_parent CHECK ((parent_id IS NULL) = (parent_as IS NULL)), "
         "CONSTRAINT ck_proposal_not_its_own_parent CHECK (parent_id <> id), "
         "CONSTRAINT fk_proposal_parent_id FOREIGN KEY(parent_id) REFERENCES proposal (id), "
         "CONSTRAINT ck_proposal_times"),
    ))  # fmt: skip
    _rebuild(bind, "proposal_candidate", (
        ("person_id CHAR(32) NOT NULL", "person_id CHAR(32)"),
        ("CONSTRAINT ck_proposal_candidate_number",
         "CONSTRAINT ck_proposal_candidate_cost CHECK (cost_minor > 0), "
         "CONSTRAINT ck_proposal_candidate_number"),
    ))  # fmt: skip
    _rebuild(bind, "roll", (("weight = 1", "weight >= 1"),))
    _rebuild(bind, "vote_result", (
        ("outcome IN ('adopted', 'rejected', 'inquorate')", OUTCOMES),
    ))  # fmt: skip
    rules = _new_rules(
        distinct="OLD.{column} IS NOT NEW.{column}", elector="OLD.elector_id", text_of="{column}"
    )
    changed = {rule[0]: rule for rule in rules if rule[0] in CHANGED}
    for name, sql in triggers:
        if name not in changed:
            op.execute(sa.text(sql.replace(":", "\\:")))
            continue
        _name, table, deed, holds, said = changed[name]
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {deed} ON {table} WHEN ({holds}) IS NOT 1 "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )


def _rebuild(bind: sa.Connection, table: str, edits: tuple[tuple[str, str], ...]) -> None:
    """This function will make a table anew with edits to its CREATE statement, rows and all."""
    sql = bind.execute(
        sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name"),
        {"name": table},
    ).scalar_one()
    indexes = bind.execute(
        sa.text(
            "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :name"
            " AND sql IS NOT NULL"
        ),
        {"name": table},
    ).all()
    # Columns that were added stand behind the constraints' text; both go into the new statement.
    for old, new in edits:
        if old not in sql:
            raise ValueError(f"{table} does not say {old}")
        sql = sql.replace(old, new)
    head, _table, body = sql.partition(table)
    columns = [row[1] for row in bind.execute(sa.text(f"PRAGMA table_xinfo({table})"))]
    names = ", ".join(f'"{column}"' for column in columns)
    bind.exec_driver_sql("PRAGMA legacy_alter_table=ON")
    bind.exec_driver_sql(f"{head}{table}_anew{body}")
    bind.exec_driver_sql(f"INSERT INTO {table}_anew ({names}) SELECT {names} FROM {table}")
    bind.exec_driver_sql(f"DROP TABLE {table}")
    bind.exec_driver_sql(f"ALTER TABLE {table}_anew RENAME TO {table}")
    bind.exec_driver_sql("PRAGMA legacy_alter_table=OFF")
    for (index,) in indexes:
        bind.exec_driver_sql(index)


def downgrade() -> None:
    raise NotImplementedError("A co-op's votes are not unwritten: restore a backup instead.")
