"""The chain over the journal: leaves, roots and links (pure).

A leaf is the SHA-256 of an entry's canonical text; a root is the Merkle root of a
batch of leaves (RFC 6962 prefixes: 0x00 before a leaf, 0x01 before a pair; an odd one
out moves up alone); a link hashes the link before it with its own root.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

GENESIS = bytes(32)
"""What the first link has before it."""


def leaf(
    *, id: UUID, source_key: str, posted_by: UUID | None, posted_at: datetime, payload: str
) -> bytes:
    """This function will return the leaf of an entry; `payload` is its `payload_text`."""
    head = json.dumps(
        [
            str(id),
            source_key,
            None if posted_by is None else str(posted_by),
            posted_at.isoformat(timespec="microseconds"),
        ],
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hashlib.sha256(b"\x00" + head.encode() + b"\n" + payload.encode()).digest()


class Tree:
    """The Merkle root of leaves that come one by one: it holds one hash a level, not the leaves."""

    def __init__(self) -> None:
        self.count = 0
        self._peaks: list[tuple[int, bytes]] = []

    def add(self, leaf: bytes) -> None:
        """This function will take the next leaf."""
        self.count += 1
        height, node = 0, leaf
        while self._peaks and self._peaks[-1][0] == height:
            node = _pair(self._peaks.pop()[1], node)
            height += 1
        self._peaks.append((height, node))

    def root(self) -> bytes:
        """This function will return the root of the leaves so far: `root` of them all."""
        if not self._peaks:
            return root([])
        node = self._peaks[-1][1]
        for _height, peak in reversed(self._peaks[:-1]):
            node = _pair(peak, node)
        return node


def _pair(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """This function will return the Merkle root of the leaves, in their order."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        paired = [_pair(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            paired.append(level[-1])
        level = paired
    return level[0]


def link(*, previous: bytes, number: int, entry_count: int, root: bytes) -> bytes:
    """This function will return the chain's next link."""
    head = f"{number}:{entry_count}:".encode()
    return hashlib.sha256(previous + head + root).digest()
