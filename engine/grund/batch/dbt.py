"""Dbt: a policy as a model of a dbt project, with the tables that it reads as a source and what they may hold as tests.

The model is the statement of `grund sql`, and every value that the vocabulary bounds to a list has a test.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from ..engines import sql
from ..model.expressions import Type
from ..model.scenario import Scenario
from .sql_statements import ANSWERS, compiled_policy, head

SOURCE = "grund"
"""The name of the source."""


def project(
    scenario: Scenario,
    policy: str,
    dialect: str,
    insatser: Iterable[str] | None = None,
    fresh: tuple[str, int] | None = None,
) -> dict[str, bytes]:
    """The model, and what is said of it and of the tables that it reads; raises `GrundError`.

    `fresh`: the column of the tables with the time of loading, and after how many days dbt is to warn.
    """
    chosen = scenario.policy(policy)
    compiled = compiled_policy(scenario, chosen, dialect, insatser)
    name = chosen.id.replace("-", "_")
    model = head(scenario, chosen, compiled, ANSWERS) + sql.scripts.templated(compiled, SOURCE) + "\n"
    source: dict[str, Any] = {"name": SOURCE}
    if fresh is not None:
        column, days = fresh
        source |= {"loaded_at_field": column, "freshness": {"warn_after": {"count": days, "period": "day"}}}
    schema: dict[str, Any] = {"version": 2, "sources": [source | {"tables": _tables(compiled)}]}
    names = [answer.ruling.insats.id for answer in compiled.answers]
    schema["models"] = [
        {
            "name": name,
            "description": chosen.label.get("sv"),
            "columns": [
                _column("area", "not_null"),
                _column("insats", "not_null", _one_of(names)),
                _column("decision", "not_null", _one_of(["yes", "no", "unknown"])),
                {"name": "rule", "description": "the deciding rule, otherwise, or empty"},
                {"name": "missing", "description": "the missing facts, with ; between"},
            ],
        }
    ]
    text = yaml.safe_dump(schema, allow_unicode=True, sort_keys=False)
    return {f"models/{name}.sql": model.encode(), f"models/{name}.yml": text.encode()}


def _tables(compiled: sql.Compiled) -> list[dict[str, Any]]:
    tables = [_table(level, columns, True) for level, columns in sorted(compiled.today.tables.items())]
    tables += [_table(f"{level}{sql.HISTORY}", columns, False) for level, columns in compiled.past.tables.items()]
    for sources, ending in ((compiled.today, ""), (compiled.past, sql.HISTORY)):
        for pairs in sources.pairs:
            columns = [_column("area", "not_null"), _column("other", "not_null")]
            tables.append({"name": f"{pairs.name}{ending}", "columns": columns})
    return tables


def _table(name: str, columns: Mapping[str, Type], once: bool) -> dict[str, Any]:
    """A table of areas; on earlier days an area has several rows."""
    cells = [_column("id", "not_null", *(["unique"] if once else []))]
    for column, kind in sorted(columns.items()):
        cells.append(_column(column, _one_of(kind.members)) if kind.kind == "enum" else {"name": column})
    return {"name": name, "columns": cells}


def _column(name: str, *tests: Any) -> dict[str, Any]:
    return {"name": name, "data_tests": list(tests)}


def _one_of(values: Iterable[str]) -> dict[str, Any]:
    return {"accepted_values": {"values": list(values)}}
