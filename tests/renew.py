"""Renew what is generated and committed: expected results, JSON Schemas, rooms' lists of modules, quoted outputs.

    python tests/renew.py

A document quotes a command by a comment before a fenced block; the block is replaced by what the command says, at
100 columns, from the top of the checkout:

    <!-- output: grund compare a b | lines 1-40 -->
    ```text
    ```

A comment `<!-- output in its project: … -->` quotes a command run in a project as `grund init` leaves it, and
`<!-- output in its folder[ NAME]: … -->` one run in an empty folder, or the folder NAME in it. Files that the document
holds, each in a fenced block after `<!-- file: PATH -->`, are put there as the page is carried out from the top down.

`| lines a-b` quotes a part, `| from TEXT` what comes from the first line that has TEXT, and `| stderr` what the command
writes there. `test_goldens.py` asks that nothing here is stale.
"""

from __future__ import annotations

import re
import shlex
import tempfile
from pathlib import Path
from typing import Final

from command_line import ROOT, process, run  # before the engine: it is the checkout's own, wherever this stands
from grund.loading.schema import editor
from grund.views.formats import answer_schema

DOCUMENTS: Final = (
    *(ROOT / "README.md", ROOT / "rules" / "README.md", ROOT / "scenarios" / "README.md"),
    *sorted((ROOT / "docs").glob("*.md")),
)
SOLVED: Final = ("prove", "region")
"""Commands that show what the solver found: which case that is depends on what it has seen before."""
_BLOCK: Final = re.compile(
    r"^(?P<head><!-- output(?P<own> in its (?:folder|project)(?: (?P<below>[\w-]+))?)?: (?P<command>[^\n]*?) -->\n+)"
    r"(?P<fence>```+)text\n(?P<body>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
_FILE: Final = re.compile(
    r"^<!-- file: (?P<path>[^\n]+?) -->\n+(?P<ticks>```+)\w*\n(?P<held>.*?)^(?P=ticks)$", re.MULTILINE | re.DOTALL
)
_STEP: Final = re.compile(f"{_FILE.pattern}|{_BLOCK.pattern}", re.MULTILINE | re.DOTALL)
_LISTED: Final = re.compile(r"^    from \. import (?:\([^)]*\)|.*)$", re.MULTILINE)


def project(folder: Path) -> Path:
    """A new project below a folder, as `grund init` leaves it."""
    code, _, err = run(["init", str(folder / "projekt")])
    if code:
        raise SystemExit(err.decode("utf-8"))
    return folder / "projekt"


def _written(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def goldens() -> dict[Path, bytes]:
    """The expected result of every shipped scenario, by the file it is kept in."""
    found = {}
    for scenario in sorted((ROOT / "scenarios").glob("*.yaml")):
        code, out, err = run(["run", scenario.stem, "--format", "json"])
        if code:
            raise SystemExit(err.decode("utf-8"))
        found[scenario.with_suffix(".expected.json")] = out
    return found


def quoted(text: str) -> str:
    """A document with every quoted output as it is now: its files and commands are carried out from the top down."""
    with tempfile.TemporaryDirectory() as name:
        folder = project(Path(name)) if "<!-- output in its project" in text else Path(name)

        def fresh(m: re.Match[str]) -> str:
            if m["path"]:
                _written(folder, m["path"], m["held"])
                return m[0]
            body = _output(m["command"], folder / (m["below"] or "") if m["own"] else ROOT)
            return f"{m['head']}{m['fence']}text\n{body}{m['fence']}"

        return _STEP.sub(fresh, text)


def commands(text: str) -> list[str]:
    """The commands a document quotes."""
    return [m["command"] for m in _BLOCK.finditer(text)]


def _output(line: str, folder: Path = ROOT) -> str:
    """What a quoted command says: `grund words… [| stderr] [| from TEXT] [| lines a-b]`."""
    command, *filters = (part.strip() for part in line.split(" | "))
    name, *words = shlex.split(command)
    if name != "grund":
        raise SystemExit(f"only grund is quoted: {line}")
    code, out, err = (process if words[0] in SOLVED or "--prove" in words else run)(words, folder)
    if code not in (0, 1) and "stderr" not in filters:
        raise SystemExit(f"{line}: {err.decode('utf-8')}")
    lines = (err if "stderr" in filters else out).decode("utf-8").rstrip("\n").split("\n")
    for part in filters:
        if found := re.fullmatch(r"lines (\d+)-(\d+)", part):
            lines = lines[int(found[1]) - 1 : int(found[2])]
        elif part.startswith("from "):
            lines = lines[next((i for i, row in enumerate(lines) if part[5:] in row), len(lines)) :]
        elif part != "stderr":
            raise SystemExit(f"{line}: what is {part!r}?")
    kept = "\n".join(line.rstrip() for line in lines).rstrip("\n")
    if not kept.strip():
        raise SystemExit(f"{line}: nothing stands there")
    return kept + "\n"


def schemas() -> dict[Path, bytes]:
    """The JSON Schema of every kind of YAML file, by the file it is kept in."""
    return {ROOT / "rules" / "schema" / f"{kind}.json": editor.text(kind).encode() for kind in editor.FILES}


def answer_schemas() -> dict[Path, bytes]:
    """The JSON Schema of every command's JSON, by the file it is kept in."""
    return {
        ROOT / "docs" / "schemas" / f"{command.replace(' ', '-')}.json": answer_schema.text(command).encode()
        for command in answer_schema.commands()
    }


def rooms() -> dict[Path, bytes]:
    """Each room with the list of its modules, which type checkers read; one that reads some at once keeps its own."""
    fresh = {}
    for path in (ROOT / "engine" / "grund").rglob("__init__.py"):
        text = path.read_text(encoding="utf-8")
        if "lazily(__name__)" in text and not re.search(r"^from \.\w* import", text, re.MULTILINE):
            modules = (*path.parent.glob("*.py"), *(below.parent for below in path.parent.glob("*/__init__.py")))
            names = sorted({module.stem for module in modules} - {"__init__"})
            line = f"    from . import {', '.join(names)}"
            if len(line) > 120:
                line = "\n".join(("    from . import (", *(f"        {name}," for name in names), "    )"))
            fresh[path] = _LISTED.sub(line, text).encode()
    return fresh


def main() -> None:
    """Write what has changed, and say what that was."""
    import command_page
    import formats
    import mutate  # which needs this module
    import promises
    import words_page

    fresh = {
        **schemas(),
        **answer_schemas(),
        **rooms(),
        **goldens(),
        **{p: quoted(p.read_text(encoding="utf-8")).encode() for p in DOCUMENTS},
    }
    fresh[mutate.GOLDEN] = mutate.golden().encode()
    fresh[formats.PAGE] = formats.page().encode()
    fresh[command_page.PAGE] = command_page.page().encode()
    fresh[promises.PAGE] = promises.page().encode()
    fresh[words_page.PAGE] = words_page.page().encode()
    for path, data in fresh.items():
        if not path.is_file() or path.read_bytes() != data:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
            print(f"renewed {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
