"""OFX and QFX of every age: headings in SGML or XML, tags closed or not (pure).

Banks' files break the schema often and harmlessly, so only what a line needs is
looked at, wherever it stands. A reader of our own, since a fault must name its line;
ofxtools, which validates, is held beside it in the tests.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from ledger.faults import FaultKind, LineFault
from ledger.money import Money
from ledger.reconciliation.errors import MalformedStatement
from ledger.reconciliation.formats import cells, texts
from ledger.reconciliation.lines import (
    COUNTERPARTY_MAX,
    REFERENCE_MAX,
    TEXT_MAX,
    AccountStatement,
    StatementLine,
    shortened,
)

_HEAD = re.compile(
    r"^\s*(?:OFXHEADER\s*:|<\?OFX\b|(?:<\?xml\b[^>]*\?>\s*)?(?:<\?OFX\b[^>]*\?>\s*)?<OFX>)",
    re.IGNORECASE,
)
_CHARSET = re.compile(rb"^\s*CHARSET\s*:\s*([A-Za-z0-9\-]{1,20})", re.IGNORECASE | re.MULTILINE)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9._]{0,40})(?:\s[^<>]{0,200})?>([^<]*)")
_STATEMENTS = ("STMTRS", "CCSTMTRS")
_GROUPS = {
    *_STATEMENTS, "STMTTRN", "BANKACCTFROM", "CCACCTFROM", "BANKACCTTO", "CCACCTTO", "LEDGERBAL",
    "AVAILBAL", "BANKTRANLIST", "PAYEE", "CURRENCY", "ORIGCURRENCY", "BAL", "BALLIST", "OFX",
    "SIGNONMSGSRSV1", "SONRS", "STATUS", "STMTTRNRS", "CCSTMTTRNRS", "BANKTRANLISTP", "STMTTRNP",
}  # fmt: skip


@dataclass(slots=True)
class _Said:
    """What a group of tags said, each under `GROUP/TAG` with its line; the last word counts."""

    line_number: int
    values: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def get(self, *names: str) -> str:
        return next(filter(None, (self.values.get(name, "") for name in names)), "")


@dataclass(slots=True)
class _Account(_Said):
    transactions: list[_Said] = field(default_factory=list)


def recognises(head: str) -> bool:
    """This function will say whether a file that begins like this is one of these."""
    return _HEAD.match(head) is not None


def read(*, content: bytes, currency: str) -> tuple[AccountStatement, ...]:
    """This function will return every account of a file, amounts in the given currency.

    OFX gives a closing balance alone. Raises `MalformedStatement` with all faults,
    each with its line number.
    """
    declared = _CHARSET.search(content[:400])
    charset = f"cp{declared[1].decode()}" if declared and declared[1].isdigit() else ""
    text = texts.decoded(content, encoding=charset)
    texts.refuse_declarations(text)
    faults: list[LineFault] = []
    found = [_statement(account, currency, faults) for account in _accounts(text)]
    if not found:
        faults.append(LineFault(0, FaultKind.NO_STATEMENT))
    elif re.search(r"</OFX\s*>", text, re.IGNORECASE) is None:
        faults.append(LineFault(text.rstrip().count("\n") + 1, FaultKind.CUT_OFF, "</OFX>"))
    if faults:
        raise MalformedStatement(tuple(sorted(faults, key=lambda fault: fault.line_number)))
    return tuple(found)


def _tags(text: str) -> Iterator[tuple[int, bool, str, str]]:
    """Line, whether it closes, name, and the text up to the next tag."""
    line_number, counted_to = 1, 0
    for found in _TAG.finditer(text):
        line_number += text.count("\n", counted_to, found.start())
        counted_to = found.start()
        value = html.unescape(found[3]).replace("\xa0", " ").strip()
        yield line_number, bool(found[1]), found[2].upper(), value


def _accounts(text: str) -> list[_Account]:
    accounts: list[_Account] = []
    within: list[str] = []
    account: _Account | None = None
    transaction: _Said | None = None
    for line_number, closes, name, value in _tags(text):
        if name in _GROUPS:
            if closes:
                if name in within:
                    del within[len(within) - 1 - within[::-1].index(name) :]
                transaction = None if name in ("STMTTRN", "BANKTRANLIST") else transaction
                account = None if name in _STATEMENTS else account
                continue
            if name in _STATEMENTS:
                account, transaction = _Account(line_number), None
                accounts.append(account)
            elif name == "STMTTRN" and account is not None:
                transaction = _Said(line_number)
                account.transactions.append(transaction)
            within.append(name)
        elif not closes and value and account is not None:
            group = within[-1] if within else ""
            of = transaction if transaction is not None else account
            path = name if group in (*_STATEMENTS, "STMTTRN", "") else f"{group}/{name}"
            of.values[path], of.lines[path] = value, line_number
    return accounts


def _statement(account: _Account, currency: str, faults: list[LineFault]) -> AccountStatement:
    named = account.get("CURDEF").upper()
    if named and named != currency:
        faults.append(LineFault(account.lines["CURDEF"], FaultKind.OTHER_CURRENCY, named[:10]))
    said = [account.get("LEDGERBAL/BALAMT"), *(each.get("TRNAMT") for each in account.transactions)]
    mark = cells.decimal_mark(filter(None, said), currency=currency)
    lines = [
        line
        for each in account.transactions
        if (line := _line(each, mark, currency, faults)) is not None
    ]
    closing = None
    if written := account.get("LEDGERBAL/BALAMT"):
        closing = cells.amount(written, mark=mark, currency=currency)
        if closing is None:
            number = account.lines["LEDGERBAL/BALAMT"]
            faults.append(LineFault(number, FaultKind.BAD_AMOUNT, written[:80]))
    days = [line.on for line in lines]
    return AccountStatement(
        line_number=account.line_number,
        currency=currency,
        account_id="".join(account.get("BANKACCTFROM/ACCTID", "CCACCTFROM/ACCTID").split()).upper()[
            :50
        ],
        opens_on=_day(account.get("BANKTRANLIST/DTSTART")) or min(days, default=None),
        closes_on=_day(account.get("LEDGERBAL/DTASOF", "BANKTRANLIST/DTEND"))
        or max(days, default=None),
        closing_minor=closing,
        lines=tuple(lines),
    )


def _line(
    said: _Said, mark: str, currency: str, faults: list[LineFault]
) -> StatementLine | None:  # fmt: skip
    before = len(faults)

    def fault(name: str, kind: FaultKind) -> None:
        value = said.get(name)
        number = said.lines.get(name, said.line_number)
        faults.append(LineFault(number, kind if value else FaultKind.FIELD_MISSING,
                                value[:80] or name))  # fmt: skip

    on = _day(said.get("DTPOSTED"))
    if on is None:
        fault("DTPOSTED", FaultKind.BAD_DATE)
    minor = cells.amount(said.get("TRNAMT"), mark=mark, currency=currency)
    if minor is None:
        fault("TRNAMT", FaultKind.BAD_AMOUNT)
    other = said.get("CURRENCY/CURSYM").upper()
    if other and other != currency:
        fault("CURRENCY/CURSYM", FaultKind.OTHER_CURRENCY)
    if len(faults) > before or on is None or not minor:
        return None
    name, memo = said.get("PAYEE/NAME", "NAME"), said.get("MEMO")
    return StatementLine(
        line_number=said.line_number,
        on=on,
        amount=Money(minor, currency),
        counterparty=shortened(name, COUNTERPARTY_MAX),
        text=shortened("" if memo == name else memo, TEXT_MAX),
        reference=shortened(said.get("REFNUM", "CHECKNUM"), REFERENCE_MAX),
        bank_id=said.get("FITID")[:255],
    )


def _day(text: str) -> date | None:
    """`20260331120000[-5:EST]`: the day as the bank writes it, in its own time zone."""
    return cells.compact_day(text)
