"""Audit: the proofs of files. Which policies do some paths hold, and which world shows their cases?

Enters: paths, as `checking` takes them. Leaves: findings. Promise: a policy is proved once, with its rulebook's own
values of parameters; a scenario's areas serve as witnesses, and its data are held to the declared domains.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...engines.symbolic.z3 import TIMEOUT, demand
from ...loading.documents import read_yaml
from ...loading.folders import rulebook
from ...loading.scenario import load_scenario
from ...model.policies import Rulebook
from ...model.scenario import Scenario
from ...problems.file_names import one_file
from ..check import targets
from .defects import findings
from .finding import Finding


def audit(paths: Sequence[str] = (), timeout: int = TIMEOUT) -> list[Finding]:
    """Every finding of the proof reading in some files. Raises `GrundError` where they cannot be read."""
    demand()
    books: list[Rulebook] = []
    scenarios: list[tuple[Scenario, tuple[str, ...]]] = []
    for path in targets(paths):
        content = _read(path)
        if isinstance(content, Rulebook):
            books.append(content)
        elif content is not None:
            scenarios.append(content)
    all_findings: list[Finding] = []
    for book in books:
        worlds = [s for s, _ in scenarios if _home(s.book) == _home(book)]
        world = max(worlds, key=lambda s: len(s.named), default=None)
        policies = book.policies if world is None else world.policies
        all_findings += findings(book, [policies[name] for name in book.policies], world, timeout)
    proved = {_home(book) for book in books}
    for scenario, names in scenarios:
        if _home(scenario.book) not in proved:
            all_findings += findings(scenario.book, [scenario.policy(name) for name in names], scenario, timeout)
    return all_findings


def _home(book: Rulebook) -> frozenset[Path]:
    """The files of a rulebook, however their paths were written."""
    return frozenset(Path(file).resolve() for file in book.files)


def _read(path: Path) -> tuple[Scenario, tuple[str, ...]] | Rulebook | None:
    """What a path holds: a rulebook, or a scenario with the policies to prove; a policy file is read into one."""
    if (path / "vocabulary.yaml").is_file():
        return rulebook(path)
    if path.is_dir():
        return None
    keys = read_yaml(path).value
    if isinstance(keys, dict) and "scenario" in keys:
        scenario = load_scenario(path)
        return scenario, scenario.named
    folder = path.resolve().parent.parent
    if path.resolve().parent.name == "policies" and (folder / "vocabulary.yaml").is_file():
        return rulebook(folder)
    scenario = load_scenario(more=(path,))
    return scenario, tuple(p.id for p in scenario.policies.values() if one_file(p.file, path))
