"""Every text that a person reads, with its place and its language: outputs, help, codes, labels, documents.

Outputs are those of `every_command`, in both languages, each asked once a process, and the files that commands write
(`files_shown`); the documents' quoted outputs are theirs too. What a program reads (keys, ids, code) is left out.
`python tests/words_shown.py` prints what the word list says against them, by kind.
"""

from __future__ import annotations

import ast
import csv
import functools
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

import command_line
import command_page
import every_command
import files_shown

ROOT: Final = Path(__file__).resolve().parents[1]
ENGINE: Final = ROOT / "engine" / "grund"
SWEDISH: Final = ("docs/handledning.md", "docs/tillganglighet.md")
"""The documents in Swedish; the others are in English."""
WRITTEN: Final = ("docs/codes.md", "docs/commands.md", "docs/files.md", "docs/words.md")
"""The documents that `renew.py` writes."""


class Shown(NamedTuple):
    """A text that is shown: where, in which language, and whether it is a heading."""

    where: str
    lang: str
    text: str
    heading: bool = False
    document: bool = False


@functools.cache
def names() -> frozenset[str]:
    """What areas, bodies and documents are called: names, which are said as they are."""
    found = {"Stockholms stad", "Fokus Järva", "Flädern"}
    for folder in (ROOT / "rules", ROOT / "scenarios", ENGINE / "loading" / "template"):
        for path in (p for p in folder.rglob("*.csv") if p.name in ("areas.csv", "bodies.csv", "sources.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    found |= {text for key in ("name", "title", "publisher", "label") if (text := row.get(key) or "")}
    return frozenset(name for name in found if len(name) > 3)


@functools.cache
def shown() -> tuple[Shown, ...]:
    """All of it."""
    return (*outputs(), *help_texts(), *strings(), *catalogue(), *labels(), *documents())


# ── outputs


def outputs() -> Iterator[Shown]:
    """What every command says, in both languages: as Markdown where it can, for that has headings."""
    with tempfile.TemporaryDirectory() as name:
        for lang in ("sv", "en"):
            home = every_command.project(Path(name).resolve() / lang)
            command_line.STILL.add(home)
            for words in every_command.asked():
                yield from _output([*words, "--lang", lang], home, lang)
            for file, text, heading in files_shown.written(home, lang):
                yield Shown(file, lang, text, heading)


def _output(words: list[str], home: Path, lang: str) -> Iterator[Shown]:
    where = f"grund {' '.join(words)}"
    if words[0] in ("graph", "schema", "sql"):
        return  # their answers are for programs
    if "-o" not in words and "md" in _formats(words):
        words = [*words, "--format", "md"]
    code, out, err = command_line.run(words, home)
    assert code in (0, 1), (where, err.decode())
    if words[0] == "openapi":
        yield from (Shown(where, "en", text) for text in _descriptions(json.loads(out)))
        return
    yield from lines(where, lang, out.decode("utf-8", "replace"))
    yield from lines(where, lang, err.decode("utf-8"))


def _descriptions(node: Any) -> Iterator[str]:
    """The texts for people in a description of an API, which is in English."""
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _descriptions(part)
    if isinstance(node, dict):
        yield from {text for key in ("summary", "description") if isinstance(text := node.get(key), str)}


def _formats(words: list[str]) -> tuple[str, ...]:
    """The formats that a command can answer in."""
    command = command_page.command(tuple(words[:2] if words[0] == "live" else words[:1]))
    return next((a.get_choices() or () for a in command_page.arguments(command) if "--format" in a.names), ())


def lines(where: str, lang: str, text: str) -> Iterator[Shown]:
    """The lines of an output; of Markdown, the cells of its tables, which heads are headings."""
    rows = text.replace("\\", "").split("\n")
    for i, line in enumerate(rows):
        if line.startswith("### "):
            yield Shown(where, lang, line[4:], True)
        elif line.startswith("|"):
            under = rows[i + 1] if i + 1 < len(rows) else ""
            if not line.startswith("| ---") and not line.startswith("|---"):
                yield from (
                    Shown(where, lang, c.strip(), under.startswith("| ---")) for c in line.split("|") if c.strip()
                )
        elif line.strip():
            yield Shown(where, lang, line.strip())


# ── the engine


def help_texts() -> Iterator[Shown]:
    """The help: its table, and the summaries of the commands."""
    with (ENGINE / "cli" / "help.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for lang in ("sv", "en"):
                yield Shown(f"help of {row['command']} {row['name']}", lang, row[lang] or "")


def strings() -> Iterator[Shown]:
    """The two texts of every choice of language in the engine, those in variables of text included."""
    for path in sorted(ENGINE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for lang, part in zip(("sv", "en"), _pair(node), strict=False):
                text = _flat(part)
                if text and text.strip():
                    yield Shown(f"{path.relative_to(ENGINE)}:{node.lineno}", lang, text)  # type: ignore[attr-defined]


def _pair(node: ast.AST) -> list[ast.expr]:
    """The Swedish and the English side of `pick(lang, sv, en)`, of `Label(sv, en)` and of a table's pair of texts."""
    called = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
    if isinstance(node, ast.Call) and called in ("pick", "Label"):
        return node.args[-2:] if called == "pick" else node.args[:2]
    if isinstance(node, ast.Tuple) and len(node.elts) == 2:
        swedish, english = (_flat(part) or "" for part in node.elts)
        if _swedish(swedish) and not _swedish(english):
            return node.elts
    return []


def _flat(node: ast.expr) -> str | None:
    """The text of an expression, a value in it as `{}`."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(_flat(v) or "{}" for v in node.values)
    if isinstance(node, ast.BinOp):
        return (_flat(node.left) or "{}") + (_flat(node.right) or "{}")
    if isinstance(node, ast.IfExp):
        return f"{_flat(node.body) or '{}'} | {_flat(node.orelse) or '{}'}"
    return None


def catalogue() -> Iterator[Shown]:
    """The sentence, cure and meaning of every code."""
    for path in sorted((ENGINE / "problems" / "catalogue").glob("*.yaml")):
        for code, entry in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            for part in ("sentence", "cure", "meaning"):
                for lang in ("sv", "en"):
                    yield Shown(f"{code} {part}", lang, entry.get(part, {}).get(lang, ""))


# ── data and documents


def labels() -> Iterator[Shown]:
    """The texts of our rules and scenarios, and of the project that `grund init` writes."""
    for path in _files("*.yaml"):
        for pair in _labels(yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader)):
            yield from (Shown(str(path.relative_to(ROOT)), lang, text) for lang, text in pair.items())
    for path in _files("english.csv"):
        for row in _rows(path):
            yield from (Shown(str(path.relative_to(ROOT)), lang, text) for lang, text in row.items())


def swedish_alone() -> Iterator[str]:
    """The texts of our rules and scenarios that have no English: `file: text`. Names and quotations need none."""
    english = {row["sv"] for path in _files("english.csv") for row in _rows(path)} | names()
    for path in _files("*.yaml"):
        for pair in _labels(yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader)):
            if "en" not in pair and _swedish(pair["sv"]) and pair["sv"] not in english:
                yield f"{path.relative_to(ROOT)}: {pair['sv']}"
    for path in _files("*.csv"):
        for text in {row.get(key) or "" for row in _rows(path) for key in ("note", "field")}:
            if _swedish(text) and text not in english:
                yield f"{path.relative_to(ROOT)}: {text}"


def _files(pattern: str) -> list[Path]:
    """The files of our rules and scenarios, and of the project that `grund init` writes."""
    folders = (ROOT / "rules", ROOT / "scenarios", ENGINE / "loading" / "template")
    return sorted(path for folder in folders for path in folder.rglob(pattern))


def _rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table, whether `,` or `;` divides them."""
    text = path.read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter=";" if ";" in text.partition("\n")[0] else ","))


def _labels(node: Any) -> Iterator[dict[str, str]]:
    """The texts by language in `{sv: …, en: …}` and `note: …`, at any depth."""
    if isinstance(node, list):
        for part in node:
            yield from _labels(part)
    if isinstance(node, Mapping):
        if {"sv", "en"} >= set(node) and node:
            yield dict(node)
            return
        for key, part in node.items():
            if key in ("note", "label", "description", "because", "periodicity", "unit") and isinstance(part, str):
                yield {"sv": part}
            elif key != "quote":
                yield from _labels(part)


def documents() -> Iterator[Shown]:
    """The paragraphs of the documents without code, and the outputs they quote in the language they were asked in."""
    for path in (ROOT / "README.md", ROOT / "rules" / "README.md", ROOT / "scenarios" / "README.md",
                 *sorted((ROOT / "docs").glob("*.md"))):  # fmt: skip
        name = str(path.relative_to(ROOT))
        if name in WRITTEN:
            continue  # from tables that are read where they are
        text = path.read_text(encoding="utf-8")
        for m in re.finditer(r"<!-- output[^\n]*?: (grund [^\n]*?) -->\n+```+text\n(.*?)^```", text, re.M | re.S):
            lang = "en" if "--lang en" in m[1] else "sv"
            body = re.sub(r"^(.{85,})\n +(?=[a-zåäö])", r"\1 ", m[2], flags=re.M)  # a name that is wrapped is one
            yield from (Shown(f"{name}: {m[1]}", lang, line.strip()) for line in body.split("\n") if line.strip())
        prose = re.sub(r"^```.*?^```|<!--.*?-->|\]\([^)]*\)|\*?\*?`[^`\n]+`", " ", text, flags=re.M | re.S)
        for line in prose.split("\n"):
            if line.strip():
                yield Shown(name, "sv" if name in SWEDISH else "en", line.strip(), line.startswith("#"), True)


# ── languages

_COMMON: Final = (
    "och inte för av är som det ett kan med till eller har inga ingen alla om enligt saknas vid ur hur vilka varje "
    "regel villkor uppgift uppgifter insats insatser beslut aktör svarar stadsdel nämnd tolkning mål område områden"
)
_SWEDISH: Final = re.compile(rf"\b(?:(?:[a-zåäö]\w*)?[åäö]\w*|{'|'.join(_COMMON.split())})\b")


def _swedish(text: str) -> bool:
    return bool(_SWEDISH.search(text))


def swedish_words(text: str) -> list[str]:
    """The words of a text that are Swedish, outside quotations and code."""
    bare = re.sub(
        r"[”“\"][^”“\"]*[”“\"]|`[^`]*`|'[^']*'|\S*[/=_]\S*|https?:\S+|--\S+|\b[\w-]+\.(?:yaml|csv|dmn|json)\b",
        " ",
        text,
    )
    return _SWEDISH.findall(bare)


def main() -> None:
    """Print how often each phrase that is to be gone is shown."""
    from test_words import wrong

    counts = Counter(phrase for _, phrase in wrong())
    for phrase, n in counts.most_common():
        print(f"{n:5d}  {phrase}")
    print(f"{sum(counts.values()):5d}  in all, of {len(shown())} texts")


if __name__ == "__main__":
    main()
