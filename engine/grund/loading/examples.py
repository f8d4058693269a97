"""Examples: the worked examples of a policy, or of derived attributes, as their file writes them.

Every name, value and rule in an example is declared; a misspelt one gets its place and the nearest word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ..language.typing import Scope
from ..model.expressions import FIRST, Value
from ..model.policies import Example, Expected, Parameter, Ruling, Vocabulary
from ..problems.problem import Place, nearest
from .derived import reads
from .documents import Path
from .report import label
from .schema import ExampleIn
from .vocabulary import Declared, scope, settled

_VERDICT: Final = re.compile(r"(?P<answer>yes|no)(?: +by +(?P<rule>\S+))?")
_UNKNOWN: Final = re.compile(r"unknown(?: +for +(?P<names>\S.*))?")
_MEANT: Final = {"ja": "yes", "nej": "no", "okänt": "unknown", "okänd": "unknown", "av": "by", "genom": "by"} | {
    "för": "for", "true": "yes", "false": "no",
}  # fmt: skip


@dataclass
class About:
    """What the examples of a file are about: insatser by their `rulings`, and derived attributes.

    `failed` are subjects whose own problems are already noted; nothing is said of them twice.
    """

    declared: Declared
    words: Vocabulary
    parameters: Mapping[str, Parameter]
    rulings: Mapping[str, Ruling] | None = None
    failed: frozenset[str] = frozenset()
    scopes: dict[str, Scope] = field(default_factory=dict)

    def at(self, level: str) -> Scope:
        """What can be read at a level."""
        if level not in self.scopes:
            self.scopes[level] = scope(self.words, self.parameters, level)
        return self.scopes[level]


def examples(about: About, models: Sequence[ExampleIn]) -> tuple[Example, ...]:
    """The examples of a file; problems go to the report."""
    first: dict[str, Place] = {}
    all_examples: list[Example] = []
    for i, given in enumerate(models):
        place = about.declared.document.place(("examples", i, "id"))
        if given.id in first:
            where = f"{first[given.id].file}:{first[given.id].line}"
            about.declared.report.add("G304", place, id=given.id, first=where)
        first.setdefault(given.id, place)
        all_examples.append(_Reader(about, ("examples", i), given).example())
    return tuple(all_examples)


class _Reader:
    """Reads one example."""

    def __init__(self, about: About, path: Path, model: ExampleIn) -> None:
        self.about, self.path, self.model = about, path, model
        self.declared, self.report = about.declared, about.declared.report

    def place(self, *steps: str, key: bool = False, span: tuple[int, int] | None = None) -> Place:
        return self.declared.document.place((*self.path, *steps), key, span)

    def example(self) -> Example:
        model = self.model
        self.report.identifier(self.declared.document, (*self.path, "id"), model.id)
        citation = self.report.citation(self.declared.document, self.path, model, self.declared.sources, "", False)
        if not model.expect:
            self.report.add("G303", self.place("expect"), value="", wanted="@expectation")
        levels = {name: level for name in model.expect if (level := self.level(name))}
        given = self.given(list(dict.fromkeys(levels.values()))) if levels else {}
        parameters = dict(self.about.parameters)
        for name, text in model.parameters.items():
            if self.report.known(self.place("parameters", name, key=True), "@parameter", name, parameters):
                place = self.place("parameters", name)
                parameters[name] = settled(self.declared, place, parameters[name], text, FIRST, citation)
        self.tolkning()
        expects = tuple([self.expected(name, level) for name, level in levels.items()])
        return Example(
            model.id, label(model.label), model.day, model.tolkning, parameters, given, expects, citation,
        )  # fmt: skip

    def level(self, subject: str) -> str | None:
        """The level that something expected is decided or derived at; None where it is not known (noted)."""
        rulings, place = self.about.rulings, self.place("expect", subject, key=True)
        if rulings is not None and not self.derived(subject):
            known = {*rulings, *self.about.failed}
            if not self.report.known(place, "@insats", subject, sorted(known)) or subject in self.about.failed:
                return None
            return rulings[subject].insats.level
        derived = self.about.words.derived.get(subject)
        if derived is None:
            self.report.add("G201", place, nearest(subject, self.about.words.derived), name=subject)
            return None
        if not derived.local and (rulings is None or not derived.how.counts_rules):
            self.report.add("G321", place, name=subject)
        return max(derived.levels, key=lambda level: sum(n in self.about.at(level).types for n in self.model.given))

    def derived(self, subject: str) -> bool:
        """Whether a derived attribute is expected, and no insats of that name."""
        return subject not in (self.about.rulings or {}) and subject in self.about.words.derived

    def given(self, levels: Sequence[str]) -> dict[str, Value | None]:
        """The given values by name; each exists at one of the levels asked about."""
        values: dict[str, Value | None] = {}
        words = self.about.words
        for name, text in self.model.given.items():
            scopes = [at for at in map(self.about.at, levels) if name in at.types]
            if not scopes or (name not in words.attributes and name not in words.derived):
                self._nowhere(name, levels)
            elif text == "unknown":
                values[name] = None
            else:
                values[name] = self.declared.constant(self.place("given", name), name, text, scopes[0].types[name])
        return values

    def _nowhere(self, name: str, levels: Sequence[str]) -> None:
        """Note a name that cannot be given; one of another level has perhaps a derived attribute made of it."""
        place, words = self.place("given", name, key=True), self.about.words
        here = {n for level in levels for n in self.about.at(level).types if "." not in n}
        if name in words.attributes or name in words.derived:
            made = next((d.id for d in words.derived.values() if d.id in here and name in reads(d)), None)
            self.report.add("G202", place, made, name=name, level=", ".join(levels))
        else:
            self.report.add("G201", place, nearest(name, here), name=name)

    def tolkning(self) -> None:
        """Each open question exists, and has the choice."""
        known = self.about.words.tolkningar
        for name, choice in self.model.tolkning.items():
            if self.report.known(self.place("tolkning", name, key=True), "@tolkning", name, known):
                self.report.known(self.place("tolkning", name), "@tolkning", choice, known[name].options)

    def expected(self, subject: str, level: str) -> Expected:
        """What is expected of an insats or a derived attribute."""
        text = self.model.expect[subject]
        place = self.place("expect", subject)
        unknown = _UNKNOWN.fullmatch(text)
        if unknown:
            missing = None if unknown["names"] is None else self.missing(subject, level, unknown)
            return Expected(subject, level, text, None, None, missing, place)
        if self.derived(subject):
            value = self.declared.constant(place, subject, text, self.about.words.derived[subject].type)
            return Expected(subject, level, text, value, None, None, place)
        verdict = _VERDICT.fullmatch(text)
        if verdict is None:
            meant = " ".join(_MEANT.get(word.lower(), word) for word in text.split())
            near = meant if _VERDICT.fullmatch(meant) or _UNKNOWN.fullmatch(meant) else None
            self.report.add("G303", place, near, value=text[:60], wanted="@expectation")
            return Expected(subject, level, text, None, None, None, place)
        self.rule(subject, verdict)
        return Expected(subject, level, text, verdict["answer"], verdict["rule"], None, place)

    def rule(self, subject: str, verdict: re.Match[str]) -> None:
        """The rule that is said to decide is one of the insats's."""
        assert self.about.rulings is not None
        ids = [*(rule.id for rule in self.about.rulings[subject].rules), "otherwise"]
        if verdict["rule"] is not None and verdict["rule"] not in ids:
            place = self.place("expect", subject, span=verdict.span("rule"))
            self.report.add("G306", place, nearest(verdict["rule"], ids), id=verdict["rule"])

    def missing(self, subject: str, level: str, unknown: re.Match[str]) -> frozenset[str]:
        """The names said to be missing; each can be read at the level."""
        known = self.about.at(level)
        names: set[str] = set()
        for name in re.finditer(r"[^\s,][^,]*(?<!\s)", unknown["names"]):
            names.add(name[0])
            if known.find(name[0]) is None:
                start = unknown.start("names")
                place = self.place("expect", subject, span=(start + name.start(), start + name.end()))
                self.report.add("G201", place, nearest(name[0], known.types), name=name[0])
        return frozenset(names)
