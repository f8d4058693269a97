"""Layers: a statement as it grows, step by step, each a `WITH` of its own that adds columns to the one before.

Enters: names to be read at levels. Leaves: steps in order, and the tables they need. Promise: a name is computed
once, in the earliest step that can; no tree is copied into another; every row carries its area's id, and nothing
relies on the order of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from sqlglot import exp

from ...expr import Type
from ...policy import Derived, Over, Vocabulary
from ...problems import Place
from .dialects import Dialect, Tree, both, column, named, relation, type_of
from .expressions import Asked, Bits, Masks, mask_of

AREA: Final = "area.id"
"""The column of every step that says which area a row is about."""
ROW: Final = "parameters.row"
"""The column that says which row of the parameters a row is about, where there is more than one."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """A table of relations the statement reads: `area` at one level, `other` at another, and named shares.

    `part_of` is unfolded: an area and the areas of the other level above or below it, through the levels between.
    """

    relation: str
    hierarchy: str
    level: str
    to: str

    @property
    def name(self) -> str:
        """The table's name."""
        return "_".join(part for part in (self.relation, self.hierarchy, self.level, self.to) if part)


Kinds: TypeAlias = "Mapping[type, Callable[[Statement, Chain, Derived, Any], None]]"
"""By the class of a derived attribute's `how`, what adds it to a chain (`derived.KINDS`)."""
Given: TypeAlias = Mapping[str, frozenset[str]]
"""By level, the columns that its table has; of a level that is not there, every attribute."""


@dataclass
class Statement:
    """The steps so far, and what they need: `tables` by level with the types of their columns, `pairs` with shares;
    `absent` are the names, by level, that no column gives.

    `given`, `lists` and `several` are what is known beforehand: the columns there are, the series of lists in force,
    and whether there are several rows of parameters. `relations`: tables of pairs are there. `trusted`: values are
    checked.
    """

    dialect: Dialect
    vocabulary: Vocabulary
    bits: Bits
    given: Given
    lists: frozenset[str]
    several: bool
    kinds: Kinds
    relations: bool = True
    trusted: bool = False
    steps: list[tuple[str, exp.Query]] = field(default_factory=list)
    tables: dict[str, dict[str, Type]] = field(default_factory=dict)
    pairs: dict[Pairs, set[str]] = field(default_factory=dict)
    absent: dict[str, set[str]] = field(default_factory=dict)
    parameters: dict[str, Type] = field(default_factory=dict)
    chains: dict[str, Chain] = field(default_factory=dict)

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that tell rows apart."""
        return (AREA, ROW) if self.several else (AREA,)

    def step(self, name: str, query: exp.Query) -> str:
        """Add a step; its name is made its own."""
        taken = {held for held, _ in self.steps}
        found, count = name, 2
        while found in taken:
            found, count = f"{name} {count}", count + 1
        self.steps.append((found, query))
        return found

    def asked(self, what: str, table: str = "", place: Place | None = None) -> Asked:
        """Where an expression of a rule or name stands."""
        return Asked(self.dialect, what, place, table)

    def chain(self, level: str) -> Chain:
        """The steps of a level's areas; begun where it is asked for first."""
        if level not in self.chains:
            self.chains[level] = Chain(self, level)
        return self.chains[level]

    def has(self, level: str, name: str) -> bool:
        """Whether the level's table has a column of this name."""
        if level in self.given:
            return name in self.given[level]
        return name in self.vocabulary.attributes

    def type_of(self, name: str, kind: Type) -> Type:
        """The type of a name as it is declared, and not as an expression has narrowed it."""
        found = self.vocabulary.attributes.get(name) or self.vocabulary.derived.get(name)
        return kind if found is None else found.type

    def listed(self, series: Iterable[str]) -> bool:
        """Whether lists of these series are in force."""
        return all(name in self.lists for name in series)

    def related(self, level: str, how: Over) -> Pairs:
        """The table of a relation, which the statement now needs."""
        found = Pairs(how.relation, how.hierarchy, level, how.to)
        shares = self.pairs.setdefault(found, set())
        if how.share:
            shares.add(how.share)
        return found


class Chain:
    """The steps about the areas of one level: facts and parameters first, then what is computed from them."""

    def __init__(self, statement: Statement, level: str) -> None:
        self.statement, self.level = statement, level
        self.stage = "derived"
        self.done: set[str] = set()
        self.pending: dict[str, exp.Alias] = {}
        self.columns = statement.tables.setdefault(level, {})
        self.facts = exp.select(named(column("id", "a"), AREA))
        self.facts = self.facts.from_(relation(level, "a"), copy=False).join(
            relation("parameters", "p"), join_type="cross", copy=False
        )
        self.facts.append("expressions", exp.Column(this=exp.Star(), table=exp.to_identifier("p", quoted=True)))
        self.current = statement.step(f"facts {level}", self.facts)

    def read(self, name: str, kind: Type) -> None:
        """Have a column of the level's table, or null where it has none, in the first step."""
        if name in self.done:
            return
        self.done.add(name)
        if not self.statement.has(self.level, name):
            self.statement.absent.setdefault(self.level, set()).add(name)
            self.facts.append("expressions", named(exp.cast(exp.Null(), type_of(kind)), name))
            return
        self.columns[name] = kind
        held: Tree = column(name, "a")
        if not self.statement.trusted:
            held = self.statement.dialect.checked(held, name, kind)
        self.facts.append("expressions", named(held, name))

    def parameter(self, name: str, kind: Type) -> None:
        """Have a parameter, the day or a tolkning."""
        self.statement.parameters.setdefault(name, kind)
        self.done.add(name)

    def add(self, name: str, tree: Tree, comments: Iterable[str] = ()) -> None:
        """Add a column; where it reads one that is not yet in a step, a new step begins."""
        if any(held.name in self.pending for held in tree.find_all(exp.Column)):
            self.flush()
        found = named(tree, name)
        found.add_comments(list(comments))
        self.pending[found.alias] = found
        self.done.add(name)

    def masks(self, name: str, masks: Masks) -> None:
        """Add the missing facts of a name."""
        for word in self.statement.bits.words:
            held = masks.get(word)
            zero: Tree = exp.Literal.number(0)
            self.add(mask_of(name, word), exp.cast(zero if held is None else held, "BIGINT"))

    def flush(self, stage: str = "") -> str:
        """End the step; its name."""
        if self.pending:
            query = exp.select(exp.Star(), *self.pending.values(), copy=False).from_(relation(self.current))
            self.current = self.statement.step(f"{self.stage} {self.level}", query)
            self.pending = {}
        self.stage = stage or self.stage
        return self.current

    def join(self, step: str, columns: Mapping[str, Tree]) -> None:
        """A step of its own: columns that read this level's rows as `t` and, where there is one, their row of `step` as
        `o`."""
        self.flush()
        star = exp.Column(this=exp.Star(), table=exp.to_identifier("t", quoted=True))
        same = [exp.EQ(this=column(key, "t"), expression=column(key, "o")) for key in self.statement.keys]
        query = exp.select(star, *(named(tree, name) for name, tree in columns.items()), copy=False)
        query = query.from_(relation(self.current, "t")).join(relation(step, "o"), on=both(*same), join_type="left")
        self.current = self.statement.step(f"{self.stage} {self.level}", query)
        self.done |= set(columns)
