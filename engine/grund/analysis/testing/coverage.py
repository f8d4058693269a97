"""Coverage: which rules no example makes active, and which sides of their tests no example reaches.

Everything is counted where it is written: a rule that another policy inherits counts once, in its own file, whosever
example reaches it.

A *test* is what the language calls one: a comparison or chain of them, a membership, `between`, `is missing`, a
yes-or-no attribute. Its sides are true, false and unknown (`is missing` has no unknown side).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from ...model.decisions import Decision, Derivation, RuleTrace, Trace, kleene_and, kleene_or, once
from ...model.derivations import DecisionTable, Row
from ...model.expressions import OPERATORS, Expr, Literal, Operation
from ...model.policies import Derived, Insats, Policy, Rule, Vocabulary
from ...problems.problem import Place
from .examples import ExampleTrial

Side: TypeAlias = bool | None
SIDES: Final[tuple[Side, ...]] = (True, False, None)


@dataclass(frozen=True, slots=True)
class Sides:
    """One test of a rule: its text, where its condition stands, and how often each of its sides was reached."""

    text: str
    place: Place
    reached: Mapping[Side, int]

    @property
    def left(self) -> tuple[Side, ...]:
        """The sides that no example reaches."""
        return tuple(side for side, times in self.reached.items() if not times)


@dataclass(frozen=True, slots=True)
class Covered:
    """One rule of a policy's own file: how many decisions of examples it was active in, and its tests."""

    policy: Policy
    insats: Insats
    rule: Rule
    active: int
    tests: tuple[Sides, ...]


@dataclass(frozen=True, slots=True)
class CoveredRow:
    """One row of a decision table, and in how many trials of examples it held, and came first where that counts."""

    derived: Derived
    row: Row
    reached: int


@dataclass(frozen=True, slots=True)
class Sum:
    """What was reached, of how many: rules active, sides of their tests, rows of tables."""

    rules: int
    of_rules: int
    sides: int
    of_sides: int
    rows: int = 0
    of_rows: int = 0

    @property
    def percent(self) -> int:
        """All of it together, in whole per cent, never rounded up; 100 where there is nothing to reach."""
        number = self.of_rules + self.of_sides + self.of_rows
        return 100 * (self.rules + self.sides + self.rows) // number if number else 100


def total(covered: Iterable[Covered], rows: Sequence[CoveredRow] = ()) -> Sum:
    """What was reached, in sum."""
    rules = list(covered)
    sides = [times for rule in rules for test in rule.tests for times in test.reached.values()]
    reached_rows = sum(row.reached > 0 for row in rows)
    active = sum(rule.active > 0 for rule in rules)
    return Sum(active, len(rules), sum(times > 0 for times in sides), len(sides), reached_rows, len(rows))


def covered_rows(words: Vocabulary, trials: Iterable[ExampleTrial]) -> tuple[CoveredRow, ...]:
    """Every row of the vocabulary's tables, in order."""
    reached: Counter[tuple[str, int]] = Counter()
    for trial in trials:
        grounds = [rule.ground for rule in trial.found.rules] if isinstance(trial.found, Decision) else []
        reached.update(set(rows_that_held([trial.found] if isinstance(trial.found, Trace) else grounds)))
    tables = [(derived, derived.how) for derived in words.derived.values()]
    return tuple(
        CoveredRow(derived, row, reached[derived.id, row.line])
        for derived, how in tables
        if isinstance(how, DecisionTable)
        for row in how.rows
    )


def rows_that_held(grounds: Iterable[Trace]) -> Iterator[tuple[str, int]]:
    """The rows that held in the tables that some grounds stand on, by table and line; of `first`, the first alone."""
    queue = list(grounds)
    for ground in once(queue):
        queue += ground.parts
        derived = ground.basis.derived if isinstance(ground.basis, Derivation) else None
        if derived is not None and isinstance(derived.how, DecisionTable):
            rows = zip(derived.how.rows, ground.parts, strict=True)
            lines = [row.line for row, part in rows if part.value is True]
            yield from ((derived.id, line) for line in (lines[:1] if derived.how.hit == "first" else lines))


def coverage(policies: Iterable[Policy], trials: Iterable[ExampleTrial]) -> tuple[Covered, ...]:
    """Every rule that the policies' own files write, in the order of files and lines."""
    rules = ((p, g.insats, r) for p in policies for g in p.rulings.values() for r in g.rules)
    own = {(r.origin, r.id): (p, insats, r) for p, insats, r in rules if r.origin == p.id}
    tests = {id(rule): _tests(rule) for _, _, rule in own.values()}
    active = dict.fromkeys(own, 0)
    reached = {key: [dict.fromkeys(t.sides, 0) for t in tests[id(rule)]] for key, (_, _, rule) in own.items()}
    for trial in trials:
        for trace in trial.found.rules if isinstance(trial.found, Decision) else ():
            rule, key = trace.rule, (trace.rule.origin, trace.rule.id)
            if key in own:
                active[key] += trace.active is True
                values = _values(trace)
                for test, sides in zip(tests.get(id(rule)) or _tests(rule), reached[key], strict=True):
                    sides[test.side(values)] += 1
    entries: list[Covered] = []
    for key, (policy, insats, rule) in own.items():
        rows = zip(tests[id(rule)], reached[key], strict=True)
        shown = tuple([Sides(test.text, test.place, sides) for test, sides in rows])
        entries.append(Covered(policy, insats, rule, active[key], shown))
    return tuple(sorted(entries, key=lambda c: (c.rule.place.file, c.rule.place.line) if c.rule.place else ("", 0)))


# ── the tests of a rule


@dataclass(frozen=True, slots=True)
class _Test:
    """One written test: the nodes it was lowered to, and the operator that joins them where they are several."""

    op: str
    nodes: tuple[Expr, ...]
    text: str
    place: Place

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides it has."""
        return SIDES[:2] if _asks_missing(self.nodes[0]) else SIDES

    def side(self, values: Mapping[int, Side]) -> Side:
        """The side it took."""
        return (kleene_and if self.op == "and" else kleene_or)(tuple([values[id(node)] for node in self.nodes]))


def _tests(rule: Rule) -> list[_Test]:
    """The tests of a rule, in the order they are written."""
    conditions = (rule.when,) if rule.unless is None else (rule.when, rule.unless)
    tests: list[_Test] = []
    for condition, written in zip(conditions, rule.written, strict=True):
        for op, nodes in _inside(condition):
            span = min(n.span[0] for n in nodes), max(n.span[1] for n in nodes)
            tests.append(_Test(op, nodes, _slice(written.text, *span), written.place))
    return tests


def _slice(text: str, start: int, end: int) -> str:
    """A part of a condition on one line, with the brackets that spans leave out at its ends."""
    depth = low = 0
    for char in text[start:end]:
        depth += (char in "([") - (char in ")]")
        low = min(low, depth)
    for _ in range(-low):
        start = max(0, text.rfind("(", 0, start))
    for _ in range(depth - low):
        end = min((i + 1 for i, char in enumerate(text) if i >= end and char in ")]"), default=end)
    return " ".join(text[start:end].split())


def _inside(condition: Expr) -> Iterator[tuple[str, tuple[Expr, ...]]]:
    """The nodes of each test in a condition.

    Two written tests never overlap: nodes that do (`between`, a chain, an order spelt out) are one test, and a *not*
    as wide as what it negates (`!=`, `not in`) belongs to it.
    """
    if isinstance(condition, Literal):
        return
    if not isinstance(condition, Operation) or not _joins(condition):
        yield "", (condition,)
        return
    group: list[Expr] = []
    for arg in condition.args:
        if group and arg.span[0] >= max(node.span[1] for node in group):
            yield from _grouped(condition.op, group)
            group = []
        group.append(arg)
    yield from _grouped(condition.op, group)


def _joins(node: Operation) -> bool:
    """Whether an operation joins tests, and is not a test itself."""
    within = node.op == "not" and node.args[0].span == node.span
    return OPERATORS[node.op].group in ("logic", "choice") and not within


def _grouped(op: str, nodes: list[Expr]) -> Iterator[tuple[str, tuple[Expr, ...]]]:
    """Nodes that overlap, as one test; a node alone, as the tests inside it."""
    return _inside(nodes[0]) if len(nodes) == 1 else iter([(op, tuple(nodes))])


def _asks_missing(node: Expr) -> bool:
    """Whether a test is `is missing` or `is not missing`, which are never unknown."""
    inner = node.args[0] if isinstance(node, Operation) and node.op == "not" else node
    return isinstance(inner, Operation) and inner.op == "missing"


def _values(trace: RuleTrace) -> dict[int, Side]:
    """The truth of every node of a rule's tree, by the node's identity; a ground may be shared with another rule's."""
    truths: dict[int, Side] = {}
    queue: list[tuple[Expr, Trace]] = [(trace.rule.active, trace.ground)]
    while queue:
        node, ground = queue.pop()
        if ground.value is None or isinstance(ground.value, bool):
            truths[id(node)] = ground.value
        if isinstance(node, Operation):
            queue.extend(zip(node.args, ground.parts, strict=True))
    return truths
