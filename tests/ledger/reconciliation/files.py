"""Banks' files as code makes them, in every format, from one plain account of what happened."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import escape

from ledger.money import decimal_text

CURRENCY = "EUR"


@dataclass(frozen=True, slots=True)
class Move:
    """One line: money in is positive. `parts` make it a batch."""

    on: date
    minor: int
    name: str = ""
    text: str = ""
    reference: str = ""
    bank_id: str = ""
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What a bank tells of one account."""

    moves: Sequence[Move]
    opening_minor: int = 100_000
    opens_on: date = date(2026, 3, 1)
    closes_on: date = date(2026, 3, 31)
    account_id: str = "DE02120300000000202051"
    name: str = "3"
    off_minor: int = field(default=0)

    @property
    def closing_minor(self) -> int:
        return self.opening_minor + sum(move.minor for move in self.moves) + self.off_minor


def plain(minor: int) -> str:
    return decimal_text(minor=minor, currency=CURRENCY)


def camt(*told: Told, version: str = "02", pending: Sequence[Move] = ()) -> str:
    """A camt.053 file; from version 08 on the status and the parties have a level more."""
    space = f"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"
    statements = "\n".join(_camt_statement(each, int(version) >= 8, pending) for each in told)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{space}">\n<BkToCstmrStmt>\n'
        f"<GrpHdr><MsgId>m</MsgId></GrpHdr>\n{statements}\n</BkToCstmrStmt>\n</Document>\n"
    )


def _camt_statement(told: Told, newer: bool, pending: Sequence[Move]) -> str:
    entries = "\n".join(
        [_camt_entry(move, newer, "BOOK") for move in told.moves]
        + [_camt_entry(move, newer, "PDNG") for move in pending]
    )
    return (
        f"<Stmt><Id>{told.name}</Id><Acct><Id><IBAN>{told.account_id}</IBAN></Id></Acct>\n"
        f"{_camt_balance('OPBD', told.opening_minor, told.opens_on)}\n"
        f"{_camt_balance('CLBD', told.closing_minor, told.closes_on)}\n{entries}\n</Stmt>"
    )


def _amount(minor: int) -> str:
    return (
        f'<Amt Ccy="{CURRENCY}">{plain(abs(minor))}</Amt>'
        f"<CdtDbtInd>{'DBIT' if minor < 0 else 'CRDT'}</CdtDbtInd>"
    )


def _camt_balance(kind: str, minor: int, on: date) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{_amount(minor)}"
        f"<Dt><Dt>{on}</Dt></Dt></Bal>"
    )


def _camt_entry(move: Move, newer: bool, status: str) -> str:
    side = "Dbtr" if move.minor > 0 else "Cdtr"
    name = f"<Nm>{escape(move.name)}</Nm>"
    party = f"<Pty>{name}</Pty>" if newer else name
    parties = f"<RltdPties><{side}>{party}</{side}></RltdPties>" if move.name else ""
    refs = f"<Refs><EndToEndId>{escape(move.reference or 'NOTPROVIDED')}</EndToEndId></Refs>"
    remitted = f"<RmtInf><Ustrd>{escape(move.text)}</Ustrd></RmtInf>"
    if move.parts:
        details = "".join(
            f"<TxDtls>{refs}{_amount(part)}{parties}{remitted}</TxDtls>" for part in move.parts
        )
    else:
        details = f"<TxDtls>{refs}{parties}{remitted}</TxDtls>"
    own = f"<AcctSvcrRef>{escape(move.bank_id)}</AcctSvcrRef>" if move.bank_id else ""
    state = f"<Cd>{status}</Cd>" if newer else status
    return (
        f"<Ntry>{_amount(move.minor)}<Sts>{state}</Sts><BookgDt><Dt>{move.on}</Dt></BookgDt>"
        f"<ValDt><Dt>{move.on}</Dt></ValDt>{own}<NtryDtls>{details}</NtryDtls></Ntry>"
    )


def ofx(*told: Told, closed_tags: bool = False) -> str:
    """OFX 1.0.3 in SGML, leaves unclosed, or OFX 2.2 in XML."""

    def leaf(name: str, value: str) -> str:
        return f"<{name}>{escape(value)}" + (f"</{name}>" if closed_tags else "") + "\n"

    statements = ""
    for each in told:
        lines = "".join(
            "<STMTTRN>\n"
            + leaf("TRNTYPE", "CREDIT" if move.minor > 0 else "DEBIT")
            + leaf("DTPOSTED", f"{move.on:%Y%m%d}120000[0:GMT]")
            + leaf("TRNAMT", plain(move.minor))
            + leaf("FITID", move.bank_id or "0")
            + (leaf("CHECKNUM", move.reference) if move.reference else "")
            + (leaf("NAME", move.name) if move.name else "")
            + (leaf("MEMO", move.text) if move.text else "")
            + "</STMTTRN>\n"
            for move in each.moves
        )
        statements += (
            "<STMTTRNRS>\n" + leaf("TRNUID", "1")
            + "<STATUS>\n" + leaf("CODE", "0") + leaf("SEVERITY", "INFO") + "</STATUS>\n<STMTRS>\n"
            + leaf("CURDEF", CURRENCY) + "<BANKACCTFROM>\n" + leaf("BANKID", "12030000")
            + leaf("ACCTID", each.account_id) + leaf("ACCTTYPE", "CHECKING")
            + "</BANKACCTFROM>\n<BANKTRANLIST>\n" + leaf("DTSTART", f"{each.opens_on:%Y%m%d}")
            + leaf("DTEND", f"{each.closes_on:%Y%m%d}") + lines
            + "</BANKTRANLIST>\n<LEDGERBAL>\n" + leaf("BALAMT", plain(each.closing_minor))
            + leaf("DTASOF", f"{each.closes_on:%Y%m%d}") + "</LEDGERBAL>\n</STMTRS>\n</STMTTRNRS>\n"
        )  # fmt: skip
    head = (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<?OFX OFXHEADER="200" '
        'VERSION="220" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>\n'
        if closed_tags
        else "OFXHEADER:100\nDATA:OFXSGML\nVERSION:103\nSECURITY:NONE\nENCODING:USASCII\n"
        "CHARSET:1252\nCOMPRESSION:NONE\nOLDFILEUID:NONE\nNEWFILEUID:NONE\n\n"
    )
    signed_on = (
        "<SIGNONMSGSRSV1>\n<SONRS>\n<STATUS>\n" + leaf("CODE", "0") + leaf("SEVERITY", "INFO")
        + "</STATUS>\n" + leaf("DTSERVER", "20260401") + leaf("LANGUAGE", "ENG")
        + "</SONRS>\n</SIGNONMSGSRSV1>\n"
    )  # fmt: skip
    return f"{head}<OFX>\n{signed_on}<BANKMSGSRSV1>\n{statements}</BANKMSGSRSV1>\n</OFX>\n"


def mt940(*told: Told) -> str:
    """MT940 with the details as German banks lay them out."""
    return "".join(_mt940_statement(each) for each in told)


def _mt940_statement(told: Told) -> str:
    lines = "".join(
        f":61:{move.on:%y%m%d}{move.on:%m%d}{'D' if move.minor < 0 else 'C'}"
        f"{_comma(abs(move.minor))}NTRFNONREF{'//' + move.bank_id if move.bank_id else ''}\r\n"
        f":86:166?00TRANSFER?20EREF+{move.reference or 'NOTPROVIDED'}?21SVWZ+{move.text}"
        f"?32{move.name}\r\n"
        for move in told.moves
    )
    return (
        f":20:STARTUMSE\r\n:25:{told.account_id}\r\n:28C:{told.name}\r\n"
        f":60F:{_balance(told.opening_minor, told.opens_on)}\r\n{lines}"
        f":62F:{_balance(told.closing_minor, told.closes_on)}\r\n-\r\n"
    )


def _comma(minor: int) -> str:
    return plain(minor).replace(".", ",")


def _balance(minor: int, on: date) -> str:
    return f"{'D' if minor < 0 else 'C'}{on:%y%m%d}{CURRENCY}{_comma(abs(minor))}"


def csv(told: Told, *, separator: str = ",", newest_first: bool = False) -> str:
    """A table with a heading that is known, and a running balance."""
    rows, balance = [], told.opening_minor
    for move in told.moves:
        balance += move.minor
        cells = (f"{move.on}", move.name, move.text, move.reference, plain(move.minor),
                 plain(balance), move.bank_id)  # fmt: skip
        rows.append(separator.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in cells))
    heading = separator.join(("Date", "Name", "Text", "Reference", "Amount", "Balance", "Id"))
    return "\n".join([heading, *(reversed(rows) if newest_first else rows)]) + "\n"
