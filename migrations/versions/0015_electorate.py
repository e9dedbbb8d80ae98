"""Proxies and declared interests, and the rules of the electorate in every rulebook."""

from datetime import UTC, datetime
from uuid import UUID, uuid5

import sqlalchemy as sa
from alembic import op

from footing.tables import UtcDateTime

revision = "0015"
down_revision = "0014"

FOUNDING_VALUES = {
    "vote.minimum_membership_days": "0",
    "vote.weights": "A 1, B 1",
    "vote.proxy.cap": "5",
    "vote.proxy.days": "365",
}
UNDER_WAY = "('seeking_sponsors', 'deliberation', 'notice', 'open')"


def upgrade() -> None:
    _create_tables()
    _give_the_rulebook_its_new_rules()
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _create_tables() -> None:
    op.create_table(
        "delegation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("giver_id", sa.Uuid(), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=True),
        sa.Column("until_at", UtcDateTime(), nullable=True),
        sa.Column("direction", sa.Text(), nullable=True),
        sa.Column("cap", sa.Integer(), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ending", sa.String(10), nullable=True),
        sa.CheckConstraint(
            "given_by <> holder_id AND giver_id <> holder_id", name="ck_delegation_holder"
        ),
        sa.CheckConstraint(
            "(proposal_id IS NULL) = (until_at IS NOT NULL)", name="ck_delegation_scope"
        ),
        sa.CheckConstraint(
            "direction IS NULL OR proposal_id IS NOT NULL", name="ck_delegation_direction"
        ),
        sa.CheckConstraint("until_at > given_at", name="ck_delegation_until"),
        sa.CheckConstraint("cap >= 1", name="ck_delegation_cap"),
        sa.CheckConstraint(
            "ending IN ('revoked', 'declined', 'replaced')", name="ck_delegation_ending"
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ending IS NULL) AND (ended_at IS NULL) = (ended_by IS NULL)",
            name="ck_delegation_ended",
        ),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= given_at", name="ck_delegation_order"),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name="fk_delegation_proposal_id"),
        sa.ForeignKeyConstraint(["giver_id"], ["party.id"], name="xfk_delegation_giver_id"),
        sa.ForeignKeyConstraint(["given_by"], ["person.party_id"], name="xfk_delegation_given_by"),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["person.party_id"], name="xfk_delegation_holder_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_delegation"),
    )
    for name, columns, scope in (
        ("uq_delegation_standing", ["giver_id"], "proposal_id IS NULL"),
        ("uq_delegation_proposal", ["giver_id", "proposal_id"], "proposal_id IS NOT NULL"),
    ):
        current = sa.text(f"ended_at IS NULL AND {scope}")
        op.create_index(
            name, "delegation", columns, unique=True,
            sqlite_where=current, postgresql_where=current,
        )  # fmt: skip
    for column in ("giver_id", "holder_id", "given_by", "proposal_id"):
        op.create_index(f"ix_delegation_{column}", "delegation", [column])
    op.create_table(
        "recusal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("elector_id", sa.Uuid(), nullable=False),
        sa.Column("declared_by", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("declared_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("reason <> ''", name="ck_recusal_reason"),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name="fk_recusal_proposal_id"),
        sa.ForeignKeyConstraint(["elector_id"], ["party.id"], name="xfk_recusal_elector_id"),
        sa.ForeignKeyConstraint(
            ["declared_by"], ["person.party_id"], name="xfk_recusal_declared_by"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_recusal"),
        sa.UniqueConstraint("proposal_id", "elector_id", name="uq_recusal_proposal_id_elector_id"),
    )


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
                    id=uuid5(founding, key),
                    key=key,
                    number=1,
                    value=value,
                    resolution_id=founding,
                    effective_at=now,
                    set_at=now,
                )
            )


# Each rule: name, table, deed, what must hold (SQL over OLD and NEW), what is said otherwise.

_OF_PROPOSAL = "EXISTS (SELECT 1 FROM proposal p WHERE p.id = NEW.proposal_id AND {holds})"
_LIVE_AND_MEETING = (
    "d.ended_at IS NULL AND (d.until_at IS NULL OR d.until_at > NEW.given_at)"
    " AND (d.proposal_id IS NULL OR NEW.proposal_id IS NULL OR d.proposal_id = NEW.proposal_id)"
    " AND (d.proposal_id IS NULL OR EXISTS (SELECT 1 FROM proposal q WHERE q.id = d.proposal_id"
    f" AND q.state IN {UNDER_WAY}))"
)
_KEPT_COLUMNS = (
    "id", "giver_id", "given_by", "holder_id", "proposal_id", "until_at", "direction", "cap",
    "given_at",
)  # fmt: skip


def _rules(distinct: str) -> list[tuple[str, str, str, str, str]]:
    kept = " AND ".join(f"NOT ({distinct.format(column=column)})" for column in _KEPT_COLUMNS)
    recused = (
        "EXISTS (SELECT 1 FROM recusal c WHERE c.proposal_id = NEW.proposal_id"
        " AND c.elector_id = NEW.elector_id)"
    )
    never = "1 = 0"
    return [
        ("delegation_timely", "delegation", "INSERT",
         "NEW.proposal_id IS NULL OR " + _OF_PROPOSAL.format(holds=f"p.state IN {UNDER_WAY}"),
         "this vote takes no proxies now"),
        ("delegation_open", "delegation", "INSERT",
         "NEW.direction IS NULL OR "
         + _OF_PROPOSAL.format(holds="p.text_hash IS NOT NULL AND NOT p.secret"),
         "only a vote by name takes a direction"),
        ("delegation_unchained", "delegation", "INSERT",
         f"NOT EXISTS (SELECT 1 FROM delegation d WHERE {_LIVE_AND_MEETING}"
         " AND (d.given_by = NEW.holder_id OR d.holder_id = NEW.given_by))",
         "a proxy is never passed on"),
        ("delegation_capped", "delegation", "INSERT",
         f"(SELECT count(DISTINCT d.giver_id) FROM delegation d WHERE {_LIVE_AND_MEETING}"
         " AND d.holder_id = NEW.holder_id AND d.giver_id <> NEW.giver_id) < NEW.cap",
         "nobody holds so many proxies"),
        ("delegation_ends", "delegation", "UPDATE",
         f"OLD.ended_at IS NULL AND {kept} AND (OLD.accepted_at IS NULL OR "
         "OLD.accepted_at = NEW.accepted_at)",
         "a proxy is accepted and ends, nothing else"),
        ("delegation_kept", "delegation", "DELETE", never, "a proxy ends, it is never deleted"),
        ("recusal_timely", "recusal", "INSERT",
         _OF_PROPOSAL.format(holds=f"p.state IN {UNDER_WAY}")
         + " AND NOT EXISTS (SELECT 1 FROM roll r WHERE r.proposal_id = NEW.proposal_id"
         " AND r.elector_id = NEW.elector_id AND r.voted)"
         " AND NOT EXISTS (SELECT 1 FROM paper_voter v WHERE v.proposal_id = NEW.proposal_id"
         " AND v.elector_id = NEW.elector_id)",
         "an interest is declared before voting"),
        ("recusal_same", "recusal", "UPDATE", never, "append-only: recusal"),
        ("recusal_kept", "recusal", "DELETE", never, "append-only: recusal"),
        ("roll_unrecused", "roll", "INSERT", f"NOT {recused}",
         "who declared an interest is left off the roll"),
        ("roll_barred", "roll", "UPDATE", f"OLD.voted OR NOT NEW.voted OR NOT {recused}",
         "who declared an interest casts no ballot"),
        ("paper_unrecused", "paper_voter", "INSERT", f"NOT {recused}",
         "who declared an interest takes no paper"),
        ("named_in_person", "named_ballot", "UPDATE",
         "OLD.cast_by = NEW.cast_by OR NOT EXISTS (SELECT 1 FROM roll r"
         " WHERE r.proposal_id = OLD.proposal_id AND r.elector_id = OLD.elector_id"
         " AND r.caster_id = OLD.cast_by)",
         "a ballot cast in person stands"),
    ]  # fmt: skip


_FIRST = {
    # Two proxies given at once are told apart one after the other, or neither sees the other.
    "delegation_timely": "PERFORM pg_advisory_xact_lock(hashtext('delegation')); "
    "PERFORM 1 FROM proposal WHERE id = NEW.proposal_id FOR SHARE; ",
    "recusal_timely": "PERFORM 1 FROM proposal WHERE id = NEW.proposal_id FOR UPDATE; "
    "PERFORM 1 FROM roll WHERE proposal_id = NEW.proposal_id AND elector_id = NEW.elector_id "
    "FOR UPDATE; ",
}
"""What PostgreSQL locks before it looks."""
_WHEN = {"roll_barred": "WHEN (NEW.voted AND NOT OLD.voted) "}
"""A close rewrites every row of a roll: where nothing can be wrong, no function is called."""


def _guard_postgresql() -> None:
    for name, table, deed, holds, said in _rules("OLD.{column} IS DISTINCT FROM NEW.{column}"):
        back = "OLD" if deed == "DELETE" else "NEW"
        # PostgreSQL fires triggers by name: the one that locks is made to come first.
        first = "a_" if name in _FIRST else "b_"
        op.execute(
            f"CREATE FUNCTION electorate_{name}() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN "
            f"{_FIRST.get(name, '')}IF ({holds}) IS NOT TRUE THEN "
            f"RAISE EXCEPTION '{said}' USING ERRCODE = '23514'; END IF; RETURN {back}; END$$"
        )
        op.execute(
            f"CREATE TRIGGER {first}{name} BEFORE {deed} ON {table} "
            f"FOR EACH ROW {_WHEN.get(name, '')}EXECUTE FUNCTION electorate_{name}()"
        )
    for table in ("delegation", "recusal"):
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
    raise NotImplementedError("A co-op's proxies are not unwritten: restore a backup instead.")
