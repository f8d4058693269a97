"""Answer tables: results as tables of typed columns.

A column is named as the key in YAML, CSV and JSON, with one `tolkning.NAME` for each open question, and has the label
and unit of `columns`; `meta` says which run it is: hash, scenario, day and known, the readings asked for, and the
marks that the rows carry.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, Literal, TypeAlias

from ....analysis.accountability.goals import WORST, followed
from ....analysis.compare.comparison import CHANGES, GROUPS, Comparison, Reached, Side, residents
from ....analysis.compare.reasons import explained
from ....analysis.diff import KINDS, Difference, Moved, VersionChange
from ....analysis.diff.attribution import HOWS
from ....budgeting.line_columns import COLUMNS
from ....budgeting.policy_budgets import Budget
from ....budgeting.records import KIND as BUDGET
from ....budgeting.records import budget_hash, rows
from ....engines import interpreter
from ....engines.run import frame_of
from ....loading.arguments import typed_arguments
from ....model.absences import ABSENCES
from ....model.decisions import VERDICTS, Decision, Trace
from ....model.expressions import Reference
from ....model.facts import Fact
from ....model.organisation import GOAL_KINDS, ROLES
from ....model.scenario import Answers, Reading, Scenario
from ....model.sources import Citation
from ....problems.problem import GrundError, nearest, problem
from ...wording.statement import Statement
from ..columns import meaning
from .run_meta import run_meta
from .shape import Cell, Column, Table, decimals_of, filled, typed

One: TypeAlias = Answers | Statement | Moved
Found: TypeAlias = Budget | Comparison | Difference | One | Iterable[Answers] | Iterable[Statement] | Iterable[Moved]
Columns: TypeAlias = Iterable[Column | str]
"""Columns, or of text their names alone."""
Part: TypeAlias = Literal["values", "facts", "duties", "goals"]
_TOLKNING: Final = "tolkning."
_HOLDS: Final[Mapping[bool | str | None, str]] = {True: "true", False: "false", None: "unknown"}
_MARKS: Final = Column("marks", "texts")
_CITED: Final = (Column("source", "texts"), _MARKS, "note")


@typed_arguments
def table(scenario: Scenario, subject: Found | Part = "values") -> Table:
    """A result of the scenario as a table, or a part of its world: `values`, `facts`, `duties`, `goals`.

    Results: of `run` (a row per decision), `budget` (per line), `compare` (per area), `explain` (per statement), `diff`
    (per change), and the `moved` of a difference (per area moved). Raises `GrundError` G312, G791 for anything else.
    """
    parts = {"values": values, "facts": facts, "duties": duties, "goals": goals}
    if isinstance(subject, str):
        if subject not in parts:
            known = ", ".join(parts)
            raise GrundError([problem("G312", None, nearest(subject, parts), what="@table", id=subject, known=known)])
        return parts[subject](scenario)
    if isinstance(subject, Budget):
        return lines(subject)
    if isinstance(subject, Comparison):
        return compared(subject)
    if isinstance(subject, Difference):
        return changes(subject)
    rows = list(subject) if isinstance(subject, Iterable) else [subject]
    for kind, make in ((Answers, decisions), (Statement, grounds), (Moved, moved)):
        if all(isinstance(item, kind) for item in rows):
            return make(scenario, rows)  # type: ignore[arg-type]
    wanted = "Budget, Comparison, Difference, [Answers], [Statement], [Moved]"
    raise GrundError([problem("G791", None, name="found", wanted=wanted, found=type(subject).__name__)])


def decisions(scenario: Scenario, answers: Iterable[Answers]) -> Table:
    """A row per decision: policy, reading, insats, area, verdict, the deciding rule, what is missing, marks."""
    answer_list = tuple(answers)
    questions = _asked(scenario, (a.reading for a in answer_list))
    columns: Columns = (
        "policy", *questions, "insats", "level", "area", "name",
        Column("verdict", "category", VERDICTS), "rule", Column("missing", "texts"),
        Column("not_applicable", "texts"), _MARKS,
        "proviso",
    )  # fmt: skip
    rows = (
        (
            a.policy.id, *_chosen(questions, a.reading), a.ruling.insats.id, a.ruling.insats.level, d.area.id,
            d.area.name, d.verdict, d.rule, tuple(sorted(d.missing)),
            tuple(sorted(interpreter.settled_by_nothing(d))), d.deciding.citation.flags if d.deciding else (),
            d.proviso.sv,
        )
        for a in answer_list
        for d in a.decisions
    )  # fmt: skip
    return _table("grund-run", scenario, columns, rows)


_LINE: Final = (
    "year", "insats", "part", "area", "name", "district", "body", "body_name", "payer", "verdict", "quantity", "unit",
    "price_kr", "amount_ore", "low_ore", "high_ore", "missing", "marks",
)  # fmt: skip
_NAMED: Final = {"price_kr": "price"}


def lines(budget: Budget) -> Table:
    """A row per line of a budget; money is whole öre, `amount_ore` what it costs if the decision is yes."""
    questions = _asked(budget.scenario, budget.readings)
    own = [COLUMNS[key] for key in _LINE]
    named = [
        Column(_NAMED.get(c.key, c.key), c.kind, c.members, decimals=c.decimals, label=c.label, unit=c.unit)
        for c in own
    ]
    columns: Columns = ("policy", *questions, *named)
    cells = ((row.policy, *_chosen(questions, row.reading), *[c.of(row) for c in own]) for row in rows(budget))
    made = _table(BUDGET, budget.scenario, columns, cells)
    return replace(made, meta={**made.meta, "run": budget_hash(budget), "years": json.dumps(budget.years)})


def compared(comparison: Comparison) -> Table:
    """A row per reading and area: its residents, its group by reach, what changes from A to B and which insatser, and
    for A and B whether it is reached, whether something is withdrawn, the rules and what is missing.

    `rules_a` are the rules that decide the insatser that count in A; `step` and `needs`: what settles the groups.
    """
    scenario = comparison.scenario
    question_columns = _asked(scenario, (side.reading for side in comparison.sides))
    counted = scenario.book.vocabulary.attributes.get(scenario.residents)
    columns: Columns = (
        *question_columns, "area", "name", "district",
        Column("residents", "decimal", decimals=counted.type.decimals if counted else 0),
        Column("group", "category", GROUPS), Column("change", "category", CHANGES),
        Column("a", "category", VERDICTS), Column("b", "category", VERDICTS),
        Column("withdraws_a", "category", VERDICTS), Column("withdraws_b", "category", VERDICTS),
        Column("gained", "texts"), Column("lost", "texts"), Column("step", "whole"), Column("needs", "texts"),
        *(Column(f"{what}_{side}", "texts") for side in "ab" for what in ("rules", "missing")), _MARKS,
    )  # fmt: skip
    rows = (
        (*_chosen(question_columns, s.reading), *_reached(comparison, s, r)) for s in comparison.sides for r in s.areas
    )
    return _table("grund-comparison", scenario, columns, rows)


def _reached(comparison: Comparison, side: Side, r: Reached) -> tuple[Cell, ...]:
    people = residents(comparison.scenario, [r.area])
    decided = [explained(comparison, side, r, policy) for policy in (comparison.a, comparison.b)]
    flags = {flag for fact in people.facts for flag in fact.citation.flags}
    flags |= {f for d in (*decided[0], *decided[1]) if d.deciding for f in d.deciding.citation.flags}
    district = r.district.name if r.district else None
    counted = None if people.unknown else people.people
    withdrawn = (r.withdraws_a, r.withdraws_b, r.gained, r.lost, r.step, tuple(sorted(r.needs)))
    return (
        r.area.id, r.area.name, district, counted, r.group, r.change, r.a, r.b, *withdrawn,
        *_why(decided[0]), *_why(decided[1]), tuple(sorted(flags)),
    )  # fmt: skip


def _why(decided: Sequence[Decision]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The rules that decide, and the facts that are missing."""
    rules = {d.rule for d in decided if d.rule is not None}
    return tuple(sorted(rules)), tuple(sorted({name for d in decided for name in d.missing}))


def grounds(scenario: Scenario, trees: Sequence[Statement]) -> Table:
    """A row per statement, top down; `parent` is the row above it in its tree, `holds` null where it has no truth."""
    columns: Columns = (
        Column("tree", "whole"), Column("parent", "whole"), Column("depth", "whole"), "text",
        Column("holds", "category", tuple(_HOLDS.values())), "source",
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []

    def add(tree: int, parent: int | None, depth: int, node: Statement) -> None:
        here = len(rows)
        rows.append((tree, parent, depth, node.text, _HOLDS.get(node.holds), node.source))
        for part in node.parts:
            add(tree, here, depth + 1, part)

    for i, statement in enumerate(trees):
        add(i, None, 0, statement)
    return _table("grund-explanation", scenario, columns, rows)


def changes(difference: Difference) -> Table:
    """A row per change, with the file and line of both sides."""
    columns: Columns = (
        Column("kind", "category", tuple(KINDS)), "insats", "subject",
        "before", "after",
        "file_before", Column("line_before", "whole"), "file_after", Column("line_after", "whole"),
    )  # fmt: skip
    return _table("grund-diff", difference.scenario, columns, (_change(c) for c in difference.changes))


def _change(c: VersionChange) -> tuple[Cell, ...]:
    places = [cell for p in (c.place_before, c.place_after) for cell in ((p.file, p.line) if p else (None, None))]
    return (c.kind, c.insats or None, c.subject, c.before, c.after, *places)


def moved(scenario: Scenario, moves: Iterable[Moved]) -> Table:
    """A row per area moved, insats and reading: before, after, how, and the changes as `kind subject`.

    `before` is null where A does not have the insats, `after` where B does not.
    """
    move_list = tuple(moves)
    question_columns = _asked(scenario, (m.reading for m in move_list))
    columns: Columns = (
        *question_columns, "insats", "area", "name",
        Column("before", "category", VERDICTS), Column("after", "category", VERDICTS),
        Column("how", "category", HOWS), Column("changes", "texts"),
    )  # fmt: skip
    rows = (
        (
            *_chosen(question_columns, m.reading), m.insats, m.area.id, m.area.name, m.before and m.before.verdict,
            m.after and m.after.verdict, m.how, tuple(f"{c.kind} {c.subject}" for c in m.changes),
        )
        for m in move_list
    )  # fmt: skip
    return _table("grund-diff-moved", scenario, columns, rows)


def values(scenario: Scenario) -> Table:
    """A row per area of the scenario's level (and reading): every attribute and derived attribute that it has there.

    Parameters are those of the first policy that the scenario names. `marks`: of the facts of the row.
    """
    words = scenario.book.vocabulary
    types = words.type_at(scenario.level)
    nodes = [Reference(name, kind) for name, kind in types.items()]
    readings = scenario.readings_of(nodes)
    question_columns = _asked(scenario, readings)
    policy = scenario.policy(scenario.named[0])
    rows: list[tuple[Cell, ...]] = []
    for reading in readings:
        frame = frame_of(scenario, policy, reading)
        for area in scenario.today.by_level.get(scenario.level, ()):
            read = [interpreter.read(frame, node, area) for node in nodes]
            cells = (ground.value for ground in read)
            rows.append((*_chosen(question_columns, reading), area.id, area.name, *cells, _marks_of(read)))
    columns: Columns = (
        *question_columns,
        "area",
        "name",
        *(typed(words.attributes.get(name) or words.derived[name]) for name in types),
        _MARKS,
    )
    return _table("grund-values", scenario, columns, rows)


def _marks_of(read: Iterable[Trace]) -> tuple[str, ...]:
    return tuple(sorted({flag for g in read if isinstance(g.basis, Fact) for flag in g.basis.citation.flags}))


def facts(scenario: Scenario) -> Table:
    """A row per fact of the world on the day, as in the files: the value as text, and why a missing one is missing."""
    columns: Columns = (
        "area", "attribute", "value", Column("valid_from", "date"), Column("valid_to", "date"),
        Column("recorded", "date"), Column("missing", "category", tuple(ABSENCES)), *_CITED,
    )  # fmt: skip
    rows = (
        (
            f.area, f.attribute, _as_written(f.value), f.start, f.end, f.recorded, f.absence or None,
            *_cited(f.citation),
        )
        for _, f in sorted(scenario.today.facts.items())
    )  # fmt: skip
    return _table("grund-facts", scenario, columns, rows)


def _as_written(value: Cell) -> str | None:
    """A value as a file has it."""
    return None if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def duties(scenario: Scenario) -> Table:
    """A row per duty on the day: who has which role for what, and where."""
    columns: Columns = (
        "id", "insats", "field", "body", Column("role", "category", tuple(ROLES)),
        "scope", Column("valid_from", "date"), Column("valid_to", "date"), *_CITED,
    )  # fmt: skip
    rows = (
        (d.id, d.insats, d.field, d.body, d.role, d.scope or None, d.start, d.end, *_cited(d.citation))
        for d in scenario.book.organisation.on(scenario.day)
    )
    return _table("grund-duties", scenario, columns, rows)


def goals(scenario: Scenario) -> Table:
    """A row per goal, indicator and day: the value, the target and whether the goal is met.

    Values and targets have the decimals of the one that has most. A goal without indicators, and an indicator without
    values, has a row with nulls.
    """
    indicators = scenario.book.organisation.indicators.values()
    rows: list[tuple[Cell, ...]] = []
    for item in followed(scenario):
        goal = item.goal
        head = (goal.id, goal.kind, goal.body or None, goal.under or None, goal.insats or None, goal.policies)
        goal_indicators = [i for i in indicators if i.goal == goal.id]
        for indicator, series in zip(goal_indicators, item.series, strict=True):
            tail = (indicator.target, indicator.by, item.fulfilment)
            rows += [(*head, indicator.id, o.day, o.value, *tail) for o in series]
            if not series:
                rows.append((*head, indicator.id, None, None, *tail))
        if not goal_indicators:
            rows.append((*head, None, None, None, None, None, item.fulfilment))
    scale = max((decimals_of(cell) for row in rows for cell in row), default=0)
    columns: Columns = (
        "goal", Column("kind", "category", tuple(GOAL_KINDS)), "body", "under",
        "insats", Column("policy", "texts"), "indicator", Column("day", "date"),
        Column("value", "decimal", decimals=scale), Column("target", "decimal", decimals=scale), Column("by", "date"),
        Column("fulfilment", "category", WORST, ordered=True),
    )  # fmt: skip
    return _table("grund-goals", scenario, columns, rows)


def _asked(scenario: Scenario, readings: Iterable[Reading]) -> tuple[Column, ...]:
    """A column for each open question of some readings; null where an answer does not depend on it."""
    names = sorted({name for reading in readings for name, _ in reading})
    tolkningar = scenario.book.vocabulary.tolkningar
    return tuple(Column(f"{_TOLKNING}{name}", "category", tuple(tolkningar[name].options)) for name in names)


def _chosen(columns: Iterable[Column], reading: Reading) -> tuple[Cell, ...]:
    """The choices of a reading, in the order of the columns."""
    chosen = dict(reading)
    return tuple(chosen.get(column.name.removeprefix(_TOLKNING)) for column in columns)


def _cited(citation: Citation) -> tuple[Cell, ...]:
    return (citation.documents, citation.flags, citation.note or None)


def _table(kind: str, scenario: Scenario, columns: Columns, rows: Iterable[Sequence[Cell]]) -> Table:
    """The table, with the run that it is of; a column is called what it is in every other format of the answer."""
    table = filled([_called(column, kind) for column in columns], rows, {})
    cells = (cell for column in table.columns if column.name == "marks" for cell in column.values)
    marks = sorted({mark for cell in cells if isinstance(cell, tuple) for mark in cell})
    return replace(table, meta={**run_meta(scenario, kind), "marks": " ".join(marks)})


def _called(column: Column | str, kind: str) -> Column:
    """A column, of text where only its name is given, with its label and unit."""
    given = Column(column) if isinstance(column, str) else column
    if given.label.sv:
        return given
    label, _, unit = meaning(given.name, kind)
    return replace(given, label=label, unit=unit)
