"""Extras: libraries that do not come along, and the modules that use them.

Whoever lacks a library is told in a sentence what installs it, from a wheel as from a checkout; a library is read by
those who ask for it.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

from .problem import GrundError, problem

EXTRAS: Final = {
    "anyio": "web",
    "cryptography": "sign",
    "duckdb": "sql",
    "highspy": "optimum",
    "httptools": "web",
    "mcp": "mcp",
    "pandas": "pandas",
    "polars": "polars",
    "psycopg": "postgres",
    "pyarrow": "arrow",
    "pyspark": "spark",
    "shapely": "geo",
    "sqlglot": "sql",
    "starlette": "web",
    "uvicorn": "web",
    "z3": "proof",
}
"""The extra that brings a library (pyproject.toml)."""


def require(module: str) -> Any:
    """A module of a library that an extra brings, or one that uses such; raises `GrundError` where it is missing."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        if library not in EXTRAS:
            raise
        raise GrundError([problem("G524", None, library=library, extra=EXTRAS[library])]) from None


def optional(library: str) -> Any:
    """A library that an extra brings, where its absence is an answer too: None."""
    try:
        return import_module(library)
    except ImportError:
        return None
