"""Why somebody was not elected, in a sentence, and how close it was."""

from coop.readmodels.results.stages import quota_at
from coop.readmodels.results.tables import MEASURES, amount
from coop.readmodels.vote_words import trimmed, votes_words
from coop.rendering import format_number
from coop.words import _, ngettext
from voting.counting.majority import Tally
from voting.counting.result import Result
from voting.counting.tabulation import Measure, Tabulation


def why_not(count: Result | Tabulation) -> tuple[tuple[str, str], ...]:
    """This function will say of everybody who was not elected why: (name, sentence)."""
    numbers = range(1, len(count.candidates) + 1)
    say = _why_staged if isinstance(count, Result) else _why_tabled
    return tuple((count.name(n), say(count, n)) for n in numbers if n not in count.winners)  # type: ignore[arg-type]


def _why_staged(count: Result, number: int) -> str:
    name = count.name(number)
    stage = next((one for one in count.stages if number in one.excluded), None)
    if stage is None:
        last = count.stages[-1]
        return _("%(name)s still had %(votes)s when the last seat was filled.") % {
            "name": name,
            "votes": votes_words(count, last.totals[number - 1]),
        }
    held = stage.totals[number - 1]
    if number in stage.doomed:
        return _(
            "%(name)s had %(votes)s at stage %(stage)d, but the rules on who is elected left "
            "no seat."
        ) % {"name": name, "votes": votes_words(count, held), "stage": stage.number}
    settled = {n for one in count.stages[: stage.number] for n in (*one.elected, *one.excluded)}
    others = [
        (total, n)
        for n, total in enumerate(stage.totals, start=1)
        if n not in settled and n != number
    ]
    facts = {
        "name": name,
        "stage": stage.number,
        "votes": votes_words(count, held),
        "short": trimmed(count.text(max(quota_at(count, stage) - held, 0))),
    }
    if not others:
        return (
            _(
                "%(name)s was excluded at stage %(stage)d with %(votes)s, %(short)s short of "
                "the quota."
            )
            % facts
        )
    nearest, next_up = min(others)
    return _(
        "%(name)s was excluded at stage %(stage)d with %(votes)s, %(short)s short of the "
        "quota: the fewest of those left, %(gap)s behind %(next)s."
    ) % {**facts, "gap": trimmed(count.text(nearest - held)), "next": count.name(next_up)}


def _why_tabled(count: Tabulation, number: int) -> str:
    """This function will name a duel lost to the last winner, or the totals of both.

    Where only finalists meet in a duel, the totals are what kept the others out.
    """
    name = count.name(number)
    if number in count.withdrawn:
        return _("%(name)s had withdrawn.") % {"name": name}
    winner = count.winners[-1]
    runoffs = [one for one in count.tables if one.measure is Measure.RUNOFF]
    met = not runoffs or any(one.of(number) is not None for one in runoffs)
    pairs = count.pairwise if met else None
    if pairs is not None and pairs.of(winner, number) > pairs.of(number, winner):
        return _(
            "%(more)s ballots prefer %(winner)s to %(name)s, %(fewer)s the other way round."
        ) % {
            "more": format_number(pairs.of(winner, number)),
            "winner": count.name(winner),
            "name": name,
            "fewer": format_number(pairs.of(number, winner)),
        }
    for table in reversed(count.tables):
        own, last = table.of(number), table.of(winner)
        if own is not None and last is not None and own != last:
            return _("%(measure)s: %(name)s %(own)s, %(winner)s %(last)s.") % {
                "measure": str(MEASURES[table.measure]),
                "name": name,
                "own": amount(own),
                "winner": count.name(winner),
                "last": amount(last),
            }
    return _("%(name)s stood equal with %(winner)s, and the tie was settled as said below.") % {
        "name": name,
        "winner": count.name(winner),
    }


def closeness(count: Tally | Result | Tabulation) -> str:
    """This function will say how near the result was to another one, where that is cheap to know.

    For a resolution: the votes by which yes and no differ. For totals: what
    parts the last winner from the next. For stages: the smallest gap at any
    exclusion, which is not a proof that so many ballots would change who wins.
    """
    if isinstance(count, Tally):
        gap = abs(count.yes - count.no)
        return ngettext(
            "Yes and no are %(num)d vote apart.", "Yes and no are %(num)d votes apart.", gap
        ) % {"num": gap}
    if isinstance(count, Result):
        return _closest_exclusion(count)
    if len(count.tables) != 1 or not count.winners:
        return ""
    totals = count.tables[0].totals
    losers = [t for n, t in enumerate(totals, start=1) if t is not None and n not in count.winners]
    winners = [t for n in count.winners if (t := totals[n - 1]) is not None]
    if not losers or not winners:
        return ""
    return _("%(gap)s parted the last winner from the next.") % {
        "gap": amount(min(winners) - max(losers))
    }


def _closest_exclusion(count: Result) -> str:
    closest: tuple[int, str, str, int] | None = None
    settled: set[int] = set()
    for stage in count.stages:
        settled |= set(stage.elected)
        for number in stage.excluded:
            settled.add(number)
            if number in stage.doomed:
                continue
            others = [(t, n) for n, t in enumerate(stage.totals, start=1) if n not in settled]
            if not others:
                continue
            total, other = min(others)
            gap = total - stage.totals[number - 1]
            if closest is None or gap < closest[0]:
                closest = (gap, count.name(number), count.name(other), stage.number)
    if closest is None:
        return ""
    gap, excluded, stayed, at = closest
    return _(
        "The closest call was at stage %(stage)d: %(excluded)s was excluded %(gap)s behind "
        "%(stayed)s."
    ) % {
        "stage": at,
        "excluded": excluded,
        "gap": votes_words(count, gap),
        "stayed": stayed,
    }
