"""Ranks: where an area stands among the areas of its level, by its place or by its value.

`Rank` or `Scaled`, or None with problems noted. Direction, ties, divisor, deviation, reference, scale, boundary, and
what a missing value does are declared.
"""

from __future__ import annotations

from typing import Final

from ...model.derivations import Key, Rank, Scaled
from ...model.expressions import Expr, Type
from ...model.ranking import AT_THE_BOUNDARY, DIRECTIONS, DIVISORS, SHARES, TIES
from ...model.scaling import DEVIATIONS, REFERENCES
from .maker import Maker

_CHOICES: Final = {
    "direction": " | ".join(DIRECTIONS),
    "missing": "excluded | unknown",
    "ties": " | ".join(TIES),
    "divisor": " | ".join(DIVISORS),
    "out_of": "1 | 100",
    "round": "half_up | down",
    "boundary": " | ".join(AT_THE_BOUNDARY),
    "fraction_round": " | ".join(SHARES),
    "sd": " | ".join(DEVIATIONS),
    "reference": " | ".join((*REFERENCES, "@expression")),
}
_NEEDS: Final = {
    "ordinal": ("of", "direction", "missing", "ties"),
    "percentile": ("of", "direction", "missing", "ties", "divisor", "out_of", "round"),
    "quota": ("of", "direction", "missing", "boundary"),
}
_SCALED: Final = {"z_score": ("sd",), "min_max": ("out_of",), "distance": ("reference", "out_of")}
"""The fields that a method of scaling needs, beside those that all do."""
_OWN: Final = {
    "ordinal": {"ties", "outside", "round"},
    "percentile": {"ties", "divisor", "out_of", "outside", "round"},
    "quota": {"first", "fraction", "fraction_round", "boundary"},
}
"""The fields that a measure has, of those that only some have."""


def rank(maker: Maker) -> Rank | None:
    """The rank."""
    given, report = maker.given, maker.report
    before = len(report.problems)
    measure = given.rank or ""
    _fields(maker, measure)
    keys = tuple(key for key in _keys(maker) if key is not None)
    where = None if given.where is None else maker.condition(("where",), given.where)
    by = None if given.by is None else maker.value(("by",), given.by)
    room = _room(maker) if measure == "quota" else None
    if measure == "percentile" and given.out_of is not None:
        _holds(maker, maker.shell.type, int(given.out_of))
    outside = None if given.outside is None else maker.constant(given.outside, "outside")
    if len(report.problems) > before:
        return None
    return Rank(
        measure, keys, where, by, given.missing == "excluded", given.ties or "", given.divisor or "",
        int(given.out_of or 1), room, given.fraction_round or "" if given.fraction is not None else "",
        given.boundary or "", outside, given.round,
    )  # fmt: skip


def scaled(maker: Maker) -> Scaled | None:
    """Where a value lies among the others."""
    given, report = maker.given, maker.report
    before = len(report.problems)
    method = given.scaled or ""
    needs = ("of", "direction", "missing", *_SCALED[method])
    maker.chosen("scaled", **{field: _CHOICES.get(field, "@expression") for field in needs})
    for field in sorted(frozenset().union(*_SCALED.values()) - set(_SCALED[method])):
        maker.only_with(field, "scaled", *(other for other, fields in _SCALED.items() if field in fields))
    maker.typed("number")
    key = None if given.of is None else _number(maker, given.of)
    where = None if given.where is None else maker.condition(("where",), given.where)
    by = None if given.by is None else maker.value(("by",), given.by)
    reference, number = _reference(maker)
    if method == "min_max" and given.out_of is not None:
        _holds(maker, maker.shell.type, int(given.out_of))
    outside = None if given.outside is None else maker.constant(given.outside, "outside")
    if key is None or len(report.problems) > before:
        return None
    return Scaled(
        method, (key,), where, by, given.missing == "excluded", given.sd or "", int(given.out_of or 1),
        reference, number, outside, given.round,
    )  # fmt: skip


def _reference(maker: Maker) -> tuple[str, Expr | None]:
    """What a distance is measured from: a word for something of the base, or a number that is the same everywhere."""
    text = maker.given.reference or ""
    if not text or text in REFERENCES:
        return text, None
    if text.isidentifier() and text not in maker.words.attributes and text not in maker.words.derived:
        maker.report.add("G303", maker.place("reference"), value=text, wanted=_CHOICES["reference"])
        return "", None
    return "", maker.everywhere(("reference",), text, computed=True)


def _number(maker: Maker, text: str) -> Key | None:
    expr = maker.value(("of",), text, "number")
    return None if expr is None else Key(expr, maker.given.direction == "descending")


def _fields(maker: Maker, measure: str) -> None:
    """The fields that a measure needs are chosen, and none is there that it does not have; its type fits it."""
    needs = _NEEDS[measure]
    if measure == "ordinal" and maker.given.ties == "average" and not maker.shell.type.decimals:
        needs += ("round",)  # halves that the attribute has no decimal for
    maker.chosen("rank", **{field: _CHOICES.get(field, "@expression") for field in needs})
    for field in sorted(frozenset().union(*_OWN.values()) - _OWN[measure]):
        maker.only_with(field, "rank", *(other for other, fields in _OWN.items() if field in fields))
    maker.typed("bool" if measure == "quota" else "number")


def _keys(maker: Maker) -> list[Key | None]:
    given = maker.given
    first = [] if given.of is None else [_key(maker, ("of",), given.of, given.direction)]
    return first + [_key(maker, ("then_by", i, "of"), k.of, k.direction) for i, k in enumerate(given.then_by)]


def _key(maker: Maker, path: tuple[str | int, ...], text: str, direction: str | None) -> Key | None:
    """A value that areas can be put in order by."""
    expr = maker.value(path, text, "number", "date", "enum", "bool")
    if expr is not None and expr.type.kind == "enum" and not expr.type.ordered:
        maker.report.add("G214", maker.place(*path), type=expr.type.name)
        return None
    return None if expr is None else Key(expr, direction == "descending")


def _room(maker: Maker) -> Expr | None:
    """How many places a quota has: a number of them, or a part of the base."""
    given = maker.given
    if (given.first is None) == (given.fraction is None):
        place = maker.place("rank", key=True)
        maker.report.add("G330", place, kind="rank", field="first | fraction", choices="first: 10 | fraction: 0.1")
        return None
    if given.first is not None:
        maker.misplaced("fraction_round", "fraction", "first")
        expr = maker.everywhere(("first",), given.first, computed=True)
        low, high, decimals = 0, None, 0
    else:
        maker.chosen("rank", fraction_round=_CHOICES["fraction_round"])
        expr = maker.everywhere(("fraction",), given.fraction or "", computed=True)
        low, high, decimals = 0, 1, 15
    if expr is not None:
        kind, field = expr.type, "first" if given.first is not None else "fraction"
        if kind.low < low or (high is not None and kind.high > high) or kind.decimals > decimals:
            wanted = "@whole" if high is None else "0–1"
            maker.report.add("G303", maker.place(field), value=getattr(given, field), wanted=wanted)
    return expr


def _holds(maker: Maker, kind: Type, most: int) -> None:
    """A percentile, or a value scaled from the least to the greatest, lies in the declared domain."""
    if kind.kind == "number" and (kind.low > 0 or kind.high < most):
        place = maker.place("max" if maker.given.max is not None else "out_of", key=True)
        maker.report.add("G303", place, value=kind.high, wanted=f"≥ {most}")
