"""Views: results as blocks for people and rows for programs, and the view of `grund run`.

Enters: answers. Leaves: `Block` values, CSV rows and plain data. Promise: every count stands beside
its residents, every mark shows, both readings of an open question are always there, and no side is taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..comparison import Residents, count, residents
from ..explanation import Explainer
from ..outcome import VERDICTS, Decision
from ..scenario import Answers, Reading, Scenario
from ..words import marks_legend, pick, verdict_word
from .tables import Block, Cell


@dataclass(frozen=True, slots=True)
class View:
    """What a command shows: blocks for people, header and rows for CSV, data for JSON."""

    blocks: tuple[Block, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    data: Any


def marked(view: View, scenario: Scenario) -> View:
    """The view, with the mark of an illustration in its rows and data: nothing invented looks like a fact."""
    if not scenario.illustration:
        return view
    rows = tuple((*row, "illustration") for row in view.rows)
    data = {**view.data, "illustration": True} if isinstance(view.data, dict) else view.data
    return View(view.blocks, (*view.header, "illustration"), rows, data)


def reading_word(scenario: Scenario, reading: Reading, lang: str, short: bool = False) -> str:
    """A reading of the open questions in words; empty where nothing is open."""
    said = []
    for name, choice in reading:
        text = scenario.book.vocabulary.tolkningar[name].options[choice].get(lang)
        said.append(text.partition(":")[0] if short else text)
    return ", ".join(said)


def question_notes(scenario: Scenario, readings: Iterable[Reading], lang: str) -> tuple[str, ...]:
    """The open questions behind some readings, with their choices, sources and marks."""
    names = dict.fromkeys(name for reading in readings for name, _ in reading)
    notes: list[str] = []
    for name in names:
        tolkning = scenario.book.vocabulary.tolkningar[name]
        options = "; ".join(option.get(lang) for option in tolkning.options.values())
        flags = " ".join(f"[{f}]" for f in tolkning.citation.flags)
        head = pick(lang, "Tolkning", "Reading")
        notes.append(f"{head}: {tolkning.label.get(lang)} {options}. {flags} {tolkning.citation.note}")
    return tuple(notes)


def residents_note(counted: Residents, lang: str) -> str:
    """Which year the residents are from, with their marks."""
    years = sorted({f.start.isoformat()[:4] for f in counted.facts})
    marks = sorted({flag for f in counted.facts for flag in f.citation.flags})
    listed = " ".join(f"[{m}]" for m in marks)
    missing = ""
    if counted.unknown:
        missing = pick(lang, f"; okänt för {counted.unknown}", f"; unknown for {counted.unknown}")
    span = "–".join(dict.fromkeys((years[0], years[-1]))) if years else "–"
    return pick(lang, f"Invånare: {span} {listed}{missing}.", f"Residents: {span} {listed}{missing}.")


def heading(scenario: Scenario, lang: str) -> tuple[str, ...]:
    """What every answer says of itself: the day, what was known, and whether anything is invented."""
    known = pick(lang, f", känt {scenario.known}", f", known {scenario.known}") if scenario.known else ""
    found = [f"{scenario.label.get(lang)} · {pick(lang, 'dag', 'day')} {scenario.day}{known}"]
    if scenario.illustration:
        found.append(
            pick(
                lang,
                "ILLUSTRATION: värden i detta scenario är påhittade för att visa hur det fungerar.",
                "ILLUSTRATION: values in this scenario are invented to show how it works.",
            )
        )
    return tuple(found)


# ── run


def run_view(scenario: Scenario, answers: tuple[Answers, ...], lang: str) -> View:
    """Every insats of every policy: how many areas, how many residents, what is missing."""
    blocks = [Block(scenario.label.get(lang), (), (), (scenario.description.get(lang), *heading(scenario, lang)))]
    columns = (
        pick(lang, "Insats", "Insats"), pick(lang, "Nivå", "Level"), pick(lang, "Tolkning", "Reading"),
        *(verdict_word(v, lang).capitalize() for v in VERDICTS),
        pick(lang, "Invånare (ja)", "Residents (yes)"), pick(lang, "Saknas", "Missing"),
    )  # fmt: skip
    for policy in dict.fromkeys(a.policy.id for a in answers):
        mine = [a for a in answers if a.policy.id == policy]
        title = f"{mine[0].policy.label.get(lang)} ({policy})"
        blocks.append(Block(title, columns, tuple(_run_row(scenario, a, lang) for a in mine)))
    blocks.append(_run_notes(scenario, answers, lang))
    header = ("policy", "tolkning", "insats", "level", "area", "name", "verdict", "rule", "missing", "marks")
    rows = tuple(_decision_row(a, d) for a in answers for d in a.decisions)
    return View(tuple(blocks), header, rows, None)


def _run_row(scenario: Scenario, answers: Answers, lang: str) -> tuple[Cell, ...]:
    insats = answers.ruling.insats
    level = scenario.book.vocabulary.levels[insats.level].label.get(lang)
    label = insats.label.get(lang)
    reading = reading_word(scenario, answers.reading, lang, short=True)
    if not answers.decisions:
        none = pick(lang, "kan inte avgöras: inga områden är kända", "cannot be decided: no areas known")
        return (label, level, reading, None, None, None, None, none)
    counted = count(answers.decisions)
    people = residents(scenario, [d.area for d in answers.decisions if d.verdict == "yes"])
    say = Explainer(scenario.book, answers.policy.parameters, lang).speaker.name
    missing = ", ".join(sorted({say(m) for d in answers.decisions for m in d.missing}))
    reached = people.people if not people.unknown else None
    return (label, level, reading, *(counted[v] for v in VERDICTS), reached, missing)


def _run_notes(scenario: Scenario, answers: tuple[Answers, ...], lang: str) -> Block:
    readings = [a.reading for a in answers]
    areas = scenario.today.by_level.get(scenario.level, ())
    notes = [*question_notes(scenario, readings, lang)]
    notes.append(residents_note(residents(scenario, areas), lang))
    gone = [a for a in scenario.today.left_out if a.level in {x.ruling.insats.level for x in answers}]
    if gone:
        names = ", ".join(f"{a.name} ({a.id})" for a in gone)
        notes.append(pick(lang, f"Finns inte den dagen: {names}.", f"Do not exist on that day: {names}."))
    notes.append(marks_legend(lang))
    return Block(pick(lang, "Att veta", "To know"), (), (), tuple(notes))


def _decision_row(answers: Answers, d: Decision) -> tuple[Cell, ...]:
    reading = ", ".join(f"{k}={v}" for k, v in answers.reading)
    insats = answers.ruling.insats
    missing = ", ".join(sorted(d.missing))
    marks = " ".join(f for r in d.rules if r.rule.id == d.rule for f in r.rule.citation.flags)
    area = d.area
    return (answers.policy.id, reading, insats.id, insats.level, area.id, area.name, d.verdict, d.rule, missing, marks)
