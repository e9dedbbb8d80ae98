"""What the marketplace refuses."""

from footing.errors import Refusal


class PriceTooLow(Refusal):
    """The commission and its tax would eat the whole price; `least_minor` is the least price."""

    def __init__(self, *, least_minor: int, currency: str) -> None:
        super().__init__(least_minor, currency)
        self.least_minor = least_minor
        self.currency = currency


class ListingClosed(Refusal):
    """The listing is no longer on offer."""


class OwnListing(Refusal):
    """One does not buy from oneself."""


class OrderMoved(Refusal):
    """The order is no longer where this step begins; `state` is where it stands."""

    def __init__(self, *, state: str) -> None:
        super().__init__(state)
        self.state = state


class RefundAlreadyAsked(Refusal):
    """The treasurer has the request already."""
