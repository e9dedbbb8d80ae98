"""Board seats with terms, vacancies and recall; whoever holds the board's role now gets a seat."""

from datetime import UTC, datetime
from uuid import UUID, uuid5

import sqlalchemy as sa
from alembic import op

from footing.tables import UtcDateTime

revision = "0012"
down_revision = "0011"

APPEND_ONLY = ("board_retiring", "recall_case")
KEPT = ("board_seat", "board_term", "board_retirement")
FOUNDING_REASON = "Founding of the co-operative"
FOUNDING_VALUES = {
    "board.term_years": "3",
    "board.term_limit": "3",
    "board.retire_share": "1/3",
    "board.co_option": "yes",
    "board.recall_requisition": "1/10",
}


def upgrade() -> None:
    _create_tables()
    _seat_the_present_board()
    _give_the_rulebook_its_new_rules()
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _create_tables() -> None:
    op.create_table(
        "board_seat",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("number >= 1", name="ck_board_seat_number"),
        sa.PrimaryKeyConstraint("number", name="pk_board_seat"),
    )
    op.create_table(
        "board_term",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("grant_id", sa.Uuid(), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("filled", sa.String(12), nullable=False),
        sa.Column("resolution_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ending", sa.String(12), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "filled IN ('elected', 'co_opted', 'founding')", name="ck_board_term_filled"
        ),
        sa.CheckConstraint(
            "ending IN ('served', 'resigned', 'died', 'removed', 'disqualified')",
            name="ck_board_term_ending",
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="ck_board_term_ended"),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name="ck_board_term_order"),
        sa.CheckConstraint("due_at > began_at", name="ck_board_term_length"),
        sa.ForeignKeyConstraint(["seat"], ["board_seat.number"], name="fk_board_term_seat"),
        sa.ForeignKeyConstraint(["person_id"], ["person.party_id"], name="fk_board_term_person_id"),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["role_grant.id"],
            name="fk_board_term_grant_id",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_board_term"),
        sa.UniqueConstraint("grant_id", name="uq_board_term_grant_id"),
    )
    op.create_index("ix_board_term_seat", "board_term", ["seat"])
    op.create_index("ix_board_term_person_id", "board_term", ["person_id"])
    current = sa.text("ended_at IS NULL")
    for name, column in (("uq_board_term_seat", "seat"), ("uq_board_term_person", "person_id")):
        op.create_index(
            name,
            "board_term",
            [column],
            unique=True,
            sqlite_where=current,
            postgresql_where=current,
        )
    op.create_table(
        "board_retirement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("named_at", UtcDateTime(), nullable=False),
        sa.Column("named_by", sa.Uuid(), nullable=True),
        sa.Column("seed", sa.String(64), nullable=True),
        sa.Column("taken_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "taken_at IS NULL OR taken_at >= named_at", name="ck_board_retirement_order"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_board_retirement"),
    )
    op.create_table(
        "board_retiring",
        sa.Column("retirement_id", sa.Uuid(), nullable=False),
        sa.Column("term_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(20), nullable=False),
        sa.CheckConstraint(
            "why IN ('founding', 'co_opted', 'term_due', 'longest_serving', 'lot')",
            name="ck_board_retiring_why",
        ),
        sa.ForeignKeyConstraint(
            ["retirement_id"], ["board_retirement.id"], name="fk_board_retiring_retirement_id"
        ),
        sa.ForeignKeyConstraint(["term_id"], ["board_term.id"], name="fk_board_retiring_term_id"),
        sa.PrimaryKeyConstraint("retirement_id", "term_id", name="pk_board_retiring"),
    )
    op.create_table(
        "recall_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("stated_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("words <> ''", name="ck_recall_case_words"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.party_id"], name="fk_recall_case_person_id"
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name="xfk_recall_case_proposal_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_recall_case"),
    )
    op.create_index(
        "ix_recall_case_proposal_id_stated_at", "recall_case", ["proposal_id", "stated_at"]
    )


def _seat_the_present_board() -> None:
    """Seats in the order of the grants; founders until the next election, others three years."""
    grants = sa.table(
        "role_grant",
        sa.column("id", sa.Uuid()),
        sa.column("person_id", sa.Uuid()),
        sa.column("role", sa.String()),
        sa.column("granted_at", UtcDateTime()),
        sa.column("reason", sa.Text()),
        sa.column("ended_at", UtcDateTime()),
    )
    bind = op.get_bind()
    holders = bind.execute(
        sa.select(grants.c.id, grants.c.person_id, grants.c.granted_at, grants.c.reason)
        .where(grants.c.role == "board", grants.c.ended_at.is_(None))
        .order_by(grants.c.granted_at, grants.c.id)
    ).all()
    seats = sa.table(
        "board_seat", sa.column("number", sa.Integer()), sa.column("opened_at", UtcDateTime())
    )
    terms = sa.table(
        "board_term",
        sa.column("id", sa.Uuid()),
        sa.column("seat", sa.Integer()),
        sa.column("person_id", sa.Uuid()),
        sa.column("grant_id", sa.Uuid()),
        sa.column("began_at", UtcDateTime()),
        sa.column("due_at", UtcDateTime()),
        sa.column("filled", sa.String()),
        sa.column("note", sa.Text()),
    )
    for number, holder in enumerate(holders, start=1):
        founding = holder.reason == FOUNDING_REASON
        bind.execute(sa.insert(seats).values(number=number, opened_at=holder.granted_at))
        bind.execute(
            sa.insert(terms).values(
                id=uuid5(holder.id, "board_term"),
                seat=number,
                person_id=holder.person_id,
                grant_id=holder.id,
                began_at=holder.granted_at,
                due_at=_years_on(holder.granted_at, 1 if founding else 3),
                filled="founding" if founding else "elected",
                note="",
            )
        )


def _years_on(moment: datetime, years: int) -> datetime:
    day = 28 if (moment.month, moment.day) == (2, 29) else moment.day
    return moment.replace(year=moment.year + years, day=day)


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
            versions.c.key == "board.seats", versions.c.number == 1
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


FROZEN = ("id", "seat", "person_id", "grant_id", "began_at", "due_at", "filled", "resolution_id")


def _guard_postgresql() -> None:
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION house_no_change()"
        )
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION house_no_change()"
        )
    for table in (*APPEND_ONLY, *KEPT):
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "EXECUTE FUNCTION house_no_change()"
        )
    frozen = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FROZEN)
    op.execute(
        f"""
        CREATE FUNCTION board_term_only_ends() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.ended_at IS NOT NULL OR {frozen} THEN
                RAISE EXCEPTION 'board: a term only ends' USING ERRCODE = '23514';
            END IF;
            RETURN NEW;
        END$$
        """
    )
    op.execute(
        "CREATE TRIGGER board_term_end BEFORE UPDATE ON board_term "
        "FOR EACH ROW EXECUTE FUNCTION board_term_only_ends()"
    )
    op.execute(
        """
        CREATE FUNCTION board_retirement_waits() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF EXISTS (SELECT 1 FROM board_retirement WHERE taken_at IS NULL) THEN
                    RAISE EXCEPTION 'board: who retires is named already' USING ERRCODE = '23505';
                END IF;
            ELSIF OLD.taken_at IS NOT NULL OR NEW.seed IS DISTINCT FROM OLD.seed
                OR NEW.id <> OLD.id OR NEW.named_at <> OLD.named_at
                OR NEW.named_by IS DISTINCT FROM OLD.named_by THEN
                RAISE EXCEPTION 'board: a lot is drawn once' USING ERRCODE = '23514';
            END IF;
            RETURN NEW;
        END$$
        """
    )
    op.execute(
        "CREATE TRIGGER board_retirement_once BEFORE INSERT OR UPDATE ON board_retirement "
        "FOR EACH ROW EXECUTE FUNCTION board_retirement_waits()"
    )
    # At commit, when both have been written: whoever holds the role sits, and the reverse.
    op.execute(
        """
        CREATE FUNCTION board_role_is_seat() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (
                SELECT 1
                FROM (SELECT id FROM role_grant WHERE person_id = NEW.person_id
                        AND role = 'board' AND ended_at IS NULL) AS held
                FULL JOIN (SELECT grant_id FROM board_term WHERE person_id = NEW.person_id
                        AND ended_at IS NULL) AS sat ON sat.grant_id = held.id
                WHERE held.id IS NULL OR sat.grant_id IS NULL
            ) THEN
                RAISE EXCEPTION 'board: the role and the seat are one' USING ERRCODE = '23514';
            END IF;
            RETURN NULL;
        END$$
        """
    )
    op.execute(
        "CREATE CONSTRAINT TRIGGER role_grant_is_seat AFTER INSERT OR UPDATE ON role_grant "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.role = 'board') "
        "EXECUTE FUNCTION board_role_is_seat()"
    )
    op.execute(
        "CREATE CONSTRAINT TRIGGER board_term_is_role AFTER INSERT OR UPDATE ON board_term "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION board_role_is_seat()"
    )


def _guard_sqlite() -> None:
    """SQLite checks at the statement: the term comes first and the role ends first.

    That never leaves a role without a seat. A seat without its role would pass
    here; PostgreSQL refuses it too, and a house test looks for it on both.
    """
    for table in APPEND_ONLY:
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
            )
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'kept: {table}'); END"
        )
    frozen = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in FROZEN)
    op.execute(
        f"""
        CREATE TRIGGER board_term_end BEFORE UPDATE ON board_term BEGIN
            SELECT RAISE(ABORT, 'board: a term only ends')
                WHERE OLD.ended_at IS NOT NULL OR {frozen};
            SELECT RAISE(ABORT, 'board: the role and the seat are one')
                WHERE NEW.ended_at IS NOT NULL AND EXISTS (
                    SELECT 1 FROM role_grant WHERE id = OLD.grant_id AND ended_at IS NULL);
        END
        """
    )
    op.execute(
        """
        CREATE TRIGGER role_grant_is_seat BEFORE INSERT ON role_grant
        WHEN NEW.role = 'board' AND NEW.ended_at IS NULL BEGIN
            SELECT RAISE(ABORT, 'board: the role and the seat are one')
                WHERE NOT EXISTS (SELECT 1 FROM board_term WHERE grant_id = NEW.id
                    AND person_id = NEW.person_id AND ended_at IS NULL);
        END
        """
    )
    op.execute(
        """
        CREATE TRIGGER role_grant_stays_seat BEFORE UPDATE ON role_grant
        WHEN (NEW.role = 'board' OR OLD.role = 'board') AND (NEW.ended_at IS NULL
            OR NEW.role <> OLD.role OR NEW.person_id <> OLD.person_id OR NEW.id <> OLD.id) BEGIN
            SELECT RAISE(ABORT, 'board: the role and the seat are one');
        END
        """
    )
    op.execute(
        """
        CREATE TRIGGER board_retirement_waits BEFORE INSERT ON board_retirement BEGIN
            SELECT RAISE(ABORT, 'board: who retires is named already')
                WHERE EXISTS (SELECT 1 FROM board_retirement WHERE taken_at IS NULL);
        END
        """
    )
    op.execute(
        """
        CREATE TRIGGER board_retirement_once BEFORE UPDATE ON board_retirement BEGIN
            SELECT RAISE(ABORT, 'board: a lot is drawn once')
                WHERE OLD.taken_at IS NOT NULL OR NEW.seed IS NOT OLD.seed OR NEW.id <> OLD.id
                OR NEW.named_at <> OLD.named_at OR NEW.named_by IS NOT OLD.named_by;
        END
        """
    )


def downgrade() -> None:
    raise NotImplementedError("The history of a board is not unwritten: restore a backup instead.")
