"""`grund graph`: export the responsibility graph as JSON or GraphML."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from ..analysis.accountability.action_plan import decisions_counted, readings_apart
from ..analysis.accountability.graph import build, graphml, node_link
from ..analysis.run_record import dump
from ..batch.atomic_files import deliver
from ..model.numbers import pick
from ..views.who import held_by
from .options import ASK_WHICH, AskWhich, LangOption, OutputOption, load, policies_of


def graph(
    *,
    ask: AskWhich = ASK_WHICH,
    format: Literal["json", "graphml"] | None = None,
    output: OutputOption = None,
    force: bool = False,
    lang: LangOption = "sv",
) -> int:
    """Export the responsibility graph as JSON or GraphML."""
    scenario = load(ask, ask.scenario, ask.policy)
    chosen = scenario.policy(policies_of(scenario, ask)[0])
    reading, *others = readings_apart(scenario, chosen)
    found = build(held_by(scenario), decisions_counted(scenario, chosen, reading))
    found.graph.update(policy=chosen.id, day=scenario.day.isoformat(), **dict(reading))
    if others:
        sentence = ", ".join(f"{name}={choice}" for name, choice in reading)
        print(f"{pick(lang, 'tolkning', 'interpretation')}: {sentence} (--tolkning)", file=sys.stderr)
    suffix = Path(output).suffix if output else ""
    kind = format or ("graphml" if suffix == ".graphml" else "json")
    return deliver(graphml(found) if kind == "graphml" else dump(node_link(found)), output, force)
