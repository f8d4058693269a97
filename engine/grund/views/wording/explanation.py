"""Explain: a decision's grounds as statements a person can follow to document and paragraph.

Every statement is a node of the decision itself; "why not" says which tests failed and how far each was from holding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from ...analysis.lookup import find_area, ruling_of
from ...engines import interpreter
from ...engines.run import frame_of
from ...loading.arguments import typed_arguments
from ...model.absences import ABSENCES
from ...model.decisions import Decision, Derivation, Member, Moment, RuleTrace, Trace, distance, terms, truth
from ...model.expressions import FIRST, OPERATORS, Literal, Name, Operation, Reference
from ...model.facts import Area, Fact, ListInForce
from ...model.located import wrong_level
from ...model.numbers import pick
from ...model.policies import Parameter, ParameterValue, Policy, Rulebook
from ...model.scenario import Scenario
from ...model.sources import Citation, Label
from ...problems.label import Lang
from ...problems.problem import GrundError
from . import evidence_data
from .ranks import beside
from .sentences import Speaker, shown_under
from .statement import Statement, failed_text
from .values import (
    MISSING,
    NOT_APPLICABLE,
    VERDICT_WORDS,
    count_text,
    day_text,
    flags_text,
    off_text,
    quoted,
    share_text,
    verdict_word,
)

_UNCOUNTED: Final = ("kan inte beräknas", "cannot be calculated")
MANY: Final = 20
"""More members than this are counted and not listed, but for those of which something is unknown."""


class Explainer:
    """Says why, in a language, with a city's words and sources."""

    def __init__(self, book: Rulebook, parameters: Mapping[str, Parameter], lang: str) -> None:
        self.book, self.lang = book, lang
        self.speaker = Speaker(book.vocabulary, parameters, lang)

    def decision(self, policy: Policy, decision: Decision) -> Statement:
        """The decision, its deciding rule, and what became of every rule."""
        insats = decision.ruling.insats
        head = f"{decision.area.name}: {insats.label.get(self.lang)}"
        sentence = verdict_word(decision.verdict, self.lang)
        rule = self._deciding(decision)
        left_open = self.proviso(decision.proviso)
        text = f"{head}: {sentence.upper()}{left_open} ({policy.label.get(self.lang)}){rule}"
        holds = {"yes": True, "no": False, "unknown": None}[decision.verdict]
        ordered = sorted(decision.rules, key=lambda r: (r.rule.id != decision.rule, r.rule.id))
        parts = [self.rule(r, decision) for r in ordered]
        if lacking := self.speaker.lacking(decision.missing, interpreter.settled_by_nothing(decision)):
            parts.append(Statement(lacking, None))
        named = pick(self.lang, "källa för insatsen:", "source of the intervention:")
        source = f"{named} {self.citation(insats.citation, titled=True)}"
        about = self.about(lambda: evidence_data.decision_about(policy, decision))
        return Statement(text, holds, source, tuple(parts), about)

    def about(self, make: Callable[[], evidence_data.Data]) -> evidence_data.Data:
        """What a statement says, as data for programs."""
        return make()

    def why_not(self, policy: Policy, decision: Decision) -> Statement:
        """Why it is not decided otherwise: each rule that says otherwise, with only what kept it from deciding."""
        statement = self.decision(policy, decision)
        others = sorted((r for r in decision.rules if r.rule.then != decision.verdict), key=lambda r: r.rule.id)
        return replace(statement, parts=tuple(self._kept(r, self.rule(r, decision)) for r in others))

    def _kept(self, ground: RuleTrace, statement: Statement) -> Statement:
        """What became of a rule, without the conditions that hold; exceptions that defeat it come last and stay."""
        conditions = len(statement.parts) - len(ground.defeated_by)
        parts = (p for i, p in enumerate(statement.parts) if i >= conditions or p.holds is not True)
        return replace(statement, parts=tuple(parts))

    def proviso(self, label: Label) -> str:
        """What stands after an answer that leaves something open; empty where it leaves nothing."""
        return pick(self.lang, ", med förbehåll: ", ", with a proviso: ") + label.get(self.lang) if label.sv else ""

    def _deciding(self, decision: Decision) -> str:
        if decision.rule is None:
            return ""
        if decision.rule == "otherwise":
            because = decision.ruling.otherwise_because.get(self.lang)
            sentence = pick(self.lang, "; ingen regel ger annat", "; no rule says otherwise")
            return f"{sentence}: {because}" if because else sentence
        return pick(self.lang, f"; regel {decision.rule}", f"; rule {decision.rule}")

    def rule(self, ground: RuleTrace, decision: Decision) -> Statement:
        """One rule: whether it applies, why it exists, its conditions, and what defeated it."""
        rule, active = ground.rule, ground.active
        state = {
            True: pick(self.lang, "gäller", "applies"),
            False: pick(self.lang, "gäller inte", "does not apply"),
            None: pick(self.lang, "kan inte avgöras", "cannot be decided"),
        }[active]
        then = verdict_word(rule.then, self.lang)
        text = pick(self.lang, f"regel {rule.id} (ger {then}) {state}", f"rule {rule.id} (gives {then}) {state}")
        parts = [self.ground(part) for part in ground.conditions if not self._always(part)]
        for name in ground.defeated_by:
            beaten = next(r for r in decision.rules if r.rule.id == name)
            word = pick(self.lang, f"undantaget {name}", f"exception {name}")
            sentence = pick(self.lang, "gäller i stället för regeln", "overrides the rule")
            if beaten.active is None:
                sentence = pick(self.lang, "kan inte avgöras", "cannot be decided")
            parts.append(Statement(f"{word} {sentence}", beaten.active))
        because, failed = rule.because.get(self.lang), failed_text(parts) if active is False else ""
        if because and active is not True:
            parts.insert(0, Statement(pick(self.lang, f"regelns skäl: {because}", f"the rule's reason: {because}")))
        why = because if active else failed
        text = f"{text}: {why}" if why else text
        about = self.about(lambda: evidence_data.rule_about(ground))
        return Statement(text, active, self._rule_source(ground), tuple(parts), about)

    def _rule_source(self, ground: RuleTrace) -> str:
        rule = ground.rule
        place = f"{rule.place.file}:{rule.place.line}" if rule.place else ""
        return " · ".join(t for t in (self.citation(rule.citation, titled=True), place) if t)

    def _always(self, ground: Trace) -> bool:
        """Whether a condition says nothing: `true`, or dates that hold."""
        if isinstance(ground.node, Literal):
            return True
        first = ground.parts[0].node if ground.parts else None
        return ground.value is True and isinstance(first, Reference) and first.name == "day"

    def ground(self, ground: Trace) -> Statement:
        """A condition and, below it, what it read."""
        node = ground.node
        if isinstance(node, Reference):
            return self._counted(ground, node) if node.space == "rule" else self.read(ground)
        if isinstance(node, Operation) and OPERATORS[node.op].group == "arithmetic":
            return self._arithmetic(ground, node)
        holds = ground.value if isinstance(ground.value, bool) or ground.value is None else ""
        text = self.speaker.say(node)
        gap = distance(ground)
        if gap is not None and isinstance(node, Operation):
            lacking = node.op in ("ge", "gt") and not isinstance(ground.parts[0].node, Literal)
            text += off_text(gap, self._unit(ground, gap), lacking, self.lang)
        parts = tuple(self.ground(part) for part in shown_under(ground) if not isinstance(part.node, Literal))
        if isinstance(node, Operation) and node.op in ("and", "or") and len(parts) > 1:
            either = ("minst ett av dessa:", "at least one of these:")
            text = pick(self.lang, *(("alla dessa:", "all of these:") if node.op == "and" else either))
        about = self.about(lambda: evidence_data.condition_about(ground, self._unit(ground)))
        return Statement(text, holds, "", parts, about)

    def _arithmetic(self, ground: Trace, node: Operation) -> Statement:
        """`6,15 × 484 = 2 976,60`, with the terms of a sum side by side."""
        parts = terms(ground) if node.op == "add" else list(ground.parts)
        operands = [self.speaker.value(p.value) if p.value is not None else "?" for p in parts]
        if node.op in ("min", "max"):
            text = f"{node.op}({'; '.join(operands)})"
        else:
            text = {"add": " + ", "sub": " − ", "mul": " × "}[node.op].join(operands)
        total = self._computed(ground)
        below = tuple(self.ground(p) for p in parts if not isinstance(p.node, Literal))
        holds = "" if ground.value is not None else None
        about = self.about(lambda: evidence_data.condition_about(ground, self._unit(ground)))
        return Statement(f"{text} = {total}", holds, "", below, about)

    def _computed(self, ground: Trace) -> str:
        """A value that is worked out: what cannot be is not a fact that is missing."""
        if ground.value is not None:
            return self.speaker.value(ground.value, ground.node.type.name)
        words = VERDICT_WORDS["unknown"] if ground.node.type.kind != "number" else _UNCOUNTED
        return pick(self.lang, *(NOT_APPLICABLE if interpreter.not_applicable(ground) else words))

    def _unit(self, ground: Trace, value: Decimal | None = None) -> str:
        names = [p.node.name for p in ground.parts if isinstance(p.node, Reference)]
        return self.speaker.unit(names[0], value) if names else ""

    def read(self, ground: Trace) -> Statement:
        """A name that was read: its value and what the value stands on."""
        node, basis = ground.node, ground.basis
        assert isinstance(node, Reference)
        derived = isinstance(basis, Derivation)
        sentence = self._computed(ground) if derived else self.speaker.value(ground.value, node.type.name)
        unit = self.speaker.unit(node.name, ground.value) if ground.value is not None else ""
        text = f"{self.speaker.name(node.name)}: {sentence}{unit}"
        holds = ground.value if isinstance(ground.value, bool) or ground.value is None else ""
        about = self.about(lambda: evidence_data.read_about(ground, self.speaker.unit(node.name)))
        if isinstance(basis, Derivation):
            return replace(self._derived(ground, basis, text, holds), about=about)
        if isinstance(basis, Fact):
            return Statement(f"{text} {self._fact_dates(basis)}", holds, self.citation(basis.citation), (), about)
        if isinstance(basis, ListInForce):
            out = pick(self.lang, "området finns inte på den gällande listan", "the area is not on the list in force")
            return Statement(f"{text} ({out}, {basis.start})", holds, self.citation(basis.citation), (), about)
        if isinstance(basis, ParameterValue):
            note = f" ({basis.citation.noted(self.lang)})" if basis.citation.note else ""
            return Statement(f"{text}{note}", holds, self.citation(basis.citation, False), (), about)
        return Statement(f"{text}{self._absent(ground)}", holds, self._open_question(node.name), (), about)

    def _fact_dates(self, fact: Fact) -> str:
        start = day_text(fact.start, fact.precision)
        reason = ABSENCES.get(fact.absence)
        why = f"; {pick(self.lang, *reason)}" if reason else ""
        return pick(self.lang, f"(från {start}{why})", f"(from {start}{why})")

    def _absent(self, ground: Trace) -> str:
        if ground.value is not None:
            return ""
        none = pick(self.lang, "ingen lista gäller den dagen", "no list is in force on that day")
        return f" ({none})" if str(ground.basis) == "no_list" else ""

    def _open_question(self, name: str) -> str:
        space, short = Name.parse(name)
        return self.citation(self.book.vocabulary.tolkningar[short].citation) if space == "tolkning" else ""

    def _derived(self, ground: Trace, basis: Derivation, text: str, holds: bool | str | None) -> Statement:
        """A derived value: its parts, its place, what held before, and the members of an `over` that counted."""
        parts = [self.ground(part) for part in ground.parts]
        parts += [Statement(text) for text in beside(self.speaker, ground)]
        parts += [self._moment(moment) for moment in basis.moments]
        counted = [m for m in basis.members if m.counted is not False]
        counted.sort(key=lambda m: not m.decides(ground))
        skipped = [m for m in basis.members if m.counted is False]
        if len(counted) > MANY:
            parts.append(Statement(count_text(len(counted), self.lang, "counting")))
            counted = [m for m in counted if m.decides(ground) or m.counted is None or m.unknown][:MANY]
        parts += [self._member(basis, member) for member in counted]
        parts += [self._skipped(skipped)] if skipped else []
        return Statement(text, holds, self.citation(basis.derived.citation), tuple(parts))

    def _skipped(self, members: Sequence[Member]) -> Statement:
        """Members that do not count, named and not unfolded; what of theirs is invented shows."""
        names = ", ".join(m.area.name for m in members[:MANY]) + (" …" if len(members) > MANY else "")
        text = pick(self.lang, f"räknas inte: {names}", f"do not count: {names}")
        marks = dict.fromkeys(flags_text(m.invented.citation, self.lang) for m in members if m.invented)
        return Statement(text, source=" ".join(marks))

    def _counted(self, ground: Trace, node: Reference) -> Statement:
        """A rule that is counted: whether it is active."""
        name = Name.parse(node.name).id
        verdict = verdict_word({True: "yes", False: "no", None: "unknown"}[truth(ground)], self.lang)  # type: ignore[arg-type]
        text = pick(self.lang, f"regel {name} gäller: {verdict}", f"rule {name} applies: {verdict}")
        parts = tuple(self.ground(part) for part in ground.parts[0].parts if not self._always(part))
        return Statement(text, truth(ground), "", parts)

    def _moment(self, moment: Moment) -> Statement:
        """What held from a day of the past on, or under a list."""
        day, condition = moment.day.isoformat(), self.speaker.say(moment.ground.node)
        holds, about, source = truth(moment.ground), evidence_data.moment_about(moment), ""
        parts: tuple[Statement, ...] = ()
        if moment.issue is not None:
            text = pick(self.lang, f"listan från {day}: {condition}", f"the list of {day}: {condition}")
            source = self.citation(moment.issue.citation)
        elif moment.day == FIRST:
            text = pick(self.lang, f"dessförinnan: {condition}", f"before that: {condition}")
        else:
            text = pick(self.lang, f"från {day}: {condition}", f"from {day}: {condition}")
            parts = tuple(self.ground(part) for part in moment.ground.parts)
        return Statement(text, holds, source, parts, about)

    def _member(self, basis: Derivation, member: Member) -> Statement:
        how = basis.derived.how
        parts = [self.ground(g) for g in (member.value or member.where, member.weight) if g is not None]
        text = f"{member.area.name} ({member.area.id})"
        if member.counted is False:
            text += pick(self.lang, ", räknas inte", ", does not count")
        source = ""
        if how.share and member.link is not None:
            share, absence = member.link.shares.get(how.share), member.link.absences.get(how.share, "")
            absent = pick(self.lang, *ABSENCES.get(absence, MISSING))
            sentence = absent if share is None else share_text(share, self.lang)
            text += f", {self.speaker.name(how.share)}: {sentence}"
            source = self.citation(member.link.citation)
        about = evidence_data.member_about(member, how.share)
        return Statement(text, None if member.counted is None else "", source, tuple(parts), about)

    def citation(self, citation: Citation, note: bool = True, titled: bool = False) -> str:
        """A source in short: its marks, the documents' ids (see `sources`), or their titles too, place, quote and
        note."""
        documents = [f"{self.titled(id)} ({id})" if titled else id for id in citation.documents]
        names = [", ".join(documents)] if documents else []
        if citation.place:
            names.append(citation.placed(self.lang))
        if citation.quote:
            names.append(self.quotation(citation.quote))
        if citation.note and note:
            names.append(self.noted(citation))
        return f"{flags_text(citation, self.lang)} {'; '.join(names)}".strip()

    def quotation(self, text: str) -> str:
        """A text of a document, which is Swedish."""
        return quoted(text, self.lang)

    def noted(self, citation: Citation) -> str:
        """The note of a citation."""
        return citation.noted(self.lang)

    def sources(self, texts: Iterable[str]) -> list[tuple[str, str]]:
        """The documents named in some short sources, spelt out: (id, title, publisher, date, reference, address)."""
        named = {word for text in texts for word in re.findall(r"[a-z0-9-]+", text)}
        return [(name, self._document(name)) for name in sorted(named & set(self.book.sources))]

    def titled(self, id: str) -> str:
        """A document by its title and date."""
        source = self.book.sources[id]
        date = f", {source.date}" if source.date[:1].isdigit() else ""
        return f"{self.book.said(source.title, self.lang)}{date}"

    def _document(self, name: str) -> str:
        source = self.book.sources[name]
        stated = (source.publisher, source.date, source.reference)
        details = ", ".join(self.book.said(text, self.lang) for text in stated if text and text != "–")
        title = self.book.said(source.title, self.lang)
        title = f"{title} ({details})" if details else title
        return f"{title} {source.url}".strip()


def explainer(book: Rulebook, policy: Policy, lang: str) -> Explainer:
    """An explainer of a policy's decisions."""
    return Explainer(book, policy.parameters, lang)


@typed_arguments
def explain(scenario: Scenario, area: Area | str, insats: str, policy: str, lang: Lang = "sv") -> tuple[Statement, ...]:
    """Why an area is or is not given an insats by a policy, each by id or name: one tree per reading that matters.

    Raises `GrundError` where the policy, the insats or the area is unknown, or the area is at another level.
    """
    chosen_policy = scenario.policy(policy)
    ruling = ruling_of(scenario, chosen_policy, insats)
    area = find_area(scenario, area, ruling.insats.level) if isinstance(area, str) else area
    if area.level != ruling.insats.level:
        raise GrundError([wrong_level(scenario.today, area, ruling.insats.level)])
    speaking = explainer(scenario.book, chosen_policy, lang)
    frames = [frame_of(scenario, chosen_policy, reading) for reading in scenario.readings([ruling])]
    decisions = [interpreter.decide(frame, ruling.insats.id, area) for frame in frames]
    return tuple(speaking.decision(chosen_policy, decision) for decision in decisions)
