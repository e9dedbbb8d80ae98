"""The list of decisions, and the same as a table to keep."""

from typing import Any

from flask import Response, abort, render_template, request

from coop.http import needs
from coop.readmodels import decisions as pages
from coop.unit_of_work.permissions import Permission
from coop.web.paging import Page, page_asked
from coop.web.votes.blueprint import bp, reader

SEARCH_MOST = 100


@bp.get("/proposals")
@needs(Permission.PROPOSAL_READ)
def index() -> Any:
    asked = _asked()
    page = pages.decisions(**reader(), asked=asked)
    number = min(asked.number, page.pages)
    pager = Page(number, page.pages, "votes.index", {"shown": asked.shown, **_kept(asked)})
    return render_template("votes/index.html", page=page, pager=pager, narrowed=_kept(asked))


@bp.get("/proposals.csv")
@needs(Permission.PROPOSAL_READ)
def index_file() -> Any:
    file = pages.decisions_file(**reader(), asked=_asked())
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, mimetype="text/csv", headers=headers)


def _asked() -> pages.Asked:
    shown, kind = request.args.get("shown", "current"), request.args.get("kind", "")
    if shown not in pages.FILTERS or (kind and kind not in pages.KINDS):
        abort(404)
    return pages.Asked(
        shown=shown,
        search=request.args.get("q", "").strip()[:SEARCH_MOST],
        kind=kind,
        number=page_asked(),
    )


def _kept(asked: pages.Asked) -> dict[str, str]:
    """This function will return what other addresses of the list keep."""
    return {name: said for name, said in (("q", asked.search), ("kind", asked.kind)) if said}
