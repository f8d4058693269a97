"""Need: how much of the need that the scenario counts each policy reaches, in a sentence.

What a policy reaches is as in the rest of the comparison; a number that is not known of all areas says *at least*, and
has no share.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from ...analysis.compare.comparison import Comparison, Reached, Side
from ...analysis.compare.interpretations import by_groups
from ...model.decisions import Verdict
from ...model.facts import Fact
from ...model.numbers import number_text, pick
from ..wording.values import marks_text, percent_text
from .change import worded


class NeedCount(NamedTuple):
    """Persons in need: of all areas, and of those that A and B reach; and whether each number is all that there is."""

    total: Decimal
    a: Decimal
    b: Decimal
    known: bool
    known_a: bool
    known_b: bool

    def data(self) -> dict[str, int | float | None]:
        """For programs: a number that is not all that there is, is unknown."""
        numbers = (("all", self.total, self.known), ("a", self.a, self.known_a), ("b", self.b, self.known_b))
        return {name: _plain(number) if known else None for name, number, known in numbers}


def _plain(number: Decimal) -> int | float:
    return int(number) if number == int(number) else float(number)


def needs_note(comparison: Comparison, lang: str) -> tuple[str, ...]:
    """A sentence on the need that A and B reach, where the scenario counts it."""
    scenario, comparison = comparison.scenario, by_groups(comparison)
    parts, marks = [], dict[str, None]()
    for name in scenario.needs:
        counted = [_counted(comparison, side, name) for side in comparison.sides]
        label = scenario.book.vocabulary.attributes[name].label.get(lang)
        facts = (scenario.today.facts.get((r.area.id, name)) for r in comparison.sides[0].areas)
        given = [fact for fact in facts if isinstance(fact, Fact) and fact.value is not None]
        marks.update((flag, None) for fact in given for flag in fact.citation.flags)
        if not given:
            parts.append(pick(lang, f"{label}: uppgift saknas", f"{label}: no data"))
            continue
        a, b = (_reached(comparison, counted, policy, lang) for policy in "ab")
        total = _least(counted[0].total, counted[0].known, lang)
        parts.append(pick(lang, f"A {a}, B {b} av {total} {label}", f"A {a}, B {b} of {total} {label}"))
    lead = pick(lang, "Behov som nås: ", "Need reached: ")
    return (f"{lead}{'; '.join(parts)}. {marks_text(marks, lang)}".rstrip(),) if parts else ()


def needs_data(comparison: Comparison) -> list[dict[str, Any]]:
    """The same for programs, a row for each reading: by attribute, of all areas and of those reached; None: unknown."""
    names = comparison.scenario.needs
    return [{name: _counted(comparison, side, name).data() for name in names} for side in comparison.sides]


def _counted(comparison: Comparison, side: Side, name: str) -> NeedCount:
    """What an attribute comes to in all areas of a reading, and in those that each policy reaches."""
    attribute = comparison.scenario.book.vocabulary.attributes[name]
    values = {r.area.id: comparison.scenario.today.read(r.area.id, attribute)[0] for r in side.areas}

    def total(areas: Sequence[Reached]) -> tuple[Decimal, bool]:
        numbers = [values[r.area.id] for r in areas]
        known = [n for n in numbers if isinstance(n, Decimal)]
        return sum(known, Decimal(0)), len(known) == len(numbers)

    def reached(policy: str) -> tuple[Decimal, bool]:
        verdicts: list[tuple[Reached, Verdict]] = [(r, getattr(r, policy)) for r in side.areas]
        number, known = total([r for r, verdict in verdicts if verdict == "yes"])
        return number, known and all(verdict != "unknown" for _, verdict in verdicts)

    (people, known), (a, known_a), (b, known_b) = total(side.areas), reached("a"), reached("b")
    return NeedCount(people, a, b, known, known_a, known_b)


def _reached(comparison: Comparison, counted: Sequence[NeedCount], policy: str, lang: str) -> str:
    """What one policy reaches, in every interpretation that differs; the baseline reaches nobody beyond itself."""
    chosen = comparison.a if policy == "a" else comparison.b
    if comparison.base is not None and comparison.base.id == chosen.id:
        return pick(lang, "– (jämförelsegrund)", "– (baseline)")
    texts = [_text(c, policy, lang) for c in counted]
    versions = worded(comparison.scenario, [side.reading for side in comparison.sides], texts, lang)
    first, *rest = versions
    more = "; ".join(f"{word}: {text}" for word, text in rest)
    return f"{first[1]} ({more})" if more else first[1]


def _text(counted: NeedCount, policy: str, lang: str) -> str:
    """The share that a policy reaches; its number, where there is no share."""
    number, known = (counted.a, counted.known_a) if policy == "a" else (counted.b, counted.known_b)
    if not (known and counted.known and counted.total):
        return _least(number, known, lang)
    share = number / counted.total * 100
    plain = share.quantize(Decimal(1))
    near = plain in (0, 100) and plain != share  # almost all is not all, and a little is not nothing
    return percent_text(share.quantize(Decimal("0.1")) if near else plain, lang)


def _least(number: Decimal, known: bool, lang: str) -> str:
    return number_text(number, lang) if known else pick(lang, "minst ", "at least ") + number_text(number, lang)
