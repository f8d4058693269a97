"""Rulebooks: what is wrong with a whole policy, or with the words of a whole rulebook.

Findings: gaps, parameters and members that nothing depends on, derived values outside their declared domain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal as OneOf

from ....engines import interpreter
from ....engines.run import frame_of
from ....engines.symbolic.questions import Is, PolicySide, differs, every, says
from ....loading.vocabulary import widest
from ....model.derivations import Over
from ....model.expressions import Expr, Literal, Operation, Reference, fold
from ....model.policies import Parameter, Policy, Ruling, Vocabulary
from ....problems.file_names import shown
from ....problems.problem import GrundError, Place, problem
from ..claims import ProofBasis, ground_of, prove_claims
from ..finding import Finding
from .bench import Bench, unsettled


def gaps(bench: Bench, policy: Policy) -> Iterator[Finding]:
    """Per level, a possible area that gets nothing at all, on the usual day."""
    levels: dict[str, list[Ruling]] = {}
    for ruling in policy.rulings.values():
        levels.setdefault(ruling.insats.level, []).append(ruling)
    for level in sorted(levels):
        rulings = [r for r in policy.rulings.values() if r.insats.level == level]
        is_complete = len(rulings) == len(policy.rulings)  # the very policy, for what its real areas read is kept
        chosen_policy = policy if is_complete else replace(policy, rulings={r.insats.id: r for r in rulings})
        prover = bench.prover(level, PolicySide(chosen_policy), day=bench.day)
        answer = bench.witness(prover, every(*(says(r, "no") for r in rulings)))
        if answer.status == "case":
            label = bench.words.levels[level].label
            yield Finding(
                problem("G709", Place(shown(policy.file)), level=label, policy=policy.id), policy, (), answer.case
            )


def claimed(bench: Bench, policy: Policy) -> Iterator[Finding]:
    """Claims of the policy's own file that do not hold for every possible area."""
    if not policy.claims:
        return
    ground = ProofBasis(bench.book, bench.book.policies, bench.day)
    if bench.scenario is not None:
        ground = ground_of(bench.scenario)
    for one in prove_claims(ground, policy.claims, bench.timeout):
        if one.standing == "refuted":
            words = {"id": one.claim.id, "policy": policy.id}
            yield Finding(problem("G724", one.claim.place, **words), policy, (), one.case)
        elif one.standing == "open":
            yield Finding(unsettled(one.claim.place, f"{one.claim.id} (G724)", one.rests), policy)


def parameters(bench: Bench, policies: list[Policy]) -> Iterator[Finding]:
    """Parameters whose value changes no decision; prices and indexes are for money, not for decisions."""
    every_one: dict[str, Parameter] = {}
    money = bench.book.prices
    for policy in policies:
        every_one.update({n: p for n, p in policy.parameters.items() if n not in every_one and n not in money})
    if not {policy.id for policy in policies} >= bench.book.policies.keys():  # the others may read what all share
        files = {shown(policy.file) for policy in policies}
        places = {name: p.values[-1].place for name, p in every_one.items() if p.values}
        every_one = {n: p for n, p in every_one.items() if (at := places.get(n)) is not None and at.file in files}
    for name, parameter in sorted(every_one.items()):
        place = parameter.values[-1].place if parameter.values else None
        status = _depends(bench, [policy for policy in policies if name in policy.parameters], name)
        if status == "none":
            yield Finding(problem("G707", place, name=name))
        elif status == "open":
            yield Finding(problem("G711", place, what=f"{name} (G707)"))


def _depends(bench: Bench, policies: Iterable[Policy], name: str) -> OneOf["none", "case", "open"]:
    """Whether two values of a parameter can give two decisions in some policy."""
    settled = True
    for status in (status for policy in policies for status in _dependences(bench, policy, name)):
        if status == "case":
            return "case"
        settled = settled and status == "none"
    return "none" if settled else "open"


def _dependences(bench: Bench, policy: Policy, name: str) -> Iterator[OneOf["none", "case", "open"]]:
    """The same for every insats of a policy that reads the parameter."""
    for ruling in policy.rulings.values():
        exprs = [rule.active for rule in ruling.rules]
        if f"param.{name}" not in interpreter.reached(bench.words, exprs):
            continue
        if any(f"param.{name}" in interpreter.reached(bench.words, o.exprs) for o in _overs(bench.words, exprs)):
            yield "case"
        parameter = replace(policy.parameters[name], type=widest(policy.parameters[name]))
        alone = replace(policy, rulings={ruling.insats.id: ruling}, parameters={**policy.parameters, name: parameter})
        side = PolicySide(alone, frozenset({f"param.{name}"}))
        prover = bench.prover(ruling.insats.level, side, side)
        yield prover.ask(differs(Is(ruling.decision), Is(ruling.decision, side=1))).status


def _overs(words: Vocabulary, exprs: Iterable[Expr]) -> list[Over]:
    read = interpreter.reached(words, exprs)
    return [d.how for n, d in words.derived.items() if n in read and isinstance(d.how, Over)]


def members(bench: Bench, policies: list[Policy]) -> Iterator[Finding]:
    """Members of an enum that no condition tells apart, where some condition reads the enum."""
    exprs = [
        e for p in policies for g in p.rulings.values() for r in g.rules for e in (r.when, r.unless) if e is not None
    ]
    exprs += [e for d in bench.words.derived.values() for e in d.how.exprs]
    named = [group for expr in exprs for group in _named(expr)]
    for name, kind in sorted(bench.words.types.items()):
        groups = {group for of, group in named if of == name}
        if not groups:
            continue
        parts: dict[tuple[bool, ...], list[str]] = {}
        for member in kind.members:
            parts.setdefault(tuple(member in group for group in sorted(groups, key=sorted)), []).append(member)
        for part in parts.values():
            if len(part) > 1:
                place = Place(shown(next(f for f in bench.book.files if f.endswith("vocabulary.yaml"))))
                yield Finding(problem("G708", place, members=", ".join(part), name=name))


def _named(expr: Expr) -> list[tuple[str, frozenset[str]]]:
    """The members that each comparison of an expression names together, with their type."""
    groups: list[tuple[str, frozenset[str]]] = []

    def operation(node: Operation, _: tuple[None, ...]) -> None:
        literals = [a for a in node.args if isinstance(a, Literal) and a.type.kind == "enum"]
        if node.op in ("eq", "in") and literals:
            groups.append((literals[0].type.name, frozenset(str(a.value) for a in literals)))
        elif node.op in ("eq", "in") and node.args[0].type.kind == "enum":
            groups.extend((node.args[0].type.name, frozenset((m,))) for m in node.args[0].type.members)

    fold(expr, lambda _: None, lambda _: None, operation)
    return groups


def outside(bench: Bench) -> Iterator[Finding]:
    """Derived values of real areas that lie outside the declared domain."""
    scenario = bench.scenario
    if scenario is None:
        return
    policy = scenario.policy(scenario.named[0])
    for derived in bench.words.derived.values():
        if not derived.checked or derived.clamp:
            continue
        low, high = derived.type.low, derived.type.high
        for reading in scenario.readings_of(derived.how.exprs):
            frame = frame_of(scenario, policy, reading)
            for area in (a for level in derived.levels for a in scenario.today.by_level.get(level, ())):
                try:
                    interpreter.read(frame, Reference(derived.id, derived.type), area)
                except GrundError as error:
                    for one in (p for p in error.problems if p.code == "G340" and p.words["attribute"] == derived.id):
                        words = {
                            "name": derived.id,
                            "value": str(one.words["value"]),
                            "area": area.name,
                            "low": f"{low}",
                        }
                        yield Finding(problem("G710", None, **words, high=high), policy)
