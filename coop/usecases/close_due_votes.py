"""Close the votes whose time has come: count, declare, and let the decision take effect."""

import logging
from typing import Any
from uuid import UUID

from coop import ids
from coop.container import Container
from coop.members import queries as members
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases import confirmations, consent_rounds
from coop.usecases.enact import enact_proposal
from footing.errors import Refusal
from voting import box, declaring, operations, queries, written
from voting.electorate import operations as electorate
from voting.proposals import Kind, Proposal
from voting.thresholds import Outcome

log = logging.getLogger("coop.votes")

LETTERS_AT_ONCE = 500

_DECLARE = {
    Outcome.ADOPTED: "adopt",
    Outcome.REJECTED: "reject",
    Outcome.INQUORATE: "fail_quorum",
    Outcome.ADVISED: "advise",
}


def close_due_votes(container: Container) -> None:
    """This function will close every vote whose closing time has come: a duty of the worker.

    A vote that cannot be closed is logged and left as it is, so that the others
    are. Effects follow at once; what fails is tried again by its job.
    """
    with container.read() as session:
        due = queries.due_to_close(session, at=container.clock.now())
    for proposal_id in due:
        try:
            close_vote(container, proposal_id)
            enact_proposal(container, {"proposal_id": str(proposal_id)})
        except Refusal:
            log.exception("vote %s", proposal_id)


def close_vote(container: Container, proposal_id: UUID) -> None:
    """This function will close, count and declare one vote in one transaction, once.

    Raises `GuardNotMet` before the closing time, unless a written resolution has passed.
    """
    act_id = ids.id_for(f"close:{proposal_id}")
    with container.act(Actor.worker(), Permission.VOTE_CLOSE, id=act_id, about=proposal_id) as act:
        if act.repeated:
            return
        vote = queries.proposal(act.session, proposal_id=proposal_id)
        if vote.closes_at is not None and act.now >= vote.closes_at:
            # The last moment at which ballots are taken: who stayed away has directed some.
            directed = electorate.cast_directed(
                act.session, proposal_id=proposal_id, at=vote.closes_at
            )
            if directed:
                act.tell("ballots.directed", number=directed)
        event = operations.move(
            act.session,
            proposal_id=proposal_id,
            name="close",
            by=None,
            at=act.now,
            guard_met=(vote.closes_at is not None and act.now >= vote.closes_at)
            or written.has_passed(act.session, proposal_id=proposal_id),
        )
        act.tell(event)
        box.tip(act.session, proposal_id=proposal_id)
        counted, archive_hash = declaring.declare(act.session, proposal_id=proposal_id, at=act.now)
        outcome = counted.verdict.outcome
        confirm = confirmations.is_asked(vote, outcome)
        event = operations.move(
            act.session,
            proposal_id=proposal_id,
            name="await_confirmation" if confirm else _DECLARE[outcome],
            by=None,
            at=act.now,
        )
        act.tell(event, archive_hash=archive_hash)
        act.enqueue("vote.sweep", {}, key=f"sweep:{proposal_id}")
        if outcome is Outcome.ADOPTED and vote.effect is not None and not confirm:
            act.enqueue("vote.enact", {"proposal_id": str(proposal_id)}, key=f"enact:{proposal_id}")
        if confirm:
            confirmations.put_second(act, vote)
        confirmations.settle_first(act, vote, outcome)
        fallback_id = consent_rounds.open_fallback(act, vote, counted)
        facts = {"fallback_id": str(fallback_id or ""), "archive_hash": archive_hash}
        _announce(act, vote, outcome, facts, after=None)


def close_passed(container: Container, payload: dict[str, Any]) -> None:
    """This function will do a job of kind `vote.passed`: close a written resolution that passed.

    Source: Companies Act 2006, s.296(4): it passes with the last agreement it needs.
    """
    proposal_id = UUID(payload["proposal_id"])
    with container.read() as session:
        if not written.has_passed(session, proposal_id=proposal_id):
            return
    close_vote(container, proposal_id)
    enact_proposal(container, {"proposal_id": str(proposal_id)})


def announce(container: Container, payload: dict[str, Any]) -> None:
    """This function will do a job of kind `vote.announce`: write the result to the next casters."""
    proposal_id, after = UUID(payload["proposal_id"]), UUID(payload["after"])
    act_id = ids.id_for(f"announce:{proposal_id}:{after}")
    with container.act(Actor.worker(), Permission.VOTE_CLOSE, id=act_id, about=proposal_id) as act:
        if act.repeated:
            return
        vote = queries.proposal(act.session, proposal_id=proposal_id)
        declared = queries.outcome(act.session, proposal_id=proposal_id)
        if declared is not None:
            facts = {name: payload.get(name, "") for name in ("fallback_id", "archive_hash")}
            _announce(act, vote, Outcome(declared), facts, after=after)


def _announce(
    act: Act, vote: Proposal, outcome: Outcome, told: dict[str, str], *, after: UUID | None
) -> None:
    """This function will write the result to casters by their ids, those behind `after`.

    `told` is the same for all: the `fallback_id` of the vote that follows, if any,
    and the `archive_hash`. A roll may be long: it writes to `LETTERS_AT_ONCE` and
    leaves a job for the others.
    """
    casters = queries.casters(act.session, proposal_id=vote.id, after=after, limit=LETTERS_AT_ONCE)
    for person in members.people(act.session, person_ids=casters).values():
        act.mail(
            to=person.email,
            template="vote_result",
            facts={
                "proposal_id": str(vote.id),
                "title": vote.title,
                "outcome": outcome.value,
                "election": vote.kind is Kind.ELECTION,
                "kind": vote.kind.value,
                "fallback_path": f"/proposals/{told['fallback_id']}" if told["fallback_id"] else "",
                "archive_hash": told["archive_hash"],
            },
            key=f"result:{vote.id}:{person.id}",
        )
    if len(casters) == LETTERS_AT_ONCE:
        last = str(casters[-1])
        act.enqueue(
            "vote.announce",
            {"proposal_id": str(vote.id), "after": last, **told},
            key=f"announce:{vote.id}:{last}",
        )


def sweep_box(container: Container, payload: dict[str, Any]) -> None:
    """This function will do a job of kind `vote.sweep`: wipe what tipped boxes left behind."""
    engine = container.unit_of_work.engine
    dialect = engine.dialect.name
    connection = engine.raw_connection()
    try:
        driver = connection.driver_connection
        if driver is None:
            raise ConnectionError("the database went away")
        if dialect == "postgresql":
            driver.autocommit = True
        box.sweep(driver, dialect=dialect)
        if dialect == "postgresql":
            driver.autocommit = False
    finally:
        connection.close()
