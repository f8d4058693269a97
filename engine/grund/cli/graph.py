"""`grund graph`: export the responsibility graph as JSON or GraphML."""

from __future__ import annotations

import sys
from typing import Literal

from .. import analysis, model, views
from ..batch.atomic_files import deliver
from ..model.numbers import pick
from ..views.formats.names import SUFFIXES, Format
from .options import ASK_WHICH, AskWhich, LangOption, Out, OutputOption, format_of, load, policies_of, write

_GraphFormat = Format | Literal["graphml"]
_SUFFIXES: dict[str, _GraphFormat] = {**SUFFIXES, "": "json", ".graphml": "graphml"}


def graph(
    *,
    ask: AskWhich = ASK_WHICH,
    format: _GraphFormat | None = None,
    output: OutputOption = None,
    force: bool = False,
    lang: LangOption = "sv",
) -> int:
    """Export the responsibility graph as JSON or GraphML."""
    kind = format or ("json" if output is None else format_of(output, _SUFFIXES))
    scenario = load(ask, ask.scenario, ask.policy)
    chosen = scenario.policy(policies_of(scenario, ask)[0])
    reading, *others = analysis.accountability.action_plan.readings_apart(scenario, chosen)
    responsibility_graph = analysis.accountability.graph.build(
        views.who.held_by(scenario), analysis.accountability.action_plan.decisions_counted(scenario, chosen, reading)
    )
    responsibility_graph.graph.update(policy=chosen.id, day=scenario.day.isoformat(), **dict(reading))
    if others:
        sentence = model.scenario.reading_text(reading)
        print(f"{pick(lang, 'tolkning', 'interpretation')}: {sentence} (--tolkning)", file=sys.stderr)
    if kind == "graphml":
        return deliver(analysis.accountability.graph.graphml(responsibility_graph), output, force)
    return write(views.graph.graph_view(scenario, responsibility_graph, lang), scenario, Out(kind, output, lang, force))
