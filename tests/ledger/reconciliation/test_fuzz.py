"""Whatever bytes come in: they are read, or refused with faults; nothing crashes or hangs."""

import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.reconciliation.errors import LayoutUnknown, MalformedStatement
from ledger.reconciliation.formats import camt053, csv, mt940, ofx, reading
from tests.ledger.reconciliation import files
from tests.ledger.reconciliation.files import Move, Told

MARCH = Told(
    (
        Move(date(2026, 3, 4), 50_000, "River trust", "Grant GR-20031", "GR20031", "BK000001"),
        Move(date(2026, 3, 5), -40_000, "Müller & Söhne", "Rent <March>", "", "BK000002"),
        Move(date(2026, 3, 9), 700, "Members", "Dues", "", "BK000009", parts=(300, 400)),
    )
)
WHOLE = {
    "camt": (camt053.read, files.camt(MARCH)),
    "camt of 2019": (camt053.read, files.camt(MARCH, version="08")),
    "ofx": (ofx.read, files.ofx(MARCH)),
    "ofx in XML": (ofx.read, files.ofx(MARCH, closed_tags=True)),
    "mt940": (mt940.read, files.mt940(MARCH)),
    "csv": (csv.read, files.csv(MARCH)),
}
BITS = [
    b"<", b">", b"</", b"&", b"\x00", b"\xff", b"\xfe\xff", b"\r", b"\n", b'"', b",", b";", b":61:",
    b":86:", b":20:", b"?20", b"-}", b"{4:", b"<STMTTRN>", b"</STMTTRN>", b"<Ntry>", b"<Amt>",
    b"9" * 400, b"-", b"0", b"EUR", b"\xe2\x88\x92", b"\xd9\xa1", b"<![CDATA[", b"<!--", b"<?x",
    b"2026-02-30", b"\xef\xbb\xbf", b"&#0;", b"&#x110000;", b" " * 3000, b"/REMI/", b"<a " * 500,
]  # fmt: skip
SECONDS_MAX = 10


@contextmanager
def no_longer_than(seconds: int) -> Iterator[None]:
    """A hang is a failure of its own, not of the whole run."""

    def stop(*_: object) -> None:
        raise TimeoutError("the reader hangs")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def take(read, content: bytes) -> None:
    """Read, or refuse with at least one fault, each with a line that can be there."""
    faults = None
    with no_longer_than(SECONDS_MAX):
        try:
            read(content=content, currency="EUR")
        except LayoutUnknown:
            return
        except MalformedStatement as refusal:
            faults = refusal.faults
    if faults is not None:
        assert faults
        assert all(0 <= fault.line_number <= 1_000_000 for fault in faults)
        assert all(len(fault.cell) <= 200 for fault in faults)


def mutated(content: bytes, chance: random.Random) -> bytes:
    """A few bytes changed, cut out, doubled or put in, as a bad transfer or an attacker would."""
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(content) + 1)
        end = min(len(content), at + chance.randint(0, 40))
        deed = chance.randrange(4)
        if deed == 0:
            content = content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]
        elif deed == 1:
            content = content[:at] + content[end:]
        elif deed == 2:
            content = content[:end] + content[at:end] * chance.randint(1, 50) + content[end:]
        else:
            content = content[:at] + chance.choice(BITS) + content[at:]
    return content


@pytest.mark.parametrize("name", WHOLE)
def test_a_mutated_file_is_read_or_refused(name: str) -> None:
    read, text = WHOLE[name]
    chance = random.Random(name)
    encodings = ["utf-8"] * 4 + ["utf-16", "cp1252"]
    for _ in range(400):
        content = mutated(text.encode(chance.choice(encodings)), chance)
        take(read, content)
        take(reading.read, content)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_at_all_are_read_or_refused(content: bytes) -> None:
    for read in (reading.read, camt053.read, ofx.read, mt940.read, csv.read):
        take(read, content)


LONG = 1_200_000
HOSTILE = {
    "one tag deep": "<Document xmlns='urn:camt.053.001.02'>" + "<a>" * 200_000,
    "one attribute long": f"<Document xmlns='camt.053.001.02' a='{'x' * LONG}'/>",
    "tags never closed": "<OFX><STMTRS>" + "<STMTTRN>" * 60_000,
    "open brackets": "<OFX>" + "<" * LONG,
    "a tag of blanks": "<OFX><A" + " " * LONG + ">",
    "entities": "<OFX><STMTRS><STMTTRN><MEMO>" + "&amp;" * 200_000 + "</OFX>",
    "one field long": ":20:x\n:25:y\n:86:" + "?20" * 300_000,
    "one reference long": ":20:x\n:25:y\n:61:2603040304C1,00NTRF" + "/" * LONG,
    "slashes": ":20:x\n:25:y\n:61:260304C1,\n:86:" + "/REMI/" * 150_000,
    "colons": ":20:x\n:25:y\n" + ":61:" * 300_000,
    "quotes": "Date,Amount\n" + '"' * LONG,
    "separators": "Date,Amount\n" + "," * LONG,
    "digits": "Date,Amount\n2026-03-04," + "1" * LONG,
    "groups": "Date,Amount\n2026-03-04," + "1,111" * 200_000 + "x",
    "blank lines": "\n" * LONG,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_made_to_be_slow_is_refused_in_time(name: str) -> None:
    take(reading.read, HOSTILE[name].encode())
