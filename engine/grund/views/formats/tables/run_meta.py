"""Run meta: what a table says of the run that gave it."""

from __future__ import annotations

import json

from ....analysis.recorded_question import question, run_hash
from ....model.scenario import Scenario


def run_meta(scenario: Scenario, kind: str) -> dict[str, str]:
    """The kind of table, the hash of the run, the engine, the scenario, its day and readings, and its mark."""
    query = question(scenario)
    return {
        "kind": kind, "run": run_hash(query), "engine": str(query["engine"]), "scenario": scenario.id,
        "day": str(query["day"]), "known": query["known"] or "", "tolkning": json.dumps(query["tolkning"]),
        "illustration": str(scenario.illustration).lower(),
    }  # fmt: skip
