"""What the documents room refuses."""

from uuid import UUID

from footing.errors import Refusal


class AlreadySuperseded(Refusal):
    """A newer document already stands in place of this one."""

    def __init__(self, document_id: UUID, by_id: UUID) -> None:
        super().__init__(document_id, by_id)
        self.document_id = document_id
        self.by_id = by_id


class SupersedesAnotherSeries(Refusal):
    """A document may only stand in place of one of its own series."""

    def __init__(self, document_id: UUID, series: str) -> None:
        super().__init__(document_id, series)
        self.document_id = document_id
        self.series = series


class NotPrintedYet(Refusal):
    """The document is issued; its PDF is still being printed."""

    def __init__(self, document_id: UUID) -> None:
        super().__init__(document_id)
        self.document_id = document_id


class PrintedDifferently(Refusal):
    """A second printing of the same document came out with other bytes."""

    def __init__(self, document_id: UUID) -> None:
        super().__init__(document_id)
        self.document_id = document_id
