"""The same ballots under other rules: for information, and changing nothing."""

import json
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from coop.container import Container
from coop.readmodels import vote_words as words
from coop.unit_of_work.permissions import Actor, Permission
from voting import queries
from voting.ballots import METHODS, form_of
from voting.counting.papers import Form
from voting.counting.result import Lot, labels
from voting.counting.rules import READERS, RULES
from voting.errors import CannotCount, ProposalNotFound
from voting.proposals import Kind
from voting.question import question_from_plain

DIFFERENT_BALLOTS_MAX = 20_000
"""With more different ballots than this the page would be slow to come; it says so instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherRule:
    """Who a rule would have chosen."""

    name: str
    chosen: tuple[str, ...]
    same: bool
    held: bool
    """True for the rule the vote was held under."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All rules side by side; `rules` is empty where there is nothing to compare."""

    proposal_id: UUID
    title: str
    rules: tuple[OtherRule, ...]
    too_many: bool


def comparison(*, container: Container, actor: Actor, proposal_id: UUID) -> Comparison:
    """This function will count a closed vote's ballots under every rule that reads such ballots.

    Raises `ProposalNotFound` before the result is declared.
    """
    actor.require(Permission.PROPOSAL_READ)
    with container.read() as session:
        vote = queries.proposal(session, proposal_id=proposal_id)
        declared = queries.result(session, proposal_id=proposal_id)
    if declared is None:
        raise ProposalNotFound(proposal_id)
    found = _counted(declared.archive)
    return Comparison(
        proposal_id=proposal_id,
        title=vote.title,
        rules=tuple(
            OtherRule(
                name=words.method_name(method),
                chosen=chosen,
                same=set(chosen) == set(dict(found or ())[vote.method]),
                held=method == vote.method,
            )
            for method, chosen in found or ()
        ),
        too_many=found is None,
    )


@lru_cache(maxsize=32)
def _counted(archive: str) -> tuple[tuple[str, tuple[str, ...]], ...] | None:
    """This function will count an archive, which never changes, once: (method, names chosen)."""
    plain = json.loads(archive)
    question = question_from_plain(plain["question"], proposal_id=UUID(plain["proposal"]))
    form = form_of(question.method)
    if form in (Form.CHOICE, Form.CONSENT) or question.kind is Kind.BUDGET:
        return ()
    said: Counter[str] = Counter()
    for line in plain["ballots"]:
        said[str(line[1])] += int(line[3]) if len(line) > 3 else 1
    if len(said) > DIFFERENT_BALLOTS_MAX:
        return None
    names = [one.name for one in question.candidates]
    seats = question.seats or 1
    ballots = [(READERS[form](text), number) for text, number in said.items()]
    seed = plain["result"].get("lot", {}).get("seed") or ""
    lot = Lot.from_seed(seed=seed, candidates=len(names))
    shown = labels(names)
    found = []
    for method in METHODS[Kind.ELECTION]:
        rule = RULES[method]
        if method == question.method:
            # As declared, with the rules on who is elected, which no other rule here keeps.
            found.append((method, tuple(shown[n - 1] for n in plain["result"]["winners"])))
            continue
        if rule.form is not form or (rule.single_winner and seats > 1):
            continue
        try:
            counted = rule.count(ballots, candidates=names, seats=seats, lot=lot)
        except CannotCount:
            continue
        found.append((method, tuple(shown[n - 1] for n in counted.winners)))
    return tuple(found)
