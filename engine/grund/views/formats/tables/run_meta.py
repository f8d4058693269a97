"""Run meta: what a table says of the run that gave it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .... import analysis

if TYPE_CHECKING:
    from ....model.scenario import Scenario


def run_meta(scenario: Scenario, kind: str) -> dict[str, str]:
    """The kind of table, the hash of the run, the engine, the scenario, its day and readings, and its mark."""
    recorded = analysis.recorded_question
    query = recorded.question(scenario)
    return {
        "kind": kind, "run": recorded.run_hash(query), "engine": str(query["engine"]), "scenario": scenario.id,
        "day": str(query["day"]), "known": query["known"] or "", "tolkning": json.dumps(query["tolkning"]),
        "illustration": str(scenario.illustration).lower(),
    }  # fmt: skip
