"""The page of file formats, `docs/files.md`, from the models and columns that the loaders use.

It has every field and every column that is read, and no other. `renew.py` writes it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from grund.loading.schema import editor, sheets
from grund.loading.schema.hover import FIELDS, Said
from grund.loading.schema.parts import Cited
from grund.loading.schema.sheets import CsvKind
from grund.model.absences import ABSENCES
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

COLUMNS: Final[Mapping[str, Said]] = {
    "source": ("dokumentens id i sources.csv, skilda av ;", "ids of documents in sources.csv, separated by ;"),
    "valid_from": ("gäller från och med denna dag; tomt: alltid", "holds from this day on; empty: always"),
    "valid_to": ("gäller till denna dag, den ej inräknad", "holds until this day, not included"),
    "recorded": ("dagen då det blev känt; annars valid_from", "the day it became known; else valid_from"),
    "missing": ("varför värdet är tomt", "why the value is empty"),
    "precision": ("om dagen är känd, eller bara månaden eller året", "whether the day is known, or the month or year"),
    "name": ("namn för människor", "a name for people"),
    "title": ("dokumentets titel", "the document's title"),
    "publisher": ("vem som gav ut det", "who published it"),
    "date": ("när det är daterat", "its date"),
    "reference": ("diarienummer eller annan beteckning", "a reference number"),
    "url": ("publik adress", "a public address"),
    "licence": ("villkor för att använda det", "its terms of use"),
    "kind": ("vilket slag, fri text", "which kind, in free words"),
    "parent": ("det närmast ovanför, dess id", "what is above it, its id"),
    "group": ("gruppen som det hör till, dess id", "the group it belongs to, its id"),
    "field": ("verksamhetsområdet, fri text", "the field of work, in free words"),
    "role": ("vilken roll", "which role"),
    "overseen_by": ("den som har uppsikt utan att bestämma, dess id", "who supervises it without deciding, its id"),
    "consulted": (
        "dokumenten som den har fått yttra sig om, skilda av ;",
        "the documents it was asked for its opinion on, separated by ;",
    ),
    "covers": ("whole: det hela (också tomt); part: den del som field nämner", "whole (also empty), or the part of it"),
    "scope": ("området som uppdraget gäller i, med allt i det", "the area it holds in, with all within it"),
    "insats": (
        "id för en insats, ett answered_as eller en process; tomt: bara ett verksamhetsområde",
        "the id of an intervention, an answered_as or a process; empty: only an activity",
    ),
    "sv": ("texten, som den står i filerna", "the text, as it stands in the files"),
    "en": ("samma text på engelska", "the same text in English"),
    "indicator": ("indikatorns id", "the indicator's id"),
    "hierarchy": ("vilket träd", "which tree"),
    "other": ("det andra områdets id", "the other area's id"),
    "lon": ("longitud, grader", "longitude in degrees"),
    "lat": ("latitud, grader", "latitude in degrees"),
    "column": ("kolumn bland sexhörningarna", "the column among the hexagons"),
    "row": ("rad bland sexhörningarna", "the row among the hexagons"),
    "series": ("seriens namn, från vocabulary.yaml", "the name of the series, from vocabulary.yaml"),
}
"""What a column means where no field of the same name says it."""

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
        (f"**{name}**" if name in sheet.required else name, _VALUES.get(name, "text"), *said(name))
        for name in (*sheet.required, *sheet.optional)
    ]
    yield _table(("column", "value", "svenska", "English"), rows)


def said(column: str) -> Said:
    """The sentences of a column; empty where it has none (which a test refuses)."""
    return COLUMNS.get(column) or FIELDS.get(column, ("", ""))


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
