"""What an election's constraints cost: the same ballots counted without them, side by side."""

import json
from collections import Counter
from functools import lru_cache
from typing import Any
from uuid import UUID

from coop.readmodels.vote_words import trimmed
from coop.words import _, ngettext
from voting.ballots import form_of
from voting.counting.constraints import Price, price
from voting.counting.result import Lot, Result, decimal_text
from voting.counting.rules import READERS, RULES
from voting.formats.json import from_plain
from voting.proposals import GroupConstraint
from voting.question import Question, question_from_plain


def price_words(archive: str) -> tuple[str, ...]:
    """This function will say which constraints an election had and whom they moved.

    Nothing where it had none. `archive` is the archive's text.
    """
    plain = json.loads(archive)
    if not plain["question"].get("constraints"):
        return ()
    question, count, paid = _paid(archive)
    asked = tuple(_asked(one) for one in question.constraints)
    return (*asked, *_cost(count, paid))


@lru_cache(maxsize=32)
def _paid(archive: str) -> tuple[Question, Result, Price]:
    """This function will count an archive, which never changes, once without constraints."""
    plain: dict[str, Any] = json.loads(archive)
    question = question_from_plain(plain["question"], proposal_id=UUID(plain["proposal"]))
    said: Counter[str] = Counter()
    for line in plain["ballots"]:
        said[str(line[1])] += int(line[3]) if len(line) > 3 else 1
    reader = READERS[form_of(question.method)]
    count: Result = from_plain(plain["result"])
    free: Result = RULES[question.method].count(
        [(reader(text), number) for text, number in said.items()],
        candidates=count.candidates,
        seats=count.seats,
        lot=Lot(count.lot.order, count.lot.seed),
    )
    return question, count, price(count, free)


def _asked(one: GroupConstraint) -> str:
    facts = {"group": one.group, "least": one.least, "most": one.most}
    if one.most is None:
        return _("%(group)s: at least %(least)s elected.") % facts
    if one.least == one.most:
        return _("%(group)s: exactly %(most)s elected.") % facts
    if not one.least:
        return _("%(group)s: at most %(most)s elected.") % facts
    return _("%(group)s: %(least)s to %(most)s elected.") % facts


def _cost(count: Result, paid: Price) -> tuple[str, ...]:
    if paid.free:
        return (_("These rules changed nobody's election: without them the same would sit."),)
    named = _(" and ")
    facts = {
        "displaced": named.join(count.name(n) for n in paid.displaced),
        "instead": named.join(count.name(n) for n in paid.instead),
        "votes": trimmed(decimal_text(paid.votes_displaced, paid.scale)),
        "first": paid.first_preferences_displaced,
        "other": paid.first_preferences_instead,
    }
    return (
        _("The price: without these rules %(displaced)s would sit instead of %(instead)s.") % facts,
        ngettext(
            "%(first)s ballot had the displaced as first preference, %(other)s whoever took the "
            "seat.",
            "%(first)s ballots had the displaced as first preference, %(other)s whoever took the "
            "seat.",
            paid.first_preferences_displaced,
        )
        % facts,
        _("Counted without the rules, the displaced were elected with %(votes)s votes.") % facts,
    )
