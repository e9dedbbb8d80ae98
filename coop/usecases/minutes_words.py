"""The words of a draft of minutes: what the log of a meeting says, in sentences."""

from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from coop.members import queries as members
from coop.rendering import format_datetime, format_percent
from coop.unit_of_work.unit_of_work import Act
from coop.words import _, ngettext
from voting import queries as votes
from voting.meetings import queries
from voting.meetings.record import ItemRecord, Record
from voting.meetings.rules import Meeting, MeetingEvent


def sections_of(act: Act, meeting: Meeting) -> list[dict[str, Any]]:
    """This function will return the sections of a first draft.

    Each has a heading, the sentences that follow from the log (`facts`), and
    an empty `text` for whoever writes the minutes. They speak the language set.
    """
    record = queries.record(act.session, meeting_id=meeting.id)
    invited = queries.invited_count(act.session, meeting_id=meeting.id)
    return [
        _opening(act, meeting, record, invited),
        *(_item(act, meeting, number, one) for number, one in enumerate(record.items, start=1)),
        _closing(record),
    ]


def _opening(act: Act, meeting: Meeting, record: Record, invited: int) -> dict[str, Any]:
    needed = meeting.quorum.needed(invited)
    facts = [
        ngettext(
            "Notice was given on %(at)s to %(n)d member entitled to attend.",
            "Notice was given on %(at)s to %(n)d members entitled to attend.",
            invited,
        )
        % {"at": _when(meeting.notice_at), "n": invited}
    ]
    if meeting.short_notice:
        agreed = len(queries.consents(act.session, meeting_id=meeting.id))
        facts.append(
            _("Notice was short; %(agreed)d of %(invited)d members agreed to it.")
            % {"agreed": agreed, "invited": invited}
        )
    for event in record.sessions:
        if event.kind == "meeting.opened":
            facts.append(
                _("%(chair)s took the chair and opened the meeting on %(at)s.")
                % {"chair": _name(act, meeting), "at": _when(event.at)}
            )
            facts.append(
                _("%(present)d of %(invited)d members were present; the quorum is %(needed)d.")
                % {"present": event.facts["present"], "invited": invited, "needed": needed}
            )
    opened = meeting.opened_at
    for turn in record.turns:
        if opened is not None and turn.at > opened:
            facts.append(
                (
                    _("From %(at)s there were %(present)d members present, a quorum.")
                    if turn.met
                    else _("From %(at)s there were %(present)d members present, no quorum.")
                )
                % {"at": _when(turn.at), "present": turn.present}
            )
    return _section(_("Opening"), facts)


def _item(act: Act, meeting: Meeting, number: int, one: ItemRecord) -> dict[str, Any]:
    heading = f"{number}. {one.item.title}"
    if one.began_at is None:
        return _section(heading, [_("This item was not reached.")], one)
    facts = [
        (
            _("Taken up on %(at)s with %(present)d members present, a quorum.")
            if one.quorate
            else _("Taken up on %(at)s with %(present)d members present, no quorum.")
        )
        % {"at": _when(one.began_at), "present": one.present}
    ]
    facts += [sentence for event in one.events if (sentence := _told(act, event))]
    return _section(heading, facts, one)


def _told(act: Act, event: MeetingEvent) -> str:
    facts = event.facts
    if event.kind == "hands.taken" and "share" not in facts:
        return (
            _(
                "On a show of hands %(for)d were for, %(against)d against, and %(abstained)d "
                "abstained. By the rule for such a proposal the chair declared it carried."
            )
            if facts["declared"] == "carried"
            else _(
                "On a show of hands %(for)d were for, %(against)d against, and %(abstained)d "
                "abstained. By the rule for such a proposal the chair declared it lost."
            )
        ) % facts
    if event.kind == "hands.taken":
        majority = (
            _("more than %(share)s of the hands for and against")
            if facts["more_than"]
            else _("at least %(share)s of the hands for and against")
        ) % {"share": format_percent(Fraction(facts["share"]))}
        words = (
            _(
                "On a show of hands %(for)d were for, %(against)d against, and %(abstained)d "
                "abstained; needed were %(majority)s. The chair declared it carried."
            )
            if facts["declared"] == "carried"
            else _(
                "On a show of hands %(for)d were for, %(against)d against, and %(abstained)d "
                "abstained; needed were %(majority)s. The chair declared it lost."
            )
        )
        return words % {**facts, "majority": majority}
    if event.kind == "poll.demanded":
        return _("%(name)s demanded a poll.") % {"name": facts["name"]}
    if event.kind == "poll.opened":
        return _poll(act, event)
    if event.kind == "minutes.settled":
        return _("The minutes were adopted as drafted (version %(version)d).") % facts
    return ""


def _poll(act: Act, event: MeetingEvent) -> str:
    proposal_id = UUID(event.facts["proposal_id"])
    turnout = votes.turnout(act.session, proposal_id=proposal_id)
    result = votes.result(act.session, proposal_id=proposal_id)
    opened = ngettext(
        "A poll was opened on %(at)s among the %(n)d member present.",
        "A poll was opened on %(at)s among the %(n)d members present.",
        turnout.electors,
    ) % {"at": _when(event.at), "n": turnout.electors}
    if result is None:
        return opened + " " + _("Its result was not declared when these minutes were drafted.")
    outcome = {
        "adopted": _("The proposal was adopted."),
        "rejected": _("The proposal was rejected."),
        "inquorate": _("Too few voted for a decision."),
        "advised": _("It was advisory."),
    }[result.outcome]
    cast = _("%(voted)d ballots were cast.") % {"voted": turnout.voted}
    return f"{opened} {cast} {outcome}"


def _closing(record: Record) -> dict[str, Any]:
    facts = []
    for event in record.sessions:
        if event.kind == "meeting.adjourned":
            facts.append(
                _("The meeting was adjourned on %(at)s until %(until)s. Reason: %(reason)s")
                % {
                    "at": _when(event.at),
                    "until": _when(datetime.fromisoformat(event.facts["resumes_at"])),
                    "reason": event.facts["reason"],
                }
            )
        elif event.kind == "meeting.resumed":
            facts.append(
                _("It was resumed on %(at)s with %(present)d members present.")
                % {"at": _when(event.at), "present": event.facts["present"]}
            )
        elif event.kind == "meeting.closed":
            facts.append(_("The meeting was closed on %(at)s.") % {"at": _when(event.at)})
    return _section(_("Close"), facts)


def _section(heading: str, facts: list[str], one: ItemRecord | None = None) -> dict[str, Any]:
    item_id = str(one.item.id) if one else None
    return {"item_id": item_id, "heading": heading, "facts": facts, "text": ""}


def _name(act: Act, meeting: Meeting) -> str:
    if meeting.chair_id is None:
        return ""
    names = members.names_of(act.session, party_ids=[meeting.chair_id])
    return names.get(meeting.chair_id, _("The secretary"))


def _when(moment: datetime | None) -> str:
    return format_datetime(moment) if moment else ""
