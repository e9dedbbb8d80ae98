"""Letters to those who are invited to a meeting."""

from typing import Any

from coop.members import queries as members
from coop.unit_of_work.unit_of_work import Act
from voting.meetings import queries
from voting.meetings.rules import Meeting


def write_to_invited(act: Act, meeting: Meeting, *, template: str, **facts: Any) -> None:
    """This function will leave one letter to each person who speaks for somebody invited."""
    invited = queries.invited(act.session, meeting_id=meeting.id)
    people = members.people(act.session, person_ids={one.person_id for one in invited})
    for person in people.values():
        speaks_for = [one.name for one in invited if one.person_id == person.id]
        act.mail(
            to=person.email,
            template=template,
            facts={
                "meeting_id": str(meeting.id),
                "title": meeting.title,
                "starts_at": meeting.starts_at.isoformat(),
                "place": meeting.place,
                "online": meeting.online,
                "member": ", ".join(speaks_for),
                **facts,
            },
            key=f"{template}:{meeting.id}:{person.id}:{facts.get('version', '')}",
            locale=person.locale,
        )
