"""Parameters: what is known before any area is asked, as rows of literals.

Enters: frames. Leaves: a row for each, with its parameters, day and tolkningar. Promise: a value that is not known is
null of its type; no rows are an empty relation with the same columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from sqlglot import exp

from ...model.expressions import Name, Type, Value
from ..interpreter import EvalContext
from .dialects import Dialect, Tree, cast, named, number, text, type_of
from .evaluate import stated

PARAMETERS: Final = "parameters"
"""The step with their rows."""
ROW: Final = "parameters.row"
"""The column that says which row of the parameters a row is about, where there is more than one."""
LISTS: Final = "lists."
"""What the name of a column begins with that says whether a list of a series is in force."""

Labels: TypeAlias = Sequence[str | None]
"""What the rows of a relation are called, in each frame; None leaves them out."""


def parameters(
    dialect: Dialect,
    frames: Sequence[EvalContext],
    types: Mapping[str, Type],
    several: bool,
    labels: Sequence[Labels] = (),
) -> exp.Query:
    """A row per frame."""
    kinds = sorted(types.items())
    heads = [ROW] if several else []
    heads += [name for name, _ in kinds] + [label(i) for i in range(len(labels))]
    rows: list[list[Tree]] = []
    for i, frame in enumerate(frames):
        row: list[Tree] = [number(i + 1)] if several else []
        row += [held(dialect, _value(frame, name), kind) for name, kind in kinds]
        row += [cast(exp.Null() if (sentence := called[i]) is None else text(sentence), "TEXT") for called in labels]
        rows.append(row)
    blank: list[Tree] = [cast(exp.Null(), "INT")] if several else []
    blank += [stated(dialect, None, kind) for _, kind in kinds] + [cast(exp.Null(), "TEXT") for _ in labels]
    return literals(heads, rows, blank)


def label(index: int) -> str:
    """The column of what rows are called."""
    return f"tolkning.label{index or ''}"


def held(dialect: Dialect, value: Value | None, kind: Type) -> Tree:
    """A value as a column of its type."""
    return cast(stated(dialect, value, kind), type_of(kind))


def literals(heads: Sequence[str], rows: Iterable[Sequence[Tree]], blank: Sequence[Tree]) -> exp.Query:
    """A relation of rows of literals; `blank` is a row of nulls, of the same types, for a relation without any."""
    queries: list[exp.Query] = [
        exp.select(*(named(tree, head) for head, tree in zip(heads, row, strict=True)), copy=False) for row in rows
    ]
    if not queries:
        none = exp.select(*(named(tree, head) for head, tree in zip(heads, blank, strict=True)), copy=False)
        return none.where(number(1).eq(0), copy=False)
    union = queries[0]
    for query in queries[1:]:
        union = exp.Union(this=union, expression=query, distinct=False)
    return union


def _value(frame: EvalContext, name: str) -> Value | None:
    if name == "day":
        return frame.world.day
    space, short = Name.parse(name)
    if space == "tolkning":
        return frame.tolkning.get(short)
    if name.startswith(LISTS):
        return short in frame.world.lists
    value = frame.policy.parameters[short].on(frame.world.day)
    return None if value is None else value.value
