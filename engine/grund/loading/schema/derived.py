"""Derived: the shape of derived attributes, and which fields each kind of them has.

A field that a kind does not read is refused where it is written; what a kind needs is said with the choices there are.
"""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from .fields import Flag, Model, Number, OneOrHundred, Text, Texts, Whole
from .parts import Cited, LabelField
from .tables import TableField


class Typed(Cited):
    """What attributes and derived attributes declare alike. `negated`: how one of type bool is denied, or how
    one of an enum is said to have its first value; `values`: those of one of type text."""

    level: Texts
    type: Text
    label: LabelField
    negated: LabelField | None = None
    unit: LabelField | None = None
    decimals: Whole = 0
    min: Number | None = None
    max: Number | None = None
    scale: Text = ""
    values: list[Text] = []


class ByIn(Model):
    """What parts areas of equal value in a ranking."""

    of: Text
    direction: Literal["ascending", "descending"]


class DerivedIn(Typed):
    """An attribute computed from others, in exactly one of the ways that `KINDS` lists.

    `names`: of a block that is written once for several; see `loading.repeated`, which writes them out.
    """

    names: Texts = Field(alias="for", default=[])
    test: Text | None = None
    formula: Text | None = None
    step: Number | None = None
    over: Literal["parts", "parent", "overlaps", "neighbours", "level"] | None = None
    hierarchy: Text = ""
    to: Text = ""
    of: Text | None = None
    where: Text | None = None
    by: Text | None = None
    aggregate: Literal["any", "all", "sum", "mean", "ratio", "min", "max", "count"] | None = None
    share: Text = ""
    more_than: Number | None = None
    at_least: Number | None = None
    weighted: Flag = False
    weight: Text | None = None
    per: Text | None = None
    min_observations: Whole | None = None
    empty: Text | None = None
    rank: Literal["ordinal", "percentile", "quota"] | None = None
    direction: Literal["ascending", "descending"] | None = None
    then_by: list[ByIn] = []
    missing: Literal["excluded", "unknown"] | None = None
    ties: Literal["average", "min", "max", "dense"] | None = None
    divisor: Literal["n", "n-1", "n+1", "midpoint"] | None = None
    out_of: OneOrHundred | None = None
    outside: Text | None = None
    first: Text | None = None
    fraction: Text | None = None
    fraction_round: Literal["up", "down", "half_up"] | None = None
    boundary: Literal["include", "exclude", "unknown"] | None = None
    scaled: Literal["z_score", "min_max", "distance"] | None = None
    sd: Literal["population", "sample"] | None = None
    reference: Text | None = None
    transform: Literal["ln", "log10", "exponential", "year"] | None = None
    constant: Number | None = None
    mean: dict[str, Number] | None = None
    method: Literal["arithmetic", "geometric", "harmonic", "power"] = "arithmetic"
    exponent: Number | None = None
    cut: Text | None = None
    at: list[Number] | None = None
    closed: Literal["lower", "upper"] | None = None
    table: TableField | None = None
    since: Text | None = None
    history: Text | None = None
    last: Text | None = None
    count: Literal["days", "years", "lists"] | None = None
    series: Text = ""
    fired: Texts | None = None
    split: Text | None = None
    floor: Text | None = None
    cap: Text | None = None
    capped: Literal["shared", "kept"] | None = None
    remainder: Literal["largest", "first", "last", "none"] | None = None
    infeasible: Literal["error", "unknown"] | None = None
    clamp: Flag = False
    round: Literal["half_up", "down"] = "half_up"


KINDS: Final[dict[str, frozenset[str]]] = {
    "test": frozenset(),
    "formula": frozenset({"round", "step"}),
    "over": frozenset(
        ("hierarchy", "to", "of", "where", "by", "aggregate", "share", "more_than", "at_least", "weighted", "weight")
    )
    | {"per", "min_observations", "empty", "round"},
    "rank": frozenset(("of", "direction", "then_by", "where", "by", "missing", "ties", "divisor", "out_of", "outside"))
    | {"first", "fraction", "fraction_round", "boundary", "round"},
    "scaled": frozenset(("of", "direction", "where", "by", "missing", "sd", "reference", "out_of", "outside", "round")),
    "transform": frozenset({"of", "constant", "round"}),
    "mean": frozenset({"method", "exponent", "min_observations", "round"}),
    "cut": frozenset({"at", "closed"}),
    "table": frozenset(),
    "since": frozenset({"count", "series"}),
    "history": frozenset({"aggregate", "last", "count", "series"}),
    "fired": frozenset(),
    "split": frozenset(("of", "where", "missing", "floor", "cap", "capped", "step", "remainder", "infeasible")),
}
"""The kinds of derived attributes, each with the fields that it reads beside those that all have (`clamp` is one)."""
