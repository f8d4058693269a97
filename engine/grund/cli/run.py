"""`grund run`: apply the policies of a scenario, or apply them to a file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..analysis.run_record import dump, record, sealed
from ..analysis.signatures import BESIDE, signature
from ..batch.atomic_files import deliver
from ..batch.connections import answers_in
from ..batch.progress import waiting
from ..engines.run import run as answer
from ..problems.problem import GrundError, problem
from ..problems.visible_text import public
from ..views import replay
from ..views.run import run_view
from .areas_file import File, borders, run_file
from .options import OUT, WHICH, Out, Which, command_of, kind_of, load, policies_of, write


def run(
    scenario: str | None = None,
    /,
    *,
    input: str | None = None,
    neighbours: str | None = None,
    show: list[str] | None = None,
    allow_unknown: bool = False,
    on: str | None = None,
    sign: str | None = None,
    when: Which = WHICH,
    out: Out = OUT,
) -> int:
    """Apply the policies of a scenario, or apply them to a file."""
    if sign is not None and (input is not None or out.output is None or kind_of(out) != "json"):
        raise GrundError([problem("G592", None)])
    loaded_scenario = load(when, scenario, when.policy, bare=input is not None)
    if input is not None:
        file = File(input, neighbours, tuple(show or ()), allow_unknown, on)
        if on is None and neighbours is None and borders(loaded_scenario, policies_of(loaded_scenario, when)):
            loaded_scenario = load(when, scenario, when.policy)  # the world says who is a neighbour
        return run_file(loaded_scenario, policies_of(loaded_scenario, when), file, out)
    if show or allow_unknown:
        raise GrundError([problem("G459", None)])
    if neighbours is not None:
        raise GrundError([problem("G536", None)])
    names = policies_of(loaded_scenario, when)
    if on is None:
        answers = answer(loaded_scenario, names)
    else:
        with waiting(public(on).partition(":")[0]):
            answers = answers_in(on, loaded_scenario, names)
    view = replay.with_extras(loaded_scenario, run_view(loaded_scenario, answers, out.lang), out.lang)
    command = command_of(scenario or loaded_scenario.id, when)
    data = sealed(record(loaded_scenario, answers, command))
    if sign is not None:
        return _signed(data, sign, out)
    return write(replace(view, data=data), loaded_scenario, out)


def _signed(data: dict[str, Any], key: str, out: Out) -> int:
    """A record, and beside it its signature."""
    raw = dump(data)
    text = signature(raw, key)
    deliver(raw, out.output, out.force, (key,))
    return deliver(text.encode(), f"{out.output}{BESIDE}", out.force, (key,))
