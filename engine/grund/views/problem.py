"""Problem: the views of `grund problem`: the page of a code, and the list of all.

What is said of a code is said by its row and its page.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any, Final

from ..loading.paths import template
from ..loading.problem_pages import ProblemPage, cure, sentence
from ..model.numbers import pick
from .formats.text import Block, Cell, as_text, width
from .result import Result

_EXAMPLE: Final = ("first", "file", "replaces", "bad", "good", "command", "after")
_HEADER: Final = ("code", "message", "cure", "text", *("shown" if key == "command" else key for key in _EXAMPLE))
"""The keys of a row; `shown` is the command of the example, for `command` is what was asked."""


def page_text(page: ProblemPage, lang: str) -> str:
    """A code: its sentence, what it means, an example with the mistake and one without, and the cure."""
    parts = [
        f"{page.code}  {sentence(page.code, lang)}",
        *textwrap.wrap(pick(lang, page.sv, page.en), min(width(), 100)),
    ]
    if _cure(page, lang):
        parts += ["", _cure(page, lang)]
    return "\n".join([parts[0], "", *parts[1:], *(_example(page, lang) if page.shown else ())]) + "\n"


def _cure(page: ProblemPage, lang: str) -> str:
    """What to do; empty where nothing is to be done."""
    wording = cure(page.code, lang)
    return f"{pick(lang, 'Så rättar du', 'How to fix it')}: {wording}" if wording else ""


def _example(page: ProblemPage, lang: str) -> list[str]:
    """The two texts, or commands, in the project that `grund init` writes."""
    wrong, right = pick(lang, "före", "before"), pick(lang, "efter", "after")
    pair = ("Ett exempel, i det projekt som grund init skriver:", "Example, using the project created by grund init:")
    lines = ["", pick(lang, *pair)]
    if page.first:
        lines += ["", *_inset(page.first)]
    if page.file and page.bad != page.good:
        empty = pick(lang, "(tom)", "(empty)")
        lines += [
            "",
            f"  {wrong}, {page.file}",
            *_inset(_placed(page, page.bad) or empty),
            "",
            f"  {right}",
            *_inset(_placed(page, page.good)),
        ]
        return [*lines, "", f"  {page.command}"]
    if page.file:
        lines += ["", f"  {page.file}", *_inset(page.good)]
    return [*lines, "", f"  {wrong}:  {page.command}", f"  {right}: {page.after}"]


def _placed(page: ProblemPage, text: str) -> str:
    """A text as it stands in the project's file: its first line begins where it does there."""
    file = template() / page.file
    before = file.read_text(encoding="utf-8") if file.is_file() else ""
    start = max(0, before.find(page.replaces or page.good))
    return textwrap.dedent(" " * (start - before.rfind("\n", 0, start) - 1) + text)


def _inset(text: str) -> list[str]:
    return [f"    {line}".rstrip() for line in text.split("\n")]


def page_view(page: ProblemPage, lang: str) -> Result:
    """The page of a code."""
    data = _data(page, lang)
    example = (line for line in _example(page, lang) if line) if page.shown else ()
    notes = (data["text"], *filter(None, (_cure(page, lang),)), *example)
    block = Block(f"{page.code}  {data['message']}", (), (), notes)
    return Result((block,), _HEADER, (_row(data),), data, text=page_text(page, lang))


def pages_view(pages: Mapping[str, ProblemPage], lang: str) -> Result:
    """Every code with its sentence; for programs, with its page."""
    heads = (pick(lang, "Kod", "Code"), pick(lang, "Felmeddelande", "Error message"))
    rows = tuple((code, sentence(code, lang)) for code in pages)
    note = pick(
        lang,
        "grund problem KOD visar vad koden betyder, med exempel.",
        "grund problem CODE shows what a code means, with an example.",
    )
    data = [_data(page, lang) for page in pages.values()]
    listed = {"kind": "grund-problems", "problems": data}
    text = as_text([Block("", heads, rows, ("", note))], lang)
    return Result((Block("", heads, rows, (note,)),), _HEADER, tuple(map(_row, data)), listed, text=text)


def _row(data: Mapping[str, Any]) -> tuple[Cell, ...]:
    example = data.get("example", {})
    return tuple({**data, **example, "shown": example.get("command")}.get(key) for key in _HEADER)


def _data(page: ProblemPage, lang: str) -> dict[str, Any]:
    """A page as plain data."""
    data: dict[str, Any] = {
        "code": page.code,
        "message": sentence(page.code, lang),
        "cure": cure(page.code, lang),
        "text": pick(lang, page.sv, page.en),
    }
    if page.shown:
        data["example"] = {name: getattr(page, name) for name in _EXAMPLE if getattr(page, name)}
    return data
