"""The voting room in words: states, kinds, moves, thresholds, reasons."""

from typing import Any

from coop.words import _, lazy, ngettext
from voting.counting.result import Result, Stage, StageKind, Tie, TieKind, labels
from voting.proposals import Kind, State
from voting.thresholds import Outcome

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


def ballot_word(*, secret: bool, by_hands: bool) -> str:
    """This function will say in a word how a vote is taken."""
    if by_hands:
        return _("show of hands")
    return _("secret") if secret else _("by name")


def method_name(method: str) -> str:
    """This function will name a way of counting."""
    return str(METHOD_NAMES[method])


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
            "%(name)s has %(surplus)s more than the quota. They pass to the next "
            "preferences: each whole ballot goes on at a value of %(value)s."
        ) % {
            "name": name,
            "surplus": votes_words(result, held - result.quota * result.scale),
            "value": result.text(stage.transfer_value or 0),
        }
    facts = {"name": name, "votes": votes_words(result, held)}
    if any(stage.source in one.doomed for one in result.stages[: before.number]):
        return (
            _(
                "The rules on who is elected leave %(name)s no seat, with %(votes)s. The ballots "
                "pass to the next preferences at the value they came at."
            )
            % facts
        )
    return (
        _(
            "%(name)s has the fewest, %(votes)s, and is excluded. The ballots pass to the next "
            "preferences at the value they came at."
        )
        % facts
    )


def trimmed(text: str) -> str:
    """This function will leave the noughts behind a decimal point away."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def votes_words(result: Result, units: int) -> str:
    """This function will write votes exactly: “1 vote”, “2.16666 votes”."""
    number = 1 if units == result.scale else 2
    return ngettext("%(votes)s vote", "%(votes)s votes", number) % {
        "votes": trimmed(result.text(units))
    }


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
