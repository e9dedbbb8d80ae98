"""From a file's bytes to text, whatever the bank wrote or claims to have written (pure)."""

import re

from ledger.faults import FaultKind, LineFault
from ledger.reconciliation.errors import MalformedStatement

BYTES_MAX = 5_000_000
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"\xfd7zXZ", b"Rar!")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
"""No text of a bank's holds these. MT940 may be wrapped in `\\x01`, `\\x03` and ends in `\\x1a`."""
_SWIFT_WRAPPING = str.maketrans("", "", "\x01\x03\x04")


def decoded(content: bytes, *, encoding: str = "") -> str:
    """This function will return a file's text without its byte order mark.

    UTF-8 is taken where it fits, whatever the file declares, since no other encoding
    fits it by chance; else `encoding`, else Windows-1252. Raises `MalformedStatement`
    for what is too large, packed, empty or no text at all.
    """
    if len(content) > BYTES_MAX:
        raise MalformedStatement((LineFault(0, FaultKind.TOO_LARGE),))
    if content.startswith(_ARCHIVES):
        raise MalformedStatement((LineFault(0, FaultKind.ARCHIVE),))
    text = _text(content, encoding)
    if text is None:
        raise MalformedStatement((LineFault(0, FaultKind.NOT_TEXT),))
    text = text.removeprefix("\ufeff").translate(_SWIFT_WRAPPING)
    if _CONTROL.search(text):
        raise MalformedStatement((LineFault(0, FaultKind.NOT_TEXT),))
    if not text.strip():
        raise MalformedStatement((LineFault(0, FaultKind.EMPTY),))
    return text


def refuse_declarations(text: str) -> None:
    """This function will refuse XML with a document type, and so any entity of its own.

    No bank needs one, and a parser that never sees one cannot be led astray by it.
    Raises `MalformedStatement`.
    """
    for word in ("<!DOCTYPE", "<!ENTITY"):
        at = text.find(word)
        if at >= 0:
            line = text.count("\n", 0, at) + 1
            raise MalformedStatement((LineFault(line, FaultKind.UNSAFE_XML),))


def _text(content: bytes, encoding: str) -> str | None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = ["utf-16"]
    elif b"\x00" in content[:200]:
        # UTF-16 without its mark: every other byte of plain letters is nothing.
        candidates = ["utf-16-le" if content[1:2] == b"\x00" else "utf-16-be"]
    else:
        candidates = ["utf-8", encoding or "cp1252", "cp1252", "latin-1"]
    for candidate in candidates:
        try:
            return content.decode(candidate)
        except (UnicodeDecodeError, LookupError):
            continue
    return None
