"""Many rules: what is written and asked grows with the rules, not with their pairs; what has a limit says so."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final
from unittest.mock import Mock

import pytest
from sqlglot import exp

from case_files import Built, load
from grund.analysis.proofs.defects import findings
from grund.engines import interpreter, sql, vectorized
from grund.engines.vectorized import fuse, lookup_table
from grund.problems.problem import GrundError

sys.path[:0] = [str(Path(__file__).parent.parent / "benchmarks")]

import many_rules  # noqa: E402

SMALL: Final = 60


def built(shape: str, size: int) -> Built:
    """A made-up project of a size, read."""
    return load(many_rules.SHAPES[shape][0](size))


def frame(project: Built) -> interpreter.EvalContext:
    """Its policy on its day."""
    return interpreter.frame(project.book.vocabulary, project.book.policies["p"], project.facts.at(project.case.day))


def nodes(project: Built) -> int:
    """How many nodes the statement of a project has."""
    asked = sql.SqlQuestion([frame(project)], list(project.book.policies["p"].rulings), {}, {})
    return sum(1 for _ in sql.compile(asked, "duckdb").tree.find_all(exp.Expression))


@pytest.mark.parametrize("shape", ["rules", "exceptions", "exceptions_to_one", "insatser"])
def test_a_statement_is_in_proportion_to_the_rules(shape: str) -> None:
    """Also where half of the rules say yes and half no, of which each pair might be in conflict."""
    one, two, four = (nodes(built(shape, SMALL * times)) for times in (1, 2, 4))
    assert (four - two) < 2.2 * (two - one)


def test_more_columns_than_the_database_takes() -> None:
    with pytest.raises(GrundError) as raised:
        nodes(built("rules", 5_000))
    assert [p.code for p in raised.value.problems] == ["G829"]


def test_rules_too_many_to_prove_are_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before any question is asked, and as a defect: what is not done is no success."""
    monkeypatch.setattr("grund.analysis.proofs.defects.rules._conflicts", None)
    book = built("rules", 500).book
    (finding,) = [f for f in findings(book, list(book.policies.values())) if f.problem.code == "G829"]
    assert finding.problem.words["count"] == "500" and not finding.note


def test_pairs_of_rules_too_many_to_compare_are_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over all policies together; each that is not proved by its name."""
    monkeypatch.setattr("grund.analysis.proofs.defects.PAIRS", 1 + 4 + 9)
    book = built("extends", 5).book
    left = [f for f in findings(book, list(book.policies.values())) if f.problem.code == "G829"]
    assert [f.problem.words["of"] for f in left] == ["p3/i", "p4/i"]
    assert [f.problem.words["count"] for f in left] == ["30", "55"]


@pytest.mark.parametrize(("steps", "codes"), [(101, []), (102, ["G320"])])
def test_a_chain_of_policies(steps: int, codes: list[str]) -> None:
    try:
        built("extends", steps)
        problems: list[str] = []
    except GrundError as error:
        problems = [p.code for p in error.problems]
    assert problems == codes


def test_groups_are_compared_with_the_last_ones_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables look among so many groups for their own, however many there are."""
    common = Mock(wraps=fuse.common)
    monkeypatch.setattr(fuse, "common", common)
    monkeypatch.setattr(fuse, "SHARED", 64)
    held = frame(built("insatser", 4 * fuse.CANDIDATES))
    tables = [vectorized.table(held, name) for name in held.policy.rulings]
    fuse.grouped(tables, "u1")
    assert common.call_count <= len(tables) * (fuse.CANDIDATES + 1)


def test_cells_in_which_the_same_rules_hold_are_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand areas in as many cells: the interpreter is asked for each way in which two rules hold."""
    decide = Mock(wraps=lookup_table.decide)
    monkeypatch.setattr(lookup_table, "decide", decide)
    rules = [{"id": f"r{i}", "when": f"n >= {10 * i} and m < {10 * i}"} for i in range(1, 30)]
    raw = many_rules.project({"i": {"otherwise": "no", "rules": rules}}, 0)
    raw["vocabulary"]["attributes"] = {name: many_rules.number() for name in ("n", "m")}
    raw["world"] = {"areas": {}}
    held = frame(load(raw))
    plan = vectorized.DecisionPlan(held, (vectorized.table(held, "i"),))
    kind = held.vocabulary.attributes["n"].type
    values = [(10 * (i % 30), 10 * (i // 30)) for i in range(900)]
    columns = {name: vectorized.column(kind, [pair[k] for pair in values]) for k, name in enumerate(("n", "m"))}
    batch = plan.decide(columns, len(values))
    got = [batch.answers(0)[0][k] for k in batch.answers(0)[1].tolist()]
    for (n, m), answer in zip(values, got, strict=True):
        first = min((f"r{i}" for i in range(1, 30) if n >= 10 * i and m < 10 * i), default="otherwise")
        assert answer[:2] == ("no" if first == "otherwise" else "yes", first)
    assert decide.call_count < 600
