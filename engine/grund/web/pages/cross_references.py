"""Cross-references: of a scenario, everything that leads from one thing to another, looked up once.

The decisions are those of `run`; a page asks here and computes nothing of its own.
"""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, cast

from ... import report, views
from ...analysis.accountability.action_plan import decisions_counted, readings_apart
from ...analysis.accountability.body_shares import BodyShare, shares
from ...analysis.accountability.responsibility import Ledger
from ...analysis.compare.comparison import Comparison, compare
from ...analysis.compare.handover import Handover, handovers
from ...analysis.compare.interpretations import first_four
from ...analysis.compare.reach import reach
from ...analysis.sensitivity.breakpoints import turning_values
from ...analysis.table_hits import TableHits, hits
from ...engines.run import run
from ...loading.paths import said_in, word_for
from ...model.decisions import Decision
from ...model.expressions import Value, names
from ...model.facts import Fact
from ...model.policies import Policy, Rule, Ruling
from ...model.scenario import Answers, Reading, Scenario
from ...model.sources import Citation
from ...model.tables import WrittenTable
from ...problems.label import Lang
from ...problems.problem import GrundError, Problem
from ...views.formats.text import Block
from ...views.run import reading_word
from ...views.who import held_by
from ...views.wording.explanation import Explainer, explainer
from ...views.wording.values import flags_text, quoted
from .page import Kind, PageLink, Part, between


class PlacedRule(NamedTuple):
    """A rule with the policy and the ruling it stands in."""

    policy: Policy
    ruling: Ruling
    rule: Rule

    @property
    def id(self) -> str:
        """What its page is called."""
        return f"{self.policy.id}.{self.rule.id}"


@dataclass(frozen=True)
class CrossReferences:
    """A scenario in a language, with the ways between its things."""

    scenario: Scenario
    lang: Lang
    made: dict[tuple[str, ...], object] = field(default_factory=dict, repr=False)

    @cached_property
    def policies(self) -> tuple[Policy, ...]:
        """The policies that have pages: those that the scenario names, and its baseline."""
        named = dict.fromkeys((*self.scenario.named, *filter(None, [self.scenario.baseline])))
        return tuple(self.scenario.policy(name) for name in named)

    @cached_property
    def answers(self) -> tuple[Answers, ...]:
        """Every decision of those policies."""
        return run(self.scenario, [policy.id for policy in self.policies])

    @cached_property
    def ledger(self) -> Ledger:
        """Who is responsible for what."""
        return held_by(self.scenario)

    @cached_property
    def shares(self) -> tuple[tuple[Policy, Reading, Mapping[str, BodyShare]], ...]:
        """What falls on each body, under each policy in each interpretation."""
        return tuple(
            (policy, reading, shares(self.ledger, decisions_counted(self.scenario, policy, reading), policy.id))
            for policy in self.policies
            for reading in readings_apart(self.scenario, policy)
        )

    @cached_property
    def handed(self) -> tuple[tuple[Policy, Reading, tuple[Handover, ...]], ...]:
        """What each policy changes for each body against the baseline, in each interpretation; nothing without one."""
        base = self.scenario.baseline
        return tuple(
            (policy, reading, handovers(self.scenario, self.scenario.policy(base), policy, reading))
            for policy in self.policies if base and policy.id != base
            for reading in readings_apart(self.scenario, policy)
        )  # fmt: skip

    def interpretations(self, policy: str) -> list[str]:
        """The interpretations that tell a policy's decisions apart, in a word each."""
        readings = readings_apart(self.scenario, self.scenario.policy(policy))
        return [reading_word(self.scenario, reading, self.lang) for reading in readings]

    @cached_property
    def table_hits(self) -> tuple[tuple[WrittenTable, tuple[TableHits, ...]], ...]:
        """The decision tables of those policies and of derived attributes, with what each row is to each area."""
        policies = [policy.id for policy in self.policies]
        return tuple(
            (table, hits(self.scenario, table, policies))
            for table in self.scenario.book.tables.values() if table.policy in ("", *policies)
        )  # fmt: skip

    @cached_property
    def explain(self) -> Explainer:
        """Who says conditions, values and citations; parameters as the first policy has them."""
        return explainer(self.scenario.book, self.policies[0], self.lang)

    @cached_property
    def rules(self) -> Mapping[str, PlacedRule]:
        """Every rule of those policies, by the id of its page."""
        placed = (
            PlacedRule(policy, ruling, rule)
            for policy in self.policies
            for ruling in policy.rulings.values()
            for rule in ruling.rules
        )
        return {entry.id: entry for entry in placed}

    @cached_property
    def readers(self) -> Mapping[str, tuple[PlacedRule, ...]]:
        """By a name that rules read themselves (`param.x`, an attribute), the rules that read it."""
        by_name: dict[str, list[PlacedRule]] = defaultdict(list)
        for placed in self.rules.values():
            for name in _read(placed.rule):
                by_name[name].append(placed)
        return {name: tuple(rules) for name, rules in by_name.items()}

    @cached_property
    def decisions(self) -> Mapping[str, tuple[tuple[Answers, Decision], ...]]:
        """Every decision of those policies, by area."""
        by_area: dict[str, list[tuple[Answers, Decision]]] = defaultdict(list)
        for answers in self.answers:
            for decision in answers.decisions:
                by_area[decision.area.id].append((answers, decision))
        return {area: tuple(pairs) for area, pairs in by_area.items()}

    @cached_property
    def facts(self) -> Mapping[str, tuple[Fact, ...]]:
        """The facts of the day, by area."""
        by_area: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.scenario.today.facts.values():
            by_area[fact.area].append(fact)
        return {area: tuple(facts) for area, facts in by_area.items()}

    @cached_property
    def derived_from(self) -> Mapping[str, tuple[str, ...]]:
        """By a name, the derived attributes that read it themselves."""
        by_name: dict[str, list[str]] = defaultdict(list)
        for name, derived in self.scenario.book.vocabulary.derived.items():
            for read in sorted(frozenset().union(*map(names, derived.how.exprs))):
                by_name[read].append(name)
        return {name: tuple(ids) for name, ids in by_name.items()}

    def comparison(self, a: str, b: str) -> Comparison:
        """The comparison of two policies, made once."""
        key = ("comparison", a, b)
        if key not in self.made:
            self.made[key] = compare(self.scenario, a, b)
        return cast("Comparison", self.made[key])

    def reach(self, policies: Sequence[str]) -> tuple[Block, ...]:
        """Which of several policies reach which areas, the finding first, as `grund compare A B C` says it."""
        view = views.reach.reach_view(reach(self.scenario, *policies), (), self.lang)
        return view.blocks[:-1]  # the last is the legend of the marks

    def courses(self, a: str, b: str) -> Sequence[report.threshold.LeverCourse]:
        """Who is reached by two policies at every step of each threshold that can be moved, in the interpretations that
        a report shows."""
        key = ("courses", a, b)
        if key not in self.made:
            comparison = first_four(self.comparison(a, b))
            self.made[key] = [
                report.threshold.course(comparison, lever) for lever in report.levers.levers(comparison).held
            ]
        return cast("Sequence[report.threshold.LeverCourse]", self.made[key])

    def turning_values(self, policy: str, parameter: str) -> tuple[Value, ...]:
        """The values of a parameter at which some decision of a policy changes, rising; none where none does, or
        where they cannot be told (see `unsolved`)."""
        key = ("values", policy, parameter)
        if key not in self.made:
            try:
                self.made[key] = turning_values(self.scenario, policy, parameter)
            except GrundError as error:
                self.made[key], self.made["unsolved", policy, parameter] = (), error.problems[0]
        return cast("tuple[Value, ...]", self.made[key])

    def unsolved(self, policy: str, parameter: str) -> str:
        """Why the values at which decisions change cannot be told; empty where they can."""
        self.turning_values(policy, parameter)
        why = cast("Problem | None", self.made.get(("unsolved", policy, parameter)))
        return why.message(self.lang) if why else ""

    @cached_property
    def chosen(self) -> list[str]:
        """The words that choose the interpretations, where they are others than the scenario's file has."""
        given, stated = self.scenario, said_in(self.scenario.file).get("tolkning") or {}
        options = {name: question.options for name, question in given.book.vocabulary.tolkningar.items()}
        apart = {n: c for n, c in given.tolkning.items() if {*c} != {*(stated.get(n) or options[n])}}
        return [word for name, choices in apart.items() for word in ("--tolkning", f"{name}={','.join(choices)}")]

    def command(self, *words: str, scenario: str = "--scenario") -> str:
        """The command that says the same of this scenario; empty where values are tried, which no command says."""
        given = self.scenario
        days = [("--day", given.day if given.moved_day else None), ("--known", given.known)]
        options = [word for option, day in days if day for word in (option, str(day))]
        options += self.chosen
        options += ["--no-repair"] if given.repairs and not given.repaired else []
        opened = word_for(given)
        named = [scenario, opened] if scenario else [opened]
        return "" if given.tried else shlex.join(["grund", *words, *named, *options])

    # ── links

    def area(self, id: str) -> Part:
        """A link to an area of the day; its id where it does not exist then."""
        area = self.scenario.today.areas.get(id)
        return PageLink(area.name, "area", id) if area else id

    def insats(self, id: str) -> Part:
        """A link to an insats; the words of a process; else the id."""
        book = self.scenario.book
        if id in book.insatser:
            return PageLink(book.insatser[id].label.get(self.lang), "insats", id)
        process = book.organisation.processes.get(id)
        return process.label.get(self.lang) if process else id

    def body(self, id: str) -> Part:
        """A link to a body."""
        body = self.scenario.book.organisation.bodies.get(id)
        return PageLink(body.called(self.lang), "body", id) if body else id

    def policy(self, policy: Policy) -> PageLink:
        """A link to a policy."""
        return PageLink(policy.label.get(self.lang), "policy", policy.id)

    def table(self, table: WrittenTable) -> PageLink:
        """A link to a decision table."""
        output = "" if table.policy else table.outputs[0]
        words = table.label.get(self.lang) or (self.explain.speaker.name(output) if output else table.name)
        return PageLink(words, "table", table.name)

    def rule(self, policy: str, id: str | None) -> Part:
        """A link to a rule of a policy, by what it says; its id where no page has it, as `otherwise`."""
        name = f"{policy}.{id}"
        return PageLink(self.rule_words(self.rules[name].rule), "rule", name) if name in self.rules else id

    def rule_words(self, rule: Rule) -> str:
        """Why a rule is there, else its condition."""
        return rule.because.get(self.lang) or self.explain.speaker.say(rule.when)

    def rules_once(self, ids: Iterable[str]) -> tuple[tuple[PageLink, tuple[Part, ...]], ...]:
        """Rules that say the same of the same insats once, each with a link for every policy that has it."""
        links: dict[tuple[str, str], list[PageLink]] = defaultdict(list)
        for id in ids:
            policy, ruling, rule = self.rules[id]
            links[self.rule_words(rule), ruling.insats.id].append(PageLink(policy.label.get(self.lang), "rule", id))
        return tuple((PageLink(text, "rule", same[0].id), listed(same)) for (text, _), same in links.items())

    def name(self, name: str) -> Part:
        """A link to what rules call by a name: a parameter or an attribute; else its words."""
        kind: Kind = "parameter" if name.startswith("param.") else "attribute"
        words = self.scenario.book.vocabulary
        known = kind == "parameter" or name in words.attributes or name in words.derived
        text = self.explain.speaker.name(name)
        return PageLink(text, kind, name.removeprefix("param.")) if known else text

    def source(self, id: str) -> PageLink:
        """A link to a document, by its title and date."""
        return PageLink(self.explain.titled(id), "source", id)

    def cited(self, citation: Citation) -> tuple[Part, ...]:
        """A citation with links to its documents: marks, documents, place and quote."""
        flags = flags_text(citation, self.lang)
        marks = f"{flags} " if flags else ""
        documents = between(map(self.source, citation.documents), "; ")
        quote = quoted(citation.quote, self.lang) if citation.quote else ""
        rest = "; ".join(filter(None, [citation.placed(self.lang), quote, citation.noted(self.lang)]))
        return tuple(part for part in (marks, *documents, f"; {rest}" if rest and documents else rest) if part)


def _read(rule: Rule) -> frozenset[str]:
    """The names that a rule's conditions read themselves."""
    return frozenset().union(*map(names, rule.conditions))


def listed(links: Iterable[Part]) -> tuple[Part, ...]:
    """Links in the order of their words, with commas."""
    return between(sorted(dict.fromkeys(links), key=lambda p: str(p.text if isinstance(p, PageLink) else p)))
