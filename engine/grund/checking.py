"""Checking: is everything in these files right?

Enters: paths (none: all that is shipped). Leaves: what was read, and every problem. Promise: nothing is run or
written; problems come all at once, over all files.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import shipped
from .loading import factbook, rulebook
from .problems import GrundError, Place, Problem, problem
from .scenario import Scenario, load_scenario, run
from .text import read_yaml, shown


@dataclass(frozen=True, slots=True)
class Checked:
    """A file or folder that was read: `kind` rules, world, scenario or policy; counts of what it holds."""

    path: str
    kind: str
    counts: dict[str, int]


def check(paths: Sequence[str] = ()) -> tuple[list[Checked], list[Problem]]:
    """Everything read, and every problem found."""
    done: list[Checked] = []
    problems: list[Problem] = []
    for path in targets(paths):
        try:
            done.append(_check(path))
        except GrundError as error:
            problems += error.problems
    return done, list(GrundError(problems).problems)


def targets(paths: Sequence[str]) -> Iterable[Path]:
    """What to check: the paths, a project folder as all it holds; without paths this folder, else what is shipped."""
    if not paths:
        return _held(Path()) or _held(shipped.root())
    return [target for path in paths for target in (_held(Path(path)) or [Path(path)])]


def _held(root: Path) -> list[Path]:
    """The rulebooks and scenarios of a project folder: below rules/ and scenarios/."""
    try:
        folders = sorted(p.parent for p in (root / "rules").glob("*/vocabulary.yaml"))
        return [*folders, *sorted((root / "scenarios").glob("*.yaml"))]
    except (OSError, ValueError):
        return []


def _check(path: Path) -> Checked:
    """One path, by what it is."""
    if os.path.isfile(path / "vocabulary.yaml"):
        return _rules(path)
    if os.path.isfile(path / "world.yaml"):
        name = read_yaml(path / "world.yaml").value
        rules = name.get("rules", "") if isinstance(name, dict) else ""
        book = rulebook(shipped.rules(str(rules), path))
        facts = factbook(path, book)
        counts = {"areas": len(facts.areas), "links": len(facts.links), "facts": len(facts.facts)}
        return Checked(shown(path), "world", counts)
    if os.path.isdir(path):
        raise GrundError([problem("G114", Place(str(path)), file=path)])
    document = read_yaml(path)
    keys = document.value if isinstance(document.value, dict) else {}
    if "scenario" in keys:
        scenario = load_scenario(path)
        run(scenario, scenario.named)  # a conflict between rules shows only on data
        return _scenario(path, scenario)
    if "policy" in keys:
        return _policy(path)
    raise GrundError([problem("G301", document.place(()), field="scenario | policy")])


def _rules(path: Path) -> Checked:
    book = rulebook(path)
    rulings = sum(len(p.rulings) for p in book.policies.values())
    rules = len({r.id for p in book.policies.values() for g in p.rulings.values() for r in g.rules})
    words = len(book.vocabulary.attributes) + len(book.vocabulary.derived)
    counts = {
        "policies": len(book.policies), "insatser": len(book.insatser), "rulings": rulings,
        "rules": rules, "attributes": words, "sources": len(book.sources),
    }  # fmt: skip
    return Checked(shown(path), "rules", counts)


def _scenario(path: Path, scenario: Scenario) -> Checked:
    facts = scenario.facts
    counts = {
        "policies": len(scenario.policies), "areas": len(facts.areas),
        "links": len(facts.links), "facts": len(facts.facts),
    }  # fmt: skip
    return Checked(shown(path), "scenario", counts)


def _policy(path: Path) -> Checked:
    """A policy file: in its rulebook's folder, or on its own beside the default rulebook."""
    folder = path.resolve().parent.parent
    if path.resolve().parent.name == "policies" and (folder / "vocabulary.yaml").is_file():
        return _rules(folder)
    scenario = load_scenario(more=(path,))
    return Checked(shown(path), "policy", {"policies": len(scenario.policies)})
