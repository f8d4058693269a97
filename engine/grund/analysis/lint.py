"""Lint: what is no error and yet unfinished, in files that are right.

Problems of the codes G35 and G46, each at its place. A remark is true of everything that was read: that nobody cites a
source or delivers an attribute is said only where a world of the rulebook was read too.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ..loading.documents import read
from ..loading.scenario import load_scenario
from ..loading.shared_worlds import Shared
from ..model.facts import FactBook
from ..model.policies import Rulebook
from ..model.scenario import Scenario
from ..model.sources import Citation
from ..problems.file_names import shown
from ..problems.problem import GrundError, Place, Problem, problem
from .check import kind_of, rulebook_of, rules_of, targets
from .testing.examples import trials


@dataclass(slots=True)
class _Known:
    """A rulebook, the worlds of it that were read, and the scenarios' files."""

    book: Rulebook
    worlds: list[FactBook] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    scenarios: list[Scenario] = field(default_factory=list)


def remarks(paths: Sequence[str] = ()) -> list[Problem]:
    """Every remark on some files, in order of place. Raises `GrundError` where they cannot be read."""
    knowns: dict[frozenset[Path], _Known] = {}
    shared = Shared()
    for path in dict.fromkeys(rulebook_of(path) or path for path in targets(paths)):
        book, world, scenario = _read(path, shared)
        known = knowns.setdefault(frozenset(Path(f).resolve() for f in book.files), _Known(book))
        known.worlds += [world] if world else []
        if scenario:
            known.files |= {scenario.file} if scenario.file else set()
            known.scenarios.append(scenario)
    problems = [p for known in knowns.values() for p in _said(known)]
    return list(GrundError(problems).problems)


def _read(path: Path, shared: Shared) -> tuple[Rulebook, FactBook | None, Scenario | None]:
    """What a path holds: a rulebook, a world of it, a scenario."""
    kind = kind_of(path)
    if kind == "rules":
        return shared.book(path), None, None
    if kind == "world":
        book = shared.book(rules_of(path))
        return book, shared.facts(path, book), None
    scenario = load_scenario(
        path if kind == "scenario" else None, more=() if kind == "scenario" else (path,), shared=shared
    )
    return scenario.book, scenario.facts, scenario


def _said(known: _Known) -> Iterator[Problem]:
    texts = [read(f) for f in sorted({*known.book.files, *known.files}) if Path(f).name != "sources.csv"]
    if known.worlds:
        yield from _uncited(known, texts)
        yield from _undelivered(known)
        yield from _unmentioned(known, texts)
    yield from _unread(known.book, texts)
    yield from left_out(known.book.files)
    for world in known.worlds:
        yield from left_out(world.files)
        yield from _orphans(known.book, world)
    yield from _unsaid(known)
    for scenario in known.scenarios:
        yield from _unchecked(scenario)
    for trial in trials(known.book):
        cited, shown = trial.example.citation.documents, trial.expected
        if cited and not trial.holds:
            words = {"example": trial.example.id, "source": ", ".join(cited), "subject": shown.subject}
            yield problem("G355", shown.place, found=trial.said or "–", **words)


def _uncited(known: _Known, texts: Sequence[str]) -> Iterator[Problem]:
    """Sources that no file names and no fact, area or list stands on."""
    named = {word for text in texts for word in re.findall(r"[\w-]+", text)}
    for world in known.worlds:
        named |= {
            d
            for group in (world.areas, world.links, world.facts, world.lists)
            for h in group
            for d in h.citation.documents
        }
    for name in known.book.sources:
        if name not in named:
            yield problem("G351", known.book.places.get(("sources", name)), id=name)


def _undelivered(known: _Known) -> Iterator[Problem]:
    """Attributes without a fact in any world; one of a closed list is delivered by the list."""
    delivered = {fact.attribute for world in known.worlds for fact in world.facts}
    series = {issue.series for world in known.worlds for issue in world.lists}
    for name, attribute in known.book.vocabulary.attributes.items():
        if name not in delivered and attribute.series not in series:
            yield problem("G353", known.book.places.get(("attributes", name)), name=name)


def _unmentioned(known: _Known, texts: Sequence[str]) -> Iterator[Problem]:
    """Attributes that have facts, and that nothing but their declaration names."""
    delivered = {fact.attribute for world in known.worlds for fact in world.facts}
    for name in known.book.vocabulary.attributes:
        place = known.book.places.get(("attributes", name))
        if name in delivered and place and sum(_mentions(name, text) for text in texts) < 2:
            yield problem("G464", place, name=name)


def _mentions(name: str, text: str) -> int:
    return len(re.findall(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text))


_DATA: Final = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".yaml", ".yml", ".parquet"})
"""Endings of files that look as if they were to be read."""
_ASIDE: Final = frozenset({"places.csv", "fetch.yaml"})
"""What is read when a picture is drawn, and not before; and what `grund fetch` says of the facts beside it."""


def left_out(files: Sequence[str]) -> Iterator[Problem]:
    """Files in the folder of a world or rulebook, by the files that were read there, that look like data and that
    nothing read."""
    folders = {p.parent for p in map(Path, files) if p.name in ("world.yaml", "vocabulary.yaml")}
    taken = {os.path.realpath(f) for f in files}
    for folder in sorted(folders):
        for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in _DATA and p.name not in _ASIDE):
            beside_fetch = path.name == "sources.csv" and path.with_name("fetch.yaml").is_file()
            if beside_fetch or not path.is_file() or path.name.startswith((".", "~")):
                continue
            if os.path.realpath(path) not in taken:
                yield problem("G462", Place(shown(path)), file=path.name)


_NAMED: Final = 5
"""How many areas a remark names."""


def _orphans(book: Rulebook, world: FactBook) -> Iterator[Problem]:
    """Areas without a parent in a hierarchy that others of their level have one in."""
    inside: dict[str, set[str]] = defaultdict(set)
    for link in world.links:
        if link.relation == "part_of":
            inside[link.hierarchy].add(link.area)
    file = next((f for f in world.files if Path(f).name == "areas.csv"), "areas.csv")
    for hierarchy, members in inside.items():
        for level in book.vocabulary.levels:
            own = [area.id for area in world.areas if area.level == level]
            alone = [name for name in own if name not in members]
            if 0 < len(alone) < len(own):
                listed = ", ".join(alone[:_NAMED]) + (" …" if len(alone) > _NAMED else "")
                words = {"level": level, "hierarchy": hierarchy, "areas": listed}
                yield problem("G463", Place(shown(Path(file))), count=len(alone), total=len(own), **words)


def _unread(book: Rulebook, texts: Sequence[str]) -> Iterator[Problem]:
    """Parameters that no text reads, and no cost either."""
    named = {name for text in texts for name in re.findall(r"param\.(\w+)", text)} | book.prices
    seen = {name: parameter for policy in book.policies.values() for name, parameter in policy.parameters.items()}
    for name, declaration in seen.items():
        if name not in named:
            yield problem("G352", declaration.values[0].place if declaration.values else None, name=name)


def _unchecked(scenario: Scenario) -> Iterator[Problem]:
    """Values in force on a scenario's day that were checked before they began, or more than a year before that day."""
    day = scenario.day
    for policy in scenario.policies.values():
        for name, parameter in policy.parameters.items():
            value = parameter.on(day)
            if value is None or value.checked_on is None:
                continue
            checked = value.checked_on
            if checked < value.start:
                yield problem("G356", value.place, name=name, checked=checked, start=value.start)
            elif (checked.year + 1, checked.month, checked.day) < (day.year, day.month, day.day):
                yield problem("G357", value.place, name=name, checked=checked, day=day, scenario=scenario.id)


def _unsaid(known: _Known) -> Iterator[Problem]:
    """Assumptions without a note: marked in every answer, and nowhere said."""
    for what, place, citation in _cited(known):
        if citation.assumption and not citation.note:
            yield problem("G354", place, what=what)


def _cited(known: _Known) -> Iterator[tuple[str, Place | None, Citation]]:
    book = known.book
    for policy in book.policies.values():
        yield f"@policy {policy.id}", Place(shown(policy.file)), policy.citation
        for ruling in policy.rulings.values():
            yield from ((f"@rule {rule.id}", rule.place, rule.citation) for rule in ruling.rules)
        for parameter in policy.parameters.values():
            yield from ((f"param.{parameter.id}", value.place, value.citation) for value in parameter.values)
    for name, derived in book.vocabulary.derived.items():
        yield name, book.places.get(("derived", name)), derived.citation
    for name, insats in book.insatser.items():
        yield f"@insats {name}", book.places.get(("insatser", name)), insats.citation
    for world in known.worlds:
        yield from ((f"{f.area}, {f.attribute}", f.place, f.citation) for f in world.facts)
