"""`grund graph`: export the responsibility graph as JSON or GraphML."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from .. import analysis, views
from ..batch.atomic_files import deliver
from ..model.numbers import pick
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
    reading, *others = analysis.accountability.action_plan.readings_apart(scenario, chosen)
    responsibility_graph = analysis.accountability.graph.build(
        views.who.held_by(scenario), analysis.accountability.action_plan.decisions_counted(scenario, chosen, reading)
    )
    responsibility_graph.graph.update(policy=chosen.id, day=scenario.day.isoformat(), **dict(reading))
    if others:
        sentence = ", ".join(f"{name}={choice}" for name, choice in reading)
        print(f"{pick(lang, 'tolkning', 'interpretation')}: {sentence} (--tolkning)", file=sys.stderr)
    suffix = Path(output).suffix if output else ""
    kind = format or ("graphml" if suffix == ".graphml" else "json")
    return deliver(
        analysis.accountability.graph.graphml(responsibility_graph)
        if kind == "graphml"
        else analysis.run_record.dump(analysis.accountability.graph.node_link(responsibility_graph)),
        output,
        force,
    )
