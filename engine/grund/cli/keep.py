"""`grund keep`: save results as facts for a later run."""

from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import Parameter

from .. import analysis, loading, views
from ..batch.atomic_files import deliver
from ..model.numbers import pick
from .options import ASK_WHICH, AskWhich, LangOption, OutputOption, format_of, load, policies_of

_From = Annotated[str, Parameter("--from")]


_To = Annotated[str | None, Parameter("--to")]


def keep(
    *results: str,
    start: _From,
    end: _To = None,
    ask: AskWhich = ASK_WHICH,
    output: OutputOption = None,
    force: bool = False,
    lang: LangOption = "sv",
) -> int:
    """Save results as facts for a later run."""
    if output is not None:
        format_of(output, {".csv": "csv"})
    first = loading.arguments.day_of(start)
    assert first is not None
    scenario = load(ask, ask.scenario, ask.policy)
    kept_results = analysis.results_as_facts.kept(
        scenario, policies_of(scenario, ask)[0], results, first, loading.arguments.day_of(end)
    )
    deliver(views.keep.facts_csv(kept_results), output, force)
    count = views.wording.values.count_text(len(kept_results.results), lang, "fact")
    sentence = f"{count}; {pick(lang, 'körningen, för sources.csv:', 'the run, for sources.csv:')}"
    print(f"{sentence}\n{views.keep.source_line(kept_results)}", file=sys.stderr)
    return 0
