"""What a document is, and the hashes and codes by which it is known again."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_GROUPS, _CODE_GROUP_SIZE = 4, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One issued document: its number, its figures, and what it stands in place of."""

    id: UUID
    series: str
    number: int
    template: str
    title: str
    facts: Mapping[str, Any]
    facts_sha256: str
    code: str
    party_id: UUID | None
    about: UUID | None
    issued_at: datetime
    issued_by: UUID | None
    supersedes_id: UUID | None
    reason: str | None
    superseded_by_id: UUID | None
    pdf_sha256: str | None
    """Of the stored PDF; none until the worker has printed it."""

    @property
    def is_current(self) -> bool:
        """Whether no newer document stands in its place."""
        return self.superseded_by_id is None


@dataclass(frozen=True, slots=True)
class PrintedPdf:
    """A document's stored bytes."""

    document_id: UUID
    pdf: bytes
    sha256: str
    printed_at: datetime


def canonical(facts: Mapping[str, Any]) -> str:
    """This function will write facts as JSON in one way only: sorted keys, no blanks.

    Raises `TypeError` for anything that is not plain JSON, and for a float: a
    figure of ours is an integer or a text.
    """
    _refuse_floats(facts)
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def facts_sha256(facts: Mapping[str, Any]) -> str:
    """This function will return the SHA-256 (hex) of the canonical facts."""
    return hashlib.sha256(canonical(facts).encode()).hexdigest()


def pdf_sha256(pdf: bytes) -> str:
    """This function will return the SHA-256 (hex) of a PDF's bytes."""
    return hashlib.sha256(pdf).hexdigest()


def code_for(*, document_id: UUID, facts_hash: str) -> str:
    """This function will return the code by which a reader asks whether a document is ours.

    Twenty letters of thirty, 98 bits: it cannot be guessed from number or date,
    and it changes when any figure does.
    """
    number = int.from_bytes(hashlib.sha256(document_id.bytes + facts_hash.encode()).digest())
    letters: list[str] = []
    for _ in range(_CODE_GROUPS * _CODE_GROUP_SIZE):
        number, which = divmod(number, len(_CODE_LETTERS))
        letters.append(_CODE_LETTERS[which])
    text = "".join(letters)
    return "-".join(
        text[start : start + _CODE_GROUP_SIZE] for start in range(0, len(text), _CODE_GROUP_SIZE)
    )


def tidy_code(text: str) -> str:
    """This function will read a code as hands type it: any case, blanks or hyphens anywhere."""
    letters = "".join(letter for letter in text.upper() if letter.isalnum())
    return "-".join(
        letters[start : start + _CODE_GROUP_SIZE]
        for start in range(0, len(letters), _CODE_GROUP_SIZE)
    )


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError(f"a document's figures are integers or texts, not {value!r}")
    if isinstance(value, Mapping):
        for inner in value.values():
            _refuse_floats(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            _refuse_floats(inner)
