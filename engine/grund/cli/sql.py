"""`grund sql`: translate a policy into a SQL query for a database."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter

from ..batch.atomic_files import deliver
from .options import ASK, Ask, ForceOption, LangOption, OutputOption, load, policy_id

_Insats = Annotated[list[str] | None, Parameter("--insats")]


_View = str | None


def sql(
    policy: str,
    /,
    *,
    insats: _Insats = None,
    dialect: Literal["duckdb", "postgres", "tsql", "spark"] = "duckdb",
    create_view: _View = None,
    ask: Ask = ASK,
    output: OutputOption = None,
    force: ForceOption = False,
    lang: LangOption = "sv",
) -> int:
    """Translate a policy into a SQL query for a database."""
    from ..batch.connections import installed

    with installed():
        from ..batch.sql_statements import statement

    held = load(ask, ask.scenario, [policy])
    said = statement(held, policy_id(held, policy), dialect, insats, create_view or "")
    return deliver(said.encode(), output, force)
