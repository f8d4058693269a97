"""Reasons: why and why not, and who answers, for every area; each sentence kept once.

Plain data for the page: texts, statements as a graph without repetition, and per area what each policy decides, why,
and who answers. Every statement is the explanation's own, of the decision that was counted; the page only shows it.
"""

from __future__ import annotations

from typing import Any

from ..analysis.accountability.responsibility import Ledger, Responsibility, ledger_of
from ..analysis.compare.comparison import Comparison
from ..batch.progress import watched
from ..engines.run import decide
from ..loading import paths
from ..model.decisions import Decision
from ..model.facts import Area
from ..model.names import sort_key
from ..model.organisation import ROLES
from ..model.policies import Insats, Policy, Ruling
from ..model.sources import Label
from ..views.wording.statement import Statement
from .written_once import Numbered, RememberingExplainer, TraceNumbers

_HOLDS = {True: 1, False: 0, None: 2, "": 3}
"""How a statement holds, as a number: 0 no, 1 yes, 2 unknown, 3 it has no truth value."""


class Reasons:
    """Writes the reasons of a comparison into tables of texts, statements and answers."""

    def __init__(self, comparison: Comparison) -> None:
        self.found = comparison
        self.root = f"{paths.root()}/"  # a report that is mailed says where a rule stands, not on whose machine
        self.policies = (comparison.a,) if comparison.a is comparison.b else (comparison.a, comparison.b)
        self.trace_numbers = TraceNumbers()
        self.speakers = {
            p.id: tuple(
                RememberingExplainer(comparison.scenario.book, p, lang, self.trace_numbers) for lang in ("sv", "en")
            )
            for p in self.policies
        }
        self.counted = frozenset().union(*(side.counted for side in comparison.sides))
        self.texts, self.nodes, self.answers, self.told = Numbered(), Numbered(), Numbered(), Numbered()
        self.held: Ledger = ledger_of(comparison.scenario)
        self.insatser: dict[str, Insats] = {}
        self.by_area: list[list[int]] = []
        self.placed: dict[str, dict[str, int]] = {}
        self.columns: dict[tuple[str, str], list[tuple[Decision, ...]]] = {}
        self.cited: dict[str, int] = {}
        self.asked: dict[object, int] = {}
        self.done: dict[object, int] = {}
        self.said: dict[tuple[int, int], tuple[int, Statement, Statement]] = {}

    def data(self) -> dict[str, Any]:
        """Everything, as plain data."""
        entries = self.found.sides[0].areas
        areas = self.by_area = [
            self.about(r.area) for r in watched(entries, lambda: len(entries), self.found.scenario.level)
        ]
        ordered = sorted(self.insatser.values(), key=lambda i: sort_key(i.label.sv))
        numbers = {insats.id: number for number, insats in enumerate(ordered)}
        return {
            "texts": self.all_texts(),
            "nodes": self.nodes.values(),
            "answers": self.answers.values(),
            "told": [(numbers[insats], *rest) for insats, *rest in self.told.values()],
            "insatser": [_pair(i.label) for i in ordered],
            "areas": areas,
        }

    def all_texts(self) -> list[list[str]]:
        """Every text in both languages, or once where they are alike."""
        return [[sv] if sv == en else [sv, en] for sv, en in self.texts.values()]

    def text(self, sv: str, en: str) -> int:
        """The number of a text in both languages."""
        return self.texts((sv.replace(self.root, ""), en.replace(self.root, "")))

    def about(self, area: Area) -> list[int]:
        """What is decided for one area: a row of `told` for each insats, those that count first."""
        rulings: dict[str, Insats] = {}
        for policy in self.policies:
            rulings.update({r.insats.id: r.insats for r in policy.rulings.values() if self._where(r, area)})
        ordered = sorted(rulings.values(), key=lambda i: (i.id not in self.counted, sort_key(i.label.sv)))
        return [self._insats(insats, area, insats.id in self.counted) for insats in ordered]

    def _where(self, ruling: Ruling, area: Area) -> Area | None:
        """The area an insats is decided for: the area itself, or one it is part of."""
        level = ruling.insats.level
        return next((a for a in (area, *self.found.scenario.today.above(area)) if a.level == level), None)

    def _insats(self, insats: Insats, area: Area, counts: bool) -> int:
        self.insatser[insats.id] = insats
        verdicts: list[tuple[int, int, str, int]] = []
        where = area
        for side, policy in enumerate(self.policies):
            ruling = policy.rulings.get(insats.id)
            place = self._where(ruling, area) if ruling else None
            if ruling is None or place is None:
                continue
            where = place
            rows = [
                (i, d.verdict[0], self._decided(policy, d))
                for i, d in enumerate(self._decisions(policy, ruling, place))
            ]
            if len({row[1:] for row in rows}) == 1:
                rows = [(-1, *rows[0][1:])]
            verdicts += [(side, *row) for row in rows]
        who = self._answering(insats, where)
        level = "" if where is area else where.name
        return self.told((insats.id, int(counts), level, tuple(verdicts), who))

    def _decisions(self, policy: Policy, ruling: Ruling, area: Area) -> list[Decision]:
        """The decision in each reading of the comparison."""
        scenario = self.found.scenario
        key = (policy.id, ruling.insats.id)
        if key not in self.columns:
            self.columns[key] = [decide(scenario, policy, ruling, side.reading) for side in self.found.sides]
        at = self.placed.setdefault(area.level, {})
        if not at:
            at.update({a.id: i for i, a in enumerate(scenario.today.by_level[area.level])})
        return [column[at[area.id]] for column in self.columns[key]]

    def _decided(self, policy: Policy, decision: Decision) -> int:
        """The statement of a decision, without the area's name, which stands above it."""
        own = policy.id, id(decision)  # readings share decisions, which the columns keep
        if own not in self.done:
            key = self.trace_numbers.decision(policy, decision)
            if key not in self.done:
                lead = f"{decision.area.name}: "
                sv, en = (speaker.decision(policy, decision) for speaker in self.speakers[policy.id])
                self.done[key] = self._statement(sv, en, lead)
            self.done[own] = self.done[key]
        return self.done[own]

    def _statement(self, sv: Statement, en: Statement, lead: str = "") -> int:
        """A statement in both languages, which are two ways to say one decision: their parts are alike."""
        key = (id(sv), id(en))
        if key in self.said:
            return self.said[key][0]
        parts = tuple(self._statement(a, b) for a, b in zip(sv.parts, en.parts, strict=True))
        text = self.text(sv.text.removeprefix(lead), en.text.removeprefix(lead))
        source = self.text(sv.source, en.source) if sv.source else -1
        node = self.nodes((text, _HOLDS[sv.holds], source, parts) if parts else (text, _HOLDS[sv.holds], source))
        self.said[key] = (node, sv, en)  # they are kept, so that their numbers stay their own
        return node

    def _answering(self, insats: Insats, area: Area) -> int:
        """The number of those who have a part in it; asked once for areas in which the same bodies answer."""
        key = insats.id, self.held.standing(area)
        if key not in self.asked:
            self.asked[key] = self.answers(tuple(self._who(insats, area)))
        return self.asked[key]

    def _who(self, insats: Insats, area: Area) -> list[tuple[int, int, int, int, int]]:
        """Who has a part in it: (answers, body, role, what, source), those that answer first."""
        sv, en = next(iter(self.speakers.values()))
        rows = []
        for a in self.held.who(insats, area):
            body = self.text(*(_through(a, lang) for lang in ("sv", "en")))
            role = self.text(*ROLES[a.role])
            if a.duty.id not in self.cited:
                self.cited[a.duty.id] = self.text(sv.citation(a.duty.citation), en.citation(a.duty.citation))
            field = self.text(a.duty.field, en.book.said(a.duty.field, "en"))
            rows.append((int(a.answers), body, role, field, self.cited[a.duty.id]))
        return rows


def _through(answer: Responsibility, lang: str) -> str:
    """A body, and the group that it is named by."""
    group = answer.through
    return answer.body.called(lang) + (f" ({group.called(lang)})" if group and group != answer.body else "")


def _pair(label: Label) -> list[str]:
    sv, en = label.get("sv"), label.get("en")
    return [sv] if sv == en else [sv, en]
