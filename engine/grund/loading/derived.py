"""Derived: the derived attributes of a vocabulary.

Enters: a vocabulary without them, and the models that declare them. Leaves: the vocabulary with them.
Promise: typed, free of circles, and nothing about an aggregate is assumed: what is undeclared is a problem.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from graphlib import CycleError, TopologicalSorter
from typing import Final, TypeVar

from ..expr import BOOL, Expr, Literal, Type, height, names
from ..parse import parse
from ..policy import Derived, Formula, Over, Parameter, Test, Vocabulary
from ..problems import problem
from ..resolve import Scope, condition, expect, formula, value
from ..schema import DerivedIn, VocabularyFile
from ..text import Path
from ..tokens import ParseError
from .report import label
from .vocabulary import Declared, levels, scope

T = TypeVar("T")
MAX_HEIGHT: Final = 150
"""Nodes on the longest way through derived attributes down to a fact, so that every reading may recurse."""
_STEP: Final = 4
"""What the step from one derived attribute to the next counts as."""


def derived(
    declared: Declared, words: Vocabulary, parameters: Mapping[str, Parameter], model: VocabularyFile
) -> Vocabulary:
    """The vocabulary with its derived attributes; problems go to the report."""
    shells = {name: _shell(declared, model, name, given) for name, given in model.derived.items()}
    draft = replace(words, derived=shells)
    found = {
        name: _Maker(declared, draft, parameters, shells[name], given).make() for name, given in model.derived.items()
    }
    _refuse_circles(declared, found)
    return replace(words, derived=found)


def _shell(declared: Declared, model: VocabularyFile, name: str, given: DerivedIn) -> Derived:
    """A derived attribute with its type, before its expression is read."""
    path: Path = ("derived", name)
    levels(declared, model, path, given.level)
    citation = declared.report.citation(declared.document, path, given, declared.sources, name)
    kind = declared.type(path, given)
    how = Test(Literal(False, BOOL))
    words = label(given.label), label(given.unit)
    return Derived(name, tuple(given.level), kind, *words, how, citation, label(given.negated))


class _Maker:
    """Reads the one way in which a derived attribute is computed."""

    def __init__(
        self,
        declared: Declared,
        words: Vocabulary,
        parameters: Mapping[str, Parameter],
        shell: Derived,
        given: DerivedIn,
    ) -> None:
        self.declared, self.words, self.parameters = declared, words, parameters
        self.shell, self.given = shell, given
        self.path: Path = ("derived", shell.id)

    def make(self) -> Derived:
        """The attribute, or its shell where a problem was noted."""
        ways = [w for w in ("test", "formula", "over") if getattr(self.given, w) is not None]
        if len(ways) != 1:
            place = self.declared.document.place(self.path, key=True)
            self.declared.report.add("G301", place, field="test | formula | over")
            return self.shell
        how = {"test": self._test, "formula": self._formula, "over": self._over}[ways[0]]()
        return self.shell if how is None else replace(self.shell, how=how)

    def _each_level(self, key: str, make: Callable[[Scope], T]) -> T | None:
        """The expression, checked at every level the attribute exists at."""
        found: T | None = None
        for level in self.shell.levels:
            at = scope(self.words, self.parameters, level)
            path = (*self.path, key)
            found = self.declared.report.parsed(self.declared.document, path, partial(make, at))
            if found is None:
                return None
        return found

    def _test(self) -> Test | None:
        expr = self._each_level("test", partial(condition, self.given.test or ""))
        if self.shell.type.kind != "bool":
            self._type_problem("bool")
        return None if expr is None else Test(expr)

    def _formula(self) -> Formula | None:
        found = self._each_level("formula", partial(formula, self.given.formula or ""))
        if self.shell.type.kind != "number":
            self._type_problem("number")
        return None if found is None else Formula(found[0], found[1], self.given.round)

    def _type_problem(self, wanted: str) -> None:
        place = self.declared.document.place((*self.path, "type"))
        self.declared.report.add("G205", place, wanted="@" + wanted, found=self.given.type)

    def _needs(self, what: str) -> None:
        place = self.declared.document.place((*self.path, "over"), key=True)
        self.declared.report.add("G316", place, what=what)

    def _over(self) -> Over | None:
        given = self.given
        before = len(self.declared.report.problems)
        if given.aggregate is None:
            self._needs("aggregate")
        if given.of is None and given.aggregate != "count":
            self._needs("of")
        bounds = [(k, v) for k in ("more_than", "at_least") if (v := getattr(given, k)) is not None]
        self._shares(len(bounds))
        self._gives()
        if given.share:
            place = self.declared.document.place((*self.path, "share"))
            self.declared.report.known(place, "share", given.share, self.words.shares)
        to, hierarchy = self._to(), self._hierarchy()
        if to is None or len(self.declared.report.problems) > before:
            return None
        at = scope(self.words, self.parameters, to)
        document, report = self.declared.document, self.declared.report
        where = of = None
        if given.where is not None:
            text = given.where
            where = report.parsed(document, (*self.path, "where"), lambda: condition(text, at))
        if given.of is not None:
            inner = given.of
            of = report.parsed(document, (*self.path, "of"), lambda: self._of(value(inner, at)))
        if len(report.problems) > before:
            return None
        empty = None
        if given.empty is not None:
            place = document.place((*self.path, "empty"))
            empty = self.declared.constant(place, self.shell.id, given.empty, self.shell.type)
        return Over(
            given.over or "", hierarchy, to, of, where, given.aggregate or "", given.share,
            bounds[0] if bounds else None, given.weighted, given.min_observations, empty, given.round,
        )  # fmt: skip

    def _shares(self, bounds: int) -> None:
        """Overlaps name a share and say what it is for; nothing else has shares."""
        given = self.given
        uses = bounds + given.weighted
        if given.over != "overlaps":
            if given.share or uses:
                self._needs("over: overlaps")
        elif not given.share:
            self._needs("share")
        elif bounds > 1 or not uses:
            self._needs("more_than | at_least")
        elif given.weighted and given.aggregate not in ("sum", "mean"):
            self._needs("aggregate: sum | mean")

    def _gives(self) -> None:
        """The type that the aggregate gives is the one declared; min and max give what they take (see `_of`)."""
        wanted = {"any": "bool", "all": "bool", "sum": "number", "mean": "number", "count": "number"}
        found = wanted.get(self.given.aggregate or "", self.shell.type.kind)
        if self.shell.type.kind != found:
            self._type_problem(found)

    def _of(self, tree: Expr) -> Expr:
        """The member's value, of the type the aggregate and the attribute need."""
        kind: Type = self.shell.type
        if self.given.aggregate in ("any", "all"):
            expect(tree, BOOL)
        elif self.given.aggregate in ("sum", "mean") and tree.type.kind != "number":
            raise ParseError(tree.span, problem("G205", wanted="@number", found="@" + tree.type.kind))
        elif self.given.aggregate in ("min", "max"):
            expect(tree, kind)
            if kind.kind == "enum" and not kind.ordered:
                raise ParseError(tree.span, problem("G214", type=kind.name))
        return tree

    def _hierarchy(self) -> str:
        given = self.given
        if given.over not in ("parts", "parent"):
            return ""
        if given.hierarchy:
            place = self.declared.document.place((*self.path, "hierarchy"))
            self.declared.report.known(place, "@hierarchy", given.hierarchy, self.words.hierarchies)
            return given.hierarchy
        if len(self.words.hierarchies) != 1:
            self._needs("hierarchy")
        return next(iter(self.words.hierarchies), "")

    def _to(self) -> str | None:
        """The level of the members: declared, or the one level where everything read exists."""
        if self.given.to:
            place = self.declared.document.place((*self.path, "to"))
            ok = self.declared.report.known(place, "@level", self.given.to, self.words.levels)
            return self.given.to if ok else None
        candidates = set(self.words.levels)
        for text in (self.given.of, self.given.where):
            try:
                read = names(parse(text, formula=True)) if text else frozenset()
            except ParseError:
                read = frozenset()
            for name in read:
                found = self.words.attributes.get(name) or self.words.derived.get(name)
                if found is not None:
                    candidates &= set(found.levels)
        if len(candidates) == 1:
            return candidates.pop()
        self._needs("to")
        return None


def _refuse_circles(declared: Declared, found: Mapping[str, Derived]) -> None:
    graph = {name: reads(d) & set(found) for name, d in found.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = error.args[1]
        place = declared.document.place(("derived", circle[0]), key=True)
        declared.report.add("G309", place, circle=" → ".join(reversed(circle)))
        return
    deep: dict[str, int] = {}
    for name in TopologicalSorter(graph).static_order():
        own = max((height(e) for e in found[name].how.exprs), default=0)
        deep[name] = own + _STEP + max((deep[n] for n in graph[name]), default=0)
        if deep[name] > MAX_HEIGHT:
            place = declared.document.place(("derived", name), key=True)
            declared.report.add("G320", place, what="@derivations", limit=MAX_HEIGHT // _STEP, chain=f"… → {name}")
            return


def reads(attribute: Derived) -> frozenset[str]:
    """The names a derived attribute reads, at whatever area."""
    return frozenset().union(*(names(expr) for expr in attribute.how.exprs))
