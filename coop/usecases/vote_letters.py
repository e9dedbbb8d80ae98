"""The letters that bring ballot papers: at the opening, and to who has not voted yet.

A letter says for whom a ballot is missing, and never how anybody votes.
"""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from coop.members import queries as members
from coop.unit_of_work.queries import last_told
from coop.unit_of_work.unit_of_work import Act
from voting import queries
from voting.electorate import queries as electorate
from voting.meetings import paper_box
from voting.proposals import Proposal
from voting.roll import Elector

REMINDER_BEFORE = timedelta(days=1)
"""How long before the close those who have not voted hear once more."""
REMINDED = "vote.reminded"


def write_of_opening(act: Act, vote: Proposal) -> None:
    """This function will write to who casts for each elector, and to who holds a free proxy."""
    recused = {one.elector_id for one in electorate.recusals(act.session, proposal_id=vote.id)}
    electors = [
        one
        for one in queries.roll(act.session, proposal_id=vote.id)
        if one.elector_id not in recused
    ]
    _write(act, vote, electors, key="opened")


def write_reminders(act: Act, vote: Proposal, *, day: str) -> int:
    """This function will write to who has not voted, and return for how many electors.

    Left out are who declared an interest, who took a ballot paper in a meeting,
    and who has directed a proxy: that ballot is cast at the close. However
    often it is asked for, nobody is written to twice on a `day`.
    """
    missing = queries.not_voted(act.session, proposal_id=vote.id)
    settled = paper_box.paper_voters(act.session, proposal_id=vote.id) | {
        giver
        for giver, one in electorate.proxies(act.session, proposal_id=vote.id, at=act.now).items()
        if one.direction is not None
    }
    electors = [one for one in missing if one.elector_id not in settled]
    _write(act, vote, electors, key=f"reminder:{day}")
    act.tell(REMINDED, electors=len(electors))
    return len(electors)


def reminded_on(act: Act, *, proposal_id: UUID, day: str, time_zone: str) -> bool:
    """This function will say whether voters were reminded on a day of the office's calendar."""
    last = last_told(act.session, kind=REMINDED, about=proposal_id)
    return last is not None and day_of(last, time_zone=time_zone) == day


def day_of(moment: datetime, *, time_zone: str) -> str:
    """This function will return the date (ISO 8601) of a moment by the office's calendar."""
    return moment.astimezone(ZoneInfo(time_zone)).date().isoformat()


def _write(act: Act, vote: Proposal, electors: list[Elector], *, key: str) -> None:
    proxies = electorate.proxies(act.session, proposal_id=vote.id, at=act.now)
    holders = {
        giver: one.holder_id
        for giver, one in proxies.items()
        if one.direction is None
        and electorate.may_hold(act.session, proposal_id=vote.id, person_id=one.holder_id)
    }
    people = members.people(
        act.session, person_ids={one.caster_id for one in electors} | set(holders.values())
    )
    reminder = key != "opened"
    for elector in electors:
        its_key = f"{key}:{vote.id}:{elector.elector_id}"
        holder_id = holders.get(elector.elector_id)
        for caster_id, each_key in ((elector.caster_id, its_key), (holder_id, f"{its_key}:proxy")):
            if caster_id in people and vote.closes_at is not None:
                act.mail(
                    to=people[caster_id].email,
                    template="vote_open",
                    facts={
                        "proposal_id": str(vote.id),
                        "title": vote.title,
                        "caster_id": str(caster_id),
                        "elector": elector.name,
                        "by_proxy": caster_id == holder_id,
                        "reminder": reminder,
                        "last_day": vote.closes_at - act.now <= REMINDER_BEFORE,
                        "closes_at": vote.closes_at.isoformat(),
                    },
                    key=each_key,
                )
