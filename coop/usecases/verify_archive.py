"""Check a vote's archive: recount it with nothing but the file."""

import json
from typing import Any

from voting.errors import BrokenFile, Fault
from voting.proof import archive as archives
from voting.proof.verifier import Difference, ballot_of, compare, fingerprint, verify


def verify_archive(*, content: bytes, other: bytes | None = None) -> tuple[Difference, ...]:
    """This function will return everything in an archive that does not hold; none means all does.

    With `other`, a second copy of the file, everything in which they differ is
    named too. Raises `BrokenFile` where a file is not JSON.
    """
    archive = _read(content)
    found = verify(archive)
    return found if other is None else found + compare(archive, _read(other))


def fingerprint_of(*, content: bytes) -> str:
    """This function will return an archive's fingerprint, as the result page shows it.

    Raises `BrokenFile` where the file is not JSON.
    """
    return fingerprint(_read(content))


def find_in_archive(*, content: bytes, receipt: str) -> str | None:
    """This function will return the canonical ballot a receipt finds in an archive, if any.

    Raises `BrokenFile` where the file is not JSON.
    """
    return ballot_of(_read(content), receipt)


def _read(content: bytes) -> Any:
    try:
        return archives.load(content.decode("utf-8-sig"))
    except json.JSONDecodeError as fault:
        raise BrokenFile((Fault(fault.lineno, f"not JSON: {fault.msg}"),)) from fault
    except UnicodeDecodeError as fault:
        raise BrokenFile((Fault(1, "not UTF-8 text"),)) from fault
    except RecursionError as fault:
        raise BrokenFile((Fault(1, "nested too deeply to be an archive"),)) from fault
    except ValueError as fault:
        raise BrokenFile((Fault(1, str(fault)),)) from fault
