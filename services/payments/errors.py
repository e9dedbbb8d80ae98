"""What the payments desk refuses."""

from uuid import UUID

from footing.errors import Refusal


class ForgedEvent(Refusal):
    """The message does not carry the processor's signature, or is too old to trust."""


class NotPayable(Refusal):
    """The payment is already settled or was called off."""

    def __init__(self, *, payment_id: UUID, state: str) -> None:
        super().__init__(payment_id, state)
        self.payment_id = payment_id
        self.state = state


class AmountDiffers(Refusal):
    """The processor took another sum or another currency than we asked for."""

    def __init__(
        self,
        *,
        payment_id: UUID,
        asked_minor: int,
        asked_currency: str,
        taken_minor: int,
        taken_currency: str,
    ) -> None:
        super().__init__(payment_id, asked_minor, asked_currency, taken_minor, taken_currency)
        self.payment_id = payment_id
        self.asked_minor = asked_minor
        self.asked_currency = asked_currency
        self.taken_minor = taken_minor
        self.taken_currency = taken_currency


class RefundTooLarge(Refusal):
    """More would go back than came in, or the payment never came in."""

    def __init__(self, *, payment_id: UUID, asked_minor: int) -> None:
        super().__init__(payment_id, asked_minor)
        self.payment_id = payment_id
        self.asked_minor = asked_minor


class ProcessorUnreachable(Refusal):
    """The processor did not answer, or could not do it now: asking again is safe."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


class ProcessorDeclined(Refusal):
    """The processor understood and said no: asking again changes nothing."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


class FeeNotKnownYet(Refusal):
    """The processor has not said yet what it keeps of this payment."""

    def __init__(self, *, payment_id: UUID) -> None:
        super().__init__(payment_id)
        self.payment_id = payment_id


class CardDeclined(Refusal):
    """The payer's bank said no. Nothing was taken."""


class RefundNotOffered(Refusal):
    """No rule says how money paid for this purpose goes back."""

    def __init__(self, *, purpose: str) -> None:
        super().__init__(purpose)
        self.purpose = purpose


class NoPracticeHere(Refusal):
    """The practice desk is closed: a real processor takes payments, or this is production."""


class PayoutDiffers(Refusal):
    """A payout of this name is booked with another amount."""

    def __init__(self, *, reference: str) -> None:
        super().__init__(reference)
        self.reference = reference


class NothingOwed(Refusal):
    """There is nothing to pay out to this party."""

    def __init__(self, *, party_id: UUID) -> None:
        super().__init__(party_id)
        self.party_id = party_id
