"""Defects: what is wrong with a policy whatever the facts are.

Enters: policies (and, for real areas as witnesses, a scenario). Leaves: `Finding` values: a problem, the rules it is
about, and a case that shows it. Promise: nothing is called impossible that is not proved so; what is not settled in
time is said to be that; a case is a real area where there is one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from ....engines import interpreter
from ....engines.symbolic.z3 import TIMEOUT
from ....language.printer import canonical
from ....model.expressions import ids_in
from ....model.policies import Policy, Rulebook, Ruling, Vocabulary
from ....model.scenario import Scenario
from ..finding import Finding
from .bench import Bench
from .rulebooks import claimed, gaps, members, outside, parameters
from .rules import MOST, PAIRS, of_ruling, too_many
from .tables import loose


def findings(
    book: Rulebook, policies: Iterable[Policy], scenario: Scenario | None = None, timeout: int = TIMEOUT
) -> list[Finding]:
    """Every finding for some policies of a rulebook, each once: inherited rules are looked at where they stand."""
    chosen = list(policies)
    bench = Bench(book, scenario.day if scenario else _usual(chosen), scenario, timeout)
    all_findings: list[Finding] = []
    pairs = 0
    for policy in chosen:
        for ruling in policy.rulings.values():
            key = (
                ruling.insats.id,
                tuple(canonical(r.active) for r in ruling.rules),
                _values(bench.words, policy, ruling),
            )
            if key not in bench.done:
                rules = len(ruling.rules)
                pairs += rules**2 if rules <= MOST else 0
                bench.done[key] = (
                    [too_many(policy, ruling, "@pairs_proved", pairs, PAIRS)]
                    if pairs > PAIRS
                    else list(of_ruling(bench, policy, ruling))
                )
                all_findings += bench.done[key]
        all_findings += gaps(bench, policy)
        all_findings += claimed(bench, policy)
    all_findings += parameters(bench, chosen)
    all_findings += loose(bench, chosen)
    if {policy.id for policy in chosen} >= book.policies.keys():  # one policy need not name every member
        all_findings += members(bench, chosen)
    all_findings += outside(bench)
    return [replace(f, words=bench.words) for f in all_findings]


def _usual(policies: Iterable[Policy]) -> date:
    """The latest day that the rules mention: from there on they do not change."""
    rules = [r for p in policies for ruling in p.rulings.values() for r in ruling.rules]
    days = [day for r in rules for day in (r.start, r.end) if day is not None]
    return max(days, default=date(2000, 1, 1))


def _values(words: Vocabulary, policy: Policy, ruling: Ruling) -> tuple[object, ...]:
    """The declared values of the parameters a ruling reads."""
    read = interpreter.reached(words, [rule.active for rule in ruling.rules])
    parameter_list = [policy.parameters[n] for n in sorted(ids_in("param", read))]
    return tuple((p.id, v.start, v.value) for p in parameter_list for v in p.values)
