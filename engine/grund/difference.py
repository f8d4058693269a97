"""Difference: what two policies say differently, rule by rule, and which areas each change moves.

Enters: two policies (and, for the areas, a scenario). Leaves: `Change` values with file and line. Promise: texts that
mean the same (the same tree) are no change; every moved area names the change that moved it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias
from typing import Literal as OneOf

from .outcome import Decision
from .policy import Parameter, Policy, Rule, Ruling
from .problems import Place
from .render import canonical
from .scenario import Reading, Scenario, decide
from .world import Area

Kind: TypeAlias = OneOf[
    "parameter", "insats", "otherwise", "rule", "name", "condition", "exception", "period", "source", "words"
]
KINDS: Final[Mapping[Kind, tuple[str, str]]] = {
    "parameter": ("parameter", "parameter"),
    "insats": ("insats", "insats"),
    "otherwise": ("annars", "otherwise"),
    "rule": ("regel", "rule"),
    "name": ("nytt id", "new id"),
    "condition": ("villkor", "condition"),
    "exception": ("undantag", "exception"),
    "period": ("period", "period"),
    "source": ("källa", "source"),
    "words": ("motivering", "reason"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: `before` and `after` as text, None where it is not there; the place of what is new (or gone)."""

    kind: Kind
    insats: str
    subject: str
    before: str | None
    after: str | None
    place: Place | None


@dataclass(frozen=True, slots=True)
class Moved:
    """An area that a policy decides differently, in one reading, and the changes to its insats that did it."""

    reading: Reading
    area: Area
    before: Decision | None
    after: Decision | None
    changes: tuple[Change, ...]


def changes(a: Policy, b: Policy) -> tuple[Change, ...]:
    """What is different in B, seen from A: parameters first, then insatser in order of id."""
    found: list[Change] = []
    for name in sorted({*a.parameters, *b.parameters}):
        found += _parameter(name, a.parameters.get(name), b.parameters.get(name))
    for name in sorted({*a.rulings, *b.rulings}):
        found += _ruling(name, a.rulings.get(name), b.rulings.get(name))
    return tuple(found)


def _parameter(name: str, a: Parameter | None, b: Parameter | None) -> Iterable[Change]:
    before, after = (None if p is None else _values(p) for p in (a, b))
    if before != after:
        held = b or a
        place = held.values[-1].place if held and held.values else None
        yield Change("parameter", "", f"param.{name}", before, after, place)


def _values(parameter: Parameter) -> str:
    return "; ".join(f"{v.start}: {'unknown' if v.value is None else v.value}" for v in parameter.values)


def _ruling(name: str, a: Ruling | None, b: Ruling | None) -> Iterable[Change]:
    if a is None or b is None:
        held = a or b
        assert held is not None
        said = [None if r is None else ", ".join(rule.id for rule in r.rules) for r in (a, b)]
        yield Change("insats", name, name, said[0], said[1], held.place)
        return
    if a.otherwise != b.otherwise:
        yield Change("otherwise", name, name, a.otherwise, b.otherwise, b.place)
    before, after = ({r.id: r for r in ruling.rules} for ruling in (a, b))
    for old, new in _renamed(before, after):
        yield Change("name", name, new.id, old.id, new.id, new.place)
        del before[old.id]
        del after[new.id]
    for rule in sorted({*before, *after}):
        yield from _rule(name, before.get(rule), after.get(rule))


def _renamed(before: Mapping[str, Rule], after: Mapping[str, Rule]) -> list[tuple[Rule, Rule]]:
    """Rules that only changed their id: gone from one side, new on the other, with the same meaning."""
    gone = [r for name, r in sorted(before.items()) if name not in after]
    fresh = [r for name, r in sorted(after.items()) if name not in before]
    found: list[tuple[Rule, Rule]] = []
    for old in gone:
        new = next((r for r in fresh if _aspects(r)[:3] == _aspects(old)[:3]), None)
        if new is not None:
            fresh.remove(new)
            found.append((old, new))
    return found


def _rule(insats: str, a: Rule | None, b: Rule | None) -> Iterable[Change]:
    if a is None or b is None:
        held = a or b
        assert held is not None
        said = [None if r is None else f"{canonical(r.when)} → {r.then}" for r in (a, b)]
        yield Change("rule", insats, held.id, said[0], said[1], held.place)
        return
    for kind, before, after in zip(_ASPECTS, _aspects(a), _aspects(b), strict=True):
        if before != after:
            yield Change(kind, insats, b.id, before, after, b.place)


_ASPECTS: Final[tuple[Kind, ...]] = ("condition", "exception", "period", "source", "words")


def _aspects(rule: Rule) -> tuple[str, ...]:
    """What can change in a rule, as text, in the order of `_ASPECTS`."""
    unless = f" unless {canonical(rule.unless)}" if rule.unless is not None else ""
    cited = rule.citation
    flags = " ".join(cited.flags)
    return (
        f"{canonical(rule.when)}{unless} → {rule.then}",
        ", ".join(sorted(rule.exception_to)),
        f"{rule.start or ''} – {rule.end or ''}",
        f"{', '.join(cited.documents)} {cited.place} {flags}".strip(),
        f"{rule.because.sv} / {rule.because.en}",
    )


def moved(scenario: Scenario, a: Policy, b: Policy) -> tuple[Moved, ...]:
    """The areas decided differently, per insats and reading, each with the changes that bear on it."""
    every = changes(a, b)
    found: list[Moved] = []
    for name in sorted({*a.rulings, *b.rulings}):
        bearing = tuple(c for c in every if c.insats == name or c.kind == "parameter")
        rulings = [p.rulings[name] for p in (a, b) if name in p.rulings]
        for reading in scenario.readings(rulings):
            before, after = (_decided(scenario, p, name, reading) for p in (a, b))
            for area in sorted({*before, *after}):
                old, new = before.get(area), after.get(area)
                verdicts = [d.verdict if d else "no" for d in (old, new)]
                if verdicts[0] != verdicts[1]:
                    held = new or old
                    assert held is not None
                    found.append(Moved(reading, held.area, old, new, _bearing(bearing, old, new)))
    return tuple(found)


def _decided(scenario: Scenario, policy: Policy, insats: str, reading: Reading) -> dict[str, Decision]:
    ruling = policy.rulings.get(insats)
    if ruling is None:
        return {}
    return {d.area.id: d for d in decide(scenario, policy, ruling, reading)}


def _bearing(every: tuple[Change, ...], old: Decision | None, new: Decision | None) -> tuple[Change, ...]:
    """The changes to the rules that decide before or after; all of the insats's where those are unchanged."""
    deciding = {d.rule for d in (old, new) if d is not None and d.rule}
    near = tuple(c for c in every if (c.subject in deciding or c.kind == "insats") and c.kind != "name")
    return near or tuple(c for c in every if c.kind not in ("words", "name"))
