"""`grund sql`: options, call and view."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter

from ..batch.atomic_files import deliver
from .options import ASK, Ask, ForceOption, LangOption, OutputOption, load, policy_id

_Insats = Annotated[list[str] | None, Parameter("--insats", help="Insats: id / id", negative="")]


_View = Annotated[str | None, Parameter(help="Gör en vy med namnet / make a view of that name")]


def sql(
    policy: str,
    /,
    *,
    insats: _Insats = None,
    dialect: Annotated[
        Literal["duckdb", "postgres", "tsql", "spark"], Parameter(help="Databasens språk / the database's language")
    ] = "duckdb",
    create_view: _View = None,
    ask: Ask = ASK,
    output: OutputOption = None,
    force: ForceOption = False,
    lang: LangOption = "sv",
) -> int:
    """En policy som en SQL-sats för datalagret. / A policy as one SQL statement for the warehouse."""
    from ..batch.connections import installed

    with installed():
        from ..batch.sql_statements import statement

    held = load(ask, ask.scenario, [policy])
    said = statement(held, policy_id(held, policy), dialect, insats, create_view or "")
    return deliver(said.encode(), output, force)
