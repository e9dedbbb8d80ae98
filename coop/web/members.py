"""Pages of the members room: the directory, people, organisations, offices."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from coop.http import (
    blank_form,
    current_actor,
    current_container,
    needs,
    read_form,
    saved,
)
from coop.readmodels import members as member_pages
from coop.refusals import status_of
from coop.schemas.members import (
    EndRoleForm,
    GrantRoleForm,
    OrganisationForm,
    RepresentativeForm,
    SearchForm,
)
from coop.unit_of_work.permissions import Permission
from coop.usecases.enrol_organisation import change_organisation, enrol_organisation
from coop.usecases.grant_role import end_role, grant_role
from coop.usecases.name_representative import name_representative
from coop.words import _
from footing.errors import Refusal

bp = Blueprint("members", __name__)


@bp.get("/members")
@needs(Permission.DIRECTORY_READ)
def index() -> Any:
    form = read_form(SearchForm, request.args)
    asked = form.values or {"search": "", "kind": "", "page": 1}
    found = member_pages.directory(
        container=current_container(),
        actor=current_actor(),
        search=asked["search"],
        kind=asked["kind"],
        page=asked["page"],
        href=lambda number: url_for(
            "members.index",
            search=asked["search"] or None,
            kind=asked["kind"] or None,
            page=number,
        ),
    )
    return render_template("members/index.html", form=form, directory=found, asked=asked)


@bp.get("/members/<uuid:person_id>")
@needs(Permission.DIRECTORY_READ)
def person(person_id: UUID) -> Any:
    return render_template(
        "members/person.html",
        person=member_pages.person_page(
            container=current_container(), actor=current_actor(), person_id=person_id
        ),
    )


@bp.route("/organisations/new", methods=["GET", "POST"])
@needs(Permission.ORGANISATION_MANAGE)
def enrol() -> Any:
    form = read_form(OrganisationForm) if request.method == "POST" else blank_form(OrganisationForm)
    if form.valid:
        organisation_id = enrol_organisation(
            container=current_container(),
            actor=current_actor(),
            act_id=form.act_id,
            **form.values,
        )
        return saved(
            "members.organisation",
            _("The organisation is enrolled, and you represent it."),
            organisation_id=organisation_id,
        )
    return render_template("members/enrol.html", form=form), 422 if form.errors else 200


@bp.get("/organisations/<uuid:organisation_id>")
@needs(Permission.DIRECTORY_READ)
def organisation(organisation_id: UUID) -> Any:
    return render_template("members/organisation.html", organisation=_organisation(organisation_id))


@bp.route("/organisations/<uuid:organisation_id>/change", methods=["GET", "POST"])
@needs(Permission.ORGANISATION_MANAGE)
def change(organisation_id: UUID) -> Any:
    page = _organisation(organisation_id)
    if request.method == "POST":
        form = read_form(OrganisationForm)
    else:
        form = blank_form(
            OrganisationForm, name=page.name, about=page.about, registration=page.registration
        )
    if form.valid:
        change_organisation(
            container=current_container(),
            actor=current_actor(),
            act_id=form.act_id,
            organisation_id=organisation_id,
            **form.values,
        )
        return saved("members.organisation", _("Saved."), organisation_id=organisation_id)
    return (
        render_template("members/change.html", form=form, organisation=page),
        422 if form.errors else 200,
    )


@bp.route("/organisations/<uuid:organisation_id>/representative", methods=["GET", "POST"])
@needs(Permission.ORGANISATION_MANAGE)
def representative(organisation_id: UUID) -> Any:
    page = _organisation(organisation_id)
    form = (
        read_form(RepresentativeForm)
        if request.method == "POST"
        else blank_form(RepresentativeForm)
    )
    status = 422 if form.errors else 200
    if form.valid:
        try:
            name_representative(
                container=current_container(),
                actor=current_actor(),
                act_id=form.act_id,
                organisation_id=organisation_id,
                email=form.values["email"],
            )
        except Refusal as refusal:
            form.refuse(refusal, field="email")
            status = status_of(refusal)
        else:
            return saved(
                "members.organisation",
                _("The new representative speaks and votes from now on."),
                organisation_id=organisation_id,
            )
    return render_template("members/representative.html", form=form, organisation=page), status


def _organisation(organisation_id: UUID) -> member_pages.OrganisationPage:
    return member_pages.organisation_page(
        container=current_container(), actor=current_actor(), organisation_id=organisation_id
    )


@bp.route("/board/roles", methods=["GET", "POST"])
@needs(Permission.ROLES_GRANT)
def offices() -> Any:
    form = read_form(GrantRoleForm) if request.method == "POST" else blank_form(GrantRoleForm)
    status = 422 if form.errors else 200
    if form.valid:
        try:
            grant_role(
                container=current_container(),
                actor=current_actor(),
                act_id=form.act_id,
                **form.values,
            )
        except Refusal as refusal:
            form.refuse(refusal, field="email")
            status = status_of(refusal)
        else:
            return saved("members.offices", _("The role is granted, and its holder written to."))
    page = member_pages.offices(container=current_container(), actor=current_actor())
    return render_template("members/offices.html", form=form, offices=page), status


@bp.route("/board/roles/<uuid:person_id>/<role>/end", methods=["GET", "POST"])
@needs(Permission.ROLES_GRANT)
def end(person_id: UUID, role: str) -> Any:
    page = member_pages.person_page(
        container=current_container(), actor=current_actor(), person_id=person_id
    )
    if request.method == "POST":
        form = read_form(
            EndRoleForm,
            {"person_id": str(person_id), "role": role, "reason": request.form.get("reason", "")},
        )
    else:
        form = blank_form(EndRoleForm)
    status = 422 if form.errors else 200
    if form.valid:
        try:
            end_role(
                container=current_container(),
                actor=current_actor(),
                act_id=form.act_id,
                **form.values,
            )
        except Refusal as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return saved("members.offices", _("The role has ended, and its holder written to."))
    return (
        render_template(
            "members/end.html",
            form=form,
            person=page,
            role=role,
            role_name=member_pages.role_name(role),
        ),
        status,
    )
