"""Take the tour's pictures from a served demonstration:  script/pictures [ADDRESS]

The demonstration must answer at ADDRESS (http://127.0.0.1:8000 when unsaid), its documents
printed. With `--look FOLDER` every page is also taken on a phone and a desktop, in light and
dark, into FOLDER, and pages that can be scrolled sideways are named.
"""

import argparse
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from coop.demo.cast import PASSWORD

PICTURES = Path(__file__).parent / "pictures"
CHROMIUM = Path("/usr/bin/chromium")
SIZES = {"phone": (390, 844), "desktop": (1280, 860)}
"""Windows, width and height in CSS pixels."""
HEIGHT_MAX = 1500
"""No picture is taller (pixels); what lies below is on the page itself."""
COLOURS = 96
"""Pages have few colours: so many keep a picture small and the letters sharp."""

NOBODY = None
INES, MAREN, TOMASZ = "ines", "maren", "tomasz"


@dataclass(frozen=True, slots=True)
class View:
    """One page to be shown: who looks, where, and on what.

    `way` are the links to follow from `address`: a pattern is looked for in each page's links.
    """

    name: str
    who: str | None
    address: str
    way: tuple[str, ...] = ()
    size: str = "desktop"
    scheme: str = "light"
    open_details: str = ""
    """What a folded part must say to be shown open."""


UUID = r"[0-9a-f-]{36}"
VIEWS = (
    View("landing-desktop", NOBODY, "/"),
    View("landing-phone-dark", NOBODY, "/", size="phone", scheme="dark"),
    View("join", NOBODY, "/join"),
    View("home", INES, "/home"),
    View("circle", INES, "/circles", (rf"/circles/{UUID}$",)),
    View("shares", INES, "/shares"),
    View("share-application", MAREN, "/board/applications"),
    View("share-register", MAREN, "/register"),
    View("proposals", INES, "/proposals"),
    View("ballot-phone", INES, "/home", (rf"/proposals/{UUID}/ballot",), size="phone"),
    View("election-result", INES, "/proposals?shown=decided", ("board", "/result$")),
    View("rulebook", NOBODY, "/rulebook"),
    View("rule", NOBODY, "/rulebook/fees.marketplace.commission"),
    View("fellowships", INES, "/fellowships"),
    View("coaching", INES, "/coaching"),
    View("listing", INES, "/market", (rf"/market/{UUID}$",)),
    View("treasury", TOMASZ, "/treasury"),
    View("inbox", TOMASZ, "/treasury/inbox"),
    View("trial-balance", TOMASZ, "/treasury/trial-balance"),
    View("cash-flow", TOMASZ, "/treasury/cash-flow?start=2026-01-01&end=2026-06-30"),
    View("close-a-month", TOMASZ, "/treasury", ("/treasury/months/",)),
    View("payout", TOMASZ, "/treasury/payouts", (r"/treasury/payouts/po_",)),
    View("meeting", MAREN, "/meetings", (r"/meetings/[0-9a-f-]{36}$",)),
    View("patronage", INES, "/patronage", open_details="How this was worked out"),
    View("declaration", TOMASZ, "/patronage", (rf"/patronage/{UUID}$",)),
    View("reports", MAREN, "/reports"),
    View("verify", NOBODY, "/verify"),
    View("styleguide", NOBODY, "/styleguide"),
)
PAPERS = (
    ("share-certificate", INES, "ertificate"),
    ("patronage-statement", INES, "tatement"),
    ("financial-report", MAREN, r"inancial report, \d"),
)
"""Name, whose, and the words of the link on /reports."""


@contextmanager
def window(
    browser: Browser, *, base: str, who: str | None, size: str = "desktop", scheme: str = "light"
) -> Iterator[Page]:
    """This function will open a window of a size (key of SIZES), signed in as `who`."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        device_scale_factor=1,
        base_url=base,
        storage_state=_cookies(browser, base=base, who=who) if who else None,
    )
    try:
        yield context.new_page()
    finally:
        context.close()


_kept: dict[str, Path] = {}
_scratch = tempfile.TemporaryDirectory()


def _cookies(browser: Browser, *, base: str, who: str) -> Path:
    if who not in _kept:
        context = browser.new_context(base_url=base)
        page = context.new_page()
        page.goto("/login")
        page.get_by_label("E-mail address").fill(f"{who}@wildways.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Log in", exact=True).click()
        page.get_by_role("button", name="Log out").wait_for()
        _kept[who] = Path(_scratch.name) / f"{who}.json"
        context.storage_state(path=_kept[who])
        context.close()
    return _kept[who]


def walk(page: Page, view: View) -> None:
    """This function will go to a view's page; raises where the way there is missing."""
    answer = page.goto(view.address)
    if answer is None or not answer.ok:
        raise LookupError(f"{view.name}: {view.address} does not answer")
    for pattern in view.way:
        page.goto(_href(page, pattern))
    if view.open_details:
        summary = page.locator("summary", has_text=view.open_details).first
        if summary.count():
            summary.click()
    page.evaluate("document.fonts.ready.then(() => true)")


def _href(page: Page, pattern: str) -> str:
    links: list[list[str]] = page.eval_on_selector_all(
        "main a", "all => all.map(each => [each.getAttribute('href'), each.textContent])"
    )
    for href, text in links:
        if re.search(pattern, href) or re.search(pattern, text):
            return href
    raise LookupError(f"{page.url}: no link like {pattern}")


def take(page: Page, *, path: Path, height_max: int = HEIGHT_MAX) -> None:
    """This function will keep the page's top as a small PNG, as far down as its content goes."""
    page.screenshot(path=path, full_page=True)
    shrink(path, height_max=height_max)


def shrink(path: Path, *, height_max: int = HEIGHT_MAX, width: int | None = None) -> None:
    """This function will crop a picture to a height, scale it to a width and lessen its colours."""
    with Image.open(path) as opened:
        picture = opened.convert("RGB")
    if width is not None:
        size = (width, round(picture.height * width / picture.width))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    if picture.height > height_max:
        picture = picture.crop((0, 0, picture.width, height_max))
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def take_paper(page: Page, *, words: str, path: Path) -> None:
    """This function will keep the first pages of a printed document, side by side."""
    page.goto(f"/reports?series={path.stem}")
    page.goto(_href(page, words))
    href = _href(page, r"\.pdf$")
    folder = Path(_scratch.name)
    (folder / "paper.pdf").write_bytes(page.request.get(href).body())
    for old in folder.glob("leaf*.png"):
        old.unlink()
    subprocess.run(
        ["pdftoppm", "-r", "80", "-l", "2", "-png", folder / "paper.pdf", folder / "leaf"],
        check=True,
    )
    leaves = [Image.open(leaf).convert("RGB") for leaf in sorted(folder.glob("leaf*.png"))]
    gap = 24
    sheet = Image.new(
        "RGB",
        (sum(leaf.width + gap for leaf in leaves) + gap, max(leaf.height for leaf in leaves) + 48),
        "#8f9486",
    )
    left = gap
    for leaf in leaves:
        sheet.paste(leaf, (left, gap))
        left += leaf.width + gap
    sheet.save(path)
    shrink(path)


def look(browser: Browser, *, base: str, folder: Path, only: str) -> None:
    """This function will take every view in every size and scheme, and name what sticks out."""
    folder.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        for scheme in ("light", "dark"):
            for view in VIEWS:
                if not re.search(only, view.name):
                    continue
                with window(browser, base=base, who=view.who, size=size, scheme=scheme) as page:
                    walk(page, view)
                    page.screenshot(
                        path=folder / f"{view.name}-{size}-{scheme}.png", full_page=True
                    )
                    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
                    if wide:
                        print(f"{view.name} on a {size}: wider than its window")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:8000")
    parser.add_argument("--only", default="", help="a pattern of names")
    parser.add_argument("--look", type=Path, help="take every page in every way into this folder")
    asked = parser.parse_args()
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM if CHROMIUM.exists() else None,
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        if asked.look:
            look(browser, base=asked.address, folder=asked.look, only=asked.only)
            return
        for view in VIEWS:
            if not re.search(asked.only, view.name):
                continue
            with window(
                browser, base=asked.address, who=view.who, size=view.size, scheme=view.scheme
            ) as page:
                walk(page, view)
                take(page, path=PICTURES / f"{view.name}.png")
        for name, who, words in PAPERS:
            if re.search(asked.only, name):
                with window(browser, base=asked.address, who=who) as page:
                    take_paper(page, words=words, path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
