"""Table: the view of `grund table`: a decision table with the areas that each row holds for and decides.

A row stands as it is written; what is wrong with it stands beside it; of an area it is said of each row whether it
holds, and which one decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ..analysis.proofs.defects.bench import Bench
from ..analysis.proofs.defects.tables import of_table
from ..analysis.table_hits import TableHits, examples, hits
from ..analysis.table_rows import clashes, gap, hidden, written
from ..engines.symbolic.questions import PolicySide
from ..exchange.dmn.reading import Fidelity
from ..model.facts import Area
from ..model.numbers import pick
from ..model.scenario import Scenario, reading_text
from ..model.tables import WrittenTable
from ..problems.problem import Problem
from .formats.text import Block, Cell
from .heading import heading
from .result import Result
from .run import reading_word
from .wording.headlines import headline
from .wording.values import count_text

_HEADER = (
    "table", "policy", "tolkning", "output", "row", "number", "condition", "result", "hits", "decided", "open",
    "examples", "findings",
)  # fmt: skip


def table_view(
    scenario: Scenario, table: WrittenTable, policies: Sequence[str], area: Area | None, prove: bool, lang: str
) -> Result:
    """The table, once for each output, policy and interpretation."""
    parts = hits(scenario, table, policies)
    reached = examples(scenario, table)
    faults = [_faults(scenario, part, prove) for part in parts]
    blocks = [_about(scenario, table, parts, faults, area, lang)]
    rows: list[tuple[Cell, ...]] = []
    data = []
    for part, problems in zip(parts, faults, strict=True):
        blocks.append(_block(scenario, table, part, reached, problems, area, lang))
        flat = [_flat(table, part, at, reached, problems, area, lang) for at in range(len(part.how.rows))]
        rows += flat
        data += [dict(zip(_header(area), row, strict=True)) for row in flat]
    answer = {"kind": "grund-table", "table": table.id, "hit": table.hit, "inputs": dict(table.inputs), "rows": data}
    return Result(tuple(blocks), _header(area), tuple(rows), answer)


_EVERY: Final = ("Varje rad som gäller ger insatsen.", "Every row that holds gives the intervention.")
_HITS: Final = {
    "unique": ("Högst en rad gäller för ett område.", "At most one row holds for an area."),
    "any": ("Rader som gäller samtidigt ger samma resultat.", "Rows that hold together give the same result."),
    "first": ("Den första raden som gäller avgör.", "The first row that holds decides."),
    "priority": ("Ja går före nej.", "Yes goes before no."),
    **dict.fromkeys(("collect", "rule_order", "output_order"), _EVERY),
}
"""What happens where several rows hold."""


def _header(area: Area | None) -> tuple[str, ...]:
    return _HEADER if area is None else (*_HEADER, "area", "holds", "decides")


def _faults(scenario: Scenario, part: TableHits, prove: bool) -> list[Problem]:
    """What is wrong with the rows of a part: proved, or as far as boxes tell."""
    if prove:
        bench = Bench(scenario.book, scenario.day, scenario)
        prover = bench.prover(part.level, PolicySide(part.policy))
        return [finding.problem for finding in of_table(bench, prover, part.output, part.how)]
    types = {name: attribute.type for name, attribute in scenario.book.vocabulary.attributes.items()}
    clashing = [clash.problem(part.output) for clash in clashes(part.how, types)]
    return clashing + [row.problem(part.output) for row in hidden(part.how, types)]


def _about(
    scenario: Scenario, table: WrittenTable, parts: Sequence[TableHits], faults: Sequence[Sequence[Problem]],
    area: Area | None, lang: str,
) -> Block:  # fmt: skip
    """What the table is, what is wrong with it, and what decides the area."""
    count = sum(map(len, faults))
    notes = [headline("table", lang, table=table.label.get(lang) or table.id, rows=len(table.rows), faults=count)]
    policies = {part.policy.id: part.policy for part in parts}
    for part in parts if area is not None else ():
        notes.append(_decider(table, part, area, lang))
    notes.append(f"{pick(lang, *_HITS[table.hit])} (hit: {table.hit})")
    return Block(table.label.get(lang) or table.id, (), (), (*notes, *heading(scenario, lang, policies.values())))


def _decider(table: WrittenTable, part: TableHits, area: Area | None, lang: str) -> str:
    """Which row decides an area."""
    if area is None or area not in part.truths:
        name = area.name if area else ""
        return pick(lang, f"{part.output} avgörs inte för {name}.", f"{part.output} is not decided for {name}.")
    names = ", ".join(table.row(part.how.rows[i].line).id for i in part.deciding(area))
    if names:
        return pick(
            lang, f"{area.name}: {part.output} avgörs av {names}.", f"{area.name}: {names} decides {part.output}."
        )
    return pick(
        lang,
        f"{area.name}: det finns ingen rad som säkert avgör {part.output}.",
        f"{area.name}: no row is certain to decide {part.output}.",
    )


def _title(scenario: Scenario, part: TableHits, lang: str) -> str:
    word = reading_word(scenario, part.reading, lang)
    return " · ".join(text for text in (part.output, part.policy.label.get(lang), word) if text)


def _block(
    scenario: Scenario, table: WrittenTable, part: TableHits, reached: Mapping[str, list[str]],
    problems: Sequence[Problem], area: Area | None, lang: str,
) -> Block:  # fmt: skip
    """One output: a row as it is written, counts of areas, and what is wrong beside it."""
    at_area = (area.name,) if area is not None and area in part.truths else ()
    inputs = list(table.inputs) or [pick(lang, "Villkor", "Condition")]
    heads = (
        pick(lang, "Rad", "Row"), *inputs, part.output, pick(lang, "Gäller", "Holds"), pick(lang, "Avgör", "Decides"),
        pick(lang, "Kan gälla", "May hold"), *at_area, pick(lang, "Testfall", "Test cases"),
        pick(lang, "Att se över", "To look at"),
    )  # fmt: skip
    rows = []
    for i, row in enumerate(part.how.rows):
        line = table.row(row.line)
        cells: list[Cell] = [line.cells.get(name, "–") for name in table.inputs] if table.inputs else [line.when]
        if table.inputs and not line.cells and line.when != "true":
            cells[0] = line.when
        at_one = [_holds(part, i, area, lang)] if at_area and area is not None else []
        counts: list[Cell] = [len(part.hit(i)), len(part.decided(i)), len(part.open(i))]
        examples_ = ", ".join(reached[line.id]) or "–"
        wrong = "; ".join(p.message(lang) for p in problems if p.place == row.place) or "–"
        rows.append((line.id, *cells, line.outputs[part.output], *counts, *at_one, examples_, wrong))
    return Block(_title(scenario, part, lang), heads, tuple(rows), tuple(_notes(scenario, part, lang)))


def _holds(part: TableHits, row: int, area: Area, lang: str) -> str:
    """What a row is to an area."""
    truth = part.truths[area][row]
    if row in part.deciding(area):
        return pick(lang, "avgör", "decides")
    if truth is None:
        return pick(lang, "kan gälla", "may hold")
    return pick(lang, "gäller", "holds") if truth else "·"


def _notes(scenario: Scenario, part: TableHits, lang: str) -> list[str]:
    """How many areas no row decides, and values that no row covers."""
    types = {name: attribute.type for name, attribute in scenario.book.vocabulary.attributes.items()}
    left = [area for area, truths in part.truths.items() if not any(truths) and None not in truths]
    count = count_text(len(left), lang, "area")
    notes = [pick(lang, f"Ingen rad gäller för {count}.", f"No row holds for {count}.")] if left else []
    shown = gap(part.how, types)
    if shown:
        case = written(shown)
        notes.append(
            pick(lang, f"Ingen rad gäller till exempel där {case}.", f"No row holds where {case}, for instance.")
        )
    return notes


def _flat(
    table: WrittenTable, part: TableHits, at: int, reached: Mapping[str, list[str]], problems: Sequence[Problem],
    area: Area | None, lang: str,
) -> tuple[Cell, ...]:  # fmt: skip
    row = part.how.rows[at]
    line = table.row(row.line)
    reading = reading_text(part.reading)
    wrong = "; ".join(p.message(lang) for p in problems if p.place == row.place)
    cells: tuple[Cell, ...] = (
        table.id, part.policy.id, reading, part.output, line.id, line.number, line.when, line.outputs[part.output],
        len(part.hit(at)), len(part.decided(at)), len(part.open(at)), ", ".join(reached[line.id]), wrong,
    )  # fmt: skip
    if area is None:
        return cells
    truth = part.truths[area][at] if area in part.truths else None
    return (*cells, area.id, {True: "yes", False: "no", None: "unknown"}[truth], _decides(part, at, area))


def _decides(part: TableHits, row: int, area: Area) -> str:
    return "yes" if area in part.truths and row in part.deciding(area) else "no"


_STANDINGS: Final = {
    "exact": ("exakt", "exact"),
    "approximated": ("ungefärligt", "approximate"),
    "refused": ("avvisat", "refused"),
}
_HOW: Final = {
    "vocabulary": (
        "ordlistan säger i stället vad som är känt, och av vilken typ",
        "the vocabulary says instead what is known, and of which type",
    ),
    "otherwise": ("säg det i insatsens otherwise, eller i gap", "say it as the intervention's otherwise, or as gap"),
    "priority": (
        "ordlistan säger i stället vad som går först: ja före nej, och det senare i en ordnad typ före det tidigare",
        "the vocabulary says instead what goes first: yes before no, and the later of an ordered type before others",
    ),
    "rounded": (
        "en kvot avrundas till nio decimaler; det som läser en avrundad kvot avvisas",
        "a quotient is rounded to nine decimals; what reads a rounded one is refused",
    ),
    "attribute": ("läses som ett attribut", "is read as an attribute"),
    "null": (
        "en uppgift som saknas gör att svaret inte kan avgöras; DMN svarar null eller att raden inte gäller",
        "if a fact is missing, the answer cannot be decided; DMN answers null or that the row does not apply",
    ),
}


def fidelity_text(report: Sequence[Fidelity], lang: str) -> str:
    """How the elements of a DMN file are said: a line for each kind and way, and where the first of them stands."""
    lines: dict[tuple[str, str, str], list[Fidelity]] = {}
    for one in report:
        lines.setdefault((one.standing, one.element, one.note), []).append(one)
    return "\n".join(
        f"{pick(lang, *_STANDINGS[standing])}: {len(alike)} {element}"
        + (f": {pick(lang, *_HOW.get(note, (note, note)))}" if note else "")
        + pick(lang, f" (rad {alike[0].line})", f" (line {alike[0].line})")
        for (standing, element, note), alike in lines.items()
    )
