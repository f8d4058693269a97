"""Scenario: the conductor. One question, from its file to answers.

Takes a scenario file (or the name of a shipped one). Every open tolkning that matters is answered in each of its
readings; nothing is written; the same scenario and files give the same answers in any order of evaluation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeAlias, cast

from ..language.typing import condition
from ..model.claims import Claim
from ..model.dependencies import reached
from ..model.expressions import Expr, Name, ids_in
from ..model.facts import FactBook
from ..model.policies import ParameterValue, Policy, Rulebook, Ruling, Vocabulary
from ..model.repairs import with_repairs
from ..model.scenario import Measure, Reading, Scenario
from ..model.sources import Label
from ..problems.problem import TYPED_CLAIM, GrundError, nearest, problem
from . import paths
from .arguments import day_of, several, typed_arguments
from .changes import ScenarioChanges
from .claims import Spoken, claims, typed
from .documents import Document
from .planning import planning
from .repairs import repairs
from .report import ProblemReport, label
from .schema import ScenarioFile, WorldFile
from .shared_worlds import Shared
from .uncertain import uncertain_facts
from .vocabulary import scope


def counting(scenario: Scenario, name: str) -> Scenario:
    """The scenario, with another number of its areas counted in the place of residents; raises `GrundError`."""
    numbers = countable(scenario.book.vocabulary, scenario.level)
    if name not in numbers:
        words = {"what": "@attribute_id", "id": name, "known": ", ".join(numbers)}
        raise GrundError([problem("G312", None, nearest(name, numbers), **words)])
    return replace(scenario, residents=name, counting=True)


def countable(words: Vocabulary, level: str) -> list[str]:
    """The attributes that can be counted in the place of residents: the numbers known of areas of a level."""
    return [a.id for a in words.attributes.values() if a.type.kind == "number" and level in a.levels]


def typed_claims(scenario: Scenario, texts: Iterable[str]) -> tuple[Claim, ...]:
    """Claims as a person types them, each a check in YAML. Raises `GrundError`."""
    of = _spoken(scenario.book, scenario.policies, scenario.facts, scenario.speakers)
    return tuple(typed(text, of, f"{TYPED_CLAIM}{i}") for i, text in enumerate(texts, 1))


def _spoken(book: Rulebook, policies: Mapping[str, Policy], facts: FactBook, speakers: Mapping[str, Label]) -> Spoken:
    """What claims can speak of in a scenario."""
    areas = {area.id: area for area in facts.areas}
    return Spoken(book.vocabulary, book.insatser, policies, book.sources, areas, "", speakers)


@typed_arguments
def load_scenario(
    name: str | Path | None = None,
    day: date | str | None = None,
    known: date | str | None = None,
    tolkning: Mapping[str, Iterable[str] | str] | None = None,
    more: Iterable[str | Path] | str | Path = (),
    bare: bool = False,
    shared: Shared | None = None,
    repair: bool = True,
) -> Scenario:
    """A scenario with its rules and facts; the arguments override its file. Raises `GrundError`.

    A day may be written as `2026-02-17`. `more` are policy files of the user's own, read into the scenario's rulebook.
    `bare`: without its world, and what it says of areas there, for a question about areas of another file.
    `shared`: what scenarios loaded together have in common. `repair`: whether missing values are repaired.
    """
    day_override, until = day_of(day), day_of(known)
    files = tuple(map(Path, [more] if isinstance(more, str | Path) else more))
    choices = {name: tuple(several(given)) for name, given in (tolkning or {}).items()}
    path = paths.scenario(str(name or paths.default_scenario()))
    report = ProblemReport()
    scenario_file = report.yaml(path, ScenarioFile)
    report.finish()
    assert scenario_file is not None
    document, model = scenario_file
    folder = paths.world(model.world, path.parent, document.place(("world",)))
    shared = shared or Shared()
    book = shared.book(_rules(folder), files)
    facts = FactBook(model.world, Label(model.world), "", (), (), (), ()) if bare else shared.facts(folder, book)
    model = _alone(model) if bare else model
    when, seen = day_override or model.day, until or model.known
    changes = ScenarioChanges(report, document, model, book, facts, when, seen)
    policies, issues = changes.policies(), changes.issues()
    changed, events = changes.facts(issues), changes.events(issues)
    on_top = (*changed, *(fact for event in events for fact in event.facts))
    changes.refuse_contradictions(on_top)
    facts = facts.patched(on_top, issues)
    declared = repairs(report, document, model, book)
    facts = with_repairs(facts, declared) if repair else facts
    measures = _measures(report, document, model, book)
    chosen = _tolkning(report, document, model, book, choices)
    readable = book.vocabulary.type_at(model.level)
    for field, names in (("show", model.show), ("about", model.about)):
        for i, shown in enumerate(names):
            report.known(document.place((field, i)), "@attribute_id", shown, readable)
    _check_frame(report, document, model, book)
    if model.start and model.end and model.end < model.start:
        report.add("G514", document.place(("to",)), start=model.start, end=model.end)
    speakers = {name: label(given) for name, given in model.speakers.items()}
    stated = claims(report, document, model.claims, _spoken(book, policies, facts, speakers))
    money = planning(report, document, model, book, {a.id: a for a in facts.areas})
    report.finish()
    return _uncertain(report, document, model, path.parent, Scenario(
        model.scenario, label(model.label), label(model.description), document.opened, book, facts,
        when, seen, policies, tuple(model.policies), chosen, measures, model.replay,
        tuple(model.show), model.level, model.hierarchy, model.group, model.residents, _illustrated(model), files,
        when != model.day, changed, events, (model.start, model.end), _given(model, policies), stated, speakers, money,
        model.baseline, tuple(model.needs), tuple(model.about), repairs=declared,
        cache=shared.decisions(facts, policies, when, seen),
    ))  # fmt: skip


def _uncertain(
    report: ProblemReport, document: Document, model: ScenarioFile, folder: Path, made: Scenario
) -> Scenario:
    """The scenario with its uncertain facts."""
    if not model.uncertain:
        return made
    uncertain = uncertain_facts(report, document, model.uncertain, made, folder)
    report.finish()
    return replace(made, uncertain=uncertain).seeing(made.today)


def _alone(model: ScenarioFile) -> ScenarioFile:
    """A scenario without what it says of areas."""
    events = [event.model_copy(update={"changes": [], "lists": []}) for event in model.events]
    return model.model_copy(update={"changes": [], "uncertain": [], "events": events, "claims": [], "budget": None})


def _check_frame(report: ProblemReport, document: Document, model: ScenarioFile, book: Rulebook) -> None:
    """The level compared, how it is grouped, what it is counted from, and what counts people, are all declared."""
    words = book.vocabulary
    for key, level in (("level", model.level), ("group", model.group)):
        if level:
            report.known(document.place((key,)), "@level", level, words.levels)
    if model.hierarchy:
        report.known(document.place(("hierarchy",)), "@hierarchy", model.hierarchy, words.hierarchies)
    if model.baseline:
        report.known(document.place(("baseline",)), "@policy", model.baseline, book.policies)
    if model.residents and (not model.level or model.level in words.levels):
        report.known(document.place(("residents",)), "@attribute_id", model.residents, countable(words, model.level))
    for i, name in enumerate(model.needs if model.level in words.levels else ()):
        report.known(document.place(("needs", i)), "@attribute_id", name, countable(words, model.level))


def _rules(folder: Path) -> Path:
    """The folder of the rulebook that a world names."""
    report = ProblemReport()
    from_world = report.yaml(folder / "world.yaml", WorldFile)
    report.finish()
    assert from_world is not None
    document, world = from_world
    return paths.rules(world.rules, folder, document.place(("rules",)))


def _illustrated(model: ScenarioFile) -> bool:
    """Whether anything in the scenario is invented to illustrate; it must then show everywhere."""
    changed = (part for event in model.events for part in (event, *event.changes, *event.parameters.values()))
    values = (value for given in model.parameters.values() for value in given)
    money = model.budget
    budget_parts = (
        [] if money is None else [*money.ramar, *money.keys.values(), *filter(None, (money.need, money.limits))]
    )
    parts = [model, *values, *model.changes, *model.uncertain, *changed, *budget_parts]
    return any(part.illustration for part in parts)


def _given(model: ScenarioFile, policies: Mapping[str, Policy]) -> dict[str, tuple[ParameterValue, ...]]:
    """The values that the scenario sets, by parameter."""
    declared = (p for policy in policies.values() for p in policy.parameters.values())
    return {p.id: p.values for p in declared if p.id in model.parameters}


def _measures(report: ProblemReport, document: Document, model: ScenarioFile, book: Rulebook) -> tuple[Measure, ...]:
    measures: list[Measure] = []
    common = next(iter(book.policies.values())).parameters if book.policies else {}
    for i, given in enumerate(model.measures):
        path = ("measures", i)
        place = document.place((*path, "level"))
        if not report.known(place, "@level", given.level, book.vocabulary.levels):
            continue
        at = scope(book.vocabulary, common, given.level)
        where = report.parsed(document, (*path, "where"), partial(condition, given.where, at))
        citation = report.citation(document, path, given, book.sources, given.id)
        if where is not None:
            measures.append(Measure(given.id, label(given.label), given.level, where, citation))
    return tuple(measures)


def _tolkning(
    report: ProblemReport,
    document: Document,
    model: ScenarioFile,
    book: Rulebook,
    override: Mapping[str, tuple[str, ...]],
) -> dict[str, tuple[str, ...]]:
    """The readings asked for of each open question; all of them where none is named."""
    known = book.vocabulary.tolkningar
    readings = {name: tuple(t.options) for name, t in known.items()}
    for name, choices in model.tolkning.items():
        place = document.place(("tolkning", name), key=True)
        if report.known(place, "@tolkning", name, known):
            for i, choice in enumerate(choices):
                at = document.place(("tolkning", name, i))
                report.known(at, "@tolkning", choice, known[name].options)
            readings[name] = tuple(dict.fromkeys(choices))
    return readings | _chosen(report, book, override)


def _chosen(
    report: ProblemReport, book: Rulebook, choices: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """The readings that are asked for by name; what names nothing goes to the report."""
    known, readings = book.vocabulary.tolkningar, {}
    for name, chosen in choices.items():
        options = known[name].options if name in known else {}
        if not chosen or any(choice not in options for choice in chosen):
            listed = ", ".join(f"{k}={o}" for k, t in known.items() for o in t.options)
            example = listed.split(", ")[0] if listed else "@without_tolkning"
            text = f"{name}={','.join(chosen)}"
            report.add("G502", None, value=text, known=listed or "@none_declared", example=example)
        else:
            readings[name] = tuple(dict.fromkeys(chosen))
    return readings


def read_as(scenario: Scenario, choices: Mapping[str, tuple[str, ...]]) -> Scenario:
    """The scenario in the readings that are asked for. Raises `GrundError`."""
    report = ProblemReport()
    chosen = _chosen(report, scenario.book, choices)
    report.finish()
    return replace(scenario, tolkning={**scenario.tolkning, **chosen}, cache={}, frames={}) if chosen else scenario


Values: TypeAlias = tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]
"""Open questions, parameters and attributes that are read."""


def decided_as(scenario: Scenario, policy: Policy, ruling: Ruling, reading: Reading) -> tuple[object, ...]:
    """What the decisions of a ruling are kept by: the same for policies that share it and the values that it reads."""
    asked_of = "decided as", id(policy), id(ruling), reading
    if asked_of not in scenario.frames:  # with the policy and the ruling, so that no other takes their ids
        scenario.frames[asked_of] = _decided_as(scenario, policy, ruling, reading), policy, ruling
    return cast("tuple[object, ...]", scenario.frames[asked_of][0])


def _decided_as(scenario: Scenario, policy: Policy, ruling: Ruling, reading: Reading) -> tuple[object, ...]:
    return id(ruling), *valued_as(scenario, policy, read_by(scenario, ruling), reading)


def read_by(scenario: Scenario, ruling: Ruling) -> Values:
    """Of all that a ruling may read what can be otherwise in a scenario that is tried."""
    key = ("read by", id(ruling))
    if key not in scenario.cache:
        scenario.cache[key] = values_read(scenario, [rule.active for rule in ruling.rules]), ruling
    return cast("Values", scenario.cache[key][0])


def waits_as(scenario: Scenario, policy: Policy, ruling: Ruling, reading: Reading) -> tuple[object, ...]:
    """What an unknown verdict of a ruling waits by: the same for rulings of the same conditions, whatever their rules
    are called, where none is an exception to another."""
    first, *values = decided_as(scenario, policy, ruling, reading)
    if policy.counted or any(rule.exceptions for rule in ruling.rules):
        return first, *values
    asked_of = "conditions", id(ruling)
    if asked_of not in scenario.frames:
        conditions = frozenset(rule.active for rule in ruling.rules if rule.then != ruling.otherwise)
        scenario.frames[asked_of] = scenario.frames.setdefault(("said by", conditions, ruling.otherwise), first)
    return scenario.frames[asked_of], *values


def values_read(scenario: Scenario, exprs: Iterable[Expr]) -> Values:
    """Of all that some expressions may read what can be otherwise in a scenario that is tried."""
    words = scenario.book.vocabulary
    names = sorted(reached(words, exprs))
    open_ = tuple(sorted(ids_in("tolkning", names)))
    return open_, tuple(n for n in names if Name.parse(n).space == "param"), frozenset(words.attributes.keys() & names)


def valued_as(scenario: Scenario, policy: Policy, read: Values, reading: Reading) -> tuple[tuple[object, ...], ...]:
    """What tells apart the values of all that is read: choices, values of parameters, and facts that are tried. Of one
    world on one day, what is computed of them is equal where this is."""
    open_, params, attributes = read
    chosen = scenario.chosen(reading) if open_ else {}
    valued = policy.valued if policy.counted else policy.valued_of(params)
    moved = [id(fact) for fact in scenario.changes if policy.counted or fact.attribute in attributes]
    return tuple([(name, chosen[name]) for name in open_]), valued, tuple(moved)
