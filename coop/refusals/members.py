"""Statuses and sentences of what is refused: members, shares and the board."""

from coop.members import errors as member_errors
from coop.refusals.row import Row
from coop.words import _, ngettext
from footing.errors import Refusal


def _shares_out_of_range(e: member_errors.SharesOutOfRange) -> str:
    if e.most < e.least:
        return _("The holder already has as many shares of class %(code)s as the rules allow.") % {
            "code": e.code
        }
    return _("Choose from %(least)d to %(most)d shares.") % {"least": e.least, "most": e.most}


ROWS: dict[type[Refusal], Row] = {
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
}
