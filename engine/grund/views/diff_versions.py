"""Diff versions: which two versions of a policy the words of `grund diff` mean.

Takes `NAME` or `NAME@REVISION` (an id or a file, now or as git has it), perhaps two folders of rules. Git is only
read, into a temporary folder that is gone when the rules are loaded; what cannot be read is said in one sentence, and
errors in an old revision name it and its file.
"""

from __future__ import annotations

import io
import os
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..analysis.diff import Version, version
from ..loading.folders import rulebook
from ..model.policies import Rulebook
from ..model.scenario import Scenario
from ..problems.file_names import one_file, shown
from ..problems.problem import GrundError, Problem, nearest, problem
from ..problems.scratch_files import folder as scratch


@dataclass(frozen=True, slots=True)
class Wanted:
    """A policy somebody asks for: by id or file, of a git revision, in a folder of rules (empty: the one in use)."""

    name: str
    revision: str = ""
    folder: str = ""

    @property
    def file(self) -> Path | None:
        """The file that names it, if one does."""
        return Path(self.name) if self.name.endswith((".yaml", ".yml")) else None

    @property
    def here(self) -> bool:
        """Whether it is of the rules in use, as they are now."""
        return not self.revision and not self.folder

    def __str__(self) -> str:
        return f"{self.name}@{self.revision}" if self.revision else self.name


@dataclass(frozen=True, slots=True)
class Opened:
    """A version and how it is named; of a revision also its commit, and what its folders are called there."""

    name: str
    version: Version
    commit: str = ""
    folders: Mapping[str, str] = field(default_factory=dict)

    def file(self, path: str) -> str:
        """A file, by its name in the revision: `HEAD~3:rules/…`."""
        return _named(path, self.folders)


def pair(a: str, b: str | None, rules: tuple[str, str] | None) -> tuple[Wanted, Wanted]:
    """What two words mean. Without B: A as it was (where no revision is named, in the last commit) and as it is now."""
    old, new = rules or ("", "")
    first = _wanted(a, old)
    if b is not None:
        return first, _wanted(b, new)
    last = "" if rules else "HEAD"
    return replace(first, revision=first.revision or last), Wanted(first.name, "", new)


def _wanted(text: str, folder: str) -> Wanted:
    name, sign, revision = text.rpartition("@")
    named = sign and name and revision and not os.path.exists(text)
    return Wanted(name, revision, folder) if named else Wanted(text, "", folder)


def opened(scenario: Scenario, wanted: Wanted) -> Opened:
    """The version that is meant; raises `GrundError`."""
    if wanted.here:
        return Opened(wanted.name, _chosen(scenario, wanted, None, wanted.file))
    folder = Path(wanted.folder) if wanted.folder else scenario.book.folder
    if wanted.revision:
        return _of_revision(scenario, wanted, folder)
    book = rulebook(folder, (wanted.file,) if wanted.file else ())
    return Opened(wanted.name, _chosen(scenario, wanted, book, wanted.file))


def _chosen(scenario: Scenario, wanted: Wanted, book: Rulebook | None, file: Path | None) -> Version:
    """The policy of an id, or the one that stands in a file."""
    policies = (book or scenario.book).policies.values()
    in_file = [p.id for p in policies if file is not None and one_file(p.file, file)]
    return version(scenario, in_file[0] if in_file else wanted.name, book)


# ── git


def _of_revision(scenario: Scenario, wanted: Wanted, folder: Path) -> Opened:
    """A version as git has it: the folder of rules as it was, and a file outside that folder as it was.

    Rules in another repository than such a file are as they are now.
    """
    folder = folder.resolve()
    file = wanted.file.resolve() if wanted.file else None
    apart = file.parent if file and not file.is_relative_to(folder) else None
    commit = _commit(apart or folder, wanted.revision)
    with scratch() as temporary:
        past = _Past(temporary.resolve(), wanted, commit)
        rules = past.folder(folder) if apart is None or _top(apart) == _top(folder) else folder
        if file:
            file = past.folder(apart, file.name) / file.name if apart else rules / file.relative_to(folder)
        try:
            book = rulebook(rules, (file,) if apart and file else ())
        except GrundError as error:
            raise GrundError([_renamed(p, past.folders) for p in error.problems]) from None
        return Opened(str(wanted), _chosen(scenario, wanted, book, file), commit, past.folders)


def _renamed(old_problem: Problem, folders: Mapping[str, str]) -> Problem:
    """A problem in an old file, by the file's name in its revision."""
    place = old_problem.place and replace(old_problem.place, file=_named(old_problem.place.file, folders))
    return replace(old_problem, place=place)


def _named(path: str, folders: Mapping[str, str]) -> str:
    """A file, by its name in the revision."""
    home = next((folder for folder in folders if path.startswith(folder + os.sep)), None)
    return path if home is None else folders[home] + path.removeprefix(home + os.sep)


@dataclass(frozen=True, slots=True)
class _Past:
    """A commit, laid out folder by folder below a temporary one; `folders` says what git calls each."""

    there: Path
    wanted: Wanted
    commit: str
    folders: dict[str, str] = field(default_factory=dict)

    def folder(self, source: Path, *names: str) -> Path:
        """A folder as it was, whole or only some files; raises `GrundError` where it was not there."""
        data = _git(source, "archive", "--format=zip", self.commit, *(names or (".",)))
        prefix = (_git(source, "rev-parse", "--show-prefix") or b"").decode().strip()
        if data is None:
            what = f"{prefix}{' '.join(names)}"
            raise GrundError([problem("G523", None, file=what, revision=self.wanted.revision)])
        target = self.there / str(len(self.folders)) / source.name
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            archive.extractall(target)
        self.folders[shown(target)] = f"{self.wanted.revision}:{prefix}"
        return target


def _commit(folder: Path, revision: str) -> str:
    """The commit of a revision; raises `GrundError` where there is no git, no repository, or no such revision."""
    if _top(folder) is None:
        raise GrundError([problem("G522", None, folder=shown(folder))])
    output = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if output is None:
        names = _git(folder, "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags") or b""
        raise GrundError([problem("G521", None, nearest(revision, names.decode().split()), revision=revision)])
    return output.decode().strip()


def _top(folder: Path) -> bytes | None:
    """The top of the repository that a folder lies in."""
    return _git(folder, "rev-parse", "--show-toplevel")


def _git(folder: Path, *words: str) -> bytes | None:
    """What git answers; None where it refuses, or is not there."""
    try:
        done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
