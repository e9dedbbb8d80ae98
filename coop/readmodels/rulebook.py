"""What the rulebook's pages show: the rules in force, and the history of each."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from coop.container import Container
from coop.readmodels import what_it_takes
from coop.rendering import format_money
from coop.rulebook import queries
from coop.rulebook.catalogue import DEFINITIONS, definition_of
from coop.rulebook.definitions import GROUPS, Kind, RuleDefinition, RuleKey
from coop.rulebook.rules import RuleVersion
from coop.rulebook.wording import said
from coop.words import _
from voting import queries as votes
from voting.errors import ProposalNotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A value a rule has or had, since when, and which resolution set it."""

    version_id: UUID
    number: int
    value: str
    since: datetime
    set_by: str
    proposal_id: UUID | None
    """None where the founders set it, before there were proposals."""
    state: str
    """`now`, `before` or `to come`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """A rule as the list shows it."""

    key: str
    title: str
    unit: str
    explanation: str
    now: Setting | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleGroup:
    name: str
    title: str
    rules: tuple[RuleLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePage:
    """One rule with every version it had."""

    rule: RuleLine
    group: str
    bounds: str
    history: tuple[Setting, ...]
    triable: bool
    """True where a value can be tried on past votes."""


def rules_in_force(*, container: Container) -> tuple[RuleGroup, ...]:
    """This function will return every rule as it stands now, grouped as the rulebook is."""
    with container.read() as session:
        book = queries.rulebook_on(session, on=container.clock.now())
        lines = {
            key: _line(session, container, definition, book.versions.get(key))
            for key, definition in DEFINITIONS.items()
        }
    return tuple(
        RuleGroup(
            name=group,
            title=str(title),
            rules=tuple(
                lines[key] for key, definition in DEFINITIONS.items() if definition.group == group
            ),
        )
        for group, title in GROUPS.items()
    )


def rule_history(*, container: Container, key: str) -> RulePage:
    """This function will return one rule and its versions, newest first; raises `UnknownRule`."""
    definition = definition_of(key=key)
    with container.read() as session:
        book = queries.rulebook_on(session, on=container.clock.now())
        now = book.versions.get(definition.key)
        return RulePage(
            rule=_line(session, container, definition, now),
            group=str(GROUPS[definition.group]),
            bounds=_bounds(container, definition),
            triable=what_it_takes.triable(definition.key),
            history=tuple(
                _setting(session, container, version, now)
                for version in queries.history(session, key=definition.key)
            ),
        )


def _line(
    session: Session, container: Container, definition: RuleDefinition, now: RuleVersion | None
) -> RuleLine:
    return RuleLine(
        key=definition.key,
        title=str(definition.title),
        unit=str(definition.unit),
        explanation=str(definition.explanation),
        now=None if now is None else _setting(session, container, now, now),
    )


def _setting(
    session: Session, container: Container, version: RuleVersion, now: RuleVersion | None
) -> Setting:
    title = _title_of(session, version.resolution_id)
    if now is not None and version.id == now.id:
        state = "now"
    else:
        state = "to come" if version.effective_at > container.clock.now() else "before"
    return Setting(
        version_id=version.id,
        number=version.number,
        value=_shown(container, version.key, version.value),
        since=version.effective_at,
        set_by=title or _("the founding resolution"),
        proposal_id=version.resolution_id if title else None,
        state=state,
    )


def _title_of(session: Session, resolution_id: UUID) -> str | None:
    try:
        return votes.proposal(session, proposal_id=resolution_id).title
    except ProposalNotFound:
        return None


def _shown(container: Container, key: RuleKey, value: object) -> str:
    if DEFINITIONS[key].kind is Kind.MONEY:
        return format_money(value, container.config.currency)
    return said(key=key, value=value)  # type: ignore[arg-type]


def _bounds(container: Container, definition: RuleDefinition) -> str:
    if definition.kind is Kind.TEXT:
        words = ", ".join(str(words) for words in definition.options.values())
        return _("One of: %(words)s.") % {"words": words}
    if definition.kind is Kind.WEIGHTS:
        return _("Each class with its votes, such as A 1, B 3: from 1 to 100 votes.")
    if definition.kind is Kind.DECISION:
        return _(
            "Clauses joined by and: quorum >= max(2, 3/10 of members), yes > 1/2 of yes+no (or of "
            "cast, members, present), in each class or in class A, pooled(A 1/2, B 1/2) > 1/2, "
            "capped(C 1/10) > 1/2, filled >= 1, objections = 0. After then: what a second meeting "
            "must meet."
        )
    return _("From %(least)s to %(most)s.") % {
        "least": _shown(container, definition.key, definition.least),
        "most": _shown(container, definition.key, definition.most),
    }
