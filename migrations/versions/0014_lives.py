"""Versions, co-authors, objections and amendments of proposals."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID, uuid5

import sqlalchemy as sa
from alembic import op

from footing.tables import UtcDateTime

revision = "0014"
down_revision = "0013"

FOUNDING_VALUES = {
    "vote.written.days": "28",
    "vote.written.majority": "1/2",
    "vote.consent.fallback": "ordinary",
}
TABLES = ("proposal_version", "proposal_author", "objection")


def upgrade() -> None:
    op.add_column(
        "proposal", sa.Column("special", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "proposal_sponsor", sa.Column("version", sa.Integer(), nullable=False, server_default="1")
    )
    _create_wording()
    _create_objections()
    _write_down_the_first_versions()
    _give_the_rulebook_its_new_rules()
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _create_wording() -> None:
    op.create_table(
        "proposal_version",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("amendment_id", sa.Uuid(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.CheckConstraint("number > 0", name="ck_proposal_version_number"),
        sa.CheckConstraint(
            "by IS NOT NULL OR amendment_id IS NOT NULL", name="ck_proposal_version_writer"
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name="fk_proposal_version_proposal_id"
        ),
        sa.ForeignKeyConstraint(
            ["amendment_id"], ["proposal.id"], name="fk_proposal_version_amendment_id"
        ),
        sa.PrimaryKeyConstraint("proposal_id", "number", name="pk_proposal_version"),
    )
    op.create_table(
        "proposal_author",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=False),
        sa.Column("invited_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("person_id <> invited_by", name="ck_proposal_author_somebody_else"),
        sa.CheckConstraint("accepted_at >= invited_at", name="ck_proposal_author_accepted"),
        sa.CheckConstraint("ended_at >= invited_at", name="ck_proposal_author_ended"),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name="fk_proposal_author_proposal_id"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.party_id"], name="xfk_proposal_author_person_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_proposal_author"),
    )
    current = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_proposal_author_current", "proposal_author", ["proposal_id", "person_id"], unique=True,
        sqlite_where=current, postgresql_where=current,
    )  # fmt: skip
    op.create_index("ix_proposal_author_person_id", "proposal_author", ["person_id"])


def _create_objections() -> None:
    op.create_table(
        "objection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("elector_id", sa.Uuid(), nullable=False),
        sa.Column("raised_by", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("integrated_in", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state IN ('raised', 'answered', 'integrated', 'withdrawn')", name="ck_objection_state"
        ),
        sa.CheckConstraint("reason <> ''", name="ck_objection_reason"),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)"
            " AND (answer IS NULL) = (answered_by IS NULL)"
            " AND (state <> 'answered' OR answer IS NOT NULL)",
            name="ck_objection_answer",
        ),
        sa.CheckConstraint(
            "(state IN ('integrated', 'withdrawn')) = (settled_at IS NOT NULL)",
            name="ck_objection_settled",
        ),
        sa.CheckConstraint(
            "(state = 'integrated') = (integrated_in IS NOT NULL)", name="ck_objection_integrated"
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id", "elector_id"],
            ["roll.proposal_id", "roll.elector_id"],
            name="fk_objection_roll",
        ),
        sa.ForeignKeyConstraint(
            ["integrated_in"], ["proposal.id"], name="fk_objection_integrated_in"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_objection"),
    )
    standing = sa.text("settled_at IS NULL")
    op.create_index(
        "uq_objection_standing", "objection", ["proposal_id", "elector_id"], unique=True,
        sqlite_where=standing, postgresql_where=standing,
    )  # fmt: skip


def _write_down_the_first_versions() -> None:
    """What a proposal says today becomes its first version."""
    proposals = sa.table(
        "proposal",
        sa.column("id", sa.Uuid()),
        sa.column("title", sa.String()),
        sa.column("text", sa.Text()),
        sa.column("drafter_id", sa.Uuid()),
        sa.column("drafted_at", UtcDateTime()),
    )
    versions = sa.table(
        "proposal_version",
        *(
            sa.column(name, kind)
            for name, kind in (
                ("proposal_id", sa.Uuid()), ("number", sa.Integer()), ("title", sa.String()),
                ("text", sa.Text()), ("by", sa.Uuid()), ("at", UtcDateTime()),
                ("hash", sa.String()),
            )
        ),
    )  # fmt: skip
    bind = op.get_bind()
    for one in bind.execute(sa.select(proposals)).all():
        words = json.dumps(
            {"text": one.text, "title": one.title}, ensure_ascii=False, separators=(",", ":")
        )
        bind.execute(
            sa.insert(versions).values(
                proposal_id=one.id, number=1, title=one.title, text=one.text, by=one.drafter_id,
                at=one.drafted_at, hash=sha256(words.encode()).hexdigest(),
            )
        )  # fmt: skip


def _give_the_rulebook_its_new_rules() -> None:
    """A co-op founded before today gets the founding values, under its founding resolution."""
    versions = sa.table(
        "rule_version",
        sa.column("id", sa.Uuid()),
        sa.column("key", sa.String()),
        sa.column("number", sa.Integer()),
        sa.column("value", sa.String()),
        sa.column("resolution_id", sa.Uuid()),
        sa.column("effective_at", UtcDateTime()),
        sa.column("set_at", UtcDateTime()),
    )
    bind = op.get_bind()
    founding: UUID | None = bind.execute(
        sa.select(versions.c.resolution_id).where(
            versions.c.key == "vote.sponsors", versions.c.number == 1
        )
    ).scalar()
    if founding is None:
        return
    now = datetime.now(UTC)
    known = set(bind.execute(sa.select(versions.c.key)).scalars())
    for key, value in FOUNDING_VALUES.items():
        if key not in known:
            bind.execute(
                sa.insert(versions).values(
                    id=uuid5(founding, key), key=key, number=1, value=value,
                    resolution_id=founding, effective_at=now, set_at=now,
                )
            )  # fmt: skip


# Each rule: name, table, deed, what must hold (SQL over OLD and NEW), what is said otherwise.

_AUTHOR_KEPT = ("id", "proposal_id", "person_id", "invited_by", "invited_at")
_OBJECTION_KEPT = ("id", "proposal_id", "elector_id", "raised_by", "reason", "raised_at")


def _rules(distinct: str) -> list[tuple[str, str, str, str, str]]:
    def kept(columns: tuple[str, ...]) -> str:
        return " AND ".join(f"NOT ({distinct.format(column=column)})" for column in columns)

    never = "1 = 0"
    of_proposal = "EXISTS (SELECT 1 FROM proposal p WHERE p.id = NEW.proposal_id AND {holds})"
    return [
        ("version_new", "proposal_version", "INSERT",
         of_proposal.format(holds="p.text_hash IS NULL"), "notice froze this proposal"),
        ("version_same", "proposal_version", "UPDATE", never, "append-only: proposal_version"),
        ("version_kept", "proposal_version", "DELETE", never, "append-only: proposal_version"),
        ("author_ends", "proposal_author", "UPDATE",
         f"OLD.ended_at IS NULL AND {kept(_AUTHOR_KEPT)}"
         " AND (OLD.accepted_at IS NULL OR OLD.accepted_at = NEW.accepted_at)",
         "a co-author accepts and leaves, nothing else"),
        ("author_kept", "proposal_author", "DELETE", never, "a co-author leaves, never deleted"),
        ("objection_new", "objection", "INSERT",
         of_proposal.format(holds="p.state = 'open' AND p.method = 'consent'")
         + " AND NEW.state = 'raised' AND EXISTS (SELECT 1 FROM named_ballot b"
         " WHERE b.proposal_id = NEW.proposal_id AND b.elector_id = NEW.elector_id"
         " AND b.ballot = 'object')",
         "an objection is raised with a ballot that objects"),
        ("objection_same", "objection", "UPDATE",
         f"OLD.settled_at IS NULL AND {kept(_OBJECTION_KEPT)} AND NEW.state <> 'raised'",
         "an objection is answered and settled, nothing else"),
        ("objection_kept", "objection", "DELETE", never, "an objection is settled, never deleted"),
        ("written_agreed", "named_ballot", "UPDATE",
         "OLD.ballot <> 'yes' OR NEW.ballot = 'yes' OR NOT "
         + of_proposal.format(holds="p.kind = 'written'"),
         "agreement to a written resolution is not taken back"),
        ("special_frozen", "proposal", "UPDATE",
         "OLD.text_hash IS NULL OR OLD.special = NEW.special", "notice froze this proposal"),
    ]  # fmt: skip


_LOCKED = {"version_new", "objection_new"}
"""Rules that must hold until the end of the transaction: PostgreSQL holds the proposal's row."""


def _guard_postgresql() -> None:
    for name, table, deed, holds, said in _rules("OLD.{column} IS DISTINCT FROM NEW.{column}"):
        back = "OLD" if deed == "DELETE" else "NEW"
        lock = "PERFORM 1 FROM proposal WHERE id = NEW.proposal_id FOR SHARE; "
        op.execute(
            f"CREATE FUNCTION lives_{name}() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN "
            f"{lock if name in _LOCKED else ''}IF ({holds}) IS NOT TRUE THEN "
            f"RAISE EXCEPTION '{said}' USING ERRCODE = '23514'; END IF; RETURN {back}; END$$"
        )
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {deed} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION lives_{name}()"
        )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "EXECUTE FUNCTION house_no_change()"
        )


def _guard_sqlite() -> None:
    for name, table, deed, holds, said in _rules("OLD.{column} IS NOT NEW.{column}"):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {deed} ON {table} WHEN ({holds}) IS NOT 1 "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )


def downgrade() -> None:
    raise NotImplementedError("A co-op's proposals are not unwritten: restore a backup instead.")
