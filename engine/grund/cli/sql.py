"""`grund sql`: translate a policy into a SQL query for a database."""

from __future__ import annotations

from typing import Literal

from .. import batch
from ..batch.atomic_files import deliver
from .options import ASK, Ask, LangOption, OutputOption, load, policy_id


def sql(
    policy: str,
    /,
    *,
    insats: list[str] | None = None,
    dialect: Literal["duckdb", "postgres", "tsql", "spark"] = "duckdb",
    create_view: str | None = None,
    check: bool = False,
    ask: Ask = ASK,
    output: OutputOption = None,
    force: bool = False,
    lang: LangOption = "sv",
) -> int:
    """Translate a policy into a SQL query for a database."""
    scenario = load(ask, ask.scenario, [policy])
    sentence = batch.sql_statements.statement(
        scenario, policy_id(scenario, policy), dialect, insats, create_view or "", check
    )
    return deliver(sentence.encode(), output, force)
