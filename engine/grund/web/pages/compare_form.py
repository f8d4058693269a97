"""The form of a comparison: what can be chosen, moved and tried, with what is in force.

A threshold has the very values at which some decision changes; a price that nobody knows is said to be unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from ... import loading
from ...model.dependencies import parameters_read
from ...model.expressions import Value
from ...model.numbers import number_text, pick
from ...model.scenario import Scenario
from ...views.wording.values import count_text
from ..queries import CountedPairQuery, PageQuery
from .cross_references import CrossReferences

_MOST_TICKS: Final = 200
_NAMED_TICKS: Final = 6


class FormField(NamedTuple):
    """A field of the form: its name, its words, what is chosen, and what there is to choose (value, words)."""

    name: str
    label: str
    chosen: str
    options: tuple[tuple[str, str], ...]


class PriceField(NamedTuple):
    """A price that can be tried: the one in force, as people there write it, and the one tried."""

    name: str
    label: str
    unit: str
    shown: str
    tried: str


class Slider(NamedTuple):
    """A threshold that can be moved: the values at which some decision changes, the one in force, and the one tried."""

    name: str
    label: str
    unit: str
    values: tuple[str, ...]
    in_force: str
    tried: str
    shown: str
    turns: str
    """The value in force and those at which decisions change, as people there write them."""


def choices_of(base: Scenario, query: PageQuery, lang: str) -> tuple[FormField, ...]:
    """The fields of the form: policies, interpretations, and who is counted."""
    policies = tuple((p.id, p.label.get(lang)) for p in base.policies.values())
    fields = [
        FormField("a", "A", base.policy(query.a).id, policies),
        FormField("b", "B", base.policy(query.b).id, policies),
        FormField("c", "C", base.policy(query.c).id if query.c else "", (("", "–"), *policies)),
    ]
    chosen = dict(text.partition("=")[::2] for text in query.tolkning)
    read = _open_questions(base, query.policies)
    for name in read:
        tolkning = base.book.vocabulary.tolkningar[name]
        value = f"{name}={chosen[name]}" if name in chosen else ""
        fields.append(FormField("tolkning", tolkning.label.get(lang), value, _choices(base, name, lang)))
    countable = loading.scenario.countable(base.book.vocabulary, base.level)
    words = base.book.vocabulary
    people = [("", words.label(base.residents, lang) if base.residents else pick(lang, "invånare", "residents"))]
    people += [(name, words.label(name, lang)) for name in countable if name != base.residents]
    if len(people) > 1:
        fields.append(FormField("residents", pick(lang, "Räkna", "Count"), query.residents or "", tuple(people)))
    return tuple(fields)


def _choices(base: Scenario, name: str, lang: str) -> tuple[tuple[str, str], ...]:
    """What an open question may be answered with: as the scenario has it, in one way, or in every way."""
    labels = {key: label.get(lang) for key, label in base.book.vocabulary.tolkningar[name].options.items()}
    given, all_words = base.tolkning[name], pick(lang, "alla som skiljer", "all that differ")
    options: dict[tuple[str, ...], str]
    options = {(): all_words if set(given) == set(labels) else " / ".join(labels[key] for key in given)}
    options |= {(key,): label for key, label in labels.items() if given != (key,)}
    options |= {tuple(labels): all_words} if set(given) != set(labels) else {}
    return tuple((f"{name}={','.join(keys)}" if keys else "", words) for keys, words in options.items())


def _open_questions(scenario: Scenario, policies: Sequence[str]) -> list[str]:
    """The open questions that the policies' decisions depend on."""
    rulings = [ruling for name in policies for ruling in scenario.policy(name).rulings.values()]
    return sorted({name for reading in scenario.readings(rulings) for name, _ in reading})


def sliders_of(base: CrossReferences, query: CountedPairQuery, policies: Sequence[str]) -> tuple[Slider, ...]:
    """The parameters that move some decision, with the values at which one changes."""
    sliders: dict[str, Slider] = {}
    for policy in map(base.scenario.policy, policies):
        for parameter in policy.parameters.values():
            if parameter.id in sliders or parameter.type.kind != "number":
                continue
            values = ticks_of(base.turning_values(policy.id, parameter.id))
            if not values:
                continue
            current = parameter.on(base.scenario.day)
            in_force = _plain(current.value) if current and current.value is not None else ""
            tried = query.parameters.get(parameter.id)
            sliders[parameter.id] = Slider(
                parameter.id, parameter.label.get(base.lang), parameter.unit.get(base.lang),
                values, in_force, "" if tried is None else str(tried), _shown(in_force, base.lang),
                turns_text(values, base.lang),
            )  # fmt: skip
    return tuple(sliders.values())


def ticks_of(values: Sequence[Value]) -> tuple[str, ...]:
    """The values at which decisions change, as they are typed; the first of many."""
    return tuple(map(_plain, values[:_MOST_TICKS]))


def unsolved_of(base: CrossReferences, policies: Sequence[str]) -> tuple[str, ...]:
    """The parameters that the policies' rules read and that cannot be moved, each with the reason."""
    reasons: dict[str, str] = {}
    for policy in map(base.scenario.policy, policies):
        rules = [rule.active for ruling in policy.rulings.values() for rule in ruling.rules]
        for name in sorted(parameters_read(base.scenario.book.vocabulary, rules)):
            why = base.unsolved(policy.id, name)
            if why:
                reasons[name] = f"{policy.parameters[name].label.get(base.lang)}: {why}"
    return tuple(reasons.values())


def prices_of(base: CrossReferences, query: CountedPairQuery, policies: Sequence[str]) -> tuple[PriceField, ...]:
    """The unit prices of what the policies decide, where the scenario has years to cost."""
    scenario, fields = base.scenario, dict[str, PriceField]()
    if not scenario.planning.years:
        return ()
    for policy in map(scenario.policy, policies):
        for ruling in policy.rulings.values():
            for part in ruling.insats.costs.parts:
                parameter = policy.parameters.get(part.unit_cost)
                if parameter is None or parameter.id in fields:
                    continue
                current = parameter.on(scenario.day)
                in_force = _plain(current.value) if current and current.value is not None else ""
                tried = query.prices.get(parameter.id)
                fields[parameter.id] = PriceField(
                    parameter.id, parameter.label.get(base.lang), parameter.unit.get(base.lang),
                    _shown(in_force, base.lang) if in_force else pick(base.lang, "uppgift saknas", "no data"),
                    "" if tried is None else str(tried),
                )  # fmt: skip
    return tuple(fields.values())


def _shown(value: str, lang: str) -> str:
    return number_text(Decimal(value), lang) if value else "–"


def turns_text(values: tuple[str, ...], lang: str) -> str:
    """The first values and the last, and how many there are; a list of numbers with decimal commas has semicolons."""
    texts = [_shown(value, lang) for value in values]
    if len(texts) <= _NAMED_TICKS:
        return "; ".join(texts)
    return f"{'; '.join(texts[: _NAMED_TICKS - 1])} … {texts[-1]} ({count_text(len(texts), lang, 'value')})"


def _plain(value: Value) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
