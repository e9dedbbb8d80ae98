"""Agendas: what the members decide is never put to the board, and what needs no meeting to none.

Items that stand on an agenda already are left alone: the house decides none of them there.
"""

from alembic import op

revision = "0024"
down_revision = "0023"

HOLDS = (
    "NEW.proposal_id IS NULL"
    " OR (EXISTS (SELECT 1 FROM meeting m WHERE m.id = NEW.meeting_id AND m.kind = 'general')"
    " AND EXISTS (SELECT 1 FROM proposal p WHERE p.id = NEW.proposal_id AND p.kind <> 'written'))"
)
SAID = "a proposal goes on the agenda of a general meeting"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION meetings_agenda_members() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN "
            f"IF ({HOLDS}) IS NOT TRUE THEN "
            f"RAISE EXCEPTION '{SAID}' USING ERRCODE = '23514'; END IF; RETURN NEW; END$$"
        )
        op.execute(
            "CREATE TRIGGER agenda_members BEFORE INSERT ON agenda_item "
            "FOR EACH ROW EXECUTE FUNCTION meetings_agenda_members()"
        )
    else:
        op.execute(
            f"CREATE TRIGGER agenda_members BEFORE INSERT ON agenda_item WHEN ({HOLDS}) IS NOT 1 "
            f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
        )


def downgrade() -> None:
    raise NotImplementedError("A co-op's agendas are not unwritten: restore a backup instead.")
