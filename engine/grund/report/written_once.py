"""Written once: decisions that are explained in the same words, so that each explanation is written once.

Two traces have one number only if every statement made of them is the same: the same expressions, values and evidence,
whatever area they are of.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..model.decisions import Decision, Derivation, Member, RuleTrace, Trace
from ..model.derivations import How
from ..model.expressions import Expr
from ..model.facts import Fact
from ..model.policies import Policy, Rulebook
from ..model.sources import Citation
from ..views.wording.evidence_data import Data
from ..views.wording.explanation import Explainer
from ..views.wording.sentences import Speaker
from ..views.wording.statement import Statement


class TraceNumbers:
    """Numbers for traces: the same for those that say the same. What is numbered is kept, so that ids stay its own."""

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}
        self._seen: dict[int, tuple[Trace, int]] = {}
        self._decisions: dict[int, tuple[Decision, int]] = {}
        self._citations: dict[int, tuple[Citation, int]] = {}
        self._nodes: dict[int, tuple[Expr, int]] = {}

    def __call__(self, trace: Trace) -> int:
        """The number of a trace."""
        seen = self._seen.get(id(trace))
        if seen is None:
            key = (self._node(trace.node), str(trace.value), self._basis(trace), tuple(map(self, trace.parts)))
            seen = self._seen[id(trace)] = (trace, self._numbers.setdefault(key, len(self._numbers)))
        return seen[1]

    def decision(self, policy: Policy, decision: Decision) -> object:
        """What tells a decision's explanation from others, apart from its area's name."""
        own = id(decision)  # policies share decisions
        if own not in self._decisions:
            rules = tuple([(rule.rule.id, self(rule.ground), rule.defeated_by) for rule in decision.rules])
            key = decision.ruling.insats.id, decision.verdict, decision.rule, decision.missing, rules
            self._decisions[own] = decision, self._numbers.setdefault(key, len(self._numbers))
        return policy.id, self._decisions[own][1]

    def _node(self, node: Expr) -> int:
        """The number of an expression: rules of many insatser may each hold one that says the same."""
        seen = self._nodes.get(id(node))
        if seen is None:
            seen = self._nodes[id(node)] = (node, self._numbers.setdefault(node, len(self._numbers)))
        return seen[1]

    def _basis(self, trace: Trace) -> object:
        """What a value stands on: a fact by what is said of it, a list or a parameter by itself."""
        basis = trace.basis
        if isinstance(basis, Fact):
            return basis.start, basis.precision, basis.absence, self._citation(basis.citation)
        if isinstance(basis, Derivation):
            if basis.base:
                return id(trace)  # it names the areas beside this one
            how = basis.derived.how
            members = tuple([self._member(how, member) for member in basis.members])
            moments = tuple([(m.day, m.issue and m.issue.start, self(m.ground)) for m in basis.moments])
            return id(basis.derived), members, moments, basis.lacks
        return basis if isinstance(basis, str) else id(basis)

    def _member(self, how: How, member: Member) -> object:
        """What an aggregate says of an area that it looked at."""
        area, link, counted, *grounds = member
        share = link and (link.shares.get(how.share), link.absences.get(how.share), self._citation(link.citation))
        return area.id, counted, share, *[None if g is None else self(g) for g in grounds]

    def _citation(self, citation: Citation) -> int:
        """The number of a citation: facts of many areas may each hold one that says the same."""
        seen = self._citations.get(id(citation))
        if seen is None:
            seen = self._citations[id(citation)] = (citation, self._numbers.setdefault(citation, len(self._numbers)))
        return seen[1]


@dataclass(frozen=True)
class _Speaker(Speaker):
    """A speaker that says the same condition once."""

    said: dict[int, tuple[Expr, str]] = field(default_factory=dict)

    def say(self, expr: Expr) -> str:
        """The expression as a sentence part."""
        if id(expr) not in self.said:  # the expression is kept, so that its number stays its own
            self.said[id(expr)] = (expr, super().say(expr))
        return self.said[id(expr)][1]


class RememberingExplainer(Explainer):
    """An explainer that says the same rule, ground and source once."""

    def __init__(self, book: Rulebook, policy: Policy, lang: str, numbers: TraceNumbers) -> None:
        super().__init__(book, policy.parameters, lang)
        self.speaker = _Speaker(book.vocabulary, policy.parameters, lang)
        self._trace_numbers = numbers
        self._grounds: dict[int, Statement] = {}
        self._rules: dict[tuple[object, ...], Statement] = {}
        self._cited: dict[tuple[int, bool], tuple[Citation, str]] = {}

    def about(self, make: Callable[[], Data]) -> Data:
        """Nothing: the page shows what statements say as sentences alone."""
        return {}

    def quotation(self, text: str) -> str:
        """A text of a document; the page says once that these are Swedish."""
        return f"”{text}”"

    def noted(self, citation: Citation) -> str:
        """A note, which may be Swedish; the page says so once."""
        return (citation.note_en if self.lang == "en" else "") or citation.note

    def citation(self, citation: Citation, note: bool = True, titled: bool = False) -> str:
        """A source in short, by the ids of its documents: the page has one list of their titles."""
        key = (id(citation), note)
        if key not in self._cited:
            self._cited[key] = (citation, super().citation(citation, note))
        return self._cited[key][1]

    def rule(self, ground: RuleTrace, decision: Decision) -> Statement:
        """What became of a rule."""
        states = [(rule.rule.id, rule.active) for rule in decision.rules if rule.rule.id in ground.defeated_by]
        key = id(ground.rule), self._trace_numbers(ground.ground), *states
        if key not in self._rules:
            self._rules[key] = super().rule(ground, decision)
        return self._rules[key]

    def ground(self, ground: Trace) -> Statement:
        """A condition or a name that was read."""
        number = self._trace_numbers(ground)
        if number not in self._grounds:
            self._grounds[number] = super().ground(ground)
        return self._grounds[number]


class Numbered:
    """Values kept once, by number."""

    def __init__(self) -> None:
        self.number: dict[Any, int] = {}

    def __call__(self, value: Any) -> int:
        """The number of a value."""
        return self.number.setdefault(value, len(self.number))

    def values(self) -> list[Any]:
        """The values in order of number."""
        return list(self.number)
