"""Room for every kind of vote: options, counting rule, classes on ballots."""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
