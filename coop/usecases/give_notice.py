"""Give notice of a vote: freeze the wording and the roll, and write to every elector."""

from uuid import UUID

from coop import ids
from coop.container import Container
from coop.rulebook.queries import rulebook_on
from coop.rulebook.rules import Rulebook, RuleKey
from coop.unit_of_work.permissions import Actor, Permission
from coop.usecases import electorate as electorates
from coop.usecases.electorate import electorate_at
from voting import operations, queries
from voting.proof.archive import Rules
from voting.proposals import Kind, schedule
from voting.thresholds import Denominator, Threshold


def give_notice(*, container: Container, actor: Actor, act_id: UUID, proposal_id: UUID) -> None:
    """This function will set opening and closing by the rulebook and take the roll now.

    The record date is the moment of notice; the rulebook's age and weights make the roll,
    and whoever declared an interest is left off. Everyone who casts for an elector
    gets a letter. Raises `MoveNotAllowed`, `EmptyRoll`.
    """
    with container.act(actor, Permission.PROPOSAL_STEER, id=act_id, about=proposal_id) as act:
        if act.repeated:
            return
        proposal = queries.proposal(act.session, proposal_id=proposal_id)
        book = rulebook_on(act.session, on=act.now)
        # Held from here on, so that an interest is declared before the roll is made, or after.
        operations.locked(act.session, proposal_id=proposal_id)
        electorate = electorate_at(act.session, book=book, at=act.now, proposal_id=proposal_id)
        notice = operations.give_notice(
            act.session,
            proposal_id=proposal_id,
            schedule=schedule(
                notice_at=act.now,
                notice_clear_days=book[RuleKey.VOTE_NOTICE_CLEAR_DAYS],
                open_days=book[RuleKey.VOTE_OPEN_DAYS],
                time_zone=container.config.time_zone,
            ),
            rules=rules_for(proposal.kind, book),
            electors=electorate.electors,
            record_at=act.now,
            lot_secret=ids.secret_token(),
        )
        event = operations.move(
            act.session,
            proposal_id=proposal_id,
            name="give_notice",
            by=actor.person_id,
            at=act.now,
        )
        act.tell(
            event,
            text_hash=notice.text_hash,
            electors=len(notice.electors),
            too_new=electorate.too_new,
            recused=electorate.recused,
            lot_commitment=notice.lot_commitment,
        )
        for elector in electorate.members:
            act.mail(
                to=elector.email,
                template="vote_notice",
                facts={
                    "proposal_id": str(proposal_id),
                    "title": proposal.title,
                    "elector": elector.name,
                    "election": proposal.kind is Kind.ELECTION,
                    "opens_at": notice.schedule.opens_at.isoformat(),
                    "closes_at": notice.schedule.closes_at.isoformat(),
                },
                key=f"notice:{proposal_id}:{elector.elector_id}",
            )


def rules_for(kind: Kind, book: Rulebook) -> Rules:
    """This function will return the thresholds of a kind of vote, as the rulebook has them.

    Ordinary and surplus resolutions need more than the ordinary share of yes
    and no; special resolutions and changes of the rules at least the special one.
    """
    if kind in (Kind.ELECTION, Kind.BUDGET):
        quorum, majority = RuleKey.VOTE_ELECTION_QUORUM, None
    elif kind in (Kind.SPECIAL, Kind.RULE_CHANGE):
        quorum, majority = RuleKey.VOTE_ORDINARY_QUORUM, RuleKey.VOTE_SPECIAL_MAJORITY
    else:
        quorum, majority = RuleKey.VOTE_ORDINARY_QUORUM, RuleKey.VOTE_ORDINARY_MAJORITY
    used = [key for key in (quorum, majority) if key]
    used += [RuleKey.VOTE_NOTICE_CLEAR_DAYS, RuleKey.VOTE_OPEN_DAYS, *electorates.RULES]
    return Rules(
        quorum=Threshold(book[quorum], Denominator.ROLL),
        majority=None
        if majority is None
        else Threshold(
            book[majority],
            Denominator.YES_AND_NO,
            more_than=majority is RuleKey.VOTE_ORDINARY_MAJORITY,
        ),
        versions={key.value: str(book.version(key)) for key in used},
    )
