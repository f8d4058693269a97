"""`grund run`: apply the policies of a scenario, or apply them to a file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from .. import analysis, batch, engines, loading, model, views
from ..batch.atomic_files import deliver
from ..problems.problem import GrundError, problem
from ..problems.visible_text import public
from .areas_file import File, borders, run_file
from .options import (
    OUT,
    SURE,
    WHICH,
    Out,
    UncertainOptions,
    Which,
    command_of,
    kind_of,
    load,
    policies_of,
    wanted,
    write,
)


def run(
    scenario: str | None = None,
    /,
    *,
    input: str | None = None,
    neighbours: str | None = None,
    show: list[str] | None = None,
    allow_unknown: bool = False,
    on: str | None = None,
    mode: Literal["create", "replace", "append"] | None = None,
    changed: str | None = None,
    verbose: bool = False,
    sign: str | None = None,
    when: Which = WHICH,
    uncertain: UncertainOptions = SURE,
    out: Out = OUT,
) -> int:
    """Apply the policies of a scenario, or apply them to a file."""
    if sign is not None and (input is not None or out.output is None or kind_of(out) != "json"):
        raise GrundError([problem("G592", None)])
    loaded_scenario = load(when, scenario, when.policy, bare=input is not None)
    if input is not None:
        uncertain.refuse("--input")
        file = File(input, neighbours, tuple(show or ()), allow_unknown, on, mode, changed)
        if neighbours is None and borders(loaded_scenario, policies_of(loaded_scenario, when)):
            loaded_scenario = load(when, scenario, when.policy)  # the world says who is a neighbour
        with batch.connections.logged(verbose):
            return run_file(loaded_scenario, policies_of(loaded_scenario, when), file, out)
    if mode or changed:
        raise GrundError([problem("G839", None)])
    if show or allow_unknown:
        raise GrundError([problem("G459", None)])
    if neighbours is not None:
        raise GrundError([problem("G536", None)])
    loaded_scenario = uncertain.of(loaded_scenario)
    if on is not None and loaded_scenario.uncertain:
        raise GrundError([problem("G898", None, option="--on", why="@uncertain_not_asked")])
    names = policies_of(loaded_scenario, when)
    if on is None:
        answers = engines.run.run(loaded_scenario, names)
    else:
        with batch.connections.logged(verbose), batch.progress.waiting(public(on).partition(":")[0]):
            answers = batch.connections.answers_in(on, loaded_scenario, names)
    kind = wanted(out)
    shown = views.run.run_view(loaded_scenario, answers, out.lang, kind)
    view = views.replay.with_extras(loaded_scenario, shown, out.lang)
    if kind not in (None, "json"):
        return write(view, loaded_scenario, out)
    command = command_of(scenario or loading.paths.word_for(loaded_scenario), when, uncertain)
    data = model.canonical_json.sealed(analysis.run_record.record(loaded_scenario, answers, command))
    if sign is not None:
        return _signed(data, sign, out)
    return write(replace(view, data=data), loaded_scenario, out)


def _signed(data: dict[str, Any], key: str, out: Out) -> int:
    """A record, and beside it its signature."""
    raw = model.canonical_json.dump(data)
    text = analysis.signatures.signature(raw, key)
    deliver(raw, out.output, out.force, (key,))
    return deliver(text.encode(), f"{out.output}{analysis.signatures.BESIDE}", out.force, (key,))
