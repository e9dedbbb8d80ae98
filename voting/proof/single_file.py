"""The verifier as one Python file: for whoever wants to check a vote without installing anything.

The file carries the very modules that count here, as readable text, and needs nothing but
Python 3.11 or newer. It reads no network and no database.
"""

import ast
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_ROOT = "voting.proof.alone"
_PACKAGES = ("voting", "footing")

_HEAD = '''#!/usr/bin/env python3
"""Checks the archive of a closed vote.

    python3 {name} ARCHIVE.json [--receipt CODE] [--against OTHER.json]

Everything below is plain Python (3.11 or newer) and uses nothing but its standard library.
Each module stands under its name; the last lines run voting.proof.alone.
"""

import importlib.abc
import importlib.util
import sys

SOURCES = {{}}
'''

_TAIL = '''

class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the modules of this file in this file, and no others."""

    def find_spec(self, name, path=None, target=None):
        if name not in SOURCES:
            return None
        package = any(other.startswith(name + ".") for other in SOURCES)
        return importlib.util.spec_from_loader(name, self, is_package=package)

    def exec_module(self, module):
        exec(compile(SOURCES[module.__name__], module.__name__, "exec"), module.__dict__)


sys.meta_path.insert(0, Finder())

if __name__ == "__main__":
    from voting.proof.alone import main

    sys.exit(main(sys.argv[1:]))
'''


@cache
def script(*, name: str = "coppice_verify.py") -> str:
    """This function will return the whole file, its modules in the order of their names."""
    parts = [_HEAD.format(name=name)]
    for module, source in sorted(_modules().items()):
        parts.append(f"\nSOURCES[{module!r}] = {_quoted(source)}\n")
    return "".join([*parts, _TAIL])


def _quoted(source: str) -> str:
    """This function will quote a source so that it stays readable, whatever it contains."""
    escaped = source.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return f'"""\\\n{escaped}"""'


def _modules() -> dict[str, str]:
    """This function will gather the modules the verifier needs, with the packages they lie in."""
    found: dict[str, str] = {}
    waiting = [_ROOT]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        source = _source_of(name)
        if source is None:
            continue
        found[name] = source
        package, _dot, _last = name.rpartition(".")
        waiting += [package] if package else []
        waiting += _imported(source)
    return found


def _imported(source: str) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module)
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return [name for name in names if name.partition(".")[0] in _PACKAGES]


def _source_of(name: str) -> str | None:
    """This function will return a module's text; none for a name that is no module."""
    try:
        spec = find_spec(name)
    except ModuleNotFoundError:
        return None
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).read_text(encoding="utf-8")
