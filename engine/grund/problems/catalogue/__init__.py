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

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml

from .terms import TERMS, yaml_reason

__all__ = ["TERMS", "ByCode", "Code", "codes", "entries", "yaml_reason"]

T = TypeVar("T")
_ENTRY: Final = re.compile(r"^(?=G\d+:)", re.MULTILINE)
"""Where an entry begins: a code at the beginning of a line, for all below it stands further in."""


@dataclass(frozen=True, slots=True)
class Code:
    """What a code says, and its cure, in both languages."""

    sv: str
    en: str
    cure_sv: str
    cure_en: str


class ByCode(Mapping[str, T]):
    """What is said of every code, in the order of the codes; each is made when it is first asked for."""

    def __init__(self, make: Callable[[str], T]) -> None:
        self._make = cache(make)

    def __getitem__(self, code: str) -> T:
        if code not in _texts():
            raise KeyError(code)
        return self._make(code)

    def __iter__(self) -> Iterator[str]:
        return iter(_texts())

    def __len__(self) -> int:
        return len(_texts())


@cache
def _texts() -> Mapping[str, str]:
    """The text of every entry; to cut the files takes a tenth of the time to understand them."""
    files = sorted(Path(__file__).parent.glob("*.yaml"))
    texts = [text for file in files for text in _ENTRY.split(file.read_text(encoding="utf-8"))]
    return {text.partition(":")[0]: text for text in sorted(filter(None, texts))}


@cache
def entries() -> Mapping[str, Mapping[str, Any]]:
    """Every entry by its code."""
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return ByCode(lambda code: yaml.load(_texts()[code], loader)[code])


@cache
def codes() -> Mapping[str, Code]:
    """What every code says."""
    return ByCode(_code)


def _code(code: str) -> Code:
    sentence, cure = entries()[code]["sentence"], entries()[code]["cure"]
    return Code(sentence["sv"], sentence["en"], cure["sv"], cure["en"])
