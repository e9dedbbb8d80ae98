"""Issue paid shares: the register, the books and the certificate in one deed."""

from collections.abc import Sequence
from uuid import UUID

from coop import ids
from coop.container import Container
from coop.members import queries as members
from coop.members.shares import operations, queries
from coop.members.shares.rules import IssuedShares
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from coop.usecases.bookkeeping import post_entry
from ledger.entries import credit, debit
from ledger.money import Money
from services.documents import operations as documents

SERIES = "share-certificate"


def issue_shares(
    *, container: Container, actor: Actor, act_id: UUID, application_ids: Sequence[UUID]
) -> int:
    """This function will issue the shares of paid applications, all or none; returns how many.

    Each becomes a line of the register, an entry 2340 / 3000 (or 3010, 3020
    by class), a member number with the first share, a certificate and a letter.
    Applications are taken in order of their ids, so that two officers who issue
    at once never wait for each other in a circle. Raises `ApplicationMovedOn`.
    """
    wanted = sorted(set(application_ids))
    with container.act(actor, Permission.SHARES_ISSUE, id=act_id) as act:
        if not act.repeated:
            for application_id in wanted:
                _issue(act, application_id)
    return len(wanted)


def _issue(act: Act, application_id: UUID) -> None:
    issued = operations.issue(
        act.session,
        application_id=application_id,
        event_id=ids.id_for(f"shares:{application_id}"),
        certificate_id=ids.id_for(f"share-certificate:{application_id}"),
        issued_by=act.actor.signed_in_id,
        at=act.now,
    )
    capital = Money(issued.amount_minor, issued.currency)
    post_entry(
        act,
        source_key=f"shares:{issued.event_id}:issued",
        kind="shares.issued",
        memo=f"Shares of class {issued.share_class} issued, register line {issued.line}",
        lines=(
            debit("2340", capital, party_id=issued.party_id, item_id=application_id),
            credit(issued.capital_account, capital, party_id=issued.party_id),
        ),
    )
    _certify(act, issued)
    act.tell("shares.issued", about=issued.party_id, line=issued.line, shares=issued.shares)


def _certify(act: Act, issued: IssuedShares) -> None:
    holder = members.party(act.session, party_id=issued.party_id)
    share_class = queries.share_class(act.session, code=issued.share_class)
    documents.request(
        act.session,
        id=issued.certificate_id,
        series=SERIES,
        template="share_certificate",
        title="Share certificate",
        facts={
            "holder": holder.name,
            "holder_kind": holder.kind.value,
            "member_number": issued.member_number,
            "share_class": issued.share_class,
            "class_name": share_class.name,
            "shares": issued.shares,
            "par_minor": share_class.par_minor,
            "amount_minor": issued.amount_minor,
            "currency": issued.currency,
            "register_line": issued.line,
            "issued_on": issued.at.date().isoformat(),
            "voting": share_class.voting,
            "transferable": share_class.transferable,
            "withdrawable": share_class.withdrawable,
        },
        party_id=issued.party_id,
        about=issued.event_id,
        at=act.now,
        requested_by=act.actor.signed_in_id,
    )
    act.enqueue(
        "document.print",
        {"document_id": str(issued.certificate_id)},
        key=f"print:{issued.certificate_id}",
    )
    reader = members.contact_of(act.session, party_id=issued.party_id)
    act.mail(
        to=reader.email,
        template="shares_issued",
        facts={
            "name": reader.name,
            "applicant": holder.name,
            "shares": issued.shares,
            "share_class": issued.share_class,
            "member_number": issued.member_number,
            "path": "/shares",
        },
        key=f"shares-issued:{issued.event_id}",
        locale=reader.locale,
    )
