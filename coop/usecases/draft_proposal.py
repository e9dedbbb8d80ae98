"""Draft a proposal: the first step of every decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from coop.container import Container
from coop.members import queries as members
from coop.rulebook.definitions import RuleKey
from coop.rulebook.queries import rulebook_on
from coop.rulebook.rules import parse_changes
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases import amendments, board_questions, decision_rules
from voting import operations
from voting.errors import OwnersOnly
from voting.proposals import Candidate, GroupConstraint, Kind, Relation

RULE_CHANGE = "rulebook.change"
BOARD_ELECTION = board_questions.ELECTION
BUDGET_ADOPTION = "ledger.adopt_budget"
BOARD_RECALL = board_questions.RECALL


@dataclass(frozen=True, slots=True)
class Candidacy:
    """Somebody to put on the ballot paper, with what they say of themselves."""

    person_id: UUID
    statement: str = ""
    group: str = ""
    """The class or region that the election's constraints speak of."""


@dataclass(frozen=True, slots=True)
class Option:
    """A line of a poll's paper, or a project of a budget with its cost in minor units."""

    name: str
    statement: str = ""
    cost_minor: int | None = None


@dataclass(frozen=True, slots=True)
class GroupLimit:
    """How many of a class (or region) an election must and may elect."""

    group: str
    least: int = 0
    most: int | None = None


def draft_proposal(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    kind: str,
    title: str,
    text: str,
    effect: Mapping[str, Any] | None = None,
    seats: int | None = None,
    candidates: Sequence[Candidacy | UUID] = (),
    options: Sequence[Option] = (),
    secret: bool | None = None,
    method: str | None = None,
    results_open: bool = False,
    budget: tuple[int, str] | None = None,
    limits: Sequence[GroupLimit] = (),
    parent: tuple[UUID, Relation] | None = None,
    special: bool = False,
) -> UUID:
    """This function will store a draft and return its id, which is the act's.

    `kind` is one of `voting.proposals.Kind`. An election elects the board
    unless `effect` says otherwise, for `seats` or as many as the rulebook has;
    elections are secret and resolutions named unless `secret` says otherwise.
    `options` are the lines of a poll's or a budget's paper, `budget` the sum in
    minor units with its currency, `method` the counting rule where a kind has several.
    `limits` ask for at least or at most so many of a group, which is a candidate's share
    class unless the candidacy says otherwise. `special` puts a written resolution as a
    special one, as a change of the rules always is.
    Elections are called by the office, surplus proposals drafted by whoever
    prepares them: neither needs sponsors. Raises `NotPermitted`, `OwnersOnly`,
    `TooFewCandidates`, `MethodNotFor`, `OneSeatOnly`, `ConstraintsNotCounted`,
    `ConstraintsImpossible`, and the rulebook's refusals for a change it cannot take.
    """
    asked = Kind(kind)
    if asked is Kind.ELECTION:
        actor.require(Permission.PROPOSAL_STEER)
        effect = effect or {"kind": BOARD_ELECTION}
    elif asked is Kind.PATRONAGE:
        actor.require(Permission.PATRONAGE_PREPARE)
    budgets = effect is not None and effect["kind"] == BUDGET_ADOPTION
    if budgets:
        actor.require(Permission.BUDGET_DRAFT)
    by_office = actor.may(Permission.PROPOSAL_STEER) or asked is Kind.PATRONAGE or budgets
    if effect is not None and effect["kind"] == RULE_CHANGE:
        parse_changes(changes=effect["changes"])
    with container.act(actor, Permission.PROPOSAL_DRAFT, id=act_id) as act:
        if act.repeated:
            return act_id
        if not by_office:
            require_owner(act)
        book = rulebook_on(act.session, on=act.now)
        if effect is not None and effect["kind"] == RULE_CHANGE:
            changes = parse_changes(changes=effect["changes"])
            decision_rules.refuse_impossible(act, changes=changes, book=book)
        sponsors_needed = 0 if by_office else book[RuleKey.VOTE_SPONSORS]
        if effect is not None and effect["kind"] == BOARD_ELECTION:
            standing = [one.person_id if isinstance(one, Candidacy) else one for one in candidates]
            effect, seats = board_questions.election(act, book, seats=seats, standing=standing)
        elif asked is Kind.AMENDMENT:
            effect = amendments.effect_of(
                act,
                parent_id=parent[0] if parent else act_id,
                text=text,
                reason=str((effect or {}).get("reason", "")),
            )
        elif effect is not None and effect["kind"] == BOARD_RECALL:
            sponsors_needed = board_questions.recall_sponsors(act, book, kind=asked, effect=effect)
        operations.draft(
            act.session,
            id=act_id,
            kind=asked,
            title=title,
            text=text,
            effect=effect,
            seats=seats,
            candidates=[
                *_on_paper(act, candidates, grouped=bool(limits)),
                *(
                    Candidate(number, one.name, None, one.statement, one.cost_minor)
                    for number, one in enumerate(options, start=1)
                ),
            ],
            secret=secret,
            sponsors_needed=sponsors_needed,
            drafter_id=actor.signed_in_id,
            at=act.now,
            method=method,
            results_open=results_open,
            budget_minor=budget[0] if budget else None,
            currency=budget[1] if budget else None,
            constraints=[GroupConstraint(one.group, one.least, one.most) for one in limits],
            parent_id=parent[0] if parent else None,
            parent_as=parent[1] if parent else None,
            special=special or (effect or {}).get("kind") == RULE_CHANGE,
        )
        act.tell("proposal.drafted", kind_of_proposal=asked.value)
    return act_id


def require_owner(act: Act) -> None:
    """This function will return quietly when the actor owns, or speaks for an owner."""
    parties = members.parties_of(act.session, person_id=act.actor.signed_in_id)
    if not any(members.is_owner(act.session, party_id=party.id, at=act.now) for party in parties):
        raise OwnersOnly


def _on_paper(
    act: Act, candidates: Sequence[Candidacy | UUID], *, grouped: bool
) -> list[Candidate]:
    """This function will number the candidates in the order of their names, as papers do."""
    standing = [one if isinstance(one, Candidacy) else Candidacy(one) for one in candidates]
    people = members.people(act.session, person_ids=[one.person_id for one in standing])
    standing = [one for one in standing if one.person_id in people]
    standing.sort(key=lambda one: (people[one.person_id].name.casefold(), one.person_id))
    classes = classes_by_person(act.session, at=act.now) if grouped else {}
    return [
        Candidate(
            number,
            people[one.person_id].name,
            one.person_id,
            one.statement,
            group=one.group or classes.get(one.person_id, ""),
        )
        for number, one in enumerate(standing, start=1)
    ]


def classes_by_person(session: Session, *, at: datetime) -> dict[UUID, str]:
    """This function will return the share class of everyone who casts: the own before others'."""
    electors = members.electors_at(session, at=at)
    own_last = sorted(electors, key=lambda one: one.elector_id == one.caster_id)
    return {one.caster_id: one.share_class for one in own_last}
