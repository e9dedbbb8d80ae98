"""Keep what the processor tells us: checked, stored once, dealt with later by the worker."""

from uuid import UUID

from coop import ids
from coop.container import Container
from coop.unit_of_work.permissions import Actor, Permission
from services.payments import operations
from services.payments.gateway import ProcessorEvent


def receive_processor_event(*, container: Container, body: bytes, signature: str) -> UUID:
    """This function will check a message's signature and keep it.

    Raises `ForgedEvent`. See `keep_processor_event`.
    """
    event = container.gateway.read_event(body=body, signature=signature)
    return keep_processor_event(container=container, event=event)


def keep_processor_event(*, container: Container, event: ProcessorEvent) -> UUID:
    """This function will store a checked message once and leave it to the worker.

    Returns the deed's id, which is made from the event's: however often and from
    however many sides the same event comes, it is one deed and one job.
    """
    act_id = ids.id_for(f"stripe:{event.id}")
    with container.act(Actor.worker(), Permission.PAYMENT_SETTLE, id=act_id) as act:
        if not act.repeated:
            operations.keep_event(act.session, event=event, at=act.now)
            act.enqueue("payment.event", {"event_id": event.id}, key=f"payment.event:{event.id}")
    return act_id
