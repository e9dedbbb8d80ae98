"""What the keeping of receipts refuses, one class a refusal, each carrying its facts."""

from uuid import UUID

from footing.errors import Refusal


class FileEmpty(Refusal):
    """There is nothing in the file."""


class FileTooLarge(Refusal):
    """The file has more than `most` bytes."""

    def __init__(self, byte_count: int, most: int) -> None:
        super().__init__(byte_count, most)
        self.byte_count = byte_count
        self.most = most


class UnknownKindOfFile(Refusal):
    """The first bytes are of no kind that is kept, whatever the file is called."""

    def __init__(self, file_name: str) -> None:
        super().__init__(file_name)
        self.file_name = file_name


class NoSuchAttachment(Refusal):
    """There is no such receipt."""

    def __init__(self, attachment_id: UUID) -> None:
        super().__init__(attachment_id)
        self.attachment_id = attachment_id


class AttachedAlready(Refusal):
    """The very same file hangs there already, as `attachment_id`."""

    def __init__(self, attachment_id: UUID) -> None:
        super().__init__(attachment_id)
        self.attachment_id = attachment_id


class AttachmentGone(Refusal):
    """The receipt was withdrawn or replaced before."""

    def __init__(self, attachment_id: UUID) -> None:
        super().__init__(attachment_id)
        self.attachment_id = attachment_id


class NothingToHangOn(Refusal):
    """There is no such entry, draft or bank line."""

    def __init__(self, subject_id: UUID) -> None:
        super().__init__(subject_id)
        self.subject_id = subject_id


class WhyMissing(Refusal):
    """A receipt is withdrawn or replaced for a reason."""
