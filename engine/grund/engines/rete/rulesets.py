"""Rulesets: patterns in portions that the engine holds safely, each portion a ruleset with facts of its own.

Enters: columns. Leaves: pages, each with the columns its facts carry and the rules over them, as durable-rules writes
rules. Promise: the safe subset only (a kind, tests of whole numbers against constants, one equality join on a string,
the sentinel last), at most `PATTERNS` patterns of a kind and `CARRIED` columns in a page, a column's patterns in one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any, Final, TypeAlias

from ...model.expressions import Type, Value
from .columns import LINKED, SHARES, JoinColumn, Key, Matched, ReteColumn, Way
from .dnf import Clause, weight
from .intervals import MISSING, Region, code, domain, spans

Pattern: TypeAlias = dict[str, Any]
"""What one alias must match, in durable-rules' own notation."""

PATTERNS: Final = 60
"""64 true at once under one kind is the engine's limit."""
CARRIED: Final = 100
"""Columns in a fact, with up to two attributes each; 253 attributes is the engine's limit."""
LINK, MEMBER = "l", "m"
"""The aliases of the two patterns; no answer may depend on them."""


@dataclass(frozen=True, slots=True)
class PageRule:
    """One rule of the engine: that it fires says that `column` is in a family (`true`, `false`, `seen`, `out`)."""

    column: Key
    family: str
    patterns: tuple[tuple[str, Pattern], ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """A column in the facts of a page: the attribute of its code and that of its flag, where a pattern reads them."""

    column: Key
    type: Type
    code: str
    flag: str

    @property
    def share(self) -> str:
        """The name of the share, where it is one of the link's and no column of the area."""
        return self.column[1].removeprefix(LINKED) if self.column[1].startswith(LINKED) else ""

    def attributes(self, value: Value | None) -> dict[str, int]:
        """The attributes that say a value in a fact; without one, the flag at most."""
        fields: dict[str, int] = {}
        if self.code and value is not None:
            fields[self.code] = code(value, self.type)
        if self.flag:
            fields[self.flag] = int(value is None)
        return fields


@dataclass(frozen=True, slots=True)
class Ruleset:
    """One ruleset. Its area facts are those of `level`; `way` says along what its links lead to them, if it has any.

    `targets` are the columns that its rules are about.
    """

    level: str
    stage: int
    way: Way | None
    carried: tuple[Carried, ...]
    rules: Mapping[str, PageRule]
    targets: tuple[Key, ...]


def pages(columns: Iterable[ReteColumn]) -> tuple[Ruleset, ...]:
    """The pages of the columns that the engine matches."""
    groups: dict[tuple[str, int, Way | None], list[ReteColumn]] = {}
    for column in columns:
        if isinstance(column.how, Matched | JoinColumn):
            groups.setdefault(_group(column), []).append(column)
    types = {column.key: column.type for column in columns}
    return tuple(
        [_page(*group, types, part) for group, rete_columns in groups.items() for part in _portions(rete_columns)]
    )


def _group(column: ReteColumn) -> tuple[str, int, Way | None]:
    level, how = column.key[0], column.how
    if isinstance(how, JoinColumn):
        return how.over.to, column.stage - 1, how.way
    return level, column.stage - 1, None


def _families(column: ReteColumn) -> Mapping[str, tuple[Clause, ...]]:
    if isinstance(column.how, JoinColumn):
        return column.how.families
    assert isinstance(column.how, Matched)
    return {"true": column.how.pair.true, "false": column.how.pair.false}


def _portions(columns: Iterable[ReteColumn]) -> Iterator[list[ReteColumn]]:
    """The columns, as many at a time as fit in a page."""
    rete_columns: list[ReteColumn] = []
    patterns, read = 0, set[Key]()
    for column in columns:
        more = sum(weight(clauses) for clauses in _families(column).values())
        if rete_columns and (patterns + more > PATTERNS or len(read | set(column.reads)) > CARRIED):
            yield rete_columns
            rete_columns, patterns, read = [], 0, set()
        rete_columns.append(column)
        patterns += more
        read |= set(column.reads)
    if rete_columns:
        yield rete_columns


def _page(level: str, stage: int, way: Way | None, types: Mapping[Key, Type], columns: list[ReteColumn]) -> Ruleset:
    families = [(column.key, name, c) for column in columns for name, c in _families(column).items()]
    carried: dict[str, Carried] = {}
    for clause in (clause for _, _, clauses in families for clause in clauses):
        for name, pairs in clause:
            kind = SHARES if name.startswith(LINKED) else types[level, name]
            valued, flagged = _reads(pairs, kind)
            old = carried.get(name)
            n = len(carried) if old is None else int((old.code or old.flag)[1:])
            carried[name] = Carried(
                (level, name),
                kind,
                f"c{n}" if valued or (old and old.code) else "",
                f"u{n}" if flagged or (old and old.flag) else "",
            )
    rules: dict[str, PageRule] = {}
    for key, family, clauses in families:
        for clause in clauses:
            for patterns in _patterns(clause, way is not None, carried):
                rules[f"r{len(rules)}"] = PageRule(key, family, patterns)
    return Ruleset(level, stage, way, tuple(carried.values()), rules, tuple([column.key for column in columns]))


def _reads(pairs: Region, kind: Type) -> tuple[bool, bool]:
    """Whether a region is told by the code, and whether by the flag."""
    by_flag = pairs in (MISSING, domain(kind))
    return not by_flag, by_flag


def _patterns(
    clause: Clause, joined: bool, carried: Mapping[str, Carried]
) -> Iterator[tuple[tuple[str, Pattern], ...]]:
    """A clause as rules: one for each combination of the parts of its regions."""
    parts = [[_tests(part, carried[name]) for part in spans(pairs)] for name, pairs in clause]
    sides = [name.startswith(LINKED) for name, _ in clause]
    for chosen in product(*parts):
        link = [test for tests, side in zip(chosen, sides, strict=True) if side for test in tests]
        area = [test for tests, side in zip(chosen, sides, strict=True) if not side for test in tests]
        if not joined:
            yield ((MEMBER, {"$and": [{"kind": "area"}, *area]}),)
            continue
        first = (LINK, {"$and": [{"kind": "link"}, *link]})
        last = {"$and": [{"kind": "area"}, *area, {"k": {LINK: "o"}}, {"_1": {LINK: "_1"}}]}
        yield (first, (MEMBER, last)) if area else (first,)


def _tests(part: Region, payer: Carried) -> list[Pattern]:
    """One part of a region as tests of a fact's attributes."""
    if part == MISSING or part == domain(payer.type):
        return [{payer.flag: int(part == MISSING)}]
    (low, _), (_, high) = part[0], part[-1]
    if low == high:
        return [{payer.code: low}]
    least, most = domain(payer.type)[0]
    bounds: list[Pattern] = []
    if low > least:
        bounds.append({"$gte": {payer.code: low}})
    if high < most:
        bounds.append({"$lte": {payer.code: high}})
    return bounds + [{"$neq": {payer.code: a + 1}} for (_, a), _ in pairwise(part)]
