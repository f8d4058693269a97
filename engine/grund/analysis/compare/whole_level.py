"""Whole level: the verdicts of a whole level at once, by the cell reading; grounds are asked for area by area.

Enters: a scenario, policies, an interpretation and a level. Leaves: verdicts by policy and insats, in order of area.
Promise: the interpreter's verdicts; a fact is read once for all policies. What the cell reading does not work out
from a level's own columns (other levels, neighbours, memory, splits) is read in plain and given to it as a column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias, cast

from ... import engines
from ...engines import interpreter
from ...engines.run import decide, frame_of
from ...loading.scenario import decided_as
from ...model.decisions import VERDICTS, Decision, Verdict
from ...model.expressions import Reference, Value
from ...model.facts import Area
from ...model.policies import Policy, Ruling
from ...model.scenario import Reading, Scenario

LARGE: Final = 2_000
"""A level of more areas than this is decided without grounds; they are asked for area by area."""
LISTED: Final = 100
"""So many areas of a large level are listed with their reasons."""


def decide_at(scenario: Scenario, policy: Policy, ruling: Ruling, reading: Reading, place: int) -> Decision:
    """The decision of one area, the `place`th of its level: of a large level that one alone."""
    if not is_large(scenario, ruling.insats.level):
        return decide(scenario, policy, ruling, reading)[place]
    area = scenario.today.by_level[ruling.insats.level][place]
    return interpreter.decide(frame_of(scenario, policy, reading), ruling.insats.id, area)


def is_large(scenario: Scenario, level: str) -> bool:
    """Whether a level has so many areas that their grounds are asked for one by one."""
    return len(scenario.today.by_level.get(level, ())) > LARGE


def verdicts(scenario: Scenario, policy: Policy, ruling: Ruling, reading: Reading) -> tuple[Verdict, ...]:
    """The verdicts of a ruling for every area of its level, in order; a ruling that policies share is decided once.

    Of a large level all insatser of the policy are decided together, without grounds; without grounds too is what a
    what-if makes another of a decision.
    """
    decided = decided_as(scenario, policy, ruling, reading)
    key = ("verdicts", *decided)
    if key not in scenario.cache:
        level = ruling.insats.level
        if is_large(scenario, level):
            for (_, insats), column in level_verdicts(scenario, [policy], reading, level).items():
                alike = decided_as(scenario, policy, policy.rulings[insats], reading)
                scenario.cache.setdefault(("verdicts", *alike), column)
        elif scenario.tried and decided not in scenario.cache:
            scenario.cache[key] = level_verdicts(scenario, [policy], reading, level, ruling.insats.id)[
                policy.id, ruling.insats.id
            ]
        else:
            decisions = decide(scenario, policy, ruling, reading)
            scenario.cache[key] = tuple([decision.verdict for decision in decisions])
    return cast("tuple[Verdict, ...]", scenario.cache[key])


Columns: TypeAlias = Mapping[tuple[str, str, Reading], tuple[Verdict, ...]]
"""Verdicts by policy, insats and interpretation, in order of the areas of the level."""


def keep(scenario: Scenario, columns: Columns) -> None:
    """Keep verdicts that are known, so that nobody decides them again."""
    for (name, insats, reading), column in columns.items():
        policy = scenario.policy(name)
        key = ("verdicts", *decided_as(scenario, policy, policy.rulings[insats], reading))
        scenario.cache.setdefault(key, column)


def level_verdicts(
    scenario: Scenario, policies: Iterable[Policy], reading: Reading, level: str, only: str = ""
) -> dict[tuple[str, str], tuple[Verdict, ...]]:
    """The verdicts of every area of a level, of an insats `only` where one is named. Raises `GrundError` where two
    rules conflict."""
    areas = scenario.today.by_level.get(level, ())
    tried = (id(fact) for fact in scenario.changes)
    facts: dict[str, engines.vectorized.CodedColumn] = scenario.cache.setdefault(("facts", level, *tried), {})
    verdict_columns: dict[tuple[str, str], tuple[Verdict, ...]] = {}
    for policy in policies:
        insatser = tuple(i for i, r in policy.rulings.items() if r.insats.level == level and only in ("", i))
        if not insatser:
            continue
        frame = frame_of(scenario, policy, reading)
        sheet = engines.vectorized.sheets.sheet_of(frame, reading, insatser)
        words = scenario.book.vocabulary.attributes
        names = {*words, *sheet.needed(words.keys()).absent}
        given: dict[str, engines.vectorized.CodedColumn] = {}
        for name in sheet.needed(names).given:
            shared = name in words
            column = facts.get(name) if shared else None
            if column is None:
                column = _column(frame, name, areas)
            given[name] = column
            if shared:
                facts[name] = column
        batch = sheet.plan.decide(sheet.worked(given, len(areas)), len(areas))
        for insats, places in zip(insatser, batch.verdicts(), strict=True):
            verdict_columns[policy.id, insats] = tuple([VERDICTS[place] for place in places.tolist()])
    return verdict_columns


def _column(frame: interpreter.EvalContext, name: str, areas: Iterable[Area]) -> engines.vectorized.CodedColumn:
    """A name's values over areas: a fact, or what is read in plain."""
    words = frame.vocabulary
    attribute = words.attributes.get(name)
    if attribute is not None:
        return engines.vectorized.column(attribute.type, frame.world.column(areas, attribute))
    kind = words.derived[name].type
    values: list[Value | None] = [interpreter.read(frame, Reference(name, kind), area).value for area in areas]
    return engines.vectorized.column(kind, values)
