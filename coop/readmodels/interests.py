"""Why a reader may have an interest in a matter: what the house itself knows, said to them alone.

It only reminds. Whoever has an interest declares it; nobody is recused by a guess.
"""

import re
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from coop.members import queries as members
from coop.members.rules import Party
from coop.words import _
from services.coaching import queries as coaching
from services.errors import NotFound
from services.marketplace import queries as marketplace
from voting import queries
from voting.proposals import Kind, Proposal

NAME_LEAST = 5
"""Shorter names are words as well, and would be found everywhere."""


def reminders(session: Session, *, vote: Proposal, person_id: UUID) -> tuple[str, ...]:
    """This function will say why a reader may have an interest in a matter, a sentence each.

    A recall that is about them; words or projects that name them or an organisation they
    speak for; a rule on fees of a business of theirs.
    """
    effect = vote.effect or {}
    if effect.get("person_id") == str(person_id):
        return (_("This proposal is about you. Consider whether you ought to vote on it."),)
    # In an election everybody may vote, also for themselves; the surplus is everybody's.
    if vote.kind in (Kind.ELECTION, Kind.PATRONAGE):
        return ()
    mine = members.parties_of(session, person_id=person_id)
    lines = queries.candidates(session, proposal_id=vote.id)
    words = [vote.title, vote.text]
    for line in lines:
        words += [line.name, line.statement]
    found = [
        _("This proposal names %(name)s. Consider whether you ought to vote on it.")
        % {"name": party.name}
        for party in named(words, mine)
    ]
    changed = tuple(effect.get("changes", ()))
    if any(key.startswith("fees.coaching.") for key in changed) and _coaches(session, person_id):
        found.append(
            _("This proposal changes what coaches earn, and you are one. Consider whether you "
              "would gain or lose by it as other members would not.")
        )  # fmt: skip
    if any(key.startswith("fees.marketplace.") for key in changed) and marketplace.listings_of(
        session, seller_ids={party.id for party in mine}
    ):
        found.append(
            _("This proposal changes what sellers pay, and you are one. Consider whether you "
              "would gain or lose by it as other members would not.")
        )  # fmt: skip
    return tuple(found)


def named(words: Iterable[str], parties: Iterable[Party]) -> tuple[Party, ...]:
    """This function will return the parties whose whole name stands in any of the words."""
    text = " ".join(" ".join(part.split()) for part in words)
    return tuple(
        party
        for party in parties
        if len(party.name) >= NAME_LEAST
        and re.search(rf"(?<!\w){re.escape(' '.join(party.name.split()))}(?!\w)", text, re.I)
    )


def _coaches(session: Session, person_id: UUID) -> bool:
    try:
        coaching.coach(session, coach_id=person_id)
    except NotFound:
        return False
    return True
