"""Rules: what is wrong with the rules of one insats, whatever the facts are.

Findings: conflicts, rules that can never be active, that change nothing, that others cover, and exceptions that defeat
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ....engines.symbolic.prover import Made, ProofOutcome, Prover
from ....engines.symbolic.questions import Is, PolicySide, differs, every, no, some
from ....loading.exceptions import compile_ruling
from ....model.expressions import Operation, Reference
from ....model.policies import Policy, Rule, Ruling
from ....problems.problem import Place, problem
from ..finding import Finding
from .bench import Bench, unsettled

MOST: Final = 400
"""Rules of one insats that are proved: each is compared with the others, so the work grows with their square."""
PAIRS: Final = MOST**2
"""Pairs of rules, over all insatser of all policies, that are compared at most: a chain of policies has the cube."""


def of_ruling(bench: Bench, policy: Policy, ruling: Ruling) -> Iterator[Finding]:
    """What is wrong with the rules of one insats; that they are too many is said before any work is done."""
    if len(ruling.rules) > MOST:
        yield too_many(policy, ruling, "@rules_proved", len(ruling.rules), MOST)
        return
    alone = replace(policy, rulings={ruling.insats.id: ruling})
    prover = bench.prover(ruling.insats.level, PolicySide(alone), made=Made())
    clashes = list(_conflicts(bench, alone, ruling, prover))
    yield from clashes
    covered: set[str] = set()
    for rule in sorted(ruling.rules, key=lambda r: r.id):
        yield from _rule(bench, alone, ruling, rule, prover, covered, bool(clashes))


def too_many(policy: Policy, ruling: Ruling, what: str, count: int, limit: int) -> Finding:
    """That an insats is not proved."""
    of = f"{policy.id}/{ruling.insats.id}"
    return Finding(problem("G829", ruling.place, what=what, of=of, count=str(count), limit=str(limit)), policy)


def _conflicts(bench: Bench, policy: Policy, ruling: Ruling, prover: Prover) -> Iterator[Finding]:
    """Pairs of rules of opposite outcome that can be active together."""
    sides = {then: [r for r in ruling.rules if r.then == then] for then in ("yes", "no")}
    if not sides["yes"] or not sides["no"]:
        return
    together = every(*(some(*(_active(r) for r in rules)) for rules in sides.values()))
    if prover.ask(together).status == "none":
        return
    for a in sides["yes"]:
        for b in sides["no"]:
            first, second = sorted((a, b), key=lambda r: r.id)
            answer = bench.witness(prover, every(_active(a), _active(b)))
            words = {"first": first.id, "second": second.id, "insats": ruling.insats.id}
            if answer.status != "none":
                what = f"{first.id} / {second.id} (G701)"
                yield _finding(answer, "G701", what, first.place, policy, (first, second), words)


def _rule(
    bench: Bench, policy: Policy, ruling: Ruling, rule: Rule, prover: Prover, covered: set[str], clash: bool
) -> Iterator[Finding]:
    """What is wrong with one rule: dead, always defeated, without effect, covered, or an exception to nothing."""
    words = {"rule": rule.id, "insats": ruling.insats.id}
    fewer = without(policy, ruling, rule)
    pair = bench.prover(ruling.insats.level, PolicySide(policy), PolicySide(fewer), made=prover.unknowns.made)
    matters = differs(Is(ruling.decision), Is(fewer.rulings[ruling.insats.id].decision, side=1))
    alive = pair.ask(every(_active(rule), matters)).status
    if alive != "case":
        active = prover.ask(_active(rule)).status
        if active == "none":
            yield _dead(ruling, rule, prover, policy, words)
            return
        settled = "open" if "open" in (alive, active) else pair.ask(matters).status
        if settled == "open":
            yield Finding(problem("G711", rule.place, what=f"{rule.id} (G704)"), policy, (rule,))
        elif settled == "none" and not clash and not _idle(ruling, rule, prover):
            others = _covering(ruling, rule, prover, covered)
            if others != [""]:
                code = "G705" if others else "G704"
                yield Finding(problem(code, rule.place, **words, others=", ".join(others)), policy, (rule,))
                return
    yield from _defeats(ruling, rule, prover, policy, words)


def _idle(ruling: Ruling, rule: Rule, prover: Prover) -> bool:
    """Whether the rule is an exception that defeats none of the rules it names; that is then said instead."""
    targets = [r for r in ruling.rules if r.id in rule.exception_to]
    met = [prover.ask(every(_active(rule), _held(t))).status for t in targets]
    return bool(targets) and all(status == "none" for status in met)


def _dead(ruling: Ruling, rule: Rule, prover: Prover, policy: Policy, words: dict[str, str]) -> Finding:
    status = prover.ask(_held(rule)).status if rule.exceptions else "none"
    if status == "none":
        return Finding(problem("G702", rule.place, **words), policy, (rule,))
    beating = [r for r in ruling.rules if r.id in rule.exceptions and prover.ask(every(_active(r), _held(rule))).case]
    others = ", ".join(r.id for r in beating)
    return Finding(problem("G703", rule.place, **words, others=others), policy, (rule, *beating))


def _covering(ruling: Ruling, rule: Rule, prover: Prover, covered: set[str]) -> list[str]:
    """The rules of the same outcome that hold whenever the rule does; `[""]` where that one is reported already."""
    names = []
    for other in sorted(ruling.rules, key=lambda r: r.id):
        if other.id == rule.id or other.then != rule.then:
            continue
        if prover.ask(every(_active(rule), no(_active(other)))).status == "none":
            if other.id in covered and prover.ask(every(_active(other), no(_active(rule)))).status == "none":
                return [""]
            names.append(other.id)
    covered.add(rule.id)
    return names[:1]


def _defeats(ruling: Ruling, rule: Rule, prover: Prover, policy: Policy, words: dict[str, str]) -> Iterator[Finding]:
    """The rules an exception names and never meets."""
    for target in sorted(rule.exception_to):
        other = next(r for r in ruling.rules if r.id == target)
        status = prover.ask(every(_active(rule), _held(other))).status
        if status == "none":
            yield Finding(problem("G706", rule.place, **words, others=target), policy, (rule, other))
        elif status == "open":
            yield Finding(problem("G711", rule.place, what=f"{rule.id} / {target} (G706)"), policy, (rule, other))


def _active(rule: Rule) -> Is:
    return Is(Reference(rule.name))


def _held(rule: Rule) -> Is:
    """The rule's conditions hold: it would be active but for its exceptions (see `RuleGround.held`)."""
    if not rule.exceptions:
        return Is(rule.active)
    assert isinstance(rule.active, Operation)
    return Is(replace(rule.active, args=rule.active.args[:-1]))


def without(policy: Policy, ruling: Ruling, rule: Rule) -> Policy:
    """The policy without the rule."""
    kept = tuple(
        replace(r, exception_to=tuple(t for t in r.exception_to if t != rule.id))
        for r in ruling.rules
        if r.id != rule.id
    )
    fewer = compile_ruling(replace(ruling, rules=kept))
    was = {r.id: r for r in ruling.rules if rule.id not in r.exceptions}  # the very trees: their terms are made already
    same = tuple(replace(r, active=was[r.id].active) if r.id in was else r for r in fewer.rules)
    return replace(policy, rulings={ruling.insats.id: replace(fewer, rules=same)})


def _finding(
    answer: ProofOutcome,
    code: str,
    what: str,
    place: Place | None,
    policy: Policy,
    rules: tuple[Rule, ...],
    words: dict[str, str],
) -> Finding:
    """A finding with its case; or that it is not settled."""
    if answer.status == "open":
        return Finding(unsettled(place, what, answer.rests), policy, rules)
    return Finding(problem(code, place, **words), policy, rules, answer.case)
