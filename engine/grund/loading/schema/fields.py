"""Fields: the types of fields in YAML files, and pydantic's errors as problems with a place.

The model, or every problem with its place. Nothing is guessed from the look of a value; no text of pydantic's reaches
a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, WithJsonSchema
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import no_info_before_validator_function

from ...model.expressions import DATE
from ...problems.problem import Problem, nearest, problem
from ..documents import MAX_PROBLEMS, Document, Path


def _refuse(wanted: str) -> PydanticCustomError:
    return PydanticCustomError("grund", "{wanted}", {"wanted": wanted})


def _flag(raw: Any) -> Any:
    if raw in ("true", "false"):
        return raw == "true"
    raise _refuse("@truth")


def _day(raw: Any) -> Any:
    if isinstance(raw, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", raw, re.ASCII):
        try:
            day = date.fromisoformat(raw)
        except ValueError:
            raise _refuse("@date") from None
        if DATE.low <= day.toordinal() <= DATE.high:
            return day
        raise _refuse("@date_in_reach")
    raise _refuse("@date")


def _decimal(raw: Any) -> Any:
    if isinstance(raw, str) and re.fullmatch(r"-?\d{1,18}(\.\d{1,18})?", raw, re.ASCII):
        return Decimal(raw)
    raise _refuse("@number_18" if _digits(raw) else "@number")


def _digits(raw: Any) -> bool:
    """Whether a scalar is a number all the same, with more digits than can be computed with."""
    return isinstance(raw, str) and re.fullmatch(r"-?\d+(\.\d+)?", raw, re.ASCII) is not None


def _whole(raw: Any) -> Any:
    if isinstance(raw, str) and re.fullmatch(r"\d{1,9}", raw, re.ASCII):
        return int(raw)
    raise _refuse("@whole_9" if isinstance(raw, str) and raw.isdecimal() else "@whole")


def _text(raw: Any) -> Any:
    if isinstance(raw, str):
        return raw
    raise _refuse("@text")


def _expectation(raw: Any) -> Any:
    if isinstance(raw, str):
        return raw
    raise _refuse("@expectation")


def _target(raw: Any) -> Any:
    return raw if raw == "unknown" else str(_decimal(raw))


def _listed(raw: Any) -> Any:
    return [raw] if isinstance(raw, str) else raw


def labelled(raw: Any) -> Any:
    """A label given as plain text is Swedish."""
    return {"sv": raw} if isinstance(raw, str) else raw


def cited(raw: Any) -> Any:
    """A source given as text, or as a list, is the ids of documents."""
    return {"document": raw} if isinstance(raw, (str, list)) else raw


Shape: TypeAlias = dict[str, Any]
"""A JSON Schema, as an editor has it."""
SCALAR: Final[Shape] = {"type": ["string", "number", "boolean"]}
"""A scalar as an editor takes it, that knows YAML's own types; here it is text, whatever it looks like."""


@dataclass(frozen=True, slots=True)
class ReadAs:
    """A field that `how` reads; `shown`: the shape of what is written, from that of what it is read to.

    A `BeforeValidator` whose shape is made for the editor that asks for it, and not by each command that reads a file.
    """

    how: Callable[[Any], Any]
    shown: Callable[[Shape], Shape]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        return no_info_before_validator_function(self.how, handler(source))

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> Shape:
        return self.shown(handler(schema))


def written(shape: Shape) -> Callable[[Shape], Shape]:
    """What is written has this shape, whatever it is read to."""
    return lambda _: dict(shape)


def shorter(*shapes: Shape) -> Callable[[Shape], Shape]:
    """What is written has one of these shapes, or the whole that they are short for."""
    return lambda full: {"anyOf": [*map(dict, shapes), full]}


Flag = Annotated[bool, ReadAs(_flag, written({"type": "boolean"}))]
Day = Annotated[date, ReadAs(_day, written({"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}))]
Number = Annotated[Decimal, ReadAs(_decimal, written({"type": "number"}))]
Whole = Annotated[int, ReadAs(_whole, written({"type": "integer", "minimum": 0}))]
Text = Annotated[str, ReadAs(_text, written(SCALAR))]
OneOrHundred = Annotated[Literal["1", "100"], WithJsonSchema({"enum": ["1", "100", 1, 100]})]
Target = Annotated[
    str, ReadAs(_target, written({"anyOf": [{"const": "unknown", "type": "string"}, {"type": "number"}]}))
]
Expectation = Annotated[str, ReadAs(_expectation, written(SCALAR))]
Texts = Annotated[list[Text], ReadAs(_listed, shorter(SCALAR))]


class Model(BaseModel):
    """Every file model: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, defer_build=True)


M = TypeVar("M", bound=BaseModel)


def validate(document: Document, model: type[M]) -> tuple[M | None, list[Problem]]:
    """The document as a model, and the problems found, each at its place.

    With problems, the model is what the file would be with them mended, so that its conditions can be tried too; None
    where that cannot be said.
    """
    try:
        return model.model_validate(document.value), []
    except ValidationError as error:
        errors = sorted(error.errors(include_url=False)[:MAX_PROBLEMS], key=lambda e: e["type"] != "extra_forbidden")
        misspelt = {(*e["loc"][:-1], _meant(model, e)) for e in errors if e["type"] == "extra_forbidden"}
        relevant_errors = [e for e in errors if e["type"] != "missing" or e["loc"] not in misspelt]
        return _mended(document, model, errors), [_problem(document, model, e) for e in relevant_errors]


def _meant(model: type[BaseModel], error: Any) -> str | None:
    """The field that an unknown one most resembles."""
    return nearest(str(error["loc"][-1]), _fields(model, error["loc"][:-1]))


_NEUTRAL: Final = {"then": "yes", "otherwise": "no", "when": "true"}
"""A value for a field of a rule that has none, or none that can be read."""


def _mended(document: Document, model: type[M], errors: Iterable[Any]) -> M | None:
    """The model with unknown fields taken for what they most resemble, and neutral values where none can be read."""
    value = deepcopy(document.value)
    for error in errors:
        path = _path(document, error["loc"])
        last = str(error["loc"][-1]) if error["loc"] else ""
        if error["type"] == "extra_forbidden" and path and isinstance(holder := _at(value, path[:-1]), dict):
            moved = holder.pop(path[-1], None)
            holder.setdefault(_meant(model, error) or "", moved)
            holder.pop("", None)
        elif last in _NEUTRAL:
            holder = _at(value, path if error["type"] == "missing" else path[:-1])
            if error["type"] != "missing" or last not in holder:
                holder[last] = _NEUTRAL[last]
    try:
        return model.model_validate(value)
    except ValidationError:
        return None


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


_WANTED: Final = {
    "string_type": "@text",
    "list_type": "@list",
    "dict_type": "@mapping",
    "model_type": "@mapping",
    "model_attributes_type": "@mapping",
}


def _problem(document: Document, model: type[BaseModel], error: Any) -> Problem:
    kind = error["type"]
    path = _path(document, error["loc"])
    last = str(error["loc"][-1]) if error["loc"] else ""
    if kind == "missing":
        return problem("G301", document.place(path), field=last)
    if kind == "extra_forbidden":
        comma = _decimal_comma(document, path)
        if comma:
            return problem("G206", document.place(path, key=True), text=comma, point=comma.replace(",", "."))
        source = _source_beside(document, path)
        if source:
            text = str(_at(document.value, path))
            return problem("G466", document.place(path, key=True), document=source, text=f"'{text}'")
        return problem("G302", document.place(path, key=True), near=_meant(model, error), field=last)
    ctx = error.get("ctx") or {}
    expected = str(ctx.get("expected", "")).replace("' or '", "', '")
    wanted = ctx.get("wanted") or expected or _WANTED.get(kind, "@value")
    raw = error.get("input")
    value = raw if isinstance(raw, str) else "" if raw is None else "…"
    place = document.place(path, key=raw is None)  # what is not there is shown by its key
    return problem("G303", place, _CHOSEN.get(str(wanted), {}).get(value.lower()), value=value[:60], wanted=str(wanted))


_YES: Final = dict.fromkeys(("y", "ja", "j", "true", "sant", "1", "yes"), "yes")
_NO: Final = dict.fromkeys(("n", "nej", "false", "falskt", "0", "no"), "no")
_CHOSEN: Final = {
    "'yes', 'no'": _YES | _NO,
    "@truth": {**dict.fromkeys((*_YES, "x"), "true"), **dict.fromkeys(_NO, "false")},
}
"""What people write for the words of a choice."""


def _source_beside(document: Document, path: Path) -> str:
    """The document that a `place` was written beside, where it belongs inside `source`."""
    if path[-1:] != ("place",):
        return ""
    source = _at(document.value, path[:-1]).get("source")
    return source if isinstance(source, str) else ""


def _path(document: Document, loc: Iterable[Any]) -> Path:
    """The part of pydantic's location that stands in the file; its own union tags do not."""
    path: Path = ()
    for step in loc:
        longer = (*path, step if isinstance(step, int) else str(step))
        if longer in document.values:
            path = longer
    return path


def _decimal_comma(document: Document, path: Path) -> str | None:
    """`12,5`, where braces made it a value `12` and a field `5`."""
    line, column, _ = document.keys.get(path, (0, 0, 0))
    match = re.search(r"\d+,$", document.lines[line][:column]) if path and str(path[-1]).isdigit() else None
    return f"{match[0]}{path[-1]}" if match else None


def _fields(model: Any, loc: Iterable[Any]) -> list[str]:
    """The field names of the model at a location, for `did you mean`."""
    for step in loc:
        if isinstance(step, int) or not isinstance(model, type):
            continue
        info = getattr(model, "model_fields", {})
        match = next((f for n, f in info.items() if step in (n, f.alias)), None)
        if match is not None:
            model = _inner(match.annotation)
    info = getattr(model, "model_fields", {})
    return [field.alias or name for name, field in info.items()]


def _inner(annotation: Any) -> Any:
    """The model inside `list[M]`, `dict[str, M]`, `M | None` or an annotated one."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for arg in getattr(annotation, "__args__", ()):
        model = _inner(arg)
        if model is not None:
            return model
    return None
