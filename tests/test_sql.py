"""The SQL reading's own promises; that it means what plain means is held by the cases and by `soak_sql`.

DuckDB runs here; PostgreSQL and Spark are started by these tests, and skipped by name where they are not installed.
"""

from __future__ import annotations

import random
import sys
import tempfile
import typing
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import duckdb
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlglot
import yaml

import command_line
import derivations
import grund
import renew
import servers
import soak_derived
import soak_sql
from case_files import Case, build, decided_by_cells
from grund.batch import sql_statements
from grund.engines import interpreter, sql
from grund.engines.run import frame_of, run
from grund.engines.sql import evaluate
from grund.engines.sql.derive import KINDS
from grund.engines.sql.dialects import DIALECTS, quoted
from grund.engines.sql.duckdb import DuckDB
from grund.model import expressions as expr
from grund.model.scenario import Scenario
from grund.problems.problem import GrundError

pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support:FutureWarning")


@pytest.fixture(scope="module")
def stockholm() -> Scenario:
    """The shipped scenario."""
    return grund.load()


@pytest.fixture(scope="module", params=["postgres", "spark"])
def server(request: pytest.FixtureRequest) -> str:
    """The address of a database that is started for these tests."""
    return str(request.getfixturevalue(request.param))


def cased(**fields: Any) -> Any:
    """A case, built, with its frame."""
    raw = {"name": "x", "note": "x", "vocabulary": {"levels": {"del": {}}}, **fields}
    raw = yaml.load(yaml.safe_dump(raw), yaml.BaseLoader)
    with tempfile.TemporaryDirectory() as folder:
        built = build(Case("x", raw), Path(folder))
    world = built.facts.at(built.case.day, built.case.known)
    return interpreter.frame(built.book.vocabulary, built.book.policies["p"], world, {})


# ── large statements


def screen() -> Any:
    """A case of sixty areas: 35 rules that are counted, and twelve percentile ranks in one rule."""
    dice = random.Random(35)
    names = [f"n{i}" for i in range(12)]
    rules = [
        {"id": f"r{i}", "when": f"{names[i % 12]} >= {i * 2} and not {names[(i * 7 + 1) % 12]} < {i}"}
        for i in range(35)
    ]
    ids = [rule["id"] for rule in rules]
    rank = {
        "type": "number", "decimals": 1, "min": 0, "max": 100, "rank": "percentile", "round": "half_up",
        "divisor": "n", "ties": "average", "missing": "excluded", "direction": "ascending", "out_of": "100",
    }  # fmt: skip
    derived = {name: {"type": "number", "max": 35, "fired": fired} for name, fired in (("a", ids), ("t", ids[::3]))}
    derived |= {f"p{i}": rank | {"of": name} for i, name in enumerate(names)}
    counted = {"otherwise": "no", "rules": [{"id": "s", "when": "a >= 12 or t >= 5"}]}
    ranked = {"otherwise": "no", "rules": [{"id": "k", "when": " and ".join(f"p{i} > 2" for i in range(12))}]}
    areas = [f"a{i}" for i in range(60)]
    facts = {area: {name: dice.randrange(100) for name in names if dice.random() < 0.97} for area in areas}
    return cased(
        attributes={name: {"type": "number", "min": 0, "max": 100} for name in names}, derived=derived,
        insatser=dict.fromkeys("ijk", "del"), world={"areas": dict.fromkeys(areas, "del"), "facts": facts},
        policies={"p": {"insatser": {"j": {"otherwise": "no", "rules": rules}, "i": counted, "k": ranked}}},
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support:FutureWarning")
@pytest.mark.parametrize("where", ["duckdb", "java_spark"])
def test_many_rules_counts_and_ranks(where: str, request: pytest.FixtureRequest) -> None:
    """A screen of 35 rules that are counted, and twelve ranks, are decided as the interpreter and the columns do; a
    cluster plans them, for a minute or two."""
    frame = screen()
    question = sql.SqlQuestion([frame], "ijk", {}, {}, trusted=True)
    with soak_sql.engine(where) if where == "duckdb" else _spark(request.getfixturevalue(where)) as engine:
        answers = sql.decide(engine, question)
    for insats in "ijk":
        wanted = {d.area.id: (d.verdict, d.rule, d.missing) for d in interpreter.decide_all(frame, insats)}
        assert answers[insats, ""] == wanted == dict(decided_by_cells(frame, insats)), insats
        assert insats == "j" or {verdict for verdict, _, _ in wanted.values()} == {"yes", "no", "unknown"}


def _spark(address: str) -> Any:
    from grund.engines.sql.spark import Spark

    return Spark(address)


# ── nothing is dropped


def test_every_operator_is_said_or_refused() -> None:
    """The operator table: each has a row here, or stands only where it is written otherwise."""
    assert set(evaluate.OPERATIONS) | set(evaluate.ELSEWHERE) == set(expr.OPERATORS)
    assert not set(evaluate.OPERATIONS) & set(evaluate.ELSEWHERE)
    assert set(typing.get_args(expr.Expr)) == {expr.Literal, expr.Reference, expr.Operation}


def test_what_cannot_be_said_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """An operator, or a kind of derived attribute, without a row; the rule or the name, and where it stands."""
    frame = cased(attributes={"b": {"type": "bool"}}, derived={"t": {"type": "bool", "test": "not b"}}, when="t")
    question = sql.SqlQuestion([frame], ["i"], {}, {})
    with monkeypatch.context() as patch:
        patch.setattr(evaluate, "OPERATIONS", {k: v for k, v in evaluate.OPERATIONS.items() if k != "not"})
        with pytest.raises(GrundError, match=r"G560  t kan inte sägas i tsql: not"):
            sql.compile(question, "tsql")
    monkeypatch.setattr("grund.engines.sql.statement.KINDS", {k: v for k, v in KINDS.items() if k.name != "test"})
    with pytest.raises(GrundError, match=r"G560  t kan inte sägas i duckdb: test"):
        sql.compile(question, "duckdb")


def test_a_table_that_may_stop_for_an_area_that_nobody_asks_is_refused() -> None:
    """Along links some areas are asked and others are not; of a whole level all are, and it stops as plain does."""
    table = {"type": "number", "table": {"hit": "first", "gap": "error", "rows": [{"when": "n > 1", "then": "1"}]}}
    over = {"level": "del", "type": "number", "of": "t", "aggregate": "max", "to": "annan"}
    words = {"levels": {"del": {}, "annan": {}}, "attributes": {"n": {"level": "annan", "type": "number"}}}
    world = {"areas": {"a": "del", "x": "annan"}, "facts": {"x": {"n": 1}}}
    for relation, said in (("neighbours", "G560  t kan inte sägas i duckdb: table, gap: error"), ("level", "G335")):
        derived = {"t": {"level": "annan", **table}, "o": {"over": relation, **over}}
        frame = cased(vocabulary=words, derived=derived, when="o > 0", world=world, insatser={"i": "del"})
        with DuckDB() as engine, pytest.raises(GrundError, match=said):
            sql.decide(engine, sql.SqlQuestion([frame], ["i"], {}, {}))
    split = {"type": "number", "max": 9, "split": "9", "of": "t", "missing": "excluded", "floor": "none", "cap": "none"}
    split |= {"step": "1", "remainder": "first"}
    world = {"areas": {"a": "del"}, "facts": {"a": {"n": 1, "b": "true"}}}
    attributes = {"n": {"type": "number"}, "b": {"type": "bool"}}
    for where, said in (({}, "G335"), ({"where": "b"}, "G560"), ({"where": "t > 0"}, "G335")):
        frame = cased(
            attributes=attributes, derived={"t": table | {"min": 0}, "o": split | where}, when="o > 0", world=world
        )
        with DuckDB() as engine, pytest.raises(GrundError, match=said):
            sql.decide(engine, sql.SqlQuestion([frame], ["i"], {}, {}))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_past_is_read_in_tables_of_its_own(dialect: str) -> None:
    """What the day needs and what earlier days need are different tables; the days themselves stand in the text."""
    attributes = {"n": {"type": "number", "min": 0, "max": 9}, "b": {"type": "bool"}}
    derived = {"s": {"type": "number", "since": "n > 3", "count": "days"}}
    world = {"areas": {"a": "del"}, "dated": [{"area": "a", "attribute": "n", "value": 5, "valid_from": "2025-12-24"}]}
    frame = cased(attributes=attributes, derived=derived, when="b and s > 2", world=world)
    compiled = sql.compile(sql.SqlQuestion([frame], ["i"], {}, {}), dialect)
    assert (list(compiled.today.tables["del"]), list(compiled.past.tables["del"])) == (["b"], ["n"])
    assert "del_history" in compiled.sql and "2025-12-23" in compiled.sql
    asked = compiled.faults()  # a bad value of an earlier day stops the statement too
    assert asked.count("'del_history'") == 1 and sqlglot.parse_one(asked, read=dialect)


def test_an_expression_that_grows_too_large_is_refused() -> None:
    """`min` of `min` writes its operands twice: what would grow beyond bounds is refused, not begun."""
    number = expr.number(0, 0, 1)
    tree: expr.Expr = expr.Reference("n", number)
    for _ in range(30):
        tree = expr.Operation("min", (tree, expr.Literal(Decimal(1), number)), number)
        tree = expr.Operation("max", (tree, expr.Literal(Decimal(0), number)), number)
    with pytest.raises(GrundError, match=r"G560  x kan inte sägas i duckdb: ett uttryck som blir för stort"):
        evaluate.write(evaluate.ExpressionContext(DIALECTS["duckdb"], "x"), tree)


# ── every dialect

RANKS: Final = {"hogst-behov", "aven-grannar", "forsta", "andra", "hogsta-fjardedelen", "fast-pott"}
REFUSED: Final = {"bigquery": RANKS}
"""Policies with places among areas: BigQuery has no order of missing values in a count over a window."""


@pytest.mark.slow
@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_policy_is_said_in_every_dialect(dialect: str, stockholm: Scenario) -> None:
    """A statement that the dialect's own parser reads, with every rule in it; or a refusal by name. What a policy
    inherits as it is stands in the statement of the first that has it."""
    for scenario in (stockholm, *map(grund.load, METHODS)):
        seen: set[int] = set()
        for name in scenario.named:
            own = {insats: r for insats, r in scenario.policies[name].rulings.items() if id(r) not in seen}
            seen.update(map(id, own.values()))
            if name in REFUSED.get(dialect, ()):
                with pytest.raises(GrundError, match="G560"):
                    sql_statements.statement(scenario, name, dialect)
            elif own:
                said = sql_statements.statement(scenario, name, dialect, own)
                (tree,) = sqlglot.parse(said, read=dialect)
                assert tree is not None
                assert all(rule.id in said for ruling in own.values() for rule in ruling.rules)


def test_an_aggregate_of_days_since() -> None:
    """The day is known to all: of a value that reads it, the date alone may be missing."""
    over = {"type": "number", "min": -200000, "max": 200000, "over": "level", "to": "del"}
    over |= {"of": "day - sedan", "aggregate": "max"}
    world = {"areas": {"a": "del", "b": "del"}, "facts": {"a": {"sedan": "2025-12-24"}}}
    frame = cased(attributes={"sedan": {"type": "date"}}, derived={"o": over}, when="o > 3", world=world)
    with DuckDB() as engine:
        found = sql.decide(engine, sql.SqlQuestion([frame], ["i"], {}, {}, trusted=True))["i", ""]
    assert found == {d.area.id: (d.verdict, d.rule, d.missing) for d in interpreter.decide_all(frame, "i")}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_forty_ranks_take_as_many_steps_as_one(dialect: str) -> None:
    """A server resolves steps one by one: Apache Spark stops at a hundred. The last one is read once."""
    rank = {"type": "number", "decimals": 1, "min": 0, "max": 100, "rank": "percentile", "round": "half_up"}
    rank |= {"divisor": "n", "ties": "average", "missing": "unknown", "direction": "ascending", "out_of": "100"}
    steps = []
    for n in (1, 40):
        attributes = {f"n{i}": {"type": "number", "min": 0, "max": 9} for i in range(n)}
        derived = {f"p{i}": rank | {"of": f"n{i}"} for i in range(n)}
        frame = cased(attributes=attributes, derived=derived, when=" and ".join(f"p{i} > 2" for i in range(n)))
        tree = sql.compile(sql.SqlQuestion([frame], ["i"], {}, {}), dialect).tree
        steps.append(len(tree.ctes))
        read = [table.name for table in tree.find_all(sqlglot.exp.Table)]
        with_rows = [cte.alias for cte in tree.ctes if cte.find(sqlglot.exp.Table)]  # others are a few literals
        assert max(map(read.count, with_rows)) == 1
    assert steps[0] == steps[1]


def test_a_bit_is_no_condition(stockholm: Scenario) -> None:
    """SQL Server has no values of truth: a column is compared, a condition is chosen from."""
    said = sql_statements.statement(stockholm, "stadsdelslyft", "tsql", kind="view", name="dbo.beslut")
    (tree,) = sqlglot.parse(said, read="tsql")
    assert said.split("\n")[8:] and "CREATE OR ALTER VIEW [dbo].[beslut] AS\nWITH [parameters] AS" in said
    for where in tree.find_all(sqlglot.exp.If):  # type: ignore[union-attr]
        assert not isinstance(where.this, sqlglot.exp.Column | sqlglot.exp.Boolean)
    for alias in tree.find_all(sqlglot.exp.Alias):  # type: ignore[union-attr]
        assert not isinstance(alias.this, sqlglot.exp.Predicate | sqlglot.exp.Connector | sqlglot.exp.Not)


def test_a_long_name_is_not_cut(stockholm: Scenario) -> None:
    """PostgreSQL would cut two long names to one."""
    first, second = (quoted("rule." + "x" * 70 + end) for end in "ab")
    assert first != second and max(map(len, (first, second))) <= 60


# ── the same answers


METHODS: Final = ("percentilgallring", "samlat-index", "stratumbidrag", "listminne", "kommuner")
"""Shipped scenarios whose policies rank, weigh, cut, count, remember."""


@pytest.mark.parametrize("form", ["json", "table"])
@pytest.mark.parametrize("scenario", ["stockholm-2026", *METHODS])
def test_a_run_on_duckdb_is_the_run(scenario: str, form: str) -> None:
    """The same bytes, whatever decides."""
    words = ["run", scenario, "--format", form, "--all"]
    assert command_line.run([*words, "--on", "duckdb"]) == command_line.run(words)


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["stockholm-2026", *METHODS])
def test_a_run_on_a_server_is_the_run(server: str, scenario: str) -> None:
    """PostgreSQL and Spark, by the same words."""
    words = ["run", scenario, "--format", "json"]
    code, out, err = command_line.run([*words, "--on", server])
    assert (code, err) == (0, b""), err.decode()
    assert out == command_line.run(words)[1]


@pytest.mark.slow
@pytest.mark.parametrize("scenario", METHODS)
def test_every_derived_attribute_of_a_method_is_plains(scenario: str) -> None:
    """Value by value, those that no policy reads too: how long a listing lasted, what would have been kept."""
    held = grund.load(scenario)
    frame = frame_of(held, held.policy(held.named[0]), ())
    with DuckDB() as engine:
        for name, derived in held.book.vocabulary.derived.items():
            for level in derived.levels:
                areas = frame.world.by_level.get(level, ())
                wanted = {area.id: interpreter.read(frame, expr.Reference(name), area).value for area in areas}
                assert sql.read(engine, frame, level, name) == wanted, name


@pytest.mark.slow
def test_random_policies() -> None:
    """The short form of the soak: plain, cells and DuckDB; `python tests/soak_sql.py` is the long one."""
    found = soak_sql.hold(25, 3, 11)
    assert found.differences == []
    assert min(found.verdicts[v] for v in ("yes", "no", "unknown")) > 5


@pytest.mark.slow
def test_random_derived_attributes() -> None:
    """The short form of the soak: plain and DuckDB; `python tests/soak_derived.py` is the long one."""
    found = soak_derived.hold(4, 12)
    assert found.differences == []
    drawn = {"decisions", *derivations.world(random.Random(12))["derived"]}
    assert set(found.values) == drawn - set(soak_derived.REFUSED)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["postgres", "spark"])
def test_random_policies_on_a_server(name: str) -> None:
    """The same, in the databases that are installed here."""
    try:
        found = soak_sql.hold(12, 2, 12, ["duckdb", name])
    except servers.Unavailable as reason:
        pytest.skip(str(reason))
    assert found.differences == []
    assert found.compared[name] == found.compared["duckdb"] > 0


def test_rows_of_parameters_are_a_sweep() -> None:
    """One statement, a thousand values of a threshold: each row is decided as if it were alone."""
    frame = cased(
        attributes={"n": {"type": "number", "min": 0, "max": 100}},
        parameters={"t": {"type": "number", "min": 0, "max": 100, "values": [{"value": 5}]}},
        rules=[{"id": "r", "when": "n >= param.t"}],
        world={"areas": {"a": "del", "b": "del", "c": "del"}, "facts": {"a": {"n": 3}, "b": {"n": 60}}},
    )
    held = frame.policy.parameters["t"]
    frames = []
    for i in range(100):
        values = (replace(held.values[0], value=Decimal(i) if i else None),)
        parameters = {"t": replace(held, values=values)}
        frames.append(interpreter.frame(frame.vocabulary, replace(frame.policy, parameters=parameters), frame.world))
    labels = {"i": [str(i) for i in range(100)]}
    with DuckDB() as engine:
        found = sql.decide(engine, sql.SqlQuestion(frames, ["i"], labels, {}, trusted=True))
    for i, one in enumerate(frames):
        wanted = {d.area.id: (d.verdict, d.rule, d.missing) for d in interpreter.decide_all(one, "i")}
        assert found["i", str(i)] == wanted
    assert found["i", "0"]["c"][2] == {"n", "param.t"}


def test_rules_in_conflict_are_plains_problem() -> None:
    """Named as plain names them, and nothing is answered."""
    rules = [{"id": "r1", "when": "b"}, {"id": "r2", "when": "c", "then": "no"}]
    world = {"areas": {"d1": "del"}, "facts": {"d1": {"b": "true", "c": "true"}}}
    frame = cased(attributes={"b": {"type": "bool"}, "c": {"type": "bool"}}, rules=rules, world=world)
    with DuckDB() as engine, pytest.raises(GrundError) as found:
        sql.decide(engine, sql.SqlQuestion([frame], ["i"], {}, {}, trusted=True))
    with pytest.raises(GrundError) as wanted:
        interpreter.decide_all(frame, "i")
    assert found.value.problems == wanted.value.problems


def test_more_names_than_a_word_has_bits() -> None:
    """A hundred facts may be missing: they are as many bits, in more words than one."""
    names = [f"b{i:03}" for i in range(100)]
    frame = cased(
        attributes={n: {"type": "bool"} for n in names}, when=" and ".join(names), world={"areas": {"d": "del"}}
    )
    with DuckDB() as engine:
        found = sql.decide(engine, sql.SqlQuestion([frame], ["i"], {}, {}, trusted=True))
    assert found["i", ""]["d"] == ("unknown", None, frozenset(names))


# ── somebody's own tables


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("n", Decimal("1.25"), r"n: 1\.25 \(a\)"),
        ("n", Decimal("51"), r"n: 51(\.00)? \(a\)"),
        ("k", "utsat", r"k: utsat \(a\)"),
        ("b", 5, r"b: 5 \(a\)"),
        ("b", 1, r"b: 1 \(a\)"),
        ("b", "ja", r"b: ja \(a\)"),
        ("d", datetime(2026, 2, 17, 23, 30), r"d: 2026-02-17 23:30:00 \(a\)"),
        ("d", datetime(2026, 2, 17, tzinfo=UTC), r"d: 2026-02-17 .*\(a\)"),
        ("d", date(2301, 1, 1), r"d: 2301-01-01 \(a\)"),
    ],
)
def test_a_value_that_does_not_fit_stops_the_statement(column: str, value: Any, said: str, stockholm: Scenario) -> None:
    """Too many decimals, outside the domain, no member: an error that names it, never a silent rounding."""
    types = {"k": {"enum": ["ingen", "utsatt"]}}
    frame = cased(
        vocabulary={"levels": {"del": {}}, "types": types},
        attributes={
            "n": {"type": "number", "decimals": 1, "min": 0, "max": 50},
            "k": {"type": "k"},
            "b": {"type": "bool"},
            "d": {"type": "date"},
        },
        when="n > 1.2 or k = utsatt or b or d > 2026-02-17",
    )
    compiled = sql.compile(sql.SqlQuestion([frame], ["i"], {}, {}), "duckdb")
    row = {"id": "a", "n": Decimal("1.20"), "k": "ingen", "b": False, "d": date(2026, 2, 17)}
    with DuckDB() as engine:
        engine.connection.register("del", pa.Table.from_pylist([row]))
        assert engine.ask(compiled.sql) == [("a", "i", "", "no", "otherwise", "")]
        engine.connection.unregister("del")
        engine.connection.register("del", pa.Table.from_pylist([row | {column: value}]))
        with pytest.raises(sql.StatementFailed, match=said):
            engine.ask(compiled.sql)


@pytest.mark.slow
def test_a_table_of_the_same_name_is_not_read_in_the_place_of_ours(postgres: str, stockholm: Scenario) -> None:
    """A role's search path may put everybody's tables before the temporary ones."""
    from grund.engines.sql.postgres import PostgreSQL

    with psycopg.connect(postgres) as base:
        base.execute("CREATE TABLE public.stadsdel (id text, klassning text)")
        base.execute("INSERT INTO public.stadsdel VALUES ('akalla', 'ingen')")
        base.execute("ALTER ROLE grund SET search_path TO public, pg_temp")
    try:
        with PostgreSQL(postgres) as engine:
            found = sql_statements.answers(stockholm, ["stadsdelslyft"], engine)
    finally:
        with psycopg.connect(postgres) as base:
            base.execute("ALTER ROLE grund RESET search_path")
            base.execute("DROP TABLE public.stadsdel")
    wanted = run(stockholm, ["stadsdelslyft"])
    verdicts = [[d.verdict for d in answers.decisions] for answers in (*found, *wanted)]
    assert verdicts[: len(found)] == verdicts[len(found) :] and found


@pytest.mark.slow
@pytest.mark.parametrize(
    "right",
    ["REVOKE TEMPORARY ON DATABASE postgres FROM PUBLIC", "ALTER ROLE lasare SET default_transaction_read_only TO on"],
)
def test_a_role_that_may_have_no_tables_is_told_what_to_do(postgres: str, right: str) -> None:
    """It is no fault of a table."""
    with psycopg.connect(postgres, autocommit=True) as base:
        base.execute("CREATE ROLE lasare LOGIN")
        base.execute(right)
        try:
            code, _, err = command_line.run(
                ["run", "--policy", "stadsdelslyft", "--on", postgres.replace("grund@", "lasare@")]
            )
        finally:
            base.execute("DROP ROLE lasare")
            base.execute("GRANT TEMPORARY ON DATABASE postgres TO PUBLIC")
    assert code == 3 and "G565" in err.decode() and "GRANT TEMPORARY" in err.decode(), err.decode()


@pytest.mark.slow
def test_a_connection_that_is_lost_is_said_in_a_sentence(postgres: str) -> None:
    """And no traceback on the way out."""
    from grund.engines.sql.postgres import PostgreSQL

    with PostgreSQL(postgres) as engine, psycopg.connect(postgres) as base:
        base.execute("SELECT pg_terminate_backend(%s)", (engine.connection.info.backend_pid,))
        with pytest.raises(sql.StatementFailed):
            engine.ask("SELECT 1")


@pytest.mark.slow
def test_a_server_without_tls_is_not_waited_for(spark: str) -> None:
    """The client itself asks again and again, and says nothing."""
    words = ["run", "--policy", "stadsdelslyft", "--on", f"{spark}/;use_ssl=true"]
    code, _, err = command_line.run(words)
    assert code == 3 and "G562" in err.decode(), err.decode()


@pytest.mark.parametrize("ids", [["a", "a"], ["a", None], [None, None]])
def test_a_row_without_an_id_of_its_own_stops_the_statement(ids: list[str | None]) -> None:
    """Two rows of one area would be two answers for it; a row without an id is nobody's."""
    frame = cased(attributes={"n": {"type": "number", "min": 0, "max": 1}}, when="n = 1")
    compiled = sql.compile(sql.SqlQuestion([frame], ["i"], {}, {}), "duckdb")
    with DuckDB() as engine:
        engine.connection.register("del", pa.table({"id": pa.array(ids, pa.string()), "n": [1, 0]}))
        with pytest.raises(sql.StatementFailed, match=r"del\.id: [12] rows without an id of their own"):
            engine.ask(compiled.sql)


def test_all_that_would_stop_a_statement_is_asked_for_at_once() -> None:
    """By table, id and column, of every kind of value; null is unknown, and no fault."""
    frame = cased(
        vocabulary={"levels": {"del": {}}, "types": {"k": {"enum": ["ingen", "utsatt"]}}},
        attributes={"n": {"type": "number", "min": 0, "max": 5}, "k": {"type": "k"}, "d": {"type": "date"}},
        when="n = 1 or k = utsatt or d > 2026-02-17",
    )
    compiled = sql.compile(sql.SqlQuestion([frame], ["i"], {}, {}), "duckdb")
    rows = [
        {"id": "a", "n": "1", "k": "utsat", "d": "2026-02-17"},
        {"id": "b", "n": "många", "k": None, "d": "2026-02-31"},
        {"id": "b", "n": "6", "k": "ingen", "d": None},
        {"id": None, "n": None, "k": None, "d": None},
    ]
    with DuckDB() as engine:
        engine.connection.register("del", pa.Table.from_pylist(rows))
        faults = set(engine.ask(compiled.faults()))
    assert faults == {
        ("del", "a", "k", "utsat"),
        ("del", "b", "d", "2026-02-31"),
        ("del", "b", "n", "många"),
        ("del", "b", "n", "6"),
        ("del", "b", "id", "2"),
        ("del", None, "id", "1"),
    }


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_question_of_faults_is_said_in_every_dialect(dialect: str, stockholm: Scenario) -> None:
    """Each parses in its own dialect."""
    text = sql_statements.statement(stockholm, "stadsdelslyft", dialect, check=True)
    assert sqlglot.parse_one(text, read=dialect)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("option", ["--create-view", "--create-table", "--merge", "--wide"])
def test_what_a_statement_becomes_is_said_in_every_dialect(dialect: str, option: str) -> None:
    """Each parses in its own dialect, or is refused by name; a dialect that no test runs says so."""
    words = ["sql", "stadsdelslyft", "--insats", "insats-skola", "--dialect", dialect, option]
    code, out, err = command_line.run([*words, *([] if option == "--wide" else ["lager.beslut"])])
    if dialect in ("tsql", "fabric") and option == "--merge":
        assert code == 3 and "G560" in err.decode() and "MERGE" in err.decode()
        return
    assert code == 0, err.decode()
    text = out.decode()
    assert all(sqlglot.parse(text, read=dialect))
    assert ("text only" in text.split("\n")[1]) is (dialect not in ("duckdb", "postgres", "spark"))
    names = {node.this for tree in sqlglot.parse(text, read=dialect) for node in tree.find_all(sqlglot.exp.Identifier)}
    assert dialect != "bigquery" or all(name.replace("_", "").isalnum() for name in names), names


@pytest.mark.parametrize("option", ["--create-view", "--create-table", "--merge"])
def test_the_table_that_is_made_has_the_name_that_was_given(option: str) -> None:
    """A project of BigQuery has hyphens in its name; the steps' own names have none."""
    words = ["sql", "stadsdelslyft", "--insats", "insats-skola", "--dialect", "bigquery"]
    _, out, _ = command_line.run([*words, option, "mitt-projekt.lager.beslut"])
    names = {node.this for node in sqlglot.parse_one(out.decode(), read="bigquery").find_all(sqlglot.exp.Identifier)}
    assert {name for name in names if not name.replace("_", "").isalnum()} == {"mitt-projekt"}


def test_a_view_in_another_database_of_sql_server() -> None:
    """It is made in the database that is in use: a name of three parts is no name of a view."""
    _, out, _ = command_line.run(["sql", "stadsdelslyft", "--dialect", "tsql", "--create-view", "lager.dbo.beslut"])
    assert "USE [lager];\nGO\nCREATE OR ALTER VIEW [dbo].[beslut] AS" in out.decode()


@pytest.mark.slow
@pytest.mark.parametrize("where", ["duckdb", "postgres"])
def test_a_table_is_replaced_and_merged(where: str, request: pytest.FixtureRequest) -> None:
    """Run twice, each gives what once gives; a wide table has the same answers."""
    frame = cased(attributes={"n": {"type": "number", "min": 0, "max": 9}}, when="n > 3")
    question = sql.SqlQuestion([frame], ["i"], {}, {}, readings=[""])
    long = sql.compile(question, where)
    table, merge = (sql.scripts.script(long, kind, "beslut") for kind in ("table", "merge"))
    wide = sql.scripts.script(sql.compile(question, where, "wide"), "table", "bred")
    address = request.getfixturevalue("postgres") if where == "postgres" else ""
    with psycopg.connect(address, autocommit=True) if address else duckdb.connect() as base:

        def answers(columns: str, name: str) -> list[tuple[str, ...]]:
            return base.execute(f"SELECT area, {columns} FROM {name} ORDER BY area").fetchall()

        base.execute("CREATE TABLE del (id text, n int)")
        base.execute("INSERT INTO del VALUES ('a', 1), ('b', NULL), ('c', 5)")
        for text in (table, table, merge):
            base.execute(text)
        first = answers("decision, rule, missing", "beslut")
        base.execute("UPDATE del SET n = 1 WHERE id = 'c'")
        base.execute("INSERT INTO del VALUES ('d', 5)")
        base.execute(merge)
        merged = answers("decision, rule, missing", "beslut")
        base.execute(wide)
        rows = answers("i_decision, i_rule, i_missing", "bred")
        for name in ("del", "beslut", "bred"):
            base.execute(f"DROP TABLE {name}")
    assert [row[1] for row in first] == ["no", "unknown", "yes"]
    assert [row[1] for row in merged] == ["no", "unknown", "no", "yes"] and rows == merged


def test_a_float_is_its_shortest_text() -> None:
    """0.1 in binary is 0.1; 0.1 + 0.2 is a number with too many decimals."""
    frame = cased(attributes={"n": {"type": "number", "decimals": 1, "min": 0, "max": 1}}, when="n = 0.1")
    compiled = sql.compile(sql.SqlQuestion([frame], ["i"], {}, {}), "duckdb")
    with DuckDB() as engine:
        engine.connection.register("del", pa.table({"id": ["a"], "n": [0.1]}))
        assert engine.ask(compiled.sql)[0][3] == "yes"
        engine.connection.unregister("del")
        engine.connection.register("del", pa.table({"id": ["a"], "n": [0.1 + 0.2]}))
        with pytest.raises(sql.StatementFailed, match=r"n: 0\.3"):
            engine.ask(compiled.sql)


# ── files and folders


def _folder(path: Path) -> list[str]:
    for year, values in ((2025, ["utsatt", None]), (2026, ["ingen"])):
        part = path / "in" / f"ar={year}"
        part.mkdir(parents=True)
        ids = [f"a{year}{i}" for i in range(len(values))]
        pq.write_table(pa.table({"id": ids, "klassning": pa.array(values, pa.string())}), part / "del.parquet")
    return ["run", "--input", str(path / "in"), "--on", "duckdb", "-o", str(path / "u.parquet")]


def test_a_parted_folder(tmp_path: Path) -> None:
    """A folder of files is one table."""
    code, _, err = command_line.run([*_folder(tmp_path), "--policy", "stadsdelslyft"])
    assert code == 0 and "3\xa0områden" in err.decode()
    rows = pq.read_table(tmp_path / "u.parquet").to_pylist()
    assert {(r["area"], r["decision"]) for r in rows if r["insats"] == "insats-skola"} == {
        ("a20250", "yes"), ("a20251", "unknown"), ("a20260", "unknown"),
    }  # fmt: skip


def test_a_conflict_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both rules and the area are named, and nothing is written."""
    words = _folder(tmp_path)
    text = (renew.ROOT / "rules" / "stockholm" / "policies" / "stadsdelslyft.yaml").read_text(encoding="utf-8")
    assert "- id: lyft-skola" in text or "insats-skola" in text
    said = """policy: krock
label: Krock
source: tu-2026
insatser:
  insats-skola:
    otherwise: no
    rules:
      - {id: k1, when: "klassning = utsatt", then: yes, source: tu-2026}
      - {id: k2, when: "klassning in (utsatt, ingen)", then: no, source: tu-2026}
"""
    (tmp_path / "krock.yaml").write_text(said, encoding="utf-8")
    code, _, err = command_line.run([*words, "--policy", str(tmp_path / "krock.yaml")])
    assert code == 3 and "G317" in err.decode() and "a20250" in err.decode() and "k1" in err.decode()
    assert not (tmp_path / "u.parquet").exists()


# ── what is wrong is said


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["run", "--on", "oracle://x"], "G561"),
        (["run", "--on", "postgresql://anna:hemligt@localhost:1/x"], "G562"),
        (["run", "--on", "spark://localhost:1"], "G562"),
        (["run", "--input", "a.csv", "-o", "u.csv", "--on", "spark://localhost:1"], "G564"),
        (["sql", "stadsdelslyft", "--insats", "insats-skol"], "G503"),
        (["sql", "stadsdelslyftt"], "G312"),
        (["sql", "stadsdelslyft", "--wide", "--check"], "G863"),
        (["sql", "stadsdelslyft", "--wide"], "G864"),
        (["sql", "stadsdelslyft", "--dbt", "d", "-o", "u.sql"], "G863"),
        (["sql", "stadsdelslyft", "--create-view", ""], "G892"),
        (["sql", "stadsdelslyft", "--create-view", "a..d"], "G892"),
        (["sql", "stadsdelslyft", "--create-table", "a.b.c.d"], "G892"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(words: list[str], code: str) -> None:
    """With a code; a password is not shown."""
    found, out, err = command_line.run(words)
    typed = code != "G562"  # a database that does not answer is no wrong word
    assert (found, out) == (2 if typed else 3, b"") and code in err.decode(), err.decode()
    assert "hemligt" not in err.decode()


def test_a_missing_library_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which extra brings it."""
    for name in [
        n for n in sys.modules if n.startswith(("grund.engines.sql", "grund.batch.sql_statements", "sqlglot"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr("grund.engines.sql")
    monkeypatch.delattr("grund.batch.sql_statements", raising=False)
    monkeypatch.setitem(sys.modules, "sqlglot", None)
    code, _, err = command_line.run(["sql", "stadsdelslyft"])
    assert code == 3 and "grund[sql]" in err.decode()


def test_the_day_of_a_statement_is_the_runs(stockholm: Scenario) -> None:
    """A policy of another day has that day's parameters."""
    said = sql_statements.statement(replace(stockholm, day=date(2030, 1, 1), frames={}), "behovsstyrd", "duckdb")
    assert "as of 2030-01-01" in said
    assert frame_of(stockholm, stockholm.policy("behovsstyrd"), ()).world.day == stockholm.day
