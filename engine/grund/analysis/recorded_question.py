"""Recorded question: what a run was asked and of which files, as plain data with its hash.

Same inputs, same bytes, on any machine and wherever a project lies (DESIGN §5).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, cast

from ..loading.scenario import load_scenario
from ..model.canonical_json import dump
from ..model.decisions import Decision
from ..model.policies import Rule
from ..model.scenario import Scenario
from ..model.sources import Citation
from ..problems.file_names import root, shown
from ..version import __version__


def question(scenario: Scenario) -> dict[str, Any]:
    """What is asked, and of what: everything that decides the answers."""
    return {
        "engine": __version__,
        "scenario": scenario.id,
        "file": _from_here(scenario.file),
        "policy_files": [_from_here(str(path)) for path in scenario.more],
        "day": scenario.day.isoformat(),
        "known": scenario.known.isoformat() if scenario.known else None,
        "tolkning": {name: list(options) for name, options in sorted(scenario.tolkning.items())},
        "illustration": scenario.illustration,
        "inputs": hashes(scenario),
        **({"repair": scenario.repaired} if scenario.repairs else {}),
        **({"what_if": list(scenario.tried)} if scenario.tried else {}),
    }


def run_hash(query: Mapping[str, Any]) -> str:
    """The SHA-256 of what was asked: of a `question`, or of a record, whose hash is that of its question."""
    named = (name for name in (*_QUESTION, *_ALSO) if name in _QUESTION or name in query)
    return hashlib.sha256(dump({name: query[name] for name in named})).hexdigest()


_QUESTION: Final = (
    "engine", "scenario", "file", "policy_files", "day", "known", "tolkning", "illustration", "inputs",
)  # fmt: skip
_ALSO: Final = ("repair", "what_if")
"""Of a question whose missing values may be repaired, or that tries what no file says."""


def side(decision: Decision | None) -> dict[str, Any] | None:
    """A decision before or after a move; None where the area was not there."""
    if decision is None:
        return None
    return {"verdict": decision.verdict, "rule": decision.rule, "missing": sorted(decision.missing)}


def ruled(rule: Rule) -> dict[str, Any]:
    """What a rule stands on and, where it leaves something open, what."""
    texts = {"sv": rule.proviso.sv, "en": rule.proviso.en}
    return cited(rule.citation) | ({"proviso": texts} if rule.proviso.sv else {})


def cited(citation: Citation) -> dict[str, Any]:
    """A citation as plain data."""
    return {"documents": list(citation.documents), "place": citation.place, "marks": list(citation.flags)}


def hashes(scenario: Scenario) -> dict[str, str]:
    """SHA-256 of every input file, by its path from the folder that holds rules/ and scenarios/.

    That path is the same wherever a project lies, and from whichever folder grund is run. The files are read once for
    a scenario and for what is tried of it.
    """
    files = {scenario.file, *scenario.book.files, *scenario.facts.files, *scenario.uncertain.files}
    key = ("hashes of files", *sorted(files))
    if key not in scenario.cache:
        path = Path(scenario.file).resolve().parent
        bases = _resolved(root(), path.parent if path.name == "scenarios" else path, Path.cwd())
        scenario.cache[key] = dict(sorted((_below(file, bases), _hash(file)) for file in files))
    return cast("dict[str, str]", scenario.cache[key])


def _from_here(file: str) -> str:
    """Where a repetition finds the file: shipped, or from the folder where it is run."""
    return _below(file, _resolved(root(), Path.cwd()))


def _resolved(*folders: Path) -> tuple[Path, ...]:
    return tuple(folder.resolve() for folder in folders)


def _below(file: str, bases: Iterable[Path]) -> str:
    """A path from the first of some folders that it lies below; as it is shown where it lies below none."""
    path = Path(file).resolve()
    for base in bases:
        if path.is_relative_to(base):
            return path.relative_to(base).as_posix()
    return Path(shown(path)).as_posix()


def _hash(file: str) -> str:
    """The hash of a text file with `\\n` line ends, so that a checkout on another system gives the same."""
    return hashlib.sha256(Path(file).read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def rerun_of(data: Mapping[str, Any]) -> Scenario:
    """The scenario of a record (or of its `origin`), as it was asked then; raises `GrundError`."""
    known = data.get("known")
    return load_scenario(
        recorded_file(data["file"]),
        date.fromisoformat(data["day"]),
        date.fromisoformat(known) if known else None,
        {name: tuple(options) for name, options in data["tolkning"].items()},
        tuple(recorded_file(name) for name in data["policy_files"]),
        repair=data.get("repair", True),
    )


def recorded_file(name: str) -> Path:
    """A recorded file: where the name says, else in the checkout or the wheel."""
    return Path(name) if os.path.isfile(name) else root() / name
