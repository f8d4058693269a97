"""The texts of the files that commands write for people: web pages, workbooks and the project of `grund init`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final, NamedTuple

import openpyxl

import command_line

WRITING: Final = (
    "report trygghet trygghet-barn -o report.html",
    "handlingsplan trygghet -o plan.html",
    "budget -o budget.html",
    "site -o pages",
    "compare trygghet trygghet-barn -o compare.xlsx",
    "handlingsplan trygghet -o plan.xlsx",
    "budget -o budget.xlsx",
    "table export storlek -o table.xlsx",
)
"""Commands of the small project that has something of everything, one of each kind of file."""
KEY: Final = re.compile(r"=.*|[a-z]+(?:_[a-z]+)*", re.DOTALL)
"""A formula, or a key of JSON and CSV, which a workbook's sheet of columns names."""


class Written(NamedTuple):
    """A text in a file, and whether it heads a column or a part."""

    file: str
    text: str
    heading: bool


def written(home: Path, lang: str) -> Iterator[Written]:
    """The texts of the files of `WRITING`, written in a project in a language."""
    folder = home / f"files-{lang}"
    folder.mkdir()
    for line in WRITING:
        *words, name = line.split()
        code, _, err = command_line.run([*words, str(folder / name), "--lang", lang], home)
        assert code in (0, 1), (line, err.decode())
    for path in sorted(folder.rglob("*.html")):
        yield from _page(path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8"), lang)
    for path in sorted(folder.glob("*.xlsx")):
        yield from _workbook(path)


def _workbook(path: Path) -> Iterator[Written]:
    """The names of its sheets, and its cells of text, of which those in bold are heads."""
    for sheet in openpyxl.load_workbook(path).worksheets:
        yield Written(path.name, sheet.title, True)
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and not KEY.fullmatch(cell.value):
                    yield Written(path.name, cell.value, bool(cell.font and cell.font.b))


class _Page(HTMLParser):
    """Collects the texts of a page, without code, ids, and what is marked as another language."""

    SILENT: Final = frozenset({"script", "style", "code", "pre"})
    HEADING: Final = frozenset({"th", "h2", "h3", "caption", "summary", "legend"})
    """A page's own title, which may be the question that it answers, is no heading here."""
    EMPTY: Final = frozenset({"meta", "link", "br", "hr", "img", "input", "col", "wbr", "source"})

    def __init__(self, lang: str) -> None:
        super().__init__()
        self.lang = lang
        self.within: list[tuple[str, bool]] = []
        self.texts: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for name in ("aria-label", "title", "placeholder", "alt"):
            if given.get(name):
                self.texts.append((str(given[name]), False))
        if tag not in self.EMPTY:
            self.within.append((tag, tag in self.SILENT or given.get("lang", self.lang) != self.lang))

    def handle_endtag(self, tag: str) -> None:
        while self.within and self.within.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(silent for _, silent in self.within):
            self.texts.append((" ".join(data.split()), any(tag in self.HEADING for tag, _ in self.within)))


def _page(name: str, text: str, lang: str) -> Iterator[Written]:
    page = _Page(lang)
    page.feed(text)
    yield from (Written(name, text, heading) for text, heading in dict.fromkeys(page.texts))
