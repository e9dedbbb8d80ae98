"""What may be kept as a receipt is told by its bytes, and its name does no harm."""

import pytest

from ledger.attachments.errors import FileEmpty, FileTooLarge, UnknownKindOfFile
from ledger.attachments.rules import BYTES_MAX, MediaType, receive

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
KINDS = [
    (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "a.pdf", MediaType.PDF),
    (PNG, "a.png", MediaType.PNG),
    (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a.jpeg", MediaType.JPEG),
    (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "a.webp", MediaType.WEBP),
    (b"<?xml version='1.0'?><Invoice/>", "e-invoice.xml", MediaType.XML),
    (b"\xef\xbb\xbf<Invoice/>", "e-invoice.xml", MediaType.XML),
    ("<Invoice/>".encode("utf-16"), "e-invoice.xml", MediaType.XML),
    ("Café;12,50\n".encode(), "till.csv", MediaType.CSV),
    (b"Paid in cash.\tThanks\r\n", "note.txt", MediaType.TEXT),
]


@pytest.mark.parametrize(("content", "name", "kind"), KINDS)
def test_a_kind_is_told_by_its_first_bytes(content: bytes, name: str, kind: MediaType) -> None:
    file = receive(content=content, file_name=name)
    assert (file.media_type, file.file_name) == (kind, name)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00\x03", "receipt.pdf"),
        (b"PK\x03\x04\x14\x00", "receipt.docx"),
        (b"GIF89a\x01\x00", "receipt.gif"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "receipt.webp"),
        (b"\x00" * 10, "receipt.txt"),
        (b"Caf\xe9", "receipt.txt"),
        (b"bell \x07", "receipt.txt"),
        (b"not markup", "receipt.xml"),
        (b" \n ", "receipt.txt"),
    ],
)
def test_whatever_its_name_the_rest_is_refused(content: bytes, name: str) -> None:
    with pytest.raises(UnknownKindOfFile):
        receive(content=content, file_name=name)


def test_nothing_and_too_much_are_refused() -> None:
    with pytest.raises(FileEmpty):
        receive(content=b"", file_name="a.pdf")
    with pytest.raises(FileTooLarge):
        receive(content=b"%PDF-" + b"x" * BYTES_MAX, file_name="a.pdf")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.png"),
        ("C:\\Users\\me\\scan.PNG", "scan.PNG"),
        ('a"\r\nSet-Cookie: x=1.png', "aSet-Cookie x=1.png"),
        ("invoice.html", "invoice.html.png"),
        ("", "receipt.png"),
        (".png", "receipt.png"),
        ("\u202egnp.exe", "gnp.exe.png"),
        ("Beleg März №7.png", "Beleg März №7.png"),
        ("x" * 400 + ".png", "x" * 150 + ".png"),
    ],
)
def test_a_name_keeps_its_last_part_and_ends_as_its_kind_does(given: str, kept: str) -> None:
    assert receive(content=PNG, file_name=given).file_name == kept
