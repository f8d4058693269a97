"""Hybrid: one version of a policy with some parts of another, and what it says of an area.

No slot taken decides as A, every slot as B; a mixture that is no policy (exceptions in a circle, a condition that
reads a word of another type, two rules in conflict) has no verdict. A fact that does not fit a version's words (an
attribute or an enum member that it does not know) is missing for it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from typing import Final, TypeAlias, TypeVar

from ...engines import interpreter
from ...loading.exceptions import compile_ruling, in_exception_order
from ...model.expressions import BOOL, Expr, Literal, Name, Type, names, references
from ...model.facts import Area, Fact, World
from ...model.policies import Policy, Rule, Ruling, Vocabulary
from ...model.scenario import Reading
from ...problems.problem import GrundError
from .change import Slot, Version
from .same_text import conditions

Taken: TypeAlias = frozenset[Slot]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mixer:
    """A with some slots of B; the mixtures asked for are kept."""

    world: World
    a: Version
    b: Version
    frames: dict[tuple[Taken, Reading], interpreter.EvalContext] = field(default_factory=dict, repr=False)
    sound: dict[tuple[Taken, str], bool] = field(default_factory=dict, repr=False)

    def verdict(self, taken: Taken, insats: str, area: Area, reading: Reading) -> str | None:
        """What the mixture says of an area; None where it is no policy."""
        frame = self._frame(taken, reading)
        ruling = frame.policy.rulings.get(insats)
        if ruling is None or ruling.insats.level != area.level:
            return "no"
        key = (taken, insats)
        if key not in self.sound:
            self.sound[key] = _is_sound(frame.vocabulary, frame.policy, ruling)
        if not self.sound[key]:
            return None
        try:
            return interpreter.decide(frame, insats, area).verdict
        except GrundError:  # two rules in conflict
            return None

    def _frame(self, taken: Taken, reading: Reading) -> interpreter.EvalContext:
        key = (taken, reading)
        if key not in self.frames:
            mixture = mixed(self.a, self.b, taken)
            words = mixture.book.vocabulary
            self.frames[key] = interpreter.frame(words, mixture.policy, fitting(self.world, words), dict(reading))
        return self.frames[key]


def mixed(a: Version, b: Version, taken: Taken) -> Version:
    """A with the taken slots of B. Words and parameters that only one of them knows are known: nothing else reads them.

    `a` and `b` call the same rules by the same ids (see `aligned`). With every slot taken it decides as B.
    """

    def pick(kind: str, old: Mapping[str, T], new: Mapping[str, T]) -> dict[str, T]:
        both = {**new, **old}
        return both | {name: new[name] for name in both if (kind, "", name) in taken}

    x, y = a.book.vocabulary, b.book.vocabulary
    words = replace(
        x,
        attributes=pick("attribute", x.attributes, y.attributes),
        derived=pick("derived", x.derived, y.derived),
        tolkningar=pick("tolkning", x.tolkningar, y.tolkningar),
    )
    olds, news = a.policy.rulings, b.policy.rulings
    rulings: dict[str, Ruling] = {}
    for name in sorted({*olds, *news}):
        if name in olds and name in news:
            rulings[name] = _mixed_ruling(olds[name], news[name], taken)
        elif (name in news) == (("insats", name, "") in taken):
            rulings[name] = (news if name in news else olds)[name]
    parameters = pick("parameter", a.policy.parameters, b.policy.parameters)
    policy = replace(a.policy, parameters=parameters, rulings=rulings)
    return Version(replace(a.book, vocabulary=words), policy)


def _mixed_ruling(a: Ruling, b: Ruling, taken: Taken) -> Ruling:
    name = a.insats.id
    level, otherwise = (b if (kind, name, "") in taken else a for kind in ("level", "otherwise"))
    olds, news = ({rule.id: rule for rule in ruling.rules} for ruling in (a, b))
    rules: list[Rule] = []
    for rule in sorted({*olds, *news}):
        if rule in olds and rule in news:
            rules.append(_mixed_rule(name, olds[rule], news[rule], taken))
        elif (rule in news) == (("rule", name, rule) in taken):
            rules.append((news if rule in news else olds)[rule])
    with contextlib.suppress(CycleError):  # a circle is no policy: `_is_sound` says so
        rules = [rule for step in in_exception_order(rules) for rule in step]
    return compile_ruling(Ruling(level.insats, otherwise.otherwise, tuple(rules), Literal(False, BOOL), a.place))


def _mixed_rule(insats: str, a: Rule, b: Rule, taken: Taken) -> Rule:
    condition, exception, period = (
        b if (kind, insats, a.id) in taken else a for kind in ("condition", "exception", "period")
    )
    return replace(
        a, when=condition.when, unless=condition.unless, then=condition.then,
        exception_to=exception.exception_to, start=period.start, end=period.end,
    )  # fmt: skip


# ── what a mixture may read


def _is_sound(words: Vocabulary, policy: Policy, ruling: Ruling) -> bool:
    """Whether a mixture decides the insats as a policy could: no circles, and every word of the type it is read as."""
    graph: dict[str, frozenset[str]] = {}
    queue: list[Expr] = [expr for rule in ruling.rules for expr in conditions(rule)]
    try:
        in_exception_order(ruling.rules)
        while queue:
            for node in references(queue.pop()):
                if not _same_type(node.type, _declared(words, policy, node.name)):
                    return False
                if node.name in words.derived and node.name not in graph:
                    below = words.derived[node.name].how.exprs
                    graph[node.name] = frozenset().union(*map(names, below))
                    queue += below
        TopologicalSorter(graph).prepare()
    except CycleError:
        return False
    return True


def _declared(words: Vocabulary, policy: Policy, name: str) -> Type | None:
    """The type a name is declared with; None for the day, which needs no declaration."""
    space, short = Name.parse(name)
    if space == "tolkning":
        return Type("enum", name, tuple(words.tolkningar[short].options))
    if space == "param":
        return policy.parameters[short].type
    declared = words.attributes.get(name) or words.derived.get(name)
    return declared.type if declared else None


def _same_type(read: Type, declared: Type | None) -> bool:
    if declared is None or read.kind != declared.kind:
        return declared is None
    return read.kind != "enum" or (read.name, read.members, read.ordered) == (
        declared.name, declared.members, declared.ordered,
    )  # fmt: skip


def fitting(world: World, words: Vocabulary) -> World:
    """The world without the facts that are no values of the vocabulary's attributes."""
    kept = {key: fact for key, fact in world.facts.items() if _fits(fact, words)}
    return world if len(kept) == len(world.facts) else world.holding(kept)


_PYTHON: Final[Mapping[str, type]] = {"bool": bool, "number": Decimal, "enum": str, "date": date}


def _fits(fact: Fact, words: Vocabulary) -> bool:
    attribute = words.attributes.get(fact.attribute)
    if attribute is None or fact.value is None:
        return attribute is not None
    kind = attribute.type
    return isinstance(fact.value, _PYTHON[kind.kind]) and (kind.kind != "enum" or fact.value in kind.members)
