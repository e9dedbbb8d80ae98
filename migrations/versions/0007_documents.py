"""Documents that are numbered and never edited, and the declarations of patronage."""

import sqlalchemy as sa
from alembic import op

from footing.tables import UtcDateTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    _documents()
    if op.get_bind().dialect.name == "postgresql":
        _guard_documents_on_postgresql()
    else:
        _guard_documents_on_sqlite()


def _documents() -> None:
    op.create_table(
        "document_series",
        sa.Column("series", sa.String(60), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.CheckConstraint("last_number >= 1", name="ck_document_series_last_number"),
        sa.PrimaryKeyConstraint("series", name="pk_document_series"),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("series", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("template", sa.String(60), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("facts_sha256", sa.String(64), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("about", sa.Uuid(), nullable=True),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=True),
        sa.Column("supersedes_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(500), nullable=True),
        sa.CheckConstraint("number >= 1", name="ck_document_number"),
        sa.CheckConstraint("supersedes_id <> id", name="ck_document_not_itself"),
        sa.ForeignKeyConstraint(["series"], ["document_series.series"], name="fk_document_series"),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["document.id"], name="fk_document_supersedes_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_document"),
        sa.UniqueConstraint("series", "number", name="uq_document_series_number"),
        sa.UniqueConstraint("code", name="uq_document_code"),
        sa.UniqueConstraint("supersedes_id", name="uq_document_supersedes_id"),
    )
    op.create_index("ix_document_party_id_issued_at", "document", ["party_id", "issued_at"])
    op.create_index("ix_document_about", "document", ["about"])
    op.create_index("ix_document_issued_at", "document", ["issued_at"])
    op.create_table(
        "document_print",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("printed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name="fk_document_print_document_id"
        ),
        sa.PrimaryKeyConstraint("document_id", name="pk_document_print"),
    )
    op.create_index("ix_document_print_sha256", "document_print", ["sha256"])


GAPLESS = "coalesce((SELECT max(number) FROM document WHERE series = NEW.series), 0) + 1"


def _guard_documents_on_postgresql() -> None:
    for table in ("document", "document_print"):
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION house_no_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "EXECUTE FUNCTION house_no_change()"
        )
    op.execute(
        "CREATE FUNCTION document_gapless() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN "
        f"IF NEW.number <> {GAPLESS} THEN "
        "RAISE EXCEPTION 'numbers leave no gap: %', NEW.series USING ERRCODE = '23514'; "
        "END IF; RETURN NEW; END$$"
    )
    op.execute(
        "CREATE TRIGGER document_gapless BEFORE INSERT ON document "
        "FOR EACH ROW EXECUTE FUNCTION document_gapless()"
    )
    op.execute(
        "CREATE FUNCTION document_series_counts() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN "
        "IF TG_OP = 'DELETE' OR NEW.series <> OLD.series "
        "OR NEW.last_number <> OLD.last_number + 1 THEN "
        "RAISE EXCEPTION 'a series only counts up: %', OLD.series USING ERRCODE = '23514'; "
        "END IF; RETURN NEW; END$$"
    )
    op.execute(
        "CREATE TRIGGER document_series_counts BEFORE UPDATE OR DELETE ON document_series "
        "FOR EACH ROW EXECUTE FUNCTION document_series_counts()"
    )


def _guard_documents_on_sqlite() -> None:
    for table in ("document", "document_print"):
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
            )
    op.execute(
        f"CREATE TRIGGER document_gapless BEFORE INSERT ON document WHEN NEW.number <> {GAPLESS} "
        "BEGIN SELECT RAISE(ABORT, 'numbers leave no gap'); END"
    )
    op.execute(
        "CREATE TRIGGER document_series_counts BEFORE UPDATE ON document_series "
        "WHEN NEW.series <> OLD.series OR NEW.last_number <> OLD.last_number + 1 "
        "BEGIN SELECT RAISE(ABORT, 'a series only counts up'); END"
    )
    op.execute(
        "CREATE TRIGGER document_series_no_delete BEFORE DELETE ON document_series "
        "BEGIN SELECT RAISE(ABORT, 'a series only counts up'); END"
    )


def downgrade() -> None:
    raise NotImplementedError("Issued documents are not unissued: restore a backup instead.")
