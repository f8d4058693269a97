"""Repairs: how many values stand in the place of missing ones, and which decisions rest on them, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ..analysis.repair_effects import turned
from ..model.names import sort_key
from ..model.numbers import number_text, pick
from ..model.policies import Policy
from ..model.repairs import repaired_counts
from ..model.scenario import Scenario
from .wording.values import FLAGS, count_text, first_texts, verdict_word

_METHODS: Final = {
    "carry": ("senaste värdet", "the last value"),
    "mean": ("medelvärde", "a mean"),
    "constant": ("fast värde", "a constant"),
}
_NAMED: Final = 8
"""So many decisions are named, and the others counted."""


def repaired_note(scenario: Scenario, lang: str) -> tuple[str, ...]:
    """How many values are repaired, by attribute and method; nothing where the scenario declares no repairs."""
    if not scenario.repairs:
        return ()
    off = "Värden som saknas ersätts inte (--no-repair).", "Missing values are not repaired (--no-repair)."
    none = "Inget värde är ersatt.", "No value is repaired."
    numbers = repaired_counts(scenario.today, scenario.repairs)
    if not numbers:
        return (pick(lang, *(none if scenario.repaired else off)),)
    words = scenario.book.vocabulary
    kinds = ", ".join(
        f"{words.label(name, lang)} {number_text(n, lang)} ({pick(lang, *_METHODS[method])})"
        for (name, method), n in numbers.items()
    )
    n = count_text(numbers.total(), lang, "value")
    is_, are = pick(lang, "är ersatt", "is repaired"), pick(lang, "är ersatta", "are repaired")
    return (f"{n} {is_ if numbers.total() == 1 else are} [{pick(lang, *FLAGS['assumption'])}]: {kinds}.",)


def turned_note(scenario: Scenario, policies: Iterable[Policy], lang: str) -> tuple[str, ...]:
    """Which decisions of some policies are others without repairs; nothing where nothing is repaired."""
    if not repaired_counts(scenario.today, scenario.repairs):
        return ()
    names = {policy.id: policy.label.get(lang) for policy in policies}
    texts: dict[tuple[str, str], dict[str, None]] = {}
    for policy, _, decision, without in turned(scenario, names):
        words = [verdict_word(verdict, lang) for verdict in (decision.verdict, without.verdict)]
        text = f"{decision.ruling.insats.label.get(lang)}: {' → '.join(words)}"
        texts.setdefault((decision.area.name, text), {})[names[policy.id]] = None
    if not texts:
        return (pick(lang, "Besluten är desamma utan ersättningarna.", "The decisions are the same without repairs."),)
    ordered = sorted(texts.items(), key=lambda item: (sort_key(item[0][0]), item[0][1]))
    of_several = [f"; {', '.join(of)}" if len(names) > 1 else "" for _, of in ordered]
    listed = [f"{area} ({text}{of})" for ((area, text), _), of in zip(ordered, of_several, strict=True)]
    n = count_text(sum(map(len, texts.values())), lang, "decision")
    changes = pick(lang, f"ändras {n}", f"{n} would be different")
    head = pick(lang, "Utan ersättningarna (--no-repair)", "Without repairs (--no-repair)")
    return (f"{head} {changes}: {first_texts(listed, _NAMED, lang, '; ')}.",)
