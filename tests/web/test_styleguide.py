"""The style guide shows every component, and no page carries style or script of its own."""

import re
from pathlib import Path

from flask.testing import FlaskClient

from coop import paths

MACROS = re.findall(r"{% macro ([a-z]\w*)\(", (paths.TEMPLATES / "components.html").read_text())
NOT_FOR_THE_EYE = {"form_keys"}


def test_every_component_is_shown(client: FlaskClient):
    assert client.get("/styleguide").status_code == 200
    guide = (paths.TEMPLATES / "public" / "styleguide.html").read_text()
    missing = [name for name in MACROS if f"ui.{name}(" not in guide]
    assert set(missing) <= NOT_FOR_THE_EYE


def test_a_wrong_field_names_its_fault_and_keeps_what_was_typed(client: FlaskClient):
    page = client.get("/styleguide").text
    assert 'href="#field-wrong_amount"' in page
    assert re.search(r'id="field-wrong_amount"[^>]*value="twelve"[^>]*', page)
    assert re.search(
        r'id="field-wrong_amount"[^>]*aria-describedby="[^"]*fault-wrong_amount"[^>]*'
        r'aria-invalid="true"',
        page,
    )


def test_every_id_on_the_page_is_used_once(client: FlaskClient):
    ids = re.findall(r'\bid="([^"]+)"', client.get("/styleguide").text)
    assert len(ids) == len(set(ids))


def test_pages_carry_no_style_script_or_handler_of_their_own():
    """The content security policy would refuse them, so nobody would see them work."""
    offenders = [
        str(path.relative_to(paths.TEMPLATES))
        for path in sorted(paths.TEMPLATES.rglob("*.html"))
        if path.parts[-2] not in ("mail", "documents") and _breaks_the_policy(path)
    ]
    assert offenders == []


def _breaks_the_policy(path: Path) -> bool:
    text = path.read_text()
    inline = re.search(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=\"", text)
    return inline is not None


def test_the_stylesheet_names_no_colour_outside_its_tokens():
    sheet = (paths.STATIC / "coppice.css").read_text()
    rules = sheet.split("/* the page", 1)[1].split("/* paper", 1)[0]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgb\(", rules) == []
