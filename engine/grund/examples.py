"""Examples: what is given of one area, decided by the plain reading, against what is expected.

Enters: the examples of policies and of a vocabulary. Leaves: `Trial` values. Promise: what an example does not give is
unknown: values, the closed world of a list, derived attributes computed from other areas, and without a day whatever
depends on it; a derived attribute that is given stands in for its computation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .expr import DATE, FIRST, Literal, Reference, Value
from .outcome import Decision, Ground
from .policy import Example, Expected, Policy, Rulebook, Vocabulary
from .problems import GrundError, Problem
from .readings import plain
from .render import canonical
from .sources import Citation, Label
from .world import Area, World


@dataclass(frozen=True, slots=True)
class Trial:
    """One expectation, tried. `found` is the decision, the value of a derived attribute, or a conflict of rules.

    `policy`: the one whose file the example stands in; of an example of the vocabulary, one without rules.
    """

    policy: Policy
    example: Example
    expected: Expected
    found: Decision | Ground | Problem

    @property
    def answer(self) -> Value | None:
        """What came out, as `Expected.answer`: yes or no, or the value; None is unknown."""
        if isinstance(self.found, Decision):
            return None if self.found.verdict == "unknown" else self.found.verdict
        return self.found.value if isinstance(self.found, Ground) else None

    @property
    def missing(self) -> frozenset[str]:
        """The facts that an unknown answer waits for."""
        if isinstance(self.found, Decision):
            return self.found.missing
        return plain.missing(self.found) if isinstance(self.found, Ground) else frozenset()

    @property
    def holds(self) -> bool:
        """Whether what is expected is what came out, as far as the example says."""
        wanted, rule = self.expected, self.found.rule if isinstance(self.found, Decision) else None
        if isinstance(self.found, Problem) or wanted.answer != self.answer:
            return False
        return wanted.rule in (None, rule) and wanted.missing in (None, self.missing)

    @property
    def said(self) -> str:
        """What came out, in the words of an example; empty where rules conflict."""
        if isinstance(self.found, Problem):
            return ""
        if self.answer is None:
            names = ", ".join(sorted(self.missing))
            return f"unknown for {names}" if names else "unknown"
        if isinstance(self.found, Decision):
            return f"{self.found.verdict} by {self.found.rule}"
        return canonical(Literal(self.answer, self.found.node.type))


def tried(book: Rulebook) -> tuple[Trial, ...]:
    """Every expectation of the rulebook: the vocabulary's, then the policies' in order of id."""
    words = book.vocabulary
    none = Policy("", Label(""), "", Citation(), {}, {}, "")
    found = [trial for example in words.examples for trial in _tried(words, none, example)]
    for policy in book.policies.values():
        found += [trial for example in policy.examples for trial in _tried(words, policy, example)]
    return tuple(found)


def _tried(words: Vocabulary, policy: Policy, example: Example) -> Iterator[Trial]:
    """The expectations of one example; those at one level are asked of one area."""
    frames: dict[str, plain.Frame] = {}
    for expected in example.expects:
        if expected.level not in frames:
            frames[expected.level] = _frame(words, policy, example, expected.level)
        frame = frames[expected.level]
        (area,) = frame.world.areas.values()
        yield Trial(policy, example, expected, _found(frame, expected, area))


def _found(frame: plain.Frame, expected: Expected, area: Area) -> Decision | Ground | Problem:
    if expected.subject not in frame.policy.rulings:
        kind = frame.vocabulary.derived[expected.subject].type
        return plain.read(frame, Reference(expected.subject, kind), area)
    try:
        return plain.decide(frame, expected.subject, area)
    except GrundError as error:
        return error.problems[0]


def _frame(words: Vocabulary, policy: Policy, example: Example, level: str) -> plain.Frame:
    """A world of one area that has nothing but what is given, where all else is unknown."""
    area = Area(level, level, example.id)
    world = World(example.day or FIRST, None, {area.id: area}, (), {}, {})
    frame = plain.frame(words, replace(policy, parameters=example.parameters), world, example.tolkning)
    for name, kind in words.type_at(level).items():
        node = Reference(name, kind)
        derived = words.derived.get(name)
        if name in example.given:
            frame.cells[name, area.id] = Ground(node, example.given[name])
        elif derived is not None and not derived.local:
            frame.cells[name, area.id] = Ground(node, None, (), "no_fact")
    if example.day is None:
        day = frame.cells["day", area.id] = Ground(Reference("day", DATE), None)
        for name, parameter in example.parameters.items():
            if parameter.dated:
                node = Reference(f"param.{name}", parameter.type)
                frame.cells[node.name, area.id] = Ground(node, None, (day,))
    return frame
