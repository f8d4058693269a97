"""Examples: what is given of one area, decided by the interpreter, against what is expected.

What an example does not give is unknown: values, the closed world of a list, derived attributes computed from other
areas, and without a day whatever depends on it; a derived attribute that is given stands in for its computation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...engines import interpreter
from ...language.printer import canonical
from ...model.decisions import Decision, Trace
from ...model.expressions import DATE, FIRST, Literal, Reference, Type, Value
from ...model.facts import Area, World
from ...model.policies import Example, Expected, Parameter, Policy, Rulebook, Vocabulary
from ...model.sources import Citation, Label
from ...problems.problem import GrundError, Problem


@dataclass(frozen=True, slots=True)
class ExampleTrial:
    """One expectation, tried. `found` is the decision, the value of a derived attribute, or a conflict of rules.

    `policy`: the one whose file the example stands in; of an example of the vocabulary, one without rules.
    """

    policy: Policy
    example: Example
    expected: Expected
    found: Decision | Trace | Problem

    @property
    def answer(self) -> Value | None:
        """What came out, as `Expected.answer`: yes or no, or the value; None is unknown."""
        if isinstance(self.found, Decision):
            return None if self.found.verdict == "unknown" else self.found.verdict
        return self.found.value if isinstance(self.found, Trace) else None

    @property
    def missing(self) -> frozenset[str]:
        """The facts that an unknown answer waits for."""
        if isinstance(self.found, Decision):
            return self.found.missing
        return interpreter.missing(self.found) if isinstance(self.found, Trace) else frozenset()

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


def trials(book: Rulebook) -> tuple[ExampleTrial, ...]:
    """Every expectation of the rulebook: the vocabulary's, then the policies' in order of id."""
    words = book.vocabulary
    none = Policy("", Label(""), (), Citation(), {}, {}, "", examples=words.examples)
    return tuple([trial for policy in (none, *book.policies.values()) for trial in _tried(words, policy)])


def _tried(words: Vocabulary, policy: Policy) -> Iterator[ExampleTrial]:
    """The expectations of a policy's examples: a world with an area of its own for each example (and level)."""
    cases = [
        (example, expected, _area(example, expected)) for example in policy.examples for expected in example.expects
    ]
    world = World(FIRST, None, {area.id: area for _, _, area in cases}, (), {}, {})
    frame = interpreter.frame(words, policy, world)
    for example, area in {area.id: (example, area) for example, _, area in cases}.values():
        frame.cells.update(_given(words, policy, example, area))
    for example, expected, area in cases:
        yield ExampleTrial(policy, example, expected, _found(frame, example, expected, area))


def _area(example: Example, expected: Expected) -> Area:
    return Area(f"{example.id}/{expected.level}", expected.level, example.id)


def _found(
    frame: interpreter.EvalContext, example: Example, expected: Expected, area: Area
) -> Decision | Trace | Problem:
    if expected.subject not in frame.policy.rulings:
        kind = frame.vocabulary.derived[expected.subject].type
        return interpreter.read(frame, Reference(expected.subject, kind), area)
    try:
        return interpreter.decide(frame, expected.subject, area)._replace(day=example.day or FIRST)
    except GrundError as error:
        return error.problems[0]


def _given(words: Vocabulary, policy: Policy, example: Example, area: Area) -> Iterator[tuple[tuple[str, str], Trace]]:
    """What is read at an example's area without looking further: what it gives, and what it leaves unknown.

    The world holds nothing, so that a base attribute that is not given is unknown of itself. A policy's rules are there
    to be counted (`fired`).
    """
    day = Trace(Reference("day", DATE), example.day, (), "day")
    yield ("day", area.id), day
    for name, choice in example.tolkning.items():
        kind = Type("enum", f"tolkning.{name}", tuple(words.tolkningar[name].options))
        yield (kind.name, area.id), Trace(Reference(kind.name, kind), choice, (), "tolkning")
    for name, parameter in example.parameters.items():
        if parameter.dated or parameter is not policy.parameters.get(name):
            node = Reference(f"param.{name}", parameter.type)
            yield (node.name, area.id), _parameter(node, parameter, example, day)
    for name, kind in words.type_at(area.level).items():
        derived = words.derived.get(name)
        if name in example.given:
            yield (name, area.id), Trace(Reference(name, kind), example.given[name])
        elif derived is not None and not derived.local and not (policy.rulings and derived.how.counts_rules):
            yield (name, area.id), Trace(Reference(name, kind), None, (), "no_fact")


def _parameter(node: Reference, parameter: Parameter, example: Example, day: Trace) -> Trace:
    """A parameter's value on the example's day; without a day, one that depends on it waits for it."""
    if example.day is None and parameter.dated:
        return Trace(node, None, (day,))
    value = parameter.on(example.day or FIRST)
    return Trace(node, None if value is None else value.value, (), value)
