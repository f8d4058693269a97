"""Pictures of the pages, to look at: every view that a reader meets.

    python tests/pictures.py --out DIR
    python tests/pictures.py --only phone --out DIR

Enters: nothing but the shipped rules, and a project that `grund init` leaves. Leaves: PNG files, a high page as
several, and PDF files in DIR: desktop, phone, print, English, hexagons, the map, one area, one area's panel, a
threshold moved, one policy, a user's own city, one page, the budget and the action plan. `--only`
takes those whose name has the word.
Needs Chromium; with `pdftoppm` the PDF files become pictures too.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from playwright.sync_api import sync_playwright

from command_line import ROOT, run

A, B = "fokusomrade", "stadsdelslyft-ersatter"
HIGH: Final = 1600
"""Pixels of a page in one picture."""
_BUDGET: Final = ("--policy", A, "--policy", "stadsdelslyft", "--own", "--years", "2027-2029")
PAGES: Final = {
    "city": ("report", A, B),
    "area": ("report", A, B, "--area", "Hässelby gård"),
    "alone": ("report", "stadsdelslyft"),
    "need": ("report", "behovsstyrd", A),
    "claims": ("report", A, B, "--with", "tjansteutlatandet", "--with", "polisens-listor"),
    "money": ("report", A, B, "--scenario", "budget-exempel"),
    "one-page": ("report", A, B, "--scenario", "budget-exempel", "--one-page"),
    "budget": ("budget", "budget-exempel", *_BUDGET),
    "unpriced": ("budget", "stockholm-2026", *_BUDGET, "--lang", "en"),
    "plan": ("handlingsplan", "stadsdelslyft-ersatter"),
    "own": ("report", "trygghet", "trygghet-barn"),
}
"""The command of each page; that of a user's own city is given in its project."""


class Shot(NamedTuple):
    """A picture: its name, its page, the width of the screen (0: printed), what the address remembers, which part."""

    name: str
    page: str
    width: int = 1280
    mark: str = ""
    part: str = ""


SHOTS: Final = (
    Shot("desktop", "city"),
    Shot("english", "city", mark="#lang=en&area=sd-husby"),
    Shot("panel", "city", mark="#area=sd-husby", part="#panel"),
    Shot("threshold", "city", mark="#step=18", part="#karta"),
    Shot("hexagons", "city", mark="#view=hex", part="#karta"),
    Shot("map-english", "city", mark="#lang=en&reading=1", part="#f-map-1"),
    Shot("phone", "city", 390),
    Shot("map-phone", "city", 390, part="#f-map-0"),
    Shot("print", "city", 0),
    Shot("money", "money", mark="#step=3", part="#kostnad"),
    Shot("money-phone", "money", 390, part="#kostnad"),
    Shot("money-print", "money", 0),
    Shot("one-page-print", "one-page", 0),
    Shot("one-page-phone", "one-page", 390),
    Shot("area", "area"),
    Shot("area-phone", "area", 390),
    Shot("alone", "alone"),
    Shot("need", "need"),
    Shot("claims", "claims"),
    Shot("own", "own"),
    Shot("own-phone", "own", 390),
    Shot("budget", "budget"),
    Shot("budget-phone", "budget", 390),
    Shot("budget-print", "budget", 0),
    Shot("unpriced", "unpriced"),
    Shot("plan", "plan"),
    Shot("plan-phone", "plan", 390),
    Shot("plan-print", "plan", 0),
)


@contextmanager
def browser() -> Iterator[Any]:
    """The system's Chromium, driven by Playwright."""
    path = next(p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n)))
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, chromium_sandbox=os.geteuid() != 0)
        try:
            yield opened
        finally:
            opened.close()


def grund(*words: str, folder: Path = ROOT) -> None:
    """Run a command of grund; it must succeed."""
    status, _, err = run(words, folder)
    if status:
        raise SystemExit(f"grund {' '.join(words)}: {err.decode()}")


def made(name: str, folder: Path) -> Path:
    """A page, written once."""
    target = folder / f"{name}.html"
    project = folder / "minstad" if name == "own" else ROOT
    if not project.exists():
        grund("init", str(project))
    if not target.exists():
        grund(*PAGES[name], "-o", str(target), folder=project)
    return target


def shoot(browser: Any, page: Path, out: Path, shot: Shot) -> None:
    """A picture of the whole page or of one part of it, or the page as it is printed."""
    context = browser.new_context(viewport={"width": shot.width or 794, "height": 900}, reduced_motion="reduce")
    tab = context.new_page()
    tab.goto(page.as_uri() + shot.mark)
    if not shot.width:
        _print(tab, out / shot.name)
    elif shot.part:
        tab.locator(shot.part).first.screenshot(path=out / f"{shot.name}.png")
    else:
        high = tab.evaluate("document.documentElement.scrollHeight")
        for nth, top in enumerate(range(0, high, HIGH), 1):
            clip = {"x": 0, "y": top, "width": shot.width, "height": min(HIGH, high - top)}
            tab.screenshot(path=out / f"{shot.name}-{nth}.png", full_page=True, clip=clip)
    context.close()


def _print(tab: Any, target: Path) -> None:
    pdf = target.with_suffix(".pdf")
    tab.pdf(path=pdf, format="A4", tagged=True, outline=True, print_background=True)
    if shutil.which("pdftoppm"):
        subprocess.run(["pdftoppm", "-r", "90", "-png", str(pdf), str(target)], check=True)


def main(out: Path, only: str) -> None:
    """Every picture whose name has a word."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, browser() as opened:
        for shot in (shot for shot in SHOTS if only in shot.name):
            shoot(opened, made(shot.page, Path(folder)), out, shot)
    for graphic in ("hexagons", "map", "accountability", "timeline"):
        if only in f"chart-{graphic}":
            grund("report", A, B, "--chart", str(out / f"chart-{graphic}.png"), "--graphic", graphic)
    print("\n".join(sorted(str(p) for p in out.iterdir())))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    main(given.out, given.only)
