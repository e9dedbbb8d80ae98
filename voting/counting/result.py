"""What a count gives back: stages, ties and winners, all in whole numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Protocol


class StageKind(StrEnum):
    """What moved votes at a stage."""

    FIRST = "first preferences"
    SURPLUS = "surplus"
    EXCLUSION = "exclusion"
    SHARING = "keep values"
    """Every paper was shared out again from the start, at new keep values (Meek)."""


class TieKind(StrEnum):
    """What equal candidates were compared for."""

    SURPLUS = "which surplus first"
    EXCLUSION = "whom to exclude"
    ELECTION = "whom to elect"
    """Among equals at the quota whom a constraint does not let in together."""


class Chosen(Protocol):
    """What every count that chooses among candidates or projects gives back."""

    @property
    def rule(self) -> str: ...

    @property
    def winners(self) -> tuple[int, ...]:
        """Numbers on the paper, in the order they were chosen."""


@dataclass(frozen=True, slots=True)
class Lot:
    """The order that settles what votes cannot: fixed before the count, recorded with it.

    Where candidates are still equal after looking back, the one that stands
    earliest in `order` is chosen (to transfer first, or to be excluded).
    """

    order: tuple[int, ...]
    seed: str | None = None
    """The public text the order was derived from; none where the order was given."""

    @classmethod
    def from_seed(cls, *, seed: str, candidates: int) -> "Lot":
        """This function will order candidates 1…n by SHA-256 of `seed/number`.

        Anyone who has the seed can repeat the draw with a pocket tool.
        """
        return cls(
            tuple(
                sorted(
                    range(1, candidates + 1),
                    key=lambda number: sha256(f"{seed}/{number}".encode()).digest(),
                )
            ),
            seed,
        )

    @classmethod
    def on_paper(cls, *, candidates: int) -> "Lot":
        """This function will return the order of the ballot paper, for counts with no draw."""
        return cls(tuple(range(1, candidates + 1)))

    def first(self, candidates: Iterable[int]) -> int:
        """This function will return the candidate the lot falls on."""
        return min(candidates, key=self.order.index)


@dataclass(frozen=True, slots=True)
class Tie:
    """Equal candidates at the end of a stage, and what told them apart."""

    stage: int
    kind: TieKind
    among: tuple[int, ...]
    chosen: int
    looked_back_to: int | None
    """The stage at which they differed; none where the lot decided."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """How Meek's method shared every paper out at a stage."""

    iteration: int
    """The statute's own number: most of them decide nothing and are not kept as stages."""
    quota: int
    """In units of `1 / Result.scale`; it falls as votes run out of preferences."""
    keep_values: tuple[int, ...]
    """What each candidate kept of every vote that reached them, scaled, in the paper's order."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The state at the end of one stage, and what was decided there.

    Votes are whole numbers in units of `1 / Result.scale`. `exhausted` and
    `lost` accumulate: at every stage totals + exhausted + lost = valid votes.
    """

    number: int
    kind: StageKind
    source: int | None
    """Whose votes moved; none at the first stage."""
    transfer_value: int | None
    """What a paper worth 1 was passed on at, scaled; none unless a surplus moved."""
    totals: tuple[int, ...]
    """By candidate, in the order of the paper."""
    exhausted: int
    """On papers with no continuing candidate left."""
    lost: int
    """Fractions ignored by the rule's truncation."""
    elected: tuple[int, ...]
    """Deemed elected at the end of this stage, in order."""
    excluded: tuple[int, ...]
    """Chosen for exclusion at the end of this stage; their votes move at the next."""
    sharing: Sharing | None = None
    """Quota and keep values of the stage; none unless the rule is Meek's."""
    doomed: tuple[int, ...] = ()
    """Of the excluded, those whom a constraint on the election leaves no seat."""
    guarded: tuple[int, ...] = ()
    """Spared here because a constraint needs them, though no higher than whom it excluded."""

    @property
    def quota(self) -> int | None:
        """The stage's own quota, scaled; none where one quota holds for the whole count."""
        return self.sharing.quota if self.sharing else None


@dataclass(frozen=True, slots=True)
class Result:
    """A finished count."""

    rule: str
    candidates: tuple[str, ...]
    """Names, in the order of the paper."""
    seats: int
    votes: int
    """Valid ballots."""
    quota: int
    """In whole votes; for Meek's method the whole part of the first quota."""
    scale: int
    """Units in one vote."""
    winners: tuple[int, ...]
    """In order of election."""
    stages: tuple[Stage, ...]
    ties: tuple[Tie, ...]
    lot: Lot

    @property
    def lots_drawn(self) -> tuple[Tie, ...]:
        """The ties that only the lot settled."""
        return tuple(tie for tie in self.ties if tie.looked_back_to is None)

    @property
    def quota_text(self) -> str:
        """This function will write the quota of the first stage exactly."""
        sharing = self.stages[0].sharing if self.stages else None
        return self.text(sharing.quota) if sharing else str(self.quota)

    def name(self, number: int) -> str:
        """This function will return a candidate's name, told apart from a namesake's."""
        return labels(self.candidates)[number - 1]

    def text(self, units: int) -> str:
        """This function will write scaled units as an exact decimal."""
        return decimal_text(units, self.scale)


def labels(names: Sequence[str]) -> tuple[str, ...]:
    """This function will return the names, namesakes marked with their number on the paper."""
    return tuple(
        name if names.count(name) == 1 else f"{name} (candidate {number})"
        for number, name in enumerate(names, start=1)
    )


def decimal_text(units: int, scale: int) -> str:
    """This function will write `units / scale` exactly; the scale is a power of ten."""
    places = len(str(scale)) - 1
    whole, rest = divmod(abs(units), scale)
    sign = "-" if units < 0 else ""
    return f"{sign}{whole}.{rest:0{places}d}" if places else f"{sign}{whole}"
