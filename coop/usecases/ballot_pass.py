"""A ballot pass: the link in a letter that opens one person's ballot paper in one vote."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer

from coop.config import Config
from coop.container import Container
from coop.members import queries as members
from coop.members.rules import OfficeRole
from coop.unit_of_work.permissions import Actor, Role
from voting import queries
from voting.errors import PassUnknown


@dataclass(frozen=True, slots=True)
class BallotPass:
    """Whom a pass lets in, and to which vote alone."""

    proposal_id: UUID
    actor: Actor
    """May cast ballots and do nothing else."""


def write_pass(*, config: Config, proposal_id: UUID, caster_id: UUID) -> str:
    """This function will return the signed text of a pass.

    It is computed when the letter is written and never stored: who holds the
    database alone can make none. It opens the paper until the vote closes, as
    often as needed, so that a mail program that looks at links first spends
    nothing.
    """
    return str(_signer(config).dumps([proposal_id.hex, caster_id.hex]))


def read_pass(*, container: Container, token: str) -> BallotPass:
    """This function will let a pass in; raises `PassUnknown`.

    Whoever is no longer a member is not let in. The vote's own rules (the roll,
    opening and close) are asked when the paper is.
    """
    try:
        proposal_id, caster_id = map(UUID, _signer(container.config).loads(token))
    except (BadSignature, ValueError, TypeError, AttributeError):
        raise PassUnknown from None
    with container.read() as session:
        roles = members.roles_of(session, person_id=caster_id)
        queries.proposal(session, proposal_id=proposal_id)
    if OfficeRole.MEMBER not in roles:
        raise PassUnknown
    return BallotPass(proposal_id, Actor(caster_id, frozenset({Role.VOTER})))


def letter_facts(*, config: Config, facts: Mapping[str, Any]) -> dict[str, Any]:
    """This function will add `ballot_path` to a letter that names a vote and who casts in it."""
    if "caster_id" not in facts or "proposal_id" not in facts:
        return dict(facts)
    token = write_pass(
        config=config, proposal_id=UUID(facts["proposal_id"]), caster_id=UUID(facts["caster_id"])
    )
    return {**facts, "ballot_path": f"/ballot/{token}"}


def _signer(config: Config) -> URLSafeSerializer:
    return URLSafeSerializer(config.secret_key, salt="ballot-pass")
