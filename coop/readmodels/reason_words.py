"""Why a vote came out as it did, in words: each comparison of the reasoning, exactly."""

from fractions import Fraction

from coop.rendering import format_number, format_percent
from coop.words import _, ngettext
from voting.thresholds import Denominator, Outcome, Step, Threshold


def denominator(of: Denominator) -> str:
    """This function will say of what a share is taken."""
    return {
        Denominator.ROLL: _("the members on the roll"),
        Denominator.MEMBERS: _("all members"),
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
    elif step.name == "presence" and step.scope:
        words = _(
            "At the meeting: %(part)s of the %(whole)s members of class %(class)s (%(ratio)s); "
            "needed: %(needed)s."
        )
    elif step.name == "presence":
        words = _(
            "At the meeting: %(part)s of the %(whole)s members (%(ratio)s); needed: %(needed)s."
        )
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
    number = (
        ngettext("at least %(n)d member", "at least %(n)d members", step.least)
        if step.name == "presence"
        else ngettext("at least %(n)d ballot", "at least %(n)d ballots", step.least)
    ) % {"n": step.least}
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
        if not step.of_quorum or step.threshold is None or step.threshold.share or step.least
    )


def because(outcome: Outcome, reason: Step) -> str:
    """This function will say in one sentence why a vote came out as it did."""
    quorums = [step for step in shown_steps(reason) if step.of_quorum]
    others = [step for step in reason.steps if not step.of_quorum]
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
    if step.name == "presence":
        words = _presence_compared(step)
    elif step.scope and step.name == "quorum":
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


def _presence_compared(step: Step) -> str:
    if step.scope:
        return (
            _("presence of class %(class)s %(part)s of %(whole)s (%(ratio)s) is %(needed)s")
            if step.met
            else _(
                "presence of class %(class)s %(part)s of %(whole)s (%(ratio)s) is not %(needed)s"
            )
        )
    return (
        _("presence %(part)s of %(whole)s (%(ratio)s) is %(needed)s")
        if step.met
        else _("presence %(part)s of %(whole)s (%(ratio)s) is not %(needed)s")
    )
