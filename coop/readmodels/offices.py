"""What the offices, classes and states of membership are called on a page."""

from babel.support import LazyProxy

from coop.words import lazy

ROLE_NAMES: dict[str, LazyProxy] = {
    "member": lazy("Member"),
    "coach": lazy("Coach"),
    "secretary": lazy("Secretary"),
    "treasurer": lazy("Treasurer"),
    "board": lazy("Board member"),
    "auditor": lazy("Auditor"),
}

CLASS_NAMES: dict[str, LazyProxy] = {
    "A": lazy("A: individual member"),
    "B": lazy("B: member organisation"),
    "C": lazy("C: supporter, without a vote"),
}

STATE_NAMES: dict[str, LazyProxy] = {
    "applied": lazy("Waits for the board"),
    "approved": lazy("Approved"),
    "declined": lazy("Declined"),
    "withdrawn": lazy("Withdrawn"),
    "subscribed": lazy("Waits for payment"),
    "paid": lazy("Paid, to be issued"),
    "issued": lazy("Issued"),
}

STATE_TONES = {
    "applied": "info",
    "approved": "warning",
    "declined": "bad",
    "withdrawn": "neutral",
    "subscribed": "warning",
    "paid": "info",
    "issued": "good",
}

EVENT_NAMES: dict[str, LazyProxy] = {
    "issued": lazy("Issued"),
    "withdrawn": lazy("Withdrawn"),
    "transferred": lazy("Transferred"),
}


def class_name(code: str) -> str:
    """This function will return a class's name, or its letter when the rules added it."""
    return str(CLASS_NAMES.get(code, code))
