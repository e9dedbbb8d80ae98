"""The board: the rules of this part of the rulebook, as the founders chose them."""

from types import MappingProxyType

from coop.rulebook.definitions import SOMETHING, Kind, RuleDefinition, RuleKey, count, share
from coop.words import lazy

DEFINITIONS = (
    count(
        RuleKey.BOARD_SEATS,
        "5",
        lazy("Seats on the board"),
        lazy("seats"),
        lazy("How many people the members elect to the board."),
        3,
        25,
    ),
    count(
        RuleKey.BOARD_TERM_YEARS,
        "3",
        lazy("Length of a term on the board"),
        lazy("years at most"),
        lazy("A term runs out after so many years; the retiring may stand again."),
        1,
        6,
    ),
    count(
        RuleKey.BOARD_TERM_LIMIT,
        "3",
        lazy("Terms on the board in a row"),
        lazy("elected terms"),
        lazy("Whoever was elected so often without a year’s break cannot stand again."),
        1,
        12,
    ),
    share(
        RuleKey.BOARD_RETIRE_SHARE,
        "1/3",
        lazy("Part of the board that retires each year"),
        lazy("of those elected, to the nearest whole"),
        lazy("Those longest in office retire first; a lot decides between equal ones."),
        SOMETHING,
    ),
    RuleDefinition(
        key=RuleKey.BOARD_CO_OPTION,
        kind=Kind.TEXT,
        title=lazy("Filling a casual vacancy"),
        unit="",
        founding="yes",
        explanation=lazy(
            "Whether the board may ask a member into an empty seat until the next election."
        ),
        options=MappingProxyType(
            {
                "yes": lazy("the board may co-opt until the next election"),
                "no": lazy("the seat stays empty until the next election"),
            }
        ),
    ),
    share(
        RuleKey.BOARD_RECALL_REQUISITION,
        "1/10",
        lazy("Members who may ask for a recall"),
        lazy("of all voting members"),
        lazy("The share of voting members who must sponsor the recall of a director."),
        SOMETHING,
    ),
)
