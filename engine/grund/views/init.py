"""Init: the small project that `grund init` writes, and what is said of it.

The project's files as bytes, and the next steps.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from ..model.numbers import pick

_NEXT: Final = ("check", "run", "compare trygghet trygghet-barn", "explain Ingenstans belysning", "test --coverage")


def files(template: Path, schemas: Path) -> dict[str, bytes]:
    """The files of a new project, by their paths in it."""
    own = {p.relative_to(template).as_posix(): p.read_bytes() for p in sorted(template.rglob("*")) if p.is_file()}
    return own | {f"rules/schema/{p.name}": p.read_bytes() for p in sorted(schemas.glob("*.json"))}


def text(folder: str, written: Iterable[str], lang: str) -> str:
    """What was written, and what to do now."""
    listed = "\n".join(f"  {name}" for name in written)
    sentence = pick(
        lang,
        "Ett projekt att köra och ändra i. Allt i det är fiktivt.",
        "A project to run and change. Everything in it is fictional.",
    )
    then = pick(lang, "Börja så här, och läs README.md:", "Begin like this, and read README.md:")
    there = () if os.path.samefile(folder, os.curdir) else (f"  cd {shlex.quote(folder)}",)
    commands = "\n".join((*there, *(f"  grund {words}" for words in _NEXT)))
    return f"{folder}\n{listed}\n\n{sentence}\n{then}\n\n{commands}"
