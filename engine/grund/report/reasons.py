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
from ..model.decisions import Decision
from ..model.facts import Area
from ..model.names import sort_key
from ..model.organisation import ROLES
from ..model.policies import Insats, Policy, Ruling
from ..views.wording.statement import Statement
from .bilingual import pair
from .written_once import Numbered, RememberingExplainer, TraceNumbers

_HOLDS = {True: 1, False: 0, None: 2, "": 3}
"""How a statement holds, as a number: 0 no, 1 yes, 2 unknown, 3 it has no truth value."""


class Reasons:
    """Writes the reasons of a comparison into tables of texts, statements and answers."""

    def __init__(self, comparison: Comparison) -> None:
        self.found = comparison
        self.policies = comparison.policies
        self.trace_numbers = TraceNumbers()
        self.speakers = self._speakers()
        counted = frozenset().union(*(side.counted for side in comparison.sides))
        insatser = {r.insats.id: (r.insats, r.insats.id in counted) for p in self.policies for r in p.rulings.values()}
        self.ordered = sorted(insatser.values(), key=lambda pair: (not pair[1], sort_key(pair[0].label.sv)))
        self.texts, self.nodes, self.answers, self.told = Numbered(), Numbered(), Numbered(), Numbered()
        self.held: Ledger = ledger_of(comparison.scenario)
        self.insatser: dict[str, Insats] = {}
        self.by_area: list[list[int]] = []
        self.placed: dict[str, dict[str, int]] = {}
        self.columns: dict[tuple[str, str], tuple[list[tuple[Decision, ...]], list[int]]] = {}
        self.cited: dict[str, int] = {}
        self.asked: dict[object, int] = {}
        self.done: dict[object, int] = {}
        self.said: dict[tuple[int, int], tuple[int, Statement, Statement]] = {}

    def _speakers(self) -> dict[str, tuple[RememberingExplainer, RememberingExplainer]]:
        """Who explains the decisions of each policy, in both languages; policies of the same parameters share them."""
        speakers: dict[str, tuple[RememberingExplainer, RememberingExplainer]] = {}
        for policy in self.policies:
            alike = next((p.id for p in self.policies if p.parameters == policy.parameters), policy.id)
            sv, en = (
                RememberingExplainer(self.found.scenario.book, policy, lang, self.trace_numbers)
                for lang in ("sv", "en")
            )
            speakers[policy.id] = speakers.get(alike, (sv, en))
        return speakers

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
            "insatser": [pair(i.label) for i in ordered],
            "areas": areas,
        }

    def all_texts(self) -> list[list[str]]:
        """Every text in both languages, or once where they are alike."""
        return [[sv] if sv == en else [sv, en] for sv, en in self.texts.values()]

    def text(self, sv: str, en: str) -> int:
        """The number of a text in both languages."""
        return self.texts((sv, en))

    def about(self, area: Area) -> list[int]:
        """What is decided for one area: a row of `told` for each insats, those that count first."""
        places: dict[str, Area] = {}
        for one in (area, *self.found.scenario.today.above(area)):
            places.setdefault(one.level, one)
        return [
            self._insats(insats, area, places[insats.level], counts)
            for insats, counts in self.ordered
            if insats.level in places
        ]

    def _insats(self, insats: Insats, area: Area, where: Area, counts: bool) -> int:
        """A row of `told`; `where` is the area that the insats is decided for: the area, or one it is part of."""
        self.insatser[insats.id] = insats
        verdicts: list[tuple[int, int, str, int]] = []
        for side, policy in enumerate(self.policies):
            ruling = policy.rulings.get(insats.id)
            if ruling is not None:
                verdicts += [(side, *row) for row in self._rows(policy, ruling, where)]
        who = self._answering(insats, where)
        level = "" if where is area else where.name
        return self.told((insats.id, int(counts), level, tuple(verdicts), who))

    def _rows(self, policy: Policy, ruling: Ruling, area: Area) -> list[tuple[int, str, int]]:
        """The verdict and the statement of each reading; once, as of reading -1, where all are alike."""
        key = (policy.id, ruling.insats.id)
        if key not in self.columns:
            self.columns[key] = self._columns(policy, ruling)
        columns, which = self.columns[key]
        place = self._place(area)
        rows = [(c[place].verdict[0], self._decided(policy, c[place])) for c in columns]
        if len(set(rows)) == 1:
            return [(-1, *rows[0])]
        return [(reading, *rows[number]) for reading, number in enumerate(which)]

    def _columns(self, policy: Policy, ruling: Ruling) -> tuple[list[tuple[Decision, ...]], list[int]]:
        """The decisions of every area, and which of these columns each reading has: readings share them."""
        columns = [decide(self.found.scenario, policy, ruling, side.reading) for side in self.found.sides]
        different = {id(column): column for column in columns}
        return list(different.values()), [list(different).index(id(column)) for column in columns]

    def _place(self, area: Area) -> int:
        """Where an area stands in its level."""
        if area.level not in self.placed:
            self.placed[area.level] = {a.id: i for i, a in enumerate(self.found.scenario.today.by_level[area.level])}
        return self.placed[area.level][area.id]

    def _decided(self, policy: Policy, decision: Decision) -> int:
        """The statement of a decision, without the area's name, which stands above it."""
        own = policy.id, id(decision)  # areas share decisions, which the columns keep
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
