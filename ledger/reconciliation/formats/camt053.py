"""ISO 20022 bank statements: camt.053.001.02 to .13, and the reports camt.052 and 054 (pure).

Elements are found by their local names, since every version has a namespace of its
own and banks add further ones. What moved between versions is looked for in both
places. The file is never trusted: a document type, and so any entity, is refused
before a parser sees it.
"""

import re
from collections.abc import Iterator
from datetime import date

from lxml import etree

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

_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*\?>")
_ENCODING = re.compile(rb"<\?xml\b[^>]*encoding=[\"']([A-Za-z0-9._\-]{1,40})[\"']")
_STATEMENTS = ("Stmt", "Rpt", "Ntfctn")
_NOTHING = {"NOTPROVIDED", "NONREF", "NOTAVAILABLE"}
_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)
_XML_FAULTS_MAX = 20


def recognises(head: str) -> bool:
    """This function will say whether a file that begins like this is one of these."""
    return head.lstrip().startswith("<") and re.search(r"\bcamt\.05[234]\.", head) is not None


def read(*, content: bytes, currency: str) -> tuple[AccountStatement, ...]:
    """This function will return every statement of a file, amounts in the given currency.

    Entries not booked yet, and those of nothing, are passed over. A batch is taken
    apart where its parts make its sum. Raises `MalformedStatement` with all faults.
    """
    root = _tree(content)
    faults: list[LineFault] = []
    found = [
        _statement(element, currency, faults)
        for element in root.iter()
        if _name(element) in _STATEMENTS
    ]
    if not found:
        faults.append(LineFault(0, FaultKind.NO_STATEMENT))
    if faults:
        raise MalformedStatement(tuple(faults))
    return tuple(found)


def _tree(content: bytes) -> etree._Element:
    declared = _ENCODING.search(content[:200])
    text = texts.decoded(content, encoding=declared[1].decode() if declared else "")
    # What was declared is not what is fed; its lines stay, so that faults name the right ones.
    text = _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text, count=1)
    texts.refuse_declarations(text)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    try:
        return etree.fromstring(text.encode(errors="replace"), parser)
    except etree.XMLSyntaxError as fault:
        told = list(fault.error_log)[:_XML_FAULTS_MAX]
        raise MalformedStatement(
            tuple(LineFault(each.line, FaultKind.BAD_XML, each.message[:120]) for each in told)
            or (LineFault(fault.lineno or 0, FaultKind.BAD_XML, (fault.msg or "")[:120]),)
        ) from None


def _statement(
    element: etree._Element, currency: str, faults: list[LineFault]
) -> AccountStatement:  # fmt: skip
    account = _at(element, "Acct/Id")
    named = _text(account, "IBAN") or _text(account, "Othr/Id") or _text(account, "PrtryAcct/Id")
    opened = _balance(element, _OPENING, currency, faults)
    closed = _balance(element, _CLOSING, currency, faults)
    lines: list[StatementLine] = []
    for entry in _each(element, "Ntry"):
        lines += _entry(entry, currency, faults)
    starts = _day(_text(element, "FrToDt/FrDtTm") or _text(element, "FrToDt/FrDt"))
    ends = _day(_text(element, "FrToDt/ToDtTm") or _text(element, "FrToDt/ToDt"))
    days = [line.on for line in lines]
    return AccountStatement(
        line_number=_line(element),
        currency=currency,
        account_id="".join(named.split()).upper()[:50],
        name=(_text(element, "ElctrncSeqNb") or _text(element, "Id"))[:50],
        opens_on=starts or min(days, default=None) or (opened and opened[1]),
        closes_on=(closed and closed[1]) or ends or max(days, default=None),
        opening_minor=opened and opened[0],
        closing_minor=closed and closed[0],
        lines=tuple(lines),
    )


def _balance(
    element: etree._Element, kinds: tuple[str, ...], currency: str, faults: list[LineFault]
) -> tuple[int, date | None] | None:
    """The balance of the first kind there is: minor units, and its day."""
    for kind in kinds:
        for balance in _each(element, "Bal"):
            if _text(balance, "Tp/CdOrPrtry/Cd") == kind:
                minor = _money(balance, currency, faults)
                on = _day(_text(balance, "Dt/Dt") or _text(balance, "Dt/DtTm"))
                return None if minor is None else (minor, on)
    return None


def _entry(
    entry: etree._Element, currency: str, faults: list[LineFault]
) -> Iterator[StatementLine]:  # fmt: skip
    status = _text(entry, "Sts/Cd") or _text(entry, "Sts")
    if status and status not in ("BOOK", "Booked"):
        return
    number = _line(entry)
    written = [_text(entry, f"{day}/{kind}") for day in ("BookgDt", "ValDt")
               for kind in ("Dt", "DtTm")]  # fmt: skip
    said = next(filter(None, written), "")
    on = _day(said)
    if on is None:
        kind = FaultKind.BAD_DATE if said else FaultKind.FIELD_MISSING
        faults.append(LineFault(number, kind, said[:80] or "BookgDt"))
    minor = _money(entry, currency, faults)
    if on is None or not minor:
        return
    details = [each for group in _each(entry, "NtryDtls") for each in _each(group, "TxDtls")]
    own_id = _reference(_text(entry, "AcctSvcrRef"))
    parts = _parts(details, minor, currency)
    if parts is None:
        single = details[0] if len(details) == 1 else None
        yield _booked(entry, single, number, on, Money(minor, currency), own_id)
        return
    for position, (detail, part) in enumerate(zip(details, parts, strict=True)):
        of_its_own = _reference(_text(detail, "Refs/AcctSvcrRef"))
        name = of_its_own or (own_id and f"{own_id}/{position}")
        yield _booked(entry, detail, _line(detail), on, Money(part, currency), name)


def _parts(
    details: list[etree._Element], whole_minor: int, currency: str
) -> list[int] | None:  # fmt: skip
    """What each part of a batch moved; nothing where the parts do not make the whole."""
    if len(details) < 2:
        return None
    parts: list[int] = []
    for detail in details:
        amount = next(
            (found for path in ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt")
             if (found := _at(detail, path)) is not None), None
        )  # fmt: skip
        if amount is None or amount.get("Ccy", currency) != currency:
            return None
        minor = cells.exact(amount.text or "", mark=".", currency=currency)
        if not minor or minor < 0:
            return None
        way = _text(detail, "CdtDbtInd")
        out = way == "DBIT" if way else whole_minor < 0
        parts.append(-minor if out else minor)
    return parts if sum(parts) == whole_minor else None


def _booked(
    entry: etree._Element, detail: etree._Element | None, number: int, on: date, amount: Money,
    bank_id: str,
) -> StatementLine:  # fmt: skip
    """One line. Whoever is at the other end is the payer of money in, the payee of money out."""
    sides = ("Dbtr", "UltmtDbtr") if amount.minor > 0 else ("Cdtr", "UltmtCdtr")
    names = [_text(detail, f"RltdPties/{side}/{path}")
             for side in sides for path in ("Nm", "Pty/Nm")]  # fmt: skip
    remitted = _at(detail, "RmtInf")
    words = [_said(each) for each in _each(remitted, "Ustrd")] or [_text(entry, "AddtlNtryInf")]
    words = [word for word in words if word] or [_text(detail, "AddtlTxInf")]
    structured = _text(remitted, "Strd/CdtrRefInf/Ref")
    end_to_end = _reference(_text(detail, "Refs/EndToEndId"))
    return StatementLine(
        line_number=number,
        on=on,
        amount=amount,
        counterparty=shortened(next(filter(None, names), ""), COUNTERPARTY_MAX),
        text=shortened(" ".join(words), TEXT_MAX),
        reference=shortened(structured or end_to_end, REFERENCE_MAX),
        bank_id=bank_id,
    )


def _money(element: etree._Element, currency: str, faults: list[LineFault]) -> int | None:
    """`Amt` with the sign of `CdtDbtInd`; a fault and nothing where they make no sense."""
    amount = _at(element, "Amt")
    number = _line(element)
    if amount is None:
        faults.append(LineFault(number, FaultKind.FIELD_MISSING, "Amt"))
        return None
    number = _line(amount)
    named = amount.get("Ccy", currency)
    if named != currency:
        faults.append(LineFault(number, FaultKind.OTHER_CURRENCY, named[:10]))
        return None
    minor = cells.exact(amount.text or "", mark=".", currency=currency)
    if minor is None or minor < 0:
        faults.append(LineFault(number, FaultKind.BAD_AMOUNT, (amount.text or "")[:80]))
        return None
    way = _text(element, "CdtDbtInd")
    if way not in ("CRDT", "DBIT"):
        kind = FaultKind.BAD_FIELD if way else FaultKind.FIELD_MISSING
        faults.append(LineFault(number, kind, f"CdtDbtInd {way}".strip()[:80]))
        return None
    return -minor if way == "DBIT" else minor


def _day(text: str) -> date | None:
    """A day as the bank writes it, in its own time zone."""
    return cells.day(text[:10]) if re.match(r"\d{4}-\d{2}-\d{2}", text) else None


def _reference(text: str) -> str:
    return "" if text.upper() in _NOTHING else text


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _each(element: etree._Element | None, name: str) -> list[etree._Element]:
    return [] if element is None else [child for child in element if _name(child) == name]


def _at(element: etree._Element | None, path: str) -> etree._Element | None:
    for name in path.split("/"):
        element = next(iter(_each(element, name)), None)
    return element


def _text(element: etree._Element | None, path: str) -> str:
    return _said(_at(element, path))


def _said(element: etree._Element | None) -> str:
    return "" if element is None else (element.text or "").strip()


def _line(element: etree._Element) -> int:
    return int(element.sourceline or 0)
