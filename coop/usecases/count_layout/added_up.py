"""Resolutions and rounds of consent as text: what was said, and how often."""

from typing import Any

from coop.usecases.count_layout import marks
from coop.words import _
from voting.counting.consent import Positions
from voting.counting.majority import Tally
from voting.formats.json import to_plain


def tally_lines(tally: Tally) -> list[str]:
    """This function will lay out yes, no and abstain."""
    said = [(_("yes"), tally.yes), (_("no"), tally.no), (_("abstain"), tally.abstain)]
    outcome = (
        _("More for than against.") if tally.yes > tally.no else _("Not more for than against.")
    )
    return [_head("majority", tally.cast), "", *_bars(said), "", outcome]


def positions_lines(positions: Positions) -> list[str]:
    """This function will lay out the positions of a round of consent."""
    said = [
        (_("agree"), positions.agree),
        (_("abstain"), positions.abstain),
        (_("stand aside"), positions.stand_aside),
        (_("object"), positions.object),
    ]
    outcome = _("Consent is given.") if positions.given else _("Consent is not given.")
    return [_head("consent", positions.cast), "", *_bars(said), "", outcome]


def plain(count: Tally | Positions) -> dict[str, Any]:
    """This function will write the sums."""
    return to_plain(count)


def _head(rule: str, votes: int) -> str:
    return _("%(rule)s · %(votes)s valid votes") % {"rule": rule, "votes": f"{votes:,}"}


def _bars(said: list[tuple[str, int]]) -> list[str]:
    most = max(total for _word, total in said)
    return [
        f"  {marks.fitted(word)} {marks.bar(total, most)} {total:>13,}".rstrip()
        for word, total in said
    ]
