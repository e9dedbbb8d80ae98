"""Cells of our own tables: safe to open in a spreadsheet (pure).

A cell that starts with `= + - @`, a tab or a line end is a formula to a spreadsheet
(OWASP, CSV injection); an apostrophe in front makes it words. Reading takes it off.
"""

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def guarded(text: str) -> str:
    """This function will return the text, with an apostrophe in front where it needs one."""
    return f"'{text}" if text.startswith((*_STARTS, "'")) else text


def unguarded(text: str) -> str:
    """This function will take off what `guarded` put in front."""
    return text[1:] if text.startswith("'") and text[1:].startswith((*_STARTS, "'")) else text
