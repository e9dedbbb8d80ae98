"""The catalogue every service's tables belong to."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import JSON, CursorResult, Update
from sqlalchemy.orm import DeclarativeBase, Session

from footing.tables import UtcDateTime, named_metadata


class Base(DeclarativeBase):
    metadata = named_metadata()
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON}


def changed(session: Session, statement: Update) -> bool:
    """This function will run a guarded update and say whether it met the row it was meant for.

    The guard stands in the statement's WHERE, so that of two racing deeds one
    changes the row and the other learns that it did not.
    """
    result = cast("CursorResult[Any]", session.execute(statement))
    return bool(result.rowcount)
