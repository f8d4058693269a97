"""Policies: policy files to policies, patched along `extends` and compiled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from graphlib import CycleError, TopologicalSorter
from typing import Final

from ..language.tokens import ParseError
from ..language.typing import Scope, condition, resolve
from ..model.expressions import BOOL, Expr, Literal, Name, names
from ..model.policies import Insats, Outcome, Parameter, Policy, Rule, Ruling, Vocabulary, Written
from ..model.sources import Source
from ..problems.problem import Place, Problem
from . import combined
from .decision_tables.rules import rules as table_rules
from .documents import Document, Path
from .examples import About, examples
from .exceptions import compile_ruling, exception_order
from .report import ProblemReport, label
from .schema import PolicyFile, RuleIn, RulingIn, TableIn
from .vocabulary import Declared, parameter, scope

MOST_EXTENDED: Final = 100
"""How many policies one may stand on, each extending the next: what is inherited is read again in each."""


@dataclass(frozen=True, slots=True)
class City:
    """What policies are read against."""

    report: ProblemReport
    declared: Declared
    words: Vocabulary
    common: Mapping[str, Parameter]
    insatser: Mapping[str, Insats]
    sources: Mapping[str, Source]


@dataclass
class _Draft:
    """A policy before compilation: what it inherits and what its file says."""

    document: Document
    model: PolicyFile
    parameters: dict[str, Parameter] = field(default_factory=dict)
    rulings: dict[str, Ruling] = field(default_factory=dict)
    partial: bool = False
    """Whether something it extends is not there, so that what is inherited is not known."""


def policies(city: City, files: Iterable[tuple[Document, PolicyFile]]) -> dict[str, Policy]:
    """Every policy, by id; problems go to the report."""
    drafts: dict[str, _Draft] = {}
    for document, model in files:
        place = document.place(("policy",))
        city.report.identifier(document, ("policy",), model.policy)
        if model.policy in drafts:
            first = drafts[model.policy].document.file
            city.report.add("G304", place, id=model.policy, first=first)
        drafts[model.policy] = _Draft(document, model)
    chosen_policies: dict[str, Policy] = {}
    for name in _in_order(city.report, drafts):
        noted = len(city.report.problems)
        chosen_policies[name] = _policy(city, drafts[name], chosen_policies)
        if drafts[name].partial:
            later = city.report.problems[noted:]
            city.report.problems[noted:] = [p for p in later if not _inherited(p)]
    return dict(sorted(chosen_policies.items()))


def _inherited(noted: Problem) -> bool:
    """Whether what is said not to be there may stand in what could not be inherited: a parameter, or an insats."""
    words = noted.words
    return (noted.code == "G201" and Name.parse(words["name"]).space == "param") or (
        noted.code == "G312" and words["what"] == "@insats"
    )


def _in_order(report: ProblemReport, drafts: Mapping[str, _Draft]) -> list[str]:
    """Policies after those they extend."""
    graph: dict[str, set[str]] = {}
    for name, draft in drafts.items():
        places = [(base, draft.document.place(("extends", i))) for i, base in enumerate(draft.model.extends)]
        graph[name] = {base for base, place in places if report.known(place, "@policy", base, drafts)}
    try:
        ordered = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = error.args[1]
        place = drafts[circle[0]].document.place(("extends",))
        report.add("G311", place, circle=" → ".join(reversed(circle)))
        return []
    steps: dict[str, int] = {}
    for name in ordered:
        steps[name] = 1 + max((steps[base] for base in graph[name]), default=-1)
        if steps[name] > MOST_EXTENDED:
            place = drafts[name].document.place(("extends",))
            report.add("G320", place, what="@extensions", limit=MOST_EXTENDED, chain=f"… → {name}")
            return []
    return ordered


def _policy(city: City, draft: _Draft, read: Mapping[str, Policy]) -> Policy:
    """A policy of those already read, on which it may build."""
    document, model = draft.document, draft.model
    bases = [read[name] for name in dict.fromkeys(model.extends) if name in read]
    inheritance = (city.report, document, model, bases)
    draft.partial = bool(combined.missing(model, read))
    declared = Declared(city.report, document, city.sources, city.declared.replaced)
    declared.types, declared.members = city.declared.types, city.declared.members
    uses: dict[Path, TableIn] = {
        ("insatser", name, "table"): given.table for name, given in model.insatser.items() if given.table is not None
    }
    declared.read_tables(model.tables, uses, model.policy)
    draft.parameters = combined.parameters(*inheritance) if bases else dict(city.common)
    for name, given in model.parameters.items():
        path: Path = ("parameters", name)
        city.report.name(document, path, name)
        draft.parameters[name] = parameter(declared, path, name, given, draft.parameters.get(name))
    draft.rulings = _reread(city, draft, combined.rulings(*inheritance))
    for i, name in enumerate(model.remove):
        if city.report.known(document.place(("remove", i)), "@insats", name, draft.rulings):
            del draft.rulings[name]
    for name in model.insatser:
        place = document.place(("insatser", name), key=True)
        if city.report.known(place, "@insats", name, city.insatser):
            ruling = _ruling(city, draft, declared, name)
            if ruling is not None:
                draft.rulings[name] = ruling
    _refuse_twins(city.report, _across(draft.rulings.values()))
    citation = city.report.citation(document, (), model, city.sources, f"@policy {model.policy}")
    lost = city.insatser if draft.partial else model.insatser
    about = About(declared, city.words, draft.parameters, draft.rulings, frozenset(lost) - draft.rulings.keys())
    return Policy(
        model.policy, label(model.label), tuple(model.extends), citation, draft.parameters,
        dict(sorted(draft.rulings.items())), document.opened, label(model.description),
        combined.steering(*inheritance), examples(about, model.examples),
        counted=_counted(city.words, draft.rulings.values()),
        beside={name: label(label_in) for name, label_in in model.beside.items()}, tables=declared.written,
    )  # fmt: skip


def _counted(words: Vocabulary, rulings: Iterable[Ruling]) -> dict[str, Ruling]:
    """The rules that derived attributes count, each with the ruling it stands in."""
    wanted = {rule for d in words.derived.values() for rule in d.how.rules_counted}
    return {rule.id: ruling for ruling in rulings for rule in ruling.rules if rule.id in wanted}


def _reread(city: City, draft: _Draft, rulings: Mapping[str, Ruling]) -> dict[str, Ruling]:
    """The inherited rulings, with the rules that read an overridden parameter typed against its new domain."""
    changed = {f"param.{name}" for name in draft.model.parameters}
    decided_rulings = dict(rulings)
    for name, ruling in rulings.items() if changed else ():
        exprs = [e for rule in ruling.rules for e in (rule.when, rule.unless) if e is not None]
        if any(names(e) & changed for e in exprs):
            at = scope(city.words, draft.parameters, ruling.insats.level)
            rules = tuple([_retyped(city.report, draft, rule, at) for rule in ruling.rules])
            decided_rulings[name] = compile_ruling(replace(ruling, rules=rules))
    return decided_rulings


def _retyped(report: ProblemReport, draft: _Draft, rule: Rule, at: Scope) -> Rule:
    try:
        unless = None if rule.unless is None else resolve(rule.unless, at, BOOL)
        return replace(rule, when=resolve(rule.when, at, BOOL), unless=unless)
    except ParseError as error:
        place = draft.document.place(("parameters",), key=True)
        report.problems.append(Problem(error.issue.code, place, error.issue.words, error.issue.near))
        return rule


def _ruling(city: City, draft: _Draft, declared: Declared, name: str) -> Ruling | None:
    """One insats as the file decides it: replaced whole, or patched with `add` and `remove`."""
    document, given = draft.document, draft.model.insatser[name]
    path: Path = ("insatser", name)
    place = document.place(path, key=True)
    inherited = draft.rulings.get(name)
    insats = city.insatser[name]
    at = scope(city.words, draft.parameters, insats.level)
    if given.table is not None:
        return _from_table(city, draft, declared, name, at)
    if given.rules is None:
        if inherited is None:
            if not draft.partial:
                city.report.add("G301", place, field="rules")
            return None
        ids = [r.id for r in inherited.rules]
        for i, gone in enumerate(given.remove):
            if gone not in ids:
                city.report.add(
                    "G306", document.place((*path, "remove", i)), city.report.nearest(gone, dict.fromkeys(ids)), id=gone
                )
        kept = [r for r in inherited.rules if r.id not in given.remove]
        rules = kept + [_rule(city, draft, at, (*path, "add", i), r) for i, r in enumerate(given.add)]
        otherwise = given.otherwise or inherited.otherwise
    else:
        rules = [_rule(city, draft, at, (*path, "rules", i), r) for i, r in enumerate(given.rules)]
        otherwise = _replaced(city.report, document, path, given, "rules")
    _refuse_twins(city.report, rules)
    ordered = exception_order(city.report, rules, _targets(document, path, given))
    because = label(given.because) if given.because or inherited is None else inherited.otherwise_because
    return compile_ruling(Ruling(insats, otherwise, tuple(ordered), Literal(False, BOOL), place, because))


def _from_table(city: City, draft: _Draft, declared: Declared, name: str, at: Scope) -> Ruling | None:
    """One insats as a decision table of the file decides it."""
    document, given = draft.document, draft.model.insatser[name]
    path: Path = ("insatser", name)
    otherwise = _replaced(city.report, document, path, given, "table")
    table = declared.tables.of.get(name)
    if table is None:
        return None
    written = declared.written[table.id]
    rules = table_rules(city.report, table, written, name, at)
    _refuse_twins(city.report, rules)
    ordered = exception_order(city.report, rules, {})
    place = document.place(path, key=True)
    ruling = Ruling(city.insatser[name], otherwise, tuple(ordered), Literal(False, BOOL), place, label(given.because))
    return compile_ruling(replace(ruling, table=written))


def _replaced(report: ProblemReport, document: Document, path: Path, given: RulingIn, here: str) -> Outcome:
    """What holds otherwise in an insats that the file decides whole; what it then has no use for is a problem."""
    if given.otherwise is None:
        report.add("G301", document.place(path, key=True), field="otherwise")
    for name in ("rules", "add", "remove"):
        if name != here and name in given.model_fields_set:
            place = document.place((*path, name), key=True)
            report.add("G322", place, field=name, owner=f"@insats_without {here}", here=here)
    return given.otherwise or "no"


def _rule(city: City, draft: _Draft, at: Scope, path: Path, given: RuleIn) -> Rule:
    document, report = draft.document, city.report
    when = report.parsed(document, (*path, "when"), partial(condition, given.when, at))
    unless = None
    if given.unless is not None:
        unless = report.parsed(document, (*path, "unless"), partial(condition, given.unless, at))
    if given.start and given.end and given.end <= given.start:
        report.add("G315", document.place((*path, "to")), start=given.start, end=given.end)
    report.identifier(document, (*path, "id"), given.id)
    citation = report.citation(document, path, given, city.sources, f"@rule {given.id}")
    never: Expr = Literal(False, BOOL)
    texts = {"when": given.when, "unless": given.unless}
    return Rule(
        given.id, when or never, given.then, unless, tuple(given.exception_to), given.start, given.end,
        label(given.because), citation, draft.model.policy,
        document.place((*path, "id")), never,
        written=tuple([Written(text, document.place((*path, key))) for key, text in texts.items() if text is not None]),
        proviso=label(given.proviso),
    )  # fmt: skip


def _refuse_twins(report: ProblemReport, rules: Iterable[Rule]) -> None:
    """Rule ids are unique; the place of the first is said."""
    seen: dict[str, Place | None] = {}
    for rule in rules:
        if rule.id in seen:
            first = seen[rule.id]
            where = f"{first.file}:{first.line}" if first else "?"
            report.add("G304", rule.place, id=rule.id, first=where)
        seen.setdefault(rule.id, rule.place)


def _targets(document: Document, path: Path, given: RulingIn) -> dict[tuple[str, str], Place]:
    """Where the file's own rules name the rules they are exceptions to."""
    return {
        (rule.id, target): document.place((*path, key, i, "exception_to", j))
        for key, rules in (("rules", given.rules or ()), ("add", given.add))
        for i, rule in enumerate(rules)
        for j, target in enumerate(rule.exception_to)
    }


def _across(rulings: Iterable[Ruling]) -> list[Rule]:
    """Every rule of some rulings, in the order of files and lines."""
    rules = [rule for ruling in rulings for rule in ruling.rules]
    return sorted(rules, key=lambda r: (r.place.file, r.place.line) if r.place else ("", 0))
