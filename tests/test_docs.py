"""The documents name what is there: every link, every path, and every command with its options."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import every_command
from command_line import ROOT
from grund.loading.paths import template
from together import together

DOCUMENTS: Final = sorted(
    path
    for folder in (".", "docs", "docs/decisions", "rules", "scenarios", "benchmarks")
    for path in (ROOT / folder).glob("*.md")
)
FENCE: Final = re.compile(r"^(?P<fence>```+)(?P<kind>\w*)\n(?P<body>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL)
TOPS: Final = (".", "engine/grund", "rules", "rules/stockholm", "scenarios", "tests")
"""Folders from which a document may name a file."""
HISTORY: Final = "CHANGELOG.md"
"""It names what was, too."""
PLACEHOLDERS: Final = re.compile(r"[<>*…{}]|(?<![A-Za-zÅÄÖåäö])[A-ZÅÄÖ]{2,}(?![a-zåäö])|minstad|projekt|namn|NAME")


def prose(path: Path) -> str:
    """A document without its fenced blocks and comments."""
    return re.sub(r"<!--.*?-->", "", FENCE.sub("", path.read_text(encoding="utf-8")), flags=re.DOTALL)


@together("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    """To a file of the checkout, and to a heading that it has."""
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(path)):
        if not re.match(r"[a-z]+:", target):
            file, _, heading = target.partition("#")
            linked = path.parent / file if file else path
            assert linked.exists(), target
            assert not heading or heading in anchors(linked), target


@cache
def anchors(path: Path) -> set[str]:
    """The headings of a page as links name them."""
    heads = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@together("path", [p for p in DOCUMENTS if p.name != HISTORY], ids=lambda path: path.name)
def test_paths_are_there(path: Path) -> None:
    """What looks like a path is in the checkout, a new project or the document; a row about a room names its files."""
    own = set(re.findall(r"<!-- file: (.+?) -->", path.read_text(encoding="utf-8")))
    for line in prose(path).splitlines():
        room = re.match(r"\| `(\w+/)` \|", line)
        tops = (path.parent, template(), *(ROOT / top for top in TOPS))
        tops = (tops[0], ROOT / "engine" / "grund", ROOT / "engine" / "grund" / room[1]) if room else tops
        named = [n for n in re.findall(r"`([^`]+)`", line) if PATH.fullmatch(n) and not PLACEHOLDERS.search(n)]
        assert [n for n in named if n not in own and not any((top / n).exists() for top in tops)] == [], line[:60]


PATH: Final = re.compile(r"(?!text/|application/)\.?[\w-]+(/[\w.-]+)+/?|[\w-]+/|[\w-]+\.(py|toml|lock)")


@together("path", [p for p in DOCUMENTS if p.name != HISTORY], ids=lambda path: path.name)
def test_commands_are_there(path: Path) -> None:
    """Each names a command, and options that it takes."""
    for line in commands(path):
        words = shlex.split(line.replace("…", " ").replace("’", "'").split(" | ")[0].split(" > ")[0], comments=True)[1:]
        if words and not words[0].startswith("-") and not PLACEHOLDERS.search(words[0]):
            assert every_command.path_of(words), line
            options = {re.split(r"[=\[]", word)[0] for word in words if re.match(r"--\w", word)} - {"--help"}
            assert options <= every_command.takes(words), line


def commands(path: Path) -> Iterator[str]:
    """Every command that a document shows or names: in its blocks of a shell, its quotations and its sentences."""
    text = path.read_text(encoding="utf-8")
    for block in FENCE.finditer(text):
        if block["kind"] in ("sh", "bash", "console"):
            for line in block["body"].replace("\\\n", " ").splitlines():
                if re.match(r"(\$ )?(\S+/)?grund ", line):
                    yield line.removeprefix("$ ")
    yield from (m for m in re.findall(r"`(grund [^`]*)`", prose(path)))
