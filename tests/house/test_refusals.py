"""Every refusal of the house has a status and a sentence."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import coop
import ledger
import services
import voting
from coop.refusals import REFUSALS
from footing.errors import Refusal


def every_refusal(above: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for below in above.__subclasses__():
        yield below
        yield from every_refusal(below)


def test_each_subclass_has_its_row() -> None:
    for package in (coop, ledger, services, voting):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            import_module(module.name)
    ours = {kind for kind in every_refusal() if kind.__module__.split(".")[0] != "tests"}
    missing = sorted(f"{kind.__module__}.{kind.__name__}" for kind in ours - set(REFUSALS))
    assert not missing, missing


def test_each_status_is_one_of_the_few_we_use() -> None:
    assert {status for status, _ in REFUSALS.values()} <= {
        400,
        401,
        403,
        404,
        409,
        410,
        422,
        429,
        500,
        503,
    }
