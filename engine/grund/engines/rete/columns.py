"""Columns: what a policy reads and decides, as named columns of areas, each after those it reads.

Enters: a vocabulary, a policy, a world's areas and lists, a choice of tolkningar. Leaves: columns by (level, name), and
the column of each rule's condition. Promise: five ways in which a column comes about and no more: given, computed in
Python with the interpreter at an area or for a whole level, matched by the engine at an area, or joined by it along a
relation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from ...model.derivations import Over, Test
from ...model.expressions import BOOL, Expr, Operation, Reference, Type, Value, names, number
from ...model.facts import Area, World
from ...model.policies import Derived, Policy, Rule, Vocabulary
from ...problems.problem import GrundError, Place, problem
from .. import interpreter
from .dnf import (
    ALWAYS,
    NEVER,
    Clauses,
    CompileScope,
    Pair,
    TooWideError,
    both,
    either,
    is_known,
    is_true,
    opposite,
    truth,
)
from .intervals import region, rest

Key: TypeAlias = tuple[str, str]
"""A column: its level, and its name there. Made-up names start with `#`."""

Way: TypeAlias = tuple[str, str, str, str]
"""A relation as it is walked: relation, hierarchy, the level of the owners and that of the members."""

LINKED: Final = "link."
"""What the clauses of a join put before the name of a share, which is read at the link; others are the member's."""
SHARES: Final = number(17, 0, 1)
"""The type of shares, as exact as they can be written."""
_HOLDS: Final = Pair(ALWAYS, NEVER)
_NOWHERE: Final = Area("", "", "")


@dataclass(frozen=True, slots=True)
class GivenColumn:
    """A base attribute: its values come from outside."""


@dataclass(frozen=True, slots=True)
class Computed:
    """Evaluated in Python at the area, by the interpreter over the columns it reads."""

    how: Expr | Derived


@dataclass(frozen=True, slots=True)
class Whole:
    """Evaluated in Python for every area of its level at once, by the interpreter over the columns of all it reads."""

    derived: Derived


@dataclass(frozen=True, slots=True)
class Matched:
    """A condition at the area, by clauses. `sure`: where all that the clauses read is known, so is the condition."""

    pair: Pair
    sure: bool


@dataclass(frozen=True, slots=True)
class JoinColumn:
    """An aggregate, by clauses over a link and the area at its other end.

    `families`: what a link and its member may be. For `any` and `all`, `true` and `false`; for the others `seen`: it
    counts and has a value. `out`: it does not count. `value`: the name of the member's column that is aggregated.
    `listed`: every list that the members' values come from is in force, so that `empty` holds.
    """

    over: Over
    way: Way
    families: Mapping[str, Clauses]
    value: str | None
    constant: Value | None
    listed: bool


Source: TypeAlias = GivenColumn | Computed | Whole | Matched | JoinColumn
"""How a column comes about."""


@dataclass(frozen=True, slots=True)
class ReteColumn:
    """A column. `reads` are columns of the same area, but those of a join are the members'.

    `stage`: how many rounds of matching come before it is known.
    """

    key: Key
    type: Type
    how: Source
    reads: tuple[Key, ...] = ()
    stage: int = 0


class Columns:
    """Columns as they are needed; what has been made is in `made`, each column after those it reads."""

    def __init__(self, vocabulary: Vocabulary, policy: Policy, world: World, tolkning: Mapping[str, str]) -> None:
        self.vocabulary, self.world = vocabulary, world
        self.frame = interpreter.frame(vocabulary, policy, world, tolkning)
        self.made: dict[Key, ReteColumn] = {}
        self._named: dict[tuple[str, Expr, bool], str] = {}
        self._rule: Rule | None = None

    def condition(self, level: str, rule: Rule) -> tuple[Key | None, bool | None]:
        """The column of what must hold before exceptions are asked; where nothing is read, None and its truth."""
        self._rule = rule
        args = rule.active.args if isinstance(rule.active, Operation) else (rule.active,)
        parts = args[:-1] if rule.exceptions else args
        conjunction = Operation("and", parts, BOOL) if len(parts) > 1 else parts[0]
        fixed, value = self._constant(conjunction)
        if fixed:
            return None, value if isinstance(value, bool) else None
        return (level, self._part(level, conjunction)), None

    def need(self, level: str, name: str) -> ReteColumn:
        """The column of a name at a level."""
        key = (level, name)
        if key not in self.made:
            attribute = self.vocabulary.attributes.get(name)
            if attribute is not None:
                self._make(key, attribute.type, GivenColumn(), ())
            else:
                self._derived(level, self.vocabulary.derived[name])
        return self.made[key]

    def _make(
        self, key: Key, kind: Type, how: GivenColumn | Computed | Whole | Matched | JoinColumn, reads: tuple[Key, ...]
    ) -> None:
        below = max((self.made[read].stage for read in reads), default=0)
        self.made[key] = ReteColumn(key, kind, how, reads, below + isinstance(how, Matched | JoinColumn | Whole))

    def _derived(self, level: str, derived: Derived) -> None:
        key, how = (level, derived.id), derived.how
        if isinstance(how, Test):
            self._match(key, how.expr)
        elif isinstance(how, Over) and how.linked:
            self._join(key, derived, how)
        elif how.across:
            self._gather(key, derived)
        elif how.counts_rules:
            rulings = self.frame.policy.counts(how.rules_counted)
            self._compute(key, derived.type, derived, *(r.active for g in rulings for r in g.rules))
        elif derived.local:
            self._compute(key, derived.type, derived, *how.exprs)
        else:  # days of the past: this reading is told what is, and not what was
            rule = self._rule
            named = {"rule": rule.id if rule else "–", "name": derived.id, "kind": how.name}
            place: Place | None = rule.place if rule else None
            raise GrundError([problem("G651", place, **named)])

    def _compute(self, key: Key, kind: Type, how: Expr | Derived, *exprs: Expr) -> None:
        read = sorted(name for name in frozenset().union(*map(names, exprs)) if self._is_column(name))
        self._make(key, kind, Computed(how), tuple([self.need(key[0], name).key for name in read]))

    def _gather(self, key: Key, derived: Derived) -> None:
        """A column that reads every area of a level, and its own area for what groups areas."""
        reads = derived.how.reads(key[0])
        read = sorted({(name, at) for at, expr in reads for name in names(expr) if self._is_column(name)})
        self._make(key, derived.type, Whole(derived), tuple([self.need(at, name).key for name, at in read]))

    def _match(self, key: Key, expr: Expr) -> None:
        pair = self._pair(key[0], expr)
        self._make(key, BOOL, Matched(pair, self._sure(expr)), self._reads(key[0], pair.true, pair.false))

    def _reads(self, level: str, *sets: Clauses) -> tuple[Key, ...]:
        read = {name for clauses in sets for clause in clauses for name, _ in clause}
        return tuple([self.need(level, name).key for name in sorted(read) if not name.startswith(LINKED)])

    # ── joins

    def _join(self, key: Key, derived: Derived, how: Over) -> None:
        constant: Value | None = None
        value: str | None = None
        bound = _bound(how)
        where = _HOLDS if how.where is None else self._pair(how.to, how.where)
        if how.aggregate in ("any", "all"):
            assert how.of is not None
            try:
                families = _truths(how, bound, where, self._pair(how.to, how.of))
            except TooWideError:
                families = _truths(how, bound, self._narrow(how.to, how.where), self._narrow(how.to, how.of))
        else:
            known = _HOLDS
            if how.of is not None:
                fixed, constant = self._constant(how.of)
                value = None if fixed else self._column(how.to, how.of)
                known = Pair(ALWAYS if constant is not None else NEVER, NEVER)
                known = known if value is None else is_known(value, how.of.type)
            try:
                families = _observed(how, bound, where, known)
            except TooWideError:
                families = _observed(how, bound, self._narrow(how.to, how.where), known)
        reads = self._reads(how.to, *families.values())
        if value is not None:
            reads = tuple(sorted({*reads, self.need(how.to, value).key}))
        way = (how.relation, how.hierarchy, key[0], how.to)
        self._make(key, derived.type, JoinColumn(how, way, families, value, constant, self._listed(how)), reads)

    def _narrow(self, level: str, expr: Expr | None) -> Pair:
        if expr is None or self._constant(expr)[0]:
            return _HOLDS if expr is None else self._pair(level, expr)
        return is_true(self._part(level, expr))

    def _listed(self, how: Over) -> bool:
        read = interpreter.reached(self.vocabulary, how.exprs)
        series = {a.series for n in read if (a := self.vocabulary.attributes.get(n)) and a.series}
        return all(s in self.world.lists for s in series)

    # ── expressions

    def _pair(self, level: str, expr: Expr) -> Pair:
        return truth(expr, self._scope(level))

    def _scope(self, level: str) -> CompileScope:
        return CompileScope(
            self._constant,
            lambda expr: self._column(level, expr),
            lambda expr: self._part(level, expr),
            self._test,
        )

    def _test(self, name: str) -> Expr | None:
        derived = self.vocabulary.derived.get(name)
        return derived.how.expr if derived is not None and isinstance(derived.how, Test) else None

    def _is_column(self, name: str) -> bool:
        return name in self.vocabulary.attributes or name in self.vocabulary.derived

    def _constant(self, expr: Expr) -> tuple[bool, Value | None]:
        """Whether an expression reads no column, and its value if so: it is the same at every area."""
        if any(self._is_column(name) for name in names(expr)):
            return False, None
        return True, interpreter.evaluate(self.frame, expr, _NOWHERE).value

    def _sure(self, expr: Expr) -> bool:
        """Whether no parameter or tolkning that an expression reaches is unknown."""
        read = interpreter.reached(self.vocabulary, (expr,))
        return all(self._constant(Reference(n))[1] is not None for n in read if not self._is_column(n))

    def _column(self, level: str, expr: Expr) -> str:
        if isinstance(expr, Reference):
            return self.need(level, expr.name).key[1]
        return self._name(level, expr, False)

    def _part(self, level: str, expr: Expr) -> str:
        if isinstance(expr, Reference) and self._test(expr.name) is not None:
            return self.need(level, expr.name).key[1]
        return self._name(level, expr, True)

    def _name(self, level: str, expr: Expr, matched: bool) -> str:
        """A made-up name for an expression; the same one wherever it stands."""
        name = self._named.get((level, expr, matched))
        if name is None:
            name = self._named[level, expr, matched] = f"#{len(self._named)}"
            if matched:
                self._match((level, name), expr)
            else:
                self._compute((level, name), expr.type, expr, expr)
        return name


def _bound(how: Over) -> Pair:
    """Whether the share is large enough, as clauses over it."""
    if how.bound is None:
        return _HOLDS
    op, limit = how.bound
    inside = region({"more_than": "gt", "at_least": "ge"}[op], limit, SHARES)
    name = LINKED + how.share
    return Pair((((name, inside),),), (((name, rest(inside, SHARES)),),))


def _truths(how: Over, bound: Pair, where: Pair, value: Pair) -> Mapping[str, Clauses]:
    counted = both(bound, where)
    outcome = both(counted, value) if how.aggregate == "any" else either(opposite(counted), value)
    out = {"out": counted.false} if how.empty is not None else {}
    return {"true": outcome.true, "false": outcome.false} | out


def _observed(how: Over, bound: Pair, where: Pair, known: Pair) -> Mapping[str, Clauses]:
    counted = both(bound, where)
    share = is_known(LINKED + how.share, SHARES) if how.weighted else _HOLDS
    return {"seen": both(counted, known, share).true, "out": counted.false}
