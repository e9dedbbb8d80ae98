"""Counts in stages as text: one block a stage, with bars up to the quota."""

from typing import Any

from coop.usecases.ballot_file import BallotFile
from coop.usecases.count_layout import marks
from coop.words import _
from voting.counting.result import Result, Stage, StageKind, labels
from voting.counting.ties import TieReport
from voting.formats.json import count_to_plain


def plain(result: Result, file: BallotFile, report: TieReport | None) -> dict[str, Any]:
    """This function will write a count in stages, and whom other lots would have elected."""
    written = count_to_plain(result)
    if report is not None:
        names = labels(result.candidates)
        written["could_have_won"] = [
            [names[number - 1] for number in one] for one in report.possible_winner_sets
        ]
        written["ties_all_explored"] = report.complete
    return written


def lines(result: Result, file: BallotFile, report: TieReport | None) -> list[str]:
    """This function will lay out every stage, who was elected, and the ties."""
    names = labels(result.candidates)
    head = _("%(head)s · quota %(quota)s") % {
        "head": marks.heading(result.rule, result.seats, result.votes),
        "quota": result.quota_text,
    }
    laid = [head, ""]
    out: dict[int, str] = {}
    for index, stage in enumerate(result.stages):
        before = result.stages[index - 1] if index else None
        laid += [_heading(result, names, stage, before), *_rows(result, names, stage, before, out)]
        laid.append("")
    laid += marks.elected([names[number - 1] for number in result.winners])
    for tie in result.ties:
        among = ", ".join(names[number - 1] for number in tie.among)
        how = (
            _("by lot, in the order fixed before the count")
            if tie.looked_back_to is None
            else _("by looking back to stage %(stage)d") % {"stage": tie.looked_back_to}
        )
        laid += [
            "",
            _("Tie at stage %(stage)d between %(among)s: %(chosen)s was chosen %(how)s.")
            % {
                "stage": tie.stage,
                "among": among,
                "chosen": names[tie.chosen - 1],
                "how": how,
            },
        ]
    if report is not None:
        laid += ["", *marks.could_have_won(report, names)]
    return laid


def _heading(result: Result, names: tuple[str, ...], stage: Stage, before: Stage | None) -> str:
    if stage.sharing is not None and stage.kind is StageKind.SHARING:
        what = _("votes shared out anew, iteration %(iteration)d, quota %(quota)s")
        what %= {"iteration": stage.sharing.iteration, "quota": result.text(stage.sharing.quota)}
    elif stage.source is None or before is None:
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
            f"  {marks.fitted(names[number - 1])} {marks.bar(total, most)} "
            f"{result.text(total):>13} {_signed(result, change):>13}  {settled}".rstrip()
        )
    gone = stage.exhausted + stage.lost
    change = gone - before.exhausted - before.lost if before else 0
    if gone:
        rows.append(
            f"  {marks.fitted(_('with no candidate any more'))} {'':{marks.BAR_WIDTH}} "
            f"{result.text(gone):>13} {_signed(result, change):>13}".rstrip()
        )
    return rows


def _signed(result: Result, change: int) -> str:
    if not change:
        return ""
    return ("+" if change > 0 else "−") + result.text(abs(change))
