"""The same books as text files, and how long hledger, ledger and beancount take over them."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.books.generate import entries
from ledger.accounts import DEFAULT_CHART
from ledger.exports import beancount, hledger

_BEAN_QUERY = Path(__file__).resolve().parents[2] / ".venv-bench" / "bin" / "bean-query"
_CHART = {account.code: account for account in DEFAULT_CHART}
_ON = "2023-07-16"
_ACCOUNT = "1000 Bank"


def write(folder: Path, *, transactions: int) -> tuple[Path, Path]:
    """This function will write the made-up books for both kinds of reader."""
    paths = folder / "books.journal", folder / "books.beancount"
    for path, writing in zip(paths, (hledger.write, beancount.write), strict=True):
        with path.open("w") as file:
            lines = writing(
                entries=entries(transactions), chart=_CHART, balances=(), title="Made-up books"
            )
            file.writelines(f"{line}\n" for line in lines)
    return paths


def timed(
    folder: Path, *, transactions: int, most_s: int
) -> Iterator[tuple[str, str, float | str]]:
    """This function will yield reader, question, and its seconds or why there are none."""
    journal, bean = write(folder, transactions=transactions)
    asks: list[tuple[str, str, list[str]]] = [
        ("hledger", "trial balance at a day", ["bal", "-N", "--flat", "-e", "2023-07-17"]),
        ("hledger", "one account's balance at a day", ["bal", "-N", _ACCOUNT, "-e", "2023-07-17"]),
        ("ledger", "trial balance at a day", ["bal", "--flat", "-e", "2023/07/17"]),
        ("ledger", "one account's balance at a day", ["bal", _ACCOUNT, "-e", "2023/07/17"]),
    ]
    for reader, question, arguments in asks:
        if shutil.which(reader) is None:
            yield reader, question, "not installed: apt-get install hledger ledger"
            continue
        yield reader, question, _seconds([reader, "-f", str(journal), *arguments], most_s)
    for question, where in (
        ("trial balance at a day", ""),
        ("one account's balance at a day", " AND account = 'Assets:1000-Bank'"),
    ):
        select = f"SELECT account, sum(position) WHERE date <= {_ON}{where} GROUP BY account"
        if not _BEAN_QUERY.exists():
            yield "bean-query", question, "not installed: script/bench"
            continue
        yield "bean-query", question, _seconds([str(_BEAN_QUERY), str(bean), select], most_s)


def _seconds(command: list[str], most_s: int) -> float | str:
    started = time.perf_counter()
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=most_s)
    except subprocess.TimeoutExpired:
        return f"over {most_s} s"
    if answer.returncode:
        return f"failed: {answer.stderr.strip().splitlines()[-1][:120]}"
    return time.perf_counter() - started
