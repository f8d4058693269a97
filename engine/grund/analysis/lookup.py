"""Lookup: what a person means by a name. An area, an insats, a body.

Enters: a scenario and the words somebody wrote. Leaves: the one thing meant. Promise: capitals, hyphens and marks over
letters do not matter; ids always work; a name of several things gets their ids, a name of none the nearest.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import TypeVar

from ..model.facts import Area
from ..model.names import fold_name
from ..model.organisation import Process
from ..model.policies import Insats
from ..model.scenario import Scenario
from ..problems.problem import GrundError, nearest, problem


def find_area(scenario: Scenario, text: str, level: str | None = None, ever: Sequence[str] = ()) -> Area:
    """The area a person means: an id, or a name; the scenario's own level goes first, technical levels last.

    With `ever`, areas of other days count too, and these levels go next, in order.

    Raises `GrundError`: G408 with the areas that share the name, G470 with those of which it is a part of the name
    (areas of other days too, with their days), G401 with the nearest name.
    """
    areas = {a.id: a for a in scenario.facts.areas} if ever else scenario.today.areas
    if text in areas:
        return areas[text]
    technical = {kind.id for kind in scenario.book.vocabulary.levels.values() if kind.technical}
    first = (level or scenario.level, scenario.level, *ever)
    for marks in (True, False):
        called = [a for a in areas.values() if fold_name(a.name, marks) == fold_name(text, marks)]
        for candidates in (*([a for a in called if a.level == kind] for kind in first), _without(called, technical)):
            if candidates:
                return _only(candidates)
    partly = [a for a in scenario.facts.areas if _words(text) <= _words(a.name)]
    if _without(partly, technical):
        listed = sorted(partly, key=lambda a: (a.level in technical, a.level not in first, fold_name(a.name), a.id))
        raise GrundError([problem("G470", None, text=text, areas=", ".join(map(_described, listed)))])
    if called:
        return _only(called)
    known = {**{a.name.lower(): a.name for a in areas.values()}, **{name: name for name in areas}}
    raise GrundError([problem("G401", None, known.get(nearest(text, known) or ""), id=text)])


def _without(areas: Iterable[Area], levels: Container[str]) -> list[Area]:
    return [a for a in areas if a.level not in levels]


def _only(areas: Sequence[Area]) -> Area:
    """The one area of a name; raises `GrundError` where several have it."""
    if len(areas) > 1:
        raise GrundError([problem("G408", None, areas=", ".join(sorted(map(_described, areas))))])
    return areas[0]


def _words(name: str) -> set[str]:
    """The words of a name, folded: those of Upper-Lower Town are upper, lower and town."""
    return {fold_name(word, marks=False) for word in re.findall(r"\w+", name)}


def _described(area: Area) -> str:
    """An area among others of a like name: its level, its id, and its end where it has one."""
    days = f", –{area.end}" if area.end is not None else ""
    return f"{area.name} ({area.level}, {area.id}{days})"


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
