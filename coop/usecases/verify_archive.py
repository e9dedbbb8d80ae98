"""Check a vote's archive: recount it with nothing but the file."""

import json

from voting.errors import BrokenFile, Fault
from voting.proof.verifier import Difference, verify


def verify_archive(*, content: bytes) -> tuple[Difference, ...]:
    """This function will return everything in an archive that does not hold; none means all does.

    Raises `BrokenFile` where the file is not JSON.
    """
    try:
        archive = json.loads(content)
    except json.JSONDecodeError as fault:
        raise BrokenFile((Fault(fault.lineno, f"not JSON: {fault.msg}"),)) from fault
    except UnicodeDecodeError as fault:
        raise BrokenFile((Fault(1, "not UTF-8 text"),)) from fault
    except RecursionError as fault:
        raise BrokenFile((Fault(1, "nested too deeply to be an archive"),)) from fault
    return verify(archive)
