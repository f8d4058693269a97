"""Lookup: what a person means by a name. An area, an insats, a body.

Enters: a scenario and the words somebody wrote. Leaves: the one thing meant. Promise: capitals, hyphens and marks over
letters do not matter; ids always work; a name of several things gets their ids, a name of none the nearest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from .organisation import Process
from .policy import Insats
from .problems import GrundError, nearest, problem
from .scenario import Scenario
from .words import fold_name
from .world import Area


def find_area(scenario: Scenario, text: str, level: str | None = None, ever: Sequence[str] = ()) -> Area:
    """The area a person means: an id, or a name; the scenario's own level goes first.

    With `ever`, areas of other days count too, and these levels go next, in order.

    Raises `GrundError` with the nearest name, or with the ids where a name belongs to several areas.
    """
    areas = {a.id: a for a in scenario.facts.areas} if ever else scenario.today.areas
    if text in areas:
        return areas[text]
    for marks in (True, False):
        named = [a for a in areas.values() if fold_name(a.name, marks) == fold_name(text, marks)]
        for wanted in (level or scenario.level, scenario.level, *ever, ""):
            found = [a for a in named if wanted in ("", a.level)]
            if len(found) == 1:
                return found[0]
            if found:
                listed = ", ".join(sorted(a.id for a in found))
                raise GrundError([problem("G408", None, areas=listed)])
    known = {**{a.name.lower(): a.name for a in areas.values()}, **{name: name for name in areas}}
    raise GrundError([problem("G401", None, known.get(nearest(text, known) or ""), id=text)])


def find_insats(scenario: Scenario, text: str) -> Insats:
    """The insats a person means, by id or label; raises `GrundError` with the nearest."""
    return _labelled(scenario.book.insatser, text)


def find_asked(scenario: Scenario, text: str) -> Insats | Process:
    """The insats or process a person means, by id or label; raises `GrundError` with the nearest."""
    known: dict[str, Insats | Process] = {**scenario.book.insatser, **scenario.book.organisation.processes}
    return _labelled(known, text)


Labelled = TypeVar("Labelled", Insats, Insats | Process)


def _labelled(known: Mapping[str, Labelled], text: str) -> Labelled:
    if text in known:
        return known[text]
    for marks in (True, False):
        wanted = fold_name(text, marks)
        named = [i for i in known.values() if wanted in (fold_name(i.label.sv, marks), fold_name(i.label.en, marks))]
        if len(named) == 1:
            return named[0]
    near = nearest(text, known)
    raise GrundError([problem("G312", None, near, what="@insats", id=text, known=", ".join(known))])


def find_body(scenario: Scenario, text: str) -> str:
    """The id of the body a person means; raises `GrundError`."""
    bodies = scenario.book.organisation.bodies
    if text in bodies:
        return text
    for marks in (True, False):
        named = [b.id for b in bodies.values() if fold_name(b.name, marks) == fold_name(text, marks)]
        if len(named) == 1:
            return named[0]
    names = {b.name.lower(): b.name for b in bodies.values()}
    near = nearest(text, names)
    known = ", ".join([*sorted(bodies)[:8], "…"] if bodies else ["–"])
    words = {"what": "@body", "id": text, "known": known}
    raise GrundError([problem("G312", None, names.get(near or ""), **words)])
