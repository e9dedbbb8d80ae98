"""Every route, walked as every role: who may not is turned away before anything is read."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from coop.unit_of_work.permissions import PERMISSIONS_OF, Actor, Permission, Role

PEOPLE = [role for role in Role if role is not Role.WORKER]
FOREIGN = {"static"}
"""Endpoints that are Flask's own."""


def actor_of(role: Role) -> Actor:
    if role is Role.VISITOR:
        return Actor.visitor()
    return Actor.person(uuid4(), frozenset({role}))


def ours(app: Flask) -> Iterator[Rule]:
    return (rule for rule in app.url_map.iter_rules() if rule.endpoint not in FOREIGN)


def address(app: Flask, rule: Rule) -> str:
    values = {}
    for name in rule.arguments:
        kind = type(rule._converters[name]).__name__
        values[name] = {"UUIDConverter": uuid4(), "IntegerConverter": 1}.get(kind, "none-such")
    with app.test_request_context():
        built = rule.build({name: str(value) for name, value in values.items()})
    assert built is not None
    return built[1]


def test_every_page_says_who_may_open_it(app: Flask) -> None:
    unmarked = sorted(
        {
            rule.endpoint
            for rule in ours(app)
            if not hasattr(app.view_functions[rule.endpoint], "permission")
        }
    )
    assert not unmarked, unmarked


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_route_times_every_role(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked = 0
    for role in PEOPLE:
        actor = actor_of(role)
        monkeypatch.setattr("coop.http.current_actor", lambda actor=actor: actor)
        for rule in ours(app):
            permission: Permission | None = app.view_functions[rule.endpoint].permission
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                answer = client.open(address(app, rule), method=method)
                case = f"{role} {method} {rule.rule} -> {answer.status_code}"
                assert answer.status_code < 500, case
                if permission is None or actor.may(permission):
                    continue
                walked += 1
                if role is Role.VISITOR and not rule.rule.startswith("/api"):
                    assert answer.status_code == 303, case
                    assert "/login" in answer.location, case
                else:
                    assert answer.status_code == 403, case
    assert walked > 100, "the fences were tried"


def test_nobody_is_granted_what_only_the_worker_may_do() -> None:
    only_worker = PERMISSIONS_OF[Role.WORKER] - {
        Permission.ROLES_GRANT,
        Permission.ACCOUNT_OPEN,
        Permission.ENTRY_POST,
        Permission.BOOKS_READ,
    }
    for role in PEOPLE:
        assert not PERMISSIONS_OF[role] & only_worker, role


def test_every_permission_is_somebodys() -> None:
    granted = frozenset().union(*PERMISSIONS_OF.values())
    assert granted == frozenset(Permission)
