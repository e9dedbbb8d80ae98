"""What the letters room refuses."""

from footing.errors import Refusal


class LetterRefused(Refusal):
    """The carrier will never take this letter, however often it is tried."""

    def __init__(self, *, to: str, answer: str) -> None:
        super().__init__(to, answer)
        self.to = to
        self.answer = answer
