"""What is shown of ownership: applications, holdings, the register."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from coop.container import Container
from coop.members import queries
from coop.members.errors import NotRepresentative
from coop.members.shares import queries as share_queries
from coop.members.shares import rules as share_rules
from coop.members.shares.rules import Application, ApplicationState, ShareClass
from coop.readmodels.offices import EVENT_NAMES, STATE_NAMES, STATE_TONES, class_name
from coop.unit_of_work.permissions import Actor, Permission

OPEN = (
    ApplicationState.APPLIED,
    ApplicationState.APPROVED,
    ApplicationState.SUBSCRIBED,
    ApplicationState.PAID,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassCard:
    """A class of shares, as somebody choosing reads it."""

    code: str
    name: str
    holder_kind: str
    par_minor: int
    currency: str
    minimum: int
    maximum: int
    voting: bool
    transferable: bool
    withdrawable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyChoice:
    """Somebody the reader may act for, and the classes open to them."""

    id: UUID
    name: str
    kind: str
    classes: tuple[ClassCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationLine:
    """An application in one line."""

    id: UUID
    party_id: UUID
    party_name: str
    share_class: str
    class_name: str
    state: str
    state_name: str
    tone: str
    statement: str
    reason: str
    shares: int | None
    price_minor: int | None
    currency: str
    payment_id: UUID | None
    applied_at: datetime
    decided_at: datetime | None
    subscribed_at: datetime | None
    paid_at: datetime | None
    issued_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationPage:
    """One application with what its owner, or the board, can do about it."""

    line: ApplicationLine
    share_class: ClassCard
    held: int
    """Shares of the class that the party holds already."""
    least: int
    most: int
    """How many shares may be taken."""
    mine: bool
    own: bool
    """Whether it is the reader's own, so that somebody else must decide."""
    may_decide: bool
    may_issue: bool
    certificate_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingLine:
    """What a party holds of a class."""

    party_id: UUID
    holder: str
    kind: str
    member_number: int
    share_class: str
    class_name: str
    shares: int
    amount_minor: int
    currency: str
    since: datetime
    voting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLine:
    """One line of the register."""

    line: int
    at: datetime
    party_id: UUID
    holder: str
    member_number: int
    share_class: str
    kind: str
    shares: int
    amount_minor: int
    currency: str
    certificate_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassTotal:
    """A class's total in the register."""

    share_class: str
    name: str
    holders: int
    shares: int
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The share register as at the end of a day."""

    on: date
    holdings: tuple[HoldingLine, ...]
    lines: tuple[RegisterLine, ...]
    totals: tuple[ClassTotal, ...]


def ownership(*, container: Container, actor: Actor) -> tuple[PartyChoice, ...]:
    """This function will return for whom the reader may apply, with the classes open to each."""
    actor.require(Permission.OWNERSHIP_APPLY)
    with container.read() as session:
        classes = share_queries.share_classes(session)
        return tuple(
            PartyChoice(
                id=party.id,
                name=party.name,
                kind=party.kind.value,
                classes=tuple(
                    _card(each)
                    for each in share_rules.classes_for(classes=classes, kind=party.kind)
                ),
            )
            for party in queries.parties_of(session, person_id=actor.signed_in_id)
        )


def own_applications(*, container: Container, actor: Actor) -> tuple[ApplicationLine, ...]:
    """This function will return the applications of all the reader acts for, newest first."""
    actor.require(Permission.OWNERSHIP_APPLY)
    with container.read() as session:
        parties = queries.parties_of(session, person_id=actor.signed_in_id)
        return applications_of(session, party_ids=[party.id for party in parties])


def own_holdings(*, container: Container, actor: Actor) -> tuple[HoldingLine, ...]:
    """This function will return what all the reader acts for hold."""
    actor.require(Permission.OWNERSHIP_APPLY)
    with container.read() as session:
        parties = queries.parties_of(session, person_id=actor.signed_in_id)
        return holdings_of(
            session, party_ids=[party.id for party in parties], at=container.clock.now()
        )


def own_lines(*, container: Container, actor: Actor) -> tuple[RegisterLine, ...]:
    """This function will return the register's lines about all the reader acts for."""
    actor.require(Permission.OWNERSHIP_APPLY)
    with container.read() as session:
        parties = queries.parties_of(session, person_id=actor.signed_in_id)
        return _register_lines(
            session, at=container.clock.now(), party_ids=[party.id for party in parties]
        )


def application_page(
    *, container: Container, actor: Actor, application_id: UUID
) -> ApplicationPage:
    """This function will return an application to its owner, or to those who decide.

    Anybody else meets `NotRepresentative`.
    """
    actor.require(Permission.OWNERSHIP_APPLY)
    with container.read() as session:
        found = share_queries.application(session, application_id=application_id)
        parties = queries.parties_of(session, person_id=actor.signed_in_id)
        mine = found.party_id in {party.id for party in parties}
        may_decide = actor.may(Permission.OWNERSHIP_APPROVE)
        if not (mine or may_decide):
            raise NotRepresentative(found.party_id)
        share_class = share_queries.share_class(session, code=found.share_class)
        held = share_queries.shares_held(session, party_id=found.party_id, code=share_class.code)
        lines = share_queries.register_lines(
            session, at=container.clock.now(), party_ids=[found.party_id]
        )
        return ApplicationPage(
            line=_application_lines(session, [found])[0],
            share_class=_card(share_class),
            held=held,
            least=max(1, share_class.minimum - held),
            most=max(0, share_class.maximum - held),
            mine=mine,
            own=mine or found.applicant_id == actor.signed_in_id,
            may_decide=may_decide and not mine,
            may_issue=actor.may(Permission.SHARES_ISSUE),
            certificate_id=next(
                (each.certificate_id for each in lines if each.application_id == found.id), None
            ),
        )


def applications_inbox(*, container: Container, actor: Actor) -> tuple[ApplicationLine, ...]:
    """This function will return every application not yet finished, longest waiting first."""
    actor.require(Permission.OWNERSHIP_APPROVE)
    with container.read() as session:
        return _application_lines(session, share_queries.applications(session, states=OPEN))


def applications_paid(*, container: Container, actor: Actor) -> tuple[ApplicationLine, ...]:
    """This function will return the paid applications whose shares wait to be issued."""
    actor.require(Permission.SHARES_ISSUE)
    with container.read() as session:
        found = share_queries.applications(session, states=(ApplicationState.PAID,))
        return _application_lines(session, found)


def applications_decided(*, container: Container, actor: Actor) -> tuple[ApplicationLine, ...]:
    """This function will return the finished applications, newest first."""
    actor.require(Permission.OWNERSHIP_APPROVE)
    over = (ApplicationState.DECLINED, ApplicationState.WITHDRAWN, ApplicationState.ISSUED)
    with container.read() as session:
        found = share_queries.applications(session, states=over, newest_first=True)
        return _application_lines(session, found[:100])


def register(*, container: Container, actor: Actor, on: date | None) -> Register:
    """This function will return the share register as at the end of a day (today by default)."""
    actor.require(Permission.REGISTER_READ)
    zone = ZoneInfo(container.config.time_zone)
    now = container.clock.now()
    day = on or now.astimezone(zone).date()
    end = datetime.combine(day + timedelta(days=1), time(), zone) - timedelta(microseconds=1)
    with container.read() as session:
        totals = share_queries.share_totals(session, at=end)
        return Register(
            on=day,
            holdings=holdings_of(session, at=end),
            lines=_register_lines(session, at=end),
            totals=tuple(
                ClassTotal(
                    share_class=each.share_class,
                    name=class_name(each.share_class),
                    holders=each.holders,
                    shares=each.shares,
                    amount_minor=each.amount_minor,
                    currency=each.currency,
                )
                for each in totals
            ),
        )


def holdings_of(
    session: Session, *, at: datetime, party_ids: Collection[UUID] | None = None
) -> tuple[HoldingLine, ...]:
    """This function will return holdings with what a page says of them."""
    classes = {each.code: each for each in share_queries.share_classes(session)}
    return tuple(
        HoldingLine(
            party_id=each.party_id,
            holder=each.holder,
            kind=each.kind.value,
            member_number=each.member_number,
            share_class=each.share_class,
            class_name=class_name(each.share_class),
            shares=each.shares,
            amount_minor=each.amount_minor,
            currency=classes[each.share_class].currency,
            since=each.since,
            voting=classes[each.share_class].voting,
        )
        for each in share_queries.holdings(session, at=at, party_ids=party_ids)
    )


def applications_of(
    session: Session, *, party_ids: Collection[UUID], open_only: bool = False
) -> tuple[ApplicationLine, ...]:
    """This function will return the applications of parties, newest first."""
    found = share_queries.applications(
        session,
        party_ids=party_ids,
        states=OPEN if open_only else None,
        newest_first=True,
    )
    return _application_lines(session, found)


def _register_lines(
    session: Session, *, at: datetime, party_ids: Collection[UUID] | None = None
) -> tuple[RegisterLine, ...]:
    currencies = {each.code: each.currency for each in share_queries.share_classes(session)}
    return tuple(
        RegisterLine(
            line=each.line,
            at=each.at,
            party_id=each.party_id,
            holder=each.holder,
            member_number=each.member_number,
            share_class=each.share_class,
            kind=str(EVENT_NAMES[each.kind]),
            shares=each.shares,
            amount_minor=each.amount_minor,
            currency=currencies[each.share_class],
            certificate_id=each.certificate_id,
        )
        for each in share_queries.register_lines(session, at=at, party_ids=party_ids)
    )


def _application_lines(
    session: Session, found: Collection[Application]
) -> tuple[ApplicationLine, ...]:
    names = queries.names_of(session, party_ids=[each.party_id for each in found])
    classes = {each.code: each for each in share_queries.share_classes(session)}
    return tuple(
        ApplicationLine(
            id=each.id,
            party_id=each.party_id,
            party_name=names[each.party_id],
            share_class=each.share_class,
            class_name=class_name(each.share_class),
            state=each.state.value,
            state_name=str(STATE_NAMES[each.state.value]),
            tone=STATE_TONES[each.state.value],
            statement=each.statement,
            reason=each.reason,
            shares=each.shares,
            price_minor=each.shares * classes[each.share_class].par_minor if each.shares else None,
            currency=classes[each.share_class].currency,
            payment_id=each.payment_id,
            applied_at=each.applied_at,
            decided_at=each.decided_at,
            subscribed_at=each.subscribed_at,
            paid_at=each.paid_at,
            issued_at=each.issued_at,
        )
        for each in found
    )


def _card(each: ShareClass) -> ClassCard:
    return ClassCard(
        code=each.code,
        name=class_name(each.code),
        holder_kind=each.holder_kind,
        par_minor=each.par_minor,
        currency=each.currency,
        minimum=each.minimum,
        maximum=each.maximum,
        voting=each.voting,
        transferable=each.transferable,
        withdrawable=each.withdrawable,
    )
