"""The settings, read once from the environment."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from coop import paths
from footing.errors import Refusal


class BadSetting(Refusal):
    """A setting is missing or cannot be read."""

    def __init__(self, name: str, fault: str) -> None:
        super().__init__(f"{name}: {fault}")
        self.name = name
        self.fault = fault


def _setting(variable: str, about: str, *, default: Any = None, secret: bool = False) -> Any:
    return field(default=default, metadata={"variable": variable, "about": about, "secret": secret})


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Every setting of a running co-op; `coop config` prints this list."""

    environment: str = _setting(
        "COOP_ENVIRONMENT", "development or production", default="development"
    )
    database_url: str = _setting(
        "COOP_DATABASE_URL",
        "an SQLAlchemy address; SQLite beside the project when unset",
        default="",
        secret=True,
    )
    secret_key: str = _setting(
        "COOP_SECRET_KEY",
        "signs forms and cookies; required in production",
        default="",
        secret=True,
    )
    base_url: str = _setting(
        "COOP_BASE_URL",
        "the address members type, used in letters",
        default="http://127.0.0.1:8000",
    )
    currency: str = _setting("COOP_CURRENCY", "ISO 4217 code of the books", default="EUR")
    time_zone: str = _setting(
        "COOP_TIME_ZONE", "IANA zone of the registered office", default="Europe/London"
    )
    stripe_key: str = _setting(
        "COOP_STRIPE_KEY",
        "Stripe secret key; the practice desk takes payments when unset",
        default="",
        secret=True,
    )
    stripe_webhook_secret: str = _setting(
        "COOP_STRIPE_WEBHOOK_SECRET", "checks that an event is Stripe's", default="", secret=True
    )
    stripe_api_base: str = _setting(
        "COOP_STRIPE_API_BASE", "where Stripe's HTTP is spoken; Stripe's own when unset", default=""
    )
    smtp_host: str = _setting(
        "COOP_SMTP_HOST", "mail server; letters are kept as files when unset", default=""
    )
    smtp_port: int = _setting("COOP_SMTP_PORT", "its port", default=587)
    smtp_user: str = _setting("COOP_SMTP_USER", "its log-in", default="")
    smtp_password: str = _setting("COOP_SMTP_PASSWORD", "its password", default="", secret=True)
    smtp_tls: bool = _setting("COOP_SMTP_TLS", "ask for STARTTLS (1 or 0)", default=True)
    mail_from: str = _setting(
        "COOP_MAIL_FROM", "sender of letters", default="Coppice <hello@coop.example>"
    )
    password_cost: str = _setting(
        "COOP_PASSWORD_COST",
        "how hard passwords are stretched: full, or low for trials alone",
        default="full",
    )
    var: Path = _setting(
        "COOP_VAR", "folder for the embedded database and kept letters", default=paths.ROOT / "var"
    )

    @property
    def in_production(self) -> bool:
        return self.environment == "production"


def read_config(environ: Mapping[str, str] | None = None) -> Config:
    """This function will return the settings found in the environment.

    Raises `BadSetting` for an unknown environment name, an unreadable number,
    or a secret missing in production.
    """
    environ = os.environ if environ is None else environ
    found: dict[str, Any] = {}
    for setting in fields(Config):
        variable = setting.metadata["variable"]
        text = environ.get(variable, "").strip()
        if text:
            found[setting.name] = _typed(variable, text, setting.default)
    if found.get("environment", "development") not in ("development", "production"):
        raise BadSetting("COOP_ENVIRONMENT", "must be development or production")
    if found.get("environment") == "production":
        for name in ("secret_key", "database_url"):
            if not found.get(name):
                raise BadSetting(f"COOP_{name.upper()}", "must be set in production")
    if found.get("password_cost", "full") not in ("full", "low"):
        raise BadSetting("COOP_PASSWORD_COST", "must be full or low")
    if found.get("environment") == "production" and found.get("password_cost") == "low":
        raise BadSetting("COOP_PASSWORD_COST", "must be full in production")
    found.setdefault("secret_key", secrets.token_urlsafe(32))
    if not found.get("database_url"):
        var = found.get("var", paths.ROOT / "var")
        found["database_url"] = f"sqlite:///{var / 'coppice.sqlite3'}"
    return Config(**found)


def _typed(variable: str, text: str, default: Any) -> Any:
    if isinstance(default, bool):
        if text not in ("0", "1"):
            raise BadSetting(variable, "must be 0 or 1")
        return text == "1"
    if isinstance(default, int):
        if not text.isdecimal():
            raise BadSetting(variable, "must be a whole number")
        return int(text)
    if isinstance(default, Path):
        return Path(text).resolve()
    return text
