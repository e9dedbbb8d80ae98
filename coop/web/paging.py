"""The page of a list that is shown, and the addresses of the others."""

from dataclasses import dataclass, field
from typing import Any

from flask import request, url_for

PAGE_MAX = 100_000


@dataclass(frozen=True, slots=True)
class Page:
    """Which page of how many; other pages keep the rest of the address."""

    number: int
    pages: int
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)

    def href(self, number: int) -> str:
        """This function will return the address of another page of the same list."""
        return url_for(self.endpoint, **self.values, page=number)


def page_asked(name: str = "page") -> int:
    """This function will return the page number in the address, or the first."""
    text = request.args.get(name, "1")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1
    return min(max(number, 1), PAGE_MAX)
