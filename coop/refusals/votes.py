"""Statuses and sentences of what is refused: proposals, ballots and counts."""

from typing import Any

from coop.refusals.row import Row
from coop.rendering import format_datetime
from coop.rulebook import decision_words
from coop.words import _, ngettext
from footing.errors import Refusal
from voting import errors as voting_errors
from voting.objections import errors as objection_errors
from voting.wording import errors as wording_errors


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


ROWS: dict[type[Refusal], Row] = {
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
    voting_errors.ReceiptTaken: (
        409,
        lambda e: _(
            "This receipt belongs to another ballot. Go back to the paper without it: this ballot "
            "gets a receipt of its own."
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
    voting_errors.BoxMiscounted: (
        500,
        lambda e: (
            _("There are %(ballots)d ballots but %(voted)d members voted, so nothing was declared.")
            % {"ballots": e.ballots, "voted": e.voted}
        ),
    ),
    voting_errors.RemindedToday: (
        409,
        lambda e: _("Those who have not voted were reminded today. Try again tomorrow."),
    ),
    voting_errors.SecretShowsNoStanding: (
        422,
        lambda e: _("A secret vote shows no standing before the close: choose one of the two."),
    ),
}
