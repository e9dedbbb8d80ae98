"""Who is calling, what came in, and how a refusal is answered."""

import secrets
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cache, wraps
from typing import Any, TypeVar, cast
from uuid import UUID

from flask import (
    Flask,
    Response,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from markupsafe import Markup
from marshmallow import EXCLUDE, Schema, ValidationError
from marshmallow.fields import List
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from coop import ids, words
from coop.container import Container
from coop.readmodels import identity
from coop.refusals import sentence_of, status_of
from coop.unit_of_work.permissions import Actor, NotSignedIn, Permission
from coop.words import _
from footing.errors import Refusal

csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address, storage_uri="memory://", headers_enabled=True)

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "manifest-src 'self'; form-action 'self'"
)
STRIPE_CHECKOUT = "https://checkout.stripe.com"


def current_container() -> Container:
    """This function will return the house's working parts."""
    container: Container = current_app.extensions["coppice"]
    return container


def current_actor() -> Actor:
    """This function will return who is calling: a signed-in person or a visitor."""
    actor: Actor | None = getattr(current_user, "actor", None)
    return actor or Actor.visitor()


View = TypeVar("View", bound=Callable[..., Any])


def needs(permission: Permission) -> Callable[[View], View]:
    """This function will let a page be opened only by those who hold a permission.

    It is asked before anything is read from the request; the use case asks again.
    """

    def fence(view: View) -> View:
        @wraps(view)
        def fenced(*values: Any, **named: Any) -> Any:
            current_actor().require(permission)
            return view(*values, **named)

        fenced.permission = permission  # type: ignore[attr-defined]
        return cast(View, fenced)

    return fence


def open_to_all(view: View) -> View:
    """This function will mark a page that anybody may open, signed in or not."""
    view.permission = None  # type: ignore[attr-defined]
    return view


@dataclass(slots=True)
class Form:
    """One form: what was typed, what it meant, and what was wrong with it."""

    act_id: UUID
    data: dict[str, Any]
    """As typed, to be shown again."""
    values: dict[str, Any] = field(default_factory=dict)
    """As understood, when nothing was wrong."""
    errors: dict[str, list[str]] = field(default_factory=dict)
    """Sentences by field; those of the whole form under the empty name."""
    submitted: bool = False

    @property
    def valid(self) -> bool:
        return self.submitted and not self.errors

    def refuse(self, refusal: Refusal, *, field: str = "") -> None:
        """This function will show a refusal on the form, with what was typed kept."""
        self.errors.setdefault(field, []).append(sentence_of(refusal))

    def fault(self, sentence: str, *, field: str = "") -> None:
        """This function will show a sentence on the form."""
        self.errors.setdefault(field, []).append(sentence)


def blank_form(_schema: type[Schema] | None = None, **initial: Any) -> Form:
    """This function will return an unsent form; keyword arguments fill its fields."""
    return Form(act_id=ids.new_id(), data=dict(initial))


def read_form(schema: type[Schema], source: Mapping[str, Any] | None = None) -> Form:
    """This function will read the posted form (or the given mapping) through a schema.

    A field of a `List` type takes every value sent under its name; others the
    first. Unknown names are ignored; surrounding blanks are stripped; an empty
    text counts as not given.
    """
    loader = _loader(schema)
    data = _typed_in(loader, source)
    form = Form(act_id=_act_id(), data=data, submitted=True)
    try:
        form.values = loader.load({name: value for name, value in data.items() if value != ""})
    except ValidationError as fault:
        faults: dict[str, Any] = fault.normalized_messages()  # type: ignore[no-untyped-call]
        for name, sentences in faults.items():
            key = "" if name == "_schema" else name
            form.errors[key] = [_(str(sentence)) for sentence in _flat(sentences)]
    return form


@cache
def _loader(schema: type[Schema]) -> Schema:
    """Making a schema copies all its fields; reading with one changes nothing in it."""
    return schema(unknown=EXCLUDE)


def _typed_in(loader: Schema, source: Mapping[str, Any] | None) -> dict[str, Any]:
    if source is not None:
        return dict(source)
    data: dict[str, Any] = {}
    for name, kind in loader.load_fields.items():
        if isinstance(kind, List):
            data[name] = [text.strip() for text in request.form.getlist(name) if text.strip()]
        elif name in request.form:
            data[name] = request.form[name].strip()
        elif name in request.files:
            data[name] = request.files[name]
    return data


def _flat(sentences: Any) -> list[str]:
    if isinstance(sentences, dict):
        return [text for inner in sentences.values() for text in _flat(inner)]
    if isinstance(sentences, list):
        return [text for inner in sentences for text in _flat(inner)]
    return [sentences]


def _act_id() -> UUID:
    try:
        return UUID(request.form.get("act_id", ""))
    except ValueError:
        return ids.new_id()


def saved(endpoint: str, message: str | None = None, **values: Any) -> AnyResponse:
    """This function will send the reader on after a deed, with a word about it."""
    if message:
        flash(str(message))
    return redirect(url_for(endpoint, **values), 303)


def guard(app: Flask) -> None:
    """This function will put the fences up: CSRF, limits, headers, refusals, locale."""
    csrf.init_app(app)
    limiter.init_app(app)
    app.before_request(_hear_the_reader)
    app.after_request(_fence_the_answer)
    app.register_error_handler(Refusal, _answer_refusal)
    app.register_error_handler(CSRFError, _answer_csrf)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_fault)
    app.jinja_env.globals.update(
        may=_may, has_page=app.view_functions.__contains__, kept=KeptParts()
    )
    app.context_processor(lambda: {"actor": current_actor(), "co_op_name": _co_op_name()})


class KeptParts:
    """Parts of a page that hold nothing of one's own, kept as they were rendered.

    What a part says may depend on the page's endpoint, the reader's roles and language,
    the co-op's name and what it is `of`, and on nothing else.
    """

    PARTS_MAX = 1024

    def __init__(self) -> None:
        self._parts: dict[tuple[Any, ...], Markup] = {}

    def __call__(self, name: str, render: Callable[[], Markup], *, of: Hashable = None) -> Markup:
        """This function will return a part, rendered by the macro the first time only."""
        actor = current_actor()
        signed_in = actor.person_id is not None
        reader = (actor.roles, signed_in, words.locale.get(), _co_op_name())
        key = (name, of, request.endpoint, *reader)
        part = self._parts.get(key)
        if part is None:
            if len(self._parts) >= self.PARTS_MAX:
                self._parts.clear()
            part = self._parts[key] = render()
        return part


def _may(permission: str) -> bool:
    return current_actor().may(Permission(permission))


def _co_op_name() -> str:
    kept = current_app.extensions.get("coppice_name")
    if kept is None:
        kept = identity.co_op_name(container=current_container())
        if kept != identity.UNNAMED:
            current_app.extensions["coppice_name"] = kept
    return str(kept)


def _hear_the_reader() -> None:
    user = current_user
    words.locale.set(getattr(user, "locale", None) or words.DEFAULT_LOCALE)
    zone = getattr(user, "time_zone", None) or current_container().config.time_zone
    words.time_zone.set(zone)
    g.request_key = secrets.token_hex(6)


def _content_security_policy() -> str:
    """Forms go to us alone, and to the processor's page where one is configured."""
    config = current_container().config
    if not config.stripe_key:
        return CONTENT_SECURITY_POLICY
    return f"{CONTENT_SECURITY_POLICY} {config.stripe_api_base or STRIPE_CHECKOUT}"


def _fence_the_answer(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _content_security_policy())
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if current_container().config.in_production:
        headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
    if request.endpoint != "static" and current_actor().person_id is not None:
        headers["Cache-Control"] = "no-store"
    return response


def _answer_refusal(refusal: Refusal) -> Any:
    status = status_of(refusal)
    if isinstance(refusal, NotSignedIn) and not request.path.startswith(("/webhooks", "/api")):
        wanted = request.full_path.rstrip("?") if request.method == "GET" else ""
        return redirect(url_for("account.login", next=wanted or None), 303)
    return _page(status, sentence_of(refusal))


def _answer_csrf(fault: CSRFError) -> Any:
    return _page(400, _("This page was open for too long. Go back, reload it and send it again."))


def _answer_http(fault: HTTPException) -> Any:
    if fault.code is None or fault.code < 400:
        return fault
    sentences = {
        404: _("We could not find that page."),
        405: _("That page does not take what was sent to it."),
        413: _("That file is too large."),
        429: _("That was too many tries in a short time. Wait a minute, then try again."),
    }
    sentence = sentences.get(fault.code, _("We could not understand that request."))
    return _page(fault.code, sentence)


def _answer_fault(fault: Exception) -> Any:
    if current_app.testing:
        raise fault
    current_app.logger.exception("unexpected fault, request %s", g.get("request_key", "-"))
    return _page(500, _("Something went wrong on our side. Nothing you sent was half done."))


def _page(status: int, sentence: str) -> Any:
    if request.path.startswith(("/webhooks", "/api")):
        return {"error": sentence}, status
    return render_template("error.html", status=status, sentence=sentence), status
