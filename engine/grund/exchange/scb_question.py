"""SCB question: what is asked of a table, made into the exact codes of its variables.

The codes of each variable, and the requests that ask for them. No variable is left out or summed away: one of several
codes must be chosen for; a word that matches no code is a problem; no request is larger than the service allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Final

from ..problems.problem import GrundError, Problem, nearest, problem
from .calls import chunked
from .json_stat import Cube, CubeDimension

AREA: Final = "Region"
"""What the tables call their variable of areas."""
_NAMED: Final = 12
_SUFFIX: Final = re.compile(r"_([A-Za-zÅÄÖåäö]+\d{4})$")
"""The edition of a division, where a code ends with it: 0180R036_RegSO2025."""


@dataclass(frozen=True, slots=True)
class ScbQuestion:
    """What a person asks of a table; codes may hold * and ?."""

    table: str
    level: str
    codelist: str = ""
    areas: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    signs: Mapping[str, str] = field(default_factory=dict)
    valid: str = ""
    prefix: str = ""

    @property
    def words(self) -> dict[str, Any]:
        """The question as the description of a fetch says it."""
        return {
            "table": self.table,
            "codelist": self.codelist,
            "areas": list(self.areas),
            "contents": list(self.contents),
            "years": list(self.years),
            "only": {name: list(codes) for name, codes in sorted(self.only.items())},
            "attributes": dict(sorted(self.attributes.items())),
            "signs": dict(sorted(self.signs.items())),
            "valid": self.valid,
            "level": self.level,
            "prefix": self.prefix,
        }


@dataclass(frozen=True, slots=True)
class CodeList:
    """A code list: its codes in order with their labels; `sums` where each stands for several of the table's."""

    id: str
    label: str
    sums: bool
    labels: Mapping[str, str]


def bare(code: str) -> str:
    """A code without the edition at its end."""
    return _SUFFIX.sub("", code)


def edition(code: str) -> str:
    """The edition at the end of a code, empty for none."""
    match = _SUFFIX.search(code)
    return match[1] if match else ""


def chosen_codes(question: ScbQuestion, table: Cube, codelist: CodeList | None) -> dict[str, list[str]]:
    """The codes asked for of each variable, in the table's order; raises `GrundError` with every wrong word."""
    problems: list[Problem] = []
    wanted = {AREA: question.areas, **question.only}
    wanted[table.role("metric")] = question.contents
    wanted[table.role("time")] = question.years
    unknown = [name for name in question.only if name not in table.dimensions]
    problems += [_unknown("@variable", name, list(table.dimensions)) for name in unknown]
    chosen = {}
    for name, dimension in table.dimensions.items():
        own = codelist if name == AREA else None
        known = _known(dimension, own)
        words = wanted.get(name, ()) or (("*",) if own else ())
        if not words and len(known) > 1:
            problems.append(problem("G844", None, variable=name, known=_listed(known, dimension.labels)))
        chosen[name] = _matching(known, words or known, own is not None, name, problems)
    if problems:
        raise GrundError(problems)
    return chosen


def _known(dimension: CubeDimension, codelist: CodeList | None) -> list[str]:
    """The codes that may be asked for: the variable's; of a code list those that the table has, or its sums."""
    if codelist is None:
        return list(dimension.codes)
    own = {*dimension.codes}
    return [code for code in codelist.labels if codelist.sums or code in own]


def _matching(
    known: Sequence[str], words: Sequence[str], by_bare: bool, variable: str, problems: list[Problem]
) -> list[str]:
    """The codes that words mean, each once, in their order among the known ones."""
    codes: set[str] = set()
    for word in words:
        low, _, high = word.partition("..")
        if low and high and low.isdigit() and high.isdigit():
            matches = [code for code in known if low <= code[: len(low)] <= high]
        elif "*" in word or "?" in word:
            matches = [code for code in known if fnmatchcase(code, word)]
        else:
            matches = [code for code in known if word == code or (by_bare and word == bare(code))]
        if not matches:
            problems.append(_unknown(variable, word, known))
        codes.update(matches)
    return [code for code in known if code in codes]


def _unknown(what: str, word: str, known: Sequence[str]) -> Problem:
    return problem("G843", None, nearest(word, known), what=what, word=word, known=_listed(known))


def _listed(codes: Sequence[str], labels: Mapping[str, str] | None = None) -> str:
    """The first codes, with what they are called where that is known."""
    named = [f"{code} ({labels[code]})" if labels and labels.get(code, code) != code else code for code in codes]
    return ", ".join(named[:_NAMED]) + (f" … ({len(named)})" if len(named) > _NAMED else "")


def blocks(chosen: Mapping[str, Sequence[str]], time: str, most: int) -> Iterator[dict[str, list[str]]]:
    """The codes in parts of at most `most` cells: by time, then by area; raises `GrundError` where that is too few."""
    others = _product(len(codes) for name, codes in chosen.items() if name not in (time, AREA))
    if others > most:
        raise GrundError([problem("G857", None, option="--only", value=others, wanted=f"≤ {most} @cells")])
    areas = chosen.get(AREA, ("",))
    area_parts = chunked(areas, max(1, most // others))
    times = (
        chunked(chosen[time], max(1, most // (others * len(areas))))
        if len(area_parts) == 1
        else [[t] for t in chosen[time]]
    )
    for periods in times:
        for part in area_parts:
            own = {time: periods, AREA: part}
            yield {name: list(own.get(name, codes)) for name, codes in chosen.items()}


def _product(sizes: Iterator[int]) -> int:
    total = 1
    for size in sizes:
        total *= size
    return total


def selection(block: Mapping[str, Sequence[str]], codelist: CodeList | None) -> dict[str, Any]:
    """The body of a request: every variable with its codes, the code list beside those of the areas."""
    rows = []
    for name, codes in block.items():
        own = {"codelist": codelist.id} if codelist and name == AREA else {}
        rows.append({"variableCode": name, **own, "valueCodes": list(codes)})
    return {"selection": rows}
