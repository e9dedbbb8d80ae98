"""Elections known from the literature, as ballots."""

from voting.counting.papers import Ranking

SCHULZE: tuple[tuple[Ranking, int], ...] = (
    ((1, 3, 2, 5, 4), 5),
    ((1, 4, 5, 3, 2), 5),
    ((2, 5, 4, 1, 3), 8),
    ((3, 1, 2, 5, 4), 3),
    ((3, 1, 5, 2, 4), 7),
    ((3, 2, 1, 4, 5), 2),
    ((4, 3, 5, 2, 1), 7),
    ((5, 2, 1, 4, 3), 8),
)
"""45 voters, A to E: the first example that Markus Schulze's method became known by."""

TENNESSEE_NAMES = ("Memphis", "Nashville", "Chattanooga", "Knoxville")
TENNESSEE: tuple[tuple[Ranking, int], ...] = (
    ((1, 2, 3, 4), 42),
    ((2, 3, 4, 1), 26),
    ((3, 4, 2, 1), 15),
    ((4, 3, 2, 1), 17),
)
"""Where should Tennessee's capital be? By distance; Wikipedia's example for every method."""

BURLINGTON_NAMES = ("Montroll", "Kiss", "Wright")
BURLINGTON: tuple[tuple[Ranking, int], ...] = (
    ((1, 2, 3), 1332),
    ((1, 3, 2), 767),
    ((1,), 455),
    ((2, 1, 3), 2043),
    ((2, 3, 1), 371),
    ((2,), 568),
    ((3, 1, 2), 1513),
    ((3, 2, 1), 495),
    ((3,), 1289),
)
"""Burlington, Vermont, mayor, 2009, condensed to the three who led (Joseph T. Ornstein and
Robert Z. Norman, "Frequency of monotonicity failure under Instant Runoff Voting", Public
Choice 161, 2014): one election, three winners."""

BORDA: tuple[tuple[Ranking, int], ...] = (
    ((1, 2, 3), 1),
    ((1, 3, 2), 7),
    ((2, 3, 1), 7),
    ((3, 2, 1), 6),
)
"""Borda's own example of 1781: 21 electors, and the one with most firsts is the last of all."""

TIDEMAN_A77: tuple[tuple[Ranking, int], ...] = (
    ((3,), 39),
    ((1, 3), 38),
    ((3, 1), 36),
    ((3, 2), 29),
    ((1, 2), 28),
    ((2, 1), 15),
    ((1,), 14),
    ((2, 3), 9),
    ((2,), 5),
)
"""Election A77 of Tideman's collection, 213 ballots, most of them short: what they say about
those they leave out decides it, as it did Debian's of 2006."""
