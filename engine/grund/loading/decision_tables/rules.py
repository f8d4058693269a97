"""Rules: a decision table whose output is an insats, lowered to rules and exceptions.

What the hit policy says is said exactly, so no reading knows of tables; a hit policy that rules cannot say is refused
by its name.

Of rows of which the first decides, every row above that says the other thing is an exception; of `priority`, the rows
that say yes are exceptions to those that say no. One that can never hold together with it is none: that changes
nothing, also where something is unknown, for of a row that holds all that it reads is known, and so the other is known
not to hold. Rows that say the same are no exceptions to one another, for an unknown one would make the other unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from ...language.boxes import Union, boxes, common, earlier
from ...language.tokens import MAX_LEVELS, ParseError
from ...language.typing import Scope, condition
from ...model.expressions import BOOL, Expr, Literal, fold
from ...model.policies import Outcome, Rule, Written
from ...model.tables import WrittenRow, WrittenTable
from ..report import ProblemReport
from ..schema.tables import LISTS
from .cells import cell, cell_text
from .reading import ReadTable

_RULED: Final = ("unique", "any", "first", "priority", *LISTS)
"""The hit policies that rules say."""
MOST_PAIRS: Final = 1_000_000
"""So many times one row may be an exception to another."""
_ANSWERS: Final = {"true": "yes", "false": "no"}
"""How spreadsheets and DMN write yes and no."""
_NEVER: Final = Literal(False, BOOL)


def rules(report: ProblemReport, table: ReadTable, written: WrittenTable, insats: str, at: Scope) -> list[Rule]:
    """The rules that a table's rows make for an insats."""
    _refuse_settings(report, table)
    rows = [row for row in written.rows if insats in row.outputs]
    made = [rule for row in rows if (rule := _rule(report, table, written, row, insats, at)) is not None]
    unions = [_union(rule.when, at) for rule in made] if written.hit in ("first", "priority") else []
    exceptions = _exceptions(written.hit, made, unions)
    if sum(map(len, exceptions.values())) > MOST_PAIRS:
        report.add("G817", table.place(key=True), limit=MOST_PAIRS)
        exceptions = {}
    return [_with(rule, exceptions.get(rule.id, ())) for rule in made]


def _with(rule: Rule, targets: Sequence[str]) -> Rule:
    return Rule(
        rule.id, rule.when, rule.then, None, tuple(targets), rule.start, rule.end, rule.because, rule.citation,
        rule.origin, rule.place, _NEVER, written=rule.written,
    )  # fmt: skip


def _refuse_settings(report: ProblemReport, table: ReadTable) -> None:
    """Refuse what a table of an insats cannot say."""
    given = table.model
    if given.hit is None:
        report.add("G330", table.place(key=True), kind="table", field="hit", choices=" | ".join(_RULED))
    elif given.hit not in _RULED:
        report.add("G865", table.place("hit"), hit=given.hit, what="@insats_output", choices=", ".join(_RULED))
    if given.gap is not None:
        report.add("G866", table.place("gap", key=True), field="gap")
    if given.overlap == "unknown":
        report.add("G866", table.place("overlap", key=True), field="overlap: unknown")


def _rule(
    report: ProblemReport, table: ReadTable, written: WrittenTable, row: WrittenRow, insats: str, at: Scope
) -> Rule | None:
    """The rule of a row, without exceptions; None with problems noted."""
    number = row.number - 1
    then = _ANSWERS.get(row.outputs[insats].lower(), row.outputs[insats])
    path = (*table.path, "rows", number, "then")
    place = table.document.place((*path, insats) if (*path, insats) in table.document.values else path)
    if then not in ("yes", "no"):
        report.add("G303", place, value=then, wanted="'yes', 'no'")
        return None
    if then == "no" and table.model.hit in LISTS:
        report.add("G867", place, hit=table.model.hit, row=row.id)
        return None
    when = _condition(report, table, row, at)
    outcome: Outcome = "yes" if then == "yes" else "no"
    texts = (Written(row.when, row.place),) if row.place else ()
    return None if when is None else Rule(
        row.names(insats, written.several), when, outcome, None, (), row.start, row.end, row.because, row.citation,
        written.policy, row.place, _NEVER, written=texts,
    )  # fmt: skip


def _condition(report: ProblemReport, table: ReadTable, row: WrittenRow, at: Scope) -> Expr | None:
    """The condition of a row; an error is shown in its cell."""
    path = (*table.path, "rows", row.number - 1, "when")
    try:
        return condition(row.when, at)
    except ParseError as error:
        noted = len(report.problems)
        for name, text in row.cells.items():
            if not cell_text(name, text):
                continue
            report.parsed(table.document, (*path, name), partial(cell, table.model.inputs[name], text, at))
        if len(report.problems) == noted:  # no cell alone is wrong: all of them together are
            report.add(error.issue.code, table.document.place(path), error.issue.near or None, **error.issue.words)
        return None


# ── exceptions


def _exceptions(hit: str, made: Sequence[Rule], unions: Sequence[Union | None]) -> dict[str, list[str]]:
    """The rules that each rule is an exception to, by its id; not all, where they are more or deeper than is read."""
    targets: dict[str, list[str]] = {}
    depths = [1] * len(made)
    number, deepest = 0, 1
    for i, others in enumerate(earlier(unions) if unions else ()):
        if number > MOST_PAIRS or deepest > MAX_LEVELS:
            break
        for j in others:
            above, below = made[j], made[i]
            pair = _pair(hit, above, below)
            if pair is not None and _meet(unions[i], unions[j]):
                targets.setdefault(pair[0].id, []).append(pair[1].id)
                depths[i] = max(depths[i], depths[j] + 1) if hit == "first" else 1
                number, deepest = number + 1, max(deepest, depths[i])
    return targets


def _pair(hit: str, above: Rule, below: Rule) -> tuple[Rule, Rule] | None:
    """Of two rules that may hold together the one that is an exception, and to which; None where neither is."""
    if above.then == below.then:
        return None
    return (above, below) if hit == "first" or above.then == "yes" else (below, above)


def _meet(union: Union | None, other: Union | None) -> bool:
    """Whether two conditions may hold together."""
    if union is None or other is None:
        return True
    return any(common(box, second) is not None for box in union for second in other)


def _union(when: Expr, at: Scope) -> Union | None:
    """A condition as boxes; None where it is more, or holds of what is missing."""
    asks = fold(when, lambda _: False, lambda _: False, lambda node, parts: node.op == "missing" or any(parts))
    return None if asks else boxes(when, at.types)
