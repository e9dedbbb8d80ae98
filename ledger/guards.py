"""The triggers that keep the journal true, and which of them are not standing.

Whoever owns the database can stand them down: `DROP TRIGGER`, `DISABLE TRIGGER`,
`session_replication_role`, `writable_schema`. The check asks for each by its name, and
reads every row again besides: what went in while a guard was down does not add up.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

_TABLES = (
    "ledger_entry", "ledger_line", "ledger_period", "ledger_checkpoint", "ledger_seal",
    "ledger_entry_seal", "ledger_account", "ledger_fund",
)  # fmt: skip
_EVERYWHERE = ("ledger_entry_check", "ledger_account_no_update")
_POSTGRESQL = (
    *_EVERYWHERE,
    "ledger_period_lock",
    *(f"{table}_no_change" for table in _TABLES),
    *(f"{table}_no_truncate" for table in _TABLES),
)
_SQLITE = (
    *_EVERYWHERE,
    "ledger_line_check",
    *(f"{table}_no_replace" for table in _TABLES if table != "ledger_entry"),
    *(f"{table}_no_delete" for table in _TABLES),
    *(f"{table}_no_update" for table in _TABLES),
)


def guards_down(session: Session) -> tuple[str, ...]:
    """This function will return the names of the triggers that are gone or switched off.

    On PostgreSQL those behind foreign keys too, named after their constraints.
    """
    if session.get_bind().dialect.name == "sqlite":
        rows = session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        standing = set(rows.scalars())
        return tuple(sorted(set(_SQLITE) - standing))
    triggers = session.execute(
        text(
            "SELECT coalesce(k.conname, t.tgname), t.tgenabled IN ('O', 'A') FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid "
            "LEFT JOIN pg_constraint k ON k.oid = t.tgconstraint "
            "WHERE c.relname = ANY(:tables) AND pg_table_is_visible(c.oid)"
        ),
        {"tables": list(_TABLES)},
    ).all()
    off = {name for name, is_on in triggers if not is_on}
    return tuple(sorted((set(_POSTGRESQL) - {name for name, _is_on in triggers}) | off))
