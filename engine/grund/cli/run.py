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
    held = load(when, scenario, when.policy, bare=input is not None)
    if input is not None:
        asked = File(input, neighbours, tuple(show or ()), allow_unknown, on)
        if on is None and neighbours is None and borders(held, policies_of(held, when)):
            held = load(when, scenario, when.policy)  # the world says who is a neighbour
        return run_file(held, policies_of(held, when), asked, out)
    if show or allow_unknown:
        raise GrundError([problem("G459", None)])
    if neighbours is not None:
        raise GrundError([problem("G536", None)])
    names = policies_of(held, when)
    if on is None:
        found = answer(held, names)
    else:
        with waiting(public(on).partition(":")[0]):
            found = answers_in(on, held, names)
    view = replay.with_extras(held, run_view(held, found, out.lang), out.lang)
    command = command_of(scenario or held.id, when)
    data = sealed(record(held, found, command))
    if sign is not None:
        return _signed(data, sign, out)
    return write(replace(view, data=data), held, out)


def _signed(data: dict[str, Any], key: str, out: Out) -> int:
    """A record, and beside it its signature."""
    raw = dump(data)
    text = signature(raw, key)
    deliver(raw, out.output, out.force, (key,))
    return deliver(text.encode(), f"{out.output}{BESIDE}", out.force, (key,))
