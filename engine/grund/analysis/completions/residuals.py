"""Residuals: what is left of a decision when everything known has been put in its place.

Enters: a frame, an expression, an area. Leaves: a node of a `Pool`: the same condition over what is missing alone.
Promise: what is known keeps its value whatever is completed (`is missing` its answer); equal nodes are the same number,
whatever rules are called and however they are ordered; facts of the area itself bear no name of it, so that areas
which wait for the same in the same way share their nodes.

The kinds of node, beside the operators: `literal`; `leaf`, a missing fact or an unknown parameter; `stuck`, what is
missing because of what is known (a division by zero, a value or share said to be not applicable); `opaque`, what waits
for other areas or other days in a way that is not followed (ranks, splits, neighbours, memory); `formula`, `mean`,
`transform`, `cut`, `table`, `fired` and `over`, the derived attribute of that name.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from hashlib import blake2b
from typing import Final, NamedTuple

from ...engines import interpreter
from ...engines.symbolic.questions import seed
from ...language.operators import applied
from ...model.absences import NO_VALUE
from ...model.arithmetic import Observed
from ...model.decisions import Derivation, Member, Trace
from ...model.derivations import AmongAreas, Formula, Over, Split, Test
from ...model.expressions import BOOL, Expr, Name, Operation, Reference, Type, Value, ids_in
from ...model.facts import Area, Fact
from ...model.policies import ParameterValue, Policy, Vocabulary

MERGED: Final = ("and", "or", "eq", "add", "mul", "min", "max")
"""Operators that give the same in any order."""
_NOWHERE: Final = Area("", "", "")
_FOLLOWED: Final = ("parts", "parent", "overlaps")


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
        return sorted(roots, key=self._digest)

    def _digest(self, number: int) -> bytes:
        """A text of a node and all below it, made short; what may stand in any order is sorted."""
        for below in self.below((number,), self._digests):
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


class Residue:
    """What is left of conditions in a frame, area by area."""

    def __init__(self, pool: Pool, frame: interpreter.EvalContext) -> None:
        self.pool, self.frame = pool, frame
        self._made: dict[tuple[int, str], tuple[Trace, int]] = {}
        self._nothing: dict[int, tuple[Derivation, bool]] = {}

    def of(self, expr: Expr, area: Area) -> int:
        """A condition at an area."""
        seed(self.frame, expr, area)
        return self._of(interpreter.evaluate(self.frame, expr, area), area, area)

    def _of(self, ground: Trace, area: Area, home: Area) -> int:
        """The node of a ground read at an area; `home` is the area decided for."""
        if ground.value is not None:
            return self.pool.literal(ground.value, ground.node.type)
        key = (id(ground), area.id if area is home else f"{area.id} from {home.id}")
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = (ground, self._unknown(ground, area, home))
        return made[1]

    def _unknown(self, ground: Trace, area: Area, home: Area) -> int:
        node = ground.node
        if isinstance(node, Operation):
            return self.pool.operation(node.op, [self._of(part, area, home) for part in ground.parts], node.type)
        assert isinstance(node, Reference)
        if isinstance(ground.basis, Derivation):
            return self._derived(ground, ground.basis, area, home)
        if ground.parts:  # a rule's boolean
            return self._of(ground.parts[0], area, home)
        if node.name in self.pool.vocabulary.attributes:
            absent = isinstance(ground.basis, Fact) and ground.basis.absence == NO_VALUE
            place = "" if area is home else area.id
            return self.pool.add(Node("stuck" if absent else "leaf", node.type, name=node.name, key=place))
        if node.space == "param":
            return self.pool.add(Node("leaf", node.type, name=node.name, key=self._declaration(node.name)))
        return self._opaque(ground, area, home)

    def _declaration(self, name: str) -> ParameterValue:
        """What tells a parameter's unknown value from others of its name: where it is declared."""
        return declaration(self.frame.policy, Name.parse(name).id, self.frame)

    def _derived(self, ground: Trace, basis: Derivation, area: Area, home: Area) -> int:
        derived, how = basis.derived, basis.derived.how
        if isinstance(how, Test):
            return self._of(ground.parts[0], area, home)
        if isinstance(how, Over) and how.relation in _FOLLOWED:
            return self._over(ground, basis, how, area, home)
        kind = how.name if how.at_area else ""
        args = tuple([self._of(part, area, home) for part in ground.parts])
        if not kind:
            return self._placed(ground, basis, args, area, home)
        zero = isinstance(how, Formula) and len(args) > 1 and self._zero(args[1])
        if zero or all(map(self.pool.is_literal, args)):
            kind = "stuck"
        return self.pool.add(Node(kind, derived.type, args, name=derived.id))

    def _zero(self, number: int) -> bool:
        """Whether a divisor is nothing whatever is completed: a product of which a factor is."""
        node = self.pool.nodes[number]
        return (node.kind == "literal" and not node.value) or (node.kind == "mul" and any(map(self._zero, node.args)))

    def _placed(self, ground: Trace, basis: Derivation, args: tuple[int, ...], area: Area, home: Area) -> int:
        """What is not followed gives; stuck where the area's own value is, or where nothing is missing."""
        own = [self.pool.nodes[arg].kind for arg in args]
        how, fixed = basis.derived.how, set(own) <= {"literal", "stuck"}
        outside = isinstance(how, AmongAreas | Split) and basis.base is None
        if fixed and (outside or (isinstance(how, Over) and ("stuck" in own or self._comes_to_nothing(basis, how)))):
            return self.pool.add(Node("stuck", basis.derived.type, args, name=basis.derived.id))
        return self._opaque(ground, area, home)

    def _comes_to_nothing(self, basis: Derivation, how: Over) -> bool:
        """Whether an aggregate that is not followed has no value though all that it reads of its members is known."""
        if id(basis) not in self._nothing:
            counted = [m for m in basis.members if m.counted is not False]
            known = all(m.counted and not any(g and g.value is None for g in (m.value, m.weight)) for m in counted)
            listed = bool(counted) or how.empty is None or interpreter.listed(self.frame, how)
            self._nothing[id(basis)] = (basis, known and listed)
        return self._nothing[id(basis)][1]

    def _opaque(self, ground: Trace, area: Area, home: Area) -> int:
        """A value that is not followed: the same one only where all that it may turn on is the same."""
        assert isinstance(ground.node, Reference)
        words, policy = self.pool.vocabulary, self.frame.policy
        derived = words.derived.get(ground.node.name)
        reached = interpreter.reached(words, derived.how.exprs) if derived is not None else frozenset[str]()
        parameters = tuple((n, self._read(n)) for n in sorted(ids_in("param", reached)))
        counts = any(d.how.counts_rules for n in reached if (d := words.derived.get(n)) is not None)
        key = (area.id, parameters, policy.id if counts else "")
        waits = interpreter.missing(ground)
        return self.pool.add(Node("opaque", ground.node.type, name=ground.node.name, key=key, waits=waits))

    def _read(self, name: str) -> Hashable:
        """Every value of a parameter, for what looks back may read any; an unknown one is told from others."""
        return tuple((v.start, v if v.value is None else v.value) for v in self.frame.policy.parameters[name].values)

    def _over(self, ground: Trace, basis: Derivation, how: Over, area: Area, home: Area) -> int:
        """An aggregate over members that may be completed; opaque where a link itself is not known."""
        members = [m for m in basis.members if m.counted is not False]
        if any(interpreter.unsaid(how, m.link) for m in members if m.link is not None):
            return self._opaque(ground, area, home)
        listed = interpreter.listed(self.frame, how)
        if not members and how.empty is not None and not listed:  # what no list says yet
            return self._opaque(ground, area, home)
        args, shapes = [], []
        for member in members:
            read = (member.where, member.value, member.weight)
            args += [self._of(g, member.area, home) for g in read if g is not None]
            shapes.append(_shape(how, member, read))
        derived = basis.derived
        kind = "stuck" if all(map(self.pool.is_literal, args)) else "over"
        return self.pool.add(Node(kind, derived.type, tuple(args), name=derived.id, key=(listed, tuple(shapes))))


def _shape(how: Over, member: Member, read: Sequence[Trace | None]) -> Shape:
    share = member.link.shares.get(how.share) if how.weighted and member.link is not None else Decimal(1)
    where, value, weight = (ground is not None for ground in read)
    return Shape(where, value, weight, share)


def declaration(policy: Policy, name: str, frame: interpreter.EvalContext) -> ParameterValue:
    """The declared value in force on the day; before the first, the first."""
    parameter = policy.parameters[name]
    return parameter.on(frame.world.day) or parameter.values[0]


# ── values


def valued(pool: Pool, order: Sequence[int], given: Mapping[int, Value | None]) -> dict[int, Value | None]:
    """The value of every node of an order (see `Pool.below`), by number; `given` are not looked into."""
    values: dict[int, Value | None] = {}
    for number in order:
        node = pool.nodes[number]
        if number in given:
            values[number] = given[number]
        elif node.kind == "literal":
            values[number] = node.value
        else:
            values[number] = _VALUE.get(node.kind, _applied)(pool, node, [values[arg] for arg in node.args])
    return values


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
