"""Where votes went, drawn: a column of candidates a stage, and bands from one to the next."""

from dataclasses import dataclass
from itertools import pairwise

from coop.words import _
from voting.counting.result import Result, Stage, labels

HEIGHT, COLUMN, NODE, LABEL, GAP, TOP = 420, 96, 10, 190, 6, 26
"""Units of the drawing: its height, the distance of columns, a column's width, the room for
names, the space between candidates, and the room for the stages' numbers."""

COLOURS = 8
"""Colours that the style sheet knows; each band is also named in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A candidate's votes at one stage."""

    x: int
    y: int
    height: int
    colour: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Votes that stayed, or went from one candidate to another."""

    path: str
    colour: str
    moved: bool
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Words in the drawing."""

    x: int
    y: int
    text: str
    end: bool
    """True where the words end at x, false where they begin there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """A whole drawing."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    bands: tuple[Band, ...]
    labels: tuple[Label, ...]
    heads: tuple[Label, ...]


def flows_of(count: Result) -> Flows:
    """This function will draw how votes moved between candidates, stage by stage.

    Candidates stand in the order in which they were elected, then as they were
    excluded, last first; votes with no candidate any more are at the foot.
    Heights are in proportion to votes.
    """
    names = [*labels(count.candidates), _("With no candidate any more")]
    order = _order(count)
    columns = [_column(count, stage, order) for stage in count.stages]
    nodes, bands = [], []
    for index, (stage, column) in enumerate(zip(count.stages, columns, strict=True)):
        for key, (y, height) in column.items():
            if height:
                nodes.append(
                    Node(
                        x=_x(index),
                        y=y,
                        height=height,
                        colour=_colour(key, count),
                        title=_("%(name)s: %(votes)s at stage %(stage)d")
                        % {
                            "name": names[key - 1],
                            "votes": count.text(_held(stage, key)),
                            "stage": stage.number,
                        },
                    )
                )
    for index, (before, after) in enumerate(pairwise(count.stages)):
        bands += _bands(count, names, order, index, (before, after), columns)
    last = columns[-1]
    first_labels = [
        Label(x=LABEL - 8, y=y + max(height // 2, 4), text=names[key - 1], end=True)
        for key, (y, height) in columns[0].items()
        if height
    ]
    elected = set(count.winners)
    last_labels = [
        Label(
            x=_x(len(columns) - 1) + NODE + 8,
            y=y + max(height // 2, 4),
            text=names[key - 1] + (" ✔" if key in elected else ""),
            end=False,
        )
        for key, (y, height) in last.items()
        if height
    ]
    return Flows(
        width=_x(len(columns) - 1) + NODE + LABEL,
        height=HEIGHT + TOP,
        nodes=tuple(nodes),
        bands=tuple(bands),
        labels=tuple(first_labels + last_labels),
        heads=tuple(
            Label(x=_x(index) + NODE // 2, y=14, text=str(stage.number), end=False)
            for index, stage in enumerate(count.stages)
        ),
    )


def _order(count: Result) -> list[int]:
    """This function will order candidates for every column, the foot of the page last."""
    everybody = range(1, len(count.candidates) + 1)
    excluded = [number for stage in count.stages for number in stage.excluded]
    left = [n for n in everybody if n not in count.winners and n not in excluded]
    return [*count.winners, *left, *reversed(excluded), len(count.candidates) + 1]


def _held(stage: Stage, key: int) -> int:
    return stage.totals[key - 1] if key <= len(stage.totals) else stage.exhausted + stage.lost


def _column(count: Result, stage: Stage, order: list[int]) -> dict[int, tuple[int, int]]:
    """This function will give each candidate its place at a stage: (y, height)."""
    room = HEIGHT - GAP * len(order)
    whole = max(count.votes * count.scale, 1)
    places, y = {}, TOP
    for key in order:
        held = _held(stage, key)
        height = max(room * held // whole, 1) if held else 0
        places[key] = (y, height)
        y += height + (GAP if height else 0)
    return places


def _bands(
    count: Result,
    names: list[str],
    order: list[int],
    index: int,
    stages: tuple[Stage, Stage],
    columns: list[dict[int, tuple[int, int]]],
) -> list[Band]:
    """This function will draw what stayed, and what the source of the stage passed on."""
    before, after = stages
    left, right = columns[index], columns[index + 1]
    room = HEIGHT - GAP * len(order)
    whole = max(count.votes * count.scale, 1)
    bands = []
    stayed = {key: min(_held(before, key), _held(after, key)) for key in order}
    for key, votes in stayed.items():
        if votes:
            thick = max(room * votes // whole, 1)
            bands.append(_band(index, left[key][0], right[key][0], thick, key, count, ""))
    source = after.source
    if source is None:
        return bands
    out = left[source][0] + room * stayed[source] // whole
    for key in order:
        gained = _held(after, key) - _held(before, key)
        if key == source or gained <= 0:
            continue
        thick = max(room * gained // whole, 1)
        into = right[key][0] + room * stayed[key] // whole
        title = _("%(votes)s from %(source)s to %(name)s at stage %(stage)d") % {
            "votes": count.text(gained),
            "source": names[source - 1],
            "name": names[key - 1],
            "stage": after.number,
        }
        bands.append(_band(index, out, into, thick, source, count, title))
        out += thick
    return bands


def _band(
    index: int, left: int, right: int, thick: int, key: int, count: Result, title: str
) -> Band:
    x, end = _x(index) + NODE, _x(index + 1)
    middle = (x + end) // 2
    path = (
        f"M{x} {left}C{middle} {left} {middle} {right} {end} {right}"
        f"V{right + thick}C{middle} {right + thick} {middle} {left + thick} {x} {left + thick}Z"
    )
    return Band(path=path, colour=_colour(key, count), moved=bool(title), title=title)


def _colour(key: int, count: Result) -> str:
    return "gone" if key > len(count.candidates) else f"c{(key - 1) % COLOURS + 1}"


def _x(index: int) -> int:
    return LABEL + index * COLUMN
