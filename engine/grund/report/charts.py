"""Charts: one picture of a report as a file of its own, for a text or a slide.

SVG, or PNG drawn by the system's Chromium. The picture says its question, its legend, its sources and marks; a machine
without the browser gets one helpful sentence.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from typing import Final

from ..model.numbers import pick
from ..model.sources import Label
from ..problems.problem import GrundError, nearest, problem
from ..problems.scratch_files import folder as scratch
from ..views.formats.text import FICTIONAL
from .drawing import Kind, Picture
from .model import Report, ReportFigure

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_SCALE: Final = 2
_SECONDS: Final = 60
_ALONE: Final = (
    "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    "<style>*{margin:0}</style>"
)
"""What stands before the picture: it fetches nothing and runs nothing."""


def chart(report: Report, name: str, lang: str) -> str:
    """A picture as SVG; of many readings of one picture, the first, and the others by `name-1` and on."""
    heads = (report.heads[0], *report.beside)
    return chart_of(named(report, name), report.title, heads, report.kinds, report.illustration, lang)


def chart_of(
    figure: ReportFigure, title: Label, heads: Sequence[Label], kinds: Sequence[Kind], invented: bool, lang: str
) -> str:
    """A figure as SVG: its question above, its legend, and below it what it stands on and the heads."""
    notes = [pick(lang, *FICTIONAL)] if invented else []
    notes += [figure.caption.get(lang), *(n.get(lang) for n in (*figure.notes, *heads))]
    return figure.picture.alone(lang, title.get(lang), notes, kinds if figure.legend else ())


def named(report: Report, name: str) -> ReportFigure:
    """The picture of a name. Raises `GrundError`."""
    known = names(report)
    if name not in known:
        raise GrundError([problem("G554", None, nearest(name, known), graphic=name, known=", ".join(known))])
    return known[name]


def names(report: Report) -> dict[str, ReportFigure]:
    """The pictures by the names a person gives: `hexagons`, `map`, `accountability`, `handover`, `timeline`."""
    words = {"hex": "hexagons", "map": "map", "natverk": "accountability", "andring": "handover", "tid": "timeline"}
    figures: dict[str, ReportFigure] = {}
    for id, figure in report.figures.items():
        kind, _, number = id.partition("-")
        figures[words[kind] + (f"-{number}" if number not in ("", "0") else "")] = figure
    return figures


def png(svg: str, picture: Picture) -> bytes:
    """An SVG drawn by the browser, at twice its size. Raises `GrundError`."""
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        raise GrundError([problem("G553", None)])
    high = svg.split('height="', 1)[1].split('"', 1)[0]
    with scratch() as folder:
        source, target = folder / "chart.html", folder / "chart.png"
        source.write_text(f"<!DOCTYPE html><meta charset=utf-8>{_ALONE}{svg}", encoding="utf-8")
        command = [
            browser, "--headless=new", "--disable-gpu", "--hide-scrollbars",
            f"--user-data-dir={folder}/profile", f"--force-device-scale-factor={_SCALE}",
            f"--window-size={picture.width:.0f},{float(high):.0f}", f"--screenshot={target}", source.as_uri(),
        ]  # fmt: skip
        why = "–"
        for more in _sandboxes():
            try:
                done = subprocess.run([*command, *more], capture_output=True, timeout=_SECONDS, check=False)
            except (OSError, subprocess.TimeoutExpired) as error:
                raise GrundError([problem("G555", None, why=type(error).__name__)]) from None
            if target.is_file():
                return target.read_bytes()
            why = done.stderr.decode(errors="replace").strip()[-160:] or why
    raise GrundError([problem("G555", None, why=why)])


def _sandboxes() -> list[list[str]]:
    """With the browser's sandbox, then without: it has none for root, nor where the system gives no namespace."""
    bare = ["--no-sandbox"]
    return [bare] if getattr(os, "geteuid", int)() == 0 and os.name == "posix" else [[], bare]
