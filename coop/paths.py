"""Where the project's files lie."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
MIGRATIONS = ROOT / "migrations"
STATIC = ROOT / "coop" / "web" / "static"
TRANSLATIONS = ROOT / "coop" / "translations"
