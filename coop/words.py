"""Every word a person reads goes through here (gettext, by way of Babel)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from babel.support import LazyProxy, NullTranslations, Translations

from coop import paths

DEFAULT_LOCALE = "en"
locale: ContextVar[str] = ContextVar("locale", default=DEFAULT_LOCALE)
"""The reader's language, set by whoever answers the reader."""


time_zone: ContextVar[str] = ContextVar("time_zone", default="UTC")
"""The reader's time zone (IANA name), in which instants are shown."""


@contextmanager
def spoken(to_locale: str, in_time_zone: str) -> Iterator[None]:
    """This function will speak a reader's language and clock for the length of a block."""
    was_locale, was_zone = locale.set(to_locale), time_zone.set(in_time_zone)
    try:
        yield
    finally:
        locale.reset(was_locale)
        time_zone.reset(was_zone)


@lru_cache(maxsize=16)
def catalogue(name: str) -> NullTranslations:
    """This function will return the catalogue of a language; English where there is none."""
    return Translations.load(str(paths.TRANSLATIONS), [name], domain="coppice")


def _(message: str) -> str:
    """This function will return the message in the reader's language."""
    return catalogue(locale.get()).ugettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """This function will return the form that the number asks for."""
    return catalogue(locale.get()).ungettext(singular, plural, number)


def lazy(message: str) -> LazyProxy:
    """This function will return words that are looked up when shown: for module-level texts."""
    return LazyProxy(_, message, enable_cache=False)


def marked(message: str) -> str:
    """This function will return the message as it is, marked for translators.

    For sentences of forms, which marshmallow keeps as plain text: `coop.http`
    translates them when it reads a form.
    """
    return message
