"""What the pages of proxies show: those given, those held, and the form to give one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from coop.container import Container
from coop.members import queries as members
from coop.members.rules import Elector
from coop.readmodels.ballot_answers import ballot_words
from coop.readmodels.vote_words import CHOICE_NAMES
from coop.rulebook.definitions import RuleKey
from coop.rulebook.queries import rulebook_on
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _, lazy
from voting import queries
from voting.ballots import form_of
from voting.counting.papers import Choice, Form, Position
from voting.delegations import Delegation, Ending
from voting.electorate import queries as electorate
from voting.proposals import Kind, Proposal

SHOWN_WITHOUT_SEARCH = 12
"""With no more voting members than these, all are offered without a search."""
SHOWN_MOST = 20
HISTORY = 30

ENDINGS = {
    Ending.REVOKED: lazy("taken back"),
    Ending.DECLINED: lazy("declined"),
    Ending.REPLACED: lazy("given to somebody else"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyLine:
    """A proxy, for whoever gave or holds it."""

    id: UUID
    giver: str
    holder: str
    proposal_id: UUID | None
    title: str
    """Of the one vote it is for; empty for a standing proxy."""
    last: datetime | None
    """A moment of a standing proxy's last day."""
    given_at: datetime
    accepted: bool
    directed: bool
    says: str
    """What it directs; empty where the holder is free."""
    open: bool
    """Whether the one vote is open, so that a free holder can cast now."""
    ended: str
    """How it ended; empty for those in force."""
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MyProxies:
    """Whom the reader lets vote, and for whom the reader may."""

    given: tuple[ProxyLine, ...]
    held: tuple[ProxyLine, ...]
    past: tuple[ProxyLine, ...]
    cap: int
    """For how many members one may hold proxies in any one vote; 0 where there are none."""
    may_give: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GivePage:
    """What the form to give a proxy offers."""

    proposal_id: UUID | None
    title: str
    secret: bool
    written: bool
    """True for a written resolution, in which an agreement stands."""
    by_name: bool
    """Whether the one vote is by name; false for a standing proxy, which serves both."""
    directions: tuple[tuple[str, str], ...]
    """(canonical ballot, words); empty where the vote takes no direction now."""
    direction_later: bool
    """True where a direction could be given once the wording is frozen."""
    electors: tuple[tuple[str, str], ...]
    """(elector id, name) whose proxy the reader may give."""
    replaces: tuple[tuple[str, str], ...]
    """(elector, holder) of the proxies in force whose place a new one would take."""
    holders: tuple[tuple[str, str, str], ...]
    """(person id, name, for which organisation) that may be chosen."""
    search: str
    more: bool
    """True where the search finds more than are shown."""
    cap: int
    first_day: date
    last_day: date


def my_proxies(*, container: Container, actor: Actor) -> MyProxies:
    """This function will list the proxies that the reader gave or holds."""
    actor.require(Permission.PROXY_GIVE)
    person_id, now = actor.signed_in_id, container.clock.now()
    with container.read() as session:
        mine = [one.id for one in members.parties_of(session, person_id=person_id)]
        inforce = electorate.current(session, at=now, giver_ids=mine, person_ids=[person_id])
        before = electorate.history(session, giver_ids=mine, person_id=person_id, limit=HISTORY)
        live = {one.id for one in inforce}
        past = [one for one in before if one.id not in live]
        lines = _lines(session, [*inforce, *past])
        cap = rulebook_on(session, on=now)[RuleKey.VOTE_PROXY_CAP]
        may_give = bool(members.electors_of(session, person_id=person_id, at=now))
    return MyProxies(
        given=tuple(lines[one.id] for one in inforce if one.holder_id != person_id),
        held=tuple(lines[one.id] for one in inforce if one.holder_id == person_id),
        past=tuple(lines[one.id] for one in past),
        cap=cap,
        may_give=may_give and cap > 0,
    )


def _lines(session: Session, proxies: Sequence[Delegation]) -> dict[UUID, ProxyLine]:
    names = members.names_of(
        session, party_ids={each for one in proxies for each in (one.giver_id, one.holder_id)}
    )
    votes = {
        about: queries.proposal(session, proposal_id=about)
        for about in {one.proposal_id for one in proxies if one.proposal_id}
    }
    standing = {
        about: [each.name for each in queries.candidates(session, proposal_id=about)]
        for about in {one.proposal_id for one in proxies if one.proposal_id and one.direction}
    }
    return {
        one.id: ProxyLine(
            id=one.id,
            giver=names.get(one.giver_id, ""),
            holder=names.get(one.holder_id, ""),
            proposal_id=one.proposal_id,
            title=votes[one.proposal_id].title if one.proposal_id else "",
            last=one.until - timedelta(seconds=1) if one.until else None,
            given_at=one.given_at,
            accepted=one.accepted_at is not None,
            directed=one.direction is not None,
            says=ballot_words(one.direction, standing[one.proposal_id])
            if one.proposal_id and one.direction
            else "",
            open=one.proposal_id is not None and votes[one.proposal_id].state.value == "open",
            ended=str(ENDINGS[one.ending]) if one.ending else _("over"),
            ended_at=one.ended_at or one.until,
        )
        for one in proxies
    }


def giving(
    *, container: Container, actor: Actor, proposal_id: UUID | None, search: str
) -> GivePage:
    """This function will return what the form offers, for one vote or for a standing proxy.

    Raises `ProposalNotFound`.
    """
    actor.require(Permission.PROXY_GIVE)
    now = container.clock.now()
    with container.read() as session:
        vote = queries.proposal(session, proposal_id=proposal_id) if proposal_id else None
        book = rulebook_on(session, on=now)
        electors = _givers(session, actor.signed_in_id, vote, now)
        found = members.electors_named(session, search=search, at=now, limit=SHOWN_MOST + 1)
        people = members.people(session, person_ids={one.caster_id for one in found})
        replaces = _replaced(session, [UUID(elector) for elector, _name in electors], vote, now)
    if not search and len(found) > SHOWN_WITHOUT_SEARCH:
        found = ()
    today = now.astimezone(ZoneInfo(container.config.time_zone)).date()
    directions = _directions(vote)
    return GivePage(
        proposal_id=proposal_id,
        title=vote.title if vote else "",
        secret=vote is not None and vote.secret,
        written=vote is not None and vote.kind is Kind.WRITTEN,
        by_name=vote is not None and not vote.secret,
        directions=directions if vote and vote.text_hash else (),
        direction_later=bool(directions) and vote is not None and vote.text_hash is None,
        electors=electors,
        replaces=replaces,
        holders=_holders(
            found[:SHOWN_MOST],
            {person.id: person.name for person in people.values()},
            but=actor.signed_in_id,
        ),
        search=search,
        more=len(found) > SHOWN_MOST,
        cap=book[RuleKey.VOTE_PROXY_CAP],
        first_day=today + timedelta(days=1),
        last_day=today + timedelta(days=book[RuleKey.VOTE_PROXY_DAYS]),
    )


def _givers(
    session: Session, person_id: UUID, vote: Proposal | None, at: datetime
) -> tuple[tuple[str, str], ...]:
    """This function will list for whom the reader can give: by the roll, once there is one."""
    if vote is not None and vote.text_hash is not None:
        mine = queries.votes_of(session, proposal_id=vote.id, caster_id=person_id)
        return tuple((str(one.elector.elector_id), one.elector.name) for one in mine)
    electors = members.electors_of(session, person_id=person_id, at=at)
    ordered = sorted(electors, key=lambda one: (one.elector_id != person_id, one.name))
    return tuple((str(one.elector_id), one.name) for one in ordered)


def _replaced(
    session: Session, giver_ids: Sequence[UUID], vote: Proposal | None, at: datetime
) -> tuple[tuple[str, str], ...]:
    scope = vote.id if vote else None
    inforce = electorate.current(session, at=at, giver_ids=giver_ids)
    former = [one for one in inforce if one.giver_id in giver_ids and one.proposal_id == scope]
    names = members.names_of(
        session, party_ids={each for one in former for each in (one.giver_id, one.holder_id)}
    )
    return tuple((names.get(one.giver_id, ""), names.get(one.holder_id, "")) for one in former)


def _holders(
    found: Sequence[Elector], names: dict[UUID, str], *, but: UUID
) -> tuple[tuple[str, str, str], ...]:
    """This function will list the people behind electors, each once, the reader left out."""
    offered: dict[UUID, tuple[str, str, str]] = {}
    for one in found:
        if one.caster_id != but and one.caster_id in names:
            speaks_for = "" if one.caster_id == one.elector_id else one.name
            if one.caster_id not in offered or not speaks_for:
                offered[one.caster_id] = (str(one.caster_id), names[one.caster_id], speaks_for)
    return tuple(sorted(offered.values(), key=lambda each: (each[1].casefold(), each[0])))


def _directions(vote: Proposal | None) -> tuple[tuple[str, str], ...]:
    """This function will list the answers that can be directed with a click, in a vote by name."""
    if vote is None or vote.secret:
        return ()
    offered: dict[Form, tuple[Choice | Position, ...]] = {
        Form.CHOICE: tuple(Choice),
        # An objection carries its reason, and a reason is given in person.
        Form.CONSENT: tuple(each for each in Position if each is not Position.OBJECT),
    }
    return tuple(
        (each.value, str(CHOICE_NAMES[each.value]))
        for each in offered.get(form_of(vote.method), ())
    )
