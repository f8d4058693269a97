"""Dialects: what databases say differently, in one table.

Enters: sqlglot trees. Leaves: sqlglot trees that a dialect understands, and their text. Promise: the meaning is the
same in every dialect; where sqlglot's own translation would round, lose unknown or guess, this table says it instead.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, reduce
from typing import Final, TypeAlias

from sqlglot import ErrorLevel, exp
from sqlglot.errors import UnsupportedError

from ...model.expressions import DIGITS, Type
from ...model.expressions import number as number_type
from ...problems.problem import GrundError, Place, problem

Tree: TypeAlias = exp.Expr
_LONGEST: Final = 60
"""PostgreSQL cuts a name at 63 bytes, without a word."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """A database's ways. `wide`: whole numbers of 38 digits; `quotient`: of two such, neither negative, cut off.

    `booleans`: whether a condition is a value; without it a column of truth is a bit. `gathers`: whether there is an
    aggregate that joins bits. `fenced`: whether a step must be told that it is computed once; left to itself PostgreSQL
    writes a step into every place that reads it, and steps upon steps grow without bound. `collation`: the order of
    code points, where texts may have another. `tries`: whether a cast can give null in the place of an error. `plain`:
    names have letters, digits and `_` alone. `text_only`: no test runs its statements; what sqlglot cannot say is
    refused.
    """

    name: str
    wide: str
    quotient: Callable[[Tree, Tree], Tree]
    days_after: Callable[[Tree, Tree], Tree]
    days_between: Callable[[Tree, Tree], Tree]
    booleans: bool = True
    gathers: bool = True
    fenced: bool = False
    collation: str = ""
    tries: bool = True
    plain: bool = False
    text_only: bool = False

    def by_code_point(self, column: Tree) -> Tree:
        """A text as something that is put in order by its code points, whatever the database's own order is."""
        if not self.collation:
            return column
        return exp.Collate(this=column, expression=exp.to_identifier(self.collation, quoted=self.name == "postgres"))

    def truth(self, column: Tree) -> Tree:
        """A column, or another value of truth, as a condition."""
        return column if self.booleans else column.eq(1)

    def value(self, condition: Tree) -> Tree:
        """A condition as a value: true, false or null."""
        if self.booleans:
            return condition
        if isinstance(condition, exp.EQ) and isinstance(condition.this, exp.Column) and condition.expression == _ONE:
            return condition.this
        ifs = [when(condition, number(1)), when(negated(condition.copy()), number(0))]
        return cast(exp.Case(ifs=ifs), "BOOLEAN")

    def known(self, value: bool) -> Tree:
        """True or false, as a condition."""
        return exp.Boolean(this=value) if self.booleans else number(1).eq(int(value))

    def chosen(self, condition: Tree, yes: Tree, no: Tree) -> Tree:
        """`yes` where a condition holds, `no` where it does not, null where it is unknown; asks it once."""
        first, second = (exp.true(), exp.false()) if self.booleans else (number(1), number(0))
        return exp.Case(this=inside(self.value(condition)), ifs=[when(first, yes), when(second, no)])

    def checked(self, expression: Tree, name: str, kind: Type, area: Tree) -> Tree:
        """A column of somebody's table, as its kind; a value that does not fit stops the statement, and is named with
        its area.

        A cast of the value's own text to a number is what stops it in every dialect: none of them rounds it instead.
        """
        parts = (text(f"{name}: "), cast(expression.copy(), "TEXT"), text(" ("), cast(area, "TEXT"), text(")"))
        wrong = cast(cast(joined(exp.DPipe, parts), "INT"), "TEXT")
        fits = either(is_null(expression.copy()), self.fits(expression, kind))
        return case((fits, self.as_kind(expression, kind)), otherwise=cast(wrong, type_of(kind)))

    def as_kind(self, expression: Tree, kind: Type, cautious: bool = False) -> Tree:
        """A column of somebody's table as its kind; `cautious`: null, and no error, where it cannot be."""
        written = cast(expression.copy(), "TEXT")
        if kind.kind == "enum":
            return self.by_code_point(written)
        value = cast(expression.copy(), type_of(kind))
        if not cautious:
            return value
        if self.tries:
            return exp.TryCast(this=value.this, to=value.args["to"])
        return case((exp.RegexpLike(this=written, expression=text(_SPELT[kind.kind])), value))

    def fits(self, expression: Tree, kind: Type, cautious: bool = False) -> Tree:
        """Whether a value of somebody's table is one of its kind, by its text: a database casts 5 to true, and a time
        stamp to the day that it is in the zone of the session."""
        written = cast(expression.copy(), "TEXT")
        value = self.as_kind(expression, kind, cautious)
        if kind.kind == "enum":
            return exp.In(this=value, expressions=[text(member) for member in kind.members])
        if kind.kind == "bool":
            truths = ("true", "false") if self.booleans else ("true", "false", "1", "0")
            return exp.In(this=exp.Lower(this=written), expressions=[text(truth) for truth in truths])
        if kind.kind == "date":
            low, high = (cast(text(date.fromordinal(int(end)).isoformat()), "DATE") for end in (kind.low, kind.high))
            return both(cast(value.copy(), "TEXT").eq(written), exp.Between(this=value, low=low, high=high))
        low, high = (exp.Literal.number(f"{end:f}") for end in (kind.low, kind.high))
        exact = self.as_kind(expression, _FINEST, cautious) if cautious else expression.copy()
        return both(value.eq(exact), exp.Between(this=value.copy(), low=low, high=high))

    def widened(self, tree: Tree) -> Tree:
        """A whole number with room for a product."""
        return cast(tree, self.wide)

    def sql(self, tree: Tree, pretty: bool = True) -> str:
        """The text of a statement; raises `GrundError` for what sqlglot cannot say in a dialect that nothing tries."""
        tree = tree.copy().transform(_plainly, {}, copy=False) if self.plain else tree
        level = ErrorLevel.RAISE if self.text_only else ErrorLevel.WARN
        try:
            return tree.sql(dialect=self.name, pretty=pretty, comments=True, unsupported_level=level)
        except UnsupportedError as error:
            raise self.refusal("policy", str(error)) from None

    def refusal(self, what: str, construct: str, place: Place | None = None) -> GrundError:
        """What this dialect cannot say, by rule and name; never dropped."""
        return GrundError([problem("G560", place, what=what, construct=construct, dialect=self.name)])


def _plainly(node: Tree, names: dict[str, str]) -> Tree:
    """Names of letters, digits and `_` alone, but that of the table that is made, and a cast to a scale as a rounding,
    for a cast knows no scale there."""
    if isinstance(node, exp.Identifier) and not node.this.replace("_", "").isalnum() and not _of_made(node):
        if node.this not in names:
            word = "".join(mark if mark.isalnum() else "_" for mark in node.this)
            names[node.this] = word if word not in names.values() else f"{word}_{len(names)}"
        return exp.to_identifier(names[node.this], quoted=True)
    if isinstance(node, exp.Cast) and node.to.this == exp.DataType.Type.DECIMAL and len(node.to.expressions) == 2:
        scale = node.to.expressions[1].this
        return exp.Round(this=cast(node.this, "BIGDECIMAL"), decimals=scale)
    return node


def _of_made(node: exp.Identifier) -> bool:
    """Whether a name is that of the table that a statement makes or changes."""
    table = node.parent
    return isinstance(table, exp.Table) and isinstance(table.parent, exp.Create | exp.Merge)


_FINEST: Final = number_type(17, 0, 1)
"""A number with every decimal that one may have."""
_SPELT: Final = {
    "bool": "^(true|false)$",
    "date": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
    "number": "^[-+]?[0-9]+([.][0-9]+)?([eE][-+]?[0-9]{1,2})?$",
}
"""The texts that a database without a cautious cast is asked to cast."""
_ONE: Final = exp.Literal.number(1)


def _whole_days(days: Tree) -> Tree:
    return cast(days, "INT")


def _added(day: Tree, days: Tree) -> Tree:
    """DuckDB and PostgreSQL add whole days to a date and have a date; their intervals would give a time."""
    return inside(day) + _whole_days(days)


def _date_add(day: Tree, days: Tree) -> Tree:
    return exp.DateAdd(this=day, expression=_whole_days(days), unit=exp.var("DAY"))


def _date_diff(later: Tree, earlier: Tree) -> Tree:
    return exp.DateDiff(this=later, expression=earlier, unit=exp.var("DAY"))


def _subtracted(later: Tree, earlier: Tree) -> Tree:
    return inside(later) - inside(earlier)


def _int_div(top: Tree, bottom: Tree) -> Tree:
    return exp.IntDiv(this=inside(top), expression=inside(bottom))


def _exact(top: Tree, bottom: Tree) -> Tree:
    """Without its remainder a whole number is divided exactly, whatever scale the database gives a quotient."""
    rest = exp.Mod(this=inside(top.copy()), expression=inside(bottom.copy()))
    paren = exp.Paren(this=exp.Sub(this=inside(top), expression=rest))
    return exp.Div(this=paren, expression=inside(bottom), typed=True, safe=False)


def _guarded(top: Tree, bottom: Tree) -> Tree:
    """The same, by 1 where the divisor is unknown, and then nothing: a Spark server was found to divide by what stands
    in memory for a null."""
    if not bottom.find(exp.Column):
        return _exact(top, bottom)
    one = exp.Coalesce(this=bottom.copy(), expressions=[number(1)])
    return case((is_null(bottom), exp.Null()), otherwise=_exact(top, one))


def _transact(name: str, collation: str) -> Dialect:
    return Dialect(
        name, "DECIMAL(38, 0)", _exact, _date_add, _date_diff, booleans=False, gathers=False, collation=collation,
        text_only=True,
    )  # fmt: skip


DIALECTS: Final[dict[str, Dialect]] = {
    "duckdb": Dialect("duckdb", "INT128", _int_div, _added, _subtracted, collation="C"),
    "postgres": Dialect(
        "postgres",
        "DECIMAL(38, 0)",
        _int_div,
        _added,
        _subtracted,
        fenced=True,
        collation="C",
        tries=False,
    ),
    "spark": Dialect("spark", "DECIMAL(38, 0)", _guarded, _date_add, _date_diff),
    "databricks": Dialect("databricks", "DECIMAL(38, 0)", _guarded, _date_add, _date_diff, text_only=True),
    "snowflake": Dialect("snowflake", "DECIMAL(38, 0)", _exact, _date_add, _date_diff, gathers=False, text_only=True),
    "bigquery": Dialect("bigquery", "DECIMAL(38, 0)", _exact, _date_add, _date_diff, plain=True, text_only=True),
    "tsql": _transact("tsql", "Latin1_General_BIN2"),
    "fabric": _transact("fabric", "Latin1_General_100_BIN2_UTF8"),
}


# ── trees that mean the same everywhere


def inside(tree: Tree) -> Tree:
    """A tree as an operand: in parentheses unless it is one word or a call."""
    bare = exp.Column | exp.Literal | exp.Paren | exp.Func | exp.Cast | exp.Case | exp.Boolean | exp.Null
    if isinstance(tree, bare) and not isinstance(tree, exp.Connector):
        return tree
    return exp.Paren(this=tree)


def joined(kind: type[exp.Binary], parts: Sequence[Tree], bare: tuple[type[Tree], ...] = ()) -> Tree:
    """Operands of one operator, side by side; those of a kind that binds tighter need no parentheses."""
    operands = [part if isinstance(part, bare) else inside(part) for part in parts]
    if len(operands) > AT_ONCE:
        return joined(kind, [joined(kind, operands[i : i + AT_ONCE], bare) for i in range(0, len(operands), AT_ONCE)])
    return reduce(lambda left, right: kind(this=left, expression=right), operands)


AT_ONCE: Final = 200
"""Operands side by side; more stand in groups of so many, for databases limit how deep an expression is."""
_TIGHTER: Final = (exp.Predicate, exp.Not)
"""Tests bind tighter than `AND` and `OR` do, and so does `NOT`."""


def both(*parts: Tree) -> Tree:
    """Kleene *and*, which is SQL's own."""
    return joined(exp.And, parts, _TIGHTER)


def either(*parts: Tree) -> Tree:
    """Kleene *or*, which is SQL's own."""
    return joined(exp.Or, parts, _TIGHTER)


def negated(part: Tree) -> Tree:
    """Kleene *not*, which is SQL's own."""
    return exp.Not(this=inside(part))


def is_null(value: Tree) -> Tree:
    """Whether a value is unknown."""
    return exp.Is(this=inside(value), expression=exp.Null())


def when(condition: Tree, then: Tree) -> exp.If:
    """One branch of a `CASE`."""
    return exp.If(this=condition, true=then)


def case(*branches: tuple[Tree, Tree], otherwise: Tree | None = None) -> Tree:
    """`CASE WHEN … THEN … ELSE … END`; a condition that is unknown takes no branch."""
    return exp.Case(ifs=[when(c, t) for c, t in branches], default=otherwise)


def cast(tree: Tree, kind: str) -> Tree:
    """A tree as values of a type of the database; the tree is taken as it is, and not copied."""
    return exp.cast(tree, _data_type(kind).copy(), copy=False)


@cache
def _data_type(kind: str) -> exp.DataType:
    return exp.DataType.build(kind)


def number(value: int) -> Tree:
    """A whole number."""
    return exp.Neg(this=number(-value)) if value < 0 else exp.Literal.number(value)


def text(value: str) -> Tree:
    """A text."""
    return exp.Literal.string(value)


def quoted(name: str) -> str:
    """A name as a database keeps it: a longer one is cut and told apart by its hash."""
    if len(name.encode()) <= _LONGEST:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return name.encode()[: _LONGEST - 9].decode(errors="ignore") + "~" + digest


def column(name: str, table: str = "") -> exp.Column:
    """A column, always quoted."""
    return exp.column(quoted(name), table=quoted(table) or None, quoted=True)


def relation(name: str, alias: str = "") -> exp.Table:
    """A table or the name of a step, always quoted."""
    table = exp.Table(this=exp.to_identifier(quoted(name), quoted=True))
    if alias:
        table.set("alias", exp.TableAlias(this=exp.to_identifier(alias, quoted=True)))
    return table


def named(tree: Tree, name: str) -> exp.Alias:
    """A tree as a column of a step."""
    return exp.Alias(this=tree, alias=exp.to_identifier(quoted(name), quoted=True))


def type_of(kind: Type) -> str:
    """The database type of a value; every number has `DIGITS` digits, so that no step can lose one."""
    words = {"bool": "BOOLEAN", "enum": "TEXT", "date": "DATE"}
    return words.get(kind.kind) or f"DECIMAL({DIGITS}, {kind.decimals})"
