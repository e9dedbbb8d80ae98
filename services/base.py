"""The catalogue every service's tables belong to."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import DeclarativeBase

from footing.tables import UtcDateTime, named_metadata


class Base(DeclarativeBase):
    metadata = named_metadata()
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON}
