"""Catalogue: the one table of what can be wrong, in both languages, with its cure.

G1 files and text · G2 words and conditions · G3 rules and policies · G4 facts and worlds · G5 scenarios and
commands · G6 the live city · G7 proofs · G9 grund itself: a file of entries each. A word in braces is filled in;
`TERMS` are words that are said in the reader's language.

An entry is, under its code,

    sentence     what is wrong, in `sv` and `en`, lower case and without a full stop
    cure         what to do about it
    meaning      what it means and why it matters, for those who ask (`grund problem CODE`)
    file, in     of its example: the project's file, and the text in it (once: the first) that `bad` or `good` takes the
                 place of; without `in` that is `good` itself; a file that the project does not have is the text alone
    bad, good    the mistake and the mended text; without `file`, two commands
    run          the command that shows it, if that is not `grund check`; `mended` if the good one is another
    first        a command that comes before
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .terms import TERMS, yaml_reason

__all__ = ["TERMS", "Code", "codes", "entries", "yaml_reason"]


@dataclass(frozen=True, slots=True)
class Code:
    """What a code says, and its cure, in both languages."""

    sv: str
    en: str
    cure_sv: str
    cure_en: str


@cache
def entries() -> Mapping[str, Mapping[str, Any]]:
    """Every entry by its code, in the order of the codes; read when something is first wrong."""
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    files = sorted(Path(__file__).parent.glob("*.yaml"))
    read = [entry for file in files for entry in yaml.load(file.read_text(encoding="utf-8"), loader).items()]
    return dict(sorted(read))


@cache
def codes() -> Mapping[str, Code]:
    """What every code says."""
    return {
        code: Code(entry["sentence"]["sv"], entry["sentence"]["en"], entry["cure"]["sv"], entry["cure"]["en"])
        for code, entry in entries().items()
    }
