"""Queries: what may be asked over HTTP, and how an address or a body says it.

A word that no query has, a value of another kind and a missing one are problems (G870-G872), all at once; nothing is
guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from types import NoneType
from typing import Annotated, Any, Final, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, WrapValidator

from ..problems.problem import GrundError, Problem, nearest, problem

Given = str | int | float | bool | None
"""A value that is tried, as a person gives it; None says that nobody knows it."""

_LONG: Final = 200
Text = Annotated[str, Field(max_length=_LONG)]
Texts = Annotated[tuple[Text, ...], Field(max_length=50)]
Milliseconds = Annotated[int, Field(ge=1, le=20_000)]


class Query(BaseModel):
    """What every question may say: a day, interpretations, values that are tried, and a language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    day: Text | None = Field(None, description="The day that decisions are made for, YYYY-MM-DD")
    known: Text | None = Field(None, description="Only what was known on this day, YYYY-MM-DD")
    tolkning: Texts = Field((), description="An interpretation of an open question: QUESTION=CHOICE[,CHOICE]")
    parameters: dict[Text, Given] = Field({}, max_length=50, description="Parameters tried with other values, by id")
    prices: dict[Text, Given] = Field({}, max_length=50, description="Prices tried with other values, by id")
    facts: dict[Text, dict[Text, Given]] = Field(
        {}, max_length=50, description="Facts tried with other values, by area and attribute; null: no data"
    )
    repair: bool = Field(True, description="Whether the scenario's repairs stand in the place of missing values")
    lang: Literal["sv", "en"] = Field("sv", description="The language of sentences and labels")

    @property
    def tried(self) -> bool:
        """Whether something is tried that stands in no file."""
        return bool(self.parameters or self.prices or self.facts)


class OfPolicies(Query):
    """Of some policies; default: those that the scenario names."""

    policy: Texts = Field((), description="Policy, by id or name; repeatable")


class RunQuery(OfPolicies):
    """Which areas receive which interventions, and what cannot be decided."""


class GapsQuery(OfPolicies):
    """What policies leave open: interventions without a responsible body, goals without an indicator or a date."""


class PairQuery(Query):
    """Of two policies, in that direction."""

    a: Text = Field(description="One policy, by id or name")
    b: Text = Field(description="The other policy, by id or name")


class CountedPairQuery(PairQuery):
    """Which areas two policies reach."""

    residents: Text | None = Field(None, description="Count this attribute instead of residents")


class TablePageQuery(Query):
    """What the page of a decision table may be asked."""

    area: Text = Field("", description="The area pointed out, by id or name")


class CompareQuery(CountedPairQuery):
    """Which areas two policies, or more, reach."""

    more: Texts = Field((), description="Further policies, by id or name")
    pairs: bool = Field(False, description="Also what changes between each pair of policies")


class PageQuery(CountedPairQuery):
    """What the page that compares may be asked: a third policy, the area whose panel is open, every table."""

    c: Text | None = Field(None, description="A third policy, by id or name")
    area: Text | None = Field(None, description="The area whose panel is open, by id or name")
    tables: bool = Field(False, description="Also every table of the comparison")

    @property
    def policies(self) -> tuple[str, ...]:
        """The policies asked about, two or three."""
        return (self.a, self.b) if self.c is None else (self.a, self.b, self.c)

    @property
    def compare(self) -> CompareQuery:
        """The question of `compare` that it asks."""
        pair = self.model_dump(include=set(CountedPairQuery.model_fields))
        return CompareQuery.model_validate({**pair, "more": self.policies[2:]})


class GroundsQuery(OfPolicies):
    """Why an area does or does not receive an intervention."""

    area: Text = Field(description="Area, by id or name")
    what: Text | None = Field(None, description="Intervention or attribute; default: all interventions")


class ExplainQuery(GroundsQuery):
    """Why an area does or does not receive an intervention, or what would change that."""

    what_would_change: bool = Field(False, description="The smallest change that would give another decision")


class NearQuery(OfPolicies):
    """Decisions that a single fact would change."""

    insats: Texts = Field((), description="Only this intervention; repeatable")
    most: Annotated[int, Field(ge=0, le=10_000)] = Field(20, description="How many decisions are listed")


class SweepQuery(Query):
    """At which values of a parameter decisions change."""

    policy: Text = Field(description="Policy, by id or name")
    parameter: Text = Field(description="The parameter that is varied")
    first: Text | None = Field(None, description="Lowest value; default: the declared limit")
    last: Text | None = Field(None, description="Highest value; default: the declared limit")


class RegionQuery(PairQuery):
    """Exactly which conceivable areas two policies treat differently."""

    insats: Text | None = Field(None, description="Only this intervention")
    timeout: Milliseconds = Field(5_000, description="Milliseconds for each question of the solver")


class BudgetQuery(OfPolicies):
    """What policies cost, by body, area and year."""

    years: Text | None = Field(None, description="Year or years: 2026, 2026-2028")
    insats: Texts = Field((), description="Only this intervention; repeatable")
    own: bool = Field(False, description="Only what differs from the baseline")
    unit: Literal["kr", "tkr", "mnkr"] = Field("mnkr", description="Unit of money in texts")


class AllocateQuery(Query):
    """A limited budget shared between areas."""

    policy: Text | None = Field(None, description="Policy, by id or name; default: the scenario's first")
    years: Text | None = Field(None, description="Year or years: 2026, 2026-2028")
    total: Text | None = Field(None, description="Money each year, in SEK")
    method: tuple[Literal["priority", "proportional", "waterfill", "optimum", "exact"], ...] = Field(
        (), description="Method; repeatable; default: those of the scenario"
    )
    seconds: Annotated[float, Field(gt=0, le=20)] = Field(10.0, description="Seconds for the optimum")
    own: bool = Field(False, description="Only what differs from the baseline")
    unit: Literal["kr", "tkr", "mnkr"] = Field("mnkr", description="Unit of money in texts")


class WhoQuery(Query):
    """Who is responsible for an intervention in an area."""

    insats: Text = Field(description="Intervention, by id or name")
    area: Text = Field(description="Area, by id or name")


class ProveQuery(OfPolicies):
    """Claims proved or disproved for every conceivable area."""

    claim: Annotated[tuple[Annotated[str, Field(max_length=2_000)], ...], Field(max_length=20)] = Field(
        (), description="A claim in the language of rules; default: those of the rules"
    )
    timeout: Milliseconds = Field(5_000, description="Milliseconds for each question of the solver")


MOST_ROWS: Final = 100_000
"""So many rows may be sent."""
MOST_COLUMNS: Final = 1_000
"""So many values a row may have."""


WebRows: TypeAlias = tuple[Mapping[str, Given], ...]
_SCALARS: Final = frozenset({str, int, float, bool, NoneType})


def _rows(rows: object, check: Callable[[object], WebRows]) -> WebRows:
    """Rows that are plainly right, told at once from their types; others as pydantic has them, value by value."""
    if isinstance(rows, list) and len(rows) <= MOST_ROWS and {*map(type, rows)} == {dict}:
        names, kinds = {*chain.from_iterable(rows)}, {*map(type, chain.from_iterable(map(dict.values, rows)))}
        if kinds <= _SCALARS and len(names) <= MOST_COLUMNS and all(type(n) is str and len(n) <= _LONG for n in names):
            return tuple(rows)
    return check(rows)


class DecideQuery(Query):
    """Decisions of a policy for rows that the caller sends."""

    policy: Text = Field(description="Policy, by id or name")
    rows: Annotated[
        tuple[Annotated[dict[Text, Given], Field(max_length=MOST_COLUMNS)], ...],
        Field(max_length=MOST_ROWS),
        WrapValidator(_rows),
    ] = Field((), description="A row for each area: values by attribute; null: no data")


class CheckQuery(Query):
    """What is wrong in a policy file, read in place of the policy with its id, or beside the others."""

    text: Annotated[str, Field(max_length=1_000_000)] = Field("", description="The policy file, YAML")


_NESTED: Final = ("parameters", "prices")
_MOST_FAULTS: Final = 100
"""So many faults of one question are told."""
_COMMA: Final = re.compile(r"^\s*(-?\d+),(\d+)\s*$")
"""A number as it is written in a form in Swedish."""
Q = TypeVar("Q", bound=Query)


def from_address(kind: type[Q], pairs: Iterable[tuple[str, str]]) -> Q:
    """The query that an address says: `parameters.NAME=VALUE` and `facts.AREA.ATTRIBUTE=VALUE` try a value, a word
    that may stand several times makes a list. Raises `GrundError`."""
    data: dict[str, Any] = {}
    repeated: list[Problem] = []
    for key, value in pairs:
        head, _, name = key.partition(".")
        if head in _NESTED and name:
            data.setdefault(head, {})[name] = _COMMA.sub(r"\1.\2", value)
        elif head == "facts" and "." in name:
            area, _, attribute = name.rpartition(".")
            data.setdefault(head, {}).setdefault(area, {})[attribute] = value
        elif _is_list(kind, key):
            data.setdefault(key, []).append(value)
        elif key in data:
            repeated.append(problem("G871", None, name=key, wanted="@one_value", value=value))
        elif value or key not in kind.model_fields:
            data[key] = value  # an empty field of a form says nothing
    return _made(kind, data, repeated)


def from_body(kind: type[Q], data: object) -> Q:
    """The query that a JSON object says. Raises `GrundError`."""
    if not isinstance(data, dict):
        raise GrundError([problem("G871", None, name="body", wanted="object", value=type(data).__name__)])
    return _made(kind, data, [])


def _is_list(kind: type[Query], name: str) -> bool:
    field = kind.model_fields.get(name)
    return field is not None and "tuple" in str(field.annotation)


def _made(kind: type[Q], data: Mapping[str, Any], problems: list[Problem]) -> Q:
    try:
        query = kind.model_validate(data)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_context=False)[:_MOST_FAULTS]
        faults = [_fault(kind, fault) for fault in wrong]
        raise GrundError([*problems, *faults]) from None
    if problems:
        raise GrundError(problems)
    return query


def _fault(kind: type[Query], fault: Any) -> Problem:
    name = ".".join(str(part) for part in fault["loc"])
    fields = kind.model_fields
    if fault["type"] == "extra_forbidden":
        return problem("G870", None, nearest(name, fields), name=name, known=", ".join(fields))
    if fault["type"] == "missing":
        return problem("G872", None, name=name)
    return problem("G871", None, name=name, wanted=fault["msg"], value=str(fault["input"])[:80])
