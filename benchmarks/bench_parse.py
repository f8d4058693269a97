"""Conditions: from text to a tree, and from a tree to a typed tree, over every condition that is shipped.

There is no floor to compare with: what Python does with the text of a condition is not what a condition means.
Python's own `ast.parse` of a text of the same length is printed beside, as a measure of the machine.
"""

from __future__ import annotations

import ast

import grund
from conftest import Timed
from grund.language.parser import parse
from grund.language.typing import Scope, condition
from grund.loading.vocabulary import scope
from grund.model.policies import Rule
from grund.model.scenario import Scenario

GROUP = "one condition (mean over those shipped)"


def shipped(held: Scenario) -> list[tuple[Rule, str, Scope]]:
    """Every distinct rule with its level and the names that can be read there."""
    found: dict[str, tuple[Rule, str, Scope]] = {}
    for policy in held.policies.values():
        for ruling in policy.rulings.values():
            level = ruling.insats.level
            for rule in ruling.rules:
                found[rule.id] = (rule, rule.text, scope(held.book.vocabulary, policy.parameters, level))
    return list(found.values())


def test_parse(timed: Timed) -> None:
    """Text to untyped tree."""
    texts = [text for _, text, _ in shipped(grund.load())]
    timed(lambda: [parse(t) for t in texts], group=GROUP, label=f"parse ({len(texts)} conditions)", per=len(texts))


def test_parse_and_resolve(timed: Timed) -> None:
    """Text to typed tree, as loading does it."""
    every = shipped(grund.load())
    found = timed(
        lambda: [condition(text, names) for _, text, names in every],
        group=GROUP, label="parse and resolve", per=len(every),
    )  # fmt: skip
    assert found == [rule.when for rule, _, _ in every]


def test_python(timed: Timed) -> None:
    """The machine: Python's own parser on `a >= b` texts of the same length."""
    texts = [f"{'a' * max(1, len(t) - 5)} >= b" for _, t, _ in shipped(grund.load())]
    timed(lambda: [ast.parse(t, mode="eval") for t in texts], group=GROUP, label="ast.parse, same length",
          per=len(texts))  # fmt: skip
