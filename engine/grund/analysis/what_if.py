"""What if: a scenario with other values, without a file and without reading anything again.

A value is held to the same domain as in a file, every problem at once; what is tried is an assumption and shows as
one; decisions that read nothing of it are not made again.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, TypeAlias

from ..engines.run import FACTS_READ, facts_read
from ..loading.arguments import day_of, several, typed_arguments
from ..loading.cell_values import Form, Refused, read
from ..loading.scenario import read_as
from ..loading.vocabulary import widest
from ..model.attributes import Attribute
from ..model.costs import Limits
from ..model.expressions import FIRST, Type, Value
from ..model.facts import ON_TOP, Fact, FactBook
from ..model.names import both, meant
from ..model.policies import Parameter, ParameterValue, Policy
from ..model.repairs import RepairedFacts
from ..model.scenario import Scenario
from ..model.sources import Citation
from ..problems.problem import GrundError, Problem, nearest, problem
from .lookup import find_area, find_attribute

Given: TypeAlias = Value | int | float | None
"""A value as a person gives it; None and "unknown" say that nobody knows it."""

_TRIED: Final = Citation(assumption=True)
_OF: Final = ("what if of",)
"""Where a scenario keeps the one that it was tried of."""


@typed_arguments
def what_if(
    scenario: Scenario,
    *,
    parameters: Mapping[str, Given] | None = None,
    prices: Mapping[str, Given] | None = None,
    facts: Mapping[tuple[str, str], Given] | None = None,
    day: date | str | None = None,
    interpretation: Mapping[str, str | Iterable[str]] | None = None,
    limits: Limits | None = None,
) -> Scenario:
    """The scenario with other values of parameters and prices (in every policy that has them, on every day), of facts
    by area and attribute (from the day on), with another day, other interpretations of open questions, other limits of
    an allocation. Areas, attributes and parameters by id or name.

    Raises `GrundError` with every problem: G312 an unknown parameter or price, G201 an unknown attribute, G401,
    G408, G470 an unknown area, G406 an attribute of another level, G402-G404 a value outside its domain, G216 a day
    that is none, G502 an open question or a choice that is none, G791 a fact without area and attribute.
    """
    problems: list[Problem] = []
    when, tolkning = scenario.day, scenario.tolkning
    try:
        when = day_of(day) or when
    except GrundError as error:
        problems.extend(error.problems)
    try:
        choices = {name: tuple(several(given)) for name, given in (interpretation or {}).items()}
        tolkning = read_as(scenario, choices).tolkning
    except GrundError as error:
        problems.extend(error.problems)
    moved = when != scenario.day
    values = _values(scenario, parameters or {}, prices or {}, problems)
    changed = _facts(scenario, facts or {}, when, problems)
    if problems:
        raise GrundError(problems)
    policies = {name: _with(policy, values) for name, policy in scenario.policies.items()}
    planning = scenario.planning if limits is None else replace(scenario.planning, limits=limits)
    tried = _tried(values.values(), changed, limits)
    made = replace(
        scenario,
        day=when,
        moved_day=scenario.moved_day or moved,
        policies=policies,
        facts=_on_top(scenario.facts, changed, when),
        changes=(*_ended(scenario.changes, {(fact.area, fact.attribute) for fact in changed}, when), *changed),
        parameters={**scenario.parameters, **{parameter.id: parameter.values for parameter in values.values()}},
        tolkning=tolkning,
        planning=planning,
        tried=(*scenario.tried, *sorted(tried)),
        cache={} if moved else _kept(scenario),
        frames={} if moved or changed else {FACTS_READ: facts_read(scenario)},
    )
    if moved or (changed and isinstance(made.facts, RepairedFacts)):  # what is repaired may follow what is changed
        return made
    return made.seeing(scenario.today.covered(changed, made.facts))


def untried(scenario: Scenario) -> Scenario:
    """The scenario that one was tried of, on the same day: what no value changes is made there, once for all."""
    while _OF in scenario.cache:
        scenario = scenario.cache[_OF]
    return scenario


def on_day(scenario: Scenario, day: date) -> Scenario:
    """The scenario on another day, made once; what is tried changes there what it changes today."""
    key = ("on", day)
    if key not in scenario.frames:
        first = scenario.cache.get(_OF)
        before = first.frames.get(key) if first else None
        made = replace(scenario, day=day, cache=_kept(before) if before else {}, frames={})
        scenario.frames[key] = made.seeing(before.today) if before and before.facts is scenario.facts else made
    made_scenario: Scenario = scenario.frames[key]
    return made_scenario


def _with(policy: Policy, values: Mapping[int, Parameter]) -> Policy:
    """A policy with some parameters of other values, by the identity of those they take the place of."""
    if not any(id(parameter) in values for parameter in policy.parameters.values()):
        return policy
    return replace(policy, parameters={k: values.get(id(p), p) for k, p in policy.parameters.items()})


def _tried(parameters: Iterable[Parameter], facts: Iterable[Fact], limits: Limits | None) -> set[str]:
    """A text for each value that is tried."""
    tried = {f"param.{parameter.id} = {parameter.values[0].value}" for parameter in parameters}
    tried |= {f"{fact.area} {fact.attribute} = {fact.value}" for fact in facts}
    return tried if limits is None else {*tried, repr(limits)}


def _kept(scenario: Scenario) -> dict[object, object]:
    """What the scenario has decided and counted, with the scenario itself, so that what it is kept by lives on.

    It is kept by the identity of rulings, values and facts; only what has identities that are alive here is taken over.
    """
    alive = {
        id(parameter.values) for policy in scenario.policies.values() for parameter in policy.parameters.values()
    } | {0}
    alive |= {id(ruling) for policy in scenario.policies.values() for ruling in policy.rulings.values()}
    alive |= {id(fact) for fact in scenario.changes}
    cache = scenario.cache.copy()  # which another thread may add to meanwhile
    kept: dict[object, object] = {
        key: answer for key, answer in cache.items() if isinstance(key, tuple) and _numbers(key) <= alive
    }
    return {**kept, _OF: scenario}


def _numbers(key: tuple[object, ...]) -> set[int]:
    """The identities in a key."""
    numbers: set[int] = set()
    for part in key:
        if isinstance(part, tuple):
            numbers |= _numbers(part)
        elif isinstance(part, int):
            numbers.add(part)
    return numbers


def _values(
    scenario: Scenario, parameters: Mapping[str, Given], prices: Mapping[str, Given], problems: list[Problem]
) -> dict[int, Parameter]:
    """The parameters with their new values, by the identity of those they take the place of; policies that share one
    go on sharing it."""
    declared: dict[str, list[Parameter]] = {}
    for policy in scenario.policies.values():
        for entry in policy.parameters.values():
            declared.setdefault(entry.id, []).append(entry)
    priced = {part.unit_cost for insats in scenario.book.insatser.values() for part in insats.costs.parts}
    known = {"parameters": declared, "prices": {name: entry for name, entry in declared.items() if name in priced}}
    made: dict[int, Parameter] = {}
    shared: dict[tuple[str, int], tuple[ParameterValue, ...]] = {}
    for of, given in (("parameters", parameters), ("prices", prices)):
        names = known[of]
        for text, value in given.items():
            name = meant(text, {k: both(entry[0].label) for k, entry in names.items()})
            if name is None:
                listed = ", ".join(sorted(names)) or "–"
                problems.append(problem("G312", None, nearest(text, names), what="@parameter", id=text, known=listed))
                continue
            for entry in names[name]:
                key = name, id(entry.values)
                if key not in shared:
                    typed = _typed(value, f"param.{name}", widest(entry), "", problems)
                    level = next((v.price_level for v in reversed(entry.values) if v.price_level), None)
                    shared[key] = (ParameterValue(FIRST, typed, _TRIED, price_level=level),)
                made[id(entry)] = replace(entry, values=shared[key])
    return made


def _typed(given: Given, name: str, kind: Type, rounding: str, problems: list[Problem]) -> Value | None:
    if given is None or given == "unknown":
        return None
    form = Form(kind, rounding)
    try:
        return read(given, form)
    except Refused as refused:
        problems.append(refused.problem(None, name, form))
        return None


def _facts(
    scenario: Scenario, given: Mapping[tuple[str, str], Given], day: date, problems: list[Problem]
) -> tuple[Fact, ...]:
    """The facts, from the day on; of a listed attribute until the next list."""
    made = []
    words = scenario.book.vocabulary
    for key, value in given.items():
        if not (isinstance(key, tuple) and len(key) == 2):
            wanted = "{(area, attribute): value}"
            problems.append(problem("G791", None, name="facts", wanted=wanted, found=repr(key)))
            continue
        place, text = key
        name = find_attribute(scenario, text)
        attribute = words.attributes.get(name or "")
        if attribute is None:
            problems.append(problem("G201", None, nearest(text, words.attributes), name=text))
            continue
        try:
            area = find_area(scenario, place, attribute.levels[0])
        except GrundError as error:
            problems.extend(error.problems)
            continue
        if area.level not in attribute.levels:
            levels = ", ".join(attribute.levels)
            problems.append(
                problem("G406", None, area=area.id, level=area.level, attribute=attribute.id, levels=levels)
            )
            continue
        typed = _typed(value, attribute.id, attribute.type, attribute.round, problems)
        end = _next_list(scenario, attribute, day)
        made.append(Fact(area.id, attribute.id, typed, day, end, ON_TOP, _TRIED))
    return tuple(made)


def _on_top(book: FactBook, changed: Sequence[Fact], day: date) -> FactBook:
    """The facts with some on top of them; what earlier changes say of the same ends where these begin."""
    again = {(fact.area, fact.attribute) for fact in changed}
    if any(fact.recorded == ON_TOP and (fact.area, fact.attribute) in again for fact in book.facts):
        book = replace(book, facts=tuple(_ended(book.facts, again, day)))
    return book.patched(changed)


def _ended(facts: Iterable[Fact], again: Container[tuple[str, str]], day: date) -> Iterator[Fact]:
    """Facts, those on top of the world only until a day where they say what is said again."""
    for fact in facts:
        if fact.recorded != ON_TOP or (fact.area, fact.attribute) not in again:
            yield fact
        elif fact.start < day:
            yield replace(fact, end=min(day, fact.end or day))


def _next_list(scenario: Scenario, attribute: Attribute, day: date) -> date | None:
    starts = (listed.start for listed in scenario.facts.lists if listed.series == attribute.series)
    return min((start for start in starts if start > day), default=None) if attribute.series else None
