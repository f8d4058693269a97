"""Answer schema: the JSON Schema of a command's JSON, from what `answers.yaml` declares.

A schema (draft 2020-12). An object has the keys that are declared and no others, and every key that is not marked as
optional.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

Schema = dict[str, Any]
_PLAIN: Final[Mapping[str, Schema]] = {
    "text": {"type": "string"},
    "int": {"type": "integer"},
    "number": {"type": "number"},
    "truth": {"type": "boolean"},
    "day": {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
}


@cache
def declared() -> Mapping[str, Any]:
    """The declaration."""
    text = Path(__file__).with_name("answers.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def commands() -> tuple[str, ...]:
    """The commands that answer, in the order of the help."""
    return tuple(declared()["commands"])


def schema(command: str) -> Schema:
    """The schema of what a command answers: one of its kinds."""
    kinds = [_kind(name) for name in declared()["commands"][command]]
    shapes = {name: _schema(shape) for name, shape in declared()["shapes"].items()}
    used: dict[str, Schema] = {}
    _gather(kinds, shapes, used)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"grund {command} --format json",
        "anyOf": kinds,
        "$defs": dict(sorted(used.items())),
    }


def text(command: str) -> str:
    """The schema as the text of a file."""
    return json.dumps(schema(command), ensure_ascii=False, indent=1) + "\n"


def _kind(name: str) -> Schema:
    """One kind of answer, with what every answer has."""
    body = declared()["kinds"][name]
    own = _schema(declared()["shapes"][body] if isinstance(body, str) else body)
    head = {"kind": {"const": f"grund-{name}"}, "format": {"const": declared()["formats"].get(name, 1)}}
    properties = {**head, **_schema(declared()["every"])["properties"], **own["properties"]}
    return {**own, "properties": properties, "required": [*head, *own["required"]]}


def _schema(shape: Any) -> Schema:
    """The schema of a declared value."""
    if isinstance(shape, list):
        return {"type": "array", "items": _schema(shape[0])}
    if isinstance(shape, Mapping):
        keys = {key.removesuffix("~"): _schema(value) for key, value in shape.items() if key != "*"}
        others = _schema(shape["*"]) if "*" in shape else False
        required = [key for key in shape if key != "*" and not key.endswith("~")]
        return {"type": "object", "properties": keys, "required": required, "additionalProperties": others}
    parts = [part.strip() for part in shape.removesuffix("~").split("|")]
    constants = [part[1:] for part in parts if part.startswith("=")]
    choices = [dict(_PLAIN[p]) if p in _PLAIN else {"$ref": f"#/$defs/{p}"} for p in parts if not p.startswith("=")]
    choices += [{"enum": constants}] if constants else []
    choices += [{"type": "null"}] if shape.endswith("~") else []
    return choices[0] if len(choices) == 1 else {"anyOf": choices}


def _gather(part: Any, shapes: Mapping[str, Schema], used: dict[str, Schema]) -> None:
    """Put the shapes that are named in a part into those used."""
    for name in _named(part):
        if name not in used:
            used[name] = shapes[name]
            _gather(shapes[name], shapes, used)


def _named(part: Any) -> Iterator[str]:
    if isinstance(part, Mapping):
        if "$ref" in part:
            yield part["$ref"].rsplit("/", 1)[-1]
        for value in part.values():
            yield from _named(value)
    elif isinstance(part, list):
        for value in part:
            yield from _named(value)
