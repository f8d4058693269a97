"""Pictures of the report, to look at: every view that a reader meets.

    python tests/pictures.py --out DIR
    python tests/pictures.py --only budget --out DIR

Enters: nothing but the shipped rules, and a project that `grund init` leaves. Leaves: PNG files and a PDF in DIR:
desktop, phone, print, English, hexagons, the map, one area, one area's panel, a threshold moved, a user's own city,
and the budget.
Needs Chromium.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

A, B = "fokusomrade", "stadsdelslyft-ersatter"


@contextmanager
def browser() -> Iterator[Any]:
    """The system's Chromium, driven by Playwright."""
    path = next(p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n)))
    with sync_playwright() as driver:
        held = driver.chromium.launch(executable_path=path, chromium_sandbox=os.geteuid() != 0)
        try:
            yield held
        finally:
            held.close()


def grund(*words: str, cwd: Path | None = None) -> None:
    """Run a command of grund."""
    subprocess.run([sys.executable, "-m", "grund", *words], check=True, cwd=cwd, stdout=subprocess.DEVNULL)


def reports(folder: Path) -> dict[str, Path]:
    """The reports that are looked at, by name."""
    found = {
        name: folder / f"{name}.html" for name in ("city", "area", "alone", "need", "claims", "own", "money", "sheet")
    }
    grund("report", A, B, "-o", str(found["city"]))
    grund("report", A, B, "--area", "Hässelby gård", "-o", str(found["area"]))
    grund("report", "stadsdelslyft", "-o", str(found["alone"]))
    grund("report", "behovsstyrd", A, "-o", str(found["need"]))
    grund("report", A, B, "--with", "tjansteutlatandet", "--with", "polisens-listor", "-o", str(found["claims"]))
    grund("report", A, B, "--scenario", "budget-exempel", "-o", str(found["money"]))
    grund("report", A, B, "--scenario", "budget-exempel", "--one-page", "-o", str(found["sheet"]))
    grund("init", str(folder / "minstad"))
    grund("report", "trygghet", "trygghet-barn", "-o", str(found["own"]), cwd=folder / "minstad")
    return found


def shoot(
    browser: Any, page: Path, out: Path, width: int, mark: str = "", media: str = "screen", part: str = ""
) -> None:
    """A picture of the whole page, or of one part of it."""
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    tab = context.new_page()
    tab.emulate_media(media=media)
    tab.goto(page.as_uri() + mark)
    if part:
        tab.locator(part).first.screenshot(path=out)
    else:
        tab.screenshot(path=out, full_page=True)
    context.close()


def budgets(out: Path) -> None:
    """The illustration budget of two policies side by side, and one whose prices are unknown."""
    both = ("--policy", A, "--policy", "stadsdelslyft", "--own")
    with tempfile.TemporaryDirectory() as folder, browser() as held:
        page, unpriced = Path(folder, "budget.html"), Path(folder, "unpriced.html")
        grund("budget", "budget-exempel", *both, "--years", "2027-2029", "-o", str(page))
        grund("budget", "stockholm-2026", *both, "--years", "2027-2029", "--lang", "en", "-o", str(unpriced))
        for name, width in (("budget", 1280), ("budget-phone", 390)):
            shoot(held, page, out / f"{name}.png", width)
        shoot(held, unpriced, out / "budget-unpriced.png", 1280)


def main(out: Path, only: str | None) -> None:
    """Every picture, or those of the budget alone."""
    out.mkdir(parents=True, exist_ok=True)
    budgets(out)
    if only is None:
        city_pictures(out)
    print("\n".join(sorted(str(p) for p in out.iterdir())))


def city_pictures(out: Path) -> None:
    """The pictures of the reports."""
    with tempfile.TemporaryDirectory() as folder, browser() as held:
        pages = reports(Path(folder))
        city = pages["city"]
        shoot(held, city, out / "desktop.png", 1280)
        shoot(held, city, out / "english.png", 1280, "#lang=en&area=sd-husby")
        shoot(held, city, out / "panel.png", 1280, "#area=sd-husby", part="#panel")
        shoot(held, city, out / "threshold.png", 1280, "#step=18", part="#karta")
        shoot(held, city, out / "hexagons.png", 1280, "#view=hex", part="#karta")
        shoot(held, city, out / "map-english.png", 1280, "#lang=en&reading=1", part="#f-map-1")
        shoot(held, city, out / "phone.png", 390)
        shoot(held, city, out / "map-phone.png", 390, part="#f-map-0")
        shoot(held, city, out / "print.png", 794, media="print")
        shoot(held, city, out / "accountability.png", 1280, part="#svarar")
        shoot(held, city, out / "time.png", 1280, part="#tid")
        shoot(held, pages["money"], out / "money.png", 1280, "#step=3", part="#kostnad")
        shoot(held, pages["money"], out / "money-phone.png", 390, part="#kostnad")
        shoot(held, pages["sheet"], out / "one-page.png", 726, media="print")
        for name in ("area", "alone", "need", "claims", "own"):
            shoot(held, pages[name], out / f"{name}.png", 1280)
        tab = held.new_page()
        tab.goto(city.as_uri())
        tab.pdf(path=out / "print.pdf", format="A4", tagged=True, outline=True, print_background=True)
    for name in ("hexagons", "map", "accountability", "timeline"):
        grund("report", A, B, "--chart", str(out / f"chart-{name}.png"), "--graphic", name)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", choices=["budget"])
    given = parser.parse_args()
    main(given.out, given.only)
