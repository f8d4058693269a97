"""The page of file formats, `docs/files.md`, from the models and columns that the loaders use.

It has every field and every column that is read, and no other. `renew.py` writes it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from grund.loading.schema import editor, sheets
from grund.loading.schema.parts import Cited
from grund.loading.schema.sheets import CsvKind
from grund.model.facts import ABSENCES
from grund.model.organisation import ROLES

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = ROOT / "docs" / "files.md"
GROUNDS: Final = tuple(Cited.model_fields)
"""The fields of everything that must cite a source, described once."""

HEAD: Final = """\
# The files

Every type of file, with all its fields and columns. `python tests/renew.py` writes this page from the definitions \
that the loaders use, and a test checks that it is up to date. [The rule language](../rules/README.md) and \
[worlds and scenarios](../scenarios/README.md) explain what the fields mean. `grund schema KIND` gives the same to an \
editor, which can then complete and explain fields as you type.

- An unknown field or column is an error, and so is a missing required one. The message gives the place and the cure.
- **Bold** means required. A date is written `2026-02-17`. A *name* is plain text (Swedish) or `{sv: …, en: …}`. \
*Text, one or several* is a value or a list; *by id* is a mapping whose keys are ids.
- CSV files are UTF-8, with cells separated by `,` or `;` (with `;`, the decimal sign may be a comma).
"""

_VALUES: Final[Mapping[str, str]] = {
    "mark": "`V` `H` `G`",
    "assumption": "`true` `false`",
    "illustration": "`true` `false`",
    "role": " ".join(f"`{role}`" for role in ROLES),
    "missing": " ".join(f"`{kind}`" for kind in ABSENCES),
    **dict.fromkeys(("day", "valid_from", "valid_to", "recorded"), "date"),
    **dict.fromkeys(("lon", "lat", "column", "row"), "number"),
}
"""The values of columns that are not free text."""

_SHORT: Final[Mapping[tuple[str, ...], str]] = {
    ("text", "name"): "name",
    ("text", "list of text"): "text, one or several",
    ("text", "list of text", "source"): "source",
}
"""Short names of choices between shapes."""


def page() -> str:
    """The page as it should be now."""
    parts = [HEAD, *_shared()]
    described = {"LabelIn", "SourceIn"}
    for kind, (_, where) in editor.FILES.items():
        parts.append(f"## {kind}: `{where}`\n")
        parts.append(_example(where, kind))
        for name, shape in editor.models(kind):
            if name not in described:
                described.add(name)
                parts += _model(name, shape)
    for sheet in sheets.SHEETS:
        parts += _sheet(sheet)
    return "\n".join(parts)


def _shared() -> Iterator[str]:
    """What many kinds of file share: source and marks, names."""
    held = dict(editor.models("policy"))
    yield "## Shared by many files\n"
    yield "### Source and marks\n\nA table that ends with *source and marks* also has these fields.\n"
    fields = held["PolicyFile"]
    yield _fields({**fields, "properties": {k: fields["properties"][k] for k in GROUNDS}})
    yield "### A source with a place\n"
    yield _fields(held["SourceIn"])
    yield "### A name\n"
    yield _fields(held["LabelIn"])


def _model(name: str, shape: Mapping[str, Any]) -> Iterator[str]:
    if not name.endswith("File"):
        yield f"### {_title(name)}\n\n{shape['description']}\n"
    cited = set(GROUNDS) <= set(shape["properties"])
    own = {k: v for k, v in shape["properties"].items() if not (cited and k in GROUNDS)}
    yield _fields({**shape, "properties": own}, grounds=cited)


def _title(model: str) -> str:
    return model.removesuffix("In").lower()


def _fields(shape: Mapping[str, Any], grounds: bool = False) -> str:
    required = shape.get("required", ())
    rows = [
        (f"**{name}**" if name in required else name, _kind(held), held["title"], held["description"])
        for name, held in shape["properties"].items()
    ]
    return _table(("field", "value", "svenska", "English"), rows + [("*source and marks*", "", "", "")] * grounds)


def _kind(held: Mapping[str, Any]) -> str:
    """The value of a field, in a word or two."""
    said = _plain(held)
    default = held.get("default")
    if not default or default == {"sv": "", "en": ""}:
        return said
    return f"{said}; default `{str(default).lower() if isinstance(default, bool) else default}`"


def _plain(held: Mapping[str, Any]) -> str:
    if "$ref" in held:
        name = held["$ref"].rsplit("/", 1)[-1]
        return {"LabelIn": "name", "SourceIn": "source"}.get(name, _title(name))
    if "enum" in held:
        return " ".join(dict.fromkeys(f"`{value}`" for value in held["enum"]))
    if "const" in held:
        return f"`{held['const']}`"
    if "pattern" in held:
        return "date"
    if held.get("type") == "array":
        return f"list of {_plain(held['items'])}"
    if isinstance(held.get("additionalProperties"), Mapping):
        return f"by id: {_plain(held['additionalProperties'])}"
    if "anyOf" in held:
        kinds = [_plain(k) for k in held["anyOf"] if k != {"type": "null"}]
        return _SHORT.get(tuple(kinds)) or " or ".join(kinds)
    kinds = {"boolean": "`true` `false`", "integer": "whole number", "number": "number"}
    return kinds.get(str(held.get("type")), "text")


def _sheet(sheet: CsvKind) -> Iterator[str]:
    yield f"## `{sheet.where}`\n\n{sheet.about}{' Other columns are ignored.' * sheet.free}\n"
    yield _example(sheet.where, "")
    rows = [
        (f"**{name}**" if name in sheet.required else name, _VALUES.get(name, "text"), *sheets.said(name))
        for name in (*sheet.required, *sheet.optional)
    ]
    yield _table(("column", "value", "svenska", "English"), rows)


def _example(where: str, kind: str) -> str:
    """The first lines of the first such file: of the project that `grund init` writes, else of the shipped ones."""
    own = ROOT / "engine" / "grund" / "loading" / "template"
    found = [p for top in (own, ROOT) for p in sorted(top.glob(where)) if kind or p.suffix == ".csv"]
    if not found:
        return ""
    text = found[0].read_text(encoding="utf-8")
    if kind:
        lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")][:6]
        return "\n".join(("```yaml", *lines, "```", ""))
    lines = text.splitlines()[:2]
    assert len(list(csv.reader(lines))) == 2, found[0]
    return "\n".join(("```text", *lines, "```", ""))


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = (head, ("---",) * len(head), *rows)
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines) + "\n"
