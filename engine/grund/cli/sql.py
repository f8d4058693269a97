"""`grund sql`: translate a policy into a SQL query for a database."""

from __future__ import annotations

import re
from typing import Literal

from .. import batch, engines
from ..batch.atomic_files import deliver, write_folder
from ..problems.problem import GrundError, problem
from .options import ASK, Ask, LangOption, OutputOption, load, policy_id


def sql(
    policy: str,
    /,
    *,
    insats: list[str] | None = None,
    dialect: Literal["duckdb", "postgres", "spark", "databricks", "snowflake", "bigquery", "tsql", "fabric"] = "duckdb",
    create_view: str | None = None,
    create_table: str | None = None,
    merge: str | None = None,
    wide: bool = False,
    check: bool = False,
    dbt: str | None = None,
    fresh: str | None = None,
    ask: Ask = ASK,
    output: OutputOption = None,
    force: bool = False,
    lang: LangOption = "sv",
) -> int:
    """Translate a policy into a SQL query for a database."""
    wanted = {
        "--create-view": create_view, "--create-table": create_table, "--merge": merge, "--check": check, "--dbt": dbt
    }  # fmt: skip
    given = [option for option, value in wanted.items() if value not in (None, False)]
    if dbt is not None and output is not None:
        given.append("--output")
    if len(given) > 1 or (wide and given[:1] in (["--merge"], ["--check"], ["--dbt"])):
        raise GrundError([problem("G863", None, options=", ".join([*given, *(["--wide"] if wide else [])]))])
    loaded = _loaded(fresh, dbt)
    scenario = load(ask, ask.scenario, [policy])
    policy = policy_id(scenario, policy)
    if dbt is not None:
        write_folder(dbt, batch.dbt.project(scenario, policy, dialect, insats, loaded))
        return 0
    kinds: dict[str, Literal["view", "table", "merge"]] = {
        "--create-view": "view", "--create-table": "table", "--merge": "merge"
    }  # fmt: skip
    kind: engines.sql.scripts.Kind = next((kinds[option] for option in given if option in kinds), "")
    name = create_view or create_table or merge or ""
    sentence = batch.sql_statements.statement(scenario, policy, dialect, insats, kind, name, wide, check)
    return deliver(sentence.encode(), output, force)


def _loaded(fresh: str | None, dbt: str | None) -> tuple[str, int] | None:
    """`COLUMN=DAYS` in its two parts."""
    if fresh is None:
        return None
    column, _, days = fresh.partition("=")
    if dbt is None or not column or not re.fullmatch("[1-9][0-9]{0,3}", days):
        raise GrundError([problem("G893", None, text=fresh)])
    return column, int(days)
