"""What every entry point is handed: the unit of work and the ports."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from coop.clock import Clock
from coop.config import Config
from coop.rendering import Renderer
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act, UnitOfWork
from services.documents.printer import Printer
from services.messages.mailer import Mailer
from services.payments.gateway import Gateway


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """The house's working parts. Built in `coop.app`, and in tests with fakes at the ports."""

    config: Config
    clock: Clock
    unit_of_work: UnitOfWork
    renderer: Renderer
    gateway: Gateway
    printer: Printer
    mailer: Mailer

    def act(
        self, actor: Actor, permission: Permission, *, id: UUID, about: UUID | None = None
    ) -> AbstractContextManager[Act]:
        """This function will open a deed: see `UnitOfWork.act`."""
        return self.unit_of_work.act(actor, permission, id=id, about=about)

    @contextmanager
    def glance(self) -> Iterator[Connection]:
        """This function will open a connection for one statement: see `UnitOfWork.glance`."""
        with self.unit_of_work.glance() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Session]:
        """This function will open a consistent view: see `UnitOfWork.read`."""
        with self.unit_of_work.read() as session:
            yield session
