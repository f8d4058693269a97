"""Whole level: the verdicts of a whole level at once, by the cell reading; grounds are asked for area by area.

Enters: a scenario, policies, an interpretation and a level. Leaves: verdicts by policy and insats, in order of area.
Promise: the interpreter's verdicts; a fact is read once for all policies. What the cell reading does not work out
from a level's own columns (other levels, neighbours, memory, splits) is read in plain and given to it as a column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final, TypeAlias, cast

from ... import engines
from ...engines import interpreter
from ...engines.run import decide, frame_of, verdicts_of
from ...loading.scenario import decided_as, valued_as, values_read
from ...model.arithmetic import EXACT
from ...model.costs import Quantity
from ...model.decisions import VERDICTS, Decision, Verdict
from ...model.expressions import Expr, Reference, Value
from ...model.facts import Area
from ...model.policies import Policy, Ruling
from ...model.scenario import Reading, Scenario
from ..what_if import untried

LARGE: Final = 2_000
"""A level of more areas than this is decided without grounds; they are asked for area by area."""
LISTED: Final = 100
"""So many areas of a large level are listed with their reasons."""
Answer: TypeAlias = tuple[Verdict, str | None, frozenset[str]]
"""A verdict, the deciding rule, and the facts that an unknown one waits for."""


def decide_at(scenario: Scenario, policy: Policy, ruling: Ruling, reading: Reading, place: int) -> Decision:
    """The decision of one area, the `place`th of its level, by itself where the level is not decided already."""
    decided = decided_as(scenario, policy, ruling, reading)
    if decided in scenario.cache:
        return cast("Decision", scenario.cache[decided][place])
    key = ("decided at", place, *decided)
    if key not in scenario.frames:
        area = scenario.today.by_level[ruling.insats.level][place]
        scenario.frames[key] = interpreter.decide(frame_of(scenario, policy, reading), ruling.insats.id, area)
    return cast("Decision", scenario.frames[key])


def is_large(scenario: Scenario, level: str) -> bool:
    """Whether a level has so many areas that their grounds are asked for one by one."""
    return len(scenario.today.by_level.get(level, ())) > LARGE


def verdicts(scenario: Scenario, policy: Policy, ruling: Ruling, reading: Reading) -> tuple[Verdict, ...]:
    """The verdicts of a ruling for every area of its level, in order; a ruling that policies share is decided once.

    Grounds are kept for nobody: of a large level all insatser of the policy are decided together, and so is what a
    what-if makes another of its decisions; of others, areas that read the same values are decided once.
    """
    decided = decided_as(scenario, policy, ruling, reading)
    key = ("verdicts", *decided)
    if key not in scenario.cache:
        if decided in scenario.cache or not (scenario.tried or is_large(scenario, ruling.insats.level)):
            return verdicts_of(scenario, policy, ruling, reading)
        keys = {insats: ("verdicts", *decided_as(scenario, policy, r, reading)) for insats, r in policy.rulings.items()}
        left = frozenset(insats for insats, other in keys.items() if other not in scenario.cache)
        for (_, insats), column in level_verdicts(scenario, [policy], reading, ruling.insats.level, left).items():
            scenario.cache[keys[insats]] = column
    return cast("tuple[Verdict, ...]", scenario.cache[key])


def verdicts_at(
    scenario: Scenario, policy: Policy, ruling: Ruling, reading: Reading, areas: Iterable[Area]
) -> tuple[Verdict, ...]:
    """The verdicts of a ruling for some areas alone."""
    frame = frame_of(scenario, policy, reading)
    return tuple([interpreter.decide(frame, ruling.insats.id, area).verdict for area in areas])


Columns: TypeAlias = Mapping[tuple[str, str, Reading], tuple[Verdict, ...]]
"""Verdicts by policy, insats and interpretation, in order of the areas of the level."""


def keep(scenario: Scenario, columns: Columns) -> None:
    """Keep verdicts that are known, so that nobody decides them again."""
    for (name, insats, reading), column in columns.items():
        policy = scenario.policy(name)
        key = ("verdicts", *decided_as(scenario, policy, policy.rulings[insats], reading))
        scenario.cache.setdefault(key, column)


def level_verdicts(
    scenario: Scenario, policies: Iterable[Policy], reading: Reading, level: str, only: frozenset[str] = frozenset()
) -> dict[tuple[str, str], tuple[Verdict, ...]]:
    """The verdicts of every area of a level, of `only` some insatser where any are named. Raises `GrundError` where two
    rules conflict."""
    verdict_columns: dict[tuple[str, str], tuple[Verdict, ...]] = {}
    for policy in policies:
        insatser, batch, _ = _decided(scenario, policy, reading, level, only)
        for insats, places in zip(insatser, batch.verdicts() if batch else (), strict=True):
            verdict_columns[policy.id, insats] = tuple([VERDICTS[place] for place in places.tolist()])
    return verdict_columns


def answers(scenario: Scenario, policy: Policy, ruling: Ruling, reading: Reading) -> Sequence[Answer]:
    """The verdict, the deciding rule and the missing facts of every area of a ruling's level, in order, as decisions
    have them; of a large level, and after a what-if, without grounds."""
    decided, level = decided_as(scenario, policy, ruling, reading), ruling.insats.level
    key = ("answers", *decided)
    if key not in scenario.cache:
        large = is_large(scenario, level)
        if decided in scenario.cache or not (large or scenario.tried):
            decisions = decide(scenario, policy, ruling, reading)
            scenario.cache[key] = [(decision.verdict, decision.rule, decision.missing) for decision in decisions]
        else:
            only = frozenset[str]() if large else frozenset([ruling.insats.id])
            scenario.cache.update(_answers(scenario, policy, reading, level, only))
    return cast("Sequence[Answer]", scenario.cache[key])


def _answers(
    scenario: Scenario, policy: Policy, reading: Reading, level: str, only: frozenset[str]
) -> dict[object, Sequence[Answer]]:
    """The answers of insatser decided together, by what they are kept by. Where something is read in plain, the facts
    that an unknown one waits for are asked of its grounds."""
    insatser, batch, plain = _decided(scenario, policy, reading, level, only)
    kept: dict[object, Sequence[Answer]] = {}
    assert batch is not None  # there is an insats that is asked for
    for i, insats in enumerate(insatser):
        different, which = batch.answers(i)
        rows = [different[number] for number in which.tolist()]
        ruling = policy.rulings[insats]
        for place, row in enumerate(rows if plain else ()):
            if row[0] == "unknown":
                rows[place] = (*row[:2], decide_at(scenario, policy, ruling, reading, place).missing)
        kept["answers", *decided_as(scenario, policy, ruling, reading)] = rows
    return kept


def quantities(
    scenario: Scenario, policy: Policy, reading: Reading, level: str, quantity: Quantity
) -> list[Decimal | None]:
    """How much every area of a level takes; None where that is not known, or below zero."""
    frame, areas = frame_of(scenario, policy, reading), scenario.today.by_level.get(level, ())
    sheet = engines.vectorized.sheets.sheet_of(frame, reading, ())
    exprs = [e for e in (quantity.numerator, quantity.denominator) if e is not None]
    columns, _ = _columns(scenario, sheet, level, exprs)
    rows = engines.vectorized.Rows(frame, sheet.worked(columns, len(areas), exprs=exprs), len(areas))
    sizes = engines.vectorized.sized(quantity, rows)
    known = sizes.values >= 0 if sizes.known is None else sizes.known & (sizes.values >= 0)
    numbers = zip(sizes.values.tolist(), known.tolist(), strict=True)
    return [Decimal(number).scaleb(-sizes.decimals, EXACT) if sure else None for number, sure in numbers]


def _decided(
    scenario: Scenario, policy: Policy, reading: Reading, level: str, only: frozenset[str]
) -> tuple[tuple[str, ...], engines.vectorized.Batch | None, bool]:
    """A policy's insatser at a level decided together, or some of them; and whether something was read in plain."""
    insatser = tuple(i for i, r in policy.rulings.items() if r.insats.level == level and (not only or i in only))
    if not insatser:
        return (), None, False
    sheet = engines.vectorized.sheets.sheet_of(frame_of(scenario, policy, reading), reading, insatser)
    columns, plain = _columns(scenario, sheet, level)
    count = len(scenario.today.by_level.get(level, ()))
    return insatser, sheet.plan.decide(sheet.worked(columns, count), count), plain


def _columns(
    scenario: Scenario, sheet: engines.vectorized.sheets.DecisionSheet, level: str, exprs: Sequence[Expr] | None = None
) -> tuple[dict[str, engines.vectorized.CodedColumn], bool]:
    """What a sheet reads of the areas of a level, or some expressions do; and whether something is read in plain."""
    areas, words = scenario.today.by_level.get(level, ()), scenario.book.vocabulary.attributes
    tried = (id(fact) for fact in scenario.changes)
    facts: dict[str, engines.vectorized.CodedColumn] = scenario.cache.setdefault(("facts", level, *tried), {})
    plain = sheet.needed(words.keys(), exprs).absent
    columns: dict[str, engines.vectorized.CodedColumn] = {}
    for name in sheet.needed({*words, *plain}, exprs).given:
        if name not in words:
            columns[name] = _plain_column(scenario, sheet, name, level)
            continue
        if name not in facts:
            facts[name] = engines.vectorized.column(words[name].type, scenario.today.column(areas, words[name]))
        columns[name] = facts[name]
    return columns, bool(plain)


def _plain_column(
    scenario: Scenario, sheet: engines.vectorized.sheets.DecisionSheet, name: str, level: str
) -> engines.vectorized.CodedColumn:
    """A name's values over the areas of a level, read in plain: once for all that is tried, where it reads nothing of
    that."""
    frame, node, first = sheet.frame, Reference(name, sheet.frame.vocabulary.derived[name].type), untried(scenario)
    read = values_read(scenario, [node])
    valued = valued_as(scenario, frame.policy, read, sheet.reading)
    same = valued == valued_as(first, first.policy(sheet.policy), read, sheet.reading)
    cache, key = (first if same else scenario).cache, ("read in plain", level, name, *valued)
    if key not in cache:
        areas = scenario.today.by_level.get(level, ())
        values: list[Value | None] = [interpreter.read(frame, node, area).value for area in areas]
        cache[key] = engines.vectorized.column(node.type, values)
    return cast("engines.vectorized.CodedColumn", cache[key])
