"""Statuses and sentences of what is refused: meetings, minutes and ballot papers."""

from coop.refusals.row import Row
from coop.rendering import format_date
from coop.words import _, ngettext
from footing.errors import Refusal
from voting import errors as voting_errors

ROWS: dict[type[Refusal], Row] = {
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
            "A proposal goes on the agenda of one general meeting, while it is being deliberated. "
            "Written resolutions are decided without a meeting."
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
        lambda e: _("Hands cannot decide this question, so it is decided by a poll."),
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
    voting_errors.VotesOnPaper: (
        409,
        lambda e: _("A ballot paper was handed out for this member: the vote is cast with it."),
    ),
}
