"""Changes the voting room: drafts, moves, rolls, ballots, counts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from voting import decision_text, queries
from voting.ballots import (
    METHODS,
    always_named,
    fills_seats,
    form_of,
    secret_by_default,
    takes_constraints,
)
from voting.counting.papers import Form
from voting.counting.rules import RULES
from voting.decision_rules import needs_classes
from voting.errors import (
    AlreadySponsored,
    ConstraintsImpossible,
    ConstraintsNotCounted,
    MethodNotFor,
    OneSeatOnly,
    OwnProposal,
    ProposalNotFound,
    SecretShowsNoStanding,
    TooFewCandidates,
)
from voting.proof import lot
from voting.proof.archive import Rules, members_to_plain
from voting.proposals import (
    Candidate,
    GroupConstraint,
    Kind,
    Proposal,
    Relation,
    Schedule,
    State,
    digest,
    make_move,
)
from voting.question import Question, constraint_to_plain
from voting.roll import Elector, roll_hash, roll_lines, snapshot
from voting.tables import (
    CandidateRow,
    LotRow,
    MoveRow,
    ProposalRow,
    RollRow,
    SponsorRow,
)
from voting.thresholds import threshold_to_plain
from voting.wording.queries import latest_number, writes
from voting.wording.tables import VersionRow


@dataclass(frozen=True, slots=True)
class Notice:
    """What giving notice fixed."""

    schedule: Schedule
    text_hash: str
    roll_hash: str
    electors: tuple[Elector, ...]
    lot_commitment: str


def draft(
    session: Session,
    *,
    id: UUID,
    kind: Kind,
    title: str,
    text: str,
    effect: Mapping[str, Any] | None,
    seats: int | None,
    candidates: Sequence[Candidate],
    secret: bool | None,
    sponsors_needed: int,
    drafter_id: UUID,
    at: datetime,
    method: str | None = None,
    results_open: bool = False,
    budget_minor: int | None = None,
    currency: str | None = None,
    constraints: Sequence[GroupConstraint] = (),
    parent_id: UUID | None = None,
    parent_as: Relation | None = None,
    special: bool = False,
) -> None:
    """This function will store a draft and its first version.

    `secret` and `method` none mean what the kind implies. Raises `TooFewCandidates`,
    `MethodNotFor`, `OneSeatOnly`, `ConstraintsNotCounted`, `ConstraintsImpossible`,
    `SecretShowsNoStanding`.
    """
    method = method or METHODS[kind][0]
    if method not in METHODS[kind]:
        raise MethodNotFor(kind.value, method)
    seats = (seats or 1) if fills_seats(kind=kind, method=method) else None
    least = 1 if form_of(method) in (Form.APPROVAL, Form.RANKING, Form.SCORE) else 0
    if len(candidates) < max(seats or 0, least):
        raise TooFewCandidates(max(seats or 0, least), len(candidates))
    if method in RULES and RULES[method].single_winner and seats != 1:
        raise OneSeatOnly(method)
    if constraints and not takes_constraints(method):
        raise ConstraintsNotCounted(method)
    _refuse_impossible(constraints, candidates, seats or 0)
    secret = secret_by_default(kind) if secret is None else secret
    secret = secret and not always_named(kind)
    if secret and results_open:
        raise SecretShowsNoStanding
    session.execute(
        insert(ProposalRow).values(
            id=id,
            kind=kind.value,
            title=title,
            text=text,
            effect=dict(effect) if effect is not None else None,
            method=method,
            seats=seats,
            results_open=results_open,
            budget_minor=budget_minor,
            currency=currency,
            constraints=[constraint_to_plain(one) for one in constraints],
            parent_id=parent_id,
            parent_as=parent_as.value if parent_as else None,
            secret=secret,
            special=special,
            state=State.DRAFT.value,
            drafter_id=drafter_id,
            sponsors_needed=sponsors_needed,
            drafted_at=at,
        )
    )
    session.execute(
        insert(VersionRow).values(
            proposal_id=id, number=1, title=title, text=text, by=drafter_id, at=at,
            hash=digest({"title": title, "text": text}),
        )
    )  # fmt: skip
    if candidates:
        session.execute(
            insert(CandidateRow),
            [
                {
                    "proposal_id": id,
                    "number": one.number,
                    "person_id": one.person_id,
                    "name": one.name,
                    "statement": one.statement,
                    "cost_minor": one.cost_minor,
                    "group": one.group,
                }
                for one in candidates
            ],
        )


def _refuse_impossible(
    constraints: Sequence[GroupConstraint], candidates: Sequence[Candidate], seats: int
) -> None:
    """This function will return quietly, or raise `ConstraintsImpossible` for the first group."""
    standing = Counter(one.group for one in candidates)
    for one in constraints:
        most = seats if one.most is None else min(one.most, seats)
        if one.least > min(most, standing[one.group]):
            raise ConstraintsImpossible(one.group)
        if most < seats - (len(candidates) - standing[one.group]):
            raise ConstraintsImpossible(one.group)
    if sum(one.least for one in constraints) > seats:
        raise ConstraintsImpossible(constraints[-1].group)


def move(
    session: Session,
    *,
    proposal_id: UUID,
    name: str,
    by: UUID | None,
    at: datetime,
    guard_met: bool = True,
) -> str:
    """This function will make a move of the table and return its event's name.

    Raises `MoveNotAllowed`, `GuardNotMet`.
    """
    row = locked(session, proposal_id=proposal_id)
    source = State(row.state)
    made = make_move(name=name, state=source, guard_met=guard_met)
    row.state = made.target.value
    session.flush()
    session.execute(
        insert(MoveRow).values(
            proposal_id=proposal_id,
            number=len(queries.moves(session, proposal_id=proposal_id)) + 1,
            move=name,
            source=source.value,
            target=made.target.value,
            by=by,
            at=at,
        )
    )
    return made.event


def sponsor(session: Session, *, proposal_id: UUID, person_id: UUID, at: datetime) -> None:
    """This function will add a sponsor; raises `OwnProposal`, `AlreadySponsored`."""
    row = locked(session, proposal_id=proposal_id)
    make_move(name="begin_deliberation", state=State(row.state))
    if writes(session, proposal_id=proposal_id, person_id=person_id):
        raise OwnProposal
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    added = session.execute(
        dialect.insert(SponsorRow)
        .values(
            proposal_id=proposal_id,
            person_id=person_id,
            version=latest_number(session, proposal_id=proposal_id),
            at=at,
        )
        .on_conflict_do_nothing()
        .returning(SponsorRow.person_id)
    ).first()
    if added is None:
        raise AlreadySponsored


def give_notice(
    session: Session,
    *,
    proposal_id: UUID,
    schedule: Schedule,
    rules: Rules,
    electors: Sequence[Elector],
    record_at: datetime,
    lot_secret: str,
    by_hands: bool = False,
) -> Notice:
    """This function will freeze the wording, the roll and the lot; `move("give_notice")` is next.

    `lot_secret` is random text that nobody has seen; its hash is published now. A vote
    `by_hands` is a show of hands in a meeting, counted as ballots that nobody gets a receipt of.

    Raises `EmptyRoll`, `MoveNotAllowed`.
    """
    row = locked(session, proposal_id=proposal_id)
    make_move(name="give_notice", state=State(row.state))
    electors = snapshot(electors)
    session.execute(
        insert(RollRow),
        [
            {
                "proposal_id": proposal_id,
                "elector_id": one.elector_id,
                "share_class": one.share_class,
                "name": one.name,
                "caster_id": one.caster_id,
                "weight": one.weight,
                "voted": False,
            }
            for one in electors
        ],
    )
    committed = lot.commitment(lot_secret)
    session.execute(
        insert(LotRow).values(proposal_id=proposal_id, commitment=committed, secret=lot_secret)
    )
    question = question_of(session, queries.proposal_of(row))
    row.text_hash = question.hash
    row.rules = {
        "quorum": threshold_to_plain(rules.quorum),
        "majority": threshold_to_plain(rules.majority) if rules.majority else None,
        "versions": dict(rules.versions),
        "notice": None
        if schedule.notice_clear_days is None
        else {"clear_days": schedule.notice_clear_days, "time_zone": schedule.time_zone},
        "decision": rules.decision,
        "classes": any(one.weight != 1 for one in electors)
        or (rules.decision is not None and needs_classes(decision_text.parse(rules.decision))),
        **members_to_plain(rules.members),
        **({"by_hands": True} if by_hands else {}),
    }
    row.roll_hash = roll_hash(roll_lines(electors))
    row.record_at, row.opens_at, row.closes_at = record_at, schedule.opens_at, schedule.closes_at
    session.flush()
    return Notice(schedule, question.hash, row.roll_hash, electors, committed)


def locked(session: Session, *, proposal_id: UUID) -> ProposalRow:
    """This function will return a proposal's row, held until the transaction ends."""
    row = session.scalars(
        select(ProposalRow)
        .where(ProposalRow.id == proposal_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise ProposalNotFound(proposal_id)
    return row


def question_of(session: Session, vote: Proposal) -> Question:
    """This function will return what a vote asks, candidates included."""
    return Question(
        proposal_id=vote.id,
        kind=vote.kind,
        method=vote.method,
        title=vote.title,
        text=vote.text,
        effect=vote.effect,
        seats=vote.seats,
        candidates=queries.candidates(session, proposal_id=vote.id),
        budget_minor=vote.budget_minor,
        currency=vote.currency,
        constraints=vote.constraints,
    )
