"""`grund compare`: compare policies: reached by both, by A only, by B only."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import combinations
from typing import Final

from .. import analysis, loading, model, report, views
from ..problems.problem import GrundError, problem
from .areas_file import borders, compare_file
from .options import ASK, OUT, SURE, Ask, Out, UncertainOptions, load, policy_id, wanted, write

_SMALL: Final = 16
"""The lines of a map that a short answer has room for."""


def compare(
    a: str,
    b: str,
    /,
    *more: str,
    pairs: bool = False,
    residents: str | None = None,
    input: str | None = None,
    neighbours: str | None = None,
    ask: Ask = ASK,
    uncertain: UncertainOptions = SURE,
    out: Out = OUT,
) -> int:
    """Compare policies: reached by both, by A only, by B only."""
    if input is not None and (more or pairs):
        raise GrundError([problem("G509", None, why="--input, A B C, --pairs")])
    scenario = load(ask, ask.scenario, [a, b, *more], bare=input is not None)
    scenario = loading.scenario.counting(scenario, residents) if residents is not None else scenario
    names = [policy_id(scenario, name) for name in (a, b, *more)]
    if input is not None:
        uncertain.refuse("--input")
        if neighbours is None and borders(scenario, names):
            scenario = load(ask, ask.scenario, [a, b])  # the world says who is a neighbour
        return compare_file(scenario, names[0], names[1], input, neighbours, out)
    if neighbours is not None:
        raise GrundError([problem("G536", None)])
    scenario = uncertain.of(scenario)
    if more or pairs:
        return _side_by_side(scenario, names, pairs, out)
    comparison = analysis.compare.comparison.compare(scenario, *names)
    view = views.compare.compare_view(comparison, out.lang, wanted(out))
    return write(_with_map(comparison, view, out), scenario, out)


def _side_by_side(scenario: model.scenario.Scenario, names: list[str], pairs: bool, out: Out) -> int:
    """Several policies in a table, and each pair of them where that is asked for."""
    policy_reach = analysis.compare.reach.reach(scenario, *names)
    two = combinations([policy.id for policy in policy_reach.policies], 2) if pairs else ()
    return write(
        views.reach.reach_view(
            policy_reach, [analysis.compare.comparison.compare(scenario, *pair) for pair in two], out.lang
        ),
        scenario,
        out,
    )


def _with_map(
    comparison: analysis.compare.comparison.Comparison, view: views.result.Result, out: Out
) -> views.result.Result:
    """The view, on a terminal that is wide enough with the hexagons after the numbers; a short answer has those of the
    first interpretation, where they do not take its screen."""
    if out.output is not None or out.format not in (None, "table") or not sys.stdout.isatty():
        return view
    apart = analysis.compare.interpretations.by_groups(comparison)
    drawn = report.terminal.hexagon_block(apart, views.formats.text.width(), out.lang)
    if drawn is None:
        return view
    first = report.terminal.hexagon_block(replace(apart, sides=apart.sides[:1]), views.formats.text.width(), out.lang)
    small = (first,) if first is not None and len(first.notes) <= _SMALL else ()
    return replace(
        view,
        blocks=(*view.blocks[:2], drawn, *view.blocks[2:]),
        short=(*view.short[:2], *small, *view.short[2:]),
    )
