"""What the documents room refuses."""

from datetime import date
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


class NoSuchPeriod(Refusal):
    """The text names no month (`2026-01`) and no year (`2025`)."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class ReportForOpenPeriod(Refusal):
    """A report is issued on closed books alone; `ends` is the last day asked for."""

    def __init__(self, ends: date) -> None:
        super().__init__(ends)
        self.ends = ends


class BooksDoNotAgree(Refusal):
    """The check of the books found differences: no report is issued on them."""

    def __init__(self, difference_count: int) -> None:
        super().__init__(difference_count)
        self.difference_count = difference_count


class AlreadyReported(Refusal):
    """A current report on the same period exists: a new one must supersede it, and say why."""

    def __init__(self, document_id: UUID, number: int) -> None:
        super().__init__(document_id, number)
        self.document_id = document_id
        self.number = number
