"""The JSON of a command held to its schema."""

from __future__ import annotations

from functools import cache
from typing import Any

import jsonschema

from grund.views.formats import answer_schema


@cache
def validators(command: str) -> dict[str, jsonschema.Draft202012Validator]:
    """A validator for each kind of answer that a command has: a fault is told of that kind alone."""
    schema = answer_schema.schema(command)
    return {
        kind["properties"]["kind"]["const"]: jsonschema.Draft202012Validator({"$defs": schema["$defs"], **kind})
        for kind in schema["anyOf"]
    }


def validate(command: str, data: dict[str, Any]) -> None:
    """Raise where an answer is not what the command's schema says."""
    validators(command)[data["kind"]].validate(data)
