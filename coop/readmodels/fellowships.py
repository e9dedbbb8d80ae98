"""What is shown of fellowships."""

from dataclasses import dataclass
from uuid import UUID

from coop.container import Container
from coop.members import queries as members
from coop.members.rules import Party
from coop.readmodels.prices import RuleShown, shown, shown_version
from coop.rulebook.fees import FELLOWSHIP_PRICE, fellowship_price
from coop.rulebook.queries import rulebook_on
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _
from ledger.money import Money
from services.errors import NotYours
from services.fellowships import queries
from services.fellowships.rules import (
    Application,
    ApplicationState,
    BuyerType,
    MonthOfPlace,
    Place,
    Round,
    refund_on_leaving,
)
from services.payments import queries as payments
from services.payments.rules import Payment

ROUNDS_SHOWN = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundLine:
    """A round in one line."""

    round: Round
    takes_applications: bool
    places_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLine:
    """What one kind of buyer pays, and the rule that says so."""

    buyer_type: str
    buyer_name: str
    price: Money
    a_month: Money
    rule: RuleShown


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPage:
    """A round, its prices, and where the reader stands in it."""

    round: Round
    takes_applications: bool
    places_left: int
    prices: tuple[PriceLine, ...]
    mine: Application | None
    parties: tuple[Party, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationLine:
    """An application in one line."""

    application: Application
    round: Round
    buyer: str
    applicant: str
    state_name: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationPage:
    """The reader's own application, from statement to last month."""

    line: ApplicationLine
    place: Place | None
    payment: Payment | None
    rule: RuleShown | None
    """The rule version the offered price came from."""
    months: tuple[MonthOfPlace, ...]
    refund_if_left_now: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundDesk:
    """A round's applications, for those who decide."""

    round: Round
    lines: tuple[ApplicationLine, ...]
    places_left: int


def buyer_name(buyer_type: BuyerType) -> str:
    """This function will name a kind of buyer."""
    return {
        BuyerType.INDIVIDUAL: _("Individual"),
        BuyerType.GROUP: _("Community group"),
        BuyerType.ENTERPRISE: _("Enterprise"),
    }[buyer_type]


def rounds_page(*, container: Container) -> tuple[RoundLine, ...]:
    """This function will list the rounds; anybody may read it."""
    today = container.clock.now().date()
    with container.read() as session:
        rounds = queries.rounds(session, limit=ROUNDS_SHOWN)
        taken = queries.offers_standing(session, round_ids=[one.id for one in rounds])
    return tuple(
        RoundLine(
            round=one,
            takes_applications=one.takes_applications(on=today),
            places_left=one.places - taken.get(one.id, 0),
        )
        for one in rounds
    )


def round_page(*, container: Container, actor: Actor, round_id: UUID) -> RoundPage:
    """This function will show a round and its prices; anybody may read it."""
    now = container.clock.now()
    with container.read() as session:
        found = queries.round_(session, round_id=round_id)
        book = rulebook_on(session, on=now)
        taken = queries.offers_standing(session, round_ids=[round_id])
        mine = None
        parties: tuple[Party, ...] = ()
        if actor.person_id is not None:
            mine = next(
                (
                    one
                    for one in queries.applications_by(session, person_id=actor.person_id)
                    if one.round_id == round_id and one.state is not ApplicationState.WITHDRAWN
                ),
                None,
            )
            parties = members.parties_of(session, person_id=actor.person_id)
    prices = []
    for buyer_type, key in FELLOWSHIP_PRICE.items():
        price, _version = fellowship_price(
            book=book, buyer_type=buyer_type, currency=container.config.currency
        )
        prices.append(
            PriceLine(
                buyer_type=buyer_type,
                buyer_name=buyer_name(buyer_type),
                price=price,
                a_month=Money(price.minor // found.months, price.currency),
                rule=shown(book=book, key=key, currency=container.config.currency),
            )
        )
    return RoundPage(
        round=found,
        takes_applications=found.takes_applications(on=now.date()),
        places_left=found.places - taken.get(round_id, 0),
        prices=tuple(prices),
        mine=mine,
        parties=parties,
    )


def my_applications(*, container: Container, actor: Actor) -> tuple[ApplicationLine, ...]:
    """This function will list the reader's own applications."""
    actor.require(Permission.FELLOWSHIP_APPLY)
    with container.read() as session:
        found = queries.applications_by(session, person_id=actor.signed_in_id)
        rounds = queries.rounds_by_id(session, round_ids=[one.round_id for one in found])
        names = members.names_of(
            session, party_ids=[*(one.party_id for one in found), actor.signed_in_id]
        )
    return tuple(_line(one, rounds[one.round_id], names) for one in found)


def application_page(
    *, container: Container, actor: Actor, application_id: UUID
) -> ApplicationPage:
    """This function will show the reader's own application; raises `NotYours`."""
    actor.require(Permission.FELLOWSHIP_APPLY)
    today = container.clock.now().date()
    with container.read() as session:
        application = queries.application(session, application_id=application_id)
        if application.person_id != actor.signed_in_id:
            raise NotYours
        joined = queries.round_(session, round_id=application.round_id)
        place = queries.place_of(session, application_id=application_id)
        payment = None if place is None else payments.payment(session, payment_id=place.id)
        names = members.names_of(session, party_ids=[application.party_id, application.person_id])
        rule = None
        if application.rule_version_id is not None:
            rule = shown_version(
                session,
                key=FELLOWSHIP_PRICE[application.buyer_type],
                version_id=application.rule_version_id,
                currency=container.config.currency,
            )
    running = place is not None and place.state == "running"
    return ApplicationPage(
        line=_line(application, joined, names),
        place=place,
        payment=payment,
        rule=rule,
        months=() if place is None else place.schedule,
        refund_if_left_now=(
            refund_on_leaving(place=place, on=today)[1] if place is not None and running else None
        ),
    )


def round_desk(*, container: Container, actor: Actor, round_id: UUID) -> RoundDesk:
    """This function will show a round's applications to those who run it."""
    actor.require(Permission.FELLOWSHIP_RUN)
    with container.read() as session:
        found = queries.round_(session, round_id=round_id)
        applications = queries.applications_to(session, round_id=round_id)
        taken = queries.offers_standing(session, round_ids=[round_id])
        names = members.names_of(
            session,
            party_ids=[
                *(one.party_id for one in applications),
                *(one.person_id for one in applications),
            ],
        )
    return RoundDesk(
        round=found,
        lines=tuple(_line(one, found, names) for one in applications),
        places_left=found.places - taken.get(round_id, 0),
    )


def _line(application: Application, joined: Round, names: dict[UUID, str]) -> ApplicationLine:
    state_name, tone = {
        ApplicationState.SUBMITTED: (_("Handed in"), "info"),
        ApplicationState.OFFERED: (_("Place offered"), "good"),
        ApplicationState.ACCEPTED: (_("Accepted"), "good"),
        ApplicationState.DECLINED: (_("Declined"), "neutral"),
        ApplicationState.WITHDRAWN: (_("Withdrawn"), "neutral"),
    }[application.state]
    return ApplicationLine(
        application=application,
        round=joined,
        buyer=names[application.party_id],
        applicant=names[application.person_id],
        state_name=state_name,
        tone=tone,
    )
