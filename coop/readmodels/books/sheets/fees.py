"""Fee income by service and by the kind of customer who bore it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from coop.container import Container
from coop.members import queries as members
from coop.readmodels.books.sheets.sheet import Cell, Group, Reach, Sheet, SheetRow, between
from coop.rendering import format_date
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _, lazy
from ledger import queries, statement_queries
from ledger.statement_queries import EarnedAmount
from ledger.statements.columns import Span

SERVICES = {
    "4000": lazy("Dues"),
    "4010": lazy("Fellowships"),
    "4011": lazy("Fellowships"),
    "4012": lazy("Fellowships"),
    "4020": lazy("Coaching commission"),
    "4030": lazy("Marketplace commission"),
    "4900": lazy("Bursaries (contra)"),
}
"""Fee account → the service it is earned with."""

_KNOWN_BY_ACCOUNT = {"4010": "individual", "4011": "group", "4012": "enterprise"}
CUSTOMERS = {
    "individual": lazy("Individuals"),
    "group": lazy("Community groups"),
    "enterprise": lazy("Enterprises"),
    "organisation": lazy("Other organisations"),
    "unknown": lazy("Nobody named"),
}


MEMBERSHIP = {"member": lazy("Members"), "other": lazy("Others")}

_Figures = Mapping[tuple[str, str], int]
"""(service, column key) → minor units; each fee stands under its customer and its membership."""


def fee_income(*, container: Container, actor: Actor, start: date, end: date) -> Sheet:
    """This function will set out what each service earned, by who bore the fee."""
    actor.require(Permission.BOOKS_READ)
    currency = container.config.currency
    with container.read() as session:
        chart = queries.chart(session)
        accounts = [code for code in SERVICES if code in chart]
        found = statement_queries.earned(
            session, accounts=accounts, span=Span(start, end), currency=currency
        )
        figures = _figures(found, _kinds(session, found))
    keys = [*(key for key in CUSTOMERS if any(key == k for _s, k in figures)), *MEMBERSHIP]
    reach = between(start, end, closing="no")
    services: dict[str, list[str]] = {}
    for code in accounts:
        if any(each.account == code for each in found):
            services.setdefault(str(SERVICES[code]), []).append(code)
    return Sheet(
        stem="fee-income",
        title=_("Fee income"),
        span=_("%(first)s to %(last)s") % {"first": format_date(start), "last": format_date(end)},
        currency=currency,
        columns=(*(str((CUSTOMERS | MEMBERSHIP)[key]) for key in keys), _("Together")),
        groups=(
            Group(
                "",
                tuple(
                    _row(service, [service], figures, keys, reach | {"account": codes})
                    for service, codes in services.items()
                ),
            ),
        ),
        results=(
            _row(_("Together"), list(services), figures, keys, reach | {"account": accounts}),
        ),
        notes=(
            _(
                "The columns of kinds of customer add up to the whole, and so do those of members "
                "and others. A marketplace commission is borne by the seller."
            ),
        ),
        empty=(_("No fees between these days"), _("Choose other days.")),
    )


def _figures(found: Iterable[EarnedAmount], kinds: Mapping[UUID | None, str]) -> _Figures:
    figures: defaultdict[tuple[str, str], int] = defaultdict(int)
    for each in found:
        service = str(SERVICES[each.account])
        known = _KNOWN_BY_ACCOUNT.get(each.account)
        customer = known or kinds.get(each.party_id, "unknown")
        figures[service, customer] += each.minor
        figures[service, "member" if each.member_business else "other"] += each.minor
    return figures


def _row(
    title: str, services: list[str], figures: _Figures, keys: list[str], reach: Reach
) -> SheetRow:
    """Services together, a cell for each column; the whole is what customers add up to."""
    sums = [sum(figures.get((service, key), 0) for service in services) for key in keys]
    whole = sum(minor for key, minor in zip(keys, sums, strict=True) if key in CUSTOMERS)
    return SheetRow("", title, (*(Cell(minor or None) for minor in sums), Cell(whole, reach)))


def _kinds(session: Session, found: Iterable[EarnedAmount]) -> dict[UUID | None, str]:
    ids = {each.party_id for each in found if each.party_id is not None}
    return {
        party_id: "individual" if kind == "person" else "organisation"
        for party_id, kind in members.kinds_of(session, party_ids=ids).items()
    }
