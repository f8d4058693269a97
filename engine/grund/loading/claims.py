"""Claims: statements about areas and policies, from the file of a scenario or a policy, or as one is typed.

Every level, area, insats, policy and condition named in a claim exists; all problems at once. What stands in a
policy's file knows no world, so it names no areas.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from ..language.intervals import unscaled
from ..language.typing import condition, constant
from ..model.claims import AREAS, PAIRS, POLICIES, RULES, Check, Claim, Form, Way
from ..model.expressions import BOOL, Expr, Literal, Value, domain
from ..model.facts import Area
from ..model.policies import Insats, Parameter, Policy, Vocabulary
from ..model.sources import Citation, Label, Source
from ..problems.problem import Place
from .documents import Document, Path, parse_yaml
from .report import ProblemReport, label
from .schema import CheckIn, ClaimIn
from .schema.fields import validate
from .vocabulary import scope, widest

_NEEDED: Final[Mapping[Form, tuple[str, ...]]] = {"fewer": ("than_on",), "differs_from": ("exactly_where", "insats")}
"""What a form says nothing without."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What claims can speak of. `areas`: a world's areas; None where there is no world.

    `policy`: the one whose file holds the claims, which they mean where they name none. `speakers`: who may say them.
    """

    vocabulary: Vocabulary
    insatser: Mapping[str, Insats]
    policies: Mapping[str, Policy]
    sources: Mapping[str, Source]
    areas: Mapping[str, Area] | None = None
    policy: str = ""
    speakers: Mapping[str, Label] = field(default_factory=dict)


def claims(report: ProblemReport, document: Document, given: Sequence[ClaimIn], of: Spoken) -> tuple[Claim, ...]:
    """The claims of a file; problems go to the report."""
    all_claims: list[Claim] = []
    first: dict[str, Place] = {}
    for i, claim in enumerate(given):
        path: Path = ("claims", i)
        report.identifier(document, (*path, "id"), claim.id)
        place = document.place((*path, "id"))
        if claim.id in first:
            report.add("G304", place, id=claim.id, first=f"{first[claim.id].file}:{first[claim.id].line}")
        first.setdefault(claim.id, place)
        ways = []
        if claim.check is not None:
            ways.append(Way(Label(""), check(report, document, (*path, "check"), claim.check, of)))
        for j, way in enumerate(claim.ways):
            at: Path = (*path, "ways", j)
            parsed_check = None if way.check is None else check(report, document, (*at, "check"), way.check, of)
            ways.append(Way(label(way.label), parsed_check, label(way.because), way.read))
        if claim.kind == "check" and not ways:
            report.add("G301", document.place(path), field="check | ways")
        if claim.says:
            report.known(document.place((*path, "says")), "@speaker", claim.says, of.speakers)
        citation = report.citation(document, path, claim, of.sources, claim.id)
        all_claims.append(
            Claim(
                claim.id, label(claim.label), claim.kind, tuple(ways), label(claim.because), claim.ours, citation,
                of.policy, place, claim.says,
            )
        )  # fmt: skip
    return tuple(all_claims)


def check(report: ProblemReport, document: Document, path: Path, given: CheckIn, of: Spoken) -> Check | None:
    """One check, or None with its problems noted."""
    return _Reader(report, document, of, path, given).check()


def typed(text: str, of: Spoken, name: str) -> Claim:
    """A claim as a person types it: a check in YAML, with or without its braces. Raises `GrundError`."""
    sentence = text.strip()
    document = parse_yaml(sentence if sentence[:1] == "{" or "\n" in sentence else f"{{{sentence}}}", name)
    report = ProblemReport()
    model, report.problems = validate(document, CheckIn)
    parsed_check = None if model is None else check(report, document, (), model, of)
    report.finish()
    assert parsed_check is not None
    return Claim(name, Label(""), "check", (Way(Label(""), parsed_check),), Label(""), False, Citation())


class _Reader:
    """Reads one check."""

    def __init__(self, report: ProblemReport, document: Document, of: Spoken, path: Path, given: CheckIn) -> None:
        self.report, self.document, self.of, self.path, self.given = report, document, of, path, given
        self.policy = given.policy or of.policy

    def place(self, *steps: str | int, key: bool = False) -> Place:
        """Where a part of the check stands."""
        return self.document.place((*self.path, *steps), key)

    def check(self) -> Check | None:
        """The check, or None with its problems noted."""
        given = self.given
        forms = [form for form in (*AREAS, *POLICIES) if getattr(given, form)]
        if len(forms) != 1:
            self.report.add("G301", self.place(), field=" | ".join((*AREAS, *POLICIES)))
            return None
        form, before = forms[0], len(self.report.problems)
        self._named(form)
        self._areas()
        if len(self.report.problems) > before:
            return None
        insatser = self._insatser(form)
        level = self._level(form, insatser)
        where, holds, exactly = (self._condition(key, level) for key in ("where", "holds", "exactly_where"))
        return Check(
            form, level, where or Literal(True, BOOL), holds, insatser, self.policy,
            getattr(given, form) if form in POLICIES else "", exactly, tuple(given.within), tuple(given.outside),
            tuple(given.are), tuple(given.among), given.at_least, given.than_on, given.day, self._whatever(),
        )  # fmt: skip

    def _named(self, form: Form) -> None:
        """Every name in a check is declared, and nothing that its form needs is left out."""
        kind, names = self._subjects(form)
        self.report.known(self.place(form), kind, getattr(self.given, form), names)
        if self.given.insats or self.given.receives or form in POLICIES:
            self._named_of_policy(form)
        for needed in _NEEDED.get(form, ()):
            if not getattr(self.given, needed):
                self.report.add("G301", self.place(), field=needed)

    def _subjects(self, form: Form) -> tuple[str, Mapping[str, object] | Sequence[str]]:
        """What kind of thing a form speaks of, and the names that there are of it."""
        if form in AREAS:
            return "@level", self.of.vocabulary.levels
        if form in PAIRS:
            return "@policy", self.of.policies
        if form in RULES:
            return "@insats", self.of.insatser
        return "@attribute_id", {**self.of.vocabulary.attributes, **self.of.vocabulary.derived}

    def _named_of_policy(self, form: Form) -> None:
        """The policy is there, and decides the insatser that are named of it; of a pair, one of the two does."""
        given, of, known = self.given, self.of, self.report.known
        subject, insats = getattr(given, form), given.insats or given.receives
        at = self.place("policy") if given.policy else self.place()
        rulings = of.policies[self.policy].rulings if known(at, "@policy", self.policy, of.policies) else None
        if form in RULES and rulings is not None and subject in of.insatser:
            known(self.place(form), "@insats", subject, rulings)
        place = self.place("insats" if given.insats else "receives")
        if insats and known(place, "@insats", insats, of.insatser) and rulings is not None:
            others = of.policies[subject].rulings if form in PAIRS and subject in of.policies else {}
            known(place, "@insats", insats, {**rulings, **others})

    def _areas(self) -> None:
        """The areas it names are areas of the world."""
        given = self.given
        for key in ("within", "outside", "are", "among"):
            for i, area in enumerate(getattr(given, key)):
                if self.of.areas is None:
                    self.report.add("G722", self.place(key, i), area=area)
                else:
                    self.report.known(self.place(key, i), "@area", area, self.of.areas)

    def _insatser(self, form: Form) -> tuple[str, ...]:
        """The insats it names; of policies, every one they decide where it names none."""
        named = getattr(self.given, form) if form in RULES else self.given.insats or self.given.receives
        if named or form not in POLICIES:
            return (named,) if named else ()
        sides = (self.policy, getattr(self.given, form)) if form in PAIRS else (self.policy,)
        return tuple(dict.fromkeys(name for side in sides for name in self.of.policies[side].rulings))

    def _level(self, form: Form, insatser: tuple[str, ...]) -> str:
        """The level whose words its conditions are written in; empty where its insatser are of several."""
        if form in AREAS:
            return str(getattr(self.given, form))
        levels = {self.of.insatser[name].level for name in insatser}
        if len(levels) > 1 and self.given.where != "true":
            self.report.add("G301", self.place(), field="insats")
        return levels.pop() if len(levels) == 1 else ""

    def _condition(self, key: str, level: str) -> Expr | None:
        text = getattr(self.given, key)
        if not text or not level:
            return None
        common = next(iter(self.of.policies.values())).parameters if self.of.policies else {}
        parameters = self.of.policies[self.policy].parameters if self.policy in self.of.policies else common
        at = scope(self.of.vocabulary, parameters, level)
        return self.report.parsed(self.document, (*self.path, key), partial(condition, text, at))

    def _whatever(self) -> Mapping[str, tuple[Value, Value]] | None:
        """Parameters with the range they may lie in, its lower end first."""
        ranges: dict[str, tuple[Value, Value]] = {}
        parameters = self.of.policies[self.policy].parameters if self.policy in self.of.policies else {}
        for name, ends in self.given.whatever.items():
            place = self.place("whatever", name, key=True)
            if self.report.known(place, "@parameter", name, parameters):
                pair = self._range(place, ends, parameters[name])
                if pair is not None:
                    ranges[name] = pair
        return ranges or None

    def _range(self, place: Place, ends: Sequence[str], parameter: Parameter) -> tuple[Value, Value] | None:
        """A closed range inside the parameter's domain; members of an enum are in its order."""
        kind = parameter.type
        try:
            low, high = (constant(text, kind) for text in ends)
        except ValueError:
            self.report.add("G303", place, value=", ".join(ends), wanted=f"@{kind.kind}")
            return None
        first, last = _domain(parameter)
        ordered = [kind.members.index(v) if isinstance(v, str) else v for v in (first, low, high, last)]
        if ordered != sorted(ordered):
            self.report.add("G723", place, low=ends[0], high=ends[1], lowest=first, highest=last)
            return None
        return low, high


def _domain(parameter: Parameter) -> tuple[Value, Value]:
    """The least and the greatest value a parameter can have."""
    kind = widest(parameter)
    if kind.kind == "number":
        return kind.low, kind.high
    low, high = (unscaled(end, kind) for end in domain(kind))
    return low, high
