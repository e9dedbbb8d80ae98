"""What reconciliation refuses."""

from datetime import date, datetime
from uuid import UUID

from footing.errors import Refusal
from ledger.faults import LineFault


class MalformedStatement(Refusal):
    """The file cannot be read; every fault is listed, and nothing was imported."""

    def __init__(self, faults: tuple[LineFault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults


class StatementKnown(Refusal):
    """The very same file was imported before."""

    def __init__(self, statement_id: UUID, file_name: str, imported_at: datetime) -> None:
        super().__init__(statement_id)
        self.statement_id = statement_id
        self.file_name = file_name
        self.imported_at = imported_at


class NoSuchBankLine(Refusal):
    """No imported line has this id."""

    def __init__(self, bank_line_id: UUID) -> None:
        super().__init__(bank_line_id)
        self.bank_line_id = bank_line_id


class BankLineSettled(Refusal):
    """The bank line is matched, booked or ignored already; undo that first."""

    def __init__(self, bank_line_id: UUID) -> None:
        super().__init__(bank_line_id)
        self.bank_line_id = bank_line_id


class JournalLineTaken(Refusal):
    """Another bank line is matched with that line of the journal."""

    def __init__(self, entry_id: UUID) -> None:
        super().__init__(entry_id)
        self.entry_id = entry_id


class MatchDiffers(Refusal):
    """The journal line is on another account or of another amount than the bank line."""

    def __init__(self, bank_line_id: UUID, entry_id: UUID) -> None:
        super().__init__(bank_line_id, entry_id)
        self.bank_line_id = bank_line_id
        self.entry_id = entry_id


class NoSuchMatch(Refusal):
    """There is no such match, or it was undone before."""

    def __init__(self, match_id: UUID) -> None:
        super().__init__(match_id)
        self.match_id = match_id


class ReasonMissing(Refusal):
    """A line is ignored for a stated reason or not at all."""


class BookedOnItself(Refusal):
    """A bank line cannot be booked to the bank account it stands on."""

    def __init__(self, account: str) -> None:
        super().__init__(account)
        self.account = account


class EntryMatched(Refusal):
    """The entry is matched with a bank line: undo the match, not the entry."""

    def __init__(self, entry_id: UUID) -> None:
        super().__init__(entry_id)
        self.entry_id = entry_id


class BankLinesWait(Refusal):
    """Bank lines dated up to the end of the month have not been settled."""

    def __init__(self, count: int, until: date) -> None:
        super().__init__(count, until)
        self.count = count
        self.until = until
