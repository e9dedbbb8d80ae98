"""Count an election from its file, with no database, and lay the count out for a terminal."""

from collections.abc import Callable
from dataclasses import dataclass

from coop.words import _, ngettext
from voting.counting import stv_scottish
from voting.counting.result import Lot, Result, Stage, StageKind, labels
from voting.errors import BrokenFile, Fault
from voting.formats import blt

RULES: dict[str, Callable[..., Result]] = {stv_scottish.RULE: stv_scottish.count}
"""The rules a file can be counted by."""

_NAME_WIDTH, _BAR_WIDTH = 30, 26
_EIGHTHS = " ▏▎▍▌▋▊▉"


@dataclass(frozen=True, slots=True)
class CountedFile:
    """A counted file and the title it carried."""

    title: str
    result: Result


def count_file(*, content: bytes, rule: str, seats: int | None, seed: str | None) -> CountedFile:
    """This function will count a BLT file by a rule.

    `seats` defaults to the file's; `seed` orders the lot (the paper's order
    where none is given). Raises `BrokenFile` with every fault, or `CannotCount`.
    """
    election = blt.read(_decoded(content))
    number = len(election.candidates)
    lot = Lot.on_paper(candidates=number)
    if seed is not None:
        lot = Lot.from_seed(seed=seed, candidates=number)
    result = RULES[rule](
        election.ballots,
        candidates=election.candidates,
        seats=seats if seats is not None else election.seats,
        withdrawn=election.withdrawn,
        lot=lot,
    )
    return CountedFile(election.title, result)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        lines = content.splitlines()
    faults = []
    for number, line in enumerate(lines, start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as fault:
            faults.append(Fault(number, f"byte {fault.start + 1} is not UTF-8 text"))
    raise BrokenFile(tuple(faults))


def laid_out(counted: CountedFile) -> str:
    """This function will write a count as text, one block a stage, with bars up to the quota."""
    result = counted.result
    names = labels(result.candidates)
    head = _("%(rule)s · %(seats)s · %(votes)s valid votes · quota %(quota)s") % {
        "rule": result.rule,
        "seats": ngettext("%(n)d seat", "%(n)d seats", result.seats) % {"n": result.seats},
        "votes": f"{result.votes:,}",
        "quota": f"{result.quota:,}",
    }
    lines = [counted.title, head, ""] if counted.title else [head, ""]
    out: dict[int, str] = {}
    for index, stage in enumerate(result.stages):
        before = result.stages[index - 1] if index else None
        lines += [_heading(result, names, stage, before), *_rows(result, names, stage, before, out)]
        lines.append("")
    lines += [_("Elected, in order:")]
    for place, number in enumerate(result.winners, start=1):
        lines.append(f"  {place}. {names[number - 1]}")
    for tie in result.ties:
        among = ", ".join(names[number - 1] for number in tie.among)
        how = (
            _("by lot, in the order fixed before the count")
            if tie.looked_back_to is None
            else _("by looking back to stage %(stage)d") % {"stage": tie.looked_back_to}
        )
        lines += [
            "",
            _("Tie at stage %(stage)d between %(among)s: %(chosen)s was chosen %(how)s.")
            % {
                "stage": tie.stage,
                "among": among,
                "chosen": names[tie.chosen - 1],
                "how": how,
            },
        ]
    return "\n".join(lines)


def _heading(result: Result, names: tuple[str, ...], stage: Stage, before: Stage | None) -> str:
    if stage.source is None or before is None:
        what = _("first preferences")
    else:
        name, held = names[stage.source - 1], before.totals[stage.source - 1]
        if stage.kind is StageKind.SURPLUS:
            what = _("surplus of %(name)s, %(votes)s votes, a whole paper passed on at %(value)s")
            what %= {
                "name": name,
                "votes": result.text(held - result.quota * result.scale),
                "value": result.text(stage.transfer_value or 0),
            }
        else:
            what = _("exclusion of %(name)s, %(votes)s votes")
            what %= {"name": name, "votes": result.text(held)}
    return _("Stage %(number)d: %(what)s") % {"number": stage.number, "what": what}


def _rows(
    result: Result,
    names: tuple[str, ...],
    stage: Stage,
    before: Stage | None,
    out: dict[int, str],
) -> list[str]:
    """This function will write a line a candidate; `out` remembers who is already settled."""
    most = max(result.quota * result.scale, *(max(one.totals) for one in result.stages))
    rows = []
    for number, total in enumerate(stage.totals, start=1):
        settled = out.get(number, "")
        if number in stage.elected:
            out[number] = _("elected")
            settled = "✔ " + out[number]
        elif number in stage.excluded:
            out[number] = _("excluded")
            settled = "✘ " + out[number]
        change = total - before.totals[number - 1] if before else 0
        rows.append(
            f"  {_fitted(names[number - 1])} {_bar(total, most)} {result.text(total):>13} "
            f"{_signed(result, change):>13}  {settled}".rstrip()
        )
    gone = stage.exhausted + stage.lost
    change = gone - before.exhausted - before.lost if before else 0
    if gone:
        rows.append(
            f"  {_fitted(_('with no candidate any more'))} {'':{_BAR_WIDTH}} "
            f"{result.text(gone):>13} {_signed(result, change):>13}".rstrip()
        )
    return rows


def _fitted(name: str) -> str:
    short = name if len(name) <= _NAME_WIDTH else name[: _NAME_WIDTH - 1] + "…"
    return f"{short:<{_NAME_WIDTH}}"


def _bar(total: int, most: int) -> str:
    eighths = total * _BAR_WIDTH * 8 // most if most else 0
    whole, rest = divmod(eighths, 8)
    return f"{'█' * whole + (_EIGHTHS[rest] if rest else ''):<{_BAR_WIDTH}}"


def _signed(result: Result, change: int) -> str:
    if not change:
        return ""
    return ("+" if change > 0 else "−") + result.text(abs(change))
