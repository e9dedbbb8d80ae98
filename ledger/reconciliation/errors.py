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


class NoSuchImport(Refusal):
    """No file was imported under this id."""

    def __init__(self, statement_id: UUID) -> None:
        super().__init__(statement_id)
        self.statement_id = statement_id


class ImportUndone(Refusal):
    """The import was undone before."""

    def __init__(self, statement_id: UUID) -> None:
        super().__init__(statement_id)
        self.statement_id = statement_id


class ImportSettled(Refusal):
    """Something was made of lines that no other file holds: undo that first."""

    def __init__(self, statement_id: UUID, count: int) -> None:
        super().__init__(statement_id, count)
        self.statement_id = statement_id
        self.count = count


class AccountUnclear(Refusal):
    """The file names bank accounts of which nobody has said which of ours they are."""

    def __init__(self, account_ids: tuple[str, ...]) -> None:
        super().__init__(account_ids)
        self.account_ids = account_ids


class AccountMistaken(Refusal):
    """The file is of another account than the one that was chosen."""

    def __init__(self, account_id: str, account: str, chosen: str) -> None:
        super().__init__(account_id, account, chosen)
        self.account_id = account_id
        self.account = account
        self.chosen = chosen


class LayoutUnknown(Refusal):
    """Nobody has said yet what the columns of such a table are."""


class NoSuchLayout(Refusal):
    """No layout is remembered under this id."""

    def __init__(self, layout_id: UUID) -> None:
        super().__init__(layout_id)
        self.layout_id = layout_id


class LayoutIncomplete(Refusal):
    """The columns say no day, or no amount, or one thing twice."""


class NoSuchUpload(Refusal):
    """The file was imported or given up, or waited for more than a day."""

    def __init__(self, upload_id: UUID) -> None:
        super().__init__(upload_id)
        self.upload_id = upload_id


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
    """Other bank lines stand for that line of the journal, or for too much of it."""

    def __init__(self, entry_id: UUID) -> None:
        super().__init__(entry_id)
        self.entry_id = entry_id


class MatchDiffers(Refusal):
    """The journal line is on an account or of an amount that the bank line cannot stand for."""

    def __init__(self, bank_line_id: UUID, entry_id: UUID) -> None:
        super().__init__(bank_line_id, entry_id)
        self.bank_line_id = bank_line_id
        self.entry_id = entry_id


class PartsDiffer(Refusal):
    """The parts of a bank line do not add up to it, or one of them is nothing."""

    def __init__(
        self, bank_line_id: UUID, expected_minor: int, found_minor: int, currency: str
    ) -> None:
        super().__init__(bank_line_id, expected_minor, found_minor, currency)
        self.bank_line_id = bank_line_id
        self.expected_minor = expected_minor
        self.found_minor = found_minor
        self.currency = currency


class NoteMissing(Refusal):
    """A line is put aside with a note or not at all."""


class HoldNotAhead(Refusal):
    """A line is put aside until a day that is still to come."""

    def __init__(self, until: date) -> None:
        super().__init__(until)
        self.until = until


class NoSuchRule(Refusal):
    """There is no such booking rule, or it was deleted."""

    def __init__(self, rule_id: UUID) -> None:
        super().__init__(rule_id)
        self.rule_id = rule_id


class RuleWithoutWords(Refusal):
    """A booking rule needs words, with letters in them, that a line must say."""


class RuleExists(Refusal):
    """Another rule is about the same words in the same direction."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


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
