"""JSON Schemas: what `grund check` reads passes in an editor, and what it refuses for its shape fails there too."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Final

import jsonschema
import pytest
import yaml

import command_line
import formats
import renew
from grund.cli import schema as schema_command
from grund.loading.documents import parse_yaml
from grund.loading.paths import template
from grund.loading.schema import editor, hover, sheets
from grund.loading.schema.fields import validate

KINDS: Final = tuple(editor.FILES)
FOLDER: Final = renew.ROOT / "rules" / "schema"
HEAD: Final = "# yaml-language-server: $schema="


class Core(yaml.SafeLoader):
    """YAML 1.2 as editors read it: `no` and dates are text, `0.2` is a number."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+0123456789."),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first))


def as_edited(text: str) -> Any:
    """The values that an editor sees."""
    return yaml.load(text, Core)


def retyped(value: Any) -> Any:
    """Values that are all text, as an editor sees them where they stand without quotes."""
    if isinstance(value, dict):
        return {key: retyped(held) for key, held in value.items()}
    if isinstance(value, list):
        return [retyped(held) for held in value]
    return _scalar(value) if isinstance(value, str) else value


@cache
def _scalar(text: str) -> Any:
    """A text as an editor sees it without quotes."""
    return as_edited(text) if re.fullmatch(r"true|false|-?[0-9]+(\.[0-9]+)?", text) else text


class Written(yaml.CSafeDumper):
    """Writes nothing for no value, and no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        """Each value in full."""
        return True


Written.add_representer(type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", ""))


@cache
def validator(kind: str) -> jsonschema.Draft202012Validator:
    """The public validator of a file kind, from the committed schema."""
    return jsonschema.Draft202012Validator(json.loads((FOLDER / f"{kind}.json").read_text(encoding="utf-8")))


def shipped_files() -> Iterator[Path]:
    """Every YAML file of the shipped rules and worlds, and of the project that `grund init` writes."""
    for base in (renew.ROOT, template()):
        for part in ("rules", "scenarios"):
            yield from sorted((base / part).rglob("*.yaml"))


def kind_of(path: Path) -> str:
    """The kind that the first line of a file names."""
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    assert first.startswith(HEAD), f"{path}: the first line points no editor to a schema"
    return Path(first.removeprefix(HEAD)).stem


@pytest.mark.parametrize("kind", KINDS)
def test_committed_schemas_are_the_models(kind: str) -> None:
    """Byte for byte; renewed with the other generated files."""
    jsonschema.Draft202012Validator.check_schema(editor.json_schema(kind))
    assert (FOLDER / f"{kind}.json").read_text(encoding="utf-8") == editor.text(kind), "python tests/renew.py"


def test_every_kind_has_a_command() -> None:
    """The kinds the command takes, the schemas that are committed, and the models are the same."""
    assert {p.stem for p in FOLDER.iterdir()} == set(KINDS)
    for kind in KINDS:
        code, out, err = command_line.run(["schema", kind])
        assert (code, out.decode("utf-8"), err) == (0, editor.text(kind), b"")
    assert str(KINDS)[1:-1].replace("'", '"') in Path(schema_command.__file__).read_text(encoding="utf-8")
    assert command_line.run(["schema", "polis"])[0] == 2
    code, out, _ = command_line.run(["schema"])
    assert code == 0 and all(f"rules/schema/{kind}.json" in out.decode("utf-8") for kind in KINDS)


def test_every_field_is_explained_and_nothing_else() -> None:
    """A title in Swedish and a description in English for each field; no row of the table is of no use."""
    used: set[str] = set()
    bare: list[str] = []
    for kind in KINDS:
        for model, shape in editor.models(kind):
            for field, held in shape.get("properties", {}).items():
                bare += [f"{model}.{field}"] if not (held["title"] and held["description"]) else []
                used |= {field, f"{model}.{field}"}
    assert not bare, "no words in loading/schema/hover.py"
    assert set(hover.FIELDS) <= used, sorted(set(hover.FIELDS) - used)
    assert set(hover.OF) <= used, sorted(set(hover.OF) - used)


def test_the_page_of_files_is_what_is_read() -> None:
    """`docs/files.md` as it would be written now; every column has words, and no row of words is of no use."""
    assert formats.PAGE.read_text(encoding="utf-8") == formats.page(), "python tests/renew.py"
    columns = {c for sheet in sheets.SHEETS for c in (*sheet.required, *sheet.optional)}
    assert all(all(formats.said(c)) for c in columns), [c for c in columns if not all(formats.said(c))]
    assert set(formats.COLUMNS) <= columns


@pytest.mark.parametrize("path", list(shipped_files()), ids=lambda p: p.name)
def test_shipped_files_pass(path: Path) -> None:
    """Shipped and generated files pass under the schema that their first line names, which is the right one."""
    kind = kind_of(path)
    found = sorted(validator(kind).iter_errors(as_edited(path.read_text(encoding="utf-8"))), key=str)
    assert not found, found[0].message
    inside = path.relative_to(template() if template() in path.parents else renew.ROOT)
    assert inside.match(editor.FILES[kind][1])


def test_a_new_project_has_its_schemas(tmp_path: Path) -> None:
    """Every first line of a project of one's own leads to a file that is there."""
    home = renew.project(tmp_path)
    files = [p for part in ("rules", "scenarios") for p in (home / part).rglob("*.yaml")]
    assert len(files) >= 6
    for path in files:
        named = path.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix(HEAD)
        assert (path.parent / named).read_bytes() == (FOLDER / f"{kind_of(path)}.json").read_bytes()


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value, the outermost first."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, held in inner:
        yield from places(held, (*path, step))


def at(value: Any, path: tuple[Any, ...]) -> Any:
    """The value at a path."""
    for step in path:
        value = value[step]
    return value


def thinned(value: dict[str, Any], path: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
    """A file with one entry of each section that has many: the one that a path leads to. And the path in it."""
    sections: dict[str, Any] = {}
    for key, section in value.items():
        listed = isinstance(section, list)
        entries = dict(enumerate(section)) if listed else section if isinstance(section, dict) else {}
        if len(entries) <= 3 or not all(isinstance(entry, dict) for entry in entries.values()):
            sections[key] = copy.deepcopy(section)
            continue
        chosen = path[1] if path[:1] == (key,) and len(path) > 1 else next(iter(entries))
        entry = copy.deepcopy(entries[chosen])
        sections[key] = [entry] if listed else {chosen: entry}
    inside = isinstance(sections[path[0]], list) and len(sections[path[0]]) == 1 and len(path) > 1
    return sections, (path[0], 0, *path[2:]) if inside else path


def broken(value: Any, path: tuple[Any, ...], dice: random.Random) -> Any:
    """The same file with one thing wrong with its shape, at a path, or, now and then, nothing."""
    value, path = thinned(value, path)
    above, step = at(value, path[:-1]), path[-1]
    match dice.randrange(5):
        case 0:
            del above[step]
        case 1 if isinstance(above, dict):
            above["finns_inte"] = above.pop(step)
        case 2:
            above[step] = {"a": "b"}
        case 3:
            above[step] = ["a", ["b"]]
        case _:
            above[step] = "kanske"
    return value


@pytest.mark.parametrize("path", list(shipped_files()), ids=lambda p: p.name)
def test_broken_shapes_fail_alike(path: Path) -> None:
    """Of files with one thing wrong, the schema refuses just those that the loader refuses for their shape."""
    kind = kind_of(path)
    model = editor.FILES[kind][0]
    dice = random.Random(path.name)
    good = parse_yaml(path.read_text(encoding="utf-8"), path.name).value
    refused, all_places = 0, [way for way in places(good) if way]
    for _ in range(60):
        bad = broken(good, dice.choice(all_places), dice)
        text = yaml.dump(bad, Dumper=Written, allow_unicode=True, width=10_000)
        _, problems = validate(parse_yaml(text, path.name), model)
        valid = validator(kind).is_valid(retyped(bad))
        assert bool(problems) != valid, (text, [p.show() for p in problems])
        refused += bool(problems)
    assert refused
