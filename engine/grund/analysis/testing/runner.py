"""Runner: the examples of some files, tried, and what they cover.

Takes paths (none: this project, else all that is shipped). Nothing is tried before everything has been read without a
problem; a rulebook is read once, whatever the paths.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from ...loading import paths as shipped
from ...loading.documents import read_yaml
from ...loading.folders import rulebook
from ...loading.report import ProblemReport
from ...loading.schema import ScenarioFile
from ...model.policies import Policy, Rulebook
from ...problems.file_names import shown
from ...problems.problem import GrundError, Place, Problem, nearest, problem
from ..check import kind_of, rulebook_of, rules_of, targets
from .coverage import Covered, CoveredRow, coverage, covered_rows
from .examples import ExampleTrial, trials


@dataclass(frozen=True, slots=True)
class Tried:
    """A rulebook and where it lies, the policies asked about, their examples tried, and their rules covered.

    `rows`: of the vocabulary's tables, where the whole rulebook was asked about.
    """

    path: str
    book: Rulebook
    policies: tuple[Policy, ...]
    trials: tuple[ExampleTrial, ...]
    covered: tuple[Covered, ...]
    rows: tuple[CoveredRow, ...]


def tried(paths: Sequence[str]) -> tuple[Tried, ...]:
    """The examples that some paths mean: of a rulebook, a world's rulebook, a scenario's policies, or one policy.

    Raises `GrundError` with every problem of every file.
    """
    names_by_book: dict[tuple[Path, tuple[Path, ...]], _Named] = {}
    problems: list[Problem] = []
    for path in targets(paths):
        try:
            folder, more, policies = _meant(path)
            names_by_book.setdefault((folder.resolve(), more), {}).update(policies)
        except GrundError as error:
            problems += error.problems
    outcomes: list[Tried] = []
    for (folder, more), names in names_by_book.items():
        try:
            outcomes.append(_tried(folder, more, names))
        except GrundError as error:
            problems += error.problems
    if problems:
        raise GrundError(problems)
    return tuple(outcomes)


_ALL: Final = "*"
_Named: TypeAlias = dict[str, Place | None]
"""Policies by id, and where a file names them."""


def _meant(path: Path) -> tuple[Path, tuple[Path, ...], _Named]:
    """The rulebook of a path, policy files outside it, and the policies meant."""
    kind = kind_of(path)
    if kind == "rules":
        return path, (), {_ALL: None}
    if kind == "world":
        return rules_of(path), (), {_ALL: None}
    if kind == "scenario":
        folder, policies = _asked_by(path)
        return folder, (), policies
    policy: _Named = {str(read_yaml(path).value["policy"]): None}
    inside = rulebook_of(path)
    if inside is not None:
        return inside, (), policy
    return _asked_by(shipped.scenario(shipped.default_scenario()))[0], (path,), policy


def _asked_by(scenario: Path) -> tuple[Path, _Named]:
    """The rulebook that a scenario's world uses, and the policies it names."""
    report = ProblemReport()
    contents = report.yaml(scenario, ScenarioFile)
    report.finish()
    assert contents is not None
    document, model = contents
    world = shipped.world(model.world, scenario.parent, document.place(("world",)))
    return rules_of(world), {name: document.place(("policies", i)) for i, name in enumerate(model.policies)}


def _tried(folder: Path, more: tuple[Path, ...], names: _Named) -> Tried:
    book = rulebook(folder, more)
    for name in sorted(names.keys() - {_ALL, *book.policies}):
        near, known = nearest(name, book.policies), ", ".join(book.policies)
        raise GrundError([problem("G312", names[name], near, what="@policy", id=name, known=known)])
    policies = tuple([p for p in book.policies.values() if _ALL in names or p.id in names])
    policy_ids = {p.id for p in policies} | ({""} if _ALL in names else set())
    chosen_trials = tuple([trial for trial in trials(book) if trial.policy.id in policy_ids])
    path = ", ".join(shown(p) for p in more) or shown(folder)
    rows = covered_rows(book.vocabulary, chosen_trials) if _ALL in names else ()
    return Tried(path, book, policies, chosen_trials, coverage(policies, chosen_trials), rows)
