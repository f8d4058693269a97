"""Check: is everything in these files right?

Takes paths (none: all that is shipped). Gives what was read, and every problem. Nothing is run or written; problems
come all at once, over all files.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Final, TypeAlias
from typing import Literal as OneOf

from ..engines.run import refuse_conflicts
from ..language.unsatisfiable import never
from ..loading import paths as shipped
from ..loading.documents import Document, parse_yaml, read_yaml
from ..loading.documents import Path as YamlPath
from ..loading.folders import rulebook
from ..loading.outlines import world_outlines
from ..loading.places import world_places
from ..loading.scenario import load_scenario
from ..loading.shared_worlds import Shared
from ..model.derivations import DecisionTable
from ..model.policies import Rulebook
from ..problems.file_names import root, shown
from ..problems.problem import GrundError, Place, Problem, problem
from .table_rows import clashes, gap, hidden, ruled, written

Kind: TypeAlias = OneOf["rules", "world", "scenario", "policy", "table"]
_TEXT: Final = "policy.yaml"
"""What a policy file is called that is only a text."""
_MANIFESTS: Final[dict[str, Kind]] = {"vocabulary.yaml": "rules", "world.yaml": "world"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A file or folder that was read; counts of what it holds, and what is seen to be dead or loose in it."""

    path: str
    kind: Kind
    counts: dict[str, int]
    dead: tuple[Problem, ...] = ()


def check(paths: Sequence[str] = (), boxes: bool = True) -> tuple[list[Checked], list[Problem]]:
    """Everything read, and every problem found; with `boxes`, rules that are seen to be dead without a proof too."""
    done: list[Checked] = []
    problems: list[Problem] = []
    shared = Shared()
    for path in dict.fromkeys(rulebook_of(path) or path for path in targets(paths)):
        try:
            done.append(_check(path, shared))
            problems += done[-1].dead if boxes else ()
        except GrundError as error:
            problems += error.problems
    return done, list(GrundError(problems).problems)


def check_text(book: Rulebook, text: str) -> tuple[list[Checked], list[Problem]]:
    """A policy file that is only a text, in the place of the policy of its id in a rulebook or beside them; no file
    that it names is read."""
    folder = book.folder
    try:
        document = parse_yaml(text, _TEXT)
        named = [path for path in document.values if path[-1:] == ("file",) and isinstance(_at(document, path), str)]
        if named:
            raise GrundError(problem("G792", document.place(path)) for path in named)
        policy = book.policies.get(str(document.value.get("policy"))) if isinstance(document.value, dict) else None
        path = Path(policy.file if policy else _TEXT)
        read = rulebook(folder, (path,), texts={os.path.abspath(path): text})
    except GrundError as error:
        return [], list(error.problems)
    return [Checked(shown(path), "policy", {"policies": 1}, _dead(read))], list(_dead(read))


def _at(document: Document, path: YamlPath) -> object:
    """What stands at a path of a document."""
    return reduce(getitem, path, document.value)


def _dead(book: Rulebook) -> tuple[Problem, ...]:
    """The rules of a rulebook whose conditions nothing can meet, as far as boxes tell; each once, where it stands."""
    problems: dict[int, Problem] = {}
    for policy in book.policies.values():
        for ruling in policy.rulings.values():
            for rule in ruling.rules:
                if never(rule.when, book.vocabulary.attributes):
                    words = {"rule": rule.id, "insats": ruling.insats.id}
                    problems.setdefault(id(rule), problem("G702", rule.place, **words))
    return (*problems.values(), *loose(book))


def loose(book: Rulebook) -> Iterator[Problem]:
    """The rows of its tables that can hold together where none may or never come first, and values no row covers."""
    types = {name: attribute.type for name, attribute in book.vocabulary.attributes.items()}
    given = [(name, d.how) for name, d in book.vocabulary.derived.items() if isinstance(d.how, DecisionTable)]
    for name, how in (*given, *((name, how) for name, _, how in ruled(book.policies.values()))):
        yield from (clash.problem(name) for clash in clashes(how, types))
        yield from (row.problem(name) for row in hidden(how, types))
        shown = gap(how, types) if how.gap_error else None
        if shown is not None:
            yield problem("G338", how.place, table=name, case=written(shown))


def targets(paths: Sequence[str]) -> Iterable[Path]:
    """What paths mean: themselves, a project folder as all it holds; none: this project, else what is shipped."""
    if not paths:
        return _held(shipped.project() or Path()) or _held(root())
    return [target for path in paths for target in (_held(Path(path)) or [_named(path)])]


def _named(path: str) -> Path:
    """A path; where nothing lies there, the scenario of that name, in the project or shipped."""
    named = not Path(path).suffix and not os.path.exists(path) and path in shipped.scenarios(everywhere=True)
    return shipped.scenario(path) if named else Path(path)


def _held(root: Path) -> list[Path]:
    """The rulebooks and scenarios of a project folder: below rules/ and scenarios/."""
    try:
        folders = sorted(p.parent for p in (root / "rules").glob("*/vocabulary.yaml"))
        return [*folders, *sorted((root / "scenarios").glob("*.yaml"))]
    except (OSError, ValueError):
        return []


def rulebook_of(path: Path) -> Path | None:
    """The folder of the rulebook that a policy file stands in, or None."""
    try:
        full = path.resolve()
    except (OSError, ValueError):
        return None
    folder = full.parent.parent
    inside = full.parent.name == "policies" and os.path.isfile(folder / "vocabulary.yaml") and os.path.isfile(full)
    return folder if inside else None


def kind_of(path: Path) -> Kind:
    """What a path is; raises `GrundError` where it is none of it."""
    for name, kind in _MANIFESTS.items():
        if os.path.isfile(path / name):
            return kind
    if os.path.isdir(path):
        raise GrundError([problem("G114", Place(str(path)), file=path)])
    document = read_yaml(path)
    keys = document.value if isinstance(document.value, dict) else {}
    for kind in ("scenario", "policy"):
        if kind in keys:
            return kind
    raise GrundError([problem("G301", document.place(()), field="scenario | policy")])


def _check(path: Path, shared: Shared) -> Checked:
    """One path, by what it is."""
    return {"rules": _rules, "world": _world, "scenario": _scenario, "policy": _policy}[kind_of(path)](path, shared)


def _rules(path: Path, shared: Shared) -> Checked:
    book = shared.book(path)
    rulings = sum(len(p.rulings) for p in book.policies.values())
    rules = len({r.id for p in book.policies.values() for g in p.rulings.values() for r in g.rules})
    words = len(book.vocabulary.attributes) + len(book.vocabulary.derived)
    counts = {
        "policies": len(book.policies), "insatser": len(book.insatser), "rulings": rulings,
        "rules": rules, "examples": len(book.examples), "attributes": words, "sources": len(book.sources),
    }  # fmt: skip
    return Checked(shown(path), "rules", counts, _dead(book))


def _world(path: Path, shared: Shared) -> Checked:
    book = shared.book(rules_of(path))
    facts = shared.facts(path, book)
    world_places(facts, book.sources)
    world_outlines(facts, book)
    counts = {"areas": len(facts.areas), "links": len(facts.links), "facts": len(facts.facts)}
    return Checked(shown(path), "world", counts)


def rules_of(world: Path) -> Path:
    """The folder of the rulebook whose words a world uses; raises `GrundError`."""
    manifest = read_yaml(world / "world.yaml")
    name = manifest.value.get("rules", "") if isinstance(manifest.value, dict) else ""
    return shipped.rules(str(name), world, manifest.place(("rules",)))


def _scenario(path: Path, shared: Shared) -> Checked:
    scenario = load_scenario(path, shared=shared)
    refuse_conflicts(scenario, scenario.named)
    facts = scenario.facts
    world_places(facts, scenario.book.sources)
    world_outlines(facts, scenario.book)
    counts = {
        "policies": len(scenario.policies), "areas": len(facts.areas),
        "links": len(facts.links), "facts": len(facts.facts),
    }  # fmt: skip
    return Checked(shown(path), "scenario", counts)


def _policy(path: Path, shared: Shared) -> Checked:
    """A policy file on its own, beside the default rulebook."""
    scenario = load_scenario(more=(path,), shared=shared)
    return Checked(shown(path), "policy", {"policies": 1}, _dead(scenario.book))
