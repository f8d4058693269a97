"""CTEs: a statement as it grows, step by step, each a `WITH` of its own that adds columns to the one before.

Enters: names to be read at levels. Leaves: steps in order, and the tables they need. Promise: a name is computed
once, in the earliest step that can; no tree is copied into another; every row carries its area's id, and nothing
relies on the order of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, TypeAlias

from sqlglot import exp

from ...model.derivations import Over
from ...model.expressions import BOOL, DATE, Type
from ...model.policies import Derived, Ruling, Vocabulary
from ...problems.problem import Place
from ..interpreter import EvalContext, then
from .dialects import (
    Dialect,
    Tree,
    cast,
    column,
    named,
    quoted,
    relation,
    type_of,
)
from .evaluate import Bits, ExpressionContext, Masks, mask_of
from .faults import each_once, inside_domain
from .layers import AREA, ColumnLayer, Sides
from .parameters import LISTS, PARAMETERS, ROW, Labels, parameters
from .sources import HISTORY, Pairs, Sources, held_on

DAY: Final = "day"
"""The column of the day."""
Kinds: TypeAlias = "Mapping[type, Callable[[SqlStatement, Chain, Derived, Any], None]]"
"""By the class of a derived attribute's `how`, what adds it to a chain (`derived.KINDS`)."""
Given: TypeAlias = Mapping[str, frozenset[str]]
"""By level, the columns that its table has; of a level that is not there, every attribute."""


@dataclass
class SqlStatement:
    """The steps so far, and what they need: `today`, and of earlier days `past`; `absent` are the names, by level, that
    no column gives.

    `counted`: the rules that are counted. `frames`: the rows of parameters, each with its world. `given`: the columns
    there are. `relations`: tables of pairs are there. `trusted`: values are checked. `whole`: by level, the names that
    every area is asked. `before`: what this statement asks of earlier days; it is told from it by its `prefix`, and
    `rows` are its rows of parameters by frame and day. `later` are steps whose rows are not known yet. `depths`: how
    many steps a step stands on at most.
    """

    dialect: Dialect
    vocabulary: Vocabulary
    counted: Mapping[str, Ruling]
    frames: list[EvalContext]
    bits: Bits
    given: Given
    kinds: Kinds
    relations: bool = True
    trusted: bool = False
    prefix: str = ""
    today: Sources = field(default_factory=Sources)
    past: Sources = field(default_factory=Sources)
    steps: dict[str, exp.Query] = field(default_factory=dict)
    depths: dict[str, int] = field(default_factory=dict)
    labels: Sequence[Labels] = ()
    absent: dict[str, set[str]] = field(default_factory=dict)
    parameters: dict[str, Type] = field(default_factory=dict)
    chains: dict[str, Chain] = field(default_factory=dict)
    whole: set[tuple[str, str]] = field(default_factory=set)
    rows: dict[tuple[int, date], int] = field(default_factory=dict)
    later: dict[str, Callable[[], exp.Query]] = field(default_factory=dict)
    before: SqlStatement | None = None

    def __post_init__(self) -> None:
        self.late(PARAMETERS, self._rows)

    def _rows(self) -> exp.Query:
        return parameters(self.dialect, self.frames, self.parameters, ROW in self.keys, self.labels)

    @property
    def dated(self) -> bool:
        """Whether it is about earlier days, each a row of parameters."""
        return bool(self.prefix)

    @property
    def sources(self) -> Sources:
        """The tables that its steps read."""
        return self.past if self.dated else self.today

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that tell rows apart."""
        return (AREA, ROW) if self.dated or len(self.frames) > 1 else (AREA,)

    def asks_all(self, level: str, name: str) -> bool:
        """Whether a name is asked of every area of a level, on the day: what stops there stops the interpreter too."""
        return (level, name) in self.whole

    def step(self, name: str, query: exp.Query, depth: int = 0) -> str:
        """Add a step; its name is made its own. It comes after those that it reads, or at a depth."""
        name = self.prefix + name
        words, count = name, 2
        while words in self.steps:
            words, count = f"{name} {count}", count + 1
        self.steps[words] = query
        reads = (self.depths.get(table.name, 0) for table in query.find_all(exp.Table))
        self.depths[quoted(words)] = depth or 1 + max(reads, default=0)
        return words

    def late(self, name: str, make: Callable[[], exp.Query]) -> str:
        """Add a step whose rows are known when every other step is there."""
        words = self.step(name, exp.select())
        self.later[words] = make
        return words

    def finish(self) -> None:
        """Have the steps that were late: today's first, for what they ask of earlier days are rows there; each step
        after those that it reads."""
        for name, make in self.later.items():
            if name != f"{self.prefix}{PARAMETERS}":
                self.steps[name] = make()
        if self.before is not None:
            self.before.finish()
        self.steps[f"{self.prefix}{PARAMETERS}"] = self.later[f"{self.prefix}{PARAMETERS}"]()
        for chain in self.chains.values():
            chain.finish()

    def in_order(self) -> list[tuple[str, exp.Query]]:
        """The steps, each after those that it reads."""
        return sorted(self.steps.items(), key=lambda step: self.depths[quoted(step[0])])

    def asked(self, what: str, table: str = "", place: Place | None = None) -> ExpressionContext:
        """Where an expression of a rule or name stands."""
        return ExpressionContext(self.dialect, what, place, table)

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
        attribute = self.vocabulary.attributes.get(name) or self.vocabulary.derived.get(name)
        return kind if attribute is None else attribute.type

    def listed(self, chain: Chain, series: Iterable[str]) -> list[Tree]:
        """That lists of some series are in force, as conditions; none where it is certain."""
        if not self.dated:
            certain = all(name in self.frames[0].world.lists for name in series)
            return [] if certain else [self.dialect.known(False)]
        names = [f"{LISTS}{name}" for name in sorted(series)]
        for name in names:
            chain.parameter(name, BOOL)
        return [self.dialect.truth(column(name)) for name in names]

    def related(self, level: str, how: Over) -> Pairs:
        """The table of a relation, which the statement now needs."""
        pairs = Pairs(how.relation, how.hierarchy, level, how.to)
        shares = self.sources.pairs.setdefault(pairs, set())
        if how.share:
            shares.add(how.share)
        return pairs

    def table(self, name: str) -> str:
        """The name of a table as this statement reads it: what holds on the day, or when it held."""
        return f"{name}{HISTORY}" if self.dated else name

    def earlier(self) -> SqlStatement:
        """The statement about earlier days; its steps are among this one's. It has no rows yet."""
        if self.before is None:
            self.before = replace(
                self, frames=[], prefix=f"past {self.prefix}", chains={}, parameters={DAY: DATE}, whole=set(), rows={},
                later={}, labels=(), before=None,
            )  # fmt: skip
        return self.before

    def frames_before(self) -> list[EvalContext]:
        """The frames of every earlier day that is asked."""
        return [] if self.before is None else [*self.before.frames, *self.before.frames_before()]

    def day_of(self, frame: int, day: date) -> int:
        """The row of parameters, in the statement about earlier days, of a frame on a day: its own, or one before."""
        statement = self.earlier()
        if (frame, day) not in self.rows:
            now = self.frames[frame]
            statement.frames.append(now if day == now.world.day else then(now, day))
            self.rows[frame, day] = len(statement.frames)
        return self.rows[frame, day]


class Chain:
    """The steps about the areas of one level: facts and parameters first, then layers of what is computed from them.

    A column stands in the first layer after what it reads, so that there are as many layers as the deepest name needs,
    however many names there are: a server that resolves steps one by one has few to resolve, and what is asked alike of
    every area is asked in one pass.
    """

    def __init__(self, statement: SqlStatement, level: str) -> None:
        self.statement, self.level = statement, level
        self.stage = "derived"
        self.done: set[str] = set()
        self.watched: dict[str, Derived] = {}
        self.columns = statement.sources.tables.setdefault(level, {})
        self.facts = exp.select(named(column("id", "a"), AREA)).from_(relation(statement.table(level), "a"), copy=False)
        rows = relation(f"{statement.prefix}{PARAMETERS}", "p")
        if statement.dated:
            self.facts.join(rows, on=held_on(column(DAY, "p"), "a"), copy=False)
        else:
            self.facts.join(rows, join_type="cross", copy=False)
        self.facts.append("expressions", exp.Column(this=exp.Star(), table=exp.to_identifier("p", quoted=True)))
        if not statement.trusted and not statement.dated:
            self.facts.where(each_once(statement.dialect, level), copy=False)
        name = statement.step(f"facts {level}", self.facts)
        self.bottom = self.below = statement.depths[quoted(name)]
        self.layers = {self.bottom: ColumnLayer(name)}
        self.at: dict[str, int] = {}

    def read(self, name: str, kind: Type) -> None:
        """Have a column of the level's table, or null where it has none, in the first step."""
        if name in self.done:
            return
        self.done.add(name)
        if not self.statement.has(self.level, name):
            self.statement.absent.setdefault(self.level, set()).add(name)
            self.facts.append("expressions", named(cast(exp.Null(), type_of(kind)), name))
            return
        self.columns[name] = kind
        expression: Tree = column(name, "a")
        if not self.statement.trusted:
            expression = self.statement.dialect.checked(expression, name, kind, column("id", "a"))
        self.facts.append("expressions", named(expression, name))

    def parameter(self, name: str, kind: Type) -> None:
        """Have a parameter, the day or a tolkning."""
        self.statement.parameters.setdefault(name, kind)
        self.done.add(name)

    def add(self, name: str, tree: Tree, comments: Iterable[str] = ()) -> None:
        """Add a column."""
        self._place(name, tree, {}, comments)

    def masks(self, name: str, masks: Masks) -> None:
        """Add the missing facts of a name."""
        for word in self.statement.bits.words:
            expression = masks.get(word)
            zero: Tree = exp.Literal.number(0)
            self.add(mask_of(name, word), cast(zero if expression is None else expression, "BIGINT"))

    def join(self, columns: Mapping[str, Tree], sides: Sides) -> None:
        """Add columns that read, beside this level's row, a row of each side where there is one."""
        for name, tree in columns.items():
            self._place(name, tree, sides)

    def begin(self, stage: str = "derived") -> None:
        """Have what is added from now on in layers of their own; of what is derived, wherever it can stand."""
        self.stage, self.below = stage, self.bottom if stage == "derived" else max(self.layers)

    def step(self, trees: Iterable[Tree], *tables: str) -> str:
        """The name of the first layer that has every column of this level that some trees read, from some tables."""
        return self.layers[max([self.bottom, *(self._depth(tree, *tables) for tree in trees)])].name

    @property
    def top(self) -> str:
        """The name of the last layer, which has every column."""
        return self.layers[max(self.layers)].name

    def _depth(self, tree: Tree, *tables: str) -> int:
        """The depth of the first layer that has the columns of this level that a tree reads, from some tables."""
        names = (node.name for node in tree.find_all(exp.Column) if node.table in tables)
        return max((self.at.get(name, self.bottom) for name in names), default=self.bottom)

    def _place(self, name: str, tree: Tree, sides: Sides, comments: Iterable[str] = ()) -> None:
        derived = self.watched.pop(name, None)
        if derived is not None:  # looked at in a layer after, so that it is written once
            self._place(f"{name}.unchecked", tree, sides)
            tree, sides = inside_domain(derived, column(f"{name}.unchecked")), {}
        keys = [column(words) for _, pairs in sides.values() for words, _ in pairs]
        below = [self._depth(key, "") for key in keys] + [
            self.statement.depths[quoted(step)] for step, _ in sides.values()
        ]
        depth = 1 + max([self.below, self._depth(tree, "", "t"), *below])
        if depth not in self.layers:
            count = f" {depth - self.below}" if depth > self.below + 1 else ""
            words = self.statement.step(f"{self.stage} {self.level}{count}", exp.select(), depth)
            self.layers[depth] = ColumnLayer(words)
        alias = named(tree, name)
        alias.add_comments(list(comments))
        self.layers[depth].add(alias, sides)
        self.at[alias.alias] = depth
        self.done.add(name)

    def finish(self) -> None:
        """Have the layers as steps, each on the one below it."""
        before = ""
        for depth, layer in sorted(self.layers.items()):
            if depth > self.bottom:
                self.statement.steps[layer.name] = layer.query(before, self.statement.dialect)
            before = layer.name
