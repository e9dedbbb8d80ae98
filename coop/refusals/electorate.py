"""Statuses and sentences of what is refused: proxies and declared interests."""

from coop.refusals.row import Row
from coop.words import _, ngettext
from footing.errors import Refusal
from voting import errors as voting_errors

ROWS: dict[type[Refusal], Row] = {
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
}
