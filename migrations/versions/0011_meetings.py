"""Meetings: notice, agenda, attendance, papers, minutes, and the triggers that keep them."""

from datetime import UTC, datetime
from uuid import UUID, uuid5

import sqlalchemy as sa
from alembic import op

from footing.tables import UtcDateTime

revision = "0011"
down_revision = "0010"

FOUNDING_VALUES = {
    "meeting.general.notice_clear_days": "14",
    "meeting.general.quorum": "3/10",
    "meeting.board.notice_clear_days": "3",
    "meeting.board.quorum": "1/2",
    "meeting.short_notice.share": "9/10",
}

PAIRS = (
    ("planned", "notice"),
    ("notice", "in_session"),
    ("in_session", "adjourned"),
    ("adjourned", "in_session"),
    ("in_session", "closed"),
    ("adjourned", "closed"),
    ("closed", "minutes_drafted"),
    ("minutes_drafted", "minutes_adopted"),
    ("planned", "cancelled"),
    ("notice", "cancelled"),
)
"""Every step a meeting's state may take, whoever asks."""

ALWAYS_KEPT = ("id", "kind", "called_by", "called_at")
NOTICE_KEEPS = ("title", "place", "online", "starts_at", "minutes_planned", "notice_at",
                "clear_days", "short_notice")  # fmt: skip
APPEND_ONLY = (
    "meeting_invited", "short_notice_consent", "meeting_event", "attendance", "meeting_minutes",
    "paper_voter", "paper_entry", "paper_settled",
)  # fmt: skip


def upgrade() -> None:
    _create_meetings()
    _create_what_happens()
    _create_papers()
    _give_the_rulebook_its_new_rules()
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _create_meetings() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("place", sa.String(300), nullable=False),
        sa.Column("online", sa.String(500), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("minutes_planned", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("called_by", sa.Uuid(), nullable=False),
        sa.Column("called_at", UtcDateTime(), nullable=False),
        sa.Column("notice_at", UtcDateTime(), nullable=True),
        sa.Column("clear_days", sa.Integer(), nullable=True),
        sa.Column("short_notice", sa.Boolean(), nullable=False),
        sa.Column("rules", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("chair_id", sa.Uuid(), nullable=True),
        sa.Column("resumes_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("minutes_version", sa.Integer(), nullable=True),
        sa.Column("adopted_at_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("kind IN ('general', 'board')", name="ck_meeting_kind"),
        sa.CheckConstraint("minutes_planned > 0", name="ck_meeting_minutes_planned"),
        sa.CheckConstraint("clear_days >= 0", name="ck_meeting_clear_days"),
        sa.CheckConstraint(
            "state IN ('planned', 'cancelled')"
            " OR (notice_at IS NOT NULL AND rules IS NOT NULL AND clear_days IS NOT NULL)",
            name="ck_meeting_notice_first",
        ),
        sa.CheckConstraint("notice_at < starts_at", name="ck_meeting_notice_before"),
        sa.CheckConstraint(
            "state NOT IN ('in_session', 'adjourned', 'closed', 'minutes_drafted',"
            " 'minutes_adopted') OR (opened_at IS NOT NULL AND chair_id IS NOT NULL)",
            name="ck_meeting_opened",
        ),
        sa.CheckConstraint("closed_at >= opened_at", name="ck_meeting_closed"),
        sa.CheckConstraint(
            "(state = 'minutes_adopted') = (minutes_version IS NOT NULL)"
            " AND (minutes_version IS NULL) = (adopted_at_id IS NULL)",
            name="ck_meeting_adopted",
        ),
        sa.CheckConstraint("adopted_at_id <> id", name="ck_meeting_adopted_by_another"),
        sa.ForeignKeyConstraint(["adopted_at_id"], ["meeting.id"], name="fk_meeting_adopted_at_id"),
        sa.PrimaryKeyConstraint("id", name="pk_meeting"),
    )
    op.create_index("ix_meeting_state_starts_at", "meeting", ["state", "starts_at"])
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=True),
        sa.Column("minutes_of_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("kind IN ('plain', 'proposal', 'minutes')", name="ck_agenda_item_kind"),
        sa.CheckConstraint(
            "(kind = 'proposal') = (proposal_id IS NOT NULL)", name="ck_agenda_item_proposal"
        ),
        sa.CheckConstraint(
            "(kind = 'minutes') = (minutes_of_id IS NOT NULL)", name="ck_agenda_item_minutes"
        ),
        sa.CheckConstraint("position > 0", name="ck_agenda_item_position"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_agenda_item_meeting_id"),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name="fk_agenda_item_proposal_id"
        ),
        sa.ForeignKeyConstraint(
            ["minutes_of_id"], ["meeting.id"], name="fk_agenda_item_minutes_of_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_agenda_item"),
    )
    op.create_index("ix_agenda_item_meeting_id_position", "agenda_item", ["meeting_id", "position"])
    op.create_index("ix_agenda_item_proposal_id", "agenda_item", ["proposal_id"])
    op.create_table(
        "meeting_invited",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("share_class", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_meeting_invited_meeting_id"
        ),
        sa.PrimaryKeyConstraint("meeting_id", "member_id", name="pk_meeting_invited"),
    )
    op.create_index("ix_meeting_invited_person_id", "meeting_invited", ["person_id"])


def _invited(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["meeting_id", "member_id"],
        ["meeting_invited.meeting_id", "meeting_invited.member_id"],
        name=f"fk_{table}_meeting_id_member_id",
    )


def _create_what_happens() -> None:
    op.create_table(
        "meeting_reply",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("plan", sa.String(20), nullable=False),
        sa.Column("proxy_id", sa.Uuid(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "plan IN ('in_person', 'online', 'proxy', 'apologies')", name="ck_meeting_reply_plan"
        ),
        sa.CheckConstraint(
            "(plan = 'proxy') = (proxy_id IS NOT NULL)", name="ck_meeting_reply_proxy"
        ),
        _invited("meeting_reply"),
        sa.PrimaryKeyConstraint("meeting_id", "member_id", name="pk_meeting_reply"),
    )
    op.create_table(
        "short_notice_consent",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        _invited("short_notice_consent"),
        sa.PrimaryKeyConstraint("meeting_id", "member_id", name="pk_short_notice_consent"),
    )
    op.create_table(
        "meeting_event",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("number > 0", name="ck_meeting_event_number"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_meeting_event_meeting_id"),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name="fk_meeting_event_item_id"),
        sa.PrimaryKeyConstraint("meeting_id", "number", name="pk_meeting_event"),
    )
    op.create_table(
        "attendance",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.String(10), nullable=False),
        sa.Column("mode", sa.String(20), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number > 0", name="ck_attendance_number"),
        sa.CheckConstraint("step IN ('arrive', 'leave')", name="ck_attendance_step"),
        sa.CheckConstraint("mode IN ('in_person', 'online', 'proxy')", name="ck_attendance_mode"),
        sa.CheckConstraint(
            "(mode = 'proxy') = (holder_id IS NOT NULL)", name="ck_attendance_holder"
        ),
        _invited("attendance"),
        sa.PrimaryKeyConstraint("meeting_id", "number", name="pk_attendance"),
    )
    op.create_table(
        "meeting_minutes",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("version > 0", name="ck_meeting_minutes_version"),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_meeting_minutes_meeting_id"
        ),
        sa.PrimaryKeyConstraint("meeting_id", "version", name="pk_meeting_minutes"),
    )


def _create_papers() -> None:
    op.create_table(
        "paper_voter",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("elector_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id", "elector_id"],
            ["roll.proposal_id", "roll.elector_id"],
            name="fk_paper_voter_proposal_id_elector_id",
        ),
        sa.PrimaryKeyConstraint("proposal_id", "elector_id", name="pk_paper_voter"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "paper_entry",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("serial", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("ballot", sa.Text(), nullable=False),
        sa.Column("elector_id", sa.Uuid(), nullable=True),
        sa.Column("share_class", sa.String(20), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("serial > 0", name="ck_paper_entry_serial"),
        sa.CheckConstraint("round > 0", name="ck_paper_entry_round"),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name="fk_paper_entry_proposal_id"
        ),
        sa.PrimaryKeyConstraint(
            "proposal_id", "serial", "round", "entered_by", name="pk_paper_entry"
        ),
    )
    op.create_table(
        "paper_settled",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("serial", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name="fk_paper_settled_proposal_id"
        ),
        sa.PrimaryKeyConstraint("proposal_id", "serial", name="pk_paper_settled"),
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


# Each rule: name, table, deed, what must hold (SQL over OLD and NEW), and what is said otherwise.
# What differs between the databases is handed in, so that both keep one set of rules.


def _rules(*, distinct: str) -> list[tuple[str, str, str, str, str]]:
    def kept(*columns: str) -> str:
        return " AND ".join(f"NOT ({distinct.format(column=column)})" for column in columns)

    def meeting(row: str, *states: str) -> str:
        named = ", ".join(f"'{state}'" for state in states)
        return (
            f"EXISTS (SELECT 1 FROM meeting m WHERE m.id = {row}.meeting_id"
            f" AND m.state IN ({named}))"
        )

    pairs = " OR ".join(f"(OLD.state = '{a}' AND NEW.state = '{b}')" for a, b in PAIRS)
    same_paper = "e.proposal_id = NEW.proposal_id AND e.serial = NEW.serial"
    return [
        ("meeting_new", "meeting", "INSERT", "NEW.state = 'planned'",
         "a meeting begins as planned"),
        ("meeting_moves", "meeting", "UPDATE", f"OLD.state = NEW.state OR {pairs}",
         "a meeting makes no such move"),
        ("meeting_same", "meeting", "UPDATE",
         f"{kept(*ALWAYS_KEPT)} AND (OLD.notice_at IS NULL OR ({kept(*NOTICE_KEEPS)}))",
         "notice fixed this meeting"),
        ("meeting_kept", "meeting", "DELETE", "1 = 0", "a meeting is cancelled, never deleted"),
        ("agenda_new", "agenda_item", "INSERT", meeting("NEW", "planned"),
         "notice fixed the agenda"),
        ("agenda_same", "agenda_item", "UPDATE",
         meeting("OLD", "planned") + " AND " + kept("id", "meeting_id"),
         "notice fixed the agenda"),
        ("agenda_kept", "agenda_item", "DELETE", meeting("OLD", "planned"),
         "notice fixed the agenda"),
        ("invited_new", "meeting_invited", "INSERT", meeting("NEW", "planned"),
         "who is invited is fixed at notice"),
        ("consent_new", "short_notice_consent", "INSERT", meeting("NEW", "notice"),
         "consent to short notice is given before the meeting"),
        ("attendance_new", "attendance", "INSERT",
         meeting("NEW", "notice", "in_session", "adjourned")
         + " AND (NEW.step = 'arrive') = NOT coalesce((SELECT a.step = 'arrive' FROM attendance a"
         " WHERE a.meeting_id = NEW.meeting_id AND a.member_id = NEW.member_id"
         " ORDER BY a.number DESC LIMIT 1), 1 = 0)",
         "whoever is in the meeting cannot arrive, nor whoever is not leave"),
        ("minutes_new", "meeting_minutes", "INSERT", meeting("NEW", "closed", "minutes_drafted"),
         "minutes change between the close and their adoption"),
        ("paper_voter_new", "paper_voter", "INSERT",
         "EXISTS (SELECT 1 FROM roll r JOIN proposal p ON p.id = r.proposal_id"
         " WHERE r.proposal_id = NEW.proposal_id AND r.elector_id = NEW.elector_id"
         " AND NOT r.voted AND p.state = 'open')",
         "a paper is for an elector of an open vote who has not voted"),
        ("paper_entry_new", "paper_entry", "INSERT",
         f"(SELECT count(*) FROM paper_entry e WHERE {same_paper} AND e.round = NEW.round) < 2"
         f" AND (NEW.round = 1 OR ((SELECT count(*) FROM paper_entry e WHERE {same_paper}"
         " AND e.round = NEW.round - 1) = 2"
         f" AND EXISTS (SELECT 1 FROM paper_entry e WHERE {same_paper} AND e.round = 1"
         " AND e.entered_by = NEW.entered_by)))"
         " AND NOT EXISTS (SELECT 1 FROM paper_settled s WHERE s.proposal_id = NEW.proposal_id"
         " AND s.serial = NEW.serial)"
         " AND EXISTS (SELECT 1 FROM proposal p WHERE p.id = NEW.proposal_id"
         " AND p.state = 'open' AND (p.secret = (NEW.elector_id IS NULL)))",
         "two people enter a paper, and the same two settle it"),
        ("paper_settled_new", "paper_settled", "INSERT",
         f"EXISTS (SELECT 1 FROM paper_entry e JOIN paper_entry o ON o.proposal_id = e.proposal_id"
         " AND o.serial = e.serial AND o.round = e.round AND o.entered_by <> e.entered_by"
         " AND o.ballot = e.ballot AND o.share_class = e.share_class"
         " AND (o.elector_id = e.elector_id OR (o.elector_id IS NULL AND e.elector_id IS NULL))"
         f" WHERE {same_paper})",
         "a paper is settled when two people agree"),
    ]  # fmt: skip


def _guard_postgresql() -> None:
    rules = _rules(distinct="OLD.{column} IS DISTINCT FROM NEW.{column}")
    for name, table, deed, holds, said in rules:
        back = "OLD" if deed == "DELETE" else "NEW"
        op.execute(
            f"CREATE FUNCTION meetings_{name}() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN "
            f"IF ({holds}) IS NOT TRUE THEN "
            f"RAISE EXCEPTION '{said}' USING ERRCODE = '23514'; END IF; RETURN {back}; END$$"
        )
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {deed} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION meetings_{name}()"
        )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION house_no_change()"
        )
    for table in (*APPEND_ONLY, "meeting", "agenda_item"):
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "EXECUTE FUNCTION house_no_change()"
        )


def _guard_sqlite() -> None:
    for name, table, deed, holds, said in _rules(distinct="OLD.{column} IS NOT NEW.{column}"):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {deed} ON {table} WHEN ({holds}) IS NOT 1 "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )
    for table in APPEND_ONLY:
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
            )


def downgrade() -> None:
    raise NotImplementedError("What a co-op met over is not unwritten: restore a backup instead.")
