"""OpenAPI: the document that says what the API takes and gives.

An OpenAPI 3.1 document as plain data. It follows from the table of operations and the models of their queries; nothing
of it is written twice.
"""

from __future__ import annotations

from typing import Any, Final

from ..model.scenario import Scenario
from ..version import __version__
from .answers import MEDIA, PROBLEM_MEDIA
from .operations import OPERATIONS, WebOperation
from .queries import CheckQuery, DecideQuery, Query

_NESTED: Final = ("parameters", "prices", "facts", "rows")
_PROBLEMS: Final = {
    "400": "The question is wrong: a word, a value or a day.",
    "401": "The token is missing or wrong.",
    "404": "Nothing has that name.",
    "406": "There is no such format.",
    "408": "The body came too slowly.",
    "413": "The body is too large.",
    "414": "The address is too long.",
    "431": "The head of the request is too long.",
    "415": "The content type of the body is not accepted.",
    "421": "The server has another name.",
    "503": "Too many questions at once, or too many late answers.",
    "504": "The answer takes longer than the limit.",
}


def document(scenario: Scenario | None = None) -> dict[str, Any]:
    """The document; with a scenario its policies stand as examples."""
    schemas: dict[str, Any] = {"Problem": _problem_schema()}
    paths: dict[str, Any] = {}
    for name, row in OPERATIONS.items():
        schema = row.query.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= schema.pop("$defs", {})
        schemas[row.query.__name__] = schema
        paths[f"/v1/{name}"] = _path(name, row, schema, scenario)
    health = {"200": {"description": "Version, scenario and hash of the rules", "content": {"application/json": {}}}}
    paths["/healthz"] = {"get": {"summary": "Whether the server answers", "operationId": "health", "responses": health}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "grund",
            "version": __version__,
            "summary": "Every decision shows its grounds",
            "description": "The answers of the command line over HTTP. What is missing is never counted as zero.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _path(name: str, row: WebOperation, schema: dict[str, Any], scenario: Scenario | None) -> dict[str, Any]:
    summary = (row.query.__doc__ or "").strip().partition("\n")[0]
    answers = {"200": {"description": "The answer", "content": {media: {} for media in MEDIA}}} | {
        status: {
            "description": text,
            "content": {PROBLEM_MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, text in _PROBLEMS.items()
    }
    body = {"schema": {"$ref": f"#/components/schemas/{row.query.__name__}"}}
    example = _example(row.query, scenario)
    content: dict[str, Any] = {"application/json": {**body, **({"example": example} if example else {})}}
    post = {
        "operationId": f"{name}_by_body",
        "summary": summary,
        "requestBody": {"required": bool(schema.get("required")), "content": content},
        "responses": answers,
    }
    if not row.address:
        return {"post": post}
    get = {"operationId": name, "summary": summary, "parameters": _parameters(schema, example), "responses": answers}
    return {"get": get, "post": post}


def _parameters(schema: dict[str, Any], example: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields that an address can say; values that are tried stand as `parameters.NAME`, which no list can name."""
    rows = []
    for name, field in schema["properties"].items():
        if name in _NESTED:
            continue
        described = {k: v for k, v in field.items() if k not in ("description", "title")}
        rows.append({
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "description": field.get("description", ""),
            "schema": described,
            **({"example": example[name]} if name in example else {}),
        })  # fmt: skip
    formats = {"type": "string", "enum": list(MEDIA.values())}
    return [*rows, {"name": "format", "in": "query", "description": "Format; else by Accept", "schema": formats}]


def _example(kind: type[Query], scenario: Scenario | None) -> dict[str, Any]:
    """Words that answer, from the scenario's own policies."""
    if scenario is None or len(scenario.named) < 2:
        return {}
    policies, fields = list(scenario.named), kind.model_fields
    example: dict[str, Any] = {"a": policies[0], "b": policies[1]} if "a" in fields else {}
    areas = scenario.today.by_level.get(scenario.level, ())
    if "area" in fields and areas:
        example["area"] = areas[0].name
    if "insats" in fields and fields["insats"].is_required():
        example["insats"] = next(iter(scenario.policies[policies[1]].rulings), "")
    if kind is DecideQuery:
        example |= {"policy": policies[1], "rows": [{"id": "1"}]}
    if kind is CheckQuery:
        example["text"] = f"policy: my-policy\nlabel: My policy\nbased_on: {policies[1]}\n"
    return example


def _problem_schema() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "required": ["type", "title", "status", "problems"],
        "properties": {
            "type": text, "title": text, "status": {"type": "integer"}, "detail": text,
            "problems": {"type": "array", "items": {
                "type": "object",
                "required": ["code", "message", "cure"],
                "properties": {
                    "code": text, "message": text, "cure": text, "near": text, "file": text,
                    "line": {"type": "integer"}, "column": {"type": "integer"},
                },
            }},
        },
    }  # fmt: skip
