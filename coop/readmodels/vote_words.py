"""The voting room in words: states, kinds, moves, thresholds, reasons."""

from fractions import Fraction
from typing import Any

from coop.rendering import format_number, format_percent
from coop.words import _, lazy, ngettext
from voting.counting.result import Result, Stage, StageKind, Tie, TieKind, labels
from voting.proposals import Kind, State
from voting.thresholds import Denominator, Outcome, Step, Threshold

KIND_NAMES: dict[Kind, Any] = {
    Kind.ORDINARY: lazy("Ordinary resolution"),
    Kind.SPECIAL: lazy("Special resolution"),
    Kind.WRITTEN: lazy("Written resolution"),
    Kind.CONSENT: lazy("Consent"),
    Kind.POLL: lazy("Advisory poll"),
    Kind.BUDGET: lazy("Budget"),
    Kind.AMENDMENT: lazy("Amendment"),
    Kind.ELECTION: lazy("Election"),
    Kind.RULE_CHANGE: lazy("Change of the rules"),
    Kind.PATRONAGE: lazy("Sharing the surplus"),
}

KIND_HINTS: dict[Kind, Any] = {
    Kind.ORDINARY: lazy("Most decisions: carried when more members say yes than no."),
    Kind.SPECIAL: lazy("Weighty decisions: needs the larger majority that the rulebook sets."),
    Kind.WRITTEN: lazy(
        "A decision without a meeting: members agree one by one, and it passes when enough of all "
        "members have."
    ),
    Kind.CONSENT: lazy(
        "Carried where nobody objects. An objection gives its reason, is answered, and the words "
        "can be changed to meet it."
    ),
    Kind.POLL: lazy("Ask what members think, with options of your own. It binds nobody."),
    Kind.BUDGET: lazy("Projects with their costs share a sum, as members support them."),
    Kind.RULE_CHANGE: lazy(
        "Sets rules anew. Once adopted the new values are in force by themselves. Needs the "
        "majority of a special resolution."
    ),
    Kind.ELECTION: lazy("Members choose who sits on the board, in a secret ballot."),
    Kind.AMENDMENT: lazy("Other words for a proposal that is being deliberated."),
}

STATE_NAMES: dict[State, Any] = {
    State.DRAFT: lazy("Draft"),
    State.SEEKING_SPONSORS: lazy("Seeking sponsors"),
    State.DELIBERATION: lazy("Deliberation"),
    State.NOTICE: lazy("Notice given"),
    State.OPEN: lazy("Open"),
    State.COUNTED: lazy("Counted"),
    State.ADOPTED: lazy("Adopted"),
    State.REJECTED: lazy("Rejected"),
    State.INQUORATE: lazy("No quorum"),
    State.ADVISED: lazy("Advice given"),
    State.CONFIRMING: lazy("Awaiting confirmation"),
    State.ENACTED: lazy("Enacted"),
    State.REVIEWED: lazy("Reviewed"),
    State.WITHDRAWN: lazy("Withdrawn"),
}

KIND_STATE_NAMES: dict[tuple[Kind, State], Any] = {
    (Kind.CONSENT, State.ADOPTED): lazy("Consent given"),
    (Kind.CONSENT, State.REJECTED): lazy("Objections stand"),
    (Kind.WRITTEN, State.NOTICE): lazy("Circulated"),
    (Kind.WRITTEN, State.ADOPTED): lazy("Passed"),
    (Kind.WRITTEN, State.REJECTED): lazy("Lapsed"),
    (Kind.BUDGET, State.ADOPTED): lazy("Shared out"),
    (Kind.AMENDMENT, State.ENACTED): lazy("Words changed"),
}
"""States that have a word of their own for a kind of vote."""

STATE_TONES: dict[State, str] = {
    State.DRAFT: "neutral",
    State.SEEKING_SPONSORS: "info",
    State.DELIBERATION: "info",
    State.NOTICE: "info",
    State.OPEN: "warning",
    State.COUNTED: "info",
    State.ADOPTED: "good",
    State.REJECTED: "bad",
    State.INQUORATE: "bad",
    State.ADVISED: "good",
    State.CONFIRMING: "warning",
    State.ENACTED: "good",
    State.REVIEWED: "good",
    State.WITHDRAWN: "neutral",
}

CHOICE_NAMES: dict[str, Any] = {
    "yes": lazy("Yes"),
    "no": lazy("No"),
    "abstain": lazy("Abstain"),
    "agree": lazy("Agree"),
    "stand_aside": lazy("Stand aside"),
    "object": lazy("Object"),
}

METHOD_NAMES: dict[str, Any] = {
    "majority": lazy("Yes or no"),
    "consent": lazy("Consent"),
    "plurality": lazy("First preferences alone"),
    "approval": lazy("Approval"),
    "score": lazy("Points"),
    "star": lazy("Points, then a run-off (STAR)"),
    "borda": lazy("Borda points"),
    "irv": lazy("Instant run-off"),
    "stv-scottish": lazy("Single transferable vote (Scottish rules)"),
    "stv-meek-nz": lazy("Single transferable vote (Meek, New Zealand rules)"),
    "schulze": lazy("Pairs: strongest chains (Schulze)"),
    "ranked-pairs": lazy("Pairs: strongest defeats first (Tideman)"),
    "copeland": lazy("Pairs: most duels won (Copeland)"),
    "minimax": lazy("Pairs: smallest worst defeat (minimax)"),
    "equal-shares": lazy("Equal shares"),
    "phragmen": lazy("Phragmén’s sequential rule"),
}
"""What each way of counting is called on a page."""

MOVE_LABELS: dict[str, tuple[Any, str]] = {
    "submit": (lazy("Ask for sponsors"), "primary"),
    "begin_deliberation": (lazy("Begin deliberation"), "primary"),
    "give_notice": (lazy("Give notice of the vote"), "primary"),
    "report_enacted": (lazy("Report it carried out"), "primary"),
    "review": (lazy("Mark as reviewed"), "secondary"),
    "withdraw": (lazy("Withdraw my proposal"), "danger"),
    "take_off": (lazy("Take it off the agenda"), "danger"),
}
"""What the button of each move made by hand says, and how it looks."""


def move_label(kind: Kind, move: str) -> tuple[Any, str]:
    """This function will say what the button of a move says for a kind of vote, and its look."""
    label, look = MOVE_LABELS[move]
    if kind is Kind.WRITTEN and move == "give_notice":
        return _("Circulate it to all members"), look
    return label, look


def state_name(kind: Kind, state: State) -> str:
    """This function will name a state, in the terms of the kind of vote."""
    if kind is Kind.ELECTION:
        if state is State.ADOPTED:
            return _("Declared")
        if state is State.ENACTED:
            return _("Seats taken")
        if state is State.REJECTED:
            return _("Nobody elected")
    return str(KIND_STATE_NAMES.get((kind, state), STATE_NAMES[state]))


def outcome_name(outcome: Outcome) -> str:
    """This function will name what a counted vote decided."""
    return {
        Outcome.ADOPTED: _("Adopted"),
        Outcome.REJECTED: _("Rejected"),
        Outcome.INQUORATE: _("No quorum"),
        Outcome.ADVISED: _("Advice given"),
    }[outcome]


def method_name(method: str) -> str:
    """This function will name a way of counting."""
    return str(METHOD_NAMES[method])


def denominator(of: Denominator) -> str:
    """This function will say of what a share is taken."""
    return {
        Denominator.ROLL: _("the members on the roll"),
        Denominator.CAST: _("the ballots cast"),
        Denominator.YES_AND_NO: _("the votes for and against"),
        Denominator.PRESENT: _("the votes present"),
        Denominator.POOL: _("all classes together, each at its fixed share"),
    }[of]


def threshold_words(threshold: Threshold) -> str:
    """This function will say what a threshold demands: `at least 75% of the ballots cast`."""
    words = (
        _("more than %(share)s of %(whole)s")
        if threshold.more_than
        else _("at least %(share)s of %(whole)s")
    )
    return words % {
        "share": format_percent(threshold.share),
        "whole": denominator(threshold.of),
    }


def step_words(step: Step) -> str:
    """This function will say how one comparison went."""
    if step.name == "seats":
        return (
            ngettext("%(n)d seat was filled.", "%(n)d seats were filled.", step.part or 0)
            % {"n": step.part or 0}
            if step.part
            else _("No seat could be filled.")
        )
    if step.name == "objections":
        return (
            ngettext("%(n)d objection stands.", "%(n)d objections stand.", step.part)
            % {"n": step.part}
            if step.part
            else (_("Nobody objects.") if step.met else _("Nobody agrees."))
        )
    if step.name == "class_share":
        return _class_share_words(step)
    if step.threshold is None:
        raise ValueError(f"nothing is compared in {step.name}")
    facts = {
        "part": format_number(step.part or 0),
        "whole": format_number(step.whole or 0),
        "ratio": format_percent(step.ratio) if step.ratio is not None else "–",
        "needed": needed_words(step),
        "class": step.scope,
    }
    if step.name == "pooled":
        words = _("All classes at their fixed shares: %(ratio)s said yes; needed: %(needed)s.")
    elif step.name == "capped":
        words = _("With the cap on one class: %(ratio)s said yes; needed: %(needed)s.")
    elif step.name == "quorum" and step.scope:
        words = _(
            "Turnout of class %(class)s: %(part)s of %(whole)s voted (%(ratio)s); needed: "
            "%(needed)s."
        )
    elif step.name == "quorum":
        words = _("Turnout: %(part)s of %(whole)s voted (%(ratio)s); needed: %(needed)s.")
    elif step.scope:
        words = _(
            "Support in class %(class)s: %(part)s of %(whole)s said yes (%(ratio)s); needed: "
            "%(needed)s."
        )
    else:
        words = _("Support: %(part)s of %(whole)s said yes (%(ratio)s); needed: %(needed)s.")
    return words % facts


def _class_share_words(step: Step) -> str:
    """This function will say what one class brought into a pool, or what a cap left of it."""
    return _("Class %(class)s: %(part)s of %(whole)s said yes; counted at %(ratio)s.") % {
        "class": step.scope,
        "part": format_number(step.part or 0),
        "whole": format_number(step.whole or 0),
        "ratio": format_percent(step.value or Fraction(0)),
    }


def needed_words(step: Step) -> str:
    """This function will say what a comparison demands: a share, a number, or both."""
    if step.threshold is None:
        return ""
    number = ngettext("at least %(n)d ballot", "at least %(n)d ballots", step.least) % {
        "n": step.least
    }
    if step.least and not step.threshold.share:
        return number
    share = threshold_words(step.threshold)
    return (
        _("%(share)s, and %(number)s") % {"share": share, "number": number}
        if (step.least)
        else share
    )


def shown_steps(reason: Step) -> tuple[Step, ...]:
    """This function will leave out what asks for nothing: a written resolution has no quorum."""
    return tuple(
        step
        for step in reason.steps
        if step.name != "quorum" or step.threshold is None or step.threshold.share or step.least
    )


def because(outcome: Outcome, reason: Step) -> str:
    """This function will say in one sentence why a vote came out as it did."""
    quorums = [step for step in shown_steps(reason) if step.name == "quorum"]
    others = [step for step in reason.steps if step.name != "quorum"]
    if outcome is Outcome.INQUORATE:
        told = [step for step in quorums if not step.met]
    elif outcome is Outcome.REJECTED:
        told = [step for step in others if not step.met]
    else:
        told = [*others, *quorums]
    parts = [words for step in told if (words := _comparison(step))]
    opening = {
        Outcome.ADOPTED: _("Adopted because %(parts)s."),
        Outcome.REJECTED: _("Rejected because %(parts)s."),
        Outcome.INQUORATE: _("Without effect because %(parts)s."),
        Outcome.ADVISED: _("Counted as advice: %(parts)s."),
    }[outcome]
    if any(step.name == "seats" for step in others) and outcome is not Outcome.INQUORATE:
        opening = _("Declared because %(parts)s.")
        parts = parts or [words for step in quorums if (words := _comparison(step))]
    return opening % {"parts": _(", and ").join(parts)}


def _comparison(step: Step) -> str:
    threshold = step.threshold
    if step.name == "objections":
        if not step.part:
            return _("nobody objects") if step.met else _("nobody agrees")
        return ngettext("%(n)d objection stands", "%(n)d objections stand", step.part) % {
            "n": step.part
        }
    if threshold is None:
        return ""
    facts = {
        "part": format_number(step.part or 0),
        "whole": format_number(step.whole or 0),
        "ratio": format_percent(step.ratio) if step.ratio is not None else _("none"),
        "needed": needed_words(step),
        "class": step.scope,
    }
    if step.scope and step.name == "quorum":
        words = (
            _("turnout of class %(class)s %(part)s of %(whole)s (%(ratio)s) is %(needed)s")
            if step.met
            else _("turnout of class %(class)s %(part)s of %(whole)s (%(ratio)s) is not %(needed)s")
        )
    elif step.scope:
        words = (
            _("in class %(class)s %(part)s of %(whole)s (%(ratio)s) is %(needed)s")
            if step.met
            else _("in class %(class)s %(part)s of %(whole)s (%(ratio)s) is not %(needed)s")
        )
    elif step.value is not None:
        words = _("%(ratio)s is %(needed)s") if step.met else _("%(ratio)s is not %(needed)s")
    elif step.name == "quorum":
        words = (
            _("turnout %(part)s of %(whole)s (%(ratio)s) is %(needed)s")
            if step.met
            else _("turnout %(part)s of %(whole)s (%(ratio)s) is not %(needed)s")
        )
    else:
        words = (
            _("%(part)s of %(whole)s (%(ratio)s) is %(needed)s")
            if step.met
            else _("%(part)s of %(whole)s (%(ratio)s) is not %(needed)s")
        )
    return words % facts


def stage_words(result: Result, stage: Stage, before: Stage | None) -> str:
    """This function will say what moved votes at a stage."""
    if stage.sharing is not None and before is not None:
        return _shared_out(result, stage, before)
    if stage.source is None or before is None:
        return _("First preferences are counted.")
    name = labels(result.candidates)[stage.source - 1]
    held = before.totals[stage.source - 1]
    if stage.kind is StageKind.SURPLUS:
        return _(
            "%(name)s has %(surplus)s votes more than the quota. They pass to the next "
            "preferences: each whole ballot goes on at a value of %(value)s."
        ) % {
            "name": name,
            "surplus": result.text(held - result.quota * result.scale),
            "value": result.text(stage.transfer_value or 0),
        }
    return _(
        "%(name)s has the fewest votes, %(votes)s, and is excluded. The ballots pass to the "
        "next preferences at the value they came at."
    ) % {"name": name, "votes": result.text(held)}


def _shared_out(result: Result, stage: Stage, before: Stage) -> str:
    """This function will say why Meek's method shared all ballots out again, and how."""
    names = labels(result.candidates)
    facts = {
        "out": _(" and ").join(names[n - 1] for n in before.excluded),
        "iteration": stage.sharing.iteration if stage.sharing else stage.number,
        "keeping": _(", ").join(
            _("%(name)s %(value)s") % {"name": names[n - 1], "value": result.text(value)}
            for n, value in enumerate(stage.sharing.keep_values if stage.sharing else (), start=1)
            if 0 < value < result.scale
        ),
    }
    parts = [_("Without %(out)s every ballot is shared out again.")] if before.excluded else []
    parts.append(_("This is step %(iteration)d of the count."))
    if facts["keeping"]:
        parts.append(_("Of each vote that reaches them the elected keep: %(keeping)s."))
    return " ".join(part % facts for part in parts)


def tie_words(result: Result, tie: Tie) -> str:
    """This function will say how equal candidates were told apart."""
    names = labels(result.candidates)
    facts = {
        "stage": tie.stage,
        "among": _(" and ").join(names[number - 1] for number in tie.among),
        "chosen": names[tie.chosen - 1],
        "back": tie.looked_back_to,
    }
    what = {
        TieKind.SURPLUS: _(
            "At stage %(stage)d %(among)s had equal surpluses; that of %(chosen)s moved first"
        ),
        TieKind.EXCLUSION: _(
            "At stage %(stage)d %(among)s were equal and last; %(chosen)s was excluded"
        ),
        TieKind.ELECTION: _(
            "At stage %(stage)d %(among)s were equal at the quota; %(chosen)s was elected"
        ),
    }[tie.kind]
    how = (
        _("by lot.")
        if tie.looked_back_to is None
        else _("because they differed at stage %(back)d.")
    )
    return f"{what % facts}, {how % facts}"
