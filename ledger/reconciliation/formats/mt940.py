"""SWIFT MT940 statements, field by field, by the patterns of the library mt-940 (pure).

The library reads a whole file or raises at the first fault, names no line, takes text
that names a file for that file, and moves a thirtieth of February to the
twenty-eighth. So its patterns are asked for one field at a time.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import mt940

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

_FIELD = re.compile(r":(\d{2}[A-Z]?|NS):(.*)")
_HEAD = re.compile(r"^:20:", re.MULTILINE)
_ALSO = re.compile(r"^:(?:25|28C?|60[FM]):", re.MULTILINE)
_SLASHED = re.compile(
    r"/(NAME|REMI|EREF|IBAN|BIC|TRTP|MARF|CSID|ADDR|PREF|RTRN|KREF|ORDP|BENM|ISDT|CNTP|UDTR|UCRD)/"
)
_NOTHING = {"NONREF", "NOTPROVIDED", ""}
_OPTIONS = mt940.Options.all()
_COLLECTION = mt940.models.Transactions(options=_OPTIONS)
_STATEMENT = mt940.tags.Statement()
_GLS_STATEMENT = mt940.tags.StatementGLS()
_BALANCE = mt940.tags.BalanceBase()
_DETAILS = mt940.tags.TransactionDetails()
_OWN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9/\-.]{5,}")


@dataclass(slots=True)
class _Field:
    line_number: int
    tag: str
    value: str


@dataclass(slots=True)
class _Block:
    """What has been read of one statement."""

    line_number: int
    fields: list[_Field] = field(default_factory=list)
    ended: bool = False


def recognises(head: str) -> bool:
    """This function will say whether a file that begins like this is one of these."""
    return _HEAD.search(head) is not None and _ALSO.search(head) is not None


def read(*, content: bytes, currency: str) -> tuple[AccountStatement, ...]:
    """This function will return every statement of a file, amounts in the given currency.

    Raises `MalformedStatement` with all faults, each with its line number.
    """
    blocks = list(_blocks(texts.decoded(content)))
    faults: list[LineFault] = []
    found = [_statement(block, currency, faults) for block in blocks]
    if not found:
        faults.append(LineFault(0, FaultKind.NO_STATEMENT))
    if faults:
        raise MalformedStatement(tuple(faults))
    return tuple(found)


def _blocks(text: str) -> Iterator[_Block]:
    """Fields by statement. SWIFT envelopes and whatever stands between statements are passed."""
    block: _Block | None = None
    for line_number, written in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        line = written.rstrip().rpartition("{4:")[2] if "{4:" in written else written.rstrip()
        found = _FIELD.match(line)
        if found and found[1] == "20":
            if block is not None:
                yield block
            block = _Block(line_number)
        if block is None:
            continue
        if found:
            block.ended = False
            block.fields.append(_Field(line_number, found[1], found[2]))
        elif line.startswith("-}") or line == "-" or line.startswith("{"):
            block.ended = True
        elif block.fields and not block.ended:
            block.fields[-1].value += "\n" + line
    if block is not None:
        yield block


def _statement(block: _Block, currency: str, faults: list[LineFault]) -> AccountStatement:
    account_id = name = ""
    balances: dict[str, tuple[int, date]] = {}
    lines: list[StatementLine] = []
    booked: _Field | None = None
    for each in block.fields:
        if booked is not None and each.tag != "NS":
            details = each.value if each.tag == "86" else ""
            lines += _line(booked, details, currency, faults)
            booked = None
        if each.tag == "61":
            booked = each
        elif each.tag == "25":
            account_id = "".join(each.value.split()).upper()[:50]
        elif each.tag in ("28", "28C"):
            name = each.value.strip()[:50]
        elif each.tag[:2] in ("60", "62"):
            balance = _balance(each, currency, faults)
            if balance is not None:
                balances.setdefault(each.tag[:2], balance)
    if booked is not None:
        lines += _line(booked, "", currency, faults)
    there = {each.tag[:2] for each in block.fields}
    for tag in sorted({"60", "62"} - there):
        faults.append(LineFault(block.line_number, FaultKind.FIELD_MISSING, f":{tag}F:"))
    opened, closed = balances.get("60"), balances.get("62")
    return AccountStatement(
        line_number=block.line_number,
        currency=currency,
        account_id=account_id,
        name=name,
        opens_on=min((line.on for line in lines), default=opened and opened[1]),
        closes_on=closed and closed[1],
        opening_minor=opened and opened[0],
        closing_minor=closed and closed[0],
        lines=tuple(lines),
    )


def _balance(
    each: _Field, currency: str, faults: list[LineFault]
) -> tuple[int, date] | None:  # fmt: skip
    found = _BALANCE.re.match(each.value.strip())
    if found is None:
        faults.append(LineFault(each.line_number, FaultKind.BAD_FIELD, _shown(each)))
        return None
    said = found.groupdict()
    if said["currency"].upper() != currency:
        faults.append(LineFault(each.line_number, FaultKind.OTHER_CURRENCY, said["currency"]))
        return None
    on = _day(said["year"], said["month"], said["day"])
    minor = cells.exact(said["amount"], mark=",", currency=currency)
    if on is None:
        faults.append(LineFault(each.line_number, FaultKind.BAD_DATE, _shown(each)))
    if minor is None:
        faults.append(LineFault(each.line_number, FaultKind.BAD_AMOUNT, said["amount"]))
    if on is None or minor is None:
        return None
    return (-minor if said["status"].upper() == "D" else minor), on


def _line(
    booked: _Field, details: str, currency: str, faults: list[LineFault]
) -> Iterable[StatementLine]:
    """The line of a `:61:` with its `:86:`; nothing where it moved nothing or makes no sense."""
    value = booked.value.strip()
    found = _STATEMENT.re.match(value) or _GLS_STATEMENT.re.match(value)
    if found is None:
        faults.append(LineFault(booked.line_number, FaultKind.BAD_FIELD, _shown(booked)))
        return ()
    said: dict[str, Any] = found.groupdict()
    on = _booked_on(said)
    minor = cells.exact(said["amount"], mark=",", currency=currency)
    if on is None:
        faults.append(LineFault(booked.line_number, FaultKind.BAD_DATE, value[:10]))
    if minor is None:
        faults.append(LineFault(booked.line_number, FaultKind.BAD_AMOUNT, said["amount"]))
    if on is None or not minor:
        return ()
    # A reversal takes back: RC is money out again, RD money in.
    sign = -1 if said["status"].upper() in ("D", "RC") else 1
    customer = (said["customer_reference"] or "").strip()
    bank = (said["bank_reference"] or "").strip()
    counterparty, text, reference = _words(details)
    return (
        StatementLine(
            line_number=booked.line_number,
            on=on,
            amount=Money(sign * minor, currency),
            counterparty=shortened(counterparty, COUNTERPARTY_MAX),
            text=shortened(text or (said["extra_details"] or ""), TEXT_MAX),
            reference=shortened(
                reference or ("" if customer.upper() in _NOTHING else customer), REFERENCE_MAX
            ),
            bank_id=bank if _OWN_ID.fullmatch(bank) else "",
        ),
    )


def _words(details: str) -> tuple[str, str, str]:
    """Counterparty, text and reference of a `:86:`, in the ways banks lay it out."""
    if not details.strip():
        return "", "", ""
    said: dict[str, Any] = {"transaction_details": details}
    read = mt940.processors.transaction_details_post_processor(
        _COLLECTION, _DETAILS, said, dict(said), space=False
    )
    if "transaction_details" not in read:
        name = " ".join(filter(None, (read.get("applicant_name"), read.get("recipient_name"))))
        text = " ".join(filter(None, (read.get("purpose"), read.get("additional_purpose"))))
        reference = read.get("end_to_end_reference") or ""
        return name, text or (read.get("posting_text") or ""), _given(reference)
    joined = details.replace("\n", "")
    codes = _SLASHED.split(joined)
    if len(codes) > 1:
        parts = dict(zip(codes[1::2], codes[2::2], strict=True))
        name = parts.get("NAME", "").strip("/ ")
        text = re.sub(r"^(?:USTD|STRD/CUR)?/+", "", parts.get("REMI", "")).strip("/ ")
        return name, text or codes[0], _given(parts.get("EREF", "").strip("/ "))
    return "", " ".join(details.split("\n")), ""


def _given(reference: str) -> str:
    return "" if reference.strip().upper() in _NOTHING else reference


def _booked_on(said: dict[str, Any]) -> date | None:
    """The day of the entry, which gives no year, else the value's day."""
    valued = _day(said["year"], said["month"], said["day"])
    month, number = (said["entry_month"] or "").strip(), (said["entry_day"] or "").strip()
    if valued is None or not month or not number:
        return valued
    near = [
        entered
        for year in (valued.year - 1, valued.year, valued.year + 1)
        if (entered := cells.day(f"{year}-{month}-{number}")) is not None
        and abs(entered - valued) <= timedelta(days=183)
    ]
    return near[0] if near else None


def _day(year: str, month: str, number: str) -> date | None:
    return cells.day(f"20{year}-{month}-{number}")


def _shown(each: _Field) -> str:
    return f":{each.tag}:{each.value}".replace("\n", " ")[:80]
