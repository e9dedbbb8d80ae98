"""Statuses and sentences of what is refused: what earns, documents and letters."""

from coop.refusals.row import Row
from coop.rendering import format_date, format_datetime, format_money
from coop.words import _, ngettext
from footing.errors import Refusal
from services import errors as service_errors
from services.coaching import errors as coaching_errors
from services.documents import errors as document_errors
from services.fellowships import errors as fellowship_errors
from services.marketplace import errors as market_errors
from services.messages import errors as message_errors
from services.payments import errors as payment_errors

ROWS: dict[type[Refusal], Row] = {
    service_errors.NotYours: (403, lambda e: _("This belongs to somebody else.")),
    service_errors.NotFound: (404, lambda e: _("We could not find that.")),
    payment_errors.ForgedEvent: (400, lambda e: _("That message is not the processor's.")),
    payment_errors.NotPayable: (
        409,
        lambda e: (
            _("This payment has already been made. You do not need to do anything.")
            if e.state == "paid"
            else _("This payment was called off. Nothing was taken.")
        ),
    ),
    payment_errors.AmountDiffers: (
        409,
        lambda e: _("The processor took another sum than we asked for. The treasurer will look."),
    ),
    payment_errors.RefundTooLarge: (
        409,
        lambda e: _("More cannot go back than came in and has not gone back already."),
    ),
    payment_errors.RefundNotOffered: (
        409,
        lambda e: _("This kind of payment has no refund. Ask the treasurer what else can be done."),
    ),
    payment_errors.ProcessorUnreachable: (
        503,
        lambda e: _(
            "The payment processor does not answer. Nothing was taken; try again in a minute."
        ),
    ),
    payment_errors.ProcessorDeclined: (
        409,
        lambda e: (
            _("The payment processor refused: %(fault)s. Nothing was taken.")
            % {"fault": e.fault.rstrip(".")}
        ),
    ),
    payment_errors.FeeNotKnownYet: (
        409,
        lambda e: _("The processor has not said its fee yet. We will ask again."),
    ),
    payment_errors.CardDeclined: (
        422,
        lambda e: _(
            "The bank declined the card. Nothing was taken: try again or use another card."
        ),
    ),
    payment_errors.NoPracticeHere: (
        404,
        lambda e: _("The practice desk is closed: payments here are real."),
    ),
    payment_errors.PayoutDiffers: (
        409,
        lambda e: (
            _("Payout %(reference)s is booked already, with another amount.")
            % {"reference": e.reference}
        ),
    ),
    payment_errors.NothingOwed: (409, lambda e: _("Nothing is owed here any more.")),
    fellowship_errors.BadRound: (
        422,
        lambda e: _(
            "A round takes applications until a day before it starts, lasts 1 to 24 months and "
            "has 1 to 500 places."
        ),
    ),
    fellowship_errors.ApplicationsClosed: (
        409,
        lambda e: (
            _("This round took applications until %(day)s. Look for the next one.")
            % {"day": format_date(e.closed_on)}
        ),
    ),
    fellowship_errors.AlreadyApplied: (
        409,
        lambda e: _("You have already applied to this round. Withdraw that application first."),
    ),
    fellowship_errors.NoPlaceLeft: (
        409,
        lambda e: (
            ngettext(
                "The round's only place has been offered.",
                "All %(places)d places of the round have been offered.",
                e.places,
            )
            % {"places": e.places}
        ),
    ),
    fellowship_errors.ApplicationMoved: (
        409,
        lambda e: _("This application has moved on meanwhile. Look at where it stands now."),
    ),
    fellowship_errors.PlaceMoved: (
        409,
        lambda e: _("This place has moved on meanwhile. Look at where it stands now."),
    ),
    coaching_errors.NotACoach: (
        409,
        lambda e: _("Write your coach's profile first, then offer times."),
    ),
    coaching_errors.BadSlot: (
        422,
        lambda e: _("A time must lie ahead and last from 15 minutes to 8 hours."),
    ),
    coaching_errors.SlotOverlaps: (
        409,
        lambda e: (
            _("That overlaps the time you offer from %(start)s.")
            % {"start": format_datetime(e.starts_at)}
        ),
    ),
    coaching_errors.SlotTaken: (
        409,
        lambda e: _("Somebody booked this time just before you. Please choose another."),
    ),
    coaching_errors.SlotGone: (
        409,
        lambda e: _("This time is no longer on offer. Please choose another."),
    ),
    coaching_errors.OwnSlot: (409, lambda e: _("This time is your own: others may book it.")),
    coaching_errors.BookingMoved: (
        409,
        lambda e: _("This session has moved on meanwhile. Look at where it stands now."),
    ),
    coaching_errors.TooLateToCancel: (
        409,
        lambda e: _("The session has begun, so it can no longer be called off here."),
    ),
    coaching_errors.NotYetHeld: (
        409,
        lambda e: (
            _("This session begins on %(start)s. Mark it as held after that.")
            % {"start": format_datetime(e.starts_at)}
        ),
    ),
    market_errors.PriceTooLow: (
        422,
        lambda e: (
            _("At that price the commission would leave you nothing. Ask for at least %(least)s.")
            % {"least": format_money(e.least_minor, e.currency)}
        ),
    ),
    market_errors.ListingClosed: (409, lambda e: _("This is no longer for sale.")),
    market_errors.OwnListing: (409, lambda e: _("This is your own: others may order it.")),
    market_errors.OrderMoved: (
        409,
        lambda e: _("This order has moved on meanwhile. Look at where it stands now."),
    ),
    market_errors.RefundAlreadyAsked: (
        409,
        lambda e: _("You have asked already. The treasurer will answer by e-mail."),
    ),
    document_errors.NoSuchPeriod: (
        422,
        lambda e: _("“%(text)s” is no month or year. Choose one from the list.") % {"text": e.text},
    ),
    document_errors.ReportForOpenPeriod: (
        422,
        lambda e: (
            _(
                "The books are still open on %(day)s. Close the period first; "
                "a report is issued on closed books only."
            )
            % {"day": format_date(e.ends)}
        ),
    ),
    document_errors.BooksDoNotAgree: (
        409,
        lambda e: (
            ngettext(
                "The check of the books found %(num)d difference. Mend it first.",
                "The check of the books found %(num)d differences. Mend them first.",
                e.difference_count,
            )
            % {"num": e.difference_count}
        ),
    ),
    document_errors.AlreadyReported: (
        409,
        lambda e: (
            _(
                "Report no. %(number)d on this period is in force. "
                "To replace it, say why on the form for a newer one."
            )
            % {"number": e.number}
        ),
    ),
    document_errors.AlreadySuperseded: (
        409,
        lambda e: _("A newer document stands in place of this one already."),
    ),
    document_errors.SupersedesAnotherSeries: (
        409,
        lambda e: _("A document can only stand in place of one of its own series."),
    ),
    document_errors.NotPrintedYet: (
        409,
        lambda e: _("This document is issued and is being printed. Try again in a minute."),
    ),
    document_errors.PrintedDifferently: (
        500,
        lambda e: _("The print differs from the one we keep. The one we keep stands."),
    ),
    message_errors.LetterRefused: (
        422,
        lambda e: _("The letter to %(to)s could not be delivered.") % {"to": e.to},
    ),
}
