"""The door every deed goes through."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from coop import ids
from coop.clock import Clock
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.tables import ActRow, EventRow, JobRow
from footing.errors import Refusal

WRITES = "coop_writes"
"""Execution option of a connection that will write: on SQLite it takes the lock at once."""


class ActIdTaken(Refusal):
    """Another person's deed, or another deed, already has this id."""

    def __init__(self, act_id: UUID) -> None:
        super().__init__(act_id)
        self.act_id = act_id


# Plain statements, made once: a deed's own rows need no flush and no fresh statement each time.
_DIALECTS: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
_TELL = insert(EventRow)
_ENQUEUE = {
    name: dialect(JobRow.__table__).on_conflict_do_nothing(index_elements=["key"])
    for name, dialect in _DIALECTS.items()
}
_BEGIN_ACT = {
    name: dialect(ActRow.__table__)
    .on_conflict_do_nothing(index_elements=["id"])
    .returning(ActRow.__table__.c.id)
    for name, dialect in _DIALECTS.items()
}


@dataclass(slots=True)
class Act:
    """A deed under way: its session, its one instant, its actor and its outbox."""

    session: Session
    connection: Connection
    """The session's own, for statements that need no session."""
    id: UUID
    actor: Actor
    permission: Permission
    about: UUID
    now: datetime
    repeated: bool
    """True when this very deed was done before: return what it returned, change nothing."""

    def new_id(self) -> UUID:
        """This function will return a fresh time-ordered id."""
        return ids.new_id()

    def tell(self, kind: str, about: UUID | None = None, **facts: Any) -> None:
        """This function will store an event (JSON-plain facts) in this transaction."""
        self.connection.execute(
            _TELL,
            {
                "id": ids.new_id(),
                "act_id": self.id,
                "kind": kind,
                "about": about or self.about,
                "facts": facts,
                "at": self.now,
            },
        )

    def enqueue(
        self,
        kind: str,
        payload: dict[str, Any],
        *,
        run_at: datetime | None = None,
        key: str | None = None,
    ) -> None:
        """This function will leave a job (JSON-plain payload) for the worker.

        A second job with the same key is not stored.
        """
        self.connection.execute(
            _ENQUEUE[self.connection.dialect.name],
            {
                "id": ids.new_id(),
                "kind": kind,
                "payload": payload,
                "key": key,
                "run_at": run_at or self.now,
                "tries": 0,
            },
        )

    def mail(
        self,
        *,
        to: str | UUID,
        template: str,
        facts: dict[str, Any],
        key: str | None = None,
        locale: str = "en",
    ) -> None:
        """This function will leave a letter for the worker to write from `templates/mail/`.

        `to` is an address, or the id of a person, whose address is looked up then.
        """
        reader = {"to_person": str(to)} if isinstance(to, UUID) else {"to": to}
        self.enqueue(
            "mail.send",
            {**reader, "template": template, "facts": facts, "locale": locale},
            key=key,
        )


class UnitOfWork:
    """Opens transactions: `act` for deeds, `read` for questions. Nothing else commits."""

    def __init__(self, *, engine: Engine, clock: Clock) -> None:
        self.engine = engine
        self.clock = clock
        self._writing_engine = engine.execution_options(**{WRITES: True})
        self._glancing_engine = (
            engine.execution_options(isolation_level="AUTOCOMMIT")
            if engine.dialect.name == "postgresql"
            else engine
        )
        # SQLite lets one writer in; queueing here beats its polling (p99 falls five-fold).
        self._one_writer: Any = (
            threading.RLock() if engine.dialect.name == "sqlite" else nullcontext()
        )

    @contextmanager
    def act(
        self,
        actor: Actor,
        permission: Permission,
        *,
        id: UUID,
        about: UUID | None = None,
    ) -> Iterator[Act]:
        """This function will open a deed, and commit it when the block is left quietly.

        `id` is the deed's idempotency key: when it was done before by the same
        actor to the same thing, `repeated` is true and nothing is written. Raises `NotSignedIn`,
        `NotPermitted`, or `ActIdTaken` when the id belongs to something else.
        """
        actor.require(permission)
        about = about or id
        with (
            self._one_writer,
            Session(self._writing_engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            now = self.clock.now()
            connection = session.connection()
            written = connection.execute(
                _BEGIN_ACT[connection.dialect.name],
                {
                    "id": id,
                    "actor_id": actor.person_id,
                    "permission": permission,
                    "about": about,
                    "at": now,
                },
            ).first()
            if written is None:
                before = session.execute(select(ActRow).where(ActRow.id == id)).scalar_one()
                same = (before.actor_id, before.permission, before.about) == (
                    actor.person_id,
                    permission,
                    about,
                )
                if not same:
                    raise ActIdTaken(id)
                yield Act(session, connection, id, actor, permission, before.about, now, True)
                session.expunge_all()
                session.rollback()
            else:
                yield Act(session, connection, id, actor, permission, about, now, False)

    @contextmanager
    def glance(self) -> Iterator[Connection]:
        """This function will open a connection for one question that is one statement.

        One statement sees one moment by itself: on PostgreSQL no transaction is begun for it.
        """
        with self._glancing_engine.connect() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Session]:
        """This function will open one consistent view of the database, and change nothing."""
        with Session(self.engine, expire_on_commit=False) as session:
            if self.engine.dialect.name == "postgresql":
                session.connection(
                    execution_options={
                        "isolation_level": "REPEATABLE READ",
                        "postgresql_readonly": True,
                    }
                )
            yield session
