"""Lookup: what a person means by a name. An area, an insats, a body.

Capitals, hyphens and marks over letters do not matter; ids always work; a name of several things gets their ids, a
name of none the nearest.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import TypeVar

from ..loading.arguments import typed_arguments
from ..model.facts import Area
from ..model.names import both, fold_name, meant
from ..model.organisation import Process
from ..model.policies import Insats, Policy, Ruling
from ..model.scenario import Scenario
from ..problems.problem import GrundError, Problem, nearest, problem


@typed_arguments
def find_area(scenario: Scenario, text: str, level: str | None = None, ever: Sequence[str] = ()) -> Area:
    """The area a person means: an id, or a name; the scenario's own level goes first, technical levels last.

    With `ever`, areas of other days count too, and these levels go next, in order.

    Raises `GrundError`: G408 with the areas that share the name, G470 with those of which it is a part of the name
    (areas of other days too, with their days), G401 with the nearest name, G312 for a level that is none.
    """
    levels = scenario.book.vocabulary.levels
    if level and level not in levels:
        words = {"what": "@level", "id": level, "known": ", ".join(levels)}
        raise GrundError([problem("G312", None, nearest(level, levels), **words)])
    areas = {a.id: a for a in scenario.facts.areas} if ever else scenario.today.areas
    if text in areas:
        return areas[text]
    technical = {kind.id for kind in levels.values() if kind.technical}
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
    raise GrundError([_no_area(scenario, text, areas)])


def _no_area(scenario: Scenario, text: str, areas: Mapping[str, Area]) -> Problem:
    """That nothing among some areas is called so: it is something else, or the nearest name is meant."""
    kind = _kind(scenario, text)
    if kind:
        return problem("G465", None, text=text, found=kind, wanted="@an_area")
    known = {**{a.name.lower(): a.name for a in areas.values()}, **{name: name for name in areas}}
    return problem("G401", None, known.get(nearest(text, known) or ""), id=text)


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
    return _labelled(scenario, scenario.book.insatser, text)


def insats_called(scenario: Scenario, text: str) -> Insats | None:
    """The insats of an id or label; None where there is none."""
    insatser = scenario.book.insatser
    words = meant(text, {i.id: both(i.label) for i in insatser.values()})
    return None if words is None else insatser[words]


def ruling_of(scenario: Scenario, policy: Policy, text: str) -> Ruling:
    """What a policy rules of the insats a person means, by id or label; raises `GrundError` G503 with the nearest."""
    insats = insats_called(scenario, text)
    ruling = policy.rulings.get(insats.id) if insats else None
    if ruling is None:
        near = nearest(text, policy.rulings)
        raise GrundError([problem("G503", None, near, id=text, policy=policy.id, known=", ".join(policy.rulings))])
    return ruling


def undecided(insats: str, policies: Sequence[Policy]) -> GrundError:
    """G503: none of some policies decides an insats."""
    known = sorted({name for policy in policies for name in policy.rulings})
    words = {"id": insats, "policy": ", ".join(policy.id for policy in policies), "known": ", ".join(known)}
    return GrundError([problem("G503", None, nearest(insats, known), **words)])


def find_asked(scenario: Scenario, text: str) -> Insats | Process:
    """The insats or process a person means, by id or label; raises `GrundError` with the nearest."""
    known: dict[str, Insats | Process] = {**scenario.book.insatser, **scenario.book.organisation.processes}
    return _labelled(scenario, known, text)


Labelled = TypeVar("Labelled", Insats, Insats | Process)


def _labelled(scenario: Scenario, known: Mapping[str, Labelled], text: str) -> Labelled:
    words = meant(text, {name: both(insats.label) for name, insats in known.items()})
    if words is not None:
        return known[words]
    if _kind(scenario, text) == "@an_area":
        raise GrundError([problem("G465", None, text=text, found="@an_area", wanted="@an_insats")])
    near = nearest(text, known)
    raise GrundError([problem("G312", None, near, what="@insats", id=text, known=", ".join(known))])


def find_attribute(scenario: Scenario, text: str) -> str | None:
    """The id of the attribute, derived or not, that a person means by id or label; None where it is none."""
    words = scenario.book.vocabulary
    labels = [(a.id, a.label) for a in words.attributes.values()] + [(d.id, d.label) for d in words.derived.values()]
    return meant(text, {name: both(label) for name, label in labels})


def _kind(scenario: Scenario, text: str) -> str:
    """What a text is the id or name of, as a word for a problem; empty where it is nothing."""
    book = scenario.book
    subjects: dict[str, Insats | Process] = {**book.insatser, **book.organisation.processes}
    bodies = book.organisation.bodies.values()
    kinds: dict[str, Mapping[str, Iterable[str]]] = {
        "@an_insats": {name: both(subject.label) for name, subject in subjects.items()},
        "@a_policy": {p.id: both(p.label) for p in scenario.policies.values()},
        "@a_body": {b.id: (b.name,) for b in bodies},
        "@an_area": {a.id: (a.name,) for a in scenario.today.areas.values()},
    }
    if text in book.vocabulary.attributes or text in book.vocabulary.derived:
        return "@an_attribute"
    wanted = fold_name(text)
    return next((k for k, known in kinds.items() if text in known or _has(known, wanted)), "")


def _has(known: Mapping[str, Iterable[str]], wanted: str) -> bool:
    return bool(wanted) and any(fold_name(name) == wanted for names in known.values() for name in names)


def find_body(scenario: Scenario, text: str) -> str:
    """The id of the body a person means; raises `GrundError`."""
    bodies = scenario.book.organisation.bodies
    body_id = meant(text, {b.id: (b.name,) for b in bodies.values()})
    if body_id is not None:
        return body_id
    names = {b.name.lower(): b.name for b in bodies.values()}
    near = nearest(text, names)
    known = ", ".join([*sorted(bodies)[:8], "…"] if bodies else ["–"])
    words = {"what": "@body", "id": text, "known": known}
    raise GrundError([problem("G312", None, names.get(near or ""), **words)])
