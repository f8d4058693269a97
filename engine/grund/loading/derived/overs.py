"""Overs: aggregates over related areas.

`Over`, or None with problems noted. Nothing about an aggregate is assumed: what is undeclared is a problem.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from ...language.parser import parse
from ...language.tokens import ParseError
from ...language.typing import Scope, condition, expect, value
from ...model.derivations import Over
from ...model.expressions import BOOL, Expr, Operation, Type, names
from ...problems.problem import problem
from ..vocabulary import scope
from .maker import Maker

_WEIGHED: Final = ("sum", "mean")
_GIVES: Final = {"any": "bool", "all": "bool", "sum": "number", "mean": "number", "ratio": "number", "count": "number"}
"""The type that an aggregate gives; min and max give what they take."""


def over(maker: Maker) -> Over | None:
    """The aggregate."""
    given, report = maker.given, maker.report
    before = len(report.problems)
    if given.aggregate is None:
        _needs(maker, "aggregate")
    if given.of is None and given.aggregate != "count":
        _needs(maker, "of")
    bounds = [(k, v) for k in ("more_than", "at_least") if (v := getattr(given, k)) is not None]
    _shares(maker, len(bounds))
    _weights(maker)
    maker.typed(_GIVES.get(given.aggregate or "", maker.shell.type.kind))
    if given.share:
        report.known(maker.place("share"), "share", given.share, maker.words.shares)
    to, hierarchy = _to(maker), _hierarchy(maker)
    if to is None or len(report.problems) > before:
        return None
    read = _Members(maker, to)
    where, of = read.condition("where"), read.value("of", partial(_of, maker))
    weight, by = read.value("per" if given.per is not None else "weight", _number), read.value("by", lambda tree: tree)
    empty = None if given.empty is None else maker.constant(given.empty, "empty")
    if len(report.problems) > before:
        return None
    if given.aggregate == "count" and of is not None and of.type.kind == "bool":  # counted where it holds
        where, of = (of if where is None else Operation("and", (where, of), BOOL)), None
    return Over(
        given.over or "", hierarchy, to, of, where, given.aggregate or "", given.share,
        bounds[0] if bounds else None, given.weighted, given.min_observations, empty, given.round, by, weight,
    )  # fmt: skip


class _Members:
    """Reads the expressions of an aggregate, at its members."""

    def __init__(self, maker: Maker, to: str) -> None:
        self.maker = maker
        self.at: Scope = scope(maker.words, maker.parameters, to)

    def condition(self, field: str) -> Expr | None:
        """A condition at the member."""
        text = getattr(self.maker.given, field)
        return None if text is None else self._parsed(field, partial(condition, text, self.at))

    def value(self, field: str, check: Callable[[Expr], Expr]) -> Expr | None:
        """A value at the member."""
        text = getattr(self.maker.given, field)
        return None if text is None else self._parsed(field, lambda: check(value(text, self.at)))

    def _parsed(self, field: str, make: Callable[[], Expr]) -> Expr | None:
        return self.maker.report.parsed(self.maker.document, (*self.maker.path, field), make)


def _needs(maker: Maker, what: str) -> None:
    maker.report.add("G316", maker.place("over", key=True), what=what)


def _shares(maker: Maker, bounds: int) -> None:
    """Overlaps name a share and say what it is for; nothing else has shares."""
    given = maker.given
    uses = bounds + given.weighted
    if given.over != "overlaps":
        if given.share or uses:
            _needs(maker, "over: overlaps")
    elif not given.share:
        _needs(maker, "share")
    elif bounds > 1 or not uses:
        _needs(maker, "more_than | at_least")
    elif given.weighted and given.aggregate not in _WEIGHED:
        _needs(maker, "aggregate: sum | mean")


def _weights(maker: Maker) -> None:
    """A weight of one's own for a sum or a mean; what the sum is divided by, for a ratio; groups, of a whole level."""
    given = maker.given
    if given.aggregate == "ratio" and given.per is None:
        _needs(maker, "per")
    maker.only_with("per", "aggregate", "ratio")
    if given.weighted:
        maker.misplaced("weight", "weighted: false", "weighted: true")
    else:
        maker.only_with("weight", "aggregate", *_WEIGHED)
    if given.over == "level":
        maker.only_with("by", "to", *maker.shell.levels)
    else:
        maker.only_with("by", "over", "level")


def _of(maker: Maker, tree: Expr) -> Expr:
    """The member's value, of the type the aggregate and the attribute need."""
    kind: Type = maker.shell.type
    if maker.given.aggregate in ("any", "all"):
        expect(tree, BOOL)
    elif maker.given.aggregate in ("sum", "mean", "ratio"):
        _number(tree)
    elif maker.given.aggregate in ("min", "max"):
        expect(tree, kind)
        if kind.kind == "enum" and not kind.ordered:
            raise ParseError(tree.span, problem("G214", type=kind.name))
    return tree


def _number(tree: Expr) -> Expr:
    if tree.type.kind != "number":
        raise ParseError(tree.span, problem("G205", wanted="@number", found="@" + tree.type.kind))
    return tree


def _hierarchy(maker: Maker) -> str:
    given = maker.given
    if given.over not in ("parts", "parent"):
        return ""
    if given.hierarchy:
        maker.report.known(maker.place("hierarchy"), "@hierarchy", given.hierarchy, maker.words.hierarchies)
        return given.hierarchy
    if len(maker.words.hierarchies) != 1:
        _needs(maker, "hierarchy")
    return next(iter(maker.words.hierarchies), "")


def _to(maker: Maker) -> str | None:
    """The level of the members: declared, or the one level where everything read exists."""
    given = maker.given
    if given.to:
        ok = maker.report.known(maker.place("to"), "@level", given.to, maker.words.levels)
        return given.to if ok else None
    candidates = set(maker.words.levels)
    for text in (given.of, given.where, given.by, given.weight, given.per):
        try:
            read = names(parse(text, formula=True)) if text else frozenset()
        except ParseError:
            read = frozenset()
        for name in read:
            attribute = maker.words.attributes.get(name) or maker.words.derived.get(name)
            if attribute is not None:
                candidates &= set(attribute.levels)
    if given.by is not None:
        candidates &= set(maker.shell.levels)
    if len(candidates) == 1:
        return candidates.pop()
    _needs(maker, "to")
    return None
