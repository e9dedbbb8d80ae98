"""Hang a receipt on an entry, a draft or a bank line; replace it; take it down."""

from uuid import UUID

from coop.approvals import queries as approvals
from coop.approvals.rules import ApprovalState
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from coop.unit_of_work.unit_of_work import Act
from ledger.attachments import operations
from ledger.attachments.errors import NothingToHangOn
from ledger.attachments.rules import SubjectKind, receive


def attach_receipt(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    subject_kind: str,
    subject_id: UUID,
    content: bytes,
    file_name: str,
    note: str = "",
) -> UUID:
    """This function will keep a file as a receipt and return its id: the deed's own.

    Once it returns, the file is in the database with all the rest. Raises `FileEmpty`,
    `FileTooLarge`, `UnknownKindOfFile`, `NothingToHangOn`, `AttachedAlready`.
    """
    actor.require(Permission.RECEIPT_KEEP)
    file = receive(content=content, file_name=file_name)
    with container.act(actor, Permission.RECEIPT_KEEP, id=act_id, about=subject_id) as act:
        if not act.repeated:
            if subject_kind == SubjectKind.DRAFT:
                _refuse_unless_it_waits(act, subject_id)
            operations.attach(
                act.session,
                id=act_id,
                subject_kind=SubjectKind(subject_kind),
                subject_id=subject_id,
                file=file,
                note=note,
                at=act.now,
                attached_by=act.actor.person_id,
            )
            act.tell("receipt.attached", sha256=file.sha256.hex())
    return act_id


def _refuse_unless_it_waits(act: Act, draft_id: UUID) -> None:
    """A draft is what waits for a second person; the entry it becomes has the same id."""
    found = approvals.find(act.session, approval_id=draft_id)
    if found is None or found.state is not ApprovalState.WAITING:
        raise NothingToHangOn(draft_id)


def replace_receipt(
    *,
    container: Container,
    actor: Actor,
    act_id: UUID,
    attachment_id: UUID,
    content: bytes,
    file_name: str,
    reason: str,
) -> UUID:
    """This function will put a better file in a receipt's place and return the new one's id.

    Raises what `attach_receipt` raises, `NoSuchAttachment`, `AttachmentGone`, `WhyMissing`.
    """
    actor.require(Permission.RECEIPT_KEEP)
    file = receive(content=content, file_name=file_name)
    with container.act(actor, Permission.RECEIPT_KEEP, id=act_id, about=attachment_id) as act:
        if not act.repeated:
            operations.supersede(
                act.session,
                id=act_id,
                attachment_id=attachment_id,
                file=file,
                reason=reason,
                at=act.now,
                attached_by=act.actor.person_id,
            )
            act.tell("receipt.replaced", sha256=file.sha256.hex())
    return act_id


def withdraw_receipt(
    *, container: Container, actor: Actor, act_id: UUID, attachment_id: UUID, reason: str
) -> None:
    """This function will take a receipt down for a reason.

    Raises `NoSuchAttachment`, `AttachmentGone`, `WhyMissing`.
    """
    with container.act(actor, Permission.RECEIPT_KEEP, id=act_id, about=attachment_id) as act:
        if not act.repeated:
            operations.withdraw(
                act.session,
                attachment_id=attachment_id,
                reason=reason,
                at=act.now,
                withdrawn_by=act.actor.person_id,
            )
            act.tell("receipt.withdrawn")
