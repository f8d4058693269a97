"""Scripts: what a statement becomes where it is kept: a view, a table, rows merged into one, a model of dbt.

Enters: a statement. Leaves: text. Promise: run again, it gives the same; a name is quoted part by part.
"""

from __future__ import annotations

from typing import Final
from typing import Literal as OneOf

from sqlglot import exp

from .dialects import Dialect, both, column, quoted
from .statement import Compiled
from .storage import Stored, created, dropped

Kind = OneOf["", "view", "table", "merge"]
"""What a statement is made: itself, a view or a table, or rows that are merged into a table."""
_KEYS: Final = ("area", "insats", "tolkning")
"""The columns by which a row of decisions is known."""
_DECIDED: Final = ("decision", "rule", "missing")


def script(compiled: Compiled, kind: Kind = "", name: str = "") -> str:
    """The text; raises `GrundError` for what the dialect cannot say."""
    if kind == "":
        return compiled.sql
    dialect, table = compiled.dialect, Stored(name).table
    if kind == "merge":
        return dialect.sql(_merged(dialect, table, compiled.tree))
    if dialect.name in _TRANSACT:
        return _transact(dialect, kind, table, compiled.tree)
    if kind == "table" and dialect.name == "postgres":
        steps = (dropped(table, dialect.name), dialect.sql(created(table, compiled.tree)))
        return ";\n".join(("BEGIN", *steps, "COMMIT"))
    made = exp.Create(this=table, kind=kind.upper(), expression=compiled.tree, replace=True)
    return dialect.sql(made)


_TRANSACT: Final = ("tsql", "fabric")


def _transact(dialect: Dialect, kind: Kind, table: exp.Table, tree: exp.Query) -> str:
    """A view is made in the database that is in use, so that one of another name is put to use before."""
    before = ""
    if table.catalog:
        before = f"USE {exp.to_identifier(table.catalog, quoted=True).sql(dialect=dialect.name)};\nGO\n"
    if kind == "view":
        bare = exp.Table(this=table.this, db=table.args.get("db"))
        return before + dialect.sql(exp.Create(this=bare, kind="VIEW", expression=tree, replace=True))
    return f"{dropped(table, dialect.name)};\n{dialect.sql(created(table, tree))}"


def _merged(dialect: Dialect, table: exp.Table, tree: exp.Query) -> exp.Merge:
    """Rows that are there get the new decision, the others are added; rows of areas that are gone stay."""
    if dialect.name in _TRANSACT:
        raise dialect.refusal("policy", "MERGE … USING (WITH …)")
    table.set("alias", exp.TableAlias(this=exp.to_identifier("t", quoted=True)))
    heads = (*_KEYS, *_DECIDED)
    update = exp.Update(expressions=[column(head).eq(column(head, "s")) for head in _DECIDED])
    insert = exp.Insert(
        this=exp.Tuple(expressions=[column(head) for head in heads]),
        expression=exp.Tuple(expressions=[column(head, "s") for head in heads]),
    )
    whens = exp.Whens(expressions=[exp.When(matched=True, then=update), exp.When(matched=False, then=insert)])
    rows = exp.Subquery(this=tree, alias=exp.TableAlias(this=exp.to_identifier("s", quoted=True)))
    same = both(*(column(key, "t").eq(column(key, "s")) for key in _KEYS))
    return exp.Merge(this=table, using=rows, on=same, whens=whens)


# ── a model of dbt


def templated(compiled: Compiled, source: str) -> str:
    """The statement with the tables that it reads as those of a source of dbt."""
    tree, dialect = compiled.tree.copy(), compiled.dialect
    places = {quoted(name): f"grund_source_{at}" for at, name in enumerate(compiled.sources)}
    for table in list(tree.find_all(exp.Table)):
        if table.name in places and not table.db:
            table.this.replace(exp.to_identifier(places[table.name], quoted=True))
    sql = dialect.sql(tree)
    for mark in ("{{", "{%", "{#"):  # a sentence of a rule is no template
        sql = sql.replace(mark, f"{mark[0]} {mark[1]}")
    for name in compiled.sources:
        place = exp.to_identifier(places[quoted(name)], quoted=True).sql(dialect=dialect.name)
        sql = sql.replace(place, f"{{{{ source('{source}', '{name}') }}}}")
    return sql
