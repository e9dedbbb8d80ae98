"""What the front page says: live numbers, and what things cost with who decided it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from coop.container import Container
from coop.members import queries as members
from coop.members.shares import queries as shares
from coop.readmodels.prices import RuleShown, shown
from coop.rulebook.catalogue import definition_of
from coop.rulebook.definitions import Kind, RuleKey
from coop.rulebook.queries import founded, rulebook_on
from ledger.money import Money
from services.circles import queries as circles
from services.patronage import queries as patronage
from voting import queries as votes
from voting.proposals import Proposal, State

DECIDED = (State.ADVISED, State.ADOPTED, State.REJECTED, State.ENACTED, State.REVIEWED)
"""Votes that came to a decision, or to advice; one without a quorum decided nothing, and one
that a second meeting must confirm not yet."""
FEES = (
    RuleKey.FEES_FELLOWSHIP_INDIVIDUAL,
    RuleKey.FEES_FELLOWSHIP_GROUP,
    RuleKey.FEES_FELLOWSHIP_ENTERPRISE,
    RuleKey.FEES_COACHING_SESSION,
    RuleKey.FEES_MARKETPLACE_COMMISSION,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeShown:
    """One price or rate in force. `amount` is none where the rule is a share of a price."""

    rule: RuleShown
    amount: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareShown:
    """One class of shares: what one costs, and whether it carries a vote."""

    code: str
    par: Money
    minimum: int
    voting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteShown:
    """A vote that is open now."""

    title: str
    closes_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """The front page. Every number was counted just now; nothing is rounded or made up."""

    members: int
    owners: int
    circles: int
    decisions: int
    returned: Money
    founded: bool
    fees: tuple[FeeShown, ...]
    shares: tuple[ShareShown, ...]
    open_votes: tuple[VoteShown, ...]


def landing(*, container: Container) -> Landing:
    """This function will gather the front page. Open to visitors: it names nobody."""
    now = container.clock.now()
    currency = container.config.currency
    with container.read() as session:
        _people, members_number = members.directory(session, limit=0)
        _circles, circles_number = circles.circles(session, limit=0)
        opened = founded(session)
        return Landing(
            members=members_number,
            owners=members.members_count(session, at=now),
            circles=circles_number,
            decisions=len(votes.proposals(session, states=DECIDED)),
            returned=Money(patronage.returned_total(session), currency),
            founded=opened,
            fees=_fees(session, now=now, currency=currency) if opened else (),
            shares=tuple(
                ShareShown(
                    code=each.code,
                    par=Money(each.par_minor, each.currency),
                    minimum=each.minimum,
                    voting=each.voting,
                )
                for each in shares.share_classes(session)
            ),
            open_votes=tuple(
                _vote(each) for each in votes.proposals(session, states=(State.OPEN,))
            ),
        )


def _fees(session: Session, *, now: datetime, currency: str) -> tuple[FeeShown, ...]:
    book = rulebook_on(session, on=now)
    found = []
    for key in FEES:
        value = book[key]
        is_money = definition_of(key=key).kind is Kind.MONEY
        found.append(
            FeeShown(
                rule=shown(book=book, key=key, currency=currency),
                amount=Money(int(value), currency) if is_money else None,
            )
        )
    return tuple(found)


def _vote(each: Proposal) -> VoteShown:
    return VoteShown(title=each.title, closes_at=each.closes_at)
