"""What the page of ballot papers shows: who took one, what was entered, what differs."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from coop.container import Container
from coop.members import queries as members
from coop.readmodels.ballot_answers import ballot_words
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _
from voting import queries
from voting.ballots import check_canonical, form_of
from voting.counting.papers import Fault, Form, write_approval, write_ranking, write_scores
from voting.errors import InvalidBallot
from voting.meetings import paper_box
from voting.meetings.papers import Paper, PaperState
from voting.proposals import State


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """What one person read on a paper whose two entries differ."""

    by: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """A paper on which something is still to do."""

    serial: int
    state: str
    waits_for_me: bool
    by: str
    entries: tuple[EntryLine, ...]
    """Shown only once both have entered: the second reads the paper, not the first's entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersPage:
    """The papers of one vote."""

    proposal_id: UUID
    title: str
    form: str
    secret: bool
    open: bool
    closes_at: datetime | None
    lines: tuple[tuple[int, str], ...]
    """(number, name) as the paper prints them."""
    classes: tuple[str, ...]
    """The classes to choose from, where the decision is measured by them."""
    to_hand: tuple[tuple[str, str], ...]
    """(elector id, name) of who could still be given a paper."""
    holders: tuple[tuple[str, str], ...]
    """(elector id, name) of who took one."""
    handed_out: int
    settled: int
    waiting: tuple[PaperRow, ...]


def papers(*, container: Container, actor: Actor, proposal_id: UUID) -> PapersPage:
    """This function will show the papers of a vote; raises `ProposalNotFound`."""
    actor.require(Permission.PAPER_ENTER)
    with container.read() as session:
        vote = queries.proposal(session, proposal_id=proposal_id)
        standing = queries.candidates(session, proposal_id=proposal_id)
        names = [one.name for one in standing]
        roll = queries.roll(session, proposal_id=proposal_id)
        unvoted = {one.elector_id for one in queries.not_voted(session, proposal_id=proposal_id)}
        took = paper_box.paper_voters(session, proposal_id=proposal_id)
        tally = paper_box.tally(session, proposal_id=proposal_id)
        found = paper_box.papers_of(session, proposal_id=proposal_id)
        tellers = members.names_of(
            session, party_ids=[person for one in found for person in one.people]
        )
    by_name = sorted(roll, key=lambda one: one.name)
    noted = bool(vote.rules and vote.rules.get("classes")) and vote.secret
    electors = {one.elector_id: one.name for one in roll}
    return PapersPage(
        proposal_id=vote.id,
        title=vote.title,
        form=form_of(vote.method).value,
        secret=vote.secret,
        open=vote.state is State.OPEN,
        closes_at=vote.closes_at,
        lines=tuple((one.number, one.name) for one in standing),
        classes=tuple(sorted({one.share_class for one in roll})) if noted else (),
        to_hand=tuple(
            (str(one.elector_id), one.name)
            for one in by_name
            if one.elector_id in unvoted and one.elector_id not in took
        ),
        holders=tuple((str(one.elector_id), one.name) for one in by_name if one.elector_id in took),
        handed_out=tally.handed_out,
        settled=tally.settled,
        waiting=tuple(
            _row(one, actor, tellers, names, electors)
            for one in found
            if one.state is not PaperState.SETTLED
        ),
    )


def _row(
    paper: Paper,
    actor: Actor,
    tellers: dict[UUID, str],
    names: list[str],
    electors: dict[UUID, str],
) -> PaperRow:
    last = paper.last_round
    mine = any(one.entered_by == actor.person_id for one in last)
    differs = paper.state is PaperState.DIFFERS
    two_known = len(paper.people) == 2
    return PaperRow(
        serial=paper.serial,
        state=paper.state.value,
        waits_for_me=(actor.person_id in paper.people or not two_known) and (differs or not mine),
        by=", ".join(sorted(tellers.get(one.entered_by, "") for one in last)),
        entries=tuple(
            EntryLine(
                by=tellers.get(one.entered_by, ""),
                said=" · ".join(
                    part
                    for part in (
                        electors.get(one.content.elector_id, "") if one.content.elector_id else "",
                        one.content.share_class,
                        ballot_words(one.content.ballot, names),
                    )
                    if part
                ),
            )
            for one in last
        )
        if differs
        else (),
    )


def typed_ballot(*, page: PapersPage, choice: str, answer: str) -> str:
    """This function will read what a teller typed as a canonical ballot.

    A choice by its word; rankings and approvals as numbers with anything
    between; points as `1:5 3:2`. Raises `InvalidBallot`, `UnknownCandidate`.
    """
    candidates = len(page.lines)
    match Form(page.form):
        case Form.RANKING:
            return write_ranking(_numbers(answer), candidates=candidates)
        case Form.APPROVAL:
            return write_approval(_numbers(answer), candidates=candidates)
        case Form.SCORE:
            pairs = re.findall(r"(\d{1,4})\s*[:=]\s*(\d{1,4})", answer, re.ASCII)
            if not pairs and answer.strip() not in ("", "none"):
                raise InvalidBallot(Fault.NOT_A_SCORE)
            return write_scores(
                tuple((int(number), int(points)) for number, points in pairs),
                candidates=candidates,
            )
        case Form.CONSENT:
            return check_canonical(choice, method="consent", candidates=0)
        case Form.CHOICE:
            return check_canonical(choice, method="majority", candidates=0)


def _numbers(answer: str) -> tuple[int, ...]:
    return tuple(int(text) for text in re.findall(r"\d{1,4}", answer, re.ASCII))


def entered_words(*, state: str, serial: int) -> str:
    """This function will say how a paper stands after an entry."""
    return {
        "waits_for_second": _("Paper %(serial)d is entered once. Somebody else enters it too."),
        "differs": _("The two entries of paper %(serial)d differ. Both look again."),
        "settled": _("Both agree on paper %(serial)d: it is in the box."),
    }[state] % {"serial": serial}
