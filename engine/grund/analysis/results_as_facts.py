"""Results as facts: results of a run as facts, for a later question to read.

A result enters a later run as an explicit fact and in no other way, so that no answer depends on the order in which
runs are made; every fact names the run by its hash; what was assumed or invented stays marked; what was unknown is
stated to be missing, and nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from ..engines import interpreter
from ..engines.run import decide, frame_of
from ..language.typing import fits
from ..model.attributes import Attribute
from ..model.decisions import Derivation, Trace, once
from ..model.expressions import BOOL, Reference, Value
from ..model.facts import Area, Fact
from ..model.policies import ParameterValue, Policy, Ruling
from ..model.scenario import Scenario
from ..model.sources import Source
from ..problems.problem import GrundError, Place, nearest, problem
from ..version import __version__
from .lookup import find_insats
from .recorded_question import question, run_hash

_SHORT: Final = 12
"""Characters of the hash in the id of a run."""


@dataclass(frozen=True, slots=True)
class KeptResult:
    """A value of an area, to be kept as a fact of an attribute; None was unknown. `flags`: the marks below it."""

    area: Area
    attribute: str
    value: Value | None
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class KeptResults:
    """Results, from which day until which they hold (None: on), when they were known, and the run they are from."""

    results: tuple[KeptResult, ...]
    start: date
    end: date | None
    recorded: date
    source: Source
    note: str


def kept(scenario: Scenario, name: str, wanted: Sequence[str], start: date, end: date | None = None) -> KeptResults:
    """What a run of a policy gave, as facts from a day on; `wanted`: RESULT=ATTRIBUTE, a derived attribute or insats.

    Raises `GrundError` where there is no such result or attribute, where the one does not fit in the other, or where
    the answer depends on a tolkning of which several are asked.
    """
    policy = scenario.policy(name)
    results: list[KeptResult] = []
    if not wanted or not all("=" in text for text in wanted):
        raise GrundError([problem("G301", None, field="RESULTAT=ATTRIBUT")])
    for text in wanted:
        result, _, attribute = text.partition("=")
        results += _results(scenario, policy, result.strip(), _attribute(scenario, attribute.strip()))
    digest = run_hash(question(scenario))
    run_label = f"{policy.id} ({scenario.id}, {scenario.day})"
    made = Source(
        f"run-{digest[:_SHORT]}", f"Körning/run: {run_label}", "grund", f"{scenario.day}", f"sha256:{digest}", ""
    )
    if end is not None and end <= start:
        raise GrundError([problem("G315", None, start=start, end=end)])
    return KeptResults(
        tuple(results), start, end, scenario.day, made, f"{', '.join(wanted)}: {run_label}, grund {__version__}"
    )


def _attribute(scenario: Scenario, name: str) -> Attribute:
    known = scenario.book.vocabulary.attributes
    if name not in known:
        raise GrundError([problem("G201", None, nearest(name, known), name=name)])
    return known[name]


def _results(scenario: Scenario, policy: Policy, name: str, attribute: Attribute) -> list[KeptResult]:
    """A result at every area; what it stands on is looked through for what is assumed or invented."""
    derived = scenario.book.vocabulary.derived.get(name)
    ruling = None if derived is not None else _ruling(scenario, policy, name)
    if derived is not None:
        node, levels = Reference(name, derived.type), derived.levels
        readings = scenario.readings_of([node])
    else:
        assert ruling is not None
        levels, readings = (ruling.insats.level,), scenario.readings([ruling])
    if len(readings) > 1:
        text = ", ".join(sorted({question for reading in readings for question, _ in reading}))
        raise GrundError([problem("G538", None, result=name, tolkning=text)])
    kind = BOOL if derived is None else derived.type
    here = set(levels) & set(attribute.levels)
    if not here or (attribute.type.kind, attribute.type.members) != (kind.kind, kind.members):
        raise GrundError([problem("G539", None, result=name, attribute=attribute.id)])
    frame = frame_of(scenario, policy, readings[0])
    decided = {d.area.id: d for d in decide(scenario, policy, ruling, readings[0])} if ruling else {}
    results: list[KeptResult] = []
    for area in (area for level in sorted(here) for area in scenario.today.by_level.get(level, ())):
        if ruling is None:
            ground = interpreter.read(frame, node, area)
            value, below = ground.value, [ground]
        else:
            decision = decided[area.id]
            value, below = _TRUTH.get(decision.verdict), [rule.ground for rule in decision.rules]
        _refuse(attribute, value, area)
        flags = _flags(below) | ({"illustration"} if scenario.illustration else frozenset[str]())
        results.append(KeptResult(area, attribute.id, value, flags))
    return results


_TRUTH: Final[dict[str, Value]] = {"yes": True, "no": False}


def _ruling(scenario: Scenario, policy: Policy, name: str) -> Ruling:
    ruling = policy.rulings.get(find_insats(scenario, name).id)
    if ruling is None:
        known = ", ".join(policy.rulings)
        raise GrundError([problem("G312", None, nearest(name, policy.rulings), what="@insats", id=name, known=known)])
    return ruling


def _refuse(attribute: Attribute, value: Value | None, area: Area) -> None:
    """A number that the attribute cannot hold as it is."""
    own = attribute.type
    if isinstance(value, Decimal):
        if not fits(value, own.decimals):
            raise GrundError(
                [problem("G404", Place(area.id), value=value, decimals=own.decimals, attribute=attribute.id)]
            )
        if not own.low <= value <= own.high:
            bounds = {"low": f"{own.low:f}", "high": f"{own.high:f}"}
            raise GrundError([problem("G403", Place(area.id), value=value, attribute=attribute.id, **bounds)])


def _flags(grounds: Iterable[Trace]) -> frozenset[str]:
    """What is assumed or invented anywhere below some grounds."""
    names: set[str] = set()
    bases: set[int] = set()
    queue = list(grounds)
    for ground in once(queue):
        queue += ground.parts
        basis = ground.basis
        if isinstance(basis, Fact | ParameterValue):
            names |= set(basis.citation.flags)
        elif isinstance(basis, Derivation):
            names |= set(basis.derived.citation.flags)
            queue += [g for m in basis.members for g in (m.where, m.value, m.weight) if g is not None]
            queue += [moment.ground for moment in basis.moments]
            if basis.base is not None and id(basis.base) not in bases:
                bases.add(id(basis.base))
                queue += [g for read in basis.base.read.values() for g in read]
    return frozenset(names)
