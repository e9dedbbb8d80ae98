"""What is shown of coaching."""

from dataclasses import dataclass
from uuid import UUID

from coop.container import Container
from coop.members import queries as members
from coop.members.rules import Party
from coop.readmodels.prices import RuleShown, shown
from coop.rulebook.definitions import RuleKey
from coop.rulebook.queries import rulebook_on
from coop.rulebook.rules import Rulebook
from coop.unit_of_work.permissions import Actor, Permission
from coop.words import _
from ledger.money import Money, total
from services.coaching import queries, rules
from services.coaching.rules import Booking, BookingState, Coach, Slot
from services.errors import NotFound
from services.payments import queries as payments
from services.payments.rules import Payment

COACHES_A_PAGE = 12
SLOTS_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachLine:
    """A coach in one line, with the soonest free time."""

    coach: Coach
    name: str
    next_slot: Slot | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachesPage:
    """A page of coaches and today's fee."""

    coaches: tuple[CoachLine, ...]
    pages: int
    price: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """What a session costs today, where it goes, and who said so."""

    price: Money
    coach_share: Money
    commission: Money
    price_rule: RuleShown
    commission_rule: RuleShown


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachPage:
    """A coach, their free times, and the fee."""

    coach: Coach
    name: str
    slots: tuple[Slot, ...]
    fee: Fee


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotPage:
    """One free time, before it is booked."""

    slot: Slot
    coach_name: str
    fee: Fee
    parties: tuple[Party, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """A session in one line."""

    booking: Booking
    with_whom: str
    payment: Payment | None
    state_name: str
    tone: str
    over: bool
    """The session's time has come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachDesk:
    """A coach's own page."""

    coach: Coach | None
    slots: tuple[Slot, ...]
    sessions: tuple[SessionLine, ...]
    owed: Money


def coaches_page(*, container: Container, page: int) -> CoachesPage:
    """This function will list coaches with their soonest free time; anybody may read it."""
    now = container.clock.now()
    with container.read() as session:
        coaches, in_all = queries.coaches(
            session, limit=COACHES_A_PAGE, offset=(page - 1) * COACHES_A_PAGE
        )
        names = members.names_of(session, party_ids=[one.id for one in coaches])
        soonest = queries.soonest_slots(session, coach_ids=[one.id for one in coaches], after=now)
        book = rulebook_on(session, on=now)
    return CoachesPage(
        coaches=tuple(
            CoachLine(coach=one, name=names[one.id], next_slot=soonest.get(one.id))
            for one in coaches
        ),
        pages=-(-in_all // COACHES_A_PAGE) or 1,
        price=Money(book[RuleKey.FEES_COACHING_SESSION], container.config.currency),
    )


def coach_page(*, container: Container, coach_id: UUID) -> CoachPage:
    """This function will show a coach and their free times; anybody may read it."""
    now = container.clock.now()
    with container.read() as session:
        coach = queries.coach(session, coach_id=coach_id)
        slots = queries.free_slots(session, coach_ids=[coach_id], after=now, limit=SLOTS_SHOWN)
        names = members.names_of(session, party_ids=[coach_id])
        book = rulebook_on(session, on=now)
    return CoachPage(
        coach=coach,
        name=names[coach_id],
        slots=tuple(slots),
        fee=_fee(book, container.config.currency),
    )


def slot_page(*, container: Container, actor: Actor, slot_id: UUID) -> SlotPage:
    """This function will show one time and what booking it costs."""
    actor.require(Permission.COACHING_BOOK)
    with container.read() as session:
        slot = queries.slot(session, slot_id=slot_id)
        names = members.names_of(session, party_ids=[slot.coach_id])
        book = rulebook_on(session, on=container.clock.now())
        parties = members.parties_of(session, person_id=actor.signed_in_id)
    return SlotPage(
        slot=slot,
        coach_name=names[slot.coach_id],
        fee=_fee(book, container.config.currency),
        parties=parties,
    )


def my_sessions(*, container: Container, actor: Actor) -> tuple[SessionLine, ...]:
    """This function will list what the reader booked."""
    actor.require(Permission.COACHING_BOOK)
    now = container.clock.now()
    with container.read() as session:
        bookings = queries.bookings_by(session, person_id=actor.signed_in_id)
        paid = payments.payments_about(session, abouts=[one.id for one in bookings])
        names = members.names_of(session, party_ids=[one.slot.coach_id for one in bookings])
    return tuple(
        _line(one, names[one.slot.coach_id], paid.get(one.id), over=one.slot.starts_at <= now)
        for one in bookings
    )


def coach_desk(*, container: Container, actor: Actor) -> CoachDesk:
    """This function will show a coach their own times, sessions and what they are owed."""
    actor.require(Permission.COACHING_OFFER)
    now = container.clock.now()
    coach_id = actor.signed_in_id
    with container.read() as session:
        try:
            coach = queries.coach(session, coach_id=coach_id)
        except NotFound:
            coach = None
        slots = queries.free_slots(session, coach_ids=[coach_id], after=now, limit=SLOTS_SHOWN)
        bookings = queries.bookings_with(session, coach_id=coach_id)
        names = members.names_of(session, party_ids=[one.person_id for one in bookings])
    waiting = (
        one.coach_share
        for one in bookings
        if one.state is BookingState.DELIVERED and not one.paid_out
    )
    return CoachDesk(
        coach=coach,
        slots=tuple(slots),
        sessions=tuple(
            _line(one, names[one.person_id], None, over=one.slot.starts_at <= now)
            for one in bookings
        ),
        owed=total(waiting, currency=container.config.currency),
    )


def _fee(book: Rulebook, currency: str) -> Fee:
    price = Money(book[RuleKey.FEES_COACHING_SESSION], currency)
    commission = rules.commission(price=price, rate=book[RuleKey.FEES_COACHING_COMMISSION])
    return Fee(
        price=price,
        coach_share=price - commission,
        commission=commission,
        price_rule=shown(book=book, key=RuleKey.FEES_COACHING_SESSION, currency=currency),
        commission_rule=shown(book=book, key=RuleKey.FEES_COACHING_COMMISSION, currency=currency),
    )


def _line(booking: Booking, with_whom: str, payment: Payment | None, *, over: bool) -> SessionLine:
    state_name, tone = {
        BookingState.HELD: (_("Waiting for payment"), "warning"),
        BookingState.PAID: (_("Booked"), "good"),
        BookingState.DELIVERED: (_("Held"), "good"),
        BookingState.RELEASED: (_("Not paid, released"), "neutral"),
        BookingState.CANCELLED: (_("Called off"), "neutral"),
    }[booking.state]
    return SessionLine(
        booking=booking,
        with_whom=with_whom,
        payment=payment,
        state_name=state_name,
        tone=tone,
        over=over,
    )
