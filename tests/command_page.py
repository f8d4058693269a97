"""The page of commands, `docs/commands.md`, from the tables that the help is written from.

What stands between the two comments is written by `renew.py`; the rest of the page by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cyclopts import App
from cyclopts.argument import Argument

from grund.cli.commands import COMMANDS, GROUPS, Text, texts
from grund.cli.help_map import examples
from grund.cli.help_page import arguments
from grund.cli.parser import app
from grund.views.formats.names import SUFFIXES

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "commands.md"
BEGIN: Final = "<!-- commands: written by tests/renew.py -->\n"
END: Final = "<!-- end of commands -->\n"


def page() -> str:
    """The page as it is now: each group with its commands, and each command with all that it takes."""
    head, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    return head + BEGIN + "\n" + "\n".join(_lines()) + "\n" + END + rest.split(END)[1]


def paths() -> Iterator[tuple[str, ...]]:
    """The path of every command, those of `live` after it."""
    for name in COMMANDS:
        yield (name,)
        if app[name].default_command is None:
            yield from ((name, below) for below in app[name] if not below.startswith("-"))


def command(path: tuple[str, ...]) -> App:
    """The command at a path."""
    found = app
    for name in path:
        found = found[name]
    return found


def _lines() -> Iterator[str]:
    for group in GROUPS:
        yield from (f"## {group[0].value('en')}", "", "| command | what it does |", "|---|---|")
        for row in group:
            yield f"| [`grund {row.command}`](#grund-{row.command}) | {row.en} |"
        yield ""
        for path in paths():
            if path[0] in [row.command for row in group]:
                yield from _section(path)
    yield from ("## Options that many commands share", "", *_table([text for text in texts() if not text.command]), "")
    yield from ("## Formats of an answer", "", _FORMATS, "", *_matrix(), "")


_FORMATS: Final = """\
The suffix of `-o FILE` asks for the format, or `--format`. Text, Markdown, HTML and the first sheet of a workbook are \
for people and have labels; CSV, JSON, Parquet, Arrow and SQL are for programs and have keys. A column has the same \
key, label and kind in each of them. CSV, Parquet, Arrow and SQL hold the first table of an answer that has several; \
a workbook has a sheet for each.

Every JSON says its `kind` and its `format`, a number that is another where a key goes or changes its meaning. \
`grund schema --result COMMAND` prints its JSON Schema; they lie in [schemas](schemas). An object there has no keys \
but those that are declared. From Python, `grund.ask("compare", "A", "B")` gives the same answer as a `Result`, with \
`tables`, `to_pandas()`, `to_polars()` and `to_arrow()`."""


def _matrix() -> Iterator[str]:
    """A row for each command that has formats, with a mark for each that every answer has, and what else it has."""
    shared = tuple(dict.fromkeys(SUFFIXES.values()))
    yield f"| command | {' | '.join(shared)} | also |"
    yield "|---" * (len(shared) + 2) + "|"
    for path in paths():
        if command(path).default_command is None:
            continue
        own = next((a.get_choices() or () for a in arguments(command(path)) if "--format" in a.names), ())
        if own:
            marks = " | ".join("✓" if name in own else "" for name in shared)
            also = ", ".join(f"`{name}`" for name in own if name not in shared)
            yield f"| `grund {' '.join(path)}` | {marks} | {also} |"


def _section(path: tuple[str, ...]) -> Iterator[str]:
    """One command: what it answers, what it takes, the shared options that it takes too, and what to type."""
    name = " ".join(path)
    own = [text for text in texts() if text.command == name]
    yield from (f"### grund {name}", "", next(text.en for text in own if text.name == "-"), "")
    taken = {a.name: a for a in arguments(command(path))} if command(path).default_command else {}
    table = _table([text for text in own if text.name not in "*-"], taken)
    if table:
        yield from (*table, "")
    given = {text.name for text in own}
    shared = [f"`{t.name}`" for t in texts() if not t.command and t.name in taken and t.name not in given]
    if shared:
        yield from (f"Also: {', '.join(shared)}.", "")
    yield from ("```sh", *(line.removesuffix(" --lang en") for line in examples(name, "en")), "```", "")


def _table(shown: list[Text], taken: dict[str, Argument] | None = None) -> list[str]:
    """A row for each argument or option; nothing where there are none."""
    rows = []
    for text in shown:
        argument = (taken or {}).get(text.name)
        names = sorted(argument.names, key=len) if argument else [text.name]
        name = (
            f"{', '.join(names)} {text.value_en}".rstrip() if text.name.startswith("-") else text.value_en or text.name
        )
        required = " (required)" if argument and argument.required else ""
        rows.append(f"| `{_cell(name)}` | {_cell(text.en)}{required} |")
    return ["| argument or option | meaning |", "|---|---|", *rows] if rows else []


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
