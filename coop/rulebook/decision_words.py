"""Decision rules in plain words: what they ask, and why one could never be met."""

from coop.rulebook.catalogue import definition_of
from coop.words import _, ngettext
from voting.decision_lint import Impossible
from voting.errors import DecisionImpossible


def impossible(fault: DecisionImpossible) -> str:
    """This function will say why no vote could ever meet a rule."""
    title = definition_of(key=fault.key).title
    return _("%(title)s: %(why)s") % {"title": title, "why": _why(fault)}


def _why(fault: DecisionImpossible) -> str:
    match Impossible(fault.why):
        case Impossible.QUORUM_ABOVE_CLASS:
            if fault.scope:
                return ngettext(
                    "a quorum of %(needed)d can never be reached in class %(class)s, which has "
                    "%(num)d voting member.",
                    "a quorum of %(needed)d can never be reached in class %(class)s, which has "
                    "%(num)d voting members.",
                    fault.available,
                ) % {"needed": fault.needed, "class": fault.scope, "num": fault.available}
            return ngettext(
                "a quorum of %(needed)d can never be reached: there is %(num)d voting member.",
                "a quorum of %(needed)d can never be reached: there are %(num)d voting members.",
                fault.available,
            ) % {"needed": fault.needed, "num": fault.available}
        case Impossible.NO_SUCH_CLASS:
            return _("class %(class)s has no voting member.") % {"class": fault.scope}
        case Impossible.MORE_THAN_ALL:
            return _("nothing is ever more than all of the votes.")
        case Impossible.POOL_NOT_WHOLE:
            return _("the fixed shares of the classes do not add up to one.")
        case Impossible.NOTHING_DEMANDED:
            return _("it would carry whatever is proposed; say how much support is needed.")
        case Impossible.NOT_ON_THIS_BALLOT:
            return _(
                "elections and budgets are measured by `quorum` and `filled` alone, other votes "
                "by `quorum`, `yes`, `pooled` and `capped`."
            )
