"""The shape of a row: an HTTP status, and a sentence made of a refusal's facts."""

from collections.abc import Callable
from typing import Any

Sentence = Callable[[Any], str]
Row = tuple[int, Sentence]
