"""Choices: what is made of one or several values of one area: a weighted mean, a transform, or a class.

`Mean`, `PowerMean`, `Transform`, `Cut`, or None with problems noted. Which side of a bound is closed is declared, and
so is the constant of a transform.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Final

from ...model.derivations import Cut, Mean, PowerMean, Transform
from ...model.expressions import Expr
from ...model.transforms import POWERS
from .maker import Maker

_MOST: Final = 10
"""The greatest exponent of a power mean, up or down: the root of a number of 180 digits."""
_CONSTANTS: Final = (1, 1000)
"""Between which the constant of the exponential transform lies."""


def mean(maker: Maker) -> Mean | PowerMean | None:
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
    exponent = _exponent(maker)
    if len(maker.report.problems) > before:
        return None
    if given.method == "arithmetic":
        return Mean(tuple(terms), given.min_observations, given.round)
    return PowerMean(tuple(terms), exponent, given.min_observations, given.round)


def _exponent(maker: Maker) -> int:
    """The exponent of a mean: that of its name, or its own."""
    method, exponent = maker.given.method, maker.given.exponent
    wanted = f"@whole, −{_MOST} … {_MOST}, ≠ 0"
    if method != "power":
        maker.only_with("exponent", "method", "power")
        return POWERS.get(method, 1)
    if maker.chosen("mean", exponent=wanted) and exponent is not None:
        if exponent == exponent.to_integral_value() and 0 < abs(exponent) <= _MOST:
            return int(exponent)
        maker.report.add("G303", maker.place("exponent"), value=exponent, wanted=wanted)
    return 1


def transform(maker: Maker) -> Transform | None:
    """A function of one value."""
    given, before = maker.given, len(maker.report.problems)
    exponential = given.transform == "exponential"
    maker.typed("number")
    wanted = "{}–{}".format(*_CONSTANTS)
    maker.chosen("transform", of="@expression", **({"constant": wanted} if exponential else {}))
    maker.only_with("constant", "transform", "exponential")
    if given.constant is not None and not _CONSTANTS[0] <= given.constant <= _CONSTANTS[1]:
        maker.report.add("G303", maker.place("constant"), value=given.constant, wanted=wanted)
    expr = (
        None if given.of is None else maker.value(("of",), given.of, "date" if given.transform == "year" else "number")
    )
    if expr is None or len(maker.report.problems) > before:
        return None
    return Transform(given.transform or "", expr, given.constant, given.round)


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
