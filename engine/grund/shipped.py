"""Shipped: where rules/ and scenarios/ lie, in a checkout and in an installed wheel.

Enters: a name. Leaves: a path. Promise: a file the user names is taken before one that came with the package.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from .problems import GrundError, Place, nearest, problem

_HERE: Final = Path(__file__).resolve().parent


def root() -> Path:
    """The folder that holds rules/ and scenarios/: inside the wheel, or the checkout's top."""
    inside = _HERE / "shipped"
    return inside if inside.is_dir() else _HERE.parents[1]


def rules(name: str, beside: Path | None = None, at: Place | None = None) -> Path:
    """The folder of a rulebook: beside a user's own file, in its project, below the working directory, or shipped.

    Raises `GrundError` at the place that names it.
    """
    return _find("rules", name, beside, "vocabulary.yaml", "@rules", at)


def world(name: str, beside: Path | None = None, at: Place | None = None) -> Path:
    """The folder of a world, found like a rulebook."""
    return _find("scenarios", name, beside, "world.yaml", "@world", at)


def _find(kind: str, name: str, beside: Path | None, manifest: str, what: str, at: Place | None) -> Path:
    homes = [above / kind for above in beside.absolute().parents[:2]] if beside is not None else []
    homes = [*([beside] if beside is not None else []), *homes, Path.cwd() / kind, root() / kind]
    for home in homes:
        if os.path.isfile(home / name / manifest):
            return home / name
    known = sorted({p.parent.name for home in homes for p in home.glob(f"*/{manifest}")})
    raise GrundError([problem("G312", at, nearest(name, known), what=what, id=name, known=", ".join(known))])


def scenario(name: str) -> Path:
    """The file of a scenario: a path, or a name below the working directory or shipped."""
    given = Path(name)
    if given.suffix in (".yaml", ".yml"):
        if os.path.isfile(given):
            return given
        raise GrundError([problem("G101", None, file=name)])
    for place in (Path.cwd() / "scenarios", root() / "scenarios"):
        if os.path.isfile(place / f"{name}.yaml"):
            return place / f"{name}.yaml"
    known = scenarios()
    raise GrundError([problem("G501", None, nearest(name, known), id=name, known=", ".join(known))])


def scenarios() -> list[str]:
    """The names of the scenarios: those below the working directory, and the shipped ones."""
    return sorted({p.stem for base in (Path.cwd(), root()) for p in (base / "scenarios").glob("*.yaml")})


def default_scenario() -> str:
    """The scenario that commands use where none is named: the one line of scenarios/DEFAULT, here or shipped."""
    places = [base / "scenarios" / "DEFAULT" for base in (Path.cwd(), root())]
    found = next(path for path in places if os.path.isfile(path))
    return found.read_text(encoding="utf-8", errors="replace").strip()


def schemas() -> Path:
    """The folder of the JSON Schemas that editors read; a project of one's own has a copy in the same place."""
    return root() / "rules" / "schema"


def template() -> Path:
    """The folder of the small project that `grund init` writes."""
    return _HERE / "template"
