"""What is due and not in the books: for the list a month is closed by."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from ledger.currencies import operations as currencies
from ledger.currencies import queries as currency_queries
from ledger.currencies.errors import NoRate
from ledger.periods import Month
from ledger.schedules import queries as schedules
from ledger.schedules.queries import Unposted
from services.fellowships import queries as fellowships

_PLACES_MAX = 10_000


def unposted(session: Session, *, until: date) -> tuple[Unposted, ...]:
    """This function will return what schedules and fellowships have due and not posted.

    Both are posted by the worker, each month once. A fellowship's month counts once it is over.
    """
    found = list(schedules.unposted(session, until))
    due = fellowships.places_due(session, on=until + timedelta(days=1), limit=_PLACES_MAX)
    for place_id in due:
        place = fellowships.place(session, place_id=place_id)
        title = fellowships.round_(session, round_id=place.round_id).title
        found += [
            Unposted(place.id, title, Month.of(each.ends_on), each.ends_on, each.amount, None)
            for each in place.schedule[place.recognised_months : place.months_to_deliver]
            if each.ends_on <= until
        ]
    return tuple(sorted(found, key=lambda one: (one.due_on, one.title, str(one.schedule_id))))


def unrevalued(session: Session, *, month: Month, base: str) -> tuple[str, ...]:
    """This function will return the foreign accounts that do not stand at a month's closing rate.

    Where a rate is not known all of them count.
    """
    try:
        return tuple(currencies.revaluations_due(session, month=month, base=base))
    except NoRate:
        return tuple(currency_queries.foreign_accounts(session))
