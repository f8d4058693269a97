"""Help map: the map of the product (`grund --help`), and what is said of each command, in one language at a time.

The texts stand in help.csv (`commands`). The examples name places, and so stand beside the scenarios, in
scenarios/examples.csv; those of no command are the ones to start with.
"""

from __future__ import annotations

import csv
import os
import shutil
import sys
import textwrap
from collections.abc import Sequence
from functools import cache
from typing import Final

from ..model.numbers import pick
from ..problems.file_names import root
from .commands import GROUPS

HELP: Final = ("--help", "-h")
_NAMES: Final = 13
"""The width of a command's name in the map."""
HEADS: Final = 22
"""The width of an argument or option with its value; a longer one has its text on the next line."""
_WIDTH: Final = (40, 100)
"""No page is narrower or wider, whatever the terminal is."""
_TITLE: Final = (
    "grund – vilka områden får vilka insatser, enligt vilka regler, och vem har ansvaret?",
    "grund – which areas receive which interventions, under which rules, and who is responsible?",
)


@cache
def _examples() -> tuple[tuple[str, str, str], ...]:
    """The rows of scenarios/examples.csv: a command, and a line of its in Swedish and, where it differs, English."""
    with (root() / "scenarios" / "examples.csv").open(encoding="utf-8", newline="") as file:
        return tuple((command, sv, en) for command, sv, en in csv.reader(file))[1:]


def examples(command: str, lang: str) -> list[str]:
    """What to type to try a command, in a language."""
    lines = [pick(lang, sv, en or sv) for name, sv, en in _examples() if name == command]
    return [f"grund {line}{' --lang en' if lang == 'en' else ''}" for line in lines]


NESTED: Final = ("fetch", "live")
"""Commands that are nothing without another word."""


def path_of(words: Sequence[str]) -> tuple[str, ...] | None:
    """The command whose page is asked for (none: the map), by its names as they are typed; None: no help is asked for.

    `--help` asks wherever it stands before `--`; so does a command that is nothing without another word.
    """
    before = list(words[: words.index("--")] if "--" in words else words)
    named = _without_language([word for word in before if word not in HELP])
    if len(named) < len(_without_language(before)):
        depth = 2 if named and named[0] in NESTED else 1
        return tuple(word for word in named[:depth] if not word.startswith("-"))
    alone = not named or (len(named) == 1 and named[0] in NESTED)
    return tuple(named) if alone and "--" not in words else None


def _without_language(words: list[str]) -> list[str]:
    """The words without `--lang sv` and `--lang=sv`."""
    return [
        word
        for before, word in zip(["", *words], words, strict=False)
        if before != "--lang" and word.partition("=")[0] != "--lang"
    ]


def overview(lang: str) -> str:
    """The map: every command by its group, with the two commands to start with."""
    usage = ("grund KOMMANDO [ARGUMENT] [ALTERNATIV]", "grund COMMAND [ARGUMENTS] [OPTIONS]")
    heads = (("Användning:", "Börja här:"), ("Usage:", "Start here:"))
    first, start = (head.ljust(12 if lang == "sv" else 13) for head in pick(lang, *heads))
    lines = [*wrapped(pick(lang, *_TITLE)), "", f"{first}{pick(lang, *usage)}"]
    commands = examples("", lang)
    if len(start) + max(map(len, commands)) > width():  # a command stays whole
        lines += [start.rstrip(), *(f"  {command}" for command in commands)]
    else:
        lines += [f"{lead}{line}" for lead, line in zip((start, " " * len(start)), commands, strict=True)]
    for group in GROUPS:
        lines += ["", title(group[0].value(lang))]
        for command in group:
            lines += entry(command.command, command.get(lang), _NAMES)
    more = ("Hjälp om ett kommando: grund KOMMANDO --help", "Help on a command: grund COMMAND --help")
    lines += ["", *_apart(pick(lang, *more), "Version: grund --version")]
    return "\n".join(lines) + "\n"


def entry(head: str, text: str, column: int) -> list[str]:
    """A name and what it means, wrapped under its column; on a narrow terminal below the name."""
    indent = 2 + column + (1 if column == HEADS else 2)
    if width() < indent + 30:
        return [f"  {head}", *textwrap.wrap(text, width(), initial_indent=" " * 6, subsequent_indent=" " * 6)]
    lines = textwrap.wrap(text, width() - indent, break_on_hyphens=False)
    if len(head) > column:
        return [f"  {head}", *(" " * indent + line for line in lines)]
    return [f"  {head:<{indent - 2}}{lines[0]}", *(" " * indent + line for line in lines[1:])]


def _apart(left: str, right: str) -> list[str]:
    """Two short texts on one line, or on two where there is no room."""
    room = 50 - len(left)
    return [f"{left}{' ' * room}{right}"] if width() >= 50 + len(right) else [left, right]


def wrapped(text: str) -> list[str]:
    """The lines of a paragraph."""
    return textwrap.wrap(text, width(), break_on_hyphens=False)


def title(text: str) -> str:
    """A heading: bold on a terminal, unless NO_COLOR is set."""
    return f"\x1b[1m{text}\x1b[0m" if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else text


def width() -> int:
    """Columns of a page."""
    least, most = _WIDTH
    return min(most, max(least, shutil.get_terminal_size((most, 24)).columns))
