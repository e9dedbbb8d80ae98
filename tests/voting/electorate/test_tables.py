"""What the databases refuse of proxies and interests, and what they cannot tell of secret ones."""

from uuid import UUID

import pytest
from sqlalchemy import select, text

from coop import ids
from coop.clock import StagedClock
from coop.container import Container
from coop.jobs import Worker
from coop.unit_of_work.tables import JobRow
from tests.makers.members import Owner
from tests.makers.proxies import cast_for, make_interest, make_proxy
from tests.makers.votes import cast, close, make_draft, make_open_vote, make_owners
from tests.voting.test_tables import every_value, key, refused
from voting.proposals import Proposal
from voting.tables import BoxRow, RollRow

GIVE = (
    "INSERT INTO delegation (id, giver_id, given_by, holder_id, proposal_id, until_at, direction, "
    "cap, given_at) VALUES (:id, :giver, :giver, :holder, :proposal, :until, :direction, :cap, "
    "'2026-03-10 10:00:00+00')"
)


def give(
    house: Container,
    giver: Owner,
    holder: Owner,
    *,
    vote: UUID | None,
    direction: str | None = None,
    cap: int = 5,
    until: str | None = None,
) -> str:
    return refused(
        house,
        GIVE,
        id=key(house, ids.new_id()),
        giver=key(house, giver.party_id),
        holder=key(house, holder.party_id),
        proposal=key(house, vote) if vote else None,
        until=until,
        direction=direction,
        cap=cap,
    )


def test_a_proxy_only_ends(house: Container, clock: StagedClock) -> None:
    wren, robin = make_owners(house, 2)
    make_proxy(house, wren, robin, vote=make_open_vote(house, clock), direction="yes")
    same = "accepted and ends, nothing else"
    assert same in refused(house, "UPDATE delegation SET direction = 'no'")
    assert same in refused(house, "UPDATE delegation SET holder_id = giver_id")
    assert "never deleted" in refused(house, "DELETE FROM delegation")
    engine = house.unit_of_work.engine
    with engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE delegation SET ended_at = given_at, ending = 'revoked', ended_by = given_by"
            )
        )
    assert same in refused(
        house, "UPDATE delegation SET ended_at = NULL, ending = NULL, ended_by = NULL"
    )


def test_no_chain_no_circle_and_no_more_than_the_cap(house: Container, clock: StagedClock) -> None:
    wren, robin, heron = make_owners(house, 3)
    vote = make_open_vote(house, clock)
    make_proxy(house, wren, robin, vote=vote)
    assert "never passed on" in give(house, robin, heron, vote=vote.id)
    assert "never passed on" in give(house, robin, wren, vote=vote.id)
    assert "never passed on" in give(house, heron, wren, vote=vote.id)
    standing = give(house, robin, heron, vote=None, until="2026-04-10 10:00:00+00")
    assert "never passed on" in standing
    assert "nobody holds so many" in give(house, heron, robin, vote=vote.id, cap=1)
    assert give(house, wren, robin, vote=vote.id), "one proxy of a member for one vote"


def test_a_secret_vote_and_a_vote_that_is_over_take_no_direction_and_no_proxy(
    house: Container, clock: StagedClock
) -> None:
    wren, robin = make_owners(house, 2)
    secret = make_open_vote(house, clock, secret=True)
    assert "only a vote by name" in give(house, wren, robin, vote=secret.id, direction="yes")
    cast(house, secret, wren, "yes")
    close(house, clock, secret)
    assert "takes no proxies now" in give(house, wren, robin, vote=secret.id)
    assert "takes no proxies now" in give(house, wren, robin, vote=make_draft(house))


def test_who_stands_aside_is_not_marked_as_having_voted(
    house: Container, clock: StagedClock
) -> None:
    wren, robin = make_owners(house, 2)
    vote = make_open_vote(house, clock)
    make_interest(house, wren, vote)
    marked = {"sqlite": "1", "postgresql": "TRUE"}[house.unit_of_work.engine.dialect.name]
    assert "casts no ballot" in refused(
        house, f"UPDATE roll SET voted = {marked} WHERE elector_id = :wren",
        wren=key(house, wren.party_id),
    )  # fmt: skip
    assert "append-only" in refused(house, "UPDATE recusal SET reason = 'none'")
    assert "append-only" in refused(house, "DELETE FROM recusal")
    cast(house, vote, robin, "yes")
    assert "before voting" in refused(
        house,
        "INSERT INTO recusal (id, proposal_id, elector_id, declared_by, reason, declared_at) "
        "VALUES (:id, :vote, :robin, :robin, 'late', '2026-03-10 10:00:00+00')",
        id=key(house, ids.new_id()), vote=key(house, vote.id), robin=key(house, robin.party_id),
    )  # fmt: skip


def test_a_ballot_cast_in_person_is_not_written_over(house: Container, clock: StagedClock) -> None:
    wren, robin = make_owners(house, 2)
    vote = make_open_vote(house, clock)
    make_proxy(house, wren, robin, vote=vote)
    cast_for(house, vote, giver=wren, holder=robin, ballot="no")
    cast(house, vote, wren, "yes")
    assert "in person stands" in refused(
        house, "UPDATE named_ballot SET cast_by = :robin", robin=key(house, robin.party_id)
    )


def rows_of(house: Container, vote: Proposal) -> tuple[list[object], list[object]]:
    with house.read() as session:
        roll = [
            (row.elector_id, row.caster_id, row.voted)
            for row in session.scalars(select(RollRow).order_by(RollRow.elector_id))
            if row.proposal_id == vote.id
        ]
        box = [
            (row.ballot, row.share_class, row.weight)
            for row in session.scalars(select(BoxRow))
            if row.proposal_id == vote.id
        ]
    return list(roll), list(box)


def test_the_roll_and_the_box_do_not_tell_whether_a_holder_cast(
    house: Container, clock: StagedClock
) -> None:
    wren, robin = make_owners(house, 2)
    by_holder = make_open_vote(house, clock, secret=True)
    make_proxy(house, wren, robin, vote=by_holder)
    cast_for(house, by_holder, giver=wren, holder=robin, ballot="no")
    in_person = make_open_vote(house, clock, secret=True)
    cast(house, in_person, wren, "no")
    assert rows_of(house, by_holder) == rows_of(house, in_person)


@pytest.mark.parametrize("when", ["open", "closed"])
def test_nothing_joins_a_ballot_cast_by_proxy_to_holder_or_giver(
    house: Container, clock: StagedClock, when: str
) -> None:
    wren, robin, heron = make_owners(house, 3)
    vote = make_open_vote(house, clock, secret=True)
    for giver in (wren, heron):
        make_proxy(house, giver, robin, vote=vote)
    acts = [ids.new_id(), ids.new_id()]
    receipts = [
        cast_for(house, vote, giver=giver, holder=robin, ballot=ballot, act_id=act_id)  # type: ignore[arg-type]
        for giver, ballot, act_id in zip((wren, heron), ("yes", "no"), acts, strict=True)
    ]
    Worker(house, duties=[]).drain()
    table = "ballot_box"
    if when == "closed":
        close(house, clock, vote)
        Worker(house, duties=[]).drain()
        table = "board"
    found = list(every_value(house))
    everything = " ".join(value for _, _, value in found)
    handles = {value for name, column, value in found if name == table and column == "key"}
    assert len(handles) == 2
    elsewhere = {value for name, _, value in found if name != table}
    assert not handles & elsewhere, "a ballot's handle is known elsewhere"
    for receipt in receipts:
        assert str(receipt).replace("-", "") not in everything, "a receipt was kept"
    for act_id in acts:
        assert not any(act_id.hex in value for name, _, value in found if name == table)
        # The act tells that the holder cast in this vote, and one event that somebody did.
        assert [name for name, _, value in found if act_id.hex in value] == ["act", "event"]
    with house.read() as session:
        kept = [job.key or "" for job in session.scalars(select(JobRow))]
    assert not any(act_id.hex in one.replace("-", "") for act_id in acts for one in kept)
    facts = [value for name, column, value in found if name == "event" and column == "facts"]
    assert not any("by_proxy_for" in value for value in facts)
