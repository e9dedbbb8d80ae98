"""Voting: the rules of this part of the rulebook, as the founders chose them."""

from fractions import Fraction
from types import MappingProxyType

from coop.rulebook.definitions import (
    HALF,
    SOMETHING,
    Kind,
    RuleDefinition,
    RuleKey,
    count,
    days,
    decision,
    share,
)
from coop.words import lazy

DEFINITIONS = (
    days(
        RuleKey.VOTE_NOTICE_CLEAR_DAYS,
        "7",
        lazy("Notice of a vote"),
        lazy("Whole days that must lie between the letter announcing a vote and its opening."),
        60,
    ),
    days(
        RuleKey.VOTE_OPEN_DAYS,
        "7",
        lazy("How long a vote stays open"),
        lazy("Days from the opening of a vote until it closes and is counted."),
        60,
    ),
    count(
        RuleKey.VOTE_SPONSORS,
        "2",
        lazy("Sponsors of a proposal"),
        lazy("members"),
        lazy("Members besides the author who must support a proposal before it is deliberated."),
        0,
        50,
    ),
    share(
        RuleKey.VOTE_ORDINARY_QUORUM,
        "3/10",
        lazy("Quorum of a resolution"),
        lazy("of all voting members"),
        lazy("The share of voting members who must take part for a resolution to count."),
        SOMETHING,
    ),
    share(
        RuleKey.VOTE_ORDINARY_MAJORITY,
        "1/2",
        lazy("Majority of an ordinary resolution"),
        lazy("of yes and no votes, to be exceeded"),
        lazy("An ordinary resolution is adopted when the yes votes are more than this share."),
        HALF,
        Fraction(99, 100),
    ),
    share(
        RuleKey.VOTE_SPECIAL_MAJORITY,
        "3/4",
        lazy("Majority of a special resolution"),
        lazy("of yes and no votes, at least"),
        lazy(
            "A special resolution, and any change of these rules, needs at least this share of yes."
        ),
        HALF,
    ),
    share(
        RuleKey.VOTE_ELECTION_QUORUM,
        "1/5",
        lazy("Quorum of an election"),
        lazy("of all voting members"),
        lazy("The share of voting members who must vote for an election of the board to stand."),
        SOMETHING,
    ),
    decision(
        RuleKey.VOTE_ORDINARY_RULE,
        "quorum >= vote.ordinary.quorum of members and yes > vote.ordinary.majority of yes+no",
        lazy("What an ordinary resolution takes"),
    ),
    decision(
        RuleKey.VOTE_SPECIAL_RULE,
        "quorum >= vote.ordinary.quorum of members and yes >= vote.special.majority of yes+no",
        lazy("What a special resolution takes"),
    ),
    decision(
        RuleKey.VOTE_RULE_CHANGE_RULE,
        "quorum >= vote.ordinary.quorum of members and yes >= vote.special.majority of yes+no",
        lazy("What a change of the rules takes"),
    ),
    decision(
        RuleKey.VOTE_ELECTION_RULE,
        "quorum >= vote.election.quorum of members and filled >= 1",
        lazy("What an election and a budget take"),
    ),
    count(
        RuleKey.VOTE_MINIMUM_MEMBERSHIP_DAYS,
        "0",
        lazy("Membership before the first vote"),
        lazy("days of owning without a break"),
        lazy("Who has owned for fewer days at the record date is not on the roll."),
        0,
        366,
    ),
    RuleDefinition(
        key=RuleKey.VOTE_WEIGHTS,
        kind=Kind.WEIGHTS,
        title=lazy("Votes of a member of each class"),
        unit="",
        founding="A 1, B 1",
        explanation=lazy(
            "How many votes each member of a share class has, however many shares it holds. One "
            "member, one vote is the co-operative principle; a co-op of organisations may weigh."
        ),
    ),
    count(
        RuleKey.VOTE_PROXY_CAP,
        "5",
        lazy("Proxies one member may hold"),
        lazy("members in any one vote"),
        lazy("For how many others a member may vote by proxy; at 0 everybody votes in person."),
        0,
        50,
    ),
    days(
        RuleKey.VOTE_PROXY_DAYS,
        "365",
        lazy("How long a standing proxy may last"),
        lazy("A proxy for all votes to come runs out after at most so many days."),
        1096,
    ),
    days(
        RuleKey.VOTE_WRITTEN_DAYS,
        "28",
        lazy("Life of a written resolution"),
        lazy("Days, the first included, in which it must pass or else lapses."),
        60,
    ),
    share(
        RuleKey.VOTE_WRITTEN_MAJORITY,
        "1/2",
        lazy("Majority of a written resolution"),
        lazy("of all voting members, to be exceeded"),
        lazy("A written resolution passes as soon as more than this share of all members agree."),
        HALF,
        Fraction(99, 100),
    ),
    RuleDefinition(
        key=RuleKey.VOTE_CONSENT_FALLBACK,
        kind=Kind.TEXT,
        title=lazy("Where consent fails"),
        unit="",
        founding="ordinary",
        explanation=lazy(
            "What follows when objections still stand at the end of the last round of consent."
        ),
        options=MappingProxyType(
            {
                "ordinary": lazy("the matter goes to an ordinary resolution"),
                "special": lazy("the matter goes to a special resolution"),
                "none": lazy("the matter falls"),
            }
        ),
    ),
)
