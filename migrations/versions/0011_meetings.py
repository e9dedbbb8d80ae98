"""Meetings: notice, agenda, attendance, polls, minutes."""

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
