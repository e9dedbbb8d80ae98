"""Meetings: the rules of this part of the rulebook, as the founders chose them."""

from coop.rulebook.definitions import HALF, SOMETHING, RuleKey, days, share
from coop.words import lazy

DEFINITIONS = (
    days(
        RuleKey.MEETING_GENERAL_NOTICE_CLEAR_DAYS,
        "14",
        lazy("Notice of a general meeting"),
        lazy("Whole days that must lie between the notice and the day of the meeting."),
        60,
    ),
    share(
        RuleKey.MEETING_GENERAL_QUORUM,
        "3/10",
        lazy("Quorum of a general meeting"),
        lazy("of the voting members, and never fewer than two"),
        lazy("The share of voting members who must be present, themselves or by proxy."),
        SOMETHING,
    ),
    days(
        RuleKey.MEETING_BOARD_NOTICE_CLEAR_DAYS,
        "3",
        lazy("Notice of a board meeting"),
        lazy("Whole days that must lie between the notice and the day of the meeting."),
        60,
    ),
    share(
        RuleKey.MEETING_BOARD_QUORUM,
        "1/2",
        lazy("Quorum of a board meeting"),
        lazy("of the directors, and never fewer than two"),
        lazy("The share of the board that must be present for it to decide anything."),
        SOMETHING,
    ),
    share(
        RuleKey.MEETING_SHORT_NOTICE_SHARE,
        "9/10",
        lazy("Agreement to short notice"),
        lazy("of those invited, at least"),
        lazy("With the consent of so many a meeting may be held on shorter notice."),
        HALF,
    ),
)
