"""Every counting rule by its name: what its ballots look like, and who counts them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from voting.counting import (
    approval,
    borda,
    equal_shares,
    irv,
    phragmen,
    plurality,
    score,
    star,
    stv_meek,
    stv_scottish,
)
from voting.counting.condorcet import copeland, minimax, ranked_pairs, schulze
from voting.counting.papers import Form, read_approval, read_ranking, read_scores

READERS: Mapping[Form, Callable[[str], Any]] = MappingProxyType(
    {Form.RANKING: read_ranking, Form.APPROVAL: read_approval, Form.SCORE: read_scores}
)
"""Canonical text to what a rule counts."""


@dataclass(frozen=True, slots=True)
class CountingRule:
    """A rule under its name on the command line and in archives.

    `count` takes `(ballot, how many)` pairs and, by keyword, `candidates`
    (names in the paper's order), `seats`, `withdrawn` and `lot`; a budget rule
    takes `projects` and `budget` instead of candidates and seats.
    """

    name: str
    form: Form
    count: Callable[..., Any]
    single_winner: bool = False
    """True where the rule fills one seat only."""
    budget: bool = False
    """True where projects with costs are chosen, not people."""


RULES: Mapping[str, CountingRule] = MappingProxyType(
    {
        rule.name: rule
        for rule in (
            CountingRule(plurality.RULE, Form.RANKING, plurality.count),
            CountingRule(approval.RULE, Form.APPROVAL, approval.count),
            CountingRule(score.RULE, Form.SCORE, score.count),
            CountingRule(star.RULE, Form.SCORE, star.count),
            CountingRule(borda.RULE, Form.RANKING, borda.count),
            CountingRule(irv.RULE, Form.RANKING, irv.count, single_winner=True),
            CountingRule(stv_scottish.RULE, Form.RANKING, stv_scottish.count),
            CountingRule(stv_meek.RULE, Form.RANKING, stv_meek.count),
            CountingRule(schulze.RULE, Form.RANKING, schulze.count),
            CountingRule(ranked_pairs.RULE, Form.RANKING, ranked_pairs.count),
            CountingRule(copeland.RULE, Form.RANKING, copeland.count),
            CountingRule(minimax.RULE, Form.RANKING, minimax.count),
            CountingRule(equal_shares.RULE, Form.APPROVAL, equal_shares.count, budget=True),
            CountingRule(phragmen.RULE, Form.APPROVAL, phragmen.count, budget=True),
        )
    }
)
"""The counting rules a vote or a file may name."""
