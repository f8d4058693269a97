"""Residuals: what is left of a decision when everything known has been put in its place.

Enters: a frame, an expression, an area. Leaves: a node of a `pool.Pool`: the same condition over what is missing alone.
Promise: what is known keeps its value whatever is completed (`is missing` its answer); equal nodes are the same number,
whatever rules are called and however they are ordered; facts of the area itself bear no name of it, so that areas
which wait for the same in the same way share their nodes.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from decimal import Decimal
from typing import Final

from ...engines import interpreter
from ...language.operators import applied
from ...model.absences import NO_VALUE
from ...model.decisions import Derivation, Member, Trace
from ...model.derivations import AmongAreas, Fired, Formula, Over, Split, Test
from ...model.expressions import Expr, Literal, Name, Operation, Reference, Value, fold, ids_in, references
from ...model.facts import Area, Fact
from ...model.policies import Derived, ParameterValue, Policy
from .pool import Node, Pool, Shape

_FOLLOWED: Final = ("parts", "parent", "overlaps")


class Residue:
    """What is left of conditions in a frame, area by area; an expression is folded once for all areas at which the
    names that it reads have the same nodes."""

    def __init__(self, pool: Pool, frame: interpreter.EvalContext) -> None:
        self.pool, self.frame = pool, frame
        self._read_by: dict[int, tuple[Expr, tuple[Reference, ...]]] = {}
        self._folded: dict[tuple[int, ...], int] = {}
        self._names: dict[tuple[str, str, str], int] = {}
        self._parameters: dict[str, int] = {}
        self._nothing: dict[int, tuple[Derivation, bool]] = {}
        rulings = (*frame.policy.counted.values(), *frame.policy.rulings.values())
        self._rules = {rule.name: rule.active for ruling in rulings for rule in ruling.rules}

    def of(self, expr: Expr, area: Area) -> int:
        """A condition at an area."""
        return self._of(expr, area, area)

    def _of(self, expr: Expr, area: Area, home: Area) -> int:
        """The node of an expression read at an area; `home` is the area decided for."""
        if id(expr) not in self._read_by:
            self._read_by[id(expr)] = (expr, tuple(sorted(references(expr), key=lambda node: node.name)))
        parameters, read = self._parameters, self._read_by[id(expr)][1]
        numbers = {n.name: parameters.get(n.name) or self._name(n, area, home) for n in read}
        key = (id(expr), *numbers.values())
        if key not in self._folded:
            self._folded[key] = fold(expr, self._literal, lambda node: numbers[node.name], self._operation)
        return self._folded[key]

    def _literal(self, node: Literal) -> int:
        return self.pool.literal(node.value, node.type)

    def _operation(self, node: Operation, args: tuple[int, ...]) -> int:
        value = applied(node.op, self._values(args))
        return self.pool.operation(node.op, args, node.type) if value is None else self.pool.literal(value, node.type)

    def _values(self, numbers: Iterable[int]) -> list[Value | None]:
        """The values of nodes, None of those that are no literals."""
        return [self.pool.nodes[number].value for number in numbers]

    def _name(self, node: Reference, area: Area, home: Area) -> int:
        """The node of a name."""
        key = node.name, area.id, "" if area is home else home.id
        made = self._names.get(key)
        if made is None:
            made = self._names[key] = self._named(node, area, home)
            if node.space == "param":
                self._parameters[node.name] = made
        return made

    def _named(self, node: Reference, area: Area, home: Area) -> int:
        if node.name in self._rules:
            return self._of(self._rules[node.name], area, home)
        derived = self.pool.vocabulary.derived.get(node.name)
        if derived is not None and derived.how.at_area:
            return self._computed(derived, area, home)
        ground = interpreter.read(self.frame, node, area)
        if ground.value is not None:
            return self.pool.literal(ground.value, node.type)
        if isinstance(ground.basis, Derivation):
            return self._elsewhere(ground, ground.basis, area, home)
        if node.name in self.pool.vocabulary.attributes:
            absent = isinstance(ground.basis, Fact) and ground.basis.absence == NO_VALUE
            place = "" if area is home else area.id
            return self.pool.add(Node("stuck" if absent else "leaf", node.type, name=node.name, key=place))
        if node.space == "param":
            return self.pool.add(Node("leaf", node.type, name=node.name, key=self._declaration(node.name)))
        return self._opaque(ground, area, home)

    def _ground(self, ground: Trace, area: Area, home: Area) -> int:
        """The node of what was read at an area."""
        if ground.value is not None:
            return self.pool.literal(ground.value, ground.node.type)
        return self._of(ground.node, area, home)

    def _declaration(self, name: str) -> ParameterValue:
        """What tells a parameter's unknown value from others of its name: where it is declared."""
        return declaration(self.frame.policy, Name.parse(name).id, self.frame)

    def _computed(self, derived: Derived, area: Area, home: Area) -> int:
        """What is computed from values of the area itself, or from whether rules are active there."""
        how, exprs = derived.how, derived.how.exprs
        if isinstance(how, Fired):
            counted = self.frame.policy.counts(how.rules)
            active = {rule.id: rule.active for ruling in counted for rule in ruling.rules}
            exprs = tuple([active[rule] for rule in how.rules if rule in active])
        args = tuple([self._of(expr, area, home) for expr in exprs])
        if isinstance(how, Test):
            return args[0]
        value = interpreter.inside(derived, interpreter.computed(derived, self._values(args), area), area)
        if value is not None:
            return self.pool.literal(value, derived.type)
        zero = isinstance(how, Formula) and len(args) > 1 and self._zero(args[1])
        stuck = zero or all(map(self.pool.is_literal, args))
        return self.pool.add(Node("stuck" if stuck else how.name, derived.type, args, name=derived.id))

    def _elsewhere(self, ground: Trace, basis: Derivation, area: Area, home: Area) -> int:
        """What is computed of other areas, or of other days."""
        how = basis.derived.how
        if isinstance(how, Over) and how.relation in _FOLLOWED:
            return self._over(ground, basis, how, area, home)
        return self._placed(ground, basis, tuple([self._ground(g, area, home) for g in ground.parts]), area, home)

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
            args += [self._ground(g, member.area, home) for g in read if g is not None]
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
