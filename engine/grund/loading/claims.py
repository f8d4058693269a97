"""Claims: statements about areas and policies, from a scenario's file.

Enters: the file's document and models, the rulebook and the areas it speaks of. Leaves: `Claim` values.
Promise: every level, area, insats, policy and condition named in a claim exists; all problems at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final, TypeAlias
from typing import Literal as OneOf

from ..expr import BOOL, Expr, Literal, Value
from ..policy import Rulebook
from ..resolve import condition, constant
from ..schema import CheckIn, ClaimIn
from ..sources import Citation, Label
from ..text import Document, Path
from ..world import FactBook
from .report import Report, label
from .vocabulary import scope

Form: TypeAlias = OneOf[
    "every", "no", "some", "areas", "fewer", "never_less_than", "equal_to", "never_depends_on", "never_less_with_more"
]
AREAS: Final[tuple[Form, ...]] = ("every", "no", "some", "areas", "fewer")
POLICIES: Final[tuple[Form, ...]] = ("never_less_than", "equal_to", "never_depends_on", "never_less_with_more")
Kind: TypeAlias = OneOf["check", "read", "open", "rule", "judgement"]


@dataclass(frozen=True, slots=True)
class Check:
    """What must hold: a form, the level it speaks of, and what is said (see `schema.CheckIn`).

    `other` is a second policy, or an attribute, by the form.
    """

    form: Form
    level: str
    where: Expr
    holds: Expr | None = None
    insats: str = ""
    policy: str = ""
    other: str = ""
    within: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    are: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    at_least: int = 1
    than_on: date | None = None
    day: date | None = None
    whatever: Mapping[str, tuple[Value, Value]] | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """One way to understand a claim; without a check it is `read` in its source, or open."""

    label: Label
    check: Check | None
    because: Label = Label("")
    read: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement with its source; `ours`: not the document's own."""

    id: str
    label: Label
    kind: Kind
    ways: tuple[Way, ...]
    because: Label
    ours: bool
    citation: Citation


def claims(
    report: Report, document: Document, given: Sequence[ClaimIn], book: Rulebook, facts: FactBook
) -> tuple[Claim, ...]:
    """The claims of a file; problems go to the report."""
    found: list[Claim] = []
    seen: set[str] = set()
    for i, claim in enumerate(given):
        path: Path = ("claims", i)
        report.identifier(document, (*path, "id"), claim.id)
        if claim.id in seen:
            report.add("G304", document.place((*path, "id")), id=claim.id, first=claim.id)
        seen.add(claim.id)
        reader = _Reader(report, document, book, facts)
        ways = [Way(Label(""), reader.check((*path, "check"), claim.check))] if claim.check else []
        for j, way in enumerate(claim.ways):
            check = None if way.check is None else reader.check((*path, "ways", j, "check"), way.check)
            ways.append(Way(label(way.label), check, label(way.because), way.read))
        if claim.kind == "check" and not ways:
            report.add("G301", document.place(path), field="check | ways")
        citation = report.citation(document, path, claim, book.sources, claim.id)
        because = label(claim.because)
        found.append(Claim(claim.id, label(claim.label), claim.kind, tuple(ways), because, claim.ours, citation))
    return tuple(found)


class _Reader:
    """Reads checks against the rulebook and the areas."""

    def __init__(self, report: Report, document: Document, book: Rulebook, facts: FactBook) -> None:
        self.report, self.document, self.book = report, document, book
        self.areas = {area.id: area for area in facts.areas}

    def check(self, path: Path, given: CheckIn) -> Check | None:
        """A check, or None with its problems noted."""
        forms = [form for form in (*AREAS, *POLICIES) if getattr(given, form)]
        if len(forms) != 1:
            self.report.add("G301", self.document.place(path), field=" | ".join((*AREAS, *POLICIES)))
            return None
        form, before = forms[0], len(self.report.problems)
        insats = given.insats or given.receives
        self._named(path, given, form, insats)
        level = getattr(given, form) if form in AREAS else ""
        if form in POLICIES and insats in self.book.insatser:
            level = self.book.insatser[insats].level
        if len(self.report.problems) > before:
            return None
        where, holds = (self._condition(path, key, getattr(given, key), level) for key in ("where", "holds"))
        return Check(
            form, level, where or Literal(True, BOOL), holds, insats, given.policy,
            getattr(given, form) if form in POLICIES else "", tuple(given.within), tuple(given.outside),
            tuple(given.are), tuple(given.among), given.at_least, given.than_on, given.day, self._whatever(path, given),
        )  # fmt: skip

    def _named(self, path: Path, given: CheckIn, form: Form, insats: str) -> None:
        """Every name in a check is declared, and nothing that its form needs is left out."""
        place, known = self.document.place, self.report.known
        if form in AREAS:
            known(place((*path, form)), "@level", getattr(given, form), self.book.vocabulary.levels)
        elif form in ("never_less_than", "equal_to"):
            known(place((*path, form)), "@policy", getattr(given, form), self.book.policies)
        else:
            known(place((*path, form)), "@attribute", getattr(given, form), self.book.vocabulary.attributes)
        if insats or form in POLICIES:
            known(place((*path, "insats" if given.insats else "receives")), "@insats", insats, self.book.insatser)
            if known(place((*path, "policy")), "@policy", given.policy, self.book.policies):
                known(place((*path, "policy")), "@insats", insats, self.book.policies[given.policy].rulings)
        if form == "fewer" and given.than_on is None:
            self.report.add("G301", place(path), field="than_on")
        for key in ("within", "outside", "are", "among"):
            for i, area in enumerate(getattr(given, key)):
                known(place((*path, key, i)), "@area", area, self.areas)

    def _condition(self, path: Path, key: str, text: str, level: str) -> Expr | None:
        if not text:
            return None
        common = next(iter(self.book.policies.values())).parameters if self.book.policies else {}
        at = scope(self.book.vocabulary, common, level)
        return self.report.parsed(self.document, (*path, key), partial(condition, text, at))

    def _whatever(self, path: Path, given: CheckIn) -> Mapping[str, tuple[Value, Value]] | None:
        """Parameters with the range they may lie in."""
        found: dict[str, tuple[Value, Value]] = {}
        for name, ends in given.whatever.items():
            place = self.document.place((*path, "whatever", name), key=True)
            held = self.book.policies[given.policy].parameters if given.policy in self.book.policies else {}
            if not self.report.known(place, "@parameter", name, held):
                continue
            try:
                low, high = (constant(text, held[name].type) for text in ends)
                found[name] = low, high
            except ValueError:
                self.report.add("G303", place, value=", ".join(ends), wanted=f"@{held[name].type.kind}")
        return found or None
