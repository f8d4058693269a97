"""Pool: the parts of what is left of conditions, each once, and their values in a completion.

A node's number is an index of `Pool.nodes`, its parts have smaller ones, and equal nodes are the same number. The kinds
of node, beside the operators: `literal`; `leaf`, a missing fact or an unknown parameter; `stuck`, what is missing
because of what is known (a division by zero, a value or share said to be not applicable); `opaque`, what waits for
other areas or other days in a way that is not followed (ranks, splits, neighbours, memory); `formula`, `mean`,
`transform`, `cut`, `table`, `fired` and `over`, the derived attribute of that name.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from hashlib import blake2b
from typing import Final, NamedTuple

from ...engines import interpreter
from ...language.operators import applied
from ...model.arithmetic import Observed
from ...model.derivations import Over
from ...model.expressions import BOOL, Type, Value
from ...model.facts import Area
from ...model.policies import Vocabulary

MERGED: Final = ("and", "or", "eq", "add", "mul", "min", "max")
"""Operators that give the same in any order."""
_NOWHERE: Final = Area("", "", "")


class Node(NamedTuple):
    """A part of a condition; `args` are the numbers of its parts, always smaller than its own.

    `value` of a literal; `name` of what is read or derived; `key` tells apart what has the same name: the area, the
    declaration of a parameter, how the members of an `over` are linked. `waits`: the facts behind what is opaque.
    """

    kind: str
    type: Type
    args: tuple[int, ...] = ()
    value: Value | None = None
    name: str = ""
    key: Hashable = ()
    waits: frozenset[str] = frozenset()


class Shape(NamedTuple):
    """Which of `where`, value and weight a member of an `over` has an argument for, and what its link weighs."""

    where: bool
    value: bool
    weight: bool
    share: Decimal | None = None


class Pool:
    """Nodes by number, each once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.nodes: list[Node] = []
        self._numbers: dict[Node, int] = {}
        self._digests: dict[int, bytes] = {}

    def add(self, node: Node) -> int:
        """The number of a node."""
        number = self._numbers.get(node)
        if number is None:
            number = self._numbers[node] = len(self.nodes)
            self.nodes.append(node)
        return number

    def literal(self, value: Value, kind: Type) -> int:
        """A known value."""
        return self.add(Node("literal", kind, value=value))

    def is_literal(self, number: int) -> bool:
        """Whether a node is a known value."""
        return self.nodes[number].kind == "literal"

    def below(self, roots: Iterable[int], stop: Container[int] = ()) -> list[int]:
        """Every node that some are made of, themselves too, parts first; what stands below a `stop` is left out."""
        queue, seen = list(roots), set[int]()
        while queue:
            number = queue.pop()
            if number not in seen:
                seen.add(number)
                queue += () if number in stop else self.nodes[number].args
        return sorted(seen)

    def ordered(self, roots: Iterable[int]) -> list[int]:
        """Nodes in an order that is of what they say and not of when each was first met."""
        numbers = list(roots)
        return sorted(numbers, key=self._digest) if len(numbers) > 1 else numbers

    def _digest(self, number: int) -> bytes:
        """A text of a node and all below it, made short; what may stand in any order is sorted."""
        for below in self.below((number,), self._digests) if number not in self._digests else ():
            if below not in self._digests:
                node = self.nodes[below]
                parts = [self._digests[arg] for arg in node.args]
                parts = sorted(parts) if node.kind in MERGED else parts
                text = repr((node.kind, node.name, str(node.value), str(node.key), parts))
                self._digests[below] = blake2b(text.encode(), digest_size=12).digest()
        return self._digests[number]

    # ── operators, written in one way

    def operation(self, op: str, args: Sequence[int], kind: Type) -> int:
        """An operator's node, in the one form that all ways to write it have."""
        if op in ("and", "or"):
            return self._joined(op, args)
        if op == "not":
            return self.denied(args[0])
        if op in ("ge", "le", "gt"):
            turned = tuple(args) if op == "ge" else tuple(reversed(args))
            less = self.add(Node("lt", BOOL, turned))
            return less if op == "gt" else self.denied(less)
        if op == "in":
            return self._joined("or", [self.operation("eq", (args[0], item), BOOL) for item in args[1:]])
        if op == "if" and self.is_literal(args[0]):
            return args[1] if self.nodes[args[0]].value else args[2]
        if (truth := self._truth(op, args)) is not None:
            return truth
        plain_numbers = op != "add" or all(self.nodes[a].type.kind == "number" for a in args)
        ordered = sorted(args) if op in MERGED and plain_numbers else args
        return self.add(Node(op, kind, tuple(ordered)))

    def _truth(self, op: str, args: Sequence[int]) -> int | None:
        """The condition that `x = true`, `x = false` and `if x then true else false` only say again."""
        values = [self.nodes[a].value if self.is_literal(a) else None for a in args]
        if op == "if" and all(isinstance(value, bool) for value in values[1:]) and values[1] != values[2]:
            return args[0] if values[1] else self.denied(args[0])
        if op == "eq":
            for other, value in zip(args, reversed(values), strict=True):
                if isinstance(value, bool):
                    return other if value else self.denied(other)
        return None

    def denied(self, number: int) -> int:
        """Not that."""
        node = self.nodes[number]
        if node.kind == "literal":
            return self.literal(not node.value, BOOL)
        return node.args[0] if node.kind == "not" else self.add(Node("not", BOOL, (number,)))

    def _joined(self, op: str, args: Iterable[int]) -> int:
        flat: set[int] = set()
        for arg in args:
            node = self.nodes[arg]
            if node.kind == "literal" and node.value is (op == "or"):
                return arg
            if node.kind != "literal":
                flat.update(node.args if node.kind == op else (arg,))
        if not flat:
            return self.literal(op == "and", BOOL)
        flat = self._absorbed("or" if op == "and" else "and", flat)
        return next(iter(flat)) if len(flat) == 1 else self.add(Node(op, BOOL, tuple(sorted(flat))))

    def _absorbed(self, other: str, flat: set[int]) -> set[int]:
        """Without what another part says already: `x or (x and y)` is x, also where y is missing."""
        parts = {n: {*self.nodes[n].args} if self.nodes[n].kind == other else {n} for n in flat}
        if all(len(part) == 1 for part in parts.values()):
            return flat
        return {n for n in flat if not any(parts[m] < parts[n] for m in flat)}


# ── values


def valued(
    pool: Pool, order: Iterable[int], values: dict[int, Value | None], roots: Iterable[int]
) -> list[Value | None]:
    """The values of roots. `values` by number: those given are not looked into, the others of an order (see
    `Pool.below`) are put beside them."""
    for number in order:
        if number not in values:
            node = pool.nodes[number]
            if node.kind == "literal":
                values[number] = node.value
            else:
                values[number] = _VALUE.get(node.kind, _applied)(pool, node, [values[arg] for arg in node.args])
    return [values[root] for root in roots]


def _applied(pool: Pool, node: Node, values: list[Value | None]) -> Value | None:
    return applied(node.kind, values)


def _computed(pool: Pool, node: Node, values: list[Value | None]) -> Value | None:
    return interpreter.computed(pool.vocabulary.derived[node.name], values, _NOWHERE)


def _aggregate(pool: Pool, node: Node, values: list[Value | None]) -> Value | None:
    derived = pool.vocabulary.derived[node.name]
    assert isinstance(derived.how, Over) and isinstance(node.key, tuple)
    in_force, shapes = node.key
    left = iter(values)
    return interpreter.gathered(derived, derived.how, [_observed(shape, left) for shape in shapes], in_force)


def _observed(shape: Shape, left: Iterator[Value | None]) -> Observed:
    where = next(left) if shape.where else True
    value = next(left) if shape.value else True
    weight = next(left) if shape.weight else shape.share
    assert where is None or isinstance(where, bool)
    assert weight is None or isinstance(weight, Decimal)
    return Observed(where, value, weight)


_VALUE: Final[Mapping[str, Callable[[Pool, Node, list[Value | None]], Value | None]]] = {
    **dict.fromkeys(("formula", "mean", "transform", "cut", "table", "fired"), _computed),
    "over": _aggregate,
}
