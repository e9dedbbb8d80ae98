"""The books' plain words: faults of files, differences in a check, reasons of suggestions."""

from datetime import date

from babel import dates
from babel.support import LazyProxy

from coop.words import _, lazy, locale, ngettext
from ledger.faults import FaultKind, LineFault
from ledger.money import decimal_text
from ledger.proof import Difference, Fault
from ledger.reconciliation.matching import OpenItem, Suggestion, Sureness, Why

KIND_NAMES: dict[str, LazyProxy] = {
    "asset": lazy("Assets"),
    "liability": lazy("Liabilities"),
    "equity": lazy("Members’ equity"),
    "income": lazy("Income"),
    "expense": lazy("Expense"),
}

POOL_NAMES: dict[str, LazyProxy] = {
    "fellowship": lazy("Fellowships"),
    "coaching": lazy("Coaching"),
    "marketplace": lazy("Marketplace"),
}

SURENESS: dict[Sureness, tuple[LazyProxy, str]] = {
    Sureness.SURE: (lazy("Sure"), "good"),
    Sureness.LIKELY: (lazy("Likely"), "info"),
    Sureness.POSSIBLE: (lazy("Possible"), "warning"),
}
"""What a suggestion is called, and the tone of its tag."""

_FILE_FAULTS: dict[FaultKind, LazyProxy] = {
    FaultKind.NOT_TEXT: lazy(
        "This is not a statement file. Export it as CAMT.053, OFX, MT940 or CSV."
    ),
    FaultKind.ARCHIVE: lazy(
        "This is an archive or a spreadsheet. Unpack it, or export the statement as CSV."
    ),
    FaultKind.NO_STATEMENT: lazy("The file holds no bank statement that can be read."),
    FaultKind.CUT_OFF: lazy("The file ends too early: “%(cell)s” is missing. Download it again."),
    FaultKind.BAD_XML: lazy("The XML is broken: %(cell)s"),
    FaultKind.UNSAFE_XML: lazy("The file declares a document type or entities. It is not read."),
    FaultKind.BAD_FIELD: lazy("“%(cell)s” is not what should stand there."),
    FaultKind.FIELD_MISSING: lazy("“%(cell)s” is missing."),
    FaultKind.BALANCE_DIFFERS: lazy(
        "Opening balance and lines do not make the closing balance: %(cell)s are missing."
    ),
    FaultKind.BALANCE_BREAKS: lazy(
        "The running balance %(cell)s does not follow from the line before. "
        "A line is missing, or stands elsewhere."
    ),
    FaultKind.TOO_LARGE: lazy("The file is larger than 5 MB. Export a shorter period."),
    FaultKind.EMPTY: lazy("There are no lines below the heading."),
    FaultKind.NO_HEADING: lazy(
        "No heading was found that names a date and an amount (or money in and out): “%(cell)s”."
    ),
    FaultKind.CELL_COUNT: lazy("The line has only %(cell)s cells, fewer than the heading."),
    FaultKind.BAD_DATE: lazy("“%(cell)s” is not a day. Use 2026-03-31 or 31/03/2026."),
    FaultKind.BAD_AMOUNT: lazy("“%(cell)s” is not an amount."),
    FaultKind.NO_AMOUNT: lazy("The line has no amount."),
    FaultKind.TWO_AMOUNTS: lazy("The line has an amount on both sides: “%(cell)s”."),
    FaultKind.OTHER_CURRENCY: lazy("The line is in %(cell)s, not in the currency of the books."),
    FaultKind.REPEATED_ID: lazy("The id “%(cell)s” stands on more than one line."),
    FaultKind.TOO_LONG: lazy("The text is too long: “%(cell)s…”."),
    FaultKind.UNKNOWN_ACCOUNT: lazy("There is no account “%(cell)s” in the chart."),
    FaultKind.UNKNOWN_FUND: lazy("There is no fund “%(cell)s”."),
    FaultKind.UNBALANCED: lazy("The entry does not balance: debits less credits are %(cell)s."),
    FaultKind.TOO_FEW_LINES: lazy("An entry needs at least two lines."),
    FaultKind.PERIOD_CLOSED: lazy("%(cell)s lies in a closed month."),
    FaultKind.BAD_ID: lazy("“%(cell)s” is not an id."),
    FaultKind.BAD_RATE: lazy("“%(cell)s” is not a rate such as 1.0856."),
    FaultKind.BAD_CURRENCY: lazy("“%(cell)s” is not a currency’s code such as USD."),
    FaultKind.NOT_BUDGETED: lazy("“%(cell)s” is no account of income or expense."),
    FaultKind.UNKNOWN_POOL: lazy("There is no pool “%(cell)s”."),
    FaultKind.REPEATED_ROW: lazy("“%(cell)s” stands on more than one line."),
    FaultKind.MISSING_COLUMNS: lazy("The heading lacks: %(cell)s."),
    FaultKind.NOT_ONE_ENTRY: lazy("The lines of one entry differ in “%(cell)s”."),
}

_FILE_FORMATS: dict[str, str] = {
    "csv": "CSV", "camt053": "CAMT.053", "ofx": "OFX", "mt940": "MT940", "stripe": "Stripe",
}  # fmt: skip


def file_format(name: str) -> str:
    """This function will name the format of an imported file."""
    return _FILE_FORMATS.get(name, name)


_DIFFERENCES: dict[Fault, LazyProxy] = {
    Fault.UNBALANCED: lazy("Entry %(subject)s does not balance: its lines add up to %(found)s."),
    Fault.LINES_MISSING: lazy("Entry %(subject)s was posted with %(expected)s and has %(found)s."),
    Fault.STRAY_LINE: lazy(
        "%(subject)s belongs to no posted entry of its day (entry: %(expected)s, line: %(found)s)."
    ),
    Fault.UNKNOWN_ACCOUNT: lazy("%(subject)s is on account %(found)s, which the chart lacks."),
    Fault.CHANGED: lazy("Entry %(subject)s is not what was posted: its content was changed."),
    Fault.REVERSAL_DIFFERS: lazy("Reversal %(subject)s is not the %(expected)s."),
    Fault.CHAIN_BROKEN: lazy("The chain is broken at %(subject)s: %(expected)s, not %(found)s."),
    Fault.NOT_SEALED: lazy("Entry %(subject)s lies in a closed month and is not sealed."),
    Fault.CHECKPOINT_DIFFERS: lazy(
        "The kept balance of %(subject)s is %(found)s; its lines make %(expected)s."
    ),
    Fault.NO_PARTY: lazy(
        "Account %(subject)s holds %(found)s that belong to nobody named."
    ),
    Fault.SHARES_DIFFER: lazy("Share capital on %(subject)s: %(expected)s, %(found)s."),
    Fault.GUARD_DOWN: lazy(
        "The database’s guard %(subject)s is gone or switched off: rows could be changed unseen."
    ),
    Fault.NOT_EXCHANGED: lazy(
        "Account %(subject)s holds %(expected)s; its exchange account meets %(found)s."
    ),
    Fault.FILE_CHANGED: lazy(
        "The receipt kept as %(expected)s was changed: its bytes now have the hash %(found)s."
    ),
    Fault.SUBLEDGER_DIFFERS: lazy(
        "Sub-ledger %(subject)s: its rows make %(expected)s, the books hold %(found)s."
    ),
    Fault.PERIOD_DIFFERS: lazy(
        "The month %(subject)s is kept as %(found)s; its life says %(expected)s."
    ),
    Fault.MATCH_DIFFERS: lazy("The match of %(subject)s joins %(expected)s with %(found)s."),
}  # fmt: skip


def file_fault(fault: LineFault) -> str:
    """This function will say one fault of a file, without its line number."""
    return str(_FILE_FAULTS[fault.kind]) % {"cell": fault.cell}


def difference(found: Difference) -> str:
    """This function will say what a check found."""
    return difference_of(found.fault, found.subject, found.expected, found.found)


def difference_of(fault: str, subject: str, expected: str, found: str) -> str:
    """This function will say a difference that was kept as plain text."""
    words = {"subject": subject, "expected": expected, "found": found}
    return str(_DIFFERENCES[Fault(fault)]) % words


_REASONS: dict[Why, LazyProxy] = {
    Why.REFERENCE: lazy("Same amount, and the bank repeats “%(fact)s”."),
    Why.REFERENCES: lazy("The bank repeats these references, and they add up: %(fact)s."),
    Why.BATCH: lazy("All that is open under “%(fact)s”, and it adds up."),
    Why.REFERENCE_PART: lazy("The bank repeats “%(fact)s”; this is a part of it."),
    Why.REFERENCE_MORE: lazy("The bank repeats “%(fact)s”, and this is more than is open of it."),
    Why.REFERENCE_TYPO: lazy("Same amount, and the bank’s reference is one slip from “%(fact)s”."),
    Why.PAYER: lazy("The only open item of this payer with the amount."),
    Why.PAYER_SHARED: lazy("One of %(fact)s open items of this payer with the amount, the oldest."),
    Why.PAYER_SUM: lazy("%(fact)s open items of this payer, and no others, add up to it."),
    Why.PAYER_PARTS: lazy("%(fact)s lines of this payer, and no others, add up to the item."),
    Why.RULE: lazy("Lines that say “%(fact)s” are booked this way."),
    Why.AMOUNT_SHARED: lazy("One of %(fact)s entries of this amount about that day."),
}


def reason(suggestion: Suggestion) -> str:
    """This function will say why a suggestion is made."""
    if suggestion.why is Why.AMOUNT_AND_DATE:
        days = abs(int(suggestion.fact))
        if days == 0:
            return _("Same amount on the same day, and no other like it.")
        return ngettext(
            "Same amount %(days)s day apart, and no other like it.",
            "Same amount %(days)s days apart, and no other like it.",
            days,
        ) % {"days": days}
    if suggestion.why is Why.STRIPE_PAYOUT:
        if suggestion.sureness is Sureness.POSSIBLE:
            return _("The bank names Stripe, but the Stripe balance does not cover it.")
        if suggestion.sureness is Sureness.SURE:
            return _("The bank names the Stripe payout %(fact)s, and the balance covers it.") % {
                "fact": suggestion.fact
            }
        return _("The bank names Stripe, and the Stripe balance covers it.")
    return str(_REASONS[suggestion.why]) % {"fact": suggestion.fact}


def decimal(minor: int, currency: str) -> str:
    """This function will write an amount as a form takes it: `-1250.00`."""
    return decimal_text(minor=minor, currency=currency)


def open_item(item: OpenItem, currency: str, name: str) -> str:
    """This function will name an open item in a list to choose from."""
    amount = f"{decimal_text(minor=item.amount_minor, currency=currency)} {currency}"
    words = [amount, item.memo, name if name not in item.memo else "", item.on.isoformat()]
    return " · ".join(word for word in words if word)


_ENTRY_KINDS: dict[str, LazyProxy] = {
    "manual": lazy("By hand"),
    "adjustment": lazy("Adjustment"),
    "bank": lazy("From the bank"),
    "reversal": lazy("Reversal"),
    "close-year": lazy("Closing a year"),
}


def entry_kind(kind: str) -> str:
    """This function will name a kind of entry; one we have no word for shows its own."""
    known = _ENTRY_KINDS.get(kind)
    return str(known) if known else kind.replace(".", " ").replace("-", " ").capitalize()


def month_name(day: date) -> str:
    """This function will name a day's month: `March 2026`."""
    return str(dates.format_date(day, "MMMM y", locale=locale.get()))


def business(member_business: bool | None) -> str:
    """This function will say with whom the business of a line was done, where it matters."""
    if member_business is None:
        return ""
    return _("with a member") if member_business else _("with a non-member")
