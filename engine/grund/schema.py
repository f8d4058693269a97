"""Schema: the shape of every YAML file kind, as pydantic models at the edge.

Enters: a `Document`, whose scalars are all text. Leaves: a typed model, or every problem with its place.
Promise: no field is read that is not declared here, and nothing is guessed from the look of a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from .problems import Problem, nearest, problem
from .text import Document, Path


def _refuse(wanted: str) -> PydanticCustomError:
    return PydanticCustomError("grund", "{wanted}", {"wanted": wanted})


def _flag(raw: Any) -> Any:
    if raw in ("true", "false"):
        return raw == "true"
    raise _refuse("@truth")


def _day(raw: Any) -> Any:
    if isinstance(raw, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", raw, re.ASCII):
        try:
            return date.fromisoformat(raw)
        except ValueError:
            pass
    raise _refuse("@date")


def _decimal(raw: Any) -> Any:
    if isinstance(raw, str) and re.fullmatch(r"-?\d{1,18}(\.\d{1,18})?", raw, re.ASCII):
        return Decimal(raw)
    raise _refuse("@number")


def _whole(raw: Any) -> Any:
    if isinstance(raw, str) and re.fullmatch(r"\d{1,9}", raw, re.ASCII):
        return int(raw)
    raise _refuse("@whole")


def _text(raw: Any) -> Any:
    if isinstance(raw, str):
        return raw
    raise _refuse("@text")


def _listed(raw: Any) -> Any:
    return [raw] if isinstance(raw, str) else raw


def _labelled(raw: Any) -> Any:
    return {"sv": raw} if isinstance(raw, str) else raw


def _cited(raw: Any) -> Any:
    return {"document": raw} if isinstance(raw, (str, list)) else raw


Flag = Annotated[bool, BeforeValidator(_flag)]
Day = Annotated[date, BeforeValidator(_day)]
Number = Annotated[Decimal, BeforeValidator(_decimal)]
Whole = Annotated[int, BeforeValidator(_whole)]
Text = Annotated[str, BeforeValidator(_text)]
Texts = Annotated[list[Text], BeforeValidator(_listed)]


class Model(BaseModel):
    """Every file model: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class LabelIn(Model):
    """A name for people; plain text is Swedish."""

    sv: Text
    en: Text = ""


LabelField = Annotated[LabelIn, BeforeValidator(_labelled)]


class SourceIn(Model):
    """Where a statement comes from; plain text, or a list, is the ids of documents."""

    document: Texts
    place: Text = ""
    quote: Text = ""


class Cited(Model):
    """Fields of everything that must stand on a source."""

    source: Annotated[SourceIn, BeforeValidator(_cited)] | None = None
    mark: Literal["V", "H", "G"] | None = None
    note: Text = ""
    assumption: Flag = False
    illustration: Flag = False


class LevelIn(Model):
    """A kind of area."""

    label: LabelField


class TypeIn(Model):
    """A named enum type; members in order, lowest first."""

    enum: dict[str, LabelField | None] | list[Text]
    ordered: Flag = False


class AttributeIn(Cited):
    """A typed property of areas."""

    level: Texts
    type: Text
    label: LabelField
    unit: LabelField | None = None
    decimals: Whole = 0
    min: Number | None = None
    max: Number | None = None
    scale: Text = ""
    round: Literal["half_up", "down"] | None = None
    missing: Text = "unknown"
    series: Text = ""
    publisher: Text = ""


class DerivedIn(Cited):
    """An attribute computed from others: exactly one of `test`, `formula`, `over`."""

    level: Texts
    type: Text
    label: LabelField
    unit: LabelField | None = None
    decimals: Whole = 0
    min: Number | None = None
    max: Number | None = None
    scale: Text = ""
    test: Text | None = None
    formula: Text | None = None
    over: Literal["parts", "parent", "overlaps", "neighbours"] | None = None
    hierarchy: Text = ""
    to: Text = ""
    of: Text | None = None
    where: Text | None = None
    aggregate: Literal["any", "all", "sum", "mean", "min", "max", "count"] | None = None
    share: Text = ""
    more_than: Number | None = None
    at_least: Number | None = None
    weighted: Flag = False
    min_observations: Whole | None = None
    empty: Text | None = None
    round: Literal["half_up", "down"] = "half_up"


class TolkningIn(Cited):
    """An open question and its possible readings."""

    label: LabelField
    options: dict[str, LabelField]


class ValueIn(Cited):
    """A parameter's value from a day on; `unknown` is a value."""

    start: Day = Field(alias="from", default=date(1800, 1, 1))
    value: Text
    checked_on: Day | None = None


class ParameterIn(Model):
    """A dated value that rules read as `param.NAME`."""

    type: Text = "number"
    label: LabelField | None = None
    unit: LabelField | None = None
    decimals: Whole = 0
    min: Number | None = None
    max: Number | None = None
    scale: Text = ""
    values: list[ValueIn]


class InsatsIn(Cited):
    """An intervention."""

    label: LabelField
    level: Text
    kind: Text = "insats"
    target: LabelField | None = None
    answered_as: Text = ""


class RuleIn(Cited):
    """One rule of an insats."""

    id: Text
    when: Text
    then: Literal["yes", "no"]
    unless: Text | None = None
    exception_to: Texts = []
    start: Day | None = Field(alias="from", default=None)
    end: Day | None = Field(alias="to", default=None)
    because: LabelField | None = None


class RulingIn(Model):
    """How an insats is decided: `otherwise` and `rules` replace what is inherited; `add` and `remove` patch it."""

    otherwise: Literal["yes", "no"] | None = None
    because: LabelField | None = None
    rules: list[RuleIn] | None = None
    add: list[RuleIn] = []
    remove: Texts = []


class VocabularyFile(Model):
    """rules/<city>/vocabulary.yaml."""

    levels: dict[str, LevelIn]
    hierarchies: dict[str, LevelIn] = {}
    shares: dict[str, LevelIn] = {}
    types: dict[str, TypeIn] = {}
    attributes: dict[str, AttributeIn] = {}
    derived: dict[str, DerivedIn] = {}
    tolkningar: dict[str, TolkningIn] = {}
    parameters: dict[str, ParameterIn] = {}


class InsatserFile(Model):
    """rules/<city>/insatser.yaml."""

    insatser: dict[str, InsatsIn]


class PolicyFile(Cited):
    """rules/<city>/policies/<policy>.yaml."""

    policy: Text
    label: LabelField
    description: LabelField | None = None
    extends: Text = ""
    parameters: dict[str, ParameterIn] = {}
    insatser: dict[str, RulingIn] = {}
    remove: Texts = []


class WorldFile(Model):
    """scenarios/<world>/world.yaml."""

    world: Text
    label: LabelField
    rules: Text


class ChangeIn(Cited):
    """A what-if: one fact put on top of the world."""

    area: Text
    attribute: Text
    value: Text
    start: Day | None = Field(alias="from", default=None)
    end: Day | None = Field(alias="to", default=None)


class MeasureIn(Cited):
    """A count of areas of a level for which a condition holds."""

    id: Text
    label: LabelField
    level: Text
    where: Text


class ScenarioFile(Cited):
    """scenarios/<scenario>.yaml: one question."""

    scenario: Text
    label: LabelField
    description: LabelField | None = None
    world: Text
    day: Day
    known: Day | None = None
    policies: Texts
    tolkning: dict[str, Texts] = {}
    parameters: dict[str, ValueIn] = {}
    changes: list[ChangeIn] = []
    measures: list[MeasureIn] = []
    replay: Text = ""
    show: Texts = []
    level: Text = ""
    hierarchy: Text = ""
    group: Text = ""
    residents: Text = ""


M = TypeVar("M", bound=BaseModel)


def validate(document: Document, model: type[M]) -> tuple[M | None, list[Problem]]:
    """The document as a model, or the problems found, each at its place."""
    try:
        return model.model_validate(document.value), []
    except ValidationError as error:
        found = [_problem(document, model, e) for e in error.errors(include_url=False)]
        return None, found


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
        near = nearest(last, _fields(model, error["loc"][:-1]))
        return problem("G302", document.place(path, key=True), near=near, field=last)
    ctx = error.get("ctx") or {}
    wanted = ctx.get("wanted") or ctx.get("expected") or _WANTED.get(kind, "@value")
    raw = error.get("input")
    value = raw if isinstance(raw, str) else "" if raw is None else "…"
    return problem("G303", document.place(path), value=value[:60], wanted=str(wanted))


def _path(document: Document, loc: Iterable[Any]) -> Path:
    """The part of pydantic's location that stands in the file; its own union tags do not."""
    path: Path = ()
    for step in loc:
        longer = (*path, step if isinstance(step, int) else str(step))
        if longer in document.values:
            path = longer
    return path


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
        found = _inner(arg)
        if found is not None:
            return found
    return None
