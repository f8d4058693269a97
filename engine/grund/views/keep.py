"""Keep: results as a file of facts, and the line that names their run as a source.

A world reads the file as it is; every row names the run.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from ..analysis.results_as_facts import KeptResult, KeptResults
from ..exchange.fetched import csv_text
from ..loading.schema.sheets import SOURCES

_HEADER: Final = (
    "area", "attribute", "value", "valid_from", "valid_to", "recorded", "missing", "source", "mark", "note",
    "assumption", "illustration",
)  # fmt: skip


def facts_csv(kept_results: KeptResults) -> bytes:
    """The facts, as a file of `facts/`."""
    return csv_text([_HEADER, *(_row(kept_results, result) for result in kept_results.results)]).encode()


def source_line(kept_results: KeptResults) -> str:
    """The run, as a line of `sources.csv`."""
    return csv_text([[getattr(kept_results.source, name) for name in SOURCES.required]]).rstrip("\n")


def _row(kept_results: KeptResults, result: KeptResult) -> Sequence[str]:
    value = result.value
    sentence = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    flags = ["true" if flag in result.flags else "" for flag in _HEADER[-2:]]
    mark = "G" if "G" in result.flags else "H"
    missing = "not_available" if value is None else ""
    days = _day(kept_results.start), _day(kept_results.end), _day(kept_results.recorded)
    return (
        result.area.id,
        result.attribute,
        sentence,
        *days,
        missing,
        kept_results.source.id,
        mark,
        kept_results.note,
        *flags,
    )


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
