"""Scenes of the voting room: from a draft to a declared result."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from coop import ids
from coop.demo.stage import Stage
from coop.readmodels import demo as seen
from coop.usecases.cast_ballot import cast_ballot
from coop.usecases.draft_proposal import Candidacy, Option, draft_proposal
from coop.usecases.give_notice import give_notice
from coop.usecases.move_proposal import move_proposal
from coop.usecases.sponsor_proposal import sponsor_proposal
from voting.errors import Recused


def put_proposal(
    stage: Stage,
    *,
    drafter: UUID,
    secretary: UUID,
    kind: str,
    title: str,
    text: str,
    sponsors: Sequence[UUID] = (),
    effect: Mapping[str, Any] | None = None,
    candidates: Sequence[Candidacy] = (),
    seats: int | None = None,
    options: Sequence[Option] = (),
    method: str | None = None,
    budget: tuple[int, str] | None = None,
) -> UUID:
    """This function will draft a proposal and take it as far as deliberation."""
    proposal_id = draft_proposal(
        container=stage.container,
        actor=stage.actor(drafter),
        act_id=stage.new_id(),
        kind=kind,
        title=title,
        text=text,
        effect=effect,
        candidates=candidates,
        seats=seats,
        options=options,
        method=method,
        budget=budget,
    )
    move_proposal(
        container=stage.container,
        actor=stage.actor(drafter),
        act_id=stage.new_id(),
        proposal_id=proposal_id,
        move="submit",
    )
    stage.wait(hours=6)
    for sponsor in sponsors:
        sponsor_proposal(
            container=stage.container,
            actor=stage.actor(sponsor),
            act_id=stage.new_id(),
            proposal_id=proposal_id,
        )
        stage.wait(hours=5)
    deliberate(stage, proposal_id=proposal_id, secretary=secretary)
    return proposal_id


def deliberate(stage: Stage, *, proposal_id: UUID, secretary: UUID) -> None:
    """This function will have the secretary open the deliberation."""
    move_proposal(
        container=stage.container,
        actor=stage.actor(secretary),
        act_id=stage.new_id(),
        proposal_id=proposal_id,
        move="begin_deliberation",
    )


def hold_vote(
    stage: Stage,
    *,
    proposal_id: UUID,
    secretary: UUID,
    turnout: float,
    leanings: Sequence[float],
) -> None:
    """This function will give notice now, and plan the voting and the close for their hours.

    `leanings` are weights of yes, no and abstain for a resolution; of agree,
    stand aside and abstain for consent; or of each line of the paper.
    """
    give_notice(
        container=stage.container,
        actor=stage.actor(secretary),
        act_id=stage.new_id(),
        proposal_id=proposal_id,
    )
    stage.work()
    opens_at, closes_at = seen.hours_of_vote(container=stage.container, proposal_id=proposal_id)

    def open_and_vote() -> None:
        stage.work()
        fill_box(stage, proposal_id=proposal_id, turnout=turnout, leanings=leanings)

    stage.plan(opens_at + timedelta(minutes=1), open_and_vote)
    stage.plan(closes_at + timedelta(minutes=1), stage.work)


def fill_box(
    stage: Stage,
    *,
    proposal_id: UUID,
    turnout: float,
    leanings: Sequence[float],
    seconds_apart: tuple[int, int] = (180, 2400),
) -> None:
    """This function will have a share of the electors cast, one after the other."""
    vote = seen.vote_of(container=stage.container, proposal_id=proposal_id)
    for elector_id, caster_id in vote.electors:
        if stage.chance.random() > turnout:
            continue
        stage.wait(seconds=stage.chance.randint(*seconds_apart))
        # Who declared an interest is on the roll and may not vote.
        with suppress(Recused):
            cast_ballot(
                container=stage.container,
                actor=stage.actor(caster_id),
                act_id=stage.new_id(),
                proposal_id=proposal_id,
                elector_id=elector_id,
                text_hash=vote.text_hash,
                ballot=_BALLOTS[vote.form](stage, leanings),
                receipt=ids.readable_code() if vote.secret else "",
            )


def _choice(stage: Stage, leanings: Sequence[float]) -> str:
    return stage.chance.choices(("yes", "no", "abstain"), weights=leanings)[0]


def _ranking(stage: Stage, leanings: Sequence[float]) -> str:
    standing = dict(enumerate(leanings, start=1))
    ranked: list[int] = []
    for _ in range(stage.chance.randint(1, len(standing))):
        number = stage.chance.choices(list(standing), weights=list(standing.values()))[0]
        del standing[number]
        ranked.append(number)
    return ">".join(map(str, ranked))


def _position(stage: Stage, leanings: Sequence[float]) -> str:
    return stage.chance.choices(("agree", "stand_aside", "abstain"), weights=leanings)[0]


def _approval(stage: Stage, leanings: Sequence[float]) -> str:
    liked = [
        str(number)
        for number, weight in enumerate(leanings, start=1)
        if stage.chance.random() < weight / max(leanings)
    ]
    return ",".join(liked) or "none"


def _scores(stage: Stage, leanings: Sequence[float]) -> str:
    points = {
        number: min(5, round(stage.chance.random() * 6 * weight / max(leanings)))
        for number, weight in enumerate(leanings, start=1)
    }
    return ",".join(f"{number}:{given}" for number, given in points.items() if given) or "none"


_BALLOTS = {
    "choice": _choice,
    "consent": _position,
    "ranking": _ranking,
    "approval": _approval,
    "score": _scores,
}
"""How members of the story fill in each form of paper."""
