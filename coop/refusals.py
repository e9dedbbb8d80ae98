"""Every refusal's HTTP status and sentence: the only such table.

A sentence says what happened and what the person can do next. A test demands a
row for every subclass of `footing.errors.Refusal`.
"""

from collections.abc import Callable
from typing import Any

from coop import config
from coop.members import errors as member_errors
from coop.rendering import format_date, format_datetime, format_money
from coop.rulebook import decision_words
from coop.rulebook import errors as rulebook_errors
from coop.rulebook import wording as rulebook_wording
from coop.unit_of_work import permissions, unit_of_work
from coop.usecases import allocate_file
from coop.words import _, ngettext
from footing.errors import Refusal
from ledger import errors as ledger_errors
from ledger.money import decimal_text
from ledger.reconciliation import errors as reconciliation_errors
from services import errors as service_errors
from services.circles import errors as circle_errors
from services.coaching import errors as coaching_errors
from services.documents import errors as document_errors
from services.fellowships import errors as fellowship_errors
from services.marketplace import errors as market_errors
from services.messages import errors as message_errors
from services.patronage import errors as patronage_errors
from services.payments import errors as payment_errors
from voting import errors as voting_errors
from voting.objections import errors as objection_errors
from voting.wording import errors as wording_errors

Sentence = Callable[[Any], str]


def _shares_out_of_range(e: member_errors.SharesOutOfRange) -> str:
    if e.most < e.least:
        return _("The holder already has as many shares of class %(code)s as the rules allow.") % {
            "code": e.code
        }
    return _("Choose from %(least)d to %(most)d shares.") % {"least": e.least, "most": e.most}


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


def _invalid_ballot(refusal: Any) -> str:
    sentences = {
        "no_choice": _("Choose yes, no or abstain."),
        "no_ranking": _("Rank at least one candidate."),
        "same_rank_twice": _("Two candidates have the same number. Give each a number of its own."),
        "ranked_twice": _("A candidate is ranked twice. Give each candidate one number."),
        "not_a_rank": _("Ranks are whole numbers: 1 for your first choice, then 2, and so on."),
    }
    return sentences.get(refusal.why, _("This ballot cannot be read. Fill it in again."))


def _guard_not_met(refusal: Any) -> str:
    sentences = {
        "enough_sponsors": _("The proposal does not have enough sponsors yet."),
        "opening_time": _("The opening time has not come yet."),
        "closing_time": _("The closing time has not come yet."),
    }
    return sentences.get(refusal.guard, _("Something this step needs is still missing."))


def _vote_not_open(refusal: Any) -> str:
    if refusal.opens_at is None:
        return _("This proposal has not been put to the vote yet.")
    return _("This vote opens on %(when)s. Come back then.") % {
        "when": format_datetime(refusal.opens_at)
    }


REFUSALS: dict[type[Refusal], tuple[int, Sentence]] = {
    # the house
    config.BadSetting: (500, lambda e: _("The setting %(name)s is wrong.") % {"name": e.name}),
    permissions.NotSignedIn: (401, lambda e: _("Please log in first.")),
    permissions.NotPermitted: (
        403,
        lambda e: _("Your account may not do this. Ask the secretary if you think it should."),
    ),
    unit_of_work.ActIdTaken: (
        409,
        lambda e: _("This form was already used. Open the page again and send it once more."),
    ),
    service_errors.NotYours: (403, lambda e: _("This belongs to somebody else.")),
    service_errors.NotFound: (404, lambda e: _("We could not find that.")),
    # members
    member_errors.NoSuchPerson: (404, lambda e: _("We could not find that person.")),
    member_errors.NoSuchParty: (404, lambda e: _("We could not find that member.")),
    member_errors.NotRepresentative: (
        403,
        lambda e: _("Only the organisation’s voting representative may do this."),
    ),
    member_errors.AlreadyRepresents: (
        409,
        lambda e: _("%(name)s already represents this organisation.") % {"name": e.name},
    ),
    member_errors.RepresentativeUnknown: (
        422,
        lambda e: (
            _("No member uses the address %(email)s. Ask them to join first.") % {"email": e.email}
        ),
    ),
    member_errors.RoleAlreadyHeld: (
        409,
        lambda e: _("%(name)s already holds this role.") % {"name": e.name},
    ),
    member_errors.RoleNotHeld: (
        409,
        lambda e: _("%(name)s does not hold this role any more.") % {"name": e.name},
    ),
    member_errors.LastOfficer: (
        409,
        lambda e: (
            _("%(name)s is the last to hold this office. Grant it to somebody else first.")
            % {"name": e.name}
        ),
    ),
    member_errors.RoleComesWithSeat: (
        422,
        lambda e: _(
            "Nobody is given or relieved of the board’s role by hand: it goes with a seat. "
            "See the page of the board."
        ),
    ),
    member_errors.AlreadySeated: (
        409,
        lambda e: (
            _("%(name)s sits on the board already, in a seat that is not up.") % {"name": e.name}
        ),
    ),
    member_errors.NotSeated: (
        409,
        lambda e: _("%(name)s does not sit on the board.") % {"name": e.name},
    ),
    member_errors.NoVacantSeat: (
        409,
        lambda e: _("Every seat is taken, and nobody is due to retire."),
    ),
    member_errors.TooManySeats: (
        422,
        lambda e: (
            ngettext(
                "%(num)d seat is vacant or retires; you asked for %(asked)d.",
                "%(num)d seats are vacant or retire; you asked for %(asked)d.",
                e.free,
            )
            % {"num": e.free, "asked": e.asked}
        ),
    ),
    member_errors.TermLimitReached: (
        422,
        lambda e: (
            ngettext(
                "%(name)s was elected to %(num)d term in a row, which is the limit, "
                "and can stand again after a year’s break.",
                "%(name)s was elected to %(num)d terms in a row, which is the limit, "
                "and can stand again after a year’s break.",
                e.terms,
            )
            % {"name": e.name, "num": e.terms}
        ),
    ),
    member_errors.CoOptionBarred: (
        403,
        lambda e: _("The rulebook leaves an empty seat to the members’ next election."),
    ),
    member_errors.MayNotStand: (
        422,
        lambda e: (
            _("%(name)s casts no vote here. The board is for owners and for representatives.")
            % {"name": e.name}
        ),
    ),
    member_errors.RecallByMeetingOnly: (
        422,
        lambda e: _(
            "A director is recalled by an ordinary resolution put to the vote, "
            "never in writing or otherwise."
        ),
    ),
    member_errors.NotYourCase: (
        403,
        lambda e: _("Only the director whose recall is proposed may answer it here."),
    ),
    member_errors.CaseClosed: (
        409,
        lambda e: _("The vote has opened. What you wrote before stands beside the proposal."),
    ),
    member_errors.EmailTaken: (409, lambda e: _("That address already has an account.")),
    member_errors.PasswordTooShort: (
        422,
        lambda e: _("Use at least %(least)d characters.") % {"least": e.least},
    ),
    member_errors.PasswordTooLong: (
        422,
        lambda e: _("Use at most %(most)d characters.") % {"most": e.most},
    ),
    member_errors.PasswordTooCommon: (
        422,
        lambda e: _("That password is among the first that anybody would try. Choose another."),
    ),
    member_errors.PasswordIsEmail: (
        422,
        lambda e: _("Your own address would be guessed at once. Choose another password."),
    ),
    member_errors.WrongPassword: (
        422,
        lambda e: _("That address and password do not belong together. Check both, and try again."),
    ),
    member_errors.TooManyAttempts: (
        429,
        lambda e: (
            ngettext(
                "Too many tries. Wait %(num)d minute, or ask for a link by e-mail.",
                "Too many tries. Wait %(num)d minutes, or ask for a link by e-mail.",
                e.minutes,
            )
            % {"num": e.minutes}
        ),
    ),
    member_errors.LinkSpent: (
        410,
        lambda e: _("This link was used before or is too old. Ask for a new one."),
    ),
    member_errors.NoSuchShareClass: (404, lambda e: _("There is no such class of shares.")),
    member_errors.ClassNotForParty: (
        422,
        lambda e: (
            (
                _("Shares of class %(code)s are for organisations.")
                if e.kind == "person"
                else _("Shares of class %(code)s are for people, not organisations.")
            )
            % {"code": e.code}
        ),
    ),
    member_errors.NoSuchApplication: (404, lambda e: _("We could not find that application.")),
    member_errors.ApplicationUnderWay: (
        409,
        lambda e: _("There is already an application under way. Finish that one first."),
    ),
    member_errors.ApplicationMovedOn: (
        409,
        lambda e: _("This application has moved on meanwhile. Open it again to see where it is."),
    ),
    member_errors.ReasonMissing: (
        422,
        lambda e: _("Write down the reason: the applicant will read it."),
    ),
    member_errors.OwnApplication: (
        403,
        lambda e: _("You cannot decide on your own application. Another officer must."),
    ),
    member_errors.SharesOutOfRange: (422, _shares_out_of_range),
    # rulebook
    rulebook_errors.UnknownRule: (
        404,
        lambda e: _("The rulebook has no rule called “%(key)s”.") % {"key": e.key},
    ),
    rulebook_errors.RuleNotInForce: (
        409,
        lambda e: _("The rule “%(key)s” has no value in force yet.") % {"key": e.key},
    ),
    rulebook_errors.RuleValueRefused: (
        422,
        lambda e: _("“%(text)s” cannot be the value of this rule.") % {"text": e.text},
    ),
    rulebook_errors.RuleValueUnreadable: (422, rulebook_wording.unreadable),
    rulebook_errors.RuleValueOutOfBounds: (422, rulebook_wording.out_of_bounds),
    rulebook_errors.RuleChangeEmpty: (
        422,
        lambda e: _("Choose at least one rule to change, and write its new value."),
    ),
    rulebook_errors.RuleChangesRefused: (
        422,
        lambda e: " ".join(sentence_of(fault) for fault in e.faults),
    ),
    rulebook_errors.RuleBackdated: (
        422,
        lambda e: _("A rule cannot take effect before it is set. Choose a day from today on."),
    ),
    rulebook_errors.RulebookAlreadyFounded: (
        409,
        lambda e: _("This co-op already has its founding rules."),
    ),
    # ledger
    ledger_errors.Unbalanced: (422, _unbalanced),
    ledger_errors.TooFewLines: (
        422,
        lambda e: _("An entry needs at least two lines: one debit and one credit."),
    ),
    ledger_errors.ZeroLine: (
        422,
        lambda e: _("Line %(number)s has no amount.") % {"number": e.number},
    ),
    ledger_errors.UnknownAccount: (
        422,
        lambda e: _("There is no account %(code)s in the chart.") % {"code": e.code},
    ),
    ledger_errors.AccountExists: (
        409,
        lambda e: _("Account %(code)s exists already.") % {"code": e.code},
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
    reconciliation_errors.NoSuchBankLine: (404, lambda e: _("There is no such bank line.")),
    reconciliation_errors.BankLineSettled: (
        409,
        lambda e: _("This bank line is settled already. Undo that first."),
    ),
    reconciliation_errors.JournalLineTaken: (
        409,
        lambda e: _("That entry is matched with another bank line. Undo that match first."),
    ),
    reconciliation_errors.MatchDiffers: (
        422,
        lambda e: _("The bank line and the entry are not of the same amount and account."),
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
    reconciliation_errors.BankLinesWait: (
        409,
        lambda e: (
            ngettext(
                "%(number)s bank line dated up to %(until)s waits in the inbox. Settle it first.",
                "%(number)s bank lines dated up to %(until)s wait in the inbox. Settle them first.",
                e.count,
            )
            % {"number": e.count, "until": e.until}
        ),
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
    # voting
    voting_errors.BrokenFile: (422, lambda e: "\n".join(str(fault) for fault in e.faults)),
    voting_errors.CannotCount: (
        422,
        lambda e: _("This cannot be counted: %(why)s.") % {"why": e.why},
    ),
    voting_errors.InvalidBallot: (422, _invalid_ballot),
    voting_errors.UnknownCandidate: (
        422,
        lambda e: _("Your ballot ranks somebody who does not stand. Choose from the list."),
    ),
    voting_errors.ProposalNotFound: (404, lambda e: _("We could not find that proposal.")),
    voting_errors.MoveNotAllowed: (
        409,
        lambda e: _(
            "The proposal has moved on meanwhile, so this step can no longer be taken. "
            "Look at where it stands now."
        ),
    ),
    voting_errors.GuardNotMet: (409, _guard_not_met),
    voting_errors.TextFrozen: (
        409,
        lambda e: _("Notice has been given, so the wording can no longer change."),
    ),
    voting_errors.VoteNotOpen: (409, _vote_not_open),
    voting_errors.VoteClosed: (
        409,
        lambda e: (
            _("This vote closed on %(when)s. Ballots can no longer be cast or changed.")
            % {"when": format_datetime(e.closed_at)}
        ),
    ),
    voting_errors.NotOnRoll: (
        403,
        lambda e: _(
            "You are not on the roll of this vote. The roll holds the members with a voting "
            "share on the record date; ask the secretary if you should be on it."
        ),
    ),
    voting_errors.AlreadyVoted: (
        409,
        lambda e: _(
            "A ballot is already in for this member. It can be changed only with the receipt "
            "it was cast with; without the receipt it stands."
        ),
    ),
    voting_errors.ReceiptNotFound: (
        404,
        lambda e: _("No ballot in this vote has that receipt. Check each group of five signs."),
    ),
    voting_errors.BallotTextChanged: (
        409,
        lambda e: _("The question is not the one you answered. Read it again, then vote."),
    ),
    voting_errors.AlreadySponsored: (409, lambda e: _("You already sponsor this proposal.")),
    voting_errors.OwnProposal: (
        409,
        lambda e: _("You drafted this proposal, so others must sponsor it."),
    ),
    voting_errors.TooFewCandidates: (
        422,
        lambda e: (
            ngettext(
                "An election of %(seats)d seat needs at least as many candidates.",
                "An election of %(seats)d seats needs at least as many candidates.",
                e.seats,
            )
            % {"seats": e.seats}
        ),
    ),
    voting_errors.AgreementStands: (
        409,
        lambda e: _("You have agreed to this written resolution, and agreement is not taken back."),
    ),
    voting_errors.PassUnknown: (
        404,
        lambda e: _(
            "This link opens no ballot paper. Perhaps it was cut short in the letter: "
            "sign in, and the vote waits on your start page."
        ),
    ),
    wording_errors.VersionNotFound: (404, lambda e: _("This proposal has no such wording.")),
    wording_errors.NotASponsor: (
        409,
        lambda e: _("You did not sponsor an earlier wording of this proposal."),
    ),
    wording_errors.AlreadyCoAuthor: (
        409,
        lambda e: _("This member writes along, or has been asked to, already."),
    ),
    wording_errors.NotAskedToWrite: (
        409,
        lambda e: _("You are not, or no longer, asked to write this proposal along."),
    ),
    wording_errors.NotAmendable: (
        409,
        lambda e: _(
            "Other words can be proposed for a resolution while it is being deliberated, and for "
            "nothing else."
        ),
    ),
    wording_errors.AmendmentsUnderWay: (
        409,
        lambda e: (
            ngettext(
                "%(num)d amendment is being decided. These words wait for it.",
                "%(num)d amendments are being decided. These words wait for them.",
                e.number,
            )
            % {"num": e.number}
        ),
    ),
    wording_errors.AmendmentOutdated: (
        409,
        lambda e: _(
            "The words that this amendment would change have changed, or wait for another "
            "amendment. Its author has to look at them again."
        ),
    ),
    wording_errors.RoundUnderWay: (
        409,
        lambda e: _(
            "The round before this one is still open, or was carried. The next round is put to "
            "the members only when the one before has failed."
        ),
    ),
    wording_errors.SameWords: (422, lambda e: _("Nothing in the words has changed.")),
    objection_errors.ObjectionNeedsReason: (
        422,
        lambda e: _("Write why you object: an objection carries its reason."),
    ),
    objection_errors.ObjectionNotFound: (404, lambda e: _("We could not find that objection.")),
    objection_errors.ObjectionSettled: (
        409,
        lambda e: _("This objection was withdrawn or met already."),
    ),
    objection_errors.NothingToIntegrate: (
        409,
        lambda e: _("No objection stands that a next round could meet."),
    ),
    objection_errors.NextRoundDrafted: (
        409,
        lambda e: _("A next round is under way already."),
    ),
    voting_errors.OneSeatOnly: (
        422,
        lambda e: _("This way of counting fills one seat. Choose another, or fill one seat."),
    ),
    voting_errors.ConstraintsNotCounted: (
        422,
        lambda e: _(
            "This way of counting knows no groups. Choose the single transferable vote, or "
            "leave the groups out."
        ),
    ),
    voting_errors.ConstraintsImpossible: (
        422,
        lambda e: (
            _("No result could keep what is asked for %(group)s: look at who stands and the seats.")
            % {"group": e.group}
        ),
    ),
    voting_errors.DecisionUnreadable: (
        422,
        lambda e: (
            _("The rule cannot be read at sign %(place)d: %(wanted)s is wanted there.")
            % {"place": e.place, "wanted": e.wanted}
        ),
    ),
    voting_errors.DecisionImpossible: (422, decision_words.impossible),
    voting_errors.MethodNotFor: (
        422,
        lambda e: _("This kind of vote is not counted in that way. Choose another."),
    ),
    voting_errors.EmptyRoll: (
        409,
        lambda e: _("Nobody holds a voting share now, so there is nobody to give notice to."),
    ),
    voting_errors.OwnersOnly: (
        403,
        lambda e: _("Only member-owners draft and sponsor proposals. You can apply for a share."),
    ),
    voting_errors.NotTheDrafter: (
        403,
        lambda e: _("Only the member who drafted this proposal may do that."),
    ),
    voting_errors.NoProxies: (
        409,
        lambda e: _("The rulebook lets nobody vote by proxy: everybody votes in person."),
    ),
    voting_errors.OwnHolder: (
        422,
        lambda e: _("A proxy is given to somebody else. You can vote yourself."),
    ),
    voting_errors.HoldsProxies: (
        409,
        lambda e: _(
            "You hold a proxy for the same votes, so you cannot give yours: a vote that is held "
            "is not passed on. Decline the proxies you hold first."
        ),
    ),
    voting_errors.HolderHasGiven: (
        409,
        lambda e: _(
            "That member has given a proxy for the same votes, and so can hold none. "
            "Choose somebody else."
        ),
    ),
    voting_errors.TooManyProxies: (
        409,
        lambda e: (
            ngettext(
                "That member already holds a proxy, and nobody holds more than %(num)d. "
                "Choose somebody else.",
                "That member already holds %(num)d proxies, which is as many as anybody may. "
                "Choose somebody else.",
                e.cap,
            )
            % {"num": e.cap}
        ),
    ),
    voting_errors.HolderNotElector: (
        422,
        lambda e: _("A proxy is held by somebody who votes too. Choose a member with a vote."),
    ),
    voting_errors.ProxyTermTooLong: (
        422,
        lambda e: (
            ngettext(
                "Choose a day from tomorrow on, at most %(num)d day ahead.",
                "Choose a day from tomorrow on, at most %(num)d days ahead.",
                e.days,
            )
            % {"num": e.days}
        ),
    ),
    voting_errors.ProxyNotNow: (
        409,
        lambda e: _("This vote takes no change of proxies: it is a draft, withdrawn or over."),
    ),
    voting_errors.DirectionInSecret: (
        409,
        lambda e: _(
            "This vote is secret, and a direction would keep your choice beside your name. "
            "Leave the holder free, or vote yourself."
        ),
    ),
    voting_errors.DirectionTooEarly: (
        409,
        lambda e: _(
            "The wording can still change. Direct the vote once notice is given, or leave the "
            "holder free."
        ),
    ),
    voting_errors.ProxyNotFound: (
        404,
        lambda e: _("We could not find that proxy. Perhaps it has ended already."),
    ),
    voting_errors.DirectedProxy: (
        409,
        lambda e: _(
            "The member has written down how this vote is to be cast, and it is cast so at the "
            "close. There is nothing left for you to do."
        ),
    ),
    voting_errors.VotedInPerson: (
        409,
        lambda e: _("The member has voted in person, and that ballot stands."),
    ),
    voting_errors.Recused: (
        403,
        lambda e: _("An interest in this matter was declared, so no ballot is cast here."),
    ),
    voting_errors.TooLateToRecuse: (
        409,
        lambda e: _(
            "An interest is declared before voting. A ballot is in already, or the vote is over: "
            "tell the secretary."
        ),
    ),
    voting_errors.AlreadyRecused: (
        409,
        lambda e: _("This interest is declared already."),
    ),
    voting_errors.BoxMiscounted: (
        500,
        lambda e: (
            _("There are %(ballots)d ballots but %(voted)d members voted, so nothing was declared.")
            % {"ballots": e.ballots, "voted": e.voted}
        ),
    ),
    # meetings
    voting_errors.MeetingNotFound: (404, lambda e: _("We could not find that meeting.")),
    voting_errors.MeetingHasNoSuchMove: (
        409,
        lambda e: _(
            "The meeting has moved on meanwhile, so this step can no longer be taken. "
            "Look at where it stands now."
        ),
    ),
    voting_errors.NoticeTooLate: (
        409,
        lambda e: (
            ngettext(
                "The rulebook asks for %(days)d clear day between notice and meeting. With notice "
                "given now, the meeting can be held on %(earliest)s at the earliest.",
                "The rulebook asks for %(days)d clear days between notice and meeting. With notice "
                "given now, the meeting can be held on %(earliest)s at the earliest.",
                e.clear_days,
            )
            % {"days": e.clear_days, "earliest": format_date(e.earliest)}
        ),
    ),
    voting_errors.ShortNoticeNotAgreed: (
        409,
        lambda e: (
            _("Notice was short, and %(consents)d of the %(needed)d members needed have agreed.")
            % {"consents": e.consents, "needed": e.needed}
        ),
    ),
    voting_errors.NotShortNotice: (
        409,
        lambda e: _("There is no short notice to agree to in this meeting now."),
    ),
    voting_errors.NobodyInvited: (
        409,
        lambda e: _("Nobody is entitled to attend such a meeting now, so no notice can be given."),
    ),
    voting_errors.AgendaEmpty: (
        409,
        lambda e: _("Put something on the agenda first: notice says what will be dealt with."),
    ),
    voting_errors.AgendaFixed: (
        409,
        lambda e: _("Notice has been given, so the agenda can no longer change."),
    ),
    voting_errors.ItemNotFound: (404, lambda e: _("The agenda has no such item.")),
    voting_errors.ProposalNotForAgenda: (
        409,
        lambda e: _(
            "A proposal goes on an agenda while it is being deliberated, and on one agenda only."
        ),
    ),
    voting_errors.NotInvited: (
        403,
        lambda e: _("This member is not entitled to attend the meeting."),
    ),
    voting_errors.AlreadyPresent: (409, lambda e: _("This member is in the meeting already.")),
    voting_errors.NotPresent: (
        409,
        lambda e: _("That is for members who are in the meeting now."),
    ),
    voting_errors.ProxyHolderAbsent: (
        409,
        lambda e: _(
            "The proxy counts once its holder is in the meeting in person or online. "
            "Note the holder first."
        ),
    ),
    voting_errors.NoItemUnderWay: (
        409,
        lambda e: _("This item is not before the meeting now. Begin it first."),
    ),
    voting_errors.NoQuorum: (
        409,
        lambda e: (
            _("There is no quorum: %(present)d present, %(needed)d needed. Nothing can be decided.")
            % {"present": e.present, "needed": e.needed}
        ),
    ),
    voting_errors.TooManyHands: (
        422,
        lambda e: (
            _("%(raised)d hands are more than the %(present)d members present. Count again.")
            % {"raised": e.raised, "present": e.present}
        ),
    ),
    voting_errors.DeclarationContradicts: (
        422,
        lambda e: (
            (
                _("%(in_favour)d for and %(against)d against do not make this carried.")
                if e.declared == "carried"
                else _("%(in_favour)d for and %(against)d against do not make this lost.")
            )
            % {"in_favour": e.in_favour, "against": e.against}
        ),
    ),
    voting_errors.NotByHands: (
        409,
        lambda e: _("This question needs ballot papers, so it is decided by a poll."),
    ),
    voting_errors.AlreadyDecided: (
        409,
        lambda e: _("This item has been decided, or a poll on it is under way."),
    ),
    voting_errors.MinutesNotReady: (
        409,
        lambda e: _(
            "These minutes are not ready for that, or they changed while you read. Read them again."
        ),
    ),
    voting_errors.MinutesAdoptedElsewhere: (
        409,
        lambda e: _(
            "Minutes are adopted by a later meeting of the same kind, while it is in session, "
            "has a quorum and deals with them."
        ),
    ),
    voting_errors.PaperNeedsAnotherPerson: (
        409,
        lambda e: (
            _("You have entered paper %(serial)d. Somebody else must enter it too.")
            % {"serial": e.serial}
        ),
    ),
    voting_errors.PaperNeedsTheSameTwo: (
        409,
        lambda e: (
            _("Two others have entered paper %(serial)d differently. The same two settle it.")
            % {"serial": e.serial}
        ),
    ),
    voting_errors.PaperSettled: (
        409,
        lambda e: _("Paper %(serial)d is settled and in the box.") % {"serial": e.serial},
    ),
    voting_errors.NoPaperWaits: (
        409,
        lambda e: _("As many papers are in the box as were handed out. Check the serial number."),
    ),
    voting_errors.NotOnPaper: (
        409,
        lambda e: _("Consent is not asked for on paper: an objection comes with a reason."),
    ),
    voting_errors.PaperNamesNoClass: (
        422,
        lambda e: _("Say which class is printed on the paper: the count is made class by class."),
    ),
    voting_errors.RemindedToday: (
        409,
        lambda e: _("Those who have not voted were reminded today. Try again tomorrow."),
    ),
    voting_errors.SecretShowsNoStanding: (
        422,
        lambda e: _("A secret vote shows no standing before the close: choose one of the two."),
    ),
    voting_errors.VotesOnPaper: (
        409,
        lambda e: _("A ballot paper was handed out for this member: the vote is cast with it."),
    ),
    # payments
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
    # fellowships, coaching, marketplace
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
    # documents, patronage
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
    patronage_errors.NoSurplus: (
        409,
        lambda e: (
            _("The year %(year)s left no surplus that members' business earned.") % {"year": e.year}
        ),
    ),
    patronage_errors.YearNotClosed: (
        409,
        lambda e: (
            _(
                "The books of %(year)s are still open. Close the year first: then its surplus is "
                "final."
            )
            % {"year": e.year}
        ),
    ),
    patronage_errors.YearDeclared: (
        409,
        lambda e: _("The year %(year)s has a declaration already.") % {"year": e.year},
    ),
    patronage_errors.DeclarationMoved: (
        409,
        lambda e: _("This declaration has moved on meanwhile. Look at where it stands now."),
    ),
    patronage_errors.NotResolved: (
        409,
        lambda e: _("The members' resolution is not on these figures, so nothing was posted."),
    ),
    patronage_errors.SurplusChanged: (
        409,
        lambda e: _(
            "The books no longer hold the surplus that was decided on. Nothing was posted."
        ),
    ),
    allocate_file.MalformedAllocation: (422, lambda e: "; ".join(e.faults)),
    # letters
    message_errors.LetterRefused: (
        422,
        lambda e: _("The letter to %(to)s could not be delivered.") % {"to": e.to},
    ),
    # circles
    circle_errors.CircleNameTaken: (
        409,
        lambda e: (
            _("There is already a circle called %(name)s. Join it, or choose another name.")
            % {"name": e.name}
        ),
    ),
    circle_errors.AlreadyInCircle: (409, lambda e: _("You are in this circle already.")),
    circle_errors.NotInCircle: (
        409,
        lambda e: _("You are not in this circle. Join it first, then try again."),
    ),
    circle_errors.NotAnAsk: (409, lambda e: _("Only an ask can be marked as answered.")),
    circle_errors.AlreadyAnswered: (
        409,
        lambda e: _("This ask was marked as answered already."),
    ),
}


def status_of(refusal: Refusal) -> int:
    """This function will return the HTTP status of a refusal, by its class or the nearest above."""
    return _row(refusal)[0]


def sentence_of(refusal: Refusal) -> str:
    """This function will say a refusal in plain words, in the reader's language."""
    return _row(refusal)[1](refusal)


def _row(refusal: Refusal) -> tuple[int, Sentence]:
    for kind in type(refusal).__mro__:
        if kind in REFUSALS:
            return REFUSALS[kind]
    raise LookupError(f"no sentence for {type(refusal).__name__}") from refusal
