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
from .dialects import Dialect, Tree, both, case, cast, column, either, is_null, joined, named, relation, text, type_of
from .evaluate import Bits, ExpressionContext, Masks, decimal, mask_of, typed
from .parameters import LISTS, ROW, Labels, parameters

AREA: Final = "area.id"
"""The column of every step that says which area a row is about."""
_PARAMETERS: Final = "parameters"
"""The step with the rows of parameters."""
DAY: Final = "day"
"""The column of the day."""
FROM: Final = "valid_from"
TO: Final = "valid_to"
"""The columns of a table about earlier days that say when a row held: from a day on, until another (null: still)."""
HISTORY: Final = "_history"
"""What the name of such a table ends with."""


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


Kinds: TypeAlias = "Mapping[type, Callable[[SqlStatement, Chain, Derived, Any], None]]"
"""By the class of a derived attribute's `how`, what adds it to a chain (`derived.KINDS`)."""
Sides: TypeAlias = "dict[str, tuple[str, list[tuple[str, str]]]]"
"""By the name that they are read as, steps to be joined, and which of a level's columns are which of theirs."""
Given: TypeAlias = Mapping[str, frozenset[str]]
"""By level, the columns that its table has; of a level that is not there, every attribute."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The tables that a statement reads: `tables` by level with the types of their columns, `pairs` with shares."""

    tables: dict[str, dict[str, Type]] = field(default_factory=dict)
    pairs: dict[Pairs, set[str]] = field(default_factory=dict)


@dataclass
class SqlStatement:
    """The steps so far, and what they need: `today`, and of earlier days `past`; `absent` are the names, by level, that
    no column gives.

    `counted`: the rules that are counted. `frames`: the rows of parameters, each with its world. `given`: the columns
    there are. `relations`: tables of pairs are there. `trusted`: values are checked. `whole`: by level, the names that
    every area is asked. `before`: what this statement asks of earlier days; it is told from it by its `prefix`, and
    `rows` are its rows of parameters by frame and day. `later` are steps whose rows are not known yet.
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
    labels: Sequence[Labels] = ()
    absent: dict[str, set[str]] = field(default_factory=dict)
    parameters: dict[str, Type] = field(default_factory=dict)
    chains: dict[str, Chain] = field(default_factory=dict)
    whole: set[tuple[str, str]] = field(default_factory=set)
    rows: dict[tuple[int, date], int] = field(default_factory=dict)
    later: dict[str, Callable[[], exp.Query]] = field(default_factory=dict)
    before: SqlStatement | None = None

    def __post_init__(self) -> None:
        self.late(_PARAMETERS, self._rows)

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

    def step(self, name: str, query: exp.Query) -> str:
        """Add a step; its name is made its own."""
        name = self.prefix + name
        words, count = name, 2
        while words in self.steps:
            words, count = f"{name} {count}", count + 1
        self.steps[words] = query
        return words

    def late(self, name: str, make: Callable[[], exp.Query]) -> str:
        """Add a step whose rows are known when every other step is there."""
        words = self.step(name, exp.select())
        self.later[words] = make
        return words

    def finish(self) -> None:
        """Have the steps that were late: today's first, for what they ask of earlier days are rows there."""
        for name, make in self.later.items():
            if name != f"{self.prefix}{_PARAMETERS}":
                self.steps[name] = make()
        if self.before is not None:
            self.before.finish()
        self.steps[f"{self.prefix}{_PARAMETERS}"] = self.later[f"{self.prefix}{_PARAMETERS}"]()

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
    """The steps about the areas of one level: facts and parameters first, then what is computed from them."""

    def __init__(self, statement: SqlStatement, level: str) -> None:
        self.statement, self.level = statement, level
        self.stage = "derived"
        self.done: set[str] = set()
        self.pending: dict[str, exp.Alias] = {}
        self.watched: dict[str, Derived] = {}
        self.columns = statement.sources.tables.setdefault(level, {})
        self.facts = exp.select(named(column("id", "a"), AREA)).from_(relation(statement.table(level), "a"), copy=False)
        rows = relation(f"{statement.prefix}{_PARAMETERS}", "p")
        if statement.dated:
            self.facts.join(rows, on=held_on(column(DAY, "p"), "a"), copy=False)
        else:
            self.facts.join(rows, join_type="cross", copy=False)
        self.facts.append("expressions", exp.Column(this=exp.Star(), table=exp.to_identifier("p", quoted=True)))
        if not statement.trusted and not statement.dated:
            self.facts.where(each_once(statement.dialect, level), copy=False)
        self.current = statement.step(f"facts {level}", self.facts)

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
        """Add a column; where it reads one that is not yet in a step, a new step begins."""
        derived = self.watched.pop(name, None)
        if derived is not None:  # looked at in a step after, so that it is written once
            self.add(f"{name}.unchecked", tree)
            tree = inside_domain(derived, column(f"{name}.unchecked"))
        if any(reference.name in self.pending for reference in tree.find_all(exp.Column)):
            self.flush()
        alias = named(tree, name)
        alias.add_comments(list(comments))
        self.pending[alias.alias] = alias
        self.done.add(name)

    def masks(self, name: str, masks: Masks) -> None:
        """Add the missing facts of a name."""
        for word in self.statement.bits.words:
            expression = masks.get(word)
            zero: Tree = exp.Literal.number(0)
            self.add(mask_of(name, word), cast(zero if expression is None else expression, "BIGINT"))

    def flush(self, stage: str = "") -> str:
        """End the step; its name."""
        if self.pending:
            query = exp.select(exp.Star(), *self.pending.values(), copy=False).from_(relation(self.current), copy=False)
            self.current = self.statement.step(f"{self.stage} {self.level}", query)
            self.pending = {}
        self.stage = stage or self.stage
        return self.current

    def join(self, columns: Mapping[str, Tree], sides: Sides) -> None:
        """A step of its own: columns that read this level's rows as `t` and, where there is one, a row of each side."""
        self.flush()
        looked_at = {name: self.watched.pop(name) for name in columns if name in self.watched}
        columns = {f"{name}.unchecked" if name in looked_at else name: tree for name, tree in columns.items()}
        star = exp.Column(this=exp.Star(), table=exp.to_identifier("t", quoted=True))
        query = exp.select(star, *(named(tree, name) for name, tree in columns.items()), copy=False)
        query = query.from_(relation(self.current, "t"), copy=False)
        for side, (step, pairs) in sides.items():
            same = [column(words, "t").eq(column(side_key, side)) for words, side_key in pairs]
            on = both(*same) if same else self.statement.dialect.known(True)
            query = query.join(relation(step, side), on=on, join_type="left", copy=False)
        self.current = self.statement.step(f"{self.stage} {self.level}", query)
        self.done |= set(columns)
        for name, derived in looked_at.items():
            self.add(name, inside_domain(derived, column(f"{name}.unchecked")))


def each_once(dialect: Dialect, level: str) -> Tree:
    """That every row of somebody's table has an id of its own; where not, the statement stops."""
    rows = exp.Count(this=exp.Star())
    ids = exp.Count(this=exp.Distinct(expressions=[column("id")]))
    more = exp.paren(rows - ids, copy=False)
    wrong = joined(exp.DPipe, [text(f"{level}.id: "), cast(more, "TEXT"), text(" rows without an id of their own")])
    one = exp.Literal.number(1)
    answer = case((rows.eq(ids), one), otherwise=cast(wrong, "INT"))
    query = exp.select(answer, copy=False).from_(relation(level), copy=False)
    return exp.Subquery(this=query).eq(1)


def inside_domain(derived: Derived, value: Tree) -> Tree:
    """A number inside its domain; one outside is cut to it where that is declared, or stops the statement."""
    low, high = (decimal(bound) for bound in (derived.type.low, derived.type.high))
    below, above = value < low, value > high
    kept = typed(value.copy(), derived.type)
    if derived.clamp:
        ends = [(below, typed(low.copy(), derived.type)), (above, typed(high.copy(), derived.type))]
        return case(*ends, otherwise=kept)
    expression = joined(exp.DPipe, [text(f"G340 {derived.id} "), cast(value.copy(), "TEXT"), text(": ")])
    return case((either(below, above), stopped(derived, expression)), otherwise=kept)


def stopped(derived: Derived, expression: Tree) -> Tree:
    """What stops the statement: a text, and the area, that no number can be read from."""
    stop = exp.DPipe(this=expression, expression=cast(column(AREA), "TEXT"))
    return typed(cast(cast(stop, "INT"), "TEXT"), derived.type)


def held_on(day: Tree, table: str) -> Tree:
    """Whether a row of a table about earlier days holds on a day."""
    begun = day >= column(FROM, table)
    ended = either(is_null(column(TO, table)), day < column(TO, table))
    return both(begun, exp.paren(ended, copy=False))
