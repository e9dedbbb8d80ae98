"""The inbox: the list, what is done with one line, with several, and taken back.

Every deed works as a plain form. With a script the same addresses answer with the list
alone, which takes the old one's place, and with a sentence of what was done.
"""

from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from coop.http import Form, blank_form, needs, read_form
from coop.readmodels.books import bank as decided
from coop.readmodels.books import inbox as pages
from coop.refusals import sentence_of, status_of
from coop.schemas.books import BookForm, ButtonForm, IgnoreForm
from coop.schemas.inbox import AcceptForm, AskedForm, ChosenForm, HoldForm
from coop.unit_of_work.permissions import Permission
from coop.usecases.accept_sure_matches import accept_chosen_matches, accept_sure_matches
from coop.usecases.book_bank_line import book_bank_line
from coop.usecases.hold_bank_line import hold_bank_line, lift_hold
from coop.usecases.ignore_bank_line import ignore_bank_line
from coop.usecases.settle_bank_line import settle_bank_line
from coop.usecases.settle_chosen_lines import hold_chosen_lines, ignore_chosen_lines
from coop.usecases.undo_match import undo_batch, undo_match
from coop.web.paging import Page
from coop.web.treasury.blueprint import bp, reader
from coop.words import _, ngettext
from footing.errors import Refusal


def is_swap() -> bool:
    """This function will say whether the page's script asks, for a part of the page."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in headers


@bp.get("/inbox")
@needs(Permission.BOOKS_READ)
def inbox() -> Any:
    return _list(request.args)


def _asked(source: Any) -> tuple[pages.InboxAsked, dict[str, str]]:
    """What the address asks for; a part of it that cannot be read is passed over."""
    form = read_form(AskedForm, {name: source.get(name, "").strip() for name in AskedForm().fields})
    typed = {name: text for name, text in form.data.items() if text and name not in form.errors}
    if form.errors:
        form = read_form(AskedForm, typed)
    number = source.get("page", "1")
    page = int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 1
    return pages.InboxAsked(page=max(page, 1), **form.values), typed


def _list(source: Any, *, said: str = "", status: int = 200) -> Any:
    asked, typed = _asked(source)
    shown = pages.inbox(asked=asked, **reader())
    part = is_swap()
    answer = make_response(
        render_template(
            "treasury/_inbox.html" if part else "treasury/inbox.html",
            inbox=shown,
            page=Page(shown.page, shown.pages, "treasury.inbox", dict(typed)),
            typed=typed,
            form=blank_form(),
            fresh_form=blank_form,
            said=said,
            is_part=part,
        ),
        status,
    )
    answer.headers["Vary"] = "HX-Request"
    return answer


def _came_from() -> MultiDict[str, str]:
    """The address that the list was shown at: what it was narrowed to stays."""
    address = request.headers.get("HX-Current-URL") or request.referrer or ""
    parts = urlsplit(address)
    found: MultiDict[str, str] = MultiDict()
    if parts.path == url_for("treasury.inbox"):
        found.update({name: several[0] for name, several in parse_qs(parts.query).items()})
    return found


def done(said: str) -> Any:
    """This function will show the list after a deed, and say what was done."""
    came_from = _came_from()
    if is_swap():
        return _list(came_from, said=said)
    flash(said)
    values: dict[str, Any] = came_from.to_dict()
    return redirect(url_for("treasury.inbox", **values), 303)


def refused(refusal: Refusal) -> Any:
    """This function will show the list as it is now, and say why nothing was done."""
    if is_swap():
        return _list(_came_from(), said=sentence_of(refusal), status=status_of(refusal))
    raise refusal


def panel(template: str, form: Form, status: int, bank_line_id: UUID, **facts: Any) -> Any:
    """This function will show a form about one line: as a page, or below the line in the list."""
    part = is_swap()
    answer = make_response(
        render_template(
            f"treasury/{template}.html",
            form=form,
            line=pages.line(bank_line_id=bank_line_id, **reader()),
            layout="treasury/panel.html" if part else "layout.html",
            **facts,
        ),
        status,
    )
    answer.headers["Vary"] = "HX-Request"
    if part and request.method == "POST":
        answer.headers["HX-Retarget"] = f"#panel-{bank_line_id}"
        answer.headers["HX-Reswap"] = "innerHTML"
    return answer


# one line ------------------------------------------------------------------------------


@bp.post("/inbox/<uuid:bank_line_id>/accept")
@needs(Permission.STATEMENT_RECONCILE)
def accept(bank_line_id: UUID) -> Any:
    form = read_form(AcceptForm)
    if not form.valid:
        return done(_("Choose what the line is."))
    try:
        settle_bank_line(act_id=form.act_id, bank_line_id=bank_line_id, **form.values, **reader())
    except Refusal as refusal:
        return refused(refusal)
    return done(_("The line is settled."))


@bp.route("/inbox/<uuid:bank_line_id>/book", methods=["GET", "POST"])
@needs(Permission.STATEMENT_RECONCILE)
def book(bank_line_id: UUID) -> Any:
    if request.method == "POST":
        form = read_form(BookForm)
    else:
        form = blank_form(BookForm, account=request.args.get("account", ""))
    status = 422 if form.errors else 200
    if form.valid:
        try:
            book_bank_line(act_id=form.act_id, bank_line_id=bank_line_id, **form.values, **reader())
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return done(_("The line is booked."))
    return panel("book", form, status, bank_line_id, choices=decided.choices(**reader()))


@bp.route("/inbox/<uuid:bank_line_id>/ignore", methods=["GET", "POST"])
@needs(Permission.STATEMENT_RECONCILE)
def ignore(bank_line_id: UUID) -> Any:
    form = read_form(IgnoreForm) if request.method == "POST" else blank_form(IgnoreForm)
    status = 422 if form.errors else 200
    if form.valid:
        try:
            ignore_bank_line(
                act_id=form.act_id, bank_line_id=bank_line_id, **form.values, **reader()
            )
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return done(_("The line is left without an entry."))
    return panel("ignore", form, status, bank_line_id)


@bp.route("/inbox/<uuid:bank_line_id>/hold", methods=["GET", "POST"])
@needs(Permission.STATEMENT_RECONCILE)
def hold(bank_line_id: UUID) -> Any:
    form = read_form(HoldForm) if request.method == "POST" else blank_form(HoldForm)
    status = 422 if form.errors else 200
    if form.valid:
        try:
            hold_bank_line(act_id=form.act_id, bank_line_id=bank_line_id, **form.values, **reader())
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return done(_("The line is put aside."))
    return panel("hold", form, status, bank_line_id)


@bp.post("/inbox/<uuid:bank_line_id>/lift")
@needs(Permission.STATEMENT_RECONCILE)
def lift(bank_line_id: UUID) -> Any:
    lift_hold(act_id=read_form(ButtonForm).act_id, bank_line_id=bank_line_id, **reader())
    return done(_("The line waits again."))


# several lines -------------------------------------------------------------------------


@bp.post("/inbox/accept-sure")
@needs(Permission.STATEMENT_RECONCILE)
def accept_sure() -> Any:
    try:
        count = accept_sure_matches(act_id=read_form(ButtonForm).act_id, **reader())
    except Refusal as refusal:
        return refused(refusal)
    return done(_settled(count))


@bp.post("/inbox/chosen")
@needs(Permission.STATEMENT_RECONCILE)
def chosen() -> Any:
    form = read_form(ChosenForm)
    if not form.valid:
        sentences = [sentence for several in form.errors.values() for sentence in several]
        return done(" ".join(sentences))
    asked = form.values
    about: dict[str, Any] = {"act_id": form.act_id, "bank_line_ids": asked["line"], **reader()}
    try:
        if asked["deed"] == "accept":
            return done(_settled(accept_chosen_matches(**about)))
        if asked["deed"] == "ignore":
            count = ignore_chosen_lines(reason=asked["reason"], **about)
            return done(_left(count))
        if asked["until"] is None:
            return done(_("Enter the day on which it waits again."))
        count = hold_chosen_lines(note=asked["reason"], until=asked["until"], **about)
    except Refusal as refusal:
        return refused(refusal)
    aside = ngettext("%(number)s line is put aside.", "%(number)s lines are put aside.", count)
    return done(aside % {"number": count})


def _settled(count: int) -> str:
    words = ngettext("%(number)s line is settled.", "%(number)s lines are settled.", count)
    return words % {"number": count}


def _left(count: int) -> str:
    words = ngettext(
        "%(number)s line is left without an entry.",
        "%(number)s lines are left without an entry.",
        count,
    )
    return words % {"number": count}


# taken back ----------------------------------------------------------------------------


@bp.get("/settled")
@needs(Permission.BOOKS_READ)
def settled() -> Any:
    return render_template(
        "treasury/settled.html", decisions=decided.decisions(**reader()), fresh_form=blank_form
    )


@bp.post("/matches/<uuid:match_id>/undo")
@needs(Permission.STATEMENT_RECONCILE)
def undo(match_id: UUID) -> Any:
    try:
        undo_match(act_id=read_form(ButtonForm).act_id, match_id=match_id, **reader())
    except Refusal as refusal:
        return refused(refusal)
    return done(_("The line waits in the inbox again."))


@bp.post("/batches/<uuid:batch_id>/undo")
@needs(Permission.STATEMENT_RECONCILE)
def undo_several(batch_id: UUID) -> Any:
    try:
        count = undo_batch(act_id=read_form(ButtonForm).act_id, batch_id=batch_id, **reader())
    except Refusal as refusal:
        return refused(refusal)
    words = ngettext(
        "%(number)s line waits in the inbox again.",
        "%(number)s lines wait in the inbox again.",
        count,
    )
    return done(words % {"number": count})
