"""Lines of fields parted by semicolons, some of them in quotation marks."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

_QUOTED_LINES_MAX = 50
"""A quotation mark not closed within so many lines is a fault."""

_FIELD = re.compile(r'(?:"([^"]*(?:""[^"]*)*)"|([^;]*))(;|\Z)')


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of one line, or of several where a quoted field runs on."""

    line: int
    fields: list[str]


def records(
    lines: Sequence[str], *, first: int, fault: Callable[[int, str], None]
) -> Iterator[Record]:
    """This function will part lines into fields, blank lines left out.

    `first` is the number of the first line; `fault` is told of quotation marks
    that are never closed, with their line.
    """
    index = 0
    while index < len(lines):
        line, number = lines[index], first + index
        index += 1
        if not line.strip():
            continue
        if '"' not in line:
            yield Record(number, [field.strip() for field in line.split(";")])
            continue
        if _opens(line):
            for more in range(1, min(_QUOTED_LINES_MAX, len(lines) - index + 1)):
                joined = "\n".join((line, *lines[index : index + more]))
                if not _opens(joined):
                    line, index = joined, index + more
                    break
            else:
                fault(number, f"the quotation mark of {shown(line)} is never closed")
        yield Record(number, _fields(line))


def quoted(text: str) -> str:
    """This function will write a field so that it is read back unchanged."""
    if re.search(r'[;"\n\r]', text):
        return '"' + text.replace('"', '""') + '"'
    return text


def shown(text: str) -> str:
    """This function will quote a text in a fault, cut where it is long."""
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"


def _opens(line: str) -> bool:
    """This function will tell whether a field begins with a quotation mark that is not closed."""
    return any(
        found[2] is not None and found[2].lstrip().startswith('"') and found[2].count('"') % 2
        for found in _FIELD.finditer(line)
    )


def _fields(line: str) -> list[str]:
    fields = []
    at = 0
    while (found := _FIELD.match(line, at)) is not None:
        quoted, plain, after = found.groups()
        fields.append((plain if quoted is None else quoted.replace('""', '"')).strip())
        at = found.end()
        if after != ";":
            break
    return fields
