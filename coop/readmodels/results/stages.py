"""A count by stages, as its page shows it: bars, one table of all stages, ties."""

from dataclasses import dataclass

from coop.readmodels import vote_words as words
from coop.readmodels.results.flows import Flows, flows_of
from coop.readmodels.vote_words import trimmed
from coop.words import _
from voting.counting.result import Result, Stage, labels

BAR = 1000
"""Units across a bar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRow:
    """A candidate at a stage; widths are in thousandths of the bar."""

    name: str
    total: str
    change: str
    width: int
    standing: str
    """elected, excluded, was elected, was excluded, or empty"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageView:
    """One stage of a count."""

    number: int
    words: str
    rows: tuple[StageRow, ...]
    gone: str
    gone_change: str
    quota: str
    quota_at: int
    decided: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All stages in one table: names against stages."""

    stages: tuple[int, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StagesView:
    """A whole count by stages."""

    seats: int
    quota: str
    quota_moves: bool
    """True where each stage has a quota of its own, as in Meek's rule."""
    stages: tuple[StageView, ...]
    overview: Overview
    flows: Flows
    ties: tuple[str, ...]


def stages_view(count: Result) -> StagesView:
    """This function will lay out a count by stages."""
    quotas = [quota_at(count, stage) for stage in count.stages]
    most = max(*quotas, *(max(stage.totals) for stage in count.stages), 1)
    settled: dict[int, str] = {}
    views = []
    for index, stage in enumerate(count.stages):
        before = count.stages[index - 1] if index else None
        views.append(_stage(count, stage, before, most, settled))
    return StagesView(
        seats=count.seats,
        quota=trimmed(count.text(quotas[-1])),
        quota_moves=len(set(quotas)) > 1,
        stages=tuple(views),
        overview=_overview(count),
        flows=flows_of(count),
        ties=tuple(words.tie_words(count, tie) for tie in count.ties),
    )


def quota_at(count: Result, stage: Stage) -> int:
    """This function will return the quota of a stage, in units of `1 / scale`."""
    return count.quota * count.scale if stage.quota is None else stage.quota


def _stage(
    count: Result, stage: Stage, before: Stage | None, most: int, settled: dict[int, str]
) -> StageView:
    """This function will lay out one stage; `settled` remembers who was decided before it."""
    names = labels(count.candidates)
    rows = []
    for number, total in enumerate(stage.totals, start=1):
        standing = settled.get(number, "")
        if number in stage.elected:
            standing, settled[number] = "elected", "was elected"
        elif number in stage.excluded:
            standing, settled[number] = "excluded", "was excluded"
        change = total - before.totals[number - 1] if before else 0
        rows.append(
            StageRow(
                name=names[number - 1],
                total=trimmed(count.text(total)),
                change=_signed(count, change),
                width=BAR * total // most,
                standing=standing,
            )
        )
    gone = stage.exhausted + stage.lost
    change = gone - before.exhausted - before.lost if before else 0
    decided = [_("%(name)s is elected.") % {"name": names[n - 1]} for n in stage.elected]
    decided += [
        _("%(name)s is excluded: the rules on who is elected leave no seat.")
        % {"name": names[n - 1]}
        for n in stage.doomed
    ]
    decided += [
        _("%(name)s stays: the rules on who is elected need the seat.") % {"name": names[n - 1]}
        for n in stage.guarded
    ]
    quota = quota_at(count, stage)
    return StageView(
        number=stage.number,
        words=words.stage_words(count, stage, before),
        rows=tuple(rows),
        gone=trimmed(count.text(gone)),
        gone_change=_signed(count, change),
        quota=trimmed(count.text(quota)),
        quota_at=BAR * quota // most,
        decided=tuple(decided),
    )


def _overview(count: Result) -> Overview:
    names = labels(count.candidates)
    return Overview(
        stages=tuple(stage.number for stage in count.stages),
        rows=tuple(
            (name, tuple(trimmed(count.text(stage.totals[index])) for stage in count.stages))
            for index, name in enumerate(names)
        ),
        gone=tuple(trimmed(count.text(stage.exhausted + stage.lost)) for stage in count.stages),
    )


def _signed(count: Result, change: int) -> str:
    if not change:
        return ""
    return ("+" if change > 0 else "−") + trimmed(count.text(abs(change)))
