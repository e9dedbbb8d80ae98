"""What accounts are called where names carry meaning (pure)."""

import re
import unicodedata

from ledger.accounts import Account, AccountKind

ROOTS: dict[AccountKind, str] = {
    AccountKind.ASSET: "assets",
    AccountKind.LIABILITY: "liabilities",
    AccountKind.EQUITY: "equity",
    AccountKind.INCOME: "income",
    AccountKind.EXPENSE: "expenses",
}


def hledger_name(account: Account) -> str:
    """This function will return `assets:1000 Bank`; single spaces, nothing hledger reads."""
    name = " ".join(re.sub(r"[;:()\[\]\"*!=@]", " ", account.name).split())
    return f"{ROOTS[account.kind]}:{account.code} {name}"


def beancount_name(account: Account) -> str:
    """This function will return `Assets:1000-Bank`: capitals, digits and dashes."""
    plain = unicodedata.normalize("NFKD", account.name).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")
    return f"{ROOTS[account.kind].capitalize()}:{account.code}-{name}"


def one_line(text: str) -> str:
    """This function will put a memo on one line, without what starts a comment or a note."""
    return " ".join(re.sub(r"[;|\"\\]", ",", text).split())
