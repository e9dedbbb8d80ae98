"""Turns plain values into pages, letters and documents: the one Jinja set-up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import dates, numbers
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from coop import paths, words

_MINOR_DIGITS = {"JPY": 0, "KRW": 0, "TND": 3, "KWD": 3, "BHD": 3}


def format_money(value: Any, currency: str | None = None) -> str:
    """This function will write an amount as `€1,234.50`.

    `value` is a Money-like (`.minor`, `.currency`), a pair (minor units,
    currency), or minor units with `currency`.
    Minor units become a decimal by shifting the point, never by floating.
    """
    if isinstance(value, tuple):
        value, currency = value
    minor = value if isinstance(value, int) else value.minor
    code = currency or value.currency
    digits = _MINOR_DIGITS.get(code, 2)
    amount = Decimal(minor).scaleb(-digits)
    return numbers.format_currency(amount, code, locale=_babel_locale())


def format_percent(value: Fraction) -> str:
    """This function will write a share exactly to two decimals: 77.5%, 33.33%."""
    hundredths, rest = divmod(abs(value.numerator) * 10_000, value.denominator)
    if rest * 2 >= value.denominator:
        hundredths += 1
    whole, part = divmod(hundredths, 100)
    tail = f".{part:02d}".rstrip("0") if part else ""
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}{tail}%"


def format_date(value: date | datetime) -> str:
    """This function will write a day as `2 March 2026`."""
    if isinstance(value, datetime):
        value = value.astimezone(_zone()).date()
    return dates.format_date(value, "d MMMM y", locale=_babel_locale())


def format_datetime(value: datetime) -> str:
    """This function will write an instant in the reader's zone, and name the zone."""
    return _instant_in_words(value, words.time_zone.get(), _babel_locale())


@lru_cache(maxsize=4096)
def _instant_in_words(value: datetime, zone: str, locale: str) -> str:
    local = value.astimezone(ZoneInfo(zone))
    return dates.format_datetime(local, "d MMMM y, HH:mm zzz", tzinfo=ZoneInfo(zone), locale=locale)


def format_time(value: datetime) -> str:
    """This function will write the time of day in the reader's zone: `18:10`."""
    local = value.astimezone(_zone())
    return dates.format_time(local, "HH:mm", tzinfo=_zone(), locale=_babel_locale())


def format_number(value: int) -> str:
    """This function will write a whole number with its thousands grouped."""
    return numbers.format_decimal(value, locale=_babel_locale())


def _babel_locale() -> str:
    name = words.locale.get()
    return "en_GB" if name == "en" else name


def _zone() -> ZoneInfo:
    return ZoneInfo(words.time_zone.get())


def prepare(environment: Environment) -> None:
    """This function will give a Jinja environment our filters, words and strictness."""
    environment.add_extension("jinja2.ext.i18n")
    environment.add_extension("jinja2.ext.do")
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        words._, words.ngettext, newstyle=True
    )
    environment.undefined = StrictUndefined
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    environment.policies["ext.i18n.trimmed"] = True
    environment.filters.update(
        money=format_money,
        percent=format_percent,
        date=format_date,
        datetime=format_datetime,
        number=format_number,
        iso=lambda moment: moment.isoformat(),
    )


def speak_html(environment: Environment) -> None:
    """This function will make `_` quick in an environment whose templates are all HTML.

    It says what Jinja's own says, values escaped; but a sentence is looked up
    and marked safe once a language, not each time a page shows it.
    """
    known: dict[tuple[str, str], Markup] = {}

    def say(message: str, **values: Any) -> Markup:
        key = (words.locale.get(), message)
        sentence = known.get(key)
        if values or sentence is None:
            found = Markup(words._(message))  # noqa: S704 - ours; the values are escaped
            if values:
                return found % values
            sentence = known[key] = found % {}
        return sentence

    environment.globals["_"] = say


@dataclass(frozen=True, slots=True)
class RenderedLetter:
    """The words of one letter."""

    subject: str
    text: str
    html: str


@dataclass(slots=True)
class Renderer:
    """Renders letters and documents, which have no request around them."""

    base_url: str
    _environment: Environment = field(init=False)

    def __post_init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(paths.TEMPLATES),
            autoescape=lambda name: name is None or name.endswith(".html"),
        )
        prepare(self._environment)
        self._environment.globals.update(base_url=self.base_url, static_folder=paths.STATIC)

    def render(
        self,
        template: str,
        values: Mapping[str, Any],
        *,
        locale: str = "en",
        time_zone: str = "UTC",
    ) -> str:
        """This function will render a template file with values, in a language and zone."""
        with words.spoken(locale, time_zone):
            return self._environment.get_template(template).render(values)

    def letter(
        self, template: str, facts: Mapping[str, Any], *, locale: str = "en", time_zone: str = "UTC"
    ) -> RenderedLetter:
        """This function will write `mail/<template>.txt` and `.html` with the same facts.

        The text's first line is `Subject: …`, then an empty line, then the words.
        """
        text = self.render(f"mail/{template}.txt", facts, locale=locale, time_zone=time_zone)
        first, _, body = text.lstrip().partition("\n")
        subject = first.removeprefix("Subject:").strip()
        html = self.render(
            f"mail/{template}.html",
            {**facts, "subject": subject},
            locale=locale,
            time_zone=time_zone,
        )
        return RenderedLetter(subject, body.strip() + "\n", html)
