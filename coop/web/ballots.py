"""Pages on which a ballot is filled in, checked and cast."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for

from coop import ids
from coop.http import (
    Form,
    blank_form,
    csrf,
    current_actor,
    current_container,
    needs,
    open_to_all,
    read_form,
)
from coop.readmodels import ballots as pages
from coop.readmodels.ballot_answers import Given, given_by, read_answers, rows_of, said
from coop.refusals import status_of
from coop.schemas.votes import BallotForm
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.ballot_pass import read_pass
from coop.usecases.cast_ballot import cast_ballot
from coop.words import _
from footing.errors import Refusal

bp = Blueprint("ballots", __name__)

_FIELDS = {"ranking": "rank-1", "approval": "approve", "score": "score"}
"""Where a fault of each form of paper is shown; choices and consent show theirs at the choice."""


@dataclass(frozen=True, slots=True)
class Entry:
    """How a voter came to the paper: signed in, or by the link in a letter."""

    proposal_id: UUID
    actor: Actor
    token: str | None = None

    @property
    def by_letter(self) -> bool:
        return self.token is not None

    def paper(self, elector_id: UUID | None = None) -> str:
        """This function will return the address of the paper (of another elector)."""
        if self.token is not None:
            return url_for("ballots.by_letter", token=self.token, elector=elector_id)
        return url_for("ballots.paper", proposal_id=self.proposal_id, elector=elector_id)


@bp.route("/proposals/<uuid:proposal_id>/ballot", methods=["GET", "POST"])
@needs(Permission.BALLOT_CAST)
def paper(proposal_id: UUID) -> Any:
    return _answer(Entry(proposal_id, current_actor()))


@bp.route("/ballot/<token>", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator]
@open_to_all
def by_letter(token: str) -> Any:
    """This function will open one person's paper to whoever holds the letter's link.

    What lets in is the address, which no other site knows, and no cookie: so no
    token against forged forms is asked, and a mail program's own window, which
    may keep no cookies and sends no referrer, can cast.
    """
    found = read_pass(container=current_container(), token=token)
    return _answer(Entry(found.proposal_id, found.actor, token))


@bp.after_request
def keep_the_key(response: Response) -> Response:
    """This function will keep a pass out of other sites' logs and of caches.

    The address is the key, also on the pages that refuse it.
    """
    if request.endpoint == "ballots.by_letter":
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/proposals/<uuid:proposal_id>/closing.ics")
@open_to_all
def closing(proposal_id: UUID) -> Any:
    file = pages.closing_time(container=current_container(), proposal_id=proposal_id)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, mimetype="text/calendar", headers=headers)


def _answer(entry: Entry) -> Any:
    if request.method == "GET":
        return _show(
            entry, _paper(entry, _uuid(request.args.get("elector"))), blank_form(BallotForm)
        )
    form = read_form(BallotForm)
    if form.valid and form.values["step"] == "cast":
        return _cast(entry, form)
    paper = _paper(entry, form.values.get("elector") or _uuid(form.data.get("elector")))
    if not form.valid:
        return _show(entry, paper, form, status=422)
    if form.values["step"] == "back":
        return _show(
            entry, paper, form, given=given_by(form=paper.form, ballot=form.values["ballot"])
        )
    if form.values["move"]:
        return _show(entry, paper, form)
    return _check(entry, paper, form)


def _check(entry: Entry, paper: pages.Paper, form: Form) -> Any:
    """This function will show a filled-in paper once more, to be cast or changed."""
    field = _FIELDS.get(paper.form, "choice")
    try:
        pages.require_same_text(paper=paper, text_hash=form.values["text_hash"])
        answers = read_answers(lines=paper.candidates, form=paper.form, given=_given(form))
    except Refusal as refusal:
        form.refuse(refusal, field=field)
        return _show(entry, paper, form, status=status_of(refusal))
    reason = form.values["reason"] if answers.ballot == "object" else ""
    if answers.ballot == "object" and not reason:
        form.fault(_("Write why you object: an objection carries its reason."), field="reason")
        return _show(entry, paper, form, status=422)
    if paper.secret and paper.voted and not form.values["receipt"]:
        form.fault(_("Write the receipt of the ballot you want to change."), field="receipt")
        return _show(entry, paper, form, status=422)
    receipt = form.values["receipt"]
    if paper.secret and not receipt:
        receipt = ids.readable_code()
    # Each page of answers is a deed of its own: going back and answering otherwise is no repeat.
    form.act_id = ids.new_id()
    return render_template(
        "votes/check.html",
        entry=entry,
        paper=paper,
        answers=answers,
        form=form,
        receipt=receipt,
        reason=reason,
    )


def _cast(entry: Entry, form: Form) -> Any:
    """This function will cast a checked ballot and show the receipt.

    The page is shown without a redirect: a receipt belongs in no address and in
    no cookie. Sending it again casts nothing and shows the same page.
    """
    values = form.values
    try:
        done = cast_ballot(
            container=current_container(),
            actor=entry.actor,
            act_id=form.act_id,
            proposal_id=entry.proposal_id,
            elector_id=values["elector"],
            ballot=values["ballot"],
            text_hash=values["text_hash"],
            receipt=values["receipt"],
            reason=values["reason"],
        )
    except Refusal as refusal:
        paper = _paper(entry, values["elector"])
        form.refuse(refusal)
        form.act_id = ids.new_id()
        given = given_by(form=paper.form, ballot=values["ballot"])
        return _show(entry, paper, form, given=given, status=status_of(refusal))
    after = pages.paper_cast(
        container=current_container(),
        actor=entry.actor,
        proposal_id=done.proposal_id,
        text_hash=done.text_hash,
        elector_id=done.elector_id,
        closes_at=done.closes_at,
        others=done.others,
    )
    answers = said(lines=after.candidates, form=after.form, ballot=values["ballot"])
    return render_template("votes/cast.html", entry=entry, paper=after, done=done, answers=answers)


def _paper(entry: Entry, elector_id: UUID | None) -> pages.Paper:
    return pages.paper(
        container=current_container(),
        actor=entry.actor,
        proposal_id=entry.proposal_id,
        elector_id=elector_id,
    )


def _given(form: Form) -> Given:
    return Given(
        choice=form.data.get("choice") or "",
        ranks=form.data.get("rank") or (),
        approved=form.data.get("approve") or (),
        points=form.data.get("score") or (),
        move=form.data.get("move"),
    )


def _show(
    entry: Entry, paper: pages.Paper, form: Form, *, given: Given | None = None, status: int = 200
) -> Any:
    """This function will show the paper, filled in as far as it is."""
    if given is not None:
        form.data["choice"] = given.choice
    rows = rows_of(
        lines=paper.candidates, form=paper.form, given=given if given is not None else _given(form)
    )
    page = render_template("votes/ballot.html", entry=entry, paper=paper, rows=rows, form=form)
    return page, status


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
