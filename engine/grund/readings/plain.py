"""Plain: the meaning. Three-valued evaluation that keeps its tree, so a decision explains itself.

Enters: a policy and a world. Leaves: decisions with their grounds. Promise: the reference that every other
reading is held to; the same answer whatever the order of rules, facts and files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from ..derive import Observed, aggregate, ratio, rounded
from ..expr import BOOL, Expr, Literal, Operation, Reference, Value, fold, names
from ..operators import SPECIAL, STRICT
from ..outcome import Decision, Derivation, Ground, Member, RuleGround, Verdict, kleene_and
from ..policy import Derived, Formula, Over, Policy, Rule, Ruling, Test, Vocabulary
from ..problems import GrundError, problem
from ..world import Area, Link, World

Evaluator: TypeAlias = Callable[[Area], Ground]


@dataclass(frozen=True, slots=True)
class Frame:
    """A policy read on a world, with a tolkning chosen for every open question.

    `cells` holds grounds by (name, area): a derived attribute is computed once per frame. `evaluators` holds
    what each tree was folded to, with the tree itself, so that its identity is not used again.
    """

    vocabulary: Vocabulary
    policy: Policy
    world: World
    tolkning: Mapping[str, str]
    cells: dict[tuple[str, str], Ground] = field(default_factory=dict, repr=False)
    evaluators: dict[int, tuple[Expr, Evaluator]] = field(default_factory=dict, repr=False)


def frame(vocabulary: Vocabulary, policy: Policy, world: World, tolkning: Mapping[str, str] | None = None) -> Frame:
    """A frame in which areas can be decided."""
    return Frame(vocabulary, policy, world, dict(tolkning or {}))


def decide(frame: Frame, insats: str, area: Area) -> Decision:
    """The decision for one area, with its grounds. Raises `GrundError` where two rules conflict."""
    ruling = frame.policy.rulings[insats]
    found: dict[str, Ground] = {}
    for rule in ruling.rules:
        ground = found[rule.id] = evaluate(frame, rule.active, area)
        frame.cells[rule.name, area.id] = Ground(Reference(rule.name, BOOL), ground.value, (ground,))
    rules = tuple([_rule_ground(rule, found) for rule in ruling.rules])
    _no_conflict(rules, area)
    decision = evaluate(frame, ruling.decision, area)
    verdict: Verdict = "unknown"
    if decision.value is not None:
        verdict = ruling.otherwise if not decision.value else "no" if ruling.otherwise == "yes" else "yes"
    deciding = _deciding(ruling, rules, decision)
    world = frame.world
    return Decision(ruling, area, world.day, world.known, verdict, deciding, missing(decision), rules)


def decide_all(frame: Frame, insats: str) -> tuple[Decision, ...]:
    """The decision for every area of the insats's level, in order of id."""
    level = frame.policy.rulings[insats].insats.level
    return tuple(decide(frame, insats, area) for area in frame.world.by_level.get(level, ()))


# ── rules


def _rule_ground(rule: Rule, found: Mapping[str, Ground]) -> RuleGround:
    beaten = tuple([e for e in rule.exceptions if found[e].value is not False])
    return RuleGround(rule, found[rule.id], beaten)


def _no_conflict(rules: tuple[RuleGround, ...], area: Area) -> None:
    """Two rules active together with opposite outcomes: neither defeats the other, so nothing is decided."""
    active = [r.rule for r in rules if r.active]
    if len({rule.then for rule in active}) < 2:
        return
    first, second = sorted(min(r.id for r in active if r.then == then) for then in ("yes", "no"))
    place = next(r.place for r in active if r.id == first)
    where = f"{area.name} ({area.id})"
    raise GrundError([problem("G317", place, first=first, second=second, area=where)])


def _deciding(ruling: Ruling, rules: tuple[RuleGround, ...], decision: Ground) -> str | None:
    """The smallest active rule of the winning outcome; for `otherwise`, the exception that made it so."""
    if decision.value is None:
        return None
    if decision.value:
        return min(r.rule.id for r in rules if r.active and r.rule.then != ruling.otherwise)
    active = {r.rule.id for r in rules if r.active}
    beat = [e for r in rules if r.held for e in r.defeated_by if e in active]
    return min(beat, default="otherwise")


def missing(ground: Ground) -> frozenset[str]:
    """The base facts an unknown value waits for (LANGUAGE §4); empty where the value is known."""
    return _missing(ground, {})


def _missing(ground: Ground, seen: dict[int, frozenset[str]]) -> frozenset[str]:
    """See `missing`; grounds are shared, so each is asked once."""
    if ground.value is not None:
        return frozenset()
    held = seen.get(id(ground))
    if held is not None:
        return held
    found: frozenset[str] = frozenset()
    for part in ground.parts:
        found |= _missing(part, seen)
    if isinstance(ground.basis, Derivation):
        found |= _missing_members(ground.basis, seen)
    if not found and isinstance(ground.node, Reference):
        found = frozenset((ground.node.name,))
    seen[id(ground)] = found
    return found


def _missing_members(derivation: Derivation, seen: dict[int, frozenset[str]]) -> frozenset[str]:
    how = derivation.derived.how
    found: frozenset[str] = frozenset()
    if not isinstance(how, Over):
        return found
    for member in derivation.members:
        if _settled(how, member):
            continue
        for ground in (member.where, member.value):
            found |= frozenset() if ground is None else _missing(ground, seen)
        if how.share and member.link is not None and member.link.shares.get(how.share) is None:
            found |= {how.share}
    if not found and how.of is not None:
        return names(how.of)
    return found


def _settled(how: Over, member: Member) -> bool:
    """Whether a member says what it says whatever is unknown: it is left out, or cannot change `any` or `all`."""
    idle = {"any": False, "all": True}.get(how.aggregate)
    return member.counted is False or (idle is not None and member.value is not None and member.value.value is idle)


# ── expressions


def evaluate(frame: Frame, expr: Expr, area: Area) -> Ground:
    """The value of an expression at an area, with everything it was computed from."""
    held = frame.evaluators.get(id(expr))
    if held is None:
        held = frame.evaluators[id(expr)] = (expr, _evaluator(frame, expr))
    return held[1](area)


def _evaluator(frame: Frame, expr: Expr) -> Evaluator:
    """The fold of this reading: a tree becomes a function from areas to grounds."""

    def literal(node: Literal) -> Evaluator:
        ground = Ground(node, node.value)
        return lambda area: ground

    def reference(node: Reference) -> Evaluator:
        return lambda area: read(frame, node, area)

    return fold(expr, literal, reference, _operation)


def _operation(node: Operation, parts: tuple[Evaluator, ...]) -> Evaluator:
    special, strict = SPECIAL.get(node.op), STRICT.get(node.op)

    def run(area: Area) -> Ground:
        grounds = tuple([part(area) for part in parts])
        values = [ground.value for ground in grounds]
        if special is not None:
            return Ground(node, special(values), grounds)
        assert strict is not None
        return Ground(node, None if None in values else strict(*values), grounds)

    return run


# ── names


def read(frame: Frame, node: Reference, area: Area) -> Ground:
    """The value of a name at an area: a fact, a parameter, a tolkning, the day, or a derived attribute."""
    key = (node.name, area.id)
    held = frame.cells.get(key)
    if held is None:
        held = frame.cells[key] = _read(frame, node, area)
    return held


def _read(frame: Frame, node: Reference, area: Area) -> Ground:
    name = node.name
    attribute = frame.vocabulary.attributes.get(name)
    if attribute is not None:
        value, basis = frame.world.read(area.id, attribute)
        return Ground(node, value, (), basis)
    derived = frame.vocabulary.derived.get(name)
    if derived is not None:
        return _derive(frame, node, derived, area)
    if name == "day":
        return Ground(node, frame.world.day, (), "day")
    space, _, short = name.partition(".")
    if space == "tolkning":
        return Ground(node, frame.tolkning.get(short), (), "tolkning")
    parameter = frame.policy.parameters[short].on(frame.world.day)
    return Ground(node, None if parameter is None else parameter.value, (), parameter)


def _derive(frame: Frame, node: Reference, derived: Derived, area: Area) -> Ground:
    how = derived.how
    if isinstance(how, Test):
        ground = evaluate(frame, how.expr, area)
        return Ground(node, ground.value, (ground,), Derivation(derived))
    if isinstance(how, Formula):
        return _formula(frame, node, derived, how, area)
    return _over(frame, node, derived, how, area)


def _formula(frame: Frame, node: Reference, derived: Derived, how: Formula, area: Area) -> Ground:
    top = evaluate(frame, how.numerator, area)
    bottom = None if how.denominator is None else evaluate(frame, how.denominator, area)
    parts = (top,) if bottom is None else (top, bottom)
    value: Decimal | None = None
    if isinstance(top.value, Decimal) and bottom is None:
        value = rounded(top.value, derived.type.decimals, how.round)
    elif isinstance(top.value, Decimal) and bottom is not None and isinstance(bottom.value, Decimal):
        value = ratio(top.value, bottom.value, derived.type.decimals, how.round)
    return Ground(node, value, parts, Derivation(derived))


def _over(frame: Frame, node: Reference, derived: Derived, how: Over, area: Area) -> Ground:
    members = []
    for other, link in frame.world.related(how.relation, how.hierarchy, area.id, how.to):
        where = None if how.where is None else evaluate(frame, how.where, other)
        value = None if how.of is None else evaluate(frame, how.of, other)
        members.append(member(how, other, link, where, value))
    return Ground(node, aggregated(frame, derived, how, members), (), Derivation(derived, tuple(members)))


def member(how: Over, area: Area, link: Link, where: Ground | None, value: Ground | None) -> Member:
    """An area that an `over` looks at: whether it counts, by its overlap and by `where`."""
    condition = True if where is None else where.value
    assert condition is None or isinstance(condition, bool)
    return Member(area, link, kleene_and((_bound(how, link), condition)), where, value)


def aggregated(frame: Frame, derived: Derived, how: Over, members: list[Member]) -> Value | None:
    """The value of an `over` whose members are known."""
    observed = []
    for m in members:
        assert m.link is not None
        weight = m.link.shares.get(how.share) if how.weighted else Decimal(1)
        observed.append(Observed(m.counted, True if m.value is None else m.value.value, weight))
    order = how.of.type.members if how.of is not None else ()
    result = aggregate(how.aggregate, observed, derived.type, order, how.min_observations, how.round)
    if how.empty is not None and all(m.counted is False for m in members) and _listed(frame, how):
        result = how.empty
    return result


def _listed(frame: Frame, how: Over) -> bool:
    """Whether every list that the members' values come from is in force (LANGUAGE §4, absence)."""
    read = reached(frame.vocabulary, how.exprs)
    series = {a.series for n in read if (a := frame.vocabulary.attributes.get(n)) and a.series}
    return all(s in frame.world.lists for s in series)


def _bound(how: Over, link: Link) -> bool | None:
    """Whether an overlap is large enough to count; unknown where its share is."""
    if how.bound is None:
        return True
    share = link.shares.get(how.share)
    if share is None:
        return None
    op, limit = how.bound
    assert isinstance(limit, Decimal)
    return share > limit if op == "more_than" else share >= limit


def tolkningar_read(vocabulary: Vocabulary, exprs: Iterable[Expr]) -> frozenset[str]:
    """The open questions that some expressions depend on, through derived attributes."""
    space = "tolkning."
    return frozenset(n.removeprefix(space) for n in reached(vocabulary, exprs) if n.startswith(space))


def reached(vocabulary: Vocabulary, exprs: Iterable[Expr]) -> frozenset[str]:
    """Every name that some expressions read, themselves or through derived attributes."""
    found: set[str] = set()
    queue = list(exprs)
    while queue:
        for name in names(queue.pop()) - found:
            found.add(name)
            if name in vocabulary.derived:
                queue.extend(vocabulary.derived[name].how.exprs)
    return frozenset(found)
