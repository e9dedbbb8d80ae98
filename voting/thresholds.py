"""Quorum and majorities: exact fractions that say how they were compared."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any

from voting.counting.consent import Positions
from voting.counting.majority import Tally


class Denominator(StrEnum):
    """Of what a share is demanded. No threshold leaves this open."""

    ROLL = "roll"
    """All electors on the roll."""
    MEMBERS = "members"
    """Everybody entitled, where only those at a meeting are on the roll."""
    CAST = "cast"
    """All ballots, abstentions included."""
    YES_AND_NO = "yes_and_no"
    """Ballots for and against; abstentions left out."""
    PRESENT = "present"
    """The votes of who is at the meeting."""
    POOL = "pool"
    """All classes together, each at its fixed share."""


class Outcome(StrEnum):
    """What a counted vote decided."""

    ADOPTED = "adopted"
    REJECTED = "rejected"
    INQUORATE = "inquorate"
    ADVISED = "advised"
    """A poll: counted, and binding nobody."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A demanded share of a named denominator."""

    share: Fraction
    of: Denominator
    more_than: bool = False
    """True where the share itself is not enough."""

    def met(self, *, part: int, whole: int) -> bool:
        """This function will compare exactly; nothing is ever a share of nothing."""
        if whole == 0:
            return False
        return self.met_by(Fraction(part, whole))

    def met_by(self, reached: Fraction) -> bool:
        """This function will compare a share that was reached with the one demanded."""
        return reached > self.share if self.more_than else reached >= self.share


@dataclass(frozen=True, slots=True)
class Step:
    """One node of the reasoning: a comparison, or several steps that must all hold."""

    name: str
    """`outcome`, `quorum`, `presence` (a meeting's quorum), `majority`, `objections`, `seats`,
    `pooled`, `capped` or `class_share`."""
    met: bool
    part: int | None = None
    whole: int | None = None
    threshold: Threshold | None = None
    steps: tuple["Step", ...] = ()
    scope: str = ""
    """The class it is about; empty for all together."""
    least: int = 0
    """A number that is asked for beside the share, whichever is more."""
    value: Fraction | None = None
    """The share reached, where it is no plain part of a whole."""

    @property
    def of_quorum(self) -> bool:
        """Whether the vote is without effect where this is missed."""
        return self.name in ("quorum", "presence")

    @property
    def ratio(self) -> Fraction | None:
        """The share reached; none where there was nothing to share."""
        if self.value is not None:
            return self.value
        return Fraction(self.part, self.whole) if self.whole and self.part is not None else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome and the tree that explains it."""

    outcome: Outcome
    reason: Step


def compared(*, name: str, threshold: Threshold, part: int, whole: int) -> Step:
    """This function will compare a part of a whole with what is demanded of it."""
    return Step(name, threshold.met(part=part, whole=whole), part, whole, threshold)


def judge_resolution(
    *, tally: Tally, electors: int, quorum: Threshold, majority: Threshold
) -> Verdict:
    """This function will say whether a resolution is carried, and why.

    The quorum is measured by ballots, abstentions included, of the quorum's
    denominator (always the roll); the majority by yes votes of its own.
    """
    turnout = compared(name="quorum", threshold=quorum, part=tally.cast, whole=electors)
    whole = {
        Denominator.ROLL: electors,
        Denominator.CAST: tally.cast,
        Denominator.YES_AND_NO: tally.yes + tally.no,
    }[majority.of]
    support = compared(name="majority", threshold=majority, part=tally.yes, whole=whole)
    return _verdict(turnout, support)


def judge_election(*, cast: int, electors: int, quorum: Threshold, filled: int) -> Verdict:
    """This function will say whether an election stands: its quorum, and somebody elected."""
    turnout = compared(name="quorum", threshold=quorum, part=cast, whole=electors)
    return _verdict(turnout, Step("seats", filled > 0, filled, None, None))


def judge_consent(
    *, positions: Positions, electors: int, quorum: Threshold, present: int | None = None
) -> Verdict:
    """This function will say whether consent was given: the quorum, and nobody objects.

    `present` is how many are at the meeting, who make its quorum; none without a meeting.
    """
    turnout = _turnout(positions.cast, present, electors, quorum)
    return _verdict(turnout, Step("objections", positions.given, positions.object, positions.cast))


def judge_poll(
    *, cast: int, electors: int, quorum: Threshold, present: int | None = None
) -> Verdict:
    """This function will note a poll's turnout; its outcome is advice whatever it says."""
    turnout = _turnout(cast, present, electors, quorum)
    return Verdict(Outcome.ADVISED, Step("outcome", True, steps=(turnout,)))


def _turnout(cast: int, present: int | None, electors: int, quorum: Threshold) -> Step:
    if present is None:
        return compared(name="quorum", threshold=quorum, part=cast, whole=electors)
    of_all = replace(quorum, of=Denominator.MEMBERS)
    return compared(name="presence", threshold=of_all, part=present, whole=electors)


def _verdict(quorum: Step, second: Step) -> Verdict:
    if not quorum.met:
        outcome = Outcome.INQUORATE
    elif second.met:
        outcome = Outcome.ADOPTED
    else:
        outcome = Outcome.REJECTED
    reason = Step("outcome", outcome is Outcome.ADOPTED, steps=(quorum, second))
    return Verdict(outcome, reason)


def threshold_to_plain(threshold: Threshold) -> dict[str, Any]:
    """This function will write a threshold as JSON-plain values, fractions as `3/4`."""
    return {
        "share": str(threshold.share),
        "of": threshold.of.value,
        "more_than": threshold.more_than,
    }


def threshold_from_plain(plain: Mapping[str, Any]) -> Threshold:
    """This function will read what `threshold_to_plain` wrote."""
    return Threshold(Fraction(plain["share"]), Denominator(plain["of"]), bool(plain["more_than"]))


def step_to_plain(step: Step) -> dict[str, Any]:
    """This function will write a reasoning as JSON-plain values."""
    plain: dict[str, Any] = {"name": step.name, "met": step.met}
    if step.part is not None:
        plain["part"] = step.part
    if step.whole is not None:
        plain["whole"] = step.whole
    if step.threshold is not None:
        plain["threshold"] = threshold_to_plain(step.threshold)
    if step.scope:
        plain["scope"] = step.scope
    if step.least:
        plain["least"] = step.least
    if step.value is not None:
        plain["value"] = str(step.value)
    if step.steps:
        plain["steps"] = [step_to_plain(one) for one in step.steps]
    return plain


def step_from_plain(plain: Mapping[str, Any]) -> Step:
    """This function will read what `step_to_plain` wrote."""
    threshold = plain.get("threshold")
    return Step(
        name=plain["name"],
        met=plain["met"],
        part=plain.get("part"),
        whole=plain.get("whole"),
        threshold=threshold_from_plain(threshold) if threshold else None,
        steps=tuple(step_from_plain(one) for one in plain.get("steps", ())),
        scope=plain.get("scope", ""),
        least=plain.get("least", 0),
        value=Fraction(plain["value"]) if "value" in plain else None,
    )
