"""Editor: a JSON Schema of every YAML file kind, for editors that complete and explain while one writes.

A JSON Schema (draft 2020-12) as plain data, with titles in Swedish and descriptions in English. What `grund check` can
read passes; an unknown field, a missing one and a value that is none of the allowed ones fail in both. What hangs on
other files (is that a declared id?) only `grund check` knows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from . import GoalsFile, InsatserFile, PolicyFile, ScenarioFile, VocabularyFile, WorldFile
from .fields import Model
from .hover import said

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

FILES: Final[dict[str, tuple[type[Model], str]]] = {
    "vocabulary": (VocabularyFile, "rules/*/vocabulary.yaml"),
    "insatser": (InsatserFile, "rules/*/insatser.yaml"),
    "policy": (PolicyFile, "rules/*/policies/*.yaml"),
    "goals": (GoalsFile, "rules/*/goals.yaml"),
    "world": (WorldFile, "scenarios/*/world.yaml"),
    "scenario": (ScenarioFile, "scenarios/*.yaml"),
}
"""Every kind of YAML file: its model, and where such files lie."""


def json_schema(kind: str) -> dict[str, Any]:
    """The schema of a file kind; raises `KeyError` for none."""
    model, where = FILES[kind]
    made = model.model_json_schema(by_alias=True)
    for name, shape in [(model.__name__, made), *made.get("$defs", {}).items()]:
        _explain(name, shape)
    return {"$schema": DIALECT, "title": f"grund: {kind} ({where})", **{k: v for k, v in made.items() if k != "title"}}


def text(kind: str) -> str:
    """The schema of a file kind as the text of a file."""
    return json.dumps(json_schema(kind), ensure_ascii=False, indent=1) + "\n"


def models(kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The models a file kind is made of, with their schemas: the file itself first, then its parts by name."""
    made = json_schema(kind)
    yield FILES[kind][0].__name__, made
    yield from sorted(made.get("$defs", {}).items())


def _explain(model: str, shape: dict[str, Any]) -> None:
    """Titles and descriptions in place of Python's names."""
    shape.pop("title", None)
    for field, schema in shape.get("properties", {}).items():
        sv, en = said(model, field)
        schema["title"], schema["description"] = sv, en
        if schema.get("default") in ("", [], {}, None):
            schema.pop("default", None)
