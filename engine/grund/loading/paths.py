"""Paths: where rules/ and scenarios/ lie, in a checkout and in an installed wheel.

A file the user names is taken before one that came with the package.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..model.names import meant
from ..problems.file_names import one_file, root, shown
from ..problems.problem import GrundError, Place, nearest, problem
from .documents import read_yaml

if TYPE_CHECKING:
    from ..model.scenario import Scenario

_LONGEST: Final = 120
"""A name of a scenario has no more characters."""


def project() -> Path | None:
    """The nearest folder, from the working directory upwards, that is a project: it has rules or scenarios in it."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if _is_project(folder)), None)


def _is_project(folder: Path) -> bool:
    try:
        manifests = (folder / "rules").glob("*/vocabulary.yaml"), (folder / "scenarios").glob("*.yaml")
        return any(next(files, None) for files in manifests)
    except OSError:
        return False


def _bases() -> list[Path]:
    """Where things are looked for: in the project, then among what came with the package."""
    return [project() or Path.cwd(), root()]


def borrowed() -> bool:
    """Whether what came with the package answers where no scenario is named, and it is not what one works in."""
    return not Path.cwd().is_relative_to(root()) and _default().parent == root() / "scenarios"


def rules(name: str, path: Path | None = None, at: Place | None = None) -> Path:
    """The folder of a rulebook: beside a user's own file, in its project, in the one that the working directory
    is in, or shipped.

    Raises `GrundError` at the place that names it.
    """
    return _find("rules", name, path, "vocabulary.yaml", "@rules", at)


def only_rules() -> str | None:
    """The rulebook that the project has, where it has one alone; None for none or several."""
    known = [p.parent.name for p in (_bases()[0] / "rules").glob("*/vocabulary.yaml")]
    return known[0] if len(known) == 1 else None


def world(name: str, path: Path | None = None, at: Place | None = None) -> Path:
    """The folder of a world, found like a rulebook."""
    return _find("scenarios", name, path, "world.yaml", "@world", at)


def _find(kind: str, name: str, path: Path | None, manifest: str, what: str, at: Place | None) -> Path:
    homes = [above / kind for above in path.absolute().parents[:2]] if path is not None else []
    homes = [*([path] if path is not None else []), *homes, *(base / kind for base in _bases())]
    for home in homes:
        if os.path.isfile(home / name / manifest):
            return home / name
    known = sorted({p.parent.name for home in homes for p in home.glob(f"*/{manifest}")})
    raise GrundError([problem("G312", at, nearest(name, known), what=what, id=name, known=", ".join(known))])


def scenario(name: str) -> Path:
    """The file of a scenario: a path, or a name in the project or shipped."""
    given = Path(name)
    if given.suffix in (".yaml", ".yml"):
        if os.path.isfile(given):
            return given
        raise GrundError([problem("G101", None, file=name)])
    file = _named(name)
    if file is not None:
        return file
    known = scenarios(everywhere=True)
    called = meant(name, {id_: _labels(id_) for id_ in known})
    if called is not None:
        return scenario(called)
    raise GrundError([problem("G501", None, nearest(name, known), id=name[:_LONGEST], known=", ".join(known))])


def _named(name: str) -> Path | None:
    """The file of the scenario of a name, in the project or shipped."""
    files = (base / "scenarios" / f"{name}.yaml" for base in _bases())
    return next(filter(os.path.isfile, files), None)


def word_for(scenario: Scenario) -> str:
    """The word by which a command opens a scenario's very file again from here: its id, else the file's own name, else
    its path. Looked for once: a server says it with every answer."""
    key = ("word", os.getcwd())
    if key not in scenario.frames:
        scenario.frames[key] = _word(scenario.id, scenario.file)
    return str(scenario.frames[key])


def _word(id: str, file: str) -> str:
    for name in (id, Path(file).stem):
        opened = _named(name)
        if opened is not None and one_file(opened, file):
            return name
    return Path(shown(file) if one_file(shown(file), file) else os.path.abspath(file)).as_posix()


def said_in(name: str) -> Mapping[str, Any]:
    """What a scenario's file says, unchecked; empty where it cannot be read."""
    try:
        contents = read_yaml(scenario(name)).value
    except GrundError:
        return {}
    return contents if isinstance(contents, dict) else {}


def residents() -> str:
    """The attribute by which the scenarios that are listed count residents, where they agree on one; else empty."""
    named = {said_in(name).get("residents") for name in scenarios()} - {None}
    return str(named.pop()) if len(named) == 1 else ""


def _labels(name: str) -> tuple[str, ...]:
    """The labels in a scenario's file; none where it cannot be read."""
    label = said_in(name).get("label")
    names = label.values() if isinstance(label, dict) else (label,)
    return tuple(text for text in names if isinstance(text, str) and text)


def scenarios(everywhere: bool = False) -> list[str]:
    """The names of the scenarios: the project's own; where it has none, or for all of them, the shipped ones too."""
    own, came = ({p.stem for p in (base / "scenarios").glob("*.yaml")} for base in _bases())
    return sorted(own | came if everywhere else own or came)


def default_scenario() -> str:
    """The scenario that commands use where none is named: the one line of scenarios/DEFAULT in the project; without
    it, the project's only scenario; else the shipped one."""
    file = _default()
    if file.suffix:
        return file.stem
    with file.open(encoding="utf-8", errors="replace") as lines:
        return lines.readline(_LONGEST).strip()


def _default() -> Path:
    """The file DEFAULT that names the scenario, or the only scenario there is."""
    own, came = (base / "scenarios" for base in _bases())
    only = list(own.glob("*.yaml"))
    if os.path.isfile(own / "DEFAULT"):
        return own / "DEFAULT"
    return only[0] if len(only) == 1 else came / "DEFAULT"


def schemas() -> Path:
    """The folder of the JSON Schemas that editors read; your own project has a copy in the same place."""
    return root() / "rules" / "schema"


def template() -> Path:
    """The folder of the small project that `grund init` writes."""
    return Path(__file__).resolve().parent / "template"
