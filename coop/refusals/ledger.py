"""Statuses and sentences of what is refused: the books."""

from typing import Any

from coop.refusals.row import Row
from coop.words import _, ngettext
from footing.errors import Refusal
from ledger import errors as ledger_errors
from ledger.attachments import errors as attachment_errors
from ledger.budgets import errors as budget_errors
from ledger.currencies import errors as currency_errors
from ledger.money import decimal_text
from ledger.reconciliation import errors as reconciliation_errors
from ledger.schedules import errors as schedule_errors


def _unbalanced(refusal: Any) -> str:
    parts = [
        _("debits exceed credits by %(amount)s %(currency)s")
        % {"amount": decimal_text(minor=minor, currency=currency), "currency": currency}
        if minor > 0
        else _("credits exceed debits by %(amount)s %(currency)s")
        % {"amount": decimal_text(minor=-minor, currency=currency), "currency": currency}
        for currency, minor in sorted(refusal.differences.items())
    ]
    return _("The entry does not balance: %(difference)s.") % {"difference": "; ".join(parts)}


def _parts_differ(refusal: Any) -> str:
    expected, found = (
        decimal_text(minor=minor, currency=refusal.currency)
        for minor in (refusal.expected_minor, refusal.found_minor)
    )
    return _(
        "The parts add up to %(found)s and the bank line is %(expected)s %(currency)s. "
        "Every part needs an amount."
    ) % {"found": found, "expected": expected, "currency": refusal.currency}


_PERIOD_STATES = {
    "open": lambda: _("open"),
    "soft": lambda: _("softly closed"),
    "closed": lambda: _("closed"),
}

_BUDGET_STATES = {
    "draft": lambda: _("The budget is a draft still."),
    "proposed": lambda: _("The budget is before the members: its figures stand until they decide."),
    "in_force": lambda: _("The budget is in force. Draft another one to change it."),
    "superseded": lambda: _("Another budget is in force in its place."),
    "withdrawn": lambda: _("The budget was set aside."),
}

ROWS: dict[type[Refusal], Row] = {
    ledger_errors.Unbalanced: (422, _unbalanced),
    ledger_errors.TooFewLines: (
        422,
        lambda e: _("An entry needs at least two lines: one debit and one credit."),
    ),
    ledger_errors.ZeroLine: (
        422,
        lambda e: _("Line %(number)s has no amount.") % {"number": e.number},
    ),
    ledger_errors.LineTooLarge: (
        422,
        lambda e: _("The amount of line %(number)s is too large.") % {"number": e.number},
    ),
    ledger_errors.UnknownAccount: (
        422,
        lambda e: _("There is no account %(code)s in the chart.") % {"code": e.code},
    ),
    ledger_errors.AccountExists: (
        409,
        lambda e: _("Account %(code)s exists already.") % {"code": e.code},
    ),
    ledger_errors.NoSuchFund: (
        404,
        lambda e: _("There is no fund “%(code)s”.") % {"code": e.code},
    ),
    ledger_errors.FundExists: (
        409,
        lambda e: _("There is a fund “%(code)s” already.") % {"code": e.code},
    ),
    ledger_errors.FundEnded: (
        409,
        lambda e: (
            _("Fund “%(code)s” ended on %(on)s and takes nothing dated later.")
            % {"code": e.code, "on": e.ended_on}
        ),
    ),
    ledger_errors.FundNotEmpty: (
        409,
        lambda e: (
            _(
                "%(amount)s %(currency)s are left in fund “%(code)s”. Spend them, give them back "
                "or move them to another fund, and end it then."
            )
            % {
                "amount": decimal_text(minor=e.minor, currency=e.currency),
                "currency": e.currency,
                "code": e.code,
            }
        ),
    ),
    ledger_errors.PeriodClosed: (
        409,
        lambda e: (
            _(
                "The books are closed up to %(until)s, so nothing can be dated %(on)s. "
                "Choose a later day."
            )
            % {"until": e.closed_until, "on": e.on}
        ),
    ),
    ledger_errors.PeriodSoftlyClosed: (
        409,
        lambda e: (
            _(
                "The books are softly closed up to %(until)s: an entry dated %(on)s goes in as "
                "an adjustment, with its reason. Or choose a later day."
            )
            % {"until": e.soft_until, "on": e.on}
        ),
    ),
    ledger_errors.PeriodMoved: (
        409,
        lambda e: (
            _("The month of %(starts)s is %(state)s now. Open its page again to see what it needs.")
            % {"starts": e.starts, "state": _PERIOD_STATES[e.state]()}
        ),
    ),
    ledger_errors.LaterPeriodClosed: (
        409,
        lambda e: (
            _(
                "Months open again the last one first. The month of %(starts)s comes before "
                "this one."
            )
            % {"starts": e.starts}
        ),
    ),
    ledger_errors.ReasonNeeded: (422, lambda e: _("Say why: the reason is kept with the month.")),
    ledger_errors.SecondPersonNeeded: (
        403,
        lambda e: _("A closed month is opened again by two people. Somebody else confirms."),
    ),
    ledger_errors.ChecklistOpen: (
        409,
        lambda e: _("Something stands in the way of closing. It is marked on the checklist."),
    ),
    ledger_errors.ReasonsMissing: (
        422,
        lambda e: _("Say for each item that is not in order why the month closes all the same."),
    ),
    budget_errors.NoSuchBudget: (404, lambda e: _("There is no such budget.")),
    budget_errors.BudgetMoved: (409, lambda e: _BUDGET_STATES[e.state]()),
    budget_errors.BudgetEmpty: (
        422,
        lambda e: _("The budget has no figures yet. Enter some, then put it to the members."),
    ),
    budget_errors.NotBudgeted: (
        422,
        lambda e: (
            _("Account %(code)s is neither income nor expense: it has no budget.")
            % {"code": e.code}
        ),
    ),
    budget_errors.MalformedBudget: (
        422,
        lambda e: _("The table could not be read: its faults are listed. Nothing was kept."),
    ),
    budget_errors.BudgetNotResolved: (
        409,
        lambda e: _("The resolution is on other figures than this budget’s."),
    ),
    ledger_errors.PeriodAlreadyClosed: (409, lambda e: _("That month is closed already.")),
    ledger_errors.PeriodNotOver: (
        409,
        lambda e: _("That month ends on %(ends)s. Close it after that day.") % {"ends": e.ends},
    ),
    ledger_errors.EarlierPeriodOpen: (
        409,
        lambda e: (
            _("Months close in order. Close the month of %(starts)s first.") % {"starts": e.starts}
        ),
    ),
    ledger_errors.YearEndsHere: (
        409,
        lambda e: (
            _("December closes together with the year. Close the year %(year)s instead.")
            % {"year": e.year}
        ),
    ),
    ledger_errors.YearHasOpenMonths: (
        409,
        lambda e: (
            _("The year %(year)s has open months. Close the month of %(starts)s first.")
            % {"year": e.year, "starts": e.starts}
        ),
    ),
    ledger_errors.SourceKeyReused: (
        409,
        lambda e: _("Something else was already posted for this cause. Nothing was changed."),
    ),
    ledger_errors.EntryIdTaken: (
        409,
        lambda e: _("Another entry has this number. Open the page again and send it once more."),
    ),
    ledger_errors.NoSuchEntry: (404, lambda e: _("The journal has no such entry.")),
    ledger_errors.AlreadyReversed: (
        409,
        lambda e: _("This entry was reversed before. It cannot be reversed twice."),
    ),
    ledger_errors.ClosingEntryStands: (
        409,
        lambda e: _("The entry that closed a year stays. Correct it with an entry of its own."),
    ),
    ledger_errors.CurrencyMismatch: (
        422,
        lambda e: (
            _("%(left)s and %(right)s cannot be added up.") % {"left": e.left, "right": e.right}
        ),
    ),
    reconciliation_errors.MalformedStatement: (
        422,
        lambda e: _("The file could not be read: its faults are listed. Nothing was imported."),
    ),
    reconciliation_errors.StatementKnown: (
        409,
        lambda e: (
            _("This very file was imported before, as “%(name)s”. Nothing was imported.")
            % {"name": e.file_name}
        ),
    ),
    reconciliation_errors.NoSuchImport: (404, lambda e: _("No such file was imported.")),
    reconciliation_errors.ImportUndone: (409, lambda e: _("This import was undone before.")),
    reconciliation_errors.ImportSettled: (
        409,
        lambda e: (
            ngettext(
                "%(number)s line of this file is settled. Undo that first.",
                "%(number)s lines of this file are settled. Undo that first.",
                e.count,
            )
            % {"number": e.count}
        ),
    ),
    reconciliation_errors.AccountUnclear: (
        422,
        lambda e: (
            _("Say first which of our accounts %(accounts)s is. Nothing was imported.")
            % {"accounts": ", ".join(filter(None, e.account_ids))}
            if any(e.account_ids)
            else _("The file does not say of which account it is. Choose one, and the file again.")
        ),
    ),
    reconciliation_errors.AccountMistaken: (
        409,
        lambda e: (
            _(
                "The file is of %(id)s, which is account %(account)s and not %(chosen)s. "
                "Nothing was imported."
            )
            % {"id": e.account_id, "account": e.account, "chosen": e.chosen}
        ),
    ),
    reconciliation_errors.LayoutUnknown: (
        422,
        lambda e: _("Such a table did not come before. Say what its columns are."),
    ),
    reconciliation_errors.LayoutIncomplete: (
        422,
        lambda e: _(
            "Choose the column of the day, and that of the amount "
            "(or those of money in and money out)."
        ),
    ),
    reconciliation_errors.NoSuchLayout: (404, lambda e: _("No such layout is remembered.")),
    reconciliation_errors.NoSuchUpload: (
        404,
        lambda e: _("The file waits no longer. Bring it once more."),
    ),
    reconciliation_errors.NoSuchBankLine: (404, lambda e: _("There is no such bank line.")),
    reconciliation_errors.BankLineSettled: (
        409,
        lambda e: _("This bank line is settled already. Undo that first."),
    ),
    reconciliation_errors.JournalLineTaken: (
        409,
        lambda e: _(
            "Other bank lines stand for that entry already, so that much of it is not left. "
            "Undo a match of it first."
        ),
    ),
    reconciliation_errors.MatchDiffers: (
        422,
        lambda e: _("The bank line and the entry are not of the same amount and account."),
    ),
    reconciliation_errors.PartsDiffer: (422, _parts_differ),
    reconciliation_errors.NoteMissing: (
        422,
        lambda e: _("Say what you are waiting for."),
    ),
    reconciliation_errors.HoldNotAhead: (
        422,
        lambda e: _("Choose a day that is still to come."),
    ),
    reconciliation_errors.NoSuchRule: (404, lambda e: _("There is no such rule any more.")),
    reconciliation_errors.RuleWithoutWords: (
        422,
        lambda e: _("Enter words with letters in them, as the bank writes them."),
    ),
    reconciliation_errors.RuleExists: (
        409,
        lambda e: (
            _("There is a rule about “%(words)s” already. Change that one.") % {"words": e.words}
        ),
    ),
    reconciliation_errors.NoSuchMatch: (404, lambda e: _("This was undone already.")),
    reconciliation_errors.ReasonMissing: (
        422,
        lambda e: _("Say why this line needs no entry."),
    ),
    reconciliation_errors.BookedOnItself: (
        422,
        lambda e: _("Choose an account other than the bank account itself."),
    ),
    reconciliation_errors.EntryMatched: (
        409,
        lambda e: _("A bank line is matched with this entry. Undo the match first."),
    ),
    ledger_errors.PartyMissing: (
        422,
        lambda e: (
            _("What stands on account %(code)s belongs to somebody. Say to whom.")
            % {"code": e.code}
        ),
    ),
    ledger_errors.MalformedJournal: (
        422,
        lambda e: _("The journal could not be read: its faults are listed. Nothing was posted."),
    ),
    ledger_errors.CannotAllocate: (
        422,
        lambda e: _("There is nobody to share this amount among."),
    ),
    schedule_errors.NoSuchSchedule: (404, lambda e: _("There is no such schedule.")),
    schedule_errors.MonthPosted: (
        409,
        lambda e: (
            _("The schedule has posted up to %(month)s. Choose a month after that.")
            % {"month": e.month}
        ),
    ),
    schedule_errors.LastBeforeFirst: (
        422,
        lambda e: (
            _("The last month, %(last)s, comes before the first, %(first)s.")
            % {"last": e.last, "first": e.first}
        ),
    ),
    schedule_errors.TooManyMonths: (
        422,
        lambda e: _("A schedule runs for at most %(most)s months.") % {"most": e.most},
    ),
    schedule_errors.NotADeferral: (
        422,
        lambda e: (
            _(
                "Account %(code)s does not fit: an amount is spread out of an asset or a "
                "liability, into income or expense."
            )
            % {"code": e.account}
        ),
    ),
    schedule_errors.NothingLeft: (
        409,
        lambda e: _("Nothing of the amount is left from %(month)s on.") % {"month": e.month},
    ),
    schedule_errors.ScheduleEnded: (
        409,
        lambda e: _("This schedule was ended. Set up a new one instead."),
    ),
    schedule_errors.ScheduleNotPaused: (409, lambda e: _("This schedule is not paused.")),
    schedule_errors.SchedulePaused: (
        409,
        lambda e: _("This schedule is paused. Resume it or end it."),
    ),
    attachment_errors.FileEmpty: (422, lambda e: _("The file is empty. Choose another.")),
    attachment_errors.FileTooLarge: (
        422,
        lambda e: (
            _("The file is larger than %(most)s MB. Scan it in grey, or split it.")
            % {"most": e.most // (1024 * 1024)}
        ),
    ),
    attachment_errors.UnknownKindOfFile: (
        422,
        lambda e: (
            _(
                "“%(name)s” is none of the kinds that are kept: PDF, PNG, JPEG, WebP, plain text, "
                "CSV or XML. Save it as PDF and send that."
            )
            % {"name": e.file_name}
        ),
    ),
    attachment_errors.NoSuchAttachment: (404, lambda e: _("There is no such receipt.")),
    attachment_errors.AttachedAlready: (
        409,
        lambda e: _("This very file is attached here already."),
    ),
    attachment_errors.AttachmentGone: (
        409,
        lambda e: _("This receipt was replaced or withdrawn before."),
    ),
    attachment_errors.NothingToHangOn: (
        404,
        lambda e: _("There is nothing here to attach a receipt to."),
    ),
    attachment_errors.WhyMissing: (422, lambda e: _("Say why. It is kept with the receipt.")),
    currency_errors.NoRate: (
        409,
        lambda e: (
            _(
                "No rate between %(base)s and %(quote)s is known on %(on)s or before. "
                "Enter one first."
            )
            % {"base": e.base, "quote": e.quote, "on": e.on}
        ),
    ),
    currency_errors.BadRate: (
        422,
        lambda e: _(
            "A rate is a number such as 1.0856, of at most twelve decimals, between two "
            "different currencies."
        ),
    ),
    currency_errors.MalformedRates: (
        422,
        lambda e: _("The file could not be read: its faults are listed. Nothing was kept."),
    ),
    currency_errors.NotForeign: (
        422,
        lambda e: _(
            "An account in another currency is an asset or a liability, and its currency is not "
            "that of the books."
        ),
    ),
    currency_errors.NotExchanged: (
        422,
        lambda e: (
            _(
                "Account %(code)s is in another currency: use “Move money between currencies”, "
                "which posts what it is worth as well."
            )
            % {"code": e.account}
        ),
    ),
    currency_errors.AmountMissing: (
        422,
        lambda e: _("Enter what goes out, or what comes in, or both."),
    ),
    currency_errors.SameAccount: (422, lambda e: _("Choose two different accounts.")),
    currency_errors.AmountsDiffer: (
        422,
        lambda e: _(
            "Both accounts are in one currency: as much comes in as goes out. Book a fee apart."
        ),
    ),
}
