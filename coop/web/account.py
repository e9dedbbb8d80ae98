"""Pages of the account room: joining, signing in and out, the own account."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, session
from flask.testing import FlaskClient
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from coop.container import Container
from coop.http import (
    Form,
    blank_form,
    current_actor,
    current_container,
    limiter,
    needs,
    open_to_all,
    read_form,
    saved,
)
from coop.readmodels import account as account_pages
from coop.refusals import status_of
from coop.schemas.account import (
    AddressForm,
    ChangePasswordForm,
    ConfirmForm,
    JoinForm,
    LogInForm,
    NewPasswordForm,
    NothingForm,
    ProfileForm,
)
from coop.schemas.members import time_zones
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases.ask_for_link import ask_for_link
from coop.usecases.change_password import change_password
from coop.usecases.change_profile import change_profile
from coop.usecases.confirm_account import confirm_account
from coop.usecases.identify_session import SignedIn, signed_in
from coop.usecases.open_account import open_account
from coop.usecases.reset_password import reset_password
from coop.usecases.sign_in_with_link import sign_in_with_link
from coop.usecases.sign_in_with_password import sign_in_with_password
from coop.usecases.sign_out import sign_out, sign_out_everywhere
from coop.usecases.start_session import start_session
from coop.words import _
from footing.errors import Refusal

bp = Blueprint("account", __name__)

LETTERS_LIMIT = "30 per hour"
"""Joinings and letters asked for from one network address; an office may share it."""
START = "/home"


class BrowserUser(UserMixin):  # type: ignore[misc]
    """What flask-login keeps of a request: who it is, and the token that proves it."""

    def __init__(self, *, token: str, known: SignedIn) -> None:
        self.token = token
        self.actor = known.actor
        self.name = known.name
        self.locale = known.locale
        self.time_zone = known.time_zone

    def get_id(self) -> str:
        return self.token


def init_login(app: Flask) -> None:
    """This function will let flask-login find people by server-side sessions alone.

    The cookie holds a token that is worthless once its row is revoked, so a
    cookie copied before log-out lets nobody in after it.
    """
    manager = LoginManager()
    manager.session_protection = None
    manager.user_loader(_user_of)
    manager.init_app(app)


def _user_of(token: str) -> BrowserUser | None:
    known = signed_in(container=current_container(), token=token)
    return BrowserUser(token=token, known=known) if known else None


def _let_in(token: str) -> None:
    """This function will give the browser a fresh cookie: nothing of the old session is kept."""
    session.clear()
    user = _user_of(token)
    if user is not None:
        login_user(user)


def _browser() -> str:
    return request.headers.get("User-Agent", "")[:200]


def local_path(path: str | None) -> str:
    """This function will return where to go next: a path of this house, or the start page."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")):
        return START
    return START if any(mark in path for mark in ("\\", "\n", "\r")) else path


@bp.route("/join", methods=["GET", "POST"])
@limiter.limit(LETTERS_LIMIT, methods=["POST"])
@open_to_all
def join() -> Any:
    if current_actor().person_id is not None:
        return redirect(START, 303)
    form = read_form(JoinForm) if request.method == "POST" else blank_form(JoinForm)
    if form.valid:
        open_account(
            container=current_container(),
            actor=Actor.visitor(),
            act_id=form.act_id,
            **form.values,
        )
        session["written_to"] = form.values["email"]
        return saved("account.check_letters", why="join")
    return render_template("account/join.html", form=form), 422 if form.errors else 200


@bp.get("/check-your-email")
@open_to_all
def check_letters() -> Any:
    return render_template(
        "account/check_letters.html",
        email=session.get("written_to"),
        why=request.args.get("why", ""),
    )


@bp.route("/verify/<token>", methods=["GET", "POST"])
@open_to_all
def verify(token: str) -> Any:
    form = read_form(ConfirmForm) if request.method == "POST" else blank_form(ConfirmForm)
    if form.valid:
        by_password = form.values["way"] == "password"
        try:
            browser_token = confirm_account(
                container=current_container(),
                actor=Actor.visitor(),
                act_id=form.act_id,
                token=token,
                password=form.values.get("password") if by_password else None,
                browser=_browser(),
            )
        except Refusal as refusal:
            return _spent_or_form(refusal, form, "verify", token)
        _let_in(browser_token)
        flash(_("Your address is confirmed. Welcome!"))
        return redirect(START, 303)
    holder = account_pages.link_holder(container=current_container(), purpose="verify", token=token)
    return (
        render_template("account/verify.html", form=form, holder=holder, token=token),
        422 if form.errors else 200,
    )


@bp.route("/login", methods=["GET", "POST"])
@open_to_all
def login() -> Any:
    if request.method == "GET":
        if current_actor().person_id is not None:
            return redirect(local_path(request.args.get("next")), 303)
        form = blank_form(LogInForm, next=request.args.get("next", ""))
        return render_template("account/login.html", form=form)
    form = read_form(LogInForm)
    if form.valid:
        try:
            browser_token = sign_in_with_password(
                container=current_container(),
                actor=Actor.visitor(),
                act_id=form.act_id,
                email=form.values["email"],
                password=form.values["password"],
                network=request.remote_addr or "",
                browser=_browser(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
            return render_template("account/login.html", form=form), status_of(refusal)
        _let_in(browser_token)
        return redirect(local_path(form.values.get("next")), 303)
    return render_template("account/login.html", form=form), 422


@bp.route("/sign-in-link", methods=["GET", "POST"])
@limiter.limit(LETTERS_LIMIT, methods=["POST"])
@open_to_all
def ask_sign_in_link() -> Any:
    return _ask_for_link("sign_in")


@bp.route("/reset", methods=["GET", "POST"])
@limiter.limit(LETTERS_LIMIT, methods=["POST"])
@open_to_all
def ask_reset() -> Any:
    return _ask_for_link("reset")


def _ask_for_link(purpose: str) -> Any:
    if request.method == "POST":
        form = read_form(AddressForm)
    else:
        form = blank_form(AddressForm, next=request.args.get("next", ""))
    if form.valid:
        wanted = form.values.get("next")
        ask_for_link(
            container=current_container(),
            actor=Actor.visitor(),
            act_id=form.act_id,
            email=form.values["email"],
            purpose=purpose,
            next_path=local_path(wanted) if wanted else "",
        )
        session["written_to"] = form.values["email"]
        return saved("account.check_letters", why=purpose)
    return (
        render_template("account/ask_for_link.html", form=form, purpose=purpose),
        422 if form.errors else 200,
    )


@bp.route("/sign-in-link/<token>", methods=["GET", "POST"])
@open_to_all
def use_sign_in_link(token: str) -> Any:
    if request.method == "POST":
        form = read_form(NothingForm)
        browser_token = sign_in_with_link(
            container=current_container(),
            actor=Actor.visitor(),
            act_id=form.act_id,
            token=token,
            browser=_browser(),
        )
        _let_in(browser_token)
        return redirect(local_path(request.args.get("next")), 303)
    holder = account_pages.link_holder(
        container=current_container(), purpose="sign_in", token=token
    )
    return render_template(
        "account/use_link.html", form=blank_form(NothingForm), holder=holder, token=token
    )


@bp.route("/reset/<token>", methods=["GET", "POST"])
@open_to_all
def reset(token: str) -> Any:
    form = read_form(NewPasswordForm) if request.method == "POST" else blank_form(NewPasswordForm)
    if form.valid:
        try:
            browser_token = reset_password(
                container=current_container(),
                actor=Actor.visitor(),
                act_id=form.act_id,
                token=token,
                password=form.values["password"],
                browser=_browser(),
            )
        except Refusal as refusal:
            return _spent_or_form(refusal, form, "reset", token)
        _let_in(browser_token)
        flash(_("Your new password is set. Every other browser was signed out."))
        return redirect(START, 303)
    holder = account_pages.link_holder(container=current_container(), purpose="reset", token=token)
    return (
        render_template("account/reset.html", form=form, holder=holder, token=token),
        422 if form.errors else 200,
    )


def _spent_or_form(refusal: Refusal, form: Form, purpose: str, token: str) -> Any:
    """This function will show why a password will not do; a spent link is an error of its own."""
    holder = account_pages.link_holder(container=current_container(), purpose=purpose, token=token)
    form.refuse(refusal, field="password")
    return (
        render_template(f"account/{purpose}.html", form=form, holder=holder, token=token),
        status_of(refusal),
    )


@bp.route("/logout", methods=["GET", "POST"])
@open_to_all
def logout() -> Any:
    if current_actor().person_id is None:
        return redirect("/", 303)
    if request.method == "GET":
        return render_template("account/logout.html", form=blank_form(NothingForm))
    form = read_form(NothingForm)
    sign_out(
        container=current_container(),
        actor=current_actor(),
        act_id=form.act_id,
        token=current_user.token,
    )
    _forget_browser()
    flash(_("You are signed out."))
    return redirect("/", 303)


@bp.post("/me/sign-out-everywhere")
@needs(Permission.ACCOUNT_MANAGE)
def logout_everywhere() -> Any:
    form = read_form(NothingForm)
    sign_out_everywhere(container=current_container(), actor=current_actor(), act_id=form.act_id)
    _forget_browser()
    flash(_("You are signed out on every browser."))
    return saved("account.login")


def _forget_browser() -> None:
    logout_user()
    session.clear()


@bp.get("/me")
@needs(Permission.ACCOUNT_MANAGE)
def me() -> Any:
    return render_template(
        "account/me.html",
        me=account_pages.me(container=current_container(), actor=current_actor()),
        form=blank_form(NothingForm),
    )


@bp.route("/me/profile", methods=["GET", "POST"])
@needs(Permission.ACCOUNT_MANAGE)
def profile() -> Any:
    known = account_pages.me(container=current_container(), actor=current_actor())
    if request.method == "POST":
        form = read_form(ProfileForm)
    else:
        form = blank_form(ProfileForm, name=known.name, time_zone=known.time_zone)
    if form.valid:
        change_profile(
            container=current_container(),
            actor=current_actor(),
            act_id=form.act_id,
            locale=known.locale,
            **form.values,
        )
        return saved("account.me", _("Your profile is changed."))
    return (
        render_template("account/profile.html", form=form, zones=time_zones()),
        422 if form.errors else 200,
    )


@bp.route("/me/password", methods=["GET", "POST"])
@needs(Permission.ACCOUNT_MANAGE)
def password() -> Any:
    known = account_pages.me(container=current_container(), actor=current_actor())
    form = (
        read_form(ChangePasswordForm)
        if request.method == "POST"
        else blank_form(ChangePasswordForm)
    )
    if form.valid:
        try:
            change_password(
                container=current_container(),
                actor=current_actor(),
                act_id=form.act_id,
                present=form.values.get("present"),
                password=form.values["password"],
                token=current_user.token,
            )
        except Refusal as refusal:
            form.refuse(refusal)
            return render_template("account/password.html", form=form, me=known), status_of(refusal)
        return saved(
            "account.me", _("Your new password is set. Every other browser was signed out.")
        )
    return (
        render_template("account/password.html", form=form, me=known),
        422 if form.errors else 200,
    )


@bp.get("/mailbox")
@open_to_all
def mailbox() -> Any:
    _only_for_trying_out()
    return render_template(
        "account/mailbox.html", letters=account_pages.mailbox(container=current_container())
    )


@bp.get("/mailbox/<name>")
@open_to_all
def mailbox_letter(name: str) -> Any:
    _only_for_trying_out()
    letter = account_pages.mailbox_letter(container=current_container(), name=name)
    if letter is None:
        abort(404)
    return render_template("account/mailbox_letter.html", letter=letter)


def _only_for_trying_out() -> None:
    config = current_container().config
    if config.in_production or config.smtp_host:
        abort(404)


def sign_in_for_tests(client: FlaskClient, container: Container, person_id: UUID) -> None:
    """This function will give a test's browser the cookie that the log-in page would."""
    token = start_session(container=container, person_id=person_id, browser="a test")
    with client.session_transaction() as kept:
        kept["_user_id"] = token
        kept["_fresh"] = True
