"""Choices: what is made of several values of one area: a weighted mean, or a class.

Enters: a `Maker` whose attribute is of one of these kinds. Leaves: `Mean`, `Cut`, or None with problems noted.
Promise: which side of a bound is closed is declared.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from ...model.derivations import Cut, Mean
from ...model.expressions import Expr
from .maker import Maker


def mean(maker: Maker) -> Mean | None:
    """A weighted mean; the names in the file are expressions, their numbers the weights."""
    given, before = maker.given, len(maker.report.problems)
    maker.typed("number")
    terms: list[tuple[Expr, Decimal]] = []
    if not given.mean:
        maker.report.add("G303", maker.place("mean", key=True), value="", wanted="@expression")
    for text, weight in (given.mean or {}).items():
        expr = maker.value(("mean", text), text, "number")
        if weight <= 0:
            maker.report.add("G303", maker.place("mean", text), value=weight, wanted="> 0")
        if expr is not None:
            terms.append((expr, weight))
    if given.min_observations is not None and not 0 < given.min_observations <= len(given.mean or {}):
        wanted = f"1–{len(given.mean or {})}"
        maker.report.add("G303", maker.place("min_observations"), value=given.min_observations, wanted=wanted)
    if len(maker.report.problems) > before:
        return None
    return Mean(tuple(terms), given.min_observations, given.round)


def cut(maker: Maker) -> Cut | None:
    """Classes of a number."""
    given, before = maker.given, len(maker.report.problems)
    kind = maker.shell.type
    expr = maker.value(("cut",), given.cut or "", "number")
    if maker.typed("enum") and not kind.ordered:
        maker.report.add("G214", maker.place("type"), type=kind.name)
    maker.chosen("cut", at="[…]", closed="lower | upper")
    bounds = tuple(given.at or ())
    for i, (low, high) in enumerate(pairwise(bounds)):
        if low >= high:
            maker.report.add("G303", maker.place("at", i + 1), value=high, wanted=f"> {low}")
    if given.at is not None and kind.kind == "enum" and len(kind.members) != len(bounds) + 1:
        counts = {"bounds": str(len(bounds)), "classes": str(len(bounds) + 1), "members": str(len(kind.members))}
        maker.report.add("G332", maker.place("at"), type=kind.name, **counts)
    if expr is None or len(maker.report.problems) > before:
        return None
    return Cut(expr, bounds, given.closed or "", kind.members)
